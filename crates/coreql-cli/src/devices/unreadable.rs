//! Values that the type of their field cannot read.

use std::borrow::Cow;

use coreql::catalog::{Catalog, FieldType};
use coreql::eval::{Record, Schema, Slot, UnreadableValues};
use serde_json::Value as Json;

use crate::output::cell_text;

/// How many values of each field were unreadable, and which was the first.
#[derive(Debug)]
pub(crate) struct Unreadable {
    schema: Schema,
    values: UnreadableValues,
    first: Vec<(String, String)>,
}

impl Unreadable {
    pub(crate) fn new(schema: &Schema, catalog: &Catalog) -> Self {
        let values = UnreadableValues::new(schema, catalog);
        Self { schema: schema.clone(), values, first: Vec::new() }
    }

    /// Counts the unreadable values of a record; `json` gives a value as the file has it.
    pub(crate) fn count<'r>(&mut self, record: &impl Record, json: impl Fn(Slot) -> Option<Cow<'r, Json>>) {
        self.values.count(record);
        for (name, _, _) in self.values.iter() {
            if !self.first.iter().any(|(field, _)| field == name) {
                let value = self.schema.slot(name).and_then(&json);
                self.first.push((name.to_owned(), shortened(&cell_text(value.as_deref()))));
            }
        }
    }

    /// The fields with unreadable values: their types, how many, and the first value.
    pub(super) fn iter(&self) -> impl Iterator<Item = (&str, FieldType, u64, &str)> {
        self.values.iter().map(|(name, field_type, count)| {
            let first = self.first.iter().find(|(field, _)| field == name);
            (name, field_type, count, first.map_or("", |(_, value)| value.as_str()))
        })
    }
}

fn shortened(value: &str) -> String {
    const MOST: usize = 40;
    let more = if value.chars().nth(MOST).is_some() { "…" } else { "" };
    format!("{}{more}", value.chars().take(MOST).collect::<String>())
}
