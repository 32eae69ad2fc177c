//! `coreql count`

use std::ops::ControlFlow;

use clap::Args;
use coreql::Query;
use coreql::core_api::Count;
use coreql::eval::Schema;
use coreql::eval::UnreadableValues;
use coreql::eval::json::Binding;
use coreql::sql::Search;

use crate::args::{DeviceSource, MissingOption, QueryInput, QueryOptions, TextFormat};
use crate::devices::Printing;
use crate::failure::{Failure, Outcome};
use crate::output::print;
use crate::query::read_query;
use crate::sqlite::{Matching, Source};

/// Count the devices that a query selects
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  coreql count --devices fleet.json 'compliant = false'
  coreql count --devices 'fleet*.json' 'retired = false'
  coreql generate | coreql count --devices - 'platform = \"iOS\"'")]
pub(crate) struct CountArgs {
    #[command(flatten)]
    options: QueryOptions,
    #[command(flatten)]
    missing: MissingOption,
    #[command(flatten)]
    source: DeviceSource,
    /// The output format
    #[arg(long, value_enum, default_value_t = TextFormat::Text)]
    format: TextFormat,
    #[command(flatten)]
    query: QueryInput,
}

pub(crate) fn run(args: &CountArgs) -> Outcome {
    let catalog = args.options.catalog()?;
    let options = args.options.to_options(&catalog).with_missing(args.missing.value());
    let query = read_query(&args.query, &options)?;
    let schema = Schema::of(&query);
    let matcher = query.compile(&schema).map_err(Failure::usage)?;
    let binding = Binding::new(&schema, &catalog);
    let mut unreadable = UnreadableValues::new(&schema, &catalog);
    let mut total_count = 0;
    let mut reading = None;
    match args.source.open(&catalog)? {
        Source::Files(files) => {
            let fields: Vec<String> = query.fields().map(|field| field.name().to_owned()).collect();
            reading = Some(files.open(Printing::AtTheEnd, &fields)?.read(|device| {
                let row = binding.row(&device);
                unreadable.count(&row);
                total_count += u64::from(matcher.matches(&row));
                ControlFlow::Continue(())
            })?);
        }
        Source::Table(table) => match table.matching(&query, &catalog)? {
            Matching::InSql => total_count = table.count(&query)?,
            Matching::InCoreql => table.search(&Search::new(), &Query::all(), |device| {
                total_count += u64::from(matcher.matches(&binding.row(&device)));
                ControlFlow::Continue(())
            })?,
        },
    }
    match args.format {
        TextFormat::Text => print(total_count)?,
        TextFormat::Json => print(serde_json::to_string(&Count { total_count })?)?,
    }
    if let Some(reading) = reading {
        reading.report(&unreadable);
    }
    Ok(())
}
