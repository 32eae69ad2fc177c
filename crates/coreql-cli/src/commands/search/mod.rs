//! `coreql search`

mod page;
mod plan;

use std::ops::ControlFlow;

use clap::Args;
use coreql::Query;
use coreql::catalog::Catalog;
use coreql::eval::UnreadableValues;
use coreql::eval::json::Binding;
use coreql::sql::Search;

use crate::args::{DeviceFormat, DeviceSource, MissingOption, PageOptions, QueryOptions, query_argument};
use crate::devices::{self, Printing};
use crate::failure::{Failure, Outcome};
use crate::query::read_query;
use crate::sqlite::{DeviceTable, Matching, Source};

use self::page::Page;
use self::plan::Plan;

/// Print the devices that a query selects
#[derive(Debug, Args)]
#[command(after_help = "\
Without --fields, `table` and `csv` show five common fields and those of the query;
`json` and `jsonl` show the whole device.

Examples:
  coreql search --devices fleet.json 'platform = \"iOS\" AND os_version < \"17.2\"'
  coreql search --devices fleet.json --fields uuid,os_version --format csv ''
  coreql search --devices fleet.json --sort-field os_version --limit 10 ''
  coreql search --sqlite fleet.db --format jsonl 'compliant = false'")]
pub(crate) struct SearchArgs {
    #[command(flatten)]
    options: QueryOptions,
    #[command(flatten)]
    missing: MissingOption,
    #[command(flatten)]
    source: DeviceSource,
    #[command(flatten)]
    page: PageOptions,
    /// The output format
    #[arg(long, value_enum, default_value_t = DeviceFormat::Table)]
    format: DeviceFormat,
    /// The query; `-` reads it from standard input
    #[arg(value_name = "QUERY", allow_hyphen_values = true, value_parser = query_argument)]
    query: String,
}

pub(crate) fn run(args: &SearchArgs) -> Outcome {
    let catalog = args.options.catalog()?;
    let options = args.options.to_options(&catalog).with_missing(args.missing.missing.into());
    let query = read_query(&args.query, &options)?;
    let plan = Plan::new(args, &catalog, &query)?;
    let binding = Binding::new(plan.schema(), &catalog);
    let mut unreadable = UnreadableValues::new(plan.schema(), &catalog);
    let mut summary = None;
    let page = match args.source.open(&catalog)? {
        Source::File(path) => {
            let mut page = Page::new(args, &plan)?;
            summary = Some(devices::read(path, &catalog, printing(args, &plan), |device| {
                let row = binding.row(&device);
                unreadable.count(&row);
                let matches = plan.matcher().matches(&row);
                drop(row);
                if !matches {
                    return ControlFlow::Continue(());
                }
                page.add(&plan, &binding, device)
            })?);
            page
        }
        Source::Table(table) => search_table(args, &table, &query, &catalog, &plan, &binding)?,
    };
    page.finish(&plan, &binding)?;
    if let Some(summary) = summary {
        devices::report_unreadable(&summary, &unreadable);
    }
    Ok(())
}

/// Sorted results, and tables, are printed after all devices are read.
fn printing(args: &SearchArgs, plan: &Plan) -> Printing {
    if plan.sort().is_some() || args.format == DeviceFormat::Table {
        Printing::AtTheEnd
    } else {
        Printing::Streaming
    }
}

/// SQL selects, sorts and counts as far as the results are exact; coreql does the rest.
fn search_table(
    args: &SearchArgs,
    table: &DeviceTable,
    query: &Query,
    catalog: &Catalog,
    plan: &Plan,
    binding: &Binding,
) -> Result<Page, Failure> {
    let mut page = Page::new(args, plan)?;
    match table.matching(query, catalog)? {
        Matching::InCoreql => {
            table.search(&Search::new(), &Query::all(), |device| {
                if !plan.matcher().matches(&binding.row(&device)) {
                    return ControlFlow::Continue(());
                }
                page.add(plan, binding, device)
            })?;
        }
        Matching::InSql if plan.sort().is_none_or(|sort| table.sorts_exactly(catalog, &sort.field)) => {
            let mut search = args.page.to_search();
            if let Some(sort) = plan.sort() {
                search = search.with_order(&sort.field, args.page.sort_order.into());
            }
            page.expect_only_this_page();
            table.search(&search, query, |device| page.add(plan, binding, device))?;
            if page.needs_total() && (args.page.limit.is_some() || args.page.offset > 0) {
                page.set_total(table.count(query)?);
            }
        }
        Matching::InSql => {
            table.search(&Search::new(), query, |device| page.add(plan, binding, device))?;
        }
    }
    Ok(page)
}
