//! `coreql check`

use coreql::{Report, diagnose};
use serde::Serialize;

use crate::args::{CheckArgs, TextFormat};
use crate::failure::{Failure, Outcome};
use crate::{print, query, visible};

#[derive(Serialize)]
struct Answer<'q> {
    query: &'q str,
    #[serde(flatten)]
    report: &'q Report,
}

pub(crate) fn run(args: &CheckArgs) -> Outcome {
    let catalog = args.options.catalog()?;
    let mut options = args.options.options(&catalog);
    if let Some(endpoint) = args.endpoint {
        options = options.with_endpoint(endpoint.into());
    }
    let mut invalid = false;
    for argument in &args.queries {
        let source = query::text(argument)?;
        let report = diagnose(&source, &options);
        invalid |= report.has_errors();
        match args.format {
            TextFormat::Json => {
                print::line(serde_json::to_string(&Answer { query: &source, report: &report })?)?;
            }
            TextFormat::Text => {
                query::show(&report);
                let verdict = if report.has_errors() { "invalid" } else { "valid" };
                let tally =
                    if report.diagnostics().is_empty() { String::new() } else { format!(": {report}") };
                let which = match args.queries.as_slice() {
                    [_] => String::new(),
                    _ => format!("  {}", visible::line(&source)),
                };
                print::line(format_args!("{verdict}{tally}{which}"))?;
            }
        }
    }
    if invalid { Err(Failure::InvalidQuery) } else { Ok(()) }
}
