//! `coreql query-test`

use coreql::catalog::Catalog;
use coreql::core_api::query_test;
use coreql::syntax::ParseOptions;
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
    let options = args.options.parse_options();
    match &args.query {
        Some(argument) => {
            let answer = query_test(&query::text(argument)?, &catalog, options);
            print::line(serde_json::to_string(&answer)?)?;
            Ok(())
        }
        None => answer_lines(&catalog, options),
    }
}

fn answer_lines(catalog: &Catalog, options: ParseOptions) -> Outcome {
    lines::answer(|line| {
        let Line { query } = lines::object(line)?;
        serde_json::to_value(query_test(&query, catalog, options)).map_err(|error| error.to_string())
    })
}
