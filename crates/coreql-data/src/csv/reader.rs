//! Devices from CSV.

use std::io::{self, Read};
use std::ops::ControlFlow;

use coreql::catalog::{Catalog, FieldType};
use serde_json::Value as Json;

use super::io_error;
use crate::bytes::without_byte_order_mark;
use crate::{Device, RecordPosition, Summary};

/// Reads devices from CSV and passes each to `visit`, until that breaks or the input ends.
///
/// Cells are text, which a query reads by the types of its fields. In a column of an array field, or of a field that
/// the catalogue does not have, a cell that is a JSON array is read as that array. A line that is not UTF-8, or that
/// has more or fewer cells than the header, is skipped and counted. A byte-order mark at the start is ignored.
///
/// # Errors
/// The reader fails, or the header is not UTF-8. Devices before the error were visited.
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
    mut visit: impl FnMut(Device) -> ControlFlow<()>,
) -> io::Result<Summary> {
    let mut reader = ::csv::Reader::from_reader(without_byte_order_mark(reader)?);
    let header = reader.headers().map_err(io_error)?.clone();
    let columns: Vec<Column<'_>> = header.iter().map(|name| Column::new(name, catalog)).collect();
    let mut summary = Summary::default();
    let mut record = ::csv::StringRecord::new();
    loop {
        match reader.read_record(&mut record) {
            Ok(true) => {}
            Ok(false) => break,
            Err(error) if error.is_io_error() => return Err(io_error(error)),
            Err(error) => {
                let line = error.position().map_or(0, ::csv::Position::line);
                summary.skip(RecordPosition::Line { line, column: 1 }, reason(&error));
                continue;
            }
        }
        let cells = columns.iter().zip(&record).filter(|(_, cell)| !cell.is_empty());
        let device = cells.map(|(column, cell)| (column.name.to_owned(), column.value(cell))).collect();
        summary.count_device();
        if visit(device).is_break() {
            break;
        }
    }
    Ok(summary)
}

struct Column<'h> {
    name: &'h str,
    may_hold_arrays: bool,
}

impl<'h> Column<'h> {
    fn new(name: &'h str, catalog: &Catalog) -> Self {
        let field = catalog.lookup_key(name);
        let may_hold_arrays = field.is_none_or(|field| field.field_type() == FieldType::StringArray);
        Self { name, may_hold_arrays }
    }

    fn value(&self, cell: &str) -> Json {
        if self.may_hold_arrays
            && cell.starts_with('[')
            && let Ok(array @ Json::Array(_)) = serde_json::from_str(cell)
        {
            return array;
        }
        Json::String(cell.to_owned())
    }
}

fn reason(error: &::csv::Error) -> String {
    if let ::csv::ErrorKind::UnequalLengths { expected_len, len, .. } = error.kind() {
        let cells = if *len == 1 { "cell" } else { "cells" };
        format!("{len} {cells}, but the header has {expected_len}")
    } else if let ::csv::ErrorKind::Utf8 { .. } = error.kind() {
        "invalid UTF-8".to_owned()
    } else {
        error.to_string()
    }
}
