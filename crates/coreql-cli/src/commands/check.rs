//! `coreql check`

use std::borrow::Cow;
use std::io;
use std::path::PathBuf;

use clap::Args;
use coreql::{Report, diagnose};

use crate::args::{EndpointArg, QueryOptions, TextFormat};
use crate::failure::{Failure, Outcome};
use crate::output::{print, visible};
use crate::query::report::{CheckedQuery, render};
use crate::query::{argument_text, file_text};

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
    /// Read one query from a file: UTF-8, or UTF-16 with a byte order mark
    #[arg(long, value_name = "FILE", conflicts_with = "queries")]
    query_file: Option<PathBuf>,
    /// The queries; `-` reads one from standard input; one that begins with a hyphen goes after `--`
    #[arg(value_name = "QUERY", required_unless_present = "query_file")]
    queries: Vec<String>,
}

pub(crate) fn run(args: &CheckArgs) -> Outcome {
    let catalog = args.options.catalog()?;
    let mut options = args.options.to_options(&catalog);
    if let Some(endpoint) = args.endpoint {
        options = options.with_endpoint(endpoint.into());
    }
    let mut has_errors = false;
    for source in sources(args)? {
        let report = diagnose(&source, &options);
        has_errors |= report.has_errors();
        match args.format {
            TextFormat::Json => {
                print(serde_json::to_string(&CheckedQuery::new(&report))?)?;
            }
            TextFormat::Text => {
                let diagnostics = render(&report, &io::stdout());
                if !diagnostics.is_empty() {
                    print(diagnostics)?;
                }
                print(verdict(&report, args.queries.len() > 1))?;
            }
        }
    }
    if has_errors { Err(Failure::InvalidQuery) } else { Ok(()) }
}

/// The texts of the queries.
fn sources(args: &CheckArgs) -> Result<Vec<Cow<'_, str>>, Failure> {
    match &args.query_file {
        Some(path) => Ok(vec![file_text(path)?.into()]),
        None => args.queries.iter().map(|argument| argument_text(argument)).collect(),
    }
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
