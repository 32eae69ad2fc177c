//! What may have happened to a query on its way through a shell.

use std::path::Path;

use coreql::Report;
use coreql::diagnostic::Code;

use crate::output::note;
use crate::settings;

/// Notes what an argument may have been intended to be, if it is no query as it is: a text from which the shell has
/// removed the quotes, or the name of a file. Programs, which read JSON, have no shell.
pub(crate) fn note_intention(report: &Report) {
    let text = report.source();
    if settings::errors_are_json() || text.is_empty() {
        return;
    }
    if report.has_errors() && Path::new(text).is_file() {
        note(format_args!(
            "`{text}` is read as a query; --query-file reads one from a file, and `check` and `fmt` read files of \
             queries with --files"
        ));
        return;
    }
    if lost_quotes(report) {
        note(format_args!(
            "the query has no quotes; if the shell removed them, write {}: `coreql help quoting` shows how in each shell",
            intended(report)
        ));
    }
}

/// Notes that a text without quotes may have become several arguments, some of which are no queries.
pub(crate) fn note_several(reports: &[Report]) {
    let is_word = |report: &&Report| !report.source().contains(char::is_whitespace);
    if settings::errors_are_json() || reports.iter().any(|report| report.source().contains('"')) {
        return;
    }
    if reports.iter().filter(is_word).any(Report::has_errors) {
        note(format_args!(
            "each of the {} arguments is read as a query; one with blanks goes in quotes, and `coreql help quoting` \
             shows those of each shell",
            reports.len()
        ));
    }
}

/// Whether the text has no quotes, and a diagnostic puts a part of it in quotes.
fn lost_quotes(report: &Report) -> bool {
    let source = report.source();
    let quotes_more = |code| matches!(code, Code::UnquotedText | Code::MissingConnective);
    let diagnostics = report.diagnostics().iter().filter(|diagnostic| quotes_more(diagnostic.code()));
    let mut edits = diagnostics.flat_map(|diagnostic| diagnostic.fixes()).flat_map(|fix| fix.edits());
    !source.contains('"')
        && edits.any(|edit| {
            let inner = edit.replacement.strip_prefix('"').and_then(|text| text.strip_suffix('"'));
            inner.is_some() && inner == source.get(edit.span.range())
        })
}

/// The argument as a shell takes it.
#[cfg(unix)]
fn intended(report: &Report) -> String {
    let fixed = report.fixed();
    if fixed.contains('"') && !fixed.contains('\'') {
        format!("it in single quotes, '{fixed}'")
    } else {
        "it in single quotes, as in 'platform = \"iOS\"'".to_owned()
    }
}

/// The argument as a shell takes it: cmd and PowerShell differ.
#[cfg(not(unix))]
fn intended(_: &Report) -> String {
    "its quotes as \\\", or use --query-file".to_owned()
}
