//! Files of devices in any format.

use std::io::{self, BufRead, BufReader, Read};
use std::ops::ControlFlow;

use coreql::catalog::Catalog;

use crate::bytes::BYTE_ORDER_MARK;
use crate::{Device, Summary, csv, json};

/// Reads devices from JSON or CSV and passes each to `visit`, until that breaks or the input ends.
///
/// Input whose first character other than white space is `{` or `[` is read by [`json::read`], any other by
/// [`csv::read`]. The catalogue decides which cells of a CSV file may be arrays.
///
/// # Errors
/// Those of [`json::read`] and [`csv::read`]. Devices before the error were visited.
///
/// ```
/// use std::ops::ControlFlow;
/// use coreql::catalog::Catalog;
///
/// for text in ["[{\"common.id\": \"7\"}]", "{\"common.id\": \"7\"}\n", "common.id\n7\n"] {
///     let summary = coreql_data::read(text.as_bytes(), Catalog::builtin(), |device| {
///         assert_eq!(device["common.id"], "7");
///         ControlFlow::Continue(())
///     })?;
///     assert_eq!(summary.devices(), 1);
/// }
/// # Ok::<(), std::io::Error>(())
/// ```
pub fn read(
    reader: impl Read,
    catalog: &Catalog,
    visit: impl FnMut(Device) -> ControlFlow<()>,
) -> io::Result<Summary> {
    let mut reader = BufReader::with_capacity(1 << 16, reader);
    let start = reader.fill_buf()?;
    let start = start.strip_prefix(BYTE_ORDER_MARK).unwrap_or(start);
    // No CSV header of field names starts with a bracket.
    match start.iter().find(|byte| !byte.is_ascii_whitespace()) {
        Some(b'{' | b'[') | None => json::read(reader, visit),
        Some(_) => csv::read(reader, catalog, visit),
    }
}
