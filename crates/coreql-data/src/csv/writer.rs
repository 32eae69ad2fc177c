//! Devices as CSV.

use std::io::{self, Write};

use serde_json::Value as Json;

use super::io_error;

/// Writes devices as CSV: a header line of column names, then a line for each device.
///
/// ```
/// use coreql_data::{Device, csv};
///
/// let device = Device::from_json(br#"{"common.id": 7, "common.noncompliance_reasons": ["OS_VERSION"]}"#)?;
/// let columns = ["common.id", "common.comment", "common.noncompliance_reasons"];
/// let mut output = Vec::new();
/// let mut writer = csv::Writer::new(&mut output, columns)?;
/// writer.write(columns.map(|name| device.get(name)))?;
/// writer.flush()?;
/// drop(writer);
/// assert_eq!(
///     String::from_utf8(output)?,
///     "common.id,common.comment,common.noncompliance_reasons\n7,,\"[\"\"OS_VERSION\"\"]\"\n",
/// );
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug)]
pub struct Writer<W: Write> {
    writer: ::csv::Writer<W>,
}

impl<W: Write> Writer<W> {
    /// Makes a writer of these columns, and writes the header line.
    ///
    /// # Errors
    /// The output fails.
    pub fn new<'n>(output: W, columns: impl IntoIterator<Item = &'n str>) -> io::Result<Self> {
        let mut writer = ::csv::Writer::from_writer(output);
        writer.write_record(columns).map_err(io_error)?;
        Ok(Self { writer })
    }

    /// Writes one line: a value for each column, in order. Missing and null values are empty cells; arrays and objects
    /// are written as JSON.
    ///
    /// # Errors
    /// The output fails, or the number of values is not the number of columns.
    pub fn write<'v>(&mut self, values: impl IntoIterator<Item = Option<&'v Json>>) -> io::Result<()> {
        for value in values {
            match value {
                None | Some(Json::Null) => self.writer.write_field(""),
                Some(Json::String(text)) => self.writer.write_field(text),
                Some(other @ (Json::Bool(_) | Json::Number(_) | Json::Array(_) | Json::Object(_))) => {
                    self.writer.write_field(other.to_string())
                }
            }
            .map_err(io_error)?;
        }
        self.writer.write_record(None::<&[u8]>).map_err(io_error)
    }

    /// Writes everything that is still in the buffer.
    ///
    /// # Errors
    /// The output fails.
    pub fn flush(&mut self) -> io::Result<()> {
        self.writer.flush()
    }
}
