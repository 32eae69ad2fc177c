//! The selected fields of one record, borrowed from the text of the file.

use std::borrow::Cow;
use std::collections::HashMap;

use coreql::eval::json::{self, Binding};
use coreql::eval::{Record, Slot};
use coreql::value::{AsValue, Value};
use serde_json::Value as Json;

use crate::{Device, Selection};

/// The fields of a device that a filter reads, in the slots of the schema that they were selected with.
///
/// See [`DeviceFile::read_filtered`](crate::DeviceFile::read_filtered).
#[derive(Debug)]
pub struct Fields<'r>(Source<'r>);

#[derive(Debug)]
enum Source<'r> {
    /// Of a device that was read.
    Device(json::Row<'r, 'r>),
    /// Of a record whose other fields were only checked.
    Row(&'r Row<'r>),
}

impl<'r> Fields<'r> {
    /// The fields of a device.
    pub(super) fn of_device(binding: &'r Binding, device: &'r Device) -> Self {
        Self(Source::Device(binding.row(device.object())))
    }

    pub(crate) const fn of_row(row: &'r Row<'r>) -> Self {
        Self(Source::Row(row))
    }

    /// The value in a slot as JSON.
    pub fn json(&self, slot: Slot) -> Option<Cow<'_, Json>> {
        match &self.0 {
            Source::Device(row) => row.json(slot).map(Cow::Borrowed),
            Source::Row(row) => row.cell(slot).map(|cell| match cell {
                Cell::Text(text) => Cow::Owned(Json::from(*text)),
                Cell::Json(json) => Cow::Borrowed(json),
            }),
        }
    }
}

impl Record for Fields<'_> {
    #[inline]
    fn value(&self, slot: Slot) -> Value<'_> {
        match &self.0 {
            Source::Device(row) => row.value(slot),
            Source::Row(row) => match row.cell(slot) {
                Some(Cell::Text(text)) => Value::Text(text),
                Some(Cell::Json(json)) => json.as_value(),
                None => Value::Missing,
            },
        }
    }
}

/// A value of a record.
#[derive(Clone, Debug)]
pub(crate) enum Cell<'t> {
    /// A string as the file has it.
    Text(&'t str),
    /// Anything else.
    Json(Json),
}

/// The selected keys of a file, each once, numbered as they come.
#[derive(Debug, Default)]
pub(crate) struct Columns {
    columns: Vec<(String, Option<Place>)>,
    by_key: HashMap<String, usize>,
}

/// The slot of a key, and whether the key is the field's canonical name.
#[derive(Clone, Copy, Debug)]
struct Place {
    slot: Slot,
    is_exact: bool,
}

impl Columns {
    /// The number of a key; none if it is not selected.
    pub(crate) fn column(&mut self, key: &str, selection: &Selection<'_>) -> Option<usize> {
        if let Some(column) = self.by_key.get(key) {
            return Some(*column);
        }
        if !selection.is_needed(key) {
            return None;
        }
        let slot = selection.binding().slot(key);
        let column = self.columns.len();
        self.columns.push((key.to_owned(), slot.map(|(slot, is_exact)| Place { slot, is_exact })));
        self.by_key.insert(key.to_owned(), column);
        Some(column)
    }
}

/// The selected fields of a record, in its order. Used again and again, so that a record allocates nothing.
#[derive(Debug, Default)]
pub(crate) struct Row<'t> {
    fields: Vec<(usize, Cell<'t>)>,
    /// For each column the index of its field.
    by_column: Vec<Option<usize>>,
    /// For each slot the index of its field: that of the canonical name, or else the first.
    by_slot: Vec<Option<usize>>,
}

impl<'t> Row<'t> {
    /// Makes it the row of a record of which nothing has been read.
    pub(crate) fn clear(&mut self) {
        if !self.fields.is_empty() {
            self.fields.clear();
            self.by_column.fill(None);
            self.by_slot.fill(None);
        }
    }

    /// Sets the value of a column. If a key occurs twice, the last value counts, at the place of the first.
    pub(crate) fn set(&mut self, column: usize, cell: Cell<'t>, columns: &Columns) {
        if self.by_column.len() <= column {
            self.by_column.resize(columns.columns.len().max(column + 1), None);
        }
        let Some(index) = self.by_column.get_mut(column) else { return };
        if let Some((_, known)) = index.and_then(|index| self.fields.get_mut(index)) {
            *known = cell;
            return;
        }
        *index = Some(self.fields.len());
        if let Some((_, Some(Place { slot, is_exact }))) = columns.columns.get(column) {
            if self.by_slot.len() <= slot.index() {
                self.by_slot.resize(slot.index() + 1, None);
            }
            if let Some(first) = self.by_slot.get_mut(slot.index())
                && (first.is_none() || *is_exact)
            {
                *first = Some(self.fields.len());
            }
        }
        self.fields.push((column, cell));
    }

    fn cell(&self, slot: Slot) -> Option<&Cell<'t>> {
        let index = (*self.by_slot.get(slot.index())?)?;
        self.fields.get(index).map(|(_, cell)| cell)
    }

    /// The fields as a device.
    pub(crate) fn device(&self, columns: &Columns) -> Device {
        let field = |(column, cell): &(usize, Cell<'t>)| {
            let (key, _) = columns.columns.get(*column)?;
            let value = match cell {
                Cell::Text(text) => Json::from(*text),
                Cell::Json(json) => json.clone(),
            };
            Some((key.clone(), value))
        };
        self.fields.iter().filter_map(field).collect()
    }
}
