//! What the command prints.

mod devices;
mod stream;
mod table;
pub(crate) mod visible;

pub(crate) use self::devices::{DeviceView, DeviceWriter, Totals};
pub(crate) use self::stream::{note, note_bare, note_error, note_json, plural, print};
pub(crate) use self::table::{Table, cell_text};

use std::io::{self, BufWriter, StdoutLock};

pub(crate) type BufferedStdout = BufWriter<StdoutLock<'static>>;

/// Standard output for many small writes. It must be flushed.
pub(crate) fn buffered_stdout() -> BufferedStdout {
    BufWriter::with_capacity(1 << 16, io::stdout().lock())
}
