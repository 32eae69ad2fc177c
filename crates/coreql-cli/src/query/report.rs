//! What is wrong with a query, on standard error.

use std::fmt;
use std::io::{self, IsTerminal, Write};

use coreql::Report;
use coreql::text::LineIndex;
use miette::{MietteHandler, MietteHandlerOpts, ReportHandler};

use crate::output::note_bare;
use crate::output::visible::{VisibleDiagnostic, VisibleSource};

/// Prints the diagnostics, in the colours and the width of the terminal.
pub(crate) fn show(report: &Report) {
    // In a longer text, the source would bury the messages.
    const MAX_BYTES: usize = 4000;
    if report.source().len() > MAX_BYTES {
        show_without_source(report);
        return;
    }
    let options = MietteHandlerOpts::new().context_lines(1).break_words(true);
    let handler = if io::stderr().is_terminal() { options.build() } else { options.width(100).build() };
    let source = VisibleSource::new(report.source());
    for diagnostic in report.diagnostics() {
        let diagnostic = VisibleDiagnostic { diagnostic, source: &source };
        // The text ends with a line end.
        let _ = write!(io::stderr(), "{}", Rendered { handler: &handler, diagnostic: &diagnostic });
    }
}

/// Prints the diagnostics with line and column in place of the source.
fn show_without_source(report: &Report) {
    let lines = LineIndex::new(report.source());
    for diagnostic in report.diagnostics() {
        let at = lines.line_column_utf16(diagnostic.span().start);
        let (line, column) = (at.line + 1, at.column + 1);
        note_bare(format_args!("{}[{}]: {}", diagnostic.severity(), diagnostic.code(), diagnostic.message()));
        note_bare(format_args!("  at line {line}, column {column}"));
        if let Some(help) = diagnostic.help() {
            note_bare(format_args!("  help: {help}"));
        }
    }
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
