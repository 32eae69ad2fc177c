//! Devices from CSV.

use std::io::{self, BufRead, Read};
use std::ops::ControlFlow;

use coreql::catalog::Catalog;
use serde_json::Value as Json;

use super::records::{Next, Record, Records};
use crate::layout::{CsvShape, Heading, HeadingReader, Headings, Layout, ReadOptions};
use crate::{Device, DeviceFile, RecordPosition, Remark, Selection, Summary};

/// Reads devices from CSV and passes each to `visit`, until that breaks or the input ends.
///
/// Cells are text, which a query reads by the types of its fields. In a column of an array field, or of a field that
/// the catalogue does not have, a cell that is a JSON array is read as that array. A line that has more or
/// fewer cells than the header, or in which a quote opens that is not closed, is skipped and counted. A line that is
/// not UTF-8 is read as Windows-1252 ([`Remark::Windows1252`]), and skipped if it is not that either.
///
/// # Errors
/// The reader fails, or the headings cannot be read. Devices before the error were visited.
///
/// ```
/// use std::ops::ControlFlow;
/// use coreql::catalog::Catalog;
///
/// let input = "common.id,common.comment\n7,\n8,spare\n";
/// let mut keys = Vec::new();
/// coreql_data::csv::read(input.as_bytes(), Catalog::builtin(), |device| {
///     keys.push(device.len());
///     ControlFlow::Continue(())
/// })?;
/// assert_eq!(keys, [1, 2]); // The first device has no comment.
/// # Ok::<(), std::io::Error>(())
/// ```
pub fn read(
    reader: impl Read,
    catalog: &Catalog,
    visit: impl FnMut(Device) -> ControlFlow<()>,
) -> io::Result<Summary> {
    DeviceFile::open(reader, &ReadOptions::new(catalog))?.read(visit)
}

/// A file of CSV after its headings.
pub(crate) struct CsvFile<R> {
    records: Records<R>,
    shape: CsvShape,
    headings: Headings,
    /// The line of headings, if it is in Windows-1252.
    windows_1252: Option<RecordPosition>,
}

impl<R: BufRead> CsvFile<R> {
    /// Reads the headings. `start` has at least the first line of the reader.
    pub(crate) fn open(start: &[u8], mut reader: R, options: &ReadOptions<'_>) -> io::Result<Self> {
        let invalid = |reason: String| io::Error::new(io::ErrorKind::InvalidData, reason);
        let heading_reader = HeadingReader::new(options);
        let shape = CsvShape::detect(start, options, &heading_reader);
        let preamble = u64::try_from(shape.preamble).unwrap_or(u64::MAX);
        io::copy(&mut reader.by_ref().take(preamble), &mut io::sink())?;
        let mut records = Records::new(reader, shape.delimiter, shape.has_blanks);
        if shape.preamble > 0 {
            records.skip_line_number();
        }
        let mut header = Record::default();
        let line = records.line();
        match records.read(&mut header, None)? {
            Next::Record => {}
            Next::Malformed(position, reason) => return Err(invalid(format!("{position}: {reason}"))),
            Next::End => return Err(invalid("no line of headings".to_owned())),
        }
        let windows_1252 = header.decode_windows_1252().then_some(RecordPosition::Line { line, column: 1 });
        let cells = header
            .cells()
            .ok_or_else(|| invalid("the line of headings is neither UTF-8 nor Windows-1252".to_owned()))?;
        let headings = heading_reader.read(cells);
        Ok(Self { records, shape, headings, windows_1252 })
    }

    pub(crate) fn layout(&self) -> Layout {
        Layout::Csv {
            delimiter: char::from(self.shape.delimiter),
            has_blanks: self.shape.has_blanks,
            headings: self.headings.clone(),
        }
    }

    pub(crate) fn read(
        mut self,
        selection: Option<&Selection<'_>>,
        mut visit: impl FnMut(Device) -> ControlFlow<()>,
    ) -> io::Result<Summary> {
        let mut summary = Summary::default();
        let mut record = Record::default();
        let width = self.headings.iter().len();
        if let Some(position) = self.windows_1252 {
            summary.remark(Remark::Windows1252, position);
        }
        loop {
            let line = self.records.line();
            match self.records.read(&mut record, Some(width))? {
                Next::Record => {}
                Next::Malformed(position, reason) => {
                    summary.skip(position, reason);
                    continue;
                }
                Next::End => return Ok(summary),
            }
            let position = RecordPosition::Line { line, column: 1 };
            let windows_1252 = record.decode_windows_1252().then_some(position);
            let Some(cells) = record.cells() else {
                summary.skip(position, "invalid UTF-8");
                continue;
            };
            let device = device(&self.headings, selection, cells);
            summary.count_device();
            for (remark, position) in [
                (Remark::InnerQuote, record.inner_quote),
                (Remark::SwallowedRecords, record.swallowed_records),
                (Remark::Windows1252, windows_1252),
            ] {
                if let Some(position) = position {
                    summary.remark(remark, position);
                }
            }
            if visit(device).is_break() {
                return Ok(summary);
            }
        }
    }
}

fn device<'c>(
    headings: &Headings,
    selection: Option<&Selection<'_>>,
    cells: impl Iterator<Item = &'c str>,
) -> Device {
    let cells = headings.iter().zip(cells).filter(|(_, cell)| !cell.is_empty());
    let field = |(heading, cell): (&Heading, &str)| {
        let key = heading.key().filter(|key| selection.is_none_or(|selection| selection.selects(key)))?;
        Some((key.to_owned(), value(heading, cell)))
    };
    cells.filter_map(field).collect()
}

fn value(heading: &Heading, cell: &str) -> Json {
    if heading.may_hold_arrays()
        && cell.starts_with('[')
        && let Ok(array @ Json::Array(_)) = serde_json::from_str(cell)
    {
        return array;
    }
    Json::String(cell.to_owned())
}
