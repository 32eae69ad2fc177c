//! Fields that no device has, and what the file has instead.

use std::collections::HashSet;

use coreql::catalog::{Catalog, Field, FieldType};
use coreql::eval::json::Binding;
use coreql::eval::{Schema, Slot};
use coreql::text::fold::fold;
use coreql_data::{Device, Headings};
use serde_json::{Map, Value as Json};

use crate::failure::Failure;
use crate::output::note;

/// Which of some fields the devices have.
#[derive(Debug)]
pub(crate) struct Presence {
    schema: Schema,
    binding: Binding,
    /// The fields that no device has had so far.
    absent: Vec<Slot>,
    keys: Keys,
}

/// The keys of a file, each once, in their order.
#[derive(Debug, Default)]
pub(crate) struct Keys {
    names: Vec<String>,
    folded: HashSet<String>,
    seen: HashSet<String>,
}

impl Keys {
    /// More keys than any fleet has fields: further ones are not kept.
    const MOST: usize = 10_000;

    pub(crate) fn add(&mut self, key: &str) {
        if self.seen.contains(key) || self.seen.len() >= Self::MOST {
            return;
        }
        self.seen.insert(key.to_owned());
        self.folded.insert(fold(key).into_owned());
        self.names.push(key.to_owned());
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = &str> {
        self.names.iter().map(String::as_str)
    }

    /// Whether there is this key, in any case.
    pub(crate) fn contains(&self, key: &str) -> bool {
        self.folded.contains(fold(key).as_ref())
    }

    /// The key that was most likely intended by a name.
    pub(crate) fn suggest(&self, name: &str) -> Option<String> {
        let mut folded = HashSet::new();
        let fields = self.names.iter().filter(|name| !name.is_empty() && folded.insert(fold(name)));
        let fields = fields.map(|name| Field::new(name.as_str(), FieldType::Untyped));
        let catalog = Catalog::new().with_fields(fields).ok()?;
        catalog.suggest_field(name).map(str::to_owned)
    }
}

impl Presence {
    pub(crate) fn new(catalog: &Catalog, fields: &[String]) -> Result<Self, Failure> {
        let schema = Schema::new(catalog, fields.iter().map(String::as_str)).map_err(Failure::usage)?;
        let binding = Binding::new(&schema, catalog);
        let absent = (0..schema.len()).map(Slot::new).collect();
        Ok(Self { schema, binding, absent, keys: Keys::default() })
    }

    /// Whether some device has had each of the fields.
    pub(super) const fn is_complete(&self) -> bool {
        self.absent.is_empty()
    }

    /// While a field is missing, the keys are kept: one of them may be what was intended.
    pub(crate) fn see(&mut self, device: &Device) {
        if !self.absent.is_empty() {
            self.see_keys(device.object());
        }
    }

    pub(super) fn see_headings(&mut self, headings: &Headings) {
        let keys = headings.iter().filter_map(|heading| heading.key());
        self.see_keys(&keys.map(|key| (key.to_owned(), Json::Null)).collect());
    }

    fn see_keys(&mut self, object: &Map<String, Json>) {
        let row = self.binding.row(object);
        self.absent.retain(|slot| row.json(*slot).is_none());
        for key in object.keys() {
            self.keys.add(key);
        }
    }

    /// Reports the fields that no device has.
    pub(crate) fn report(&self) {
        // Without any device there is nothing to report.
        for name in self.absent_names().filter(|_| !self.keys.names.is_empty()) {
            match self.keys.suggest(name) {
                Some(key) => note(format_args!("no device has `{name}`; the file has `{key}`")),
                None => note(format_args!("no device has `{name}`")),
            }
        }
    }

    /// Reports the fields that one record lacks, if it has a similar one: any record may lack a field.
    pub(crate) fn report_similar(&self) {
        for name in self.absent_names() {
            if let Some(key) = self.keys.suggest(name) {
                note(format_args!("the record has no `{name}`, but `{key}`"));
            }
        }
    }

    fn absent_names(&self) -> impl Iterator<Item = &str> {
        self.absent.iter().filter_map(|slot| self.schema.names().get(slot.index())).map(|name| name.as_ref())
    }
}
