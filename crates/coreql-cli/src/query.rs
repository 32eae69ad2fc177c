//! Queries and catalogues from the command line, and what is wrong with them.

use std::borrow::Cow;
use std::fmt;
use std::fs;
use std::io::{self, IsTerminal, Read, Write};

use coreql::catalog::{Catalog, Resolution};
use coreql::text::LineIndex;
use coreql::{Options, Query, Report, diagnose};
use miette::{MietteHandler, MietteHandlerOpts, ReportHandler};

use crate::args::QueryOptions;
use crate::failure::Failure;
use crate::visible::{self, Source, Visible};
use crate::{input, print};

/// The text of a QUERY argument; `-` is standard input, less one final line end.
pub(crate) fn text(argument: &str) -> Result<Cow<'_, str>, Failure> {
    if argument != "-" {
        return Ok(Cow::Borrowed(argument));
    }
    let mut text = String::new();
    let failed = |error| Failure::File { path: "-".to_owned(), error };
    input::standard()?.read_to_string(&mut text).map_err(failed)?;
    if text.ends_with('\n') {
        text.pop();
        if text.ends_with('\r') {
            text.pop();
        }
    }
    Ok(Cow::Owned(text))
}

impl QueryOptions {
    pub(crate) fn options<'c>(&self, catalog: &'c Catalog) -> Options<'c> {
        Options::new().with_catalog(catalog).with_syntax(self.syntax.into()).with_limits(self.limits.into())
    }

    /// The built-in catalogue, or that of a file.
    pub(crate) fn catalog(&self) -> Result<Cow<'static, Catalog>, Failure> {
        catalog(self.catalog.as_deref())
    }
}

/// The built-in catalogue, or that of a file.
pub(crate) fn catalog(path: Option<&std::path::Path>) -> Result<Cow<'static, Catalog>, Failure> {
    let Some(path) = path else { return Ok(Cow::Borrowed(Catalog::builtin())) };
    let name = path.display().to_string();
    let loaded = if name == "-" {
        Catalog::from_json_reader(input::standard()?)
    } else {
        let file = fs::File::open(path).map_err(|error| Failure::File { path: name.clone(), error })?;
        Catalog::from_json_reader(file)
    };
    let loaded = loaded.map_err(|error| Failure::Usage(format!("{name}: {error}")))?;
    for warning in &loaded.warnings {
        print::note(format_args!("coreql: {}", visible::line(&format!("{name}: {warning}"))));
    }
    Ok(Cow::Owned(loaded.catalog))
}

/// A field named on the command line.
pub(crate) fn canonical(catalog: &Catalog, name: &str) -> Result<String, Failure> {
    match catalog.resolve(name) {
        Resolution::Field(_, field) => Ok(field.name().to_owned()),
        Resolution::Custom(custom) => Ok(custom.to_string()),
        Resolution::Ambiguous(_) => Err(Failure::Usage(format!("`{name}` is a field of several groups"))),
        Resolution::Unknown if catalog.is_complete() => {
            Err(Failure::Usage(match catalog.suggest_field(name) {
                Some(suggestion) => format!("unknown field `{name}`; did you mean `{suggestion}`?"),
                None => format!("unknown field `{name}`"),
            }))
        }
        Resolution::Unknown => {
            let suggestion = catalog.suggest_field(name);
            let meant = suggestion.map(|meant| format!("; did you mean `{meant}`?")).unwrap_or_default();
            let shown = visible::line(name);
            print::note(format_args!("coreql: no built-in field is called `{shown}`{meant}"));
            Ok(name.to_owned())
        }
    }
}

/// A query that can be evaluated. Otherwise what is wrong with it is reported.
pub(crate) fn valid(source: &str, options: &Options<'_>) -> Result<Query, Failure> {
    let report = diagnose(source, options);
    show(&report);
    report.into_result().map_err(|_| Failure::InvalidQuery)
}

/// Prints a report to standard error, in the colours and the width that the terminal has.
pub(crate) fn show(report: &Report) {
    // A longer text would drown what is said about it: then places are named by line and column.
    const MOST: usize = 4000;
    if report.source().len() > MOST {
        show_without_source(report);
        return;
    }
    let width = if io::stderr().is_terminal() { None } else { Some(100) };
    let options = MietteHandlerOpts::new().context_lines(1).break_words(true);
    let handler = match width {
        Some(width) => options.width(width).build(),
        None => options.build(),
    };
    let source = Source::new(report.source());
    for diagnostic in report.diagnostics() {
        let diagnostic = Visible { diagnostic, source: &source };
        // What it prints ends with a line end.
        let _ = write!(io::stderr(), "{}", Shown { handler: &handler, diagnostic: &diagnostic });
    }
}

fn show_without_source(report: &Report) {
    let lines = LineIndex::new(report.source());
    for diagnostic in report.diagnostics() {
        let at = lines.line_column_utf16(diagnostic.span().start);
        let (line, column) = (at.line + 1, at.column + 1);
        let message = visible::line(diagnostic.message());
        print::note(format_args!("{}[{}]: {message}", diagnostic.severity(), diagnostic.code()));
        print::note(format_args!("  at line {line}, column {column}"));
        if let Some(help) = diagnostic.help() {
            print::note(format_args!("  help: {}", visible::line(help)));
        }
    }
}

/// A diagnostic as miette prints it.
struct Shown<'d> {
    handler: &'d MietteHandler,
    diagnostic: &'d dyn miette::Diagnostic,
}

impl fmt::Display for Shown<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.handler.debug(self.diagnostic, f)
    }
}
