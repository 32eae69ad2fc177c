//! `coreql query-test`

use clap::Args;
use coreql::Options;
use coreql::core_api::query_test;
use serde::Deserialize;

use crate::args::{QueryOptions, query_argument};
use crate::failure::Outcome;
use crate::json_lines;
use crate::output::print;
use crate::query::query_text;

/// Answer like Core's `query_test` endpoint: valid or not, one token, one position
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  coreql query-test 'manufacturer=\"Apple\" blargle'
  echo '{\"query\": \"id = 1\"}' | coreql query-test --jsonl")]
pub(crate) struct QueryTestArgs {
    #[command(flatten)]
    options: QueryOptions,
    /// Answer each line {"query": …} of standard input with one line
    #[arg(long, conflicts_with = "query")]
    jsonl: bool,
    /// The query; `-` reads it from standard input
    #[arg(required_unless_present = "jsonl", value_name = "QUERY", allow_hyphen_values = true,
        value_parser = query_argument)]
    query: Option<String>,
}

#[derive(Deserialize)]
struct Line {
    query: String,
}

pub(crate) fn run(args: &QueryTestArgs) -> Outcome {
    let catalog = args.options.catalog()?;
    let options = args.options.to_options(&catalog);
    match &args.query {
        Some(argument) => {
            let answer = query_test(&query_text(argument)?, &options);
            Ok(print(serde_json::to_string(&answer)?)?)
        }
        None => answer_lines(&options),
    }
}

fn answer_lines(options: &Options<'_>) -> Outcome {
    json_lines::answer_each(|line| {
        let Line { query } = json_lines::parse_object(line)?;
        serde_json::to_value(query_test(&query, options)).map_err(|error| error.to_string())
    })
}
