//! `coreql query-test`

use clap::Args;
use coreql::Options;
use coreql::core_api::query_test;
use serde::Deserialize;

use crate::args::{QueryInput, QueryOptions};
use crate::failure::Outcome;
use crate::json_lines;
use crate::output::print;

/// Answer like Core's `query_test` endpoint: valid or not, one token, one position
#[derive(Debug, Args)]
#[command(mut_arg("query", |query| query.required_unless_present("jsonl")))]
#[command(after_help = "\
Examples:
  coreql query-test 'manufacturer=\"Apple\" blargle'
  echo '{\"query\": \"id = 1\"}' | coreql query-test --jsonl")]
pub(crate) struct QueryTestArgs {
    #[command(flatten)]
    options: QueryOptions,
    /// Answer each line {"query": …} of standard input with one line
    #[arg(long, conflicts_with_all = ["query", "query_file"])]
    jsonl: bool,
    #[command(flatten)]
    query: QueryInput,
}

#[derive(Deserialize)]
struct Line {
    query: String,
}

pub(crate) fn run(args: &QueryTestArgs) -> Outcome {
    let catalog = args.options.catalog()?;
    let options = args.options.to_options(&catalog);
    if args.jsonl {
        return answer_lines(&options);
    }
    let answer = query_test(&args.query.text()?, &options);
    Ok(print(serde_json::to_string(&answer)?)?)
}

fn answer_lines(options: &Options<'_>) -> Outcome {
    json_lines::answer_each(|line| {
        let Line { query } = json_lines::parse_object(line)?;
        serde_json::to_value(query_test(&query, options)).map_err(|error| error.to_string())
    })
}
