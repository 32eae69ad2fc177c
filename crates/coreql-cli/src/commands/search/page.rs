//! The part of the result that is printed.

use std::io;
use std::ops::ControlFlow;

use coreql::eval::json::Binding;
use coreql::value::{AsValue, Value};
use coreql_data::{Device, Sorter};

use super::SearchArgs;
use super::plan::Plan;
use crate::args::DeviceFormat;
use crate::failure::{Failure, Outcome};
use crate::output::{DeviceWriter, Totals};

pub(super) struct Page {
    writer: DeviceWriter,
    offset: u64,
    /// How many of the next devices are skipped.
    to_skip: u64,
    limit: u64,
    /// Whether the output has the number of all devices that match.
    needs_total: bool,
    sorter: Option<Sorter<Device>>,
    found: u64,
    printed: u64,
    /// Why a device could not be printed.
    error: Option<io::Error>,
}

impl Page {
    pub(super) fn new(args: &SearchArgs, plan: &Plan) -> Result<Self, Failure> {
        let limit = args.page.limit.unwrap_or(u64::MAX);
        let most = usize::try_from(limit.saturating_add(args.page.offset)).unwrap_or(usize::MAX);
        Ok(Self {
            writer: DeviceWriter::new(args.format, plan.column_names())?,
            offset: args.page.offset,
            to_skip: args.page.offset,
            limit,
            needs_total: matches!(args.format, DeviceFormat::Json | DeviceFormat::Table),
            sorter: plan.sort().map(|sort| Sorter::new(sort.field_type, sort.order, most)),
            found: 0,
            printed: 0,
            error: None,
        })
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
    pub(super) fn add(&mut self, plan: &Plan, binding: &Binding, device: Device) -> ControlFlow<()> {
        self.found += 1;
        match (plan.sort(), &mut self.sorter) {
            (Some(sort), Some(sorter)) => {
                sorter.push(device, |device| {
                    binding.row(device).json(sort.slot).map_or(Value::Missing, AsValue::as_value)
                });
            }
            _ => self.print(plan, binding, &device),
        }
        if self.is_complete() { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    }

    /// Prints the next device of the result, if it is on the page.
    fn print(&mut self, plan: &Plan, binding: &Binding, device: &Device) {
        if self.to_skip > 0 {
            self.to_skip -= 1;
            return;
        }
        if self.printed >= self.limit {
            return;
        }
        match self.writer.write(&plan.view(binding, device)) {
            Ok(()) => self.printed += 1,
            Err(error) => self.error = Some(error),
        }
    }

    fn is_complete(&self) -> bool {
        self.error.is_some() || (!self.needs_total && self.sorter.is_none() && self.printed >= self.limit)
    }

    /// Prints what has been sorted, and the totals.
    pub(super) fn finish(mut self, plan: &Plan, binding: &Binding) -> Outcome {
        if let Some(sorter) = self.sorter.take() {
            for device in sorter.into_sorted() {
                self.print(plan, binding, &device);
            }
        }
        if let Some(error) = self.error {
            return Err(error.into());
        }
        let has_more = self.found > self.offset.saturating_add(self.printed);
        Ok(self.writer.finish(Totals { found: self.found, printed: self.printed, has_more })?)
    }
}
