//! Lines on standard output and standard error, without the panics of `println!` where nobody reads them.

use std::fmt::Display;
use std::io::{self, Write};

/// Writes a line to standard output.
pub(crate) fn line(text: impl Display) -> io::Result<()> {
    writeln!(io::stdout(), "{text}")
}

/// Writes a line to standard error. If that fails, there is nobody to tell.
pub(crate) fn note(text: impl Display) {
    let _ = writeln!(io::stderr(), "{text}");
}
