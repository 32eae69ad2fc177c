//! `coreql fmt`

use std::fmt::Display;
use std::io::Write;

use clap::Args;
use coreql::core_api::url_encoded;
use coreql::query::{Lints, MissingValues, canonical, check, to_core};
use coreql::syntax::{PrintError, Style, Syntax, parse_with, print as print_tree};
use coreql::{Options, Report};
use coreql_data::config::StyleName;

use super::check::print_diff;
use crate::args::{MissingArg, QueryInput, QueryOptions, StyleArg};
use crate::config::config;
use crate::failure::{Failure, Outcome};
use crate::output::sink;
use crate::output::{note, print};
use crate::query::files::FilesOption;
use crate::query::place::{FileLines, Place};
use crate::query::{note_intention, report};

/// Print a query in another style
#[derive(Debug, Args)]
#[command(mut_arg("query", |query| query.required_unless_present("paths")))]
#[command(after_help = "\
Examples:
  coreql fmt 'platform=\"iOS\" and (id<5 or retired=true)'
  coreql fmt --to-core 'NOT owner IN (\"COMPANY\", \"EMPLOYEE\")'
  coreql fmt --style compact --url 'platform = \"iOS\"'
  coreql fmt --files queries.coreql --write")]
pub(crate) struct FmtArgs {
    #[command(flatten)]
    options: QueryOptions,
    /// The style [default: canonical]
    #[arg(long, value_enum)]
    style: Option<StyleArg>,
    /// The line width of the pretty style [default: the width of the terminal, or 80]
    #[arg(long, value_name = "N")]
    width: Option<usize>,
    /// Rewrite NOT, IN and NOT IN into what Core accepts; implies --syntax extended
    #[arg(long)]
    to_core: bool,
    /// Whether !=, `does not contain` and NOT IN match missing values, which the rewritten query keeps [default: complement]
    #[arg(long, value_enum, requires = "to_core")]
    missing: Option<MissingArg>,
    /// Percent-encode the query, for a URL
    #[arg(long, conflicts_with = "paths")]
    url: bool,
    /// With --files, rewrite the files
    #[arg(long)]
    write: bool,
    /// With --files, list the files that are formatted otherwise, and fail if there are any
    #[arg(long, conflicts_with = "write")]
    check: bool,
    /// With --files, show what --write would change
    #[arg(long, conflicts_with_all = ["write", "check"])]
    diff: bool,
    #[command(flatten)]
    files: FilesOption,
    #[command(flatten)]
    query: QueryInput,
}

pub(crate) fn run(args: &FmtArgs) -> Outcome {
    let catalog = args.options.catalog()?;
    let options = args
        .options
        .to_options(&catalog)
        .with_missing(args.missing.map(MissingValues::from).or(config().missing).unwrap_or_default());
    let mut options = options.with_lints(Lints::Silent);
    if args.to_core {
        options = options.with_syntax(Syntax::Extended);
    }
    if args.files.is_given() {
        return format_files(args, &options);
    }
    if args.write || args.check || args.diff {
        return Err(Failure::usage("--write, --check and --diff require --files"));
    }
    let text = formatted(&args.query.text()?, args, &options, args.query.place())?;
    Ok(print(if args.url { url_encoded(&text) } else { text })?)
}

/// The query in the style; why there is none is reported.
fn formatted(
    source: &str,
    args: &FmtArgs,
    options: &Options<'_>,
    place: Place<'_>,
) -> Result<String, Failure> {
    let catalog = options.catalog();
    let parsed = parse_with(source, options.parse_options());
    let checked = check(parsed.tree(), catalog, options.check_options());
    let report = Report::new(&parsed, &checked, None);
    report::show(&report, place);
    if args.query.is_argument() {
        note_intention(&report);
    }
    if report.has_errors() {
        return Err(Failure::InvalidQuery);
    }
    let mut tree = canonical(parsed.tree(), catalog);
    if args.to_core {
        tree =
            to_core(&tree, catalog, options.check_options()).map_err(|error| no_such_form(error, place))?;
    }
    let style = match args.style.map(StyleName::from).or(config().style).unwrap_or_default() {
        StyleName::Canonical => Style::Canonical,
        StyleName::Portal => Style::Portal,
        StyleName::Pretty => Style::Pretty { width: args.width.unwrap_or_else(terminal_width) },
        StyleName::Compact => Style::Compact,
    };
    print_tree(&tree, style).map_err(|error| match error {
        PrintError::NoPortalForm { .. } => {
            no_such_form(format_args!("{error}; --to-core rewrites it"), place)
        }
        error => no_such_form(error, place),
    })
}

/// Formats the queries of files. Those that are invalid are reported and stay as they are.
fn format_files(args: &FmtArgs, options: &Options<'_>) -> Outcome {
    let mut has_failed = false;
    for open in args.files.open()? {
        let source = open.file.source();
        let lines = FileLines::new(source);
        let written = open.with_texts(|query| {
            let place = Place::File { path: &open.path, source, lines: &lines, query };
            let text = formatted(query.text(), args, options, place);
            has_failed |= text.is_err();
            text.ok()
        })?;
        if args.write {
            if written.source() != source {
                open.write(written.source())?;
            }
        } else if args.check {
            if written.source() != source {
                has_failed = true;
                print(open.path.display())?;
            }
        } else if args.diff {
            print_diff(&open.path.display().to_string(), source, written.source())?;
        } else {
            sink().write_all(written.source().as_bytes())?;
        }
    }
    if has_failed { Err(Failure::InvalidQuery) } else { Ok(()) }
}

/// The query cannot be written in the form that the options ask for.
fn no_such_form(reason: impl Display, place: Place<'_>) -> Failure {
    match place.path() {
        Some(path) => note(format_args!("{}: {reason}", path.display())),
        None => note(reason),
    }
    Failure::InvalidQuery
}

fn terminal_width() -> usize {
    terminal_size::terminal_size().map_or(80, |(width, _)| width.0.into())
}
