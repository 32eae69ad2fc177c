//! `coreql check`

mod fix;
mod github;
mod sarif;

use std::borrow::Cow;
use std::path::PathBuf;

use clap::{ArgAction, Args, ValueEnum};
use coreql::catalog::Endpoint;
use coreql::diagnostic::Severity;
use coreql::{Options, Report, diagnose};

use crate::args::{EndpointArg, QueryOptions};
use crate::config::config;
use crate::failure::{Failure, Outcome};
use crate::output::{print, sink, visible};
use crate::query::files::FilesOption;
use crate::query::place::{FileLines, Place};
use crate::query::report::{CheckedQuery, render, show};
use crate::query::{argument_text, file_text, note_intention, note_several};

pub(crate) use self::fix::print_diff;

use self::fix::fixed;

/// Show what is wrong with queries, and how to fix it
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  coreql check 'platform = \"iOS\" AND os_version < \"17.2\"'
  coreql check --endpoint search --format json 'uuid is empty' 'retired = true'
  coreql check --fix 'platform == \"iOS\"'
  coreql check --files queries.coreql --deny warnings --format github")]
pub(crate) struct CheckArgs {
    #[command(flatten)]
    options: QueryOptions,
    /// Warn if a query is too long for this endpoint of Core
    #[arg(long, value_enum)]
    endpoint: Option<EndpointArg>,
    /// Make every automatic fix: print the corrected queries, or rewrite the files
    #[arg(long)]
    fix: bool,
    /// Show what --fix would change, and write nothing
    #[arg(long, conflicts_with = "format")]
    diff: bool,
    /// Fail if there are warnings, too
    #[arg(long, value_enum)]
    deny: Option<Denied>,
    /// The output format
    #[arg(long, value_enum, default_value_t = CheckFormat::Text)]
    format: CheckFormat,
    #[command(flatten)]
    files: FilesOption,
    /// Read one query from a file: UTF-8, or UTF-16 with a byte order mark
    #[arg(long, value_name = "FILE", conflicts_with = "query")]
    query_file: Option<PathBuf>,
    /// The queries; `-` reads one from standard input; one that begins with a hyphen goes after `--`
    #[arg(value_name = "QUERY", required_unless_present_any = ["query_file", "paths"], action = ArgAction::Append)]
    query: Vec<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum CheckFormat {
    /// For people
    Text,
    /// One JSON object per query
    Json,
    /// SARIF 2.1.0, for code scanning
    Sarif,
    /// Annotations of GitHub Actions
    Github,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Denied {
    Warnings,
}

pub(crate) fn run(args: &CheckArgs) -> Outcome {
    let catalog = args.options.catalog()?;
    let mut options = args.options.to_options(&catalog);
    if let Some(endpoint) = args.endpoint.map(Endpoint::from).or(config().endpoint) {
        options = options.with_endpoint(endpoint);
    }
    let mut printer = Printer::new(args);
    if args.files.is_given() {
        check_files(args, &options, &mut printer)?;
    } else {
        check_arguments(args, &options, &mut printer)?;
    }
    printer.finish()
}

fn check_arguments(args: &CheckArgs, options: &Options<'_>, printer: &mut Printer<'_>) -> Outcome {
    let place = Place::Whole(args.query_file.as_deref());
    let mut reports = Vec::new();
    for source in sources(args)? {
        let fixed = if args.fix || args.diff { Cow::Owned(fixed(&source, options)) } else { source.clone() };
        let report = diagnose(&fixed, options);
        if args.diff {
            let name = args.query_file.as_ref().map_or("query".into(), |path| path.display().to_string());
            print_diff(&name, &format!("{source}\n"), &format!("{fixed}\n"))?;
            show(&report, place);
            printer.count(&report);
        } else if args.fix && args.format == CheckFormat::Text {
            print(&fixed)?;
            show(&report, place);
            printer.count(&report);
        } else {
            printer.add(&report, place)?;
        }
        reports.push(report);
    }
    if args.format == CheckFormat::Text {
        match (args.query.as_slice(), reports.as_slice()) {
            ([argument], [report]) if argument != "-" => note_intention(report),
            ([_, _, ..], reports) => note_several(reports),
            _ => {}
        }
    }
    Ok(())
}

fn check_files(args: &CheckArgs, options: &Options<'_>, printer: &mut Printer<'_>) -> Outcome {
    for mut open in args.files.open()? {
        if args.fix || args.diff {
            let corrected = fix::file(&open, options)?;
            if args.diff {
                print_diff(&open.path.display().to_string(), open.file.source(), corrected.source())?;
            } else if corrected.source() != open.file.source() {
                open.write(corrected.source())?;
            }
            open.file = corrected;
        }
        let source = open.file.source();
        let lines = FileLines::new(source);
        for query in open.file.queries() {
            let place = Place::File { path: &open.path, source, lines: &lines, query };
            let report = diagnose(query.text(), options);
            if args.diff {
                show(&report, place);
                printer.count(&report);
            } else {
                printer.add(&report, place)?;
            }
        }
    }
    Ok(())
}

/// The texts of the queries that are no files of queries.
fn sources(args: &CheckArgs) -> Result<Vec<Cow<'_, str>>, Failure> {
    match &args.query_file {
        Some(path) => Ok(vec![file_text(path)?.into()]),
        None => args.query.iter().map(|argument| argument_text(argument)).collect(),
    }
}

/// Prints reports in one of the formats, and counts what fails.
struct Printer<'a> {
    args: &'a CheckArgs,
    sarif: sarif::Log,
    has_failed: bool,
    is_first: bool,
}

