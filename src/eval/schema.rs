//! Which field is in which slot of a record.

use std::collections::HashMap;
use std::fmt;

use super::record::{FieldNames, NamedRecord};
use crate::catalog::{Catalog, FieldId};
use crate::query::{FieldIndex, Query};
use crate::text::fold::fold;

/// The position of a field in a record: dense, from 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Slot(u32);

impl Slot {
    /// The slot of this number.
    #[inline]
    pub fn new(index: usize) -> Self {
        // More than `u32::MAX` names do not fit a schema's memory.
        Self(u32::try_from(index).unwrap_or(u32::MAX))
    }

    /// The slot's number.
    #[inline]
    pub fn index(self) -> usize {
        usize::try_from(self.0).unwrap_or(usize::MAX)
    }
}

/// The fields of a kind of record, each with its [`Slot`].
#[derive(Clone, Debug, Default)]
pub struct Schema {
    names: Vec<String>,
    slots: HashMap<String, Slot>,
    by_id: Option<ById>,
}

/// The slots of one catalogue's fields, by their numbers there.
#[derive(Clone, Debug)]
struct ById {
    /// Which catalogue.
    catalog: Catalog,
    slots: Vec<Option<Slot>>,
}

impl Schema {
    /// The slots 0, 1, … of these fields, which are named as in a query: by name or alias, in any case, with or without
    /// their group. A name that the catalogue lacks is kept as it is, as in a query.
    ///
    /// # Errors
    /// A name that is ambiguous, or the second of two names of one field.
    pub fn new<'n>(catalog: &Catalog, names: impl IntoIterator<Item = &'n str>) -> Result<Self, SchemaError> {
        let mut schema = Self::default();
        for name in names {
            schema.add(catalog, name)?;
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

    /// The slots 0, 1, … of fields that are named as queries know them.
    #[cfg(feature = "analysis")]
    pub(crate) fn of_canonical<'n>(names: impl IntoIterator<Item = &'n str>) -> Self {
        let mut schema = Self::default();
        for name in names {
            schema.push(name);
        }
        schema
    }

    /// The fields of a record type. With [`Query::compile`], this is the long form of
    /// [`Query::filter`](crate::Query::filter): one schema serves any number of queries.
    ///
    /// # Errors
    /// A name that is ambiguous or misspelt, or the second of two names of one field.
    pub fn of_record<R: NamedRecord + ?Sized>(catalog: &Catalog) -> Result<Self, SchemaError> {
        let mut schema = Self::default();
        for name in FieldNames::of::<R>().iter() {
            schema.add_known(catalog, name)?;
        }
        Ok(schema)
    }

    /// The slots of the fields of a query.
    pub(super) fn slots_of(&self, query: &Query) -> Slots<'_> {
        let by_id = self.by_id.as_ref().filter(|by_id| query.catalog().is_same(&by_id.catalog));
        Slots { schema: self, by_id: by_id.map_or(&[], |by_id| &by_id.slots) }
    }

    /// The slot of a field by its canonical name, in any case.
    pub fn slot(&self, name: &str) -> Option<Slot> {
        // Queries know fields by their canonical names, and most schemas are short: then a search beats hashing.
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

    /// Gives the field of this name the next slot.
    fn add(&mut self, catalog: &Catalog, name: &str) -> Result<(), SchemaError> {
        let lookup = catalog.lookup(name);
        if lookup.is_ambiguous() {
            let candidates = lookup.candidates().iter().copied().map(str::to_owned).collect();
            return Err(SchemaError::Ambiguous { name: name.to_owned(), candidates });
        }
        let canonical = lookup.name();
        let slot = Slot::new(self.names.len());
        if self.push(canonical) {
            if let Some(id) = lookup.id() {
                self.number(catalog, id, slot);
            }
            Ok(())
        } else {
            Err(SchemaError::Duplicate { name: name.to_owned(), field: canonical.to_owned() })
        }
    }

    /// The same for a name that a program spells out, so that a misspelt one is a mistake in the program. A name unlike
    /// any in the catalogue is accepted unless the catalogue is complete, as in a query.
    pub(super) fn add_known(&mut self, catalog: &Catalog, name: &str) -> Result<(), SchemaError> {
        let lookup = catalog.lookup(name);
        if !lookup.is_known() && !lookup.is_ambiguous() {
            let suggestion = catalog.suggest_field(name).map(str::to_owned);
            if suggestion.is_some() || catalog.is_complete() {
                return Err(SchemaError::Unknown { name: name.to_owned(), suggestion });
            }
        }
        self.add(catalog, name)
    }

    /// Notes the slot of a field of the catalogue; of the first catalogue alone, if there are several.
    fn number(&mut self, catalog: &Catalog, id: FieldId, slot: Slot) {
        let by_id = self
            .by_id
            .get_or_insert_with(|| ById { catalog: catalog.clone(), slots: vec![None; catalog.len()] });
        if catalog.is_same(&by_id.catalog)
            && let Some(known) = by_id.slots.get_mut(id.index())
        {
            *known = Some(slot);
        }
    }

    fn push(&mut self, canonical: &str) -> bool {
        let slot = Slot::new(self.names.len());
        let fresh = self.slots.insert(fold(canonical).into_owned(), slot).is_none();
        self.names.push(canonical.to_owned());
        fresh
    }
}

/// The slots of the fields of one query.
#[derive(Clone, Copy, Debug)]
pub(super) struct Slots<'s> {
    schema: &'s Schema,
    /// By their numbers in the query's catalogue, if the schema knows them.
    by_id: &'s [Option<Slot>],
}

impl Slots<'_> {
    /// The slot of a field of the query.
    #[inline]
    pub(super) fn get(self, query: &Query, field: FieldIndex) -> Option<Slot> {
        if let Some((_, id)) = query.in_catalog(field)
            && let Some(Some(slot)) = self.by_id.get(id.index())
        {
            return Some(*slot);
        }
        self.schema.slot(query.field(field)?.name())
    }
}

/// Why a list of names is not a schema.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum SchemaError {
    /// Several groups have a field of this name.
    Ambiguous {
        /// The name as given.
        name: String,
        /// The full names of the fields that it may refer to.
        candidates: Vec<String>,
    },
    /// Two names refer to one field.
    Duplicate {
        /// The second name.
        name: String,
        /// The field.
        field: String,
    },
    /// A field that the catalogue does not have: its name is like another, or the catalogue is complete.
    Unknown {
        /// The name as given.
        name: String,
        /// The field with the most similar name.
        suggestion: Option<String>,
    },
}

impl fmt::Display for SchemaError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Ambiguous { name, candidates } => {
                write!(f, "ambiguous field `{name}`: {}", candidates.join(", "))
            }
            Self::Duplicate { name, field } => write!(f, "`{name}` names the field `{field}` a second time"),
            Self::Unknown { name, suggestion } => {
                write!(f, "unknown field `{name}`")?;
                suggestion.as_ref().map_or(Ok(()), |suggestion| write!(f, ", did you mean `{suggestion}`?"))
            }
        }
    }
}

impl std::error::Error for SchemaError {}
