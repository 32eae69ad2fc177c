//! Which field stands in which slot of a record.

use std::collections::HashMap;
use std::fmt;

use crate::catalog::Catalog;
use crate::query::Query;
use crate::text::fold::fold;

/// The place of a field in a record: dense, from 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Slot(u32);

impl Slot {
    fn new(index: usize) -> Self {
        // More than `u32::MAX` names do not fit a schema's memory.
        Self(u32::try_from(index).unwrap_or(u32::MAX))
    }

    /// The slot's number.
    #[inline]
    pub const fn index(self) -> u32 {
        self.0
    }

    /// The slot's number, to index with.
    #[inline]
    pub fn position(self) -> usize {
        usize::try_from(self.0).unwrap_or(usize::MAX)
    }
}

/// The fields of a kind of record, each with its [`Slot`].
#[derive(Clone, Debug, Default)]
pub struct Schema {
    names: Vec<String>,
    slots: HashMap<String, Slot>,
}

impl Schema {
    /// The slots 0, 1, … of these fields, which are named as in a query: by name or alias, in any case, with or without their group.
    ///
    /// # Errors
    /// A name that is ambiguous, or the second of two names of one field.
    pub fn new<'n>(catalog: &Catalog, names: impl IntoIterator<Item = &'n str>) -> Result<Self, SchemaError> {
        let mut schema = Self::default();
        for name in names {
            let lookup = catalog.lookup(name);
            if lookup.is_ambiguous() {
                let candidates = lookup.candidates().iter().copied().map(str::to_owned).collect();
                return Err(SchemaError::Ambiguous { name: name.to_owned(), candidates });
            }
            let canonical = lookup.name();
            if !schema.push(canonical) {
                return Err(SchemaError::Duplicate { name: name.to_owned(), field: canonical.to_owned() });
            }
        }
        Ok(schema)
    }

    /// The fields of a query, in its order: for records that are made for the query.
    pub fn of(query: &Query) -> Self {
        let mut schema = Self::default();
        for field in query.fields() {
            schema.push(field.name());
        }
        schema
    }

    /// The slot of a field by its canonical name, in any case.
    pub fn slot(&self, name: &str) -> Option<Slot> {
        // Queries know fields by their canonical names, and most schemas are short: then looking beats hashing.
        const SHORT: usize = 16;
        if let Some(found) = self.names.iter().take(SHORT).position(|own| own == name) {
            return Some(Slot::new(found));
        }
        self.slots.get(fold(name).as_ref()).copied()
    }

    /// The canonical names, by slot.
    pub fn names(&self) -> &[String] {
        &self.names
    }

    /// How many slots there are.
    pub fn len(&self) -> usize {
        self.names.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.names.is_empty()
    }

    fn push(&mut self, canonical: &str) -> bool {
        let slot = Slot::new(self.names.len());
        let fresh = self.slots.insert(fold(canonical).into_owned(), slot).is_none();
        self.names.push(canonical.to_owned());
        fresh
    }
}

/// A list of names that makes no schema.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum SchemaError {
    /// Several groups have the field.
    Ambiguous {
        /// The name as given.
        name: String,
        /// The full names that it may stand for.
        candidates: Vec<String>,
    },
    /// Two names stand for one field.
    Duplicate {
        /// The second name.
        name: String,
        /// The field.
        field: String,
    },
}

impl fmt::Display for SchemaError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Ambiguous { name, candidates } => {
                write!(f, "ambiguous field `{name}`: {}", candidates.join(", "))
            }
            Self::Duplicate { name, field } => write!(f, "`{name}` names the field `{field}` once more"),
        }
    }
}

impl std::error::Error for SchemaError {}
