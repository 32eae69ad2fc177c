//! `coreql search`

use std::io;
use std::ops::ControlFlow;

use coreql::Query;
use coreql::catalog::{Catalog, FieldType};
use coreql::eval::json::Binding;
use coreql::eval::{Matcher, Schema, Slot};
use coreql::sql::Search;
use coreql::text::fold::eq_folded;
use coreql::value::{AsValue, Value};
use coreql_data::{Device, SortOrder, Sorter};

use crate::args::{DeviceFormat, OrderArg, SearchArgs};
use crate::columns;
use crate::devices::{self, Prints};
use crate::failure::{Failure, Outcome};
use crate::output::{Output, Shown, Totals};
use crate::query;
use crate::sqlite::{Finder, Place, Stored};

/// What a table or CSV shows when no fields are named, besides the fields of the query.
const USUAL: [&str; 5] =
    ["common.uuid", "user.display_name", "common.platform", "common.os_version", "common.last_connected_at"];

pub(crate) fn run(args: &SearchArgs) -> Outcome {
    let catalog = args.options.catalog()?;
    let source = query::text(&args.query)?;
    let options = args.options.options(&catalog).with_missing(args.eval.missing.into());
    let query = query::valid(&source, &options)?;
    let plan = Plan::new(args, &catalog, &query)?;
    let mut binding = Binding::new(&plan.schema, &catalog);
    let (page, unread) = match args.source.place(&catalog)? {
        Place::Devices(path) => {
            let sorted_or_laid_out = plan.sort.is_some() || args.format == DeviceFormat::Table;
            let prints = if sorted_or_laid_out { Prints::AtTheEnd } else { Prints::Meanwhile };
            let mut page = Page::new(args, &plan)?;
            let summary = devices::read(path, &catalog, prints, |device| {
                let row = binding.row(&device);
                binding.count_unreadable(&row);
                if !plan.matcher.matches(&row) {
                    return ControlFlow::Continue(());
                }
                page.found(&plan, &mut binding, device)
            })?;
            (page, Some(summary))
        }
        Place::Database(stored) => (in_database(args, &stored, &query, &catalog, &plan, &mut binding)?, None),
    };
    page.finish(&plan, &mut binding)?;
    if let Some(summary) = unread {
        devices::report_unread(&summary, &binding);
    }
    Ok(())
}

/// The engine finds, sorts and counts as far as it does so exactly; coreql does the rest.
fn in_database(
    args: &SearchArgs,
    stored: &Stored,
    query: &Query,
    catalog: &Catalog,
    plan: &Plan,
    binding: &mut Binding<'_>,
) -> Result<Page, Failure> {
    let options = Stored::options();
    let mut page = Page::new(args, plan)?;
    match stored.finder(query, catalog, options)? {
        Finder::Coreql => {
            stored.search(&Search::new(), &Query::all(), options, |device| {
                if !plan.matcher.matches(&binding.row(&device)) {
                    return ControlFlow::Continue(());
                }
                page.found(plan, binding, device)
            })?;
        }
        Finder::Engine if plan.sort.as_ref().is_none_or(|sort| stored.sorts(catalog, &sort.field)) => {
            let mut search = args.page.search();
            if let Some(sort) = &plan.sort {
                search = search.with_order(&sort.field, args.page.sort_order.into());
            }
            page.is_cut_out();
            stored.search(&search, query, options, |device| page.found(plan, binding, device))?;
            if page.counts_all && (args.page.limit.is_some() || args.page.offset > 0) {
                page.found = stored.count(query, options)?;
            }
        }
        Finder::Engine => {
            stored.search(&Search::new(), query, options, |device| page.found(plan, binding, device))?;
        }
    }
    Ok(page)
}

/// All that is known before the first device is read.
struct Plan {
    matcher: Matcher,
    /// The fields of the query, those to print and the one to sort by.
    schema: Schema,
    /// What is printed, in order; empty for all of a device.
    columns: Vec<(String, Slot)>,
    sort: Option<Sort>,
}

struct Sort {
    /// The canonical name.
    field: String,
    slot: Slot,
    field_type: FieldType,
    order: SortOrder,
}

