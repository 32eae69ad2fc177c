//! A row with its values of the fields it is sorted by.

use std::cmp::Ordering;
use std::io::{self, Read, Write};

use coreql::eval::SortKey;
use coreql::value::{AsValue, Value};
use serde_json::Value as Json;

use super::SortColumn;

/// A row, in memory or in a file: the length of each part, the values as a JSON array, the bytes.
#[derive(Debug)]
pub(super) struct Row {
    keys: Box<[SortKey]>,
    /// The values as JSON, then the bytes.
    text: Box<[u8]>,
    /// The length of the values.
    values: u32,
}

impl Row {
    pub(super) fn new<'v>(
        columns: &[SortColumn],
        values: impl IntoIterator<Item = Option<&'v Json>>,
        bytes: &[u8],
    ) -> io::Result<Self> {
        let values: Vec<Option<&Json>> = values.into_iter().collect();
        let keys = keys(columns, values.iter().copied());
        let mut text = serde_json::to_vec(&values)?;
        let values = u32::try_from(text.len()).map_err(too_long)?;
        text.reserve_exact(bytes.len());
        text.extend_from_slice(bytes);
        Ok(Self { keys, text: text.into_boxed_slice(), values })
    }

    /// How much memory it takes, approximately: a key is not longer than its value.
    pub(super) fn size(&self) -> usize {
        const ALLOCATION: usize = 16;
        let values = usize::try_from(self.values).unwrap_or(usize::MAX);
        size_of::<Self>()
            + 2 * ALLOCATION
            + self.text.len()
            + self.keys.len() * (size_of::<SortKey>() + 48)
            + values
    }

    pub(super) fn compare(&self, other: &Self, columns: &[SortColumn]) -> Ordering {
        let orders = columns.iter().zip(self.keys.iter().zip(&other.keys));
        let differences = orders.map(|(column, (a, b))| a.compare(b, column.order));
        differences.fold(Ordering::Equal, Ordering::then)
    }

    pub(super) fn into_bytes(self) -> Vec<u8> {
        let mut text = self.text.into_vec();
        text.drain(..usize::try_from(self.values).unwrap_or(usize::MAX).min(text.len()));
        text
    }

    pub(super) fn write(&self, to: &mut impl Write) -> io::Result<()> {
        let length = u64::try_from(self.text.len()).map_err(too_long)?;
        to.write_all(&self.values.to_le_bytes())?;
        to.write_all(&length.to_le_bytes())?;
        to.write_all(&self.text)
    }

    /// Reads the next row of a file that [`write`](Self::write) wrote; none at its end.
    pub(super) fn read(from: &mut impl io::BufRead, columns: &[SortColumn]) -> io::Result<Option<Self>> {
        if from.fill_buf()?.is_empty() {
            return Ok(None);
        }
        let (mut values, mut length) = ([0; 4], [0; 8]);
        from.read_exact(&mut values)?;
        from.read_exact(&mut length)?;
        let (values, length) = (u32::from_le_bytes(values), u64::from_le_bytes(length));
        let mut text = Vec::with_capacity(usize::try_from(length).map_err(too_long)?);
        from.take(length).read_to_end(&mut text)?;
        let stored = text.get(..usize::try_from(values).map_err(too_long)?).unwrap_or_default();
        let stored: Vec<Option<Json>> = serde_json::from_slice(stored)?;
        let keys = keys(columns, stored.iter().map(Option::as_ref));
        Ok(Some(Self { keys, text: text.into_boxed_slice(), values }))
    }
}

fn keys<'v>(columns: &[SortColumn], values: impl Iterator<Item = Option<&'v Json>>) -> Box<[SortKey]> {
    let key = |(column, value): (&SortColumn, Option<&Json>)| {
        SortKey::new(column.field_type, value.map_or(Value::Missing, AsValue::as_value))
    };
    // A value that is not given is missing.
    columns.iter().zip(values.chain(std::iter::repeat(None))).map(key).collect()
}

fn too_long(_: std::num::TryFromIntError) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, "a row is too long to be sorted")
}
