//! Lines on standard output and standard error, without the panics of `println!` when nobody reads them.

use std::fmt::Display;
use std::io::{self, Write};

use super::visible;

/// Writes a line to standard output.
pub(crate) fn print(text: impl Display) -> io::Result<()> {
    writeln!(io::stdout(), "{text}")
}

/// Writes a remark of the command to standard error, without control characters. A failure to do so is ignored.
pub(crate) fn note(text: impl Display) {
    note_bare(format_args!("coreql: {text}"));
}

/// [`note`] without the name of the command.
pub(crate) fn note_bare(text: impl Display) {
    let _ = writeln!(io::stderr(), "{}", visible::line(&text.to_string()));
}

/// `1 device`, `2 devices`
pub(crate) fn plural(count: u64, noun: &str) -> String {
    format!("{count} {noun}{}", if count == 1 { "" } else { "s" })
}
