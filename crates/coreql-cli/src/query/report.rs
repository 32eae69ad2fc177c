//! What is wrong with a query: as text for people, or as JSON.

use std::fmt;
use std::io::{self, IsTerminal, Write};

use coreql::Report;
use coreql::text::LineIndex;
use miette::{MietteHandler, MietteHandlerOpts, ReportHandler};
use serde::Serialize;

use crate::output::note_json;
use crate::output::visible::{VisibleDiagnostic, VisibleSource, line};
use crate::settings;

/// A query and what is wrong with it, as JSON.
#[derive(Serialize)]
pub(crate) struct CheckedQuery<'q> {
    query: &'q str,
    #[serde(flatten)]
    report: &'q Report,
    /// The query with every automatic fix made.
    fixed: String,
}

impl<'q> CheckedQuery<'q> {
    pub(crate) fn new(report: &'q Report) -> Self {
        Self { query: report.source(), report, fixed: report.fixed() }
    }
}

/// Prints the diagnostics to standard error. A failure to do so is ignored.
pub(crate) fn show(report: &Report) {
    if report.diagnostics().is_empty() {
        return;
    }
    if settings::errors_are_json() {
        note_json(&CheckedQuery::new(report));
    } else {
        let _ = write!(io::stderr(), "{}", render(report, &io::stderr()));
    }
}

/// The diagnostics as text, in the colours and the width of the stream that it is for. A blank line is between two.
pub(crate) fn render(report: &Report, stream: &impl IsTerminal) -> String {
    // In a longer text, the source would bury the messages.
    const MAX_BYTES: usize = 4000;
    if report.source().len() > MAX_BYTES {
        return without_source(report);
    }
    let options =
        MietteHandlerOpts::new().context_lines(1).break_words(true).color(settings::is_coloured(stream));
    let handler = if stream.is_terminal() { options.build() } else { options.width(100).build() };
    let source = VisibleSource::new(report.source());
    let rendered = report.diagnostics().iter().map(|diagnostic| {
        let diagnostic = VisibleDiagnostic { diagnostic, source: &source };
        // The text ends with a line end.
        Rendered { handler: &handler, diagnostic: &diagnostic }.to_string()
    });
    rendered.collect::<Vec<_>>().join("\n")
}

/// The diagnostics with line and column in place of the source.
fn without_source(report: &Report) -> String {
    let lines = LineIndex::new(report.source());
    let rendered = report.diagnostics().iter().map(|diagnostic| {
        let at = lines.line_column_utf16(diagnostic.span().start);
        let mut text = format!("{}[{}]: ", diagnostic.severity(), diagnostic.code());
        text.push_str(&line(diagnostic.message()));
        text.push_str(&format!("\n  at line {}, column {}\n", at.line + 1, at.column + 1));
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
