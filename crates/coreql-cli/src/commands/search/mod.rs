//! `coreql search`

mod page;
mod plan;

use std::ops::ControlFlow;

use clap::Args;
use coreql::Query;
use coreql::catalog::Catalog;
use coreql::sql::Search;
use coreql_data::Fields;

use crate::args::{DeviceFormat, DeviceSource, MissingOption, PageOptions, QueryInput, QueryOptions};
use crate::devices::{Presence, Printing, Unreadable};
use crate::failure::{Failure, Outcome};
use crate::named_fields::FieldReader;
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
  coreql search --devices fleet.json --sort-field os_version:desc,uuid ''
  coreql search --devices 'fleet*.json' --fields 'ios.*' 'platform = \"iOS\"'
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
    /// Let a table be wider than the terminal, and show a single device as a row, too
    #[arg(long)]
    wide: bool,
    #[command(flatten)]
    query: QueryInput,
}

pub(crate) fn run(args: &SearchArgs) -> Outcome {
    let catalog = args.options.catalog()?;
    let options = args.options.to_options(&catalog).with_missing(args.missing.value());
    let query = read_query(&args.query, &options)?;
    let mut source = args.source.open(&catalog)?;
    let mut plan = Plan::new(args, &catalog, &query, &FieldReader::new(&catalog, &mut source))?;
    match source {
        Source::Files(files) => {
            let mut unreadable = Unreadable::new(plan.schema(), &catalog);
            let open = files.open(printing(args, &plan), plan.named_fields())?;
            if let Some(headings) = open.headings()
                && matches!(args.format, DeviceFormat::Csv | DeviceFormat::Table)
            {
                plan.use_headings(headings, &catalog);
            }
            let mut page = Page::new(args, &plan, open.memory());
            let filter = |fields: &Fields<'_>| {
                unreadable.count(fields, |slot| fields.json(slot));
                plan.matcher().matches(fields)
            };
            let print = |device| page.add(&plan, &device);
            let reading = open.read_filtered(&plan.selection(&catalog), filter, print)?;
            page.finish()?;
            reading.report(&unreadable);
            Ok(())
        }
        Source::Table(table) => search_table(args, &table, &query, &catalog, &plan)?.finish(),
    }
}

/// Sorted results, and tables, are printed after all devices are read.
fn printing(args: &SearchArgs, plan: &Plan) -> Printing {
    if !plan.sort().is_empty() || args.format == DeviceFormat::Table {
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
) -> Result<Page, Failure> {
    let mut page = Page::new(args, plan, args.source.files.memory());
    let sorts_in_sql = plan.sort().iter().all(|sort| table.sorts_exactly(catalog, &sort.field));
    let page_in_sql = sorts_in_sql.then(|| {
        let sort = plan.sort().iter();
        sort.fold(args.page.to_search(), |search, sort| search.with_order(&sort.field, sort.order))
    });
    match (table.matching(query, catalog)?, page_in_sql) {
        (Matching::InCoreql, _) => {
            let mut presence = Presence::new(catalog, plan.named_fields())?;
            let searched = table.search(&Search::new(), &Query::all(), |device| {
                presence.see(&device);
                if !plan.matcher().matches(&plan.binding().row(&device)) {
                    return ControlFlow::Continue(());
                }
                page.add(plan, &device)
            });
            searched?;
            presence.report();
        }
        (Matching::InSql, Some(search)) => {
            page.expect_only_this_page();
            table.search(&search, query, |device| page.add(plan, &device))?;
            if page.needs_total() && (args.page.limit.is_some() || args.page.offset > 0) {
                page.set_total(table.count(query)?);
            }
        }
        (Matching::InSql, None) => {
            table.search(&Search::new(), query, |device| page.add(plan, &device))?;
        }
    }
    Ok(page)
}
