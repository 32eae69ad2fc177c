//! The part of the result that is printed.

use std::io;
use std::ops::ControlFlow;

use coreql_data::{Device, Sorter};

use super::SearchArgs;
use super::plan::Plan;
use crate::args::DeviceFormat;
use crate::failure::Outcome;
use crate::output::{DeviceWriter, Totals};

pub(super) struct Page {
    writer: DeviceWriter,
    offset: u64,
    /// How many of the next devices are skipped.
    to_skip: u64,
    limit: u64,
    /// Whether the output has the number of all devices that match.
    needs_total: bool,
    sorter: Option<Sorter>,
    found: u64,
    printed: u64,
    /// Why a device could not be printed.
    error: Option<io::Error>,
}

impl Page {
    /// A page that is sorted in this many bytes of memory.
    pub(super) fn new(args: &SearchArgs, plan: &Plan, memory: usize) -> Self {
        let limit = args.page.limit.unwrap_or(u64::MAX);
        let most = usize::try_from(limit.saturating_add(args.page.offset)).unwrap_or(usize::MAX);
        let sorter = Sorter::new(plan.sort_columns(), most).with_memory(memory);
        Self {
            writer: DeviceWriter::new(args.format, plan.headings(), args.wide),
            offset: args.page.offset,
            to_skip: args.page.offset,
            limit,
            needs_total: matches!(args.format, DeviceFormat::Json | DeviceFormat::Table),
            sorter: (!plan.sort().is_empty()).then_some(sorter),
            found: 0,
            printed: 0,
            error: None,
        }
    }

    pub(super) const fn needs_total(&self) -> bool {
        self.needs_total
    }

    /// Sets the number of all devices that match.
    pub(super) const fn set_total(&mut self, total: u64) {
        self.found = total;
    }

    /// Only the devices of this page will be added, in their order.
    pub(super) fn expect_only_this_page(&mut self) {
        self.to_skip = 0;
        self.limit = u64::MAX;
        self.sorter = None;
    }

    /// Adds a device that matches. Breaks if no further device is needed.
    pub(super) fn add(&mut self, plan: &Plan, device: &Device) -> ControlFlow<()> {
        self.found += 1;
        let added = if let Some(sorter) = &mut self.sorter {
            // Only what will be printed is kept.
            let row = self.writer.row(&plan.view(device));
            row.and_then(|row| sorter.push(plan.sort_values(device), &row))
        } else if self.is_next_printed() {
            self.writer.write(&plan.view(device))
        } else {
            Ok(())
        };
        self.error = added.err();
        if self.is_complete() { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    }

    /// Counts the next device of the result, and whether it is on the page.
    const fn is_next_printed(&mut self) -> bool {
        if self.to_skip > 0 {
            self.to_skip -= 1;
            return false;
        }
        let is_printed = self.printed < self.limit;
        if is_printed {
            self.printed += 1;
        }
        is_printed
    }

    fn is_complete(&self) -> bool {
        self.error.is_some() || (!self.needs_total && self.sorter.is_none() && self.printed >= self.limit)
    }

    /// Prints what has been sorted, and the totals.
    pub(super) fn finish(mut self) -> Outcome {
        if let Some(error) = self.error {
            return Err(error.into());
        }
        if let Some(sorter) = self.sorter.take() {
            for row in sorter.into_sorted()? {
                let row = row?;
                if self.is_next_printed() {
                    self.writer.write_row(&row)?;
                }
            }
        }
        let has_more = self.found > self.offset.saturating_add(self.printed);
        Ok(self.writer.finish(Totals { found: self.found, printed: self.printed, has_more })?)
    }
}
