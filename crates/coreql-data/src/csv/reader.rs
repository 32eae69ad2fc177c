//! Devices from CSV.

use std::borrow::Cow;
use std::io::{self, BufRead, Read};
use std::ops::ControlFlow;

use coreql::catalog::Catalog;
use serde_json::Value as Json;

use super::plain::{PlainRecord, PlainRecords};
use super::records::{Next, Record, Records};
use crate::layout::{CsvShape, Heading, HeadingReader, Headings, Layout, ReadOptions};
use crate::select::{Cell, Columns, Row};
use crate::visit::Visit;
use crate::{Device, DeviceFile, Fields, RecordPosition, Remark, Selection, Summary};

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
        mut visit: impl Visit,
    ) -> io::Result<Summary> {
        let mut summary = Summary::default();
        let mut record = Record::default();
        let width = self.headings.iter().len();
        if let Some(position) = self.windows_1252 {
            summary.remark(Remark::Windows1252, position);
        }
        // A blank after a delimiter belongs to it, so no record is plain.
        let selection_of_plain = selection.filter(|_| !self.shape.has_blanks);
        let mut cells = selection_of_plain.map(|selection| SelectedCells::new(selection, &self.headings));
        let mut plain = PlainRecords::new(self.shape.delimiter, width);
        loop {
            if let Some(cells) = cells.as_mut().filter(|cells| !cells.selection.reads_everything()) {
                let lines = self.records.whole_lines()?;
                let (length, count) = cells.read(lines, &mut plain, &self.headings, &mut summary, &mut visit);
                self.records.skip_lines(length, count);
                if cells.is_stopped {
                    return Ok(summary);
                }
            }
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
            let device = device(&self.headings, selection, cells.map(Cow::Borrowed));
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
            let is_wanted = selection.is_none_or(|selection| visit.wants(&selection.fields(&device)));
            if is_wanted && visit.visit(device).is_break() {
                return Ok(summary);
            }
        }
    }
}

/// Reads the selected cells of plain records.
struct SelectedCells<'s> {
    selection: &'s Selection<'s>,
    columns: Columns,
    /// The indices of the selected cells, and their columns.
    cells: Vec<(usize, usize)>,
    /// Whether the visitor wants no more devices.
    is_stopped: bool,
}

impl<'s> SelectedCells<'s> {
    fn new(selection: &'s Selection<'s>, headings: &Headings) -> Self {
        let mut columns = Columns::default();
        let column =
            |(index, heading): (usize, &Heading)| Some((index, columns.column(heading.key()?, selection)?));
        let cells = headings.iter().enumerate().filter_map(column).collect();
        Self { selection, columns, cells, is_stopped: false }
    }

    /// Reads the lines up to the first that is not a plain record. Returns their length and their number.
    fn read(
        &mut self,
        lines: &[u8],
        plain: &mut PlainRecords,
        headings: &Headings,
        summary: &mut Summary,
        visit: &mut impl Visit,
    ) -> (usize, u64) {
        let mut row = Row::default();
        let (mut position, mut count) = (0, 0);
        while !self.is_stopped
            && !self.selection.reads_everything()
            && let Some((record, length)) = plain.next(lines.get(position..).unwrap_or_default())
        {
            position += length;
            count += 1;
            summary.count_device();
            self.set_row(&mut row, &record, headings);
            if visit.wants(&Fields::of_row(&row)) {
                let device = if self.selection.keeps_whole_devices() {
                    device(headings, None, record.cells())
                } else {
                    row.device(&self.columns)
                };
                self.is_stopped = visit.visit(device).is_break();
            }
        }
        (position, count)
    }

    fn set_row<'t>(&self, row: &mut Row<'t>, record: &PlainRecord<'t, '_>, headings: &Headings) {
        row.clear();
        for (index, column) in &self.cells {
            let Some(cell) = record.cell(*index).filter(|cell| !cell.is_empty()) else { continue };
            let array = headings.get(*index).and_then(|heading| array(heading, &cell));
            let cell = match (array, cell) {
                (Some(array), _) => Cell::Json(array),
                (None, Cow::Borrowed(text)) => Cell::Text(text),
                (None, Cow::Owned(text)) => Cell::Json(Json::String(text)),
            };
            row.set(*column, cell, &self.columns);
        }
    }
}

fn device<'c>(
    headings: &Headings,
    selection: Option<&Selection<'_>>,
    cells: impl Iterator<Item = Cow<'c, str>>,
) -> Device {
    let cells = headings.iter().zip(cells).filter(|(_, cell)| !cell.is_empty());
    let field = |(heading, cell): (&Heading, Cow<'c, str>)| {
        let key = heading.key().filter(|key| selection.is_none_or(|selection| selection.selects(key)))?;
        let value = array(heading, &cell).unwrap_or_else(|| Json::String(cell.into_owned()));
        Some((key.to_owned(), value))
    };
    cells.filter_map(field).collect()
}

/// The array that a cell holds, if its field may.
fn array(heading: &Heading, cell: &str) -> Option<Json> {
    if !heading.may_hold_arrays() || !cell.starts_with('[') {
        return None;
    }
    serde_json::from_str(cell).ok().filter(Json::is_array)
}
