//! What is wrong with a query: as text for people, or as JSON.

use std::fmt;
use std::io::{self, IsTerminal, Write};

use coreql::Report;
use miette::{MietteHandler, MietteHandlerOpts, ReportHandler};
use serde::Serialize;
use serde_json::{Value as Json, json};

use super::place::Place;
use crate::output::note_json;
use crate::output::visible::{VisibleDiagnostic, VisibleSource, line};
use crate::settings;

/// A query and what is wrong with it, as JSON.
#[derive(Serialize)]
pub(crate) struct CheckedQuery<'q> {
    #[serde(skip_serializing_if = "Option::is_none")]
    file: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<&'q str>,
    query: &'q str,
    #[serde(flatten)]
    report: Json,
    /// The query with every automatic fix made.
    fixed: String,
}

impl<'q> CheckedQuery<'q> {
    pub(crate) fn new(report: &'q Report, place: Place<'q>) -> Result<Self, serde_json::Error> {
        let mut json = serde_json::to_value(report)?;
        let mut name = None;
        if let Place::File { query, .. } = place {
            name = query.name();
            let diagnostics = json.get_mut("diagnostics").and_then(Json::as_array_mut);
            for (json, diagnostic) in diagnostics.into_iter().flatten().zip(report.diagnostics()) {
                let (start, _) = place.positions(report.source(), diagnostic.span());
                let bytes = place.range(diagnostic.span());
                if let Some(object) = json.as_object_mut() {
                    let in_file = json!({
                        "line": start.line,
                        "column": start.column,
                        "bytes": {"start": bytes.start, "end": bytes.end},
                    });
                    object.insert("inFile".to_owned(), in_file);
                }
            }
        }
        let file = place.path().map(|path| path.display().to_string());
        Ok(Self { file, name, query: report.source(), report: json, fixed: report.fixed() })
    }
}

/// Prints the diagnostics to standard error. A failure to do so is ignored.
pub(crate) fn show(report: &Report, place: Place<'_>) {
    if report.diagnostics().is_empty() {
        return;
    }
    if settings::errors_are_json() {
        if let Ok(checked) = CheckedQuery::new(report, place) {
            note_json(&checked);
        }
    } else {
        let _ = write!(io::stderr(), "{}", render(report, place, io::stderr().is_terminal()));
    }
}

/// The diagnostics as text, in the colours and the width of the terminal that it is for, if any. A blank line is between two.
pub(crate) fn render(report: &Report, place: Place<'_>, is_terminal: bool) -> String {
    // In a longer text, the source would bury the messages.
    const MAX_BYTES: usize = 4000;
    if report.diagnostics().is_empty() {
        return String::new();
    }
    let Some(source) = VisibleSource::new(report.source(), place, MAX_BYTES) else {
        return without_source(report, place);
    };
    let options =
        MietteHandlerOpts::new().context_lines(1).break_words(true).color(settings::is_coloured(is_terminal));
    let handler = if is_terminal { options.build() } else { options.width(100).build() };
    let rendered = report.diagnostics().iter().map(|diagnostic| {
        let diagnostic = VisibleDiagnostic { diagnostic, source: &source };
        // The text ends with a line end.
        Rendered { handler: &handler, diagnostic: &diagnostic }.to_string()
    });
    rendered.collect::<Vec<_>>().join("\n")
}

/// The diagnostics with line and column in place of the source.
fn without_source(report: &Report, place: Place<'_>) -> String {
    let rendered = report.diagnostics().iter().map(|diagnostic| {
        let (at, _) = place.positions(report.source(), diagnostic.span());
        let mut text = format!("{}[{}]: ", diagnostic.severity(), diagnostic.code());
        text.push_str(&line(diagnostic.message()));
        text.push_str(&format!("\n  at line {}, column {}", at.line, at.column));
        if let Some(path) = place.path() {
            text.push_str(&format!(" of {}", line(&path.display().to_string())));
        }
        text.push('\n');
        if let Some(help) = diagnostic.help() {
            text.push_str(&format!("  help: {}\n", line(help)));
        }
        text
    });
    rendered.collect::<Vec<_>>().join("\n")
}

/// A diagnostic as miette prints it.
struct Rendered<'d> {
    handler: &'d MietteHandler,
    diagnostic: &'d dyn miette::Diagnostic,
}

impl fmt::Display for Rendered<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.handler.debug(self.diagnostic, f)
    }
}
