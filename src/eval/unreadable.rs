//! Values that their field's type cannot read.

use super::presence::Presence;
use super::record::Record;
use super::schema::{Schema, Slot};
use crate::catalog::{Catalog, FieldType};

/// Counts values that their field's type cannot read. They count as missing, so a report of them explains to users why
/// a record was not found.
///
/// An empty text, which many exports write for a missing value, is not counted.
///
/// ```
/// use coreql::catalog::Catalog;
/// use coreql::eval::{Schema, UnreadableValues};
/// use coreql::value::Value;
///
/// let schema = Schema::new(Catalog::builtin(), ["common.platform", "common.battery_level"])?;
/// let mut unreadable = UnreadableValues::new(&schema, Catalog::builtin());
/// unreadable.count(&vec![Value::Text("iOS"), Value::Text("eighty")]);
/// unreadable.count(&vec![Value::Text("iOS"), Value::Text("80")]);
/// let counts: Vec<_> = unreadable.iter().map(|(name, _, count)| (name, count)).collect();
/// assert_eq!(counts, [("common.battery_level", 1)]);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug)]
pub struct UnreadableValues {
    fields: Vec<Counted>,
}

#[derive(Clone, Debug)]
struct Counted {
    name: String,
    field_type: FieldType,
    slot: Slot,
    count: u64,
}

impl UnreadableValues {
    /// None counted yet, in the fields of a schema, which have the types of a catalogue.
    pub fn new(schema: &Schema, catalog: &Catalog) -> Self {
        let counted = |(index, name): (usize, &String)| {
            let field_type = catalog.lookup(name).field_type();
            Counted { name: name.clone(), field_type, slot: Slot::new(index), count: 0 }
        };
        Self { fields: schema.names().iter().enumerate().map(counted).collect() }
    }

    /// Counts the unreadable values of a record.
    pub fn count<R: Record + ?Sized>(&mut self, record: &R) {
        for field in &mut self.fields {
            let presence = Presence::of(field.field_type, record.value(field.slot));
            field.count += u64::from(presence == Presence::Unreadable);
        }
    }

    /// The fields that had unreadable values, by slot, with their types and how many there were.
    pub fn iter(&self) -> impl Iterator<Item = (&str, FieldType, u64)> {
        let counted = self.fields.iter().filter(|field| field.count > 0);
        counted.map(|field| (field.name.as_str(), field.field_type, field.count))
    }
}
