//! Devices from rows.

use coreql::sql::{Mapping, Storage};
use coreql_data::Device;
use rusqlite::Row;
use rusqlite::types::ValueRef;
use serde_json::{Map, Number, Value as Json};

/// How a row becomes a device.
#[derive(Debug)]
pub(super) enum Reader<'m> {
    /// The only column has the JSON of the device.
    Record,
    /// Each field has its own columns.
    Fields(Vec<FieldReader<'m>>),
}

#[derive(Debug)]
pub(super) struct FieldReader<'m> {
    field: &'m str,
    storage: Storage,
    column: usize,
    /// The column of numbers that are not integers.
    real: Option<usize>,
}

impl<'m> Reader<'m> {
    /// The reader of a result with these columns; an error if one is missing.
    pub(super) fn new(mapping: &'m Mapping, columns: &[&str]) -> Result<Self, String> {
        if mapping.record().is_some() {
            return Ok(Self::Record);
        }
        let index_of = |name: &str| {
            let found = columns.iter().position(|column| column.eq_ignore_ascii_case(name));
            found.ok_or_else(|| format!("no such column: {name}"))
        };
        let fields = mapping.fields().map(|columns| {
            Ok(FieldReader {
                field: &columns.field,
                storage: columns.storage,
                column: index_of(&columns.column)?,
                real: columns.real.as_deref().map(index_of).transpose()?,
            })
        });
        Ok(Self::Fields(fields.collect::<Result<_, String>>()?))
    }

    /// The device of a row, or why it cannot be read.
    pub(super) fn device(&self, row: &Row<'_>) -> Result<Device, String> {
        let value = |column: usize| row.get_ref(column).map_err(|error| error.to_string());
        match self {
            Self::Record => {
                let ValueRef::Text(text) = value(0)? else { return Err("the record is not text".to_owned()) };
                let object: Map<String, Json> =
                    serde_json::from_slice(text).map_err(|error| error.to_string())?;
                Ok(Device::new(object))
            }
            Self::Fields(fields) => {
                let mut object = Map::new();
                for FieldReader { field, storage, column, real } in fields {
                    let mut stored = value(*column)?;
                    if let (ValueRef::Null, Some(real)) = (stored, real) {
                        stored = value(*real)?;
                    }
                    if let Some(json) = json(*storage, stored) {
                        object.insert((*field).to_owned(), json);
                    }
                }
                Ok(Device::new(object))
            }
        }
    }
}

/// A stored value as JSON; `None` for NULL, and for blobs, which no type can read.
fn json(storage: Storage, value: ValueRef<'_>) -> Option<Json> {
    match value {
        ValueRef::Null | ValueRef::Blob(_) => None,
        ValueRef::Integer(0) if storage == Storage::Boolean => Some(Json::Bool(false)),
        ValueRef::Integer(1) if storage == Storage::Boolean => Some(Json::Bool(true)),
        ValueRef::Integer(integer) => Some(integer.into()),
        ValueRef::Real(double) => Number::from_f64(double).map(Json::Number),
        ValueRef::Text(bytes) => {
            let text = String::from_utf8_lossy(bytes);
            let is_json = matches!(storage, Storage::Json | Storage::TextArray);
            let read = if is_json { serde_json::from_str(&text).ok() } else { None };
            Some(read.unwrap_or_else(|| Json::String(text.into_owned())))
        }
    }
}
