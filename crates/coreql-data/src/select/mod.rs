//! Which fields of a device are kept: the others are parsed, so that mistakes are found.

use std::cell::{Cell, RefCell};
use std::collections::HashMap;

use coreql::catalog::{Catalog, FieldId};
use coreql::text::fold::fold;

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
    reads_everything: Cell<bool>,
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
        let mut selection = Self {
            catalog,
            fields: Vec::new(),
            names: Vec::new(),
            reads_everything: Cell::new(false),
            decisions: RefCell::default(),
        };
        for name in names {
            selection.fields.extend(catalog.match_key(name.as_ref()).map(|key| key.field));
            selection.names.push(fold(name.as_ref()).into_owned());
        }
        selection
    }

    /// Sets whether all fields are read, from the next record on: while it is not known, for instance, what the file is.
    pub fn set_reads_everything(&self, reads_everything: bool) {
        self.reads_everything.set(reads_everything);
    }

    /// Whether the value of a key is read.
    pub fn selects(&self, key: &str) -> bool {
        self.reads_everything.get() || self.decisions.borrow_mut().decide(key, || self.is_needed(key))
    }

    fn is_needed(&self, key: &str) -> bool {
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
