//! Records: what a matcher reads values from.

use std::rc::Rc;
use std::sync::Arc;

use super::schema::Slot;
use crate::value::Value;

/// A record: a value for each slot of a [`Schema`](super::Schema).
///
/// This is the low level, for records whose fields are known at run time only. For a struct derive it (feature
/// `derive`), for a type of another crate use [`Accessors`](super::Accessors), for JSON
/// [`JsonFilter`](super::json::JsonFilter) (feature `json`).
///
/// ```
/// use coreql::Query;
/// use coreql::eval::{Record, Schema, Slot};
/// use coreql::value::Value;
///
/// /// The cells of a line, in the order of the header.
/// struct Line<'t>(Vec<&'t str>);
///
/// impl Record for Line<'_> {
///     fn value(&self, slot: Slot) -> Value<'_> {
///         self.0.get(slot.index()).copied().into()
///     }
/// }
///
/// let query: Query = "platform = \"ios\" AND battery_level >= 50".parse()?;
/// let schema = Schema::new(query.catalog(), "common.platform,common.battery_level".split(','))?;
/// let matcher = query.compile(&schema)?;
/// assert!(matcher.matches(&Line(vec!["iOS", "80"])));
/// assert!(!matcher.matches(&Line(vec!["iOS"])));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a record",
    label = "not a record",
    note = "for a struct of yours, add `#[derive(coreql::Record)]` (feature `derive`); for another type use `coreql::eval::Accessors`"
)]
pub trait Record {
    /// The value in this slot; [`Value::Missing`] if there is none.
    fn value(&self, slot: Slot) -> Value<'_>;
}

/// A record type that knows the names of its fields, so that [`Query::filter`](crate::Query::filter) can find them.
///
/// `#[derive(Record)]` implements it. By hand, [`value`](Record::value) has to give the values in the order in which
/// [`field_names`](Self::field_names) pushes the names, and [`FIELDS`](Self::FIELDS) is how many there are.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a record with named fields",
    label = "its fields have no names",
    note = "for a struct of yours, add `#[derive(coreql::Record)]` (feature `derive`); for another type use `coreql::eval::Accessors`"
)]
pub trait NamedRecord: Record {
    /// How many slots the record has: as many as [`field_names`](Self::field_names) pushes names.
    const FIELDS: usize;

    /// Pushes the names of the fields, in the order of their slots.
    fn field_names(names: &mut FieldNames);
}

/// The names of a record type's fields, in the order of their slots: see [`NamedRecord`].
#[derive(Clone, Debug, Default)]
pub struct FieldNames {
    /// What precedes the names of the group that is being listed, with its final dot.
    prefix: String,
    /// The same for the members of the struct.
    path: String,
    fields: Vec<FieldName>,
}

/// A name, and the member of the struct that holds the field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct FieldName {
    pub(super) member: Option<String>,
    pub(super) name: String,
}

impl FieldNames {
    /// The names of a record type.
    pub fn of<R: NamedRecord + ?Sized>() -> Self {
        let mut names = Self::default();
        R::field_names(&mut names);
        names
    }

    /// Adds the field of the next slot: the member of the struct that holds it, and its name as in a query.
    pub fn push(&mut self, member: &str, name: &str) {
        let name = format!("{}{name}", self.prefix);
        self.fields.push(FieldName { member: Some(format!("{}{member}", self.path)), name });
    }

    /// Adds the fields of a record within the record, whose slots come next. With a group, their names get it in front:
    /// `email_address` in the group `user` is `user.email_address`.
    pub fn nest<R: NamedRecord + ?Sized>(&mut self, member: &str, group: Option<&str>) {
        let (prefix, path) = (self.prefix.len(), self.path.len());
        self.path.push_str(member);
        self.path.push('.');
        if let Some(group) = group {
            self.prefix.push_str(group);
            self.prefix.push('.');
        }
        R::field_names(self);
        self.prefix.truncate(prefix);
        self.path.truncate(path);
    }

    /// The names, by slot.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = &str> {
        self.fields.iter().map(|field| field.name.as_str())
    }

    pub(super) fn fields(&self) -> &[FieldName] {
        &self.fields
    }
}

macro_rules! pointers {
    ($($pointer:ty)*) => {$(
        impl<R: Record + ?Sized> Record for $pointer {
            #[inline]
            fn value(&self, slot: Slot) -> Value<'_> {
                (**self).value(slot)
            }
        }

        impl<R: NamedRecord + ?Sized> NamedRecord for $pointer {
            const FIELDS: usize = R::FIELDS;

            fn field_names(names: &mut FieldNames) {
                R::field_names(names);
            }
        }
    )*};
}

pointers!(&R Box<R> Rc<R> Arc<R>);

/// Without a record, every field is missing.
impl<R: Record> Record for Option<R> {
    #[inline]
    fn value(&self, slot: Slot) -> Value<'_> {
        self.as_ref().map_or(Value::Missing, |record| record.value(slot))
    }
}

impl<R: NamedRecord> NamedRecord for Option<R> {
    const FIELDS: usize = R::FIELDS;

    fn field_names(names: &mut FieldNames) {
        R::field_names(names);
    }
}

impl Record for [Value<'_>] {
    fn value(&self, slot: Slot) -> Value<'_> {
        self.get(slot.index()).copied().unwrap_or(Value::Missing)
    }
}

impl Record for Vec<Value<'_>> {
    fn value(&self, slot: Slot) -> Value<'_> {
        self.as_slice().value(slot)
    }
}
