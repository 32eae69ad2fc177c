//! `coreql query-test`

use std::io::{self, BufRead, BufWriter, Write};

use coreql::catalog::Catalog;
use coreql::core_api::query_test;
use coreql::syntax::ParseOptions;
use serde::Deserialize;
use serde_json::json;

use crate::args::QueryTestArgs;
use crate::failure::{Failure, Outcome};
use crate::{input, print, query};

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
    let mut output = BufWriter::new(io::stdout().lock());
    let mut bad = 0;
    for line in input::standard()?.split(b'\n') {
        let answer = match serde_json::from_slice::<Line>(&line?) {
            Ok(Line { query }) => serde_json::to_value(query_test(&query, catalog, options))?,
            Err(error) => {
                bad += 1;
                json!({"error": error.to_string()})
            }
        };
        writeln!(output, "{answer}")?;
    }
    output.flush()?;
    if bad > 0 { Err(Failure::BadLines(bad)) } else { Ok(()) }
}
