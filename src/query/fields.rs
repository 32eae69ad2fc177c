//! The fields of a query.

use std::fmt;

use smallvec::SmallVec;

use super::comparison::FieldIndex;
use crate::catalog::{Catalog, FieldId, FieldType, TypedName};

/// A field of a query.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct QueryField<'q> {
    name: &'q str,
    field_type: FieldType,
}

impl<'q> QueryField<'q> {
    /// The canonical name; of a field that no catalogue knows, the name as written.
    pub const fn name(self) -> &'q str {
        self.name
    }

    /// Its type.
    pub const fn field_type(self) -> FieldType {
        self.field_type
    }
}

/// Each field once, in the order of first use.
#[derive(Clone, Default)]
pub(crate) struct Fields {
    /// The catalogue that numbers the known fields; none for a query that was read from its JSON, or that has no
    /// fields.
    catalog: Option<Catalog>,
    list: SmallVec<[Named; 8]>,
}

#[derive(Clone)]
enum Named {
    Known(FieldId),
    /// A field that the catalogue lacks.
    Own(Box<TypedName>),
}

impl Fields {
    /// None yet.
    pub(crate) fn of(catalog: &Catalog) -> Self {
        Self { catalog: Some(catalog.clone()), list: SmallVec::new() }
    }

    /// Adds a field of the catalogue.
    pub(crate) fn push_known(&mut self, id: FieldId) -> FieldIndex {
        self.push(Named::Known(id))
    }

    /// Adds a field that the catalogue lacks.
    pub(crate) fn push_own(&mut self, name: String, field_type: FieldType) -> FieldIndex {
        self.push(Named::Own(Box::new(TypedName { name: name.into(), field_type })))
    }

    fn push(&mut self, named: Named) -> FieldIndex {
        let index = FieldIndex::new(self.list.len());
        self.list.push(named);
        index
    }

    /// The catalogue that the fields were resolved in, if there was one.
    pub(crate) const fn catalog(&self) -> Option<&Catalog> {
        self.catalog.as_ref()
    }

    /// Adopts the catalogue of other fields, if there is none yet.
    pub(crate) fn adopt_catalog(&mut self, other: &Self) {
        if self.catalog.is_none() {
            self.catalog.clone_from(&other.catalog);
        }
    }

    /// The field of the catalogue, if it is among the first few.
    pub(crate) fn find_among(&self, few: usize, id: FieldId) -> Option<FieldIndex> {
        let is_it = |named: &Named| matches!(named, Named::Known(known) if *known == id);
        self.list.iter().take(few).position(is_it).map(FieldIndex::new)
    }

    /// The fields of the catalogue with their places.
    pub(crate) fn known(&self) -> impl Iterator<Item = (FieldId, FieldIndex)> {
        self.list.iter().enumerate().filter_map(|(index, named)| match named {
            Named::Known(id) => Some((*id, FieldIndex::new(index))),
            Named::Own(_) => None,
        })
    }

    /// The catalogue, and the field's number in it, if it is a field of the catalogue.
    pub(crate) fn in_catalog(&self, index: FieldIndex) -> Option<(&Catalog, FieldId)> {
        match self.list.get(index.index())? {
            Named::Known(id) => Some((self.catalog.as_ref()?, *id)),
            Named::Own(_) => None,
        }
    }

    pub(crate) fn len(&self) -> usize {
        self.list.len()
    }

    pub(crate) fn get(&self, index: FieldIndex) -> Option<QueryField<'_>> {
        let typed = match self.list.get(index.index())? {
            Named::Known(id) => self.catalog.as_ref()?.field(*id)?.typed_name(),
            Named::Own(typed) => typed,
        };
        Some(QueryField { name: &typed.name, field_type: typed.field_type })
    }

    pub(crate) fn iter(&self) -> Iter<'_> {
        Iter { fields: self, at: 0 }
    }
}

impl PartialEq for Fields {
    /// The same names and types; where they come from does not count.
    fn eq(&self, other: &Self) -> bool {
        self.iter().eq(other.iter())
    }
}

impl fmt::Debug for Fields {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.iter()).finish()
    }
}

/// The fields in order.
#[derive(Clone, Debug)]
pub(crate) struct Iter<'q> {
    fields: &'q Fields,
    at: usize,
}

impl<'q> Iterator for Iter<'q> {
    type Item = QueryField<'q>;

    fn next(&mut self) -> Option<QueryField<'q>> {
        let field = self.fields.get(FieldIndex::new(self.at))?;
        self.at += 1;
        Some(field)
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        let left = self.fields.len().saturating_sub(self.at);
        (left, Some(left))
    }
}

impl ExactSizeIterator for Iter<'_> {}
