//! From the keys of objects to the slots of a schema.

use std::cell::OnceCell;

use serde_json::{Map, Value as Json};
use smallvec::SmallVec;

use crate::catalog::{Catalog, Field, FieldType};
use crate::eval::{Record, Schema, Slot};
use crate::value::{AsValue, Value};

/// How the keys of objects name the fields of a schema: by name or alias, in any case, never without their group; an
/// exact canonical key wins, then the first.
///
/// For a schema of one's own, or for the values of single fields; to filter, [`JsonFilter`](super::JsonFilter) is
/// shorter.
///
/// ```
/// use coreql::catalog::Catalog;
/// use coreql::eval::json::Binding;
/// use coreql::eval::{Schema, Slot};
/// use serde_json::json;
///
/// let schema = Schema::new(Catalog::builtin(), ["common.client_id"])?;
/// let binding = Binding::new(&schema, Catalog::builtin());
/// let device = json!({"common.clientId": 7});
/// let row = binding.row(device.as_object().unwrap());
/// assert_eq!(row.json(Slot::new(0)), Some(&json!(7)));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug)]
pub struct Binding {
    /// The fields of the schema, numbered as its slots, with all names that keys may have.
    keys: Catalog,
}

impl Binding {
    /// The binding of a schema, with the names and aliases of a catalogue.
    pub fn new(schema: &Schema, catalog: &Catalog) -> Self {
        let field = |name: &String| {
            let field = Field::new(name.as_str(), FieldType::Untyped);
            let Some(key) = catalog.match_key(name) else { return field };
            let names = catalog.field(key.field).into_iter().flat_map(|known| {
                std::iter::once(known.name()).chain(known.aliases().iter().map(String::as_str))
            });
            // An alias of two fields names the first of them.
            let own = |name: &&str| catalog.match_key(name).is_some_and(|other| other.field == key.field);
            field.with_aliases(names.filter(own))
        };
        Self { keys: Catalog::assemble(schema.names().iter().map(field).collect(), true) }
    }

    /// The slot of the field that a key names, and whether the key is its canonical name: such a key takes precedence
    /// over others of the same field.
    pub fn slot(&self, key: &str) -> Option<(Slot, bool)> {
        self.keys.match_key(key).map(|key| (Slot::new(key.field.index()), key.exact))
    }

    /// The object as a record of the schema. Nothing is read yet.
    #[inline]
    pub fn row<'d>(&self, object: &'d Map<String, Json>) -> Row<'_, 'd> {
        Row { keys: &self.keys, object, inexact: OnceCell::new() }
    }
}

/// An object as a record of a schema. Reading any number of fields takes time linear in the object, however often each
/// is read.
#[derive(Clone, Debug)]
pub struct Row<'b, 'd> {
    keys: &'b Catalog,
    object: &'d Map<String, Json>,
    /// For each slot the first key that names its field, exact or not; found when a field has no exact key.
    inexact: OnceCell<SmallVec<[Option<&'d Json>; FEW]>>,
}

/// Most queries have no more fields: then a row allocates nothing.
const FEW: usize = 8;

impl<'d> Row<'_, 'd> {
    /// The value in a slot as JSON.
    #[inline]
    pub fn json(&self, slot: Slot) -> Option<&'d Json> {
        let field = self.keys.fields().get(slot.index())?;
        self.object.get(field.name()).or_else(|| self.inexact(slot))
    }

    #[inline(never)]
    fn inexact(&self, slot: Slot) -> Option<&'d Json> {
        let found = self.inexact.get_or_init(|| {
            let mut found = SmallVec::from_elem(None, self.keys.len());
            for (key, value) in self.object {
                let place = self.keys.match_key(key).and_then(|key| found.get_mut(key.field.index()));
                if let Some(place @ None) = place {
                    *place = Some(value);
                }
            }
            found
        });
        found.get(slot.index()).copied().flatten()
    }
}

impl Record for Row<'_, '_> {
    #[inline]
    fn value(&self, slot: Slot) -> Value<'_> {
        self.json(slot).map_or(Value::Missing, AsValue::as_value)
    }
}
