//! Annotations of GitHub Actions: <https://docs.github.com/actions/reference/workflow-commands-for-github-actions>.

use std::io;

use coreql::Report;
use coreql::diagnostic::Severity;

use crate::output;
use crate::query::place::Place;

/// Prints a line for each diagnostic.
pub(super) fn print(report: &Report, place: Place<'_>) -> io::Result<()> {
    for diagnostic in report.diagnostics() {
        let (start, end) = place.positions(report.source(), diagnostic.span());
        let command = match diagnostic.severity() {
            Severity::Error => "error",
            Severity::Warning => "warning",
            _ => "notice",
        };
        let file = place.path().map(|path| format!("file={},", property(&path.display().to_string())));
        let mut message = diagnostic.message().to_owned();
        if let Some(help) = diagnostic.help() {
            message.push('\n');
            message.push_str(help);
        }
        output::print(format_args!(
            "::{command} {}line={},col={},endLine={},endColumn={},title={}::{}",
            file.unwrap_or_default(),
            start.line,
            start.column,
            end.line,
            end.column,
            property(diagnostic.code().as_str()),
            data(&message),
        ))?;
    }
    Ok(())
}

fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}
