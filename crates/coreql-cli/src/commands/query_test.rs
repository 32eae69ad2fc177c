//! `coreql query-test`

use coreql::Options;
use coreql::core_api::query_test;
use serde::Deserialize;

use crate::args::QueryTestArgs;
use crate::failure::Outcome;
use crate::{lines, print, query};

#[derive(Deserialize)]
struct Line {
    query: String,
}

pub(crate) fn run(args: &QueryTestArgs) -> Outcome {
    let catalog = args.options.catalog()?;
    let options = args.options.options(&catalog);
    match &args.query {
        Some(argument) => {
            let answer = query_test(&query::text(argument)?, &options);
            print::line(serde_json::to_string(&answer)?)?;
            Ok(())
        }
        None => answer_lines(&options),
    }
}

fn answer_lines(options: &Options<'_>) -> Outcome {
    lines::answer(|line| {
        let Line { query } = lines::object(line)?;
        serde_json::to_value(query_test(&query, options)).map_err(|error| error.to_string())
    })
}
