//! Lines on standard output and standard error, without the panics of `println!` when nobody reads them.

use std::fmt::Display;
use std::io::{self, Write};

use serde::Serialize;
use serde_json::json;

use super::{sink, visible};
use crate::settings;

/// Writes a line to standard output, or to the file of --output.
pub(crate) fn print(text: impl Display) -> io::Result<()> {
    writeln!(sink(), "{text}")
}

/// Writes a remark of the command to standard error, without control characters. A failure to do so is ignored.
pub(crate) fn note(text: impl Display) {
    if settings::errors_are_json() {
        note_json(&json!({"note": text.to_string()}));
    } else {
        note_bare(format_args!("coreql: {text}"));
    }
}

/// Writes why the command failed to standard error.
pub(crate) fn note_error(text: impl Display) {
    if settings::errors_are_json() {
        note_json(&json!({"error": text.to_string()}));
    } else {
        note(text);
    }
}

/// Writes a line of JSON to standard error. A failure to do so is ignored.
pub(crate) fn note_json(value: &impl Serialize) {
    if let Ok(line) = serde_json::to_string(value) {
        let _ = writeln!(io::stderr(), "{line}");
    }
}

/// [`note`] without the name of the command.
pub(crate) fn note_bare(text: impl Display) {
    let _ = writeln!(io::stderr(), "{}", visible::line(&text.to_string()));
}

/// `1 device`, `2 devices`
pub(crate) fn plural(count: u64, noun: &str) -> String {
    format!("{count} {noun}{}", if count == 1 { "" } else { "s" })
}
