//! Devices in JSON: Core's envelope, an array of devices, or devices one after the other (JSON lines).

mod fields;
mod layout;
mod lines;
mod records;
mod scan;
mod writer;

pub use self::writer::{EnvelopeTotals, EnvelopeWriter};
pub use crate::bytes::quote_long_integers;

use std::io::{self, BufRead, BufReader, Cursor, Read};
use std::ops::ControlFlow;

use self::layout::Layout;
use self::records::{Records, read_values};
use crate::bytes::{self, LongIntegerQuoter};
use crate::visit::{Every, Visit};
use crate::{Device, Selection, Summary};

/// Reads devices from JSON and passes each to `visit`, until that breaks or the input ends.
///
/// The input is an array of devices, Core's envelope with such an array under `results`, a device, or any number of
/// these one after the other. It is decompressed, decoded and parsed as it arrives, one device at a time. A byte-order
/// mark at the start is ignored, and an integer that does not fit into 64 bits becomes [the string of its digits](quote_long_integers).
///
/// If the first line is a complete object, the input is JSON lines: each line is parsed on its own, and a malformed
/// line is skipped and counted, the first one included. Elements of an array that are not objects are skipped and
/// counted in every layout.
///
/// # Errors
/// The reader fails, or the input is malformed JSON, but not JSON lines; the message has the line and the column.
/// Devices before the error were visited.
///
/// ```
/// use std::ops::ControlFlow;
///
/// let input = r#"{"totalCount": 2, "results": [{"common.id": 1}, {"common.id": 2}], "hasMore": false}"#;
/// let mut ids = Vec::new();
/// let summary = coreql_data::json::read(input.as_bytes(), |device| {
///     ids.push(device["common.id"].clone());
///     ControlFlow::Continue(())
/// })?;
/// assert_eq!((ids, summary.devices()), (vec![1.into(), 2.into()], 2));
/// # Ok::<(), std::io::Error>(())
/// ```
pub fn read(reader: impl Read, visit: impl FnMut(Device) -> ControlFlow<()>) -> io::Result<Summary> {
    read_text(bytes::text(reader)?.reader, None, Every(visit))
}

/// [`read`] for decoded text, and for a selection of fields.
pub(crate) fn read_text(
    mut reader: impl BufRead,
    selection: Option<&Selection<'_>>,
    visit: impl Visit,
) -> io::Result<Summary> {
    let mut records = Records::new(selection, visit);
    let (layout, start) = layout::detect(&mut reader)?;
    let whole = Cursor::new(start).chain(reader);
    match layout {
        Layout::Lines => lines::read(whole, &mut records)?,
        Layout::Values => {
            let whole = BufReader::new(LongIntegerQuoter::new(whole));
            read_values(serde_json::Deserializer::from_reader(whole), &mut records)?;
        }
    }
    Ok(records.into_summary())
}
