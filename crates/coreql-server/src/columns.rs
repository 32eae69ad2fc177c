//! The fields of devices that an answer shows.

use std::collections::HashSet;

use coreql::catalog::Catalog;
use coreql::eval::json::{Binding, Row};
use coreql::eval::{Schema, Slot};
use coreql::text::fold::fold;
use coreql_data::Device;
use serde::{Serialize, Serializer};
use serde_json::Value as Json;

use crate::error::ApiError;
use crate::fleet::Fleet;

/// Columns of an answer, each with its place in the records of [`Columns::row`].
#[derive(Debug)]
pub(crate) struct Columns {
    columns: Vec<(String, Option<Slot>)>,
    binding: Binding,
}

impl Columns {
    /// The columns of names as clients write them, each field once: under its canonical name, as the command prints it.
    /// A name that is that of no field, or of several, is a column without values.
    pub(crate) fn new<'n>(
        names: impl IntoIterator<Item = &'n str>,
        catalog: &Catalog,
        fleet: &Fleet,
    ) -> Result<Self, ApiError> {
        let mut fields: Vec<&str> = Vec::new();
        let mut columns: Vec<(String, Option<Slot>)> = Vec::new();
        let mut known: HashSet<String> = HashSet::new();
        for name in names {
            let lookup = catalog.lookup(name);
            let is_key = || !catalog.is_complete() && fleet.has_key(name);
            let is_field = lookup.is_known() || (!lookup.is_ambiguous() && is_key());
            let heading = if is_field { lookup.name() } else { name };
            if !known.insert(fold(heading).into_owned()) {
                continue;
            }
            columns.push((heading.to_owned(), is_field.then(|| Slot::new(fields.len()))));
            if is_field {
                fields.push(name);
            }
        }
        let schema = Schema::new(catalog, fields.iter().copied())
            .map_err(|error| ApiError::Internal { reason: error.to_string() })?;
        Ok(Self { binding: Binding::new(&schema, catalog), columns })
    }

    pub(crate) fn headings(&self) -> impl Iterator<Item = &str> {
        self.columns.iter().map(|(heading, _)| heading.as_str())
    }

    pub(crate) fn row<'r>(&'r self, device: &'r Device) -> ColumnRow<'r> {
        ColumnRow { columns: self, row: self.binding.row(device.object()) }
    }
}

/// A device as an object of the columns, with null for what it lacks.
pub(crate) struct ColumnRow<'r> {
    columns: &'r Columns,
    row: Row<'r, 'r>,
}

impl<'r> ColumnRow<'r> {
    pub(crate) fn values(&self) -> impl Iterator<Item = Option<&'r Json>> {
        self.columns.columns.iter().map(|(_, slot)| slot.and_then(|slot| self.row.json(slot)))
    }
}

impl Serialize for ColumnRow<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.columns.headings().zip(self.values()))
    }
}
