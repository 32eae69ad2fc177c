//! `coreql search`

use std::io;
use std::ops::ControlFlow;

use coreql::Query;
use coreql::catalog::{Catalog, FieldType, Resolution};
use coreql::eval::{Matcher, Schema, Slot};
use coreql::query::CheckOptions;
use coreql::records::{Binding, Device, SortOrder, Sorter};
use coreql::text::fold::eq_folded;
use coreql::value::{AsValue, Value};

use crate::args::{DeviceFormat, OrderArg, SearchArgs};
use crate::devices::{self, Prints};
use crate::failure::{Failure, Outcome};
use crate::output::{Output, Shown, Totals};
use crate::{print, query, visible};

/// What a table or CSV shows when no fields are named, besides the fields of the query.
const USUAL: [&str; 5] =
    ["common.uuid", "user.display_name", "common.platform", "common.os_version", "common.last_connected_at"];

pub(crate) fn run(args: &SearchArgs) -> Outcome {
    let catalog = args.options.catalog()?;
    let source = query::text(&args.query)?;
    let options = CheckOptions::new().with_missing(args.eval.missing.into());
    let query = query::valid(&source, &catalog, args.options.parse_options(), options)?;
    let plan = Plan::new(args, &catalog, &query)?;
    let mut binding = Binding::new(&plan.schema, &catalog);
    let mut page = Page::new(args, &plan)?;

    let sorted_or_laid_out = plan.sort.is_some() || args.format == DeviceFormat::Table;
    let prints = if sorted_or_laid_out { Prints::AtTheEnd } else { Prints::Meanwhile };
    let summary = devices::read(&args.devices, &catalog, prints, |device| {
        let row = binding.row(&device);
        binding.count_unreadable(&row);
        if !plan.matcher.matches(&row) {
            return ControlFlow::Continue(());
        }
        page.found += 1;
        match (&plan.sort, &mut page.sorter) {
            (Some(sort), Some(sorter)) => {
                sorter.push(device, |device| {
                    binding.row(device).json(sort.slot).map_or(Value::Missing, AsValue::as_value)
                });
            }
            _ => page.put(&plan, &mut binding, &device),
        }
        if page.is_done() { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    })?;
    page.finish(&plan, &mut binding)?;
    devices::report_unread(&summary, &binding);
    Ok(())
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

#[derive(Clone, Copy)]
struct Sort {
    slot: Slot,
    field_type: FieldType,
    order: SortOrder,
}

impl Plan {
    fn new(args: &SearchArgs, catalog: &Catalog, query: &Query) -> Result<Self, Failure> {
        let of_query: Vec<String> = query.fields().map(|field| field.name().to_owned()).collect();
        let whole = args.fields.is_empty() && matches!(args.format, DeviceFormat::Json | DeviceFormat::Jsonl);
        let wanted: Vec<String> = if whole {
            Vec::new()
        } else if args.fields.is_empty() {
            USUAL.iter().map(|name| (*name).to_owned()).chain(of_query.iter().cloned()).collect()
        } else {
            args.fields.iter().map(|name| canonical(catalog, name)).collect::<Result<_, _>>()?
        };
        let sort_field = args.sort_field.as_deref().map(|name| canonical(catalog, name)).transpose()?;

        let mut names: Vec<String> = Vec::new();
        for name in of_query.iter().chain(&wanted).chain(&sort_field) {
            if !names.iter().any(|other| eq_folded(other, name)) {
                names.push(name.clone());
            }
        }
        let schema = Schema::new(catalog, names.iter().map(String::as_str)).map_err(usage)?;
        let matcher = query.compile(&schema, args.eval.missing.into()).map_err(usage)?;
        let mut columns: Vec<(String, Slot)> = Vec::new();
        for name in wanted {
            if let Some(slot) = schema.slot(&name)
                && !columns.iter().any(|(_, other)| *other == slot)
            {
                columns.push((name, slot));
            }
        }
        let sort = sort_field.and_then(|name| {
            let field_type = match catalog.resolve(&name) {
                Resolution::Field(_, field) => field.field_type(),
                Resolution::Custom(_) | Resolution::Ambiguous(_) | Resolution::Unknown => FieldType::Untyped,
            };
            let order = match args.sort_order {
                OrderArg::Asc => SortOrder::Ascending,
                OrderArg::Desc => SortOrder::Descending,
            };
            schema.slot(&name).map(|slot| Sort { slot, field_type, order })
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

/// A field named on the command line.
fn canonical(catalog: &Catalog, name: &str) -> Result<String, Failure> {
    match catalog.resolve(name) {
        Resolution::Field(_, field) => Ok(field.name().to_owned()),
        Resolution::Custom(custom) => Ok(custom.to_string()),
        Resolution::Ambiguous(_) => Err(Failure::Usage(format!("`{name}` is a field of several groups"))),
        Resolution::Unknown if catalog.is_complete() => {
            Err(Failure::Usage(match catalog.suggest_field(name) {
                Some(suggestion) => format!("unknown field `{name}`; did you mean `{suggestion}`?"),
                None => format!("unknown field `{name}`"),
            }))
        }
        Resolution::Unknown => {
            let suggestion = catalog.suggest_field(name);
            let meant = suggestion.map(|meant| format!("; did you mean `{meant}`?")).unwrap_or_default();
            let shown = visible::line(name);
            print::note(format_args!("coreql: no built-in field is called `{shown}`{meant}"));
            Ok(name.to_owned())
        }
    }
}

fn usage(error: impl std::fmt::Display) -> Failure {
    Failure::Usage(error.to_string())
}

/// The page of the answer that is asked for.
struct Page {
    output: Output,
    offset: u64,
    limit: u64,
    /// Whether how many devices there are in all is part of the answer.
    counts_all: bool,
    sorter: Option<Sorter<Device>>,
    found: u64,
    passed: u64,
    printed: u64,
    failed: Option<io::Error>,
}

impl Page {
    fn new(args: &SearchArgs, plan: &Plan) -> Result<Self, Failure> {
        let columns = plan.columns.iter().map(|(name, _)| name.clone()).collect();
        let limit = args.limit.unwrap_or(u64::MAX);
        let wanted = usize::try_from(limit.saturating_add(args.offset)).unwrap_or(usize::MAX);
        Ok(Self {
            output: Output::new(args.format, columns)?,
            offset: args.offset,
            limit,
            counts_all: matches!(args.format, DeviceFormat::Json | DeviceFormat::Table),
            sorter: plan.sort.map(|sort| Sorter::new(sort.field_type, sort.order, wanted)),
            found: 0,
            passed: 0,
            printed: 0,
            failed: None,
        })
    }

    /// Takes in the next device of the answer, in its order.
    fn put(&mut self, plan: &Plan, binding: &mut Binding<'_>, device: &Device) {
        self.passed += 1;
        if self.passed <= self.offset || self.printed >= self.limit {
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
