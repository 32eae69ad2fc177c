//! Which fields of a device are kept: the others are parsed, so that mistakes are found.

mod fields;

pub use self::fields::Fields;
pub(crate) use self::fields::{Cell, Columns, Row};

use std::cell::{self, RefCell};
use std::collections::HashMap;

use coreql::catalog::{Catalog, FieldId};
use coreql::eval::Schema;
use coreql::eval::json::Binding;
use coreql::text::fold::fold;

use crate::Device;

/// More keys than any fleet has fields: the decisions on further ones are not kept.
const MOST: usize = 10_000;

/// The fields that are kept of each device, by name or alias, in any case.
///
/// What is not selected is parsed all the same: malformed records are found as ever.
///
/// ```
/// use std::ops::ControlFlow;
///
/// use coreql::catalog::Catalog;
/// use coreql_data::{DeviceFile, ReadOptions, Selection};
///
/// let catalog = Catalog::builtin();
/// let file = r#"{"common.id": 7, "common.clientId": 5, "common.comment": "spare"}"#;
/// let selection = Selection::new(catalog, ["common.client_id"]);
/// DeviceFile::open(file.as_bytes(), &ReadOptions::new(catalog))?.read_selected(&selection, |device| {
///     assert_eq!(serde_json::to_string(&device).unwrap(), r#"{"common.clientId":5}"#);
///     ControlFlow::Continue(())
/// })?;
/// # Ok::<(), std::io::Error>(())
/// ```
#[derive(Clone, Debug)]
pub struct Selection<'c> {
    catalog: &'c Catalog,
    fields: Vec<FieldId>,
    /// The names, folded.
    names: Vec<String>,
    /// The slots of the selected fields.
    binding: Binding,
    keeps_whole_devices: bool,
    reads_everything: cell::Cell<bool>,
    decisions: RefCell<Decisions>,
}

/// The keys of earlier records. The next key is mostly the one that came next before.
#[derive(Clone, Debug, Default)]
struct Decisions {
    keys: Vec<(String, bool)>,
    places: HashMap<String, usize>,
    next: usize,
}

impl<'c> Selection<'c> {
    /// Selects the fields with these names, which the catalogue need not have.
    pub fn new<N: AsRef<str>>(catalog: &'c Catalog, names: impl IntoIterator<Item = N>) -> Self {
        let selection = Self {
            catalog,
            fields: Vec::new(),
            names: Vec::new(),
            binding: Binding::new(&Schema::default(), catalog),
            keeps_whole_devices: false,
            reads_everything: cell::Cell::new(false),
            decisions: RefCell::default(),
        };
        selection.with_names(names)
    }

    /// Selects the fields of a schema, whose slots a filter then reads: see
    /// [`read_filtered`](crate::DeviceFile::read_filtered).
    pub fn of(schema: &Schema, catalog: &'c Catalog) -> Self {
        Self { binding: Binding::new(schema, catalog), ..Self::new(catalog, schema.names()) }
    }

    /// Selects further fields.
    #[must_use]
    pub fn with_names<N: AsRef<str>>(mut self, names: impl IntoIterator<Item = N>) -> Self {
        for name in names {
            self.fields.extend(self.catalog.match_key(name.as_ref()).map(|key| key.field));
            self.names.push(fold(name.as_ref()).into_owned());
        }
        self
    }

    /// Keeps all fields of the devices that a filter wants.
    #[must_use]
    pub const fn with_whole_devices(mut self) -> Self {
        self.keeps_whole_devices = true;
        self
    }

    /// Sets whether all fields are read, from the next record on: while it is not known, for instance, what the file is.
    pub fn set_reads_everything(&self, reads_everything: bool) {
        self.reads_everything.set(reads_everything);
    }

    /// Whether the value of a key is read.
    pub fn selects(&self, key: &str) -> bool {
        self.keeps_whole_devices
            || self.reads_everything()
            || self.decisions.borrow_mut().decide(key, || self.is_needed(key))
    }

    /// The fields of a device that a filter reads.
    pub fn fields<'r>(&'r self, device: &'r Device) -> Fields<'r> {
        Fields::of_device(&self.binding, device)
    }

    pub(crate) const fn keeps_whole_devices(&self) -> bool {
        self.keeps_whole_devices
    }

    pub(crate) fn reads_everything(&self) -> bool {
        self.reads_everything.get()
    }

    pub(crate) const fn binding(&self) -> &Binding {
        &self.binding
    }

    /// Whether a key names one of the fields.
    pub(crate) fn is_needed(&self, key: &str) -> bool {
        let folded = fold(key);
        self.names.iter().any(|name| *name == folded)
            || self.catalog.match_key(key).is_some_and(|key| self.fields.contains(&key.field))
    }
}

impl Decisions {
    fn decide(&mut self, key: &str, is_needed: impl FnOnce() -> bool) -> bool {
        if let Some((known, decision)) = self.keys.get(self.next)
            && known == key
        {
            self.next += 1;
            return *decision;
        }
        if let Some(place) = self.places.get(key) {
            self.next = place + 1;
            return self.keys.get(*place).is_some_and(|(_, decision)| *decision);
        }
        let decision = is_needed();
        if self.keys.len() < MOST {
            self.places.insert(key.to_owned(), self.keys.len());
            self.keys.push((key.to_owned(), decision));
            self.next = self.keys.len();
        }
        decision
    }
}
