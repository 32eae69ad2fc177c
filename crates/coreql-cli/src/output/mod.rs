//! What the command prints.

mod devices;
mod layout;
pub(crate) mod sink;
mod stream;
mod table;
pub(crate) mod visible;

pub(crate) use self::devices::{DeviceView, DeviceWriter, Totals};
pub(crate) use self::stream::{note, note_bare, note_error, note_json, plural, print};
pub(crate) use self::table::{Table, cell_text};

use std::io::BufWriter;

pub(crate) use self::sink::sink;

use self::sink::Sink;

pub(crate) type BufferedStdout = BufWriter<Sink>;

/// The output for many small writes. It must be flushed.
pub(crate) fn buffered_stdout() -> BufferedStdout {
    BufWriter::with_capacity(1 << 16, sink())
}