impl Plan {
    fn new(args: &SearchArgs, catalog: &Catalog, query: &Query) -> Result<Self, Failure> {
        let of_query: Vec<String> = query.fields().map(|field| field.name().to_owned()).collect();
        let whole =
            args.page.fields.is_empty() && matches!(args.format, DeviceFormat::Json | DeviceFormat::Jsonl);
        let wanted: Vec<String> = if whole {
            Vec::new()
        } else if args.page.fields.is_empty() {
            USUAL.iter().map(|name| (*name).to_owned()).chain(of_query.iter().cloned()).collect()
        } else {
            args.page.canonical_fields(catalog)?
        };
        let sort_field =
            args.page.sort_field.as_deref().map(|name| query::canonical(catalog, name)).transpose()?;

        let mut names: Vec<String> = Vec::new();
        for name in of_query.iter().chain(&wanted).chain(&sort_field) {
            if !names.iter().any(|other| eq_folded(other, name)) {
                names.push(name.clone());
            }
        }
        let schema = Schema::new(catalog, names.iter().map(String::as_str)).map_err(Failure::usage)?;
        let matcher = query.compile(&schema).map_err(Failure::usage)?;
        let mut columns: Vec<(String, Slot)> = Vec::new();
        for name in wanted {
            if let Some(slot) = schema.slot(&name)
                && !columns.iter().any(|(_, other)| *other == slot)
            {
                columns.push((name, slot));
            }
        }
        let sort = sort_field.and_then(|field| {
            let (_, field_type) = columns::field_of(catalog, &field);
            let order = match args.page.sort_order {
                OrderArg::Asc => SortOrder::Ascending,
                OrderArg::Desc => SortOrder::Descending,
            };
            schema.slot(&field).map(|slot| Sort { field, slot, field_type, order })
        });
        Ok(Self { matcher, schema, columns, sort })
    }

    fn shown<'d>(&self, binding: &mut Binding<'_>, device: &'d Device) -> Shown<'d> {
        if self.columns.is_empty() {
            return Shown::Whole(device.object());
        }
        let row = binding.row(device);
        Shown::Columns(self.columns.iter().map(|(_, slot)| row.json(*slot)).collect())
    }
}

/// The page of the answer that is asked for.
struct Page {
    output: Output,
    offset: u64,
    /// How many of the next devices are left out.
    skipped: u64,
    limit: u64,
    /// Whether how many devices there are in all is part of the answer.
    counts_all: bool,
    sorter: Option<Sorter<Device>>,
    found: u64,
    printed: u64,
    failed: Option<io::Error>,
}

impl Page {
    fn new(args: &SearchArgs, plan: &Plan) -> Result<Self, Failure> {
        let columns = plan.columns.iter().map(|(name, _)| name.clone()).collect();
        let limit = args.page.limit.unwrap_or(u64::MAX);
        let wanted = usize::try_from(limit.saturating_add(args.page.offset)).unwrap_or(usize::MAX);
        Ok(Self {
            output: Output::new(args.format, columns)?,
            offset: args.page.offset,
            skipped: args.page.offset,
            limit,
            counts_all: matches!(args.format, DeviceFormat::Json | DeviceFormat::Table),
            sorter: plan.sort.as_ref().map(|sort| Sorter::new(sort.field_type, sort.order, wanted)),
            found: 0,
            printed: 0,
            failed: None,
        })
    }

    /// What comes now is the page alone, and in its order.
    fn is_cut_out(&mut self) {
        self.skipped = 0;
        self.limit = u64::MAX;
        self.sorter = None;
    }

    /// Takes in a device that matches.
    fn found(&mut self, plan: &Plan, binding: &mut Binding<'_>, device: Device) -> ControlFlow<()> {
        self.found += 1;
        match (&plan.sort, &mut self.sorter) {
            (Some(sort), Some(sorter)) => {
                sorter.push(device, |device| {
                    binding.row(device).json(sort.slot).map_or(Value::Missing, AsValue::as_value)
                });
            }
            _ => self.put(plan, binding, &device),
        }
        if self.is_done() { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    }

    /// Takes in the next device of the answer, in its order.
    fn put(&mut self, plan: &Plan, binding: &mut Binding<'_>, device: &Device) {
        if self.skipped > 0 {
            self.skipped -= 1;
            return;
        }
        if self.printed >= self.limit {
            return;
        }
        match self.output.device(&plan.shown(binding, device)) {
            Ok(()) => self.printed += 1,
            Err(error) => self.failed = Some(error),
        }
    }

    fn is_done(&self) -> bool {
        self.failed.is_some() || (!self.counts_all && self.sorter.is_none() && self.printed >= self.limit)
    }

    fn finish(mut self, plan: &Plan, binding: &mut Binding<'_>) -> Outcome {
        if let Some(sorter) = self.sorter.take() {
            for device in sorter.into_sorted() {
                self.put(plan, binding, &device);
            }
        }
        if let Some(error) = self.failed {
            return Err(error.into());
        }
        let has_more = self.found > self.offset.saturating_add(self.printed);
        self.output.finish(Totals { found: self.found, printed: self.printed, has_more })?;
        Ok(())
    }
}
