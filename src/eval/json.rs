//! From the keys of devices to the slots of a schema (language, section 5).

use std::collections::HashMap;

use serde_json::{Map, Value as Json};

use super::record::Record;
use super::schema::{Schema, Slot};
use crate::catalog::{Catalog, Field, FieldType};
use crate::value::{AsValue, Value, boolean_of, instant_of, number_of};

/// How the keys of devices name the fields of a schema: by name or alias, in any case, never without their group; an
/// exact canonical key wins, then the first.
///
/// ```
/// use coreql::Query;
/// use coreql::catalog::Catalog;
/// use coreql::eval::Schema;
/// use coreql_data::Device;
/// use coreql::eval::json::Binding;
///
/// let query: Query = "common.client_id = 7".parse()?;
/// let schema = Schema::of(&query);
/// let matcher = query.compile(&schema)?;
/// let mut binding = Binding::new(&schema, Catalog::builtin());
/// let device = [("common.clientId".to_owned(), serde_json::json!(7))].into_iter().collect();
/// assert!(matcher.matches(&binding.row(&device)));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug)]
pub struct Binding<'a> {
    schema: &'a Schema,
    catalog: &'a Catalog,
    types: Vec<FieldType>,
    /// What each key seen so far stands for.
    keys: HashMap<String, Option<BoundKey>>,
    unreadable: Vec<u64>,
}

#[derive(Clone, Copy, Debug)]
struct BoundKey {
    slot: Slot,
    exact: bool,
}

impl<'a> Binding<'a> {
    /// Files whose devices have more keys than this in all are looked up key by key again.
    const MOST_KEYS: usize = 10_000;

    /// The binding of a schema.
    pub fn new(schema: &'a Schema, catalog: &'a Catalog) -> Self {
        let type_of = |name: &String| catalog.lookup(name).field_type();
        let types = schema.names().iter().map(type_of).collect();
        Self { schema, catalog, types, keys: HashMap::new(), unreadable: vec![0; schema.len()] }
    }

    /// The device as a record of the schema.
    pub fn row<'d>(&mut self, device: &'d Map<String, Json>) -> Row<'d> {
        let mut values: Vec<Option<&Json>> = vec![None; self.schema.len()];
        let mut bound: Vec<Option<bool>> = vec![None; self.schema.len()];
        for (key, value) in device {
            let Some(BoundKey { slot, exact }) = self.bind(key) else { continue };
            let (Some(place), Some(before)) =
                (values.get_mut(slot.position()), bound.get_mut(slot.position()))
            else {
                continue;
            };
            if before.is_none() || (exact && *before == Some(false)) {
                *place = Some(value);
                *before = Some(exact);
            }
        }
        Row { values }
    }

    /// Counts the values of a row that their field's type cannot read.
    pub fn count_unreadable(&mut self, row: &Row<'_>) {
        for ((value, field_type), count) in row.values.iter().zip(&self.types).zip(&mut self.unreadable) {
            if value.is_some_and(|value| is_unreadable(*field_type, value.as_value())) {
                *count += 1;
            }
        }
    }

    /// The fields with values that their type could not read, and how many were counted. Such a
    /// value counts as missing; an empty text, as which many exports write what is missing, is not counted here.
    pub fn unreadable(&self) -> impl Iterator<Item = (&str, FieldType, u64)> {
        let names = self.schema.names().iter().map(String::as_str);
        let counted = names.zip(&self.types).zip(&self.unreadable);
        counted
            .filter(|(_, count)| **count > 0)
            .map(|((name, field_type), count)| (name, *field_type, *count))
    }

    fn bind(&mut self, key: &str) -> Option<BoundKey> {
        if let Some(known) = self.keys.get(key) {
            return *known;
        }
        let canonical = self.catalog.lookup_key(key).map_or(key, Field::name);
        let bound = self.schema.slot(canonical).map(|slot| {
            let exact = self.schema.names().get(slot.position()).is_some_and(|name| name == key);
            BoundKey { slot, exact }
        });
        if self.keys.len() < Self::MOST_KEYS {
            self.keys.insert(key.to_owned(), bound);
        }
        bound
    }
}

/// Whether there is a value, and its type cannot read it (section 7).
fn is_unreadable(field_type: FieldType, value: Value<'_>) -> bool {
    let scalar = matches!(value, Value::Text(_) | Value::Integer(_) | Value::Double(_) | Value::Boolean(_));
    match value {
        Value::Missing | Value::Text("") => false,
        Value::Unreadable => true,
        Value::List(_) => !matches!(field_type, FieldType::StringArray | FieldType::Untyped),
        Value::Text(_) | Value::Integer(_) | Value::Double(_) | Value::Boolean(_) => match field_type {
            FieldType::Number => number_of(value).is_none(),
            FieldType::Date => instant_of(value).is_none(),
            FieldType::Boolean => boolean_of(value).is_none(),
            FieldType::String | FieldType::Version | FieldType::StringArray | FieldType::Untyped => !scalar,
        },
    }
}

/// A device as a record of a schema.
#[derive(Clone, Debug)]
pub struct Row<'d> {
    values: Vec<Option<&'d Json>>,
}

impl<'d> Row<'d> {
    /// The value in a slot as it was read.
    pub fn json(&self, slot: Slot) -> Option<&'d Json> {
        self.values.get(slot.position()).copied().flatten()
    }
}

impl Record for Row<'_> {
    #[inline]
    fn value(&self, slot: Slot) -> Value<'_> {
        self.json(slot).map_or(Value::Missing, AsValue::as_value)
    }
}
