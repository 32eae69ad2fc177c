//! Devices in CSV, in the form of Core's export: a header line of field names, then a line for each device.
//!
//! An empty cell is a missing value, and a cell of an array field holds a JSON array (rule 9.3).

mod plain;
mod reader;
mod records;
mod writer;

pub(crate) use self::reader::CsvFile;
pub use self::reader::read;
pub(crate) use self::records::{Next, Record, Records};
pub use self::writer::Writer;

use std::io;

/// An I/O error keeps its kind, so that a caller can distinguish a closed pipe from a full disk.
fn io_error(error: ::csv::Error) -> io::Error {
    let message = error.to_string();
    if let ::csv::ErrorKind::Io(error) = error.into_kind() {
        error
    } else {
        io::Error::new(io::ErrorKind::InvalidData, message)
    }
}
