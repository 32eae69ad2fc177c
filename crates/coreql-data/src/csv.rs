//! Devices from and to CSV, as Core's export writes it: a header line of field names; an empty cell is missing, an
//! array is JSON (language, section 9).

use std::io::{self, Read, Write};
use std::ops::ControlFlow;

use serde_json::Value as Json;

use super::json::{Place, Summary, without_mark};
use crate::Device;
use coreql::catalog::{Catalog, FieldType};

/// Hands each device to `visit`, until that breaks or the input ends. Cells are text, which the types of the fields read;
/// of an array field, and of a field that the catalogue does not know, a cell that is a JSON array is that array.
///
/// # Errors
/// The reader's, or a header that is no UTF-8. A record that is none, or that has more or fewer cells than the header, is
/// counted and left out.
///
/// ```
/// use std::ops::ControlFlow;
/// use coreql::catalog::Catalog;
///
/// let input = "common.id,common.comment\n7,\n";
/// coreql_data::csv::read(input.as_bytes(), Catalog::builtin(), |device| {
///     assert_eq!(device.object().len(), 1);
///     ControlFlow::Continue(())
/// })?;
/// # Ok::<(), std::io::Error>(())
/// ```
pub fn read(
    reader: impl Read,
    catalog: &Catalog,
    mut visit: impl FnMut(Device) -> ControlFlow<()>,
) -> io::Result<Summary> {
    let mut reader = ::csv::Reader::from_reader(without_mark(reader)?);
    let header = reader.headers().map_err(failed)?.clone();
    let may_hold_arrays = |name: &str| {
        let field = catalog.match_key(name).and_then(|key| catalog.field(key.field));
        field.is_none_or(|field| field.field_type() == FieldType::StringArray)
    };
    let columns: Vec<(&str, bool)> = header.iter().map(|name| (name, may_hold_arrays(name))).collect();
    let mut read = Summary::default();
    let mut record = ::csv::StringRecord::new();
    loop {
        match reader.read_record(&mut record) {
            Ok(true) => {}
            Ok(false) => break,
            Err(error) if error.is_io_error() => return Err(failed(error)),
            Err(error) => {
                let line = error.position().map_or(0, ::csv::Position::line);
                read.skip(Place::Line(line, 1), reason(&error));
                continue;
            }
        }
        let cells = columns.iter().zip(&record).filter(|(_, cell)| !cell.is_empty());
        let device = cells.map(|((name, arrays), cell)| ((*name).to_owned(), value(cell, *arrays))).collect();
        read.devices += 1;
        if visit(device).is_break() {
            break;
        }
    }
    Ok(read)
}

fn reason(error: &::csv::Error) -> String {
    if let ::csv::ErrorKind::UnequalLengths { expected_len, len, .. } = error.kind() {
        format!("{len} cells under a header of {expected_len}")
    } else if let ::csv::ErrorKind::Utf8 { .. } = error.kind() {
        "invalid UTF-8".to_owned()
    } else {
        error.to_string()
    }
}

fn value(cell: &str, may_be_array: bool) -> Json {
    if may_be_array
        && cell.starts_with('[')
        && let Ok(array @ Json::Array(_)) = serde_json::from_str(cell)
    {
        return array;
    }
    Json::String(cell.to_owned())
}

/// Writes devices as CSV.
#[derive(Debug)]
pub struct Writer<W: Write> {
    writer: ::csv::Writer<W>,
}

impl<W: Write> Writer<W> {
    /// A writer of these columns, which writes the header line.
    ///
    /// # Errors
    /// The output's.
    pub fn new<'n>(output: W, columns: impl IntoIterator<Item = &'n str>) -> io::Result<Self> {
        let mut writer = ::csv::Writer::from_writer(output);
        writer.write_record(columns).map_err(failed)?;
        Ok(Self { writer })
    }

    /// Writes a line: a value for each column, in order. Missing and null values are empty cells, arrays and objects JSON.
    ///
    /// # Errors
    /// The output's, or another number of values than columns.
    pub fn write<'v>(&mut self, values: impl IntoIterator<Item = Option<&'v Json>>) -> io::Result<()> {
        for value in values {
            match value {
                None | Some(Json::Null) => self.writer.write_field(""),
                Some(Json::String(text)) => self.writer.write_field(text),
                Some(other @ (Json::Bool(_) | Json::Number(_) | Json::Array(_) | Json::Object(_))) => {
                    self.writer.write_field(other.to_string())
                }
            }
            .map_err(failed)?;
        }
        self.writer.write_record(None::<&[u8]>).map_err(failed)
    }

    /// Writes all that is held back.
    ///
    /// # Errors
    /// The output's.
    pub fn flush(&mut self) -> io::Result<()> {
        self.writer.flush()
    }
}

/// The input's or output's own error keeps its kind, so that a closed pipe can be told from a full disk.
fn failed(error: ::csv::Error) -> io::Error {
    let message = error.to_string();
    if let ::csv::ErrorKind::Io(error) = error.into_kind() {
        error
    } else {
        io::Error::new(io::ErrorKind::InvalidData, message)
    }
}