impl<'a> Printer<'a> {
    fn new(args: &'a CheckArgs) -> Self {
        Self { args, sarif: sarif::Log::default(), has_failed: false, is_first: true }
    }

    fn count(&mut self, report: &Report) {
        let warns = |severity| severity == Severity::Error || severity == Severity::Warning;
        self.has_failed |= report.has_errors()
            || self.args.deny.is_some()
                && report.diagnostics().iter().any(|diagnostic| warns(diagnostic.severity()));
    }

    fn add(&mut self, report: &Report, place: Place<'_>) -> Outcome {
        self.count(report);
        match self.args.format {
            CheckFormat::Json => print(serde_json::to_string(&CheckedQuery::new(report, place)?)?)?,
            CheckFormat::Sarif => self.sarif.add(report, place),
            CheckFormat::Github => github::print(report, place)?,
            CheckFormat::Text => {
                let diagnostics = render(report, place, sink().is_terminal());
                if !diagnostics.is_empty() {
                    if !std::mem::take(&mut self.is_first) {
                        print("")?;
                    }
                    print(diagnostics)?;
                }
                self.is_first = false;
                print(self.verdict(report, place))?;
            }
        }
        Ok(())
    }

    /// `invalid: 1 error`, with the query if there are several.
    fn verdict(&self, report: &Report, place: Place<'_>) -> String {
        let mut verdict = if report.has_errors() { "invalid" } else { "valid" }.to_owned();
        if !report.diagnostics().is_empty() {
            verdict.push_str(&format!(": {report}"));
        }
        let label = match place {
            Place::File { path, query, lines, .. } => {
                let at = lines.line_column(u32::try_from(query.range().start).unwrap_or(u32::MAX));
                let name = query.name().map(|name| format!(": {name}")).unwrap_or_default();
                Some(format!("{}:{}{name}", path.display(), at.line + 1))
            }
            Place::Whole(_) if self.args.query.len() > 1 => Some(report.source().to_owned()),
            Place::Whole(_) => None,
        };
        if let Some(label) = label {
            verdict.push_str("  ");
            verdict.push_str(&visible::line(&label));
        }
        verdict
    }

    fn finish(self) -> Outcome {
        if self.args.format == CheckFormat::Sarif {
            print(serde_json::to_string_pretty(&self.sarif.into_json())?)?;
        }
        if self.has_failed { Err(Failure::InvalidQuery) } else { Ok(()) }
    }
}
