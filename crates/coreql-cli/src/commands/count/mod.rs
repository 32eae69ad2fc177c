//! `coreql count`

mod groups;
mod queries;

use std::ops::ControlFlow;
use std::path::PathBuf;

use clap::{Args, ValueEnum};
use coreql::Query;
use coreql::catalog::Catalog;
use coreql::core_api::Count;
use coreql::eval::Schema;
use coreql::sql::Search;
use coreql_data::{Fields, Selection};

use crate::args::{DeviceSource, MissingOption, QueryInput, QueryOptions, name_parser};
use crate::devices::{Presence, Printing, Reading, Unreadable};
use crate::failure::{Failure, Outcome};
use crate::output::print;
use crate::query::read_query;
use crate::sqlite::{Matching, Source};

/// Count the devices that a query selects
#[derive(Debug, Args)]
#[command(mut_arg("query", |query| query.required_unless_present("queries")))]
#[command(after_help = "\
Examples:
  coreql count --devices fleet.json 'compliant = false'
  coreql count --devices 'fleet*.json' 'retired = false'
  coreql count --devices fleet.json --by platform,compliant 'retired = false'
  coreql count --devices fleet.json --queries queries.coreql
  coreql generate | coreql count --devices - 'platform = \"iOS\"'")]
pub(crate) struct CountArgs {
    #[command(flatten)]
    options: QueryOptions,
    #[command(flatten)]
    missing: MissingOption,
    #[command(flatten)]
    source: DeviceSource,
    /// Count for each value of these fields, or for each combination of their values
    #[arg(long, value_delimiter = ',', value_name = "FIELD,…", value_parser = name_parser())]
    by: Vec<String>,
    /// Count for each query of this file, in one reading of the devices: .coreql, .json, .jsonl or .yaml
    #[arg(long, value_name = "FILE", conflicts_with_all = ["query", "query_file", "by"])]
    queries: Option<PathBuf>,
    /// The output format
    #[arg(long, value_enum, default_value_t = CountFormat::Text)]
    format: CountFormat,
    #[command(flatten)]
    query: QueryInput,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum CountFormat {
    /// For people: a number, or a table
    Text,
    /// For programs
    Json,
    /// A header line, then one line per count
    Csv,
}

pub(crate) fn run(args: &CountArgs) -> Outcome {
    let catalog = args.options.catalog()?;
    let options = args.options.to_options(&catalog).with_missing(args.missing.value());
    if let Some(path) = &args.queries {
        return queries::count(args, path, &catalog, &options);
    }
    let query = read_query(&args.query, &options)?;
    if args.by.is_empty() { count_one(args, &catalog, &query) } else { groups::count(args, &catalog, &query) }
}

fn count_one(args: &CountArgs, catalog: &Catalog, query: &Query) -> Outcome {
    let source = args.source.open(catalog)?;
    if let Source::Table(table) = &source
        && table.matching(query, catalog)? == Matching::InSql
    {
        return print_total(args, table.count(query)?);
    }
    let schema = Schema::of(query);
    let matcher = query.compile(&schema).map_err(Failure::usage)?;
    let mut total_count = 0;
    let report = read(source, catalog, &schema, |row| total_count += u64::from(matcher.matches(row)))?;
    print_total(args, total_count)?;
    report.print();
    Ok(())
}

fn print_total(args: &CountArgs, total_count: u64) -> Outcome {
    match args.format {
        CountFormat::Text => print(total_count)?,
        CountFormat::Json => print(serde_json::to_string(&Count { total_count })?)?,
        CountFormat::Csv => print(format_args!("count\n{total_count}"))?,
    }
    Ok(())
}

/// What could not be read, which is reported after the result is printed.
struct ReadReport {
    reading: Option<Reading>,
    /// The fields that no record of a table has.
    absent: Option<Presence>,
    unreadable: Unreadable,
}

impl ReadReport {
    fn print(self) {
        if let Some(reading) = self.reading {
            reading.report(&self.unreadable);
        }
        if let Some(absent) = self.absent {
            absent.report();
        }
    }
}

/// Passes each device to `visit`.
fn read(
    source: Source<'_>,
    catalog: &Catalog,
    schema: &Schema,
    mut visit: impl FnMut(&Fields<'_>),
) -> Result<ReadReport, Failure> {
    let selection = Selection::of(schema, catalog);
    let mut unreadable = Unreadable::new(schema, catalog);
    let mut reading = None;
    let mut absent = None;
    match source {
        Source::Files(files) => {
            let open = files.open(Printing::AtTheEnd, schema.names())?;
            // A device is counted when it has been filtered.
            let mut count = |fields: &Fields<'_>| {
                unreadable.count(fields, |slot| fields.json(slot));
                visit(fields);
                false
            };
            reading = Some(open.read_filtered(&selection, &mut count, |_| ControlFlow::Continue(()))?);
        }
        Source::Table(table) => {
            let mut presence = Presence::new(catalog, schema.names())?;
            table.search(&Search::new(), &Query::all(), |device| {
                presence.see(&device);
                visit(&selection.fields(&device));
                ControlFlow::Continue(())
            })?;
            absent = Some(presence);
        }
    }
    Ok(ReadReport { reading, absent, unreadable })
}

/// A schema of these names, each once.
fn schema_of<'n>(catalog: &Catalog, names: impl IntoIterator<Item = &'n str>) -> Result<Schema, Failure> {
    let mut distinct: Vec<&str> = Vec::new();
    for name in names {
        if !distinct.iter().any(|other| coreql::text::fold::eq_folded(other, name)) {
            distinct.push(name);
        }
    }
    Schema::new(catalog, distinct).map_err(Failure::usage)
}
