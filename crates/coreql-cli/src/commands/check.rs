//! `coreql check`

use clap::Args;
use coreql::{Report, diagnose};
use serde::Serialize;

use crate::args::{EndpointArg, QueryOptions, TextFormat, query_argument};
use crate::failure::{Failure, Outcome};
use crate::output::{print, visible};
use crate::query::{query_text, report};

/// Show what is wrong with queries, and how to fix it
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  coreql check 'platform = \"iOS\" AND os_version < \"17.2\"'
  coreql check --endpoint search --format json 'uuid is empty' 'retired = true'")]
pub(crate) struct CheckArgs {
    #[command(flatten)]
    options: QueryOptions,
    /// Warn if a query is too long for this endpoint of Core
    #[arg(long, value_enum)]
    endpoint: Option<EndpointArg>,
    /// The output format
    #[arg(long, value_enum, default_value_t = TextFormat::Text)]
    format: TextFormat,
    /// The queries; `-` reads one from standard input
    #[arg(required = true, value_name = "QUERY", allow_hyphen_values = true, value_parser = query_argument)]
    queries: Vec<String>,
}

#[derive(Serialize)]
struct CheckedQuery<'q> {
    query: &'q str,
    #[serde(flatten)]
    report: &'q Report,
}

pub(crate) fn run(args: &CheckArgs) -> Outcome {
    let catalog = args.options.catalog()?;
    let mut options = args.options.to_options(&catalog);
    if let Some(endpoint) = args.endpoint {
        options = options.with_endpoint(endpoint.into());
    }
    let mut has_errors = false;
    for argument in &args.queries {
        let source = query_text(argument)?;
        let report = diagnose(&source, &options);
        has_errors |= report.has_errors();
        match args.format {
            TextFormat::Json => {
                print(serde_json::to_string(&CheckedQuery { query: &source, report: &report })?)?;
            }
            TextFormat::Text => {
                report::show(&report);
                print(verdict(&report, args.queries.len() > 1))?;
            }
        }
    }
    if has_errors { Err(Failure::InvalidQuery) } else { Ok(()) }
}

/// `invalid: 1 error`, with the query if there are several.
fn verdict(report: &Report, with_query: bool) -> String {
    let mut verdict = if report.has_errors() { "invalid" } else { "valid" }.to_owned();
    if !report.diagnostics().is_empty() {
        verdict.push_str(&format!(": {report}"));
    }
    if with_query {
        verdict.push_str("  ");
        verdict.push_str(&visible::line(report.source()));
    }
    verdict
}
