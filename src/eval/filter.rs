//! Queries over record types whose fields have names.

use std::any::type_name;
use std::fmt;
use std::marker::PhantomData;

use super::compile::{CompileError, Matcher};
use super::record::{FieldName, FieldNames, NamedRecord, Record};
use super::schema::{Schema, SchemaError};
use crate::Query;
use crate::catalog::{Catalog, Field, FieldType};

/// A query that is ready for records of one type: see [`Query::filter`].
///
/// Matching allocates nothing and takes no locks, and a filter can be shared between threads.
pub struct Filter<R: ?Sized> {
    matcher: Matcher,
    record: PhantomData<fn(&R)>,
}

impl<R: Record + ?Sized> Filter<R> {
    /// Whether the query selects this record.
    #[inline]
    pub fn matches(&self, record: &R) -> bool {
        self.matcher.matches(record)
    }

    /// The matcher, which takes any record with the same slots: the same struct with another lifetime, for example.
    pub const fn matcher(&self) -> &Matcher {
        &self.matcher
    }
}

impl<R: ?Sized> Clone for Filter<R> {
    fn clone(&self) -> Self {
        Self { matcher: self.matcher.clone(), record: PhantomData }
    }
}

impl<R: ?Sized> fmt::Debug for Filter<R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Filter").field("matcher", &self.matcher).finish()
    }
}

impl Query {
    /// Makes the query ready for records of a type that derives [`Record`]. The names of the record's fields are
    /// resolved in the [catalogue](Query::catalog) that the query was checked with.
    ///
    /// # Errors
    /// An incomplete query; a field of the query that the record lacks; a field of the record whose name is misspelt,
    /// ambiguous or used twice. Each comes with the names that were probably intended.
    #[cfg_attr(
        feature = "derive",
        doc = r#"
```
use coreql::{Query, Record};

#[derive(Record)]
struct Device {
    platform: String,
    battery_level: Option<u8>,
}

let devices = [
    Device { platform: "iOS".into(), battery_level: Some(80) },
    Device { platform: "Android".into(), battery_level: None },
];
let query: Query = "platform = \"ios\" AND battery_level >= 50".parse()?;
let filter = query.filter::<Device>()?;
assert_eq!(devices.iter().filter(|device| filter.matches(device)).count(), 1);
# Ok::<(), Box<dyn std::error::Error>>(())
```
"#
    )]
    pub fn filter<R: NamedRecord + ?Sized>(&self) -> Result<Filter<R>, FilterError> {
        self.filter_in(self.catalog())
    }

    /// Like [`filter`](Self::filter), with the names of the record's fields resolved in this catalogue.
    ///
    /// # Errors
    /// The same.
    pub fn filter_in<R: NamedRecord + ?Sized>(&self, catalog: &Catalog) -> Result<Filter<R>, FilterError> {
        let schema = named_schema::<R>(FieldNames::of::<R>().fields(), catalog)?;
        check_fields::<R>(self, &schema)?;
        let matcher = self.compile(&schema).map_err(FilterError::from_compile::<R>)?;
        Ok(Filter { matcher, record: PhantomData })
    }
}

/// The schema of a record type; else all of its names that are wrong.
pub(super) fn named_schema<R: ?Sized>(names: &[FieldName], catalog: &Catalog) -> Result<Schema, FilterError> {
    let mut schema = Schema::default();
    let errors: Vec<MemberError> = names
        .iter()
        .filter_map(|FieldName { member, name }| {
            let error = schema.add_known(catalog, name).err()?;
            Some(MemberError { member: member.clone(), error })
        })
        .collect();
    if errors.is_empty() { Ok(schema) } else { Err(FilterError::Names { record: short_name::<R>(), errors }) }
}

/// Whether the schema of a record type has each field of a query.
pub(super) fn check_fields<R: ?Sized>(query: &Query, schema: &Schema) -> Result<(), FilterError> {
    let absent = || query.fields().filter(|field| schema.slot(field.name()).is_none());
    if absent().next().is_none() {
        return Ok(());
    }
    let own = schema.names().iter().map(|name| Field::new(name.as_str(), FieldType::Untyped));
    // Names that make no catalogue, such as an empty one, have nothing to suggest.
    let own = Catalog::new().with_fields(own).unwrap_or_default();
    let fields = absent().map(|field| MissingField {
        name: field.name().to_owned(),
        suggestion: own.suggest_field(field.name()).map(str::to_owned),
    });
    Err(FilterError::MissingFields {
        record: short_name::<R>(),
        fields: fields.collect(),
        available: schema.names().to_vec(),
    })
}

/// The name of a type without its path.
fn short_name<R: ?Sized>() -> String {
    let name = type_name::<R>();
    let (path, arguments) = name.split_at_checked(name.find('<').unwrap_or(name.len())).unwrap_or((name, ""));
    format!("{}{arguments}", path.rsplit("::").next().unwrap_or(path))
}

/// Why a query cannot filter a type of records.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum FilterError {
    /// The record type has names that cannot be used: a mistake in the program, whatever the query is.
    Names {
        /// The record type.
        record: String,
        /// What is wrong with each name, in the order of the fields.
        errors: Vec<MemberError>,
    },
    /// The query has fields that the record type lacks.
    MissingFields {
        /// The record type.
        record: String,
        /// The fields, in the order of the query.
        fields: Vec<MissingField>,
        /// The canonical names of the fields that it has.
        available: Vec<String>,
    },
    /// Parts of the query's text were not understood.
    Incomplete,
}

/// A name in a record type that cannot be used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MemberError {
    member: Option<String>,
    error: SchemaError,
}

impl MemberError {
    /// The member of the struct that has the name, as a path such as `user.email`; `None` in a table of closures.
    pub fn member(&self) -> Option<&str> {
        self.member.as_deref()
    }

    /// What is wrong with the name.
    pub const fn error(&self) -> &SchemaError {
        &self.error
    }
}

/// A field of a query that a record type lacks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MissingField {
    name: String,
    suggestion: Option<String>,
}

impl MissingField {
    /// The canonical name of the field.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The field of the record type with the most similar name, if one is similar.
    pub fn suggestion(&self) -> Option<&str> {
        self.suggestion.as_deref()
    }
}

impl FilterError {
    /// The error of a query whose fields all have slots.
    pub(super) fn from_compile<R: ?Sized>(error: CompileError) -> Self {
        match error {
            CompileError::Incomplete => Self::Incomplete,
            CompileError::NoSlot { field } => Self::MissingFields {
                record: short_name::<R>(),
                fields: vec![MissingField { name: field, suggestion: None }],
                available: Vec::new(),
            },
        }
    }
}

impl fmt::Display for FilterError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Names { record, errors } => {
                write!(f, "`{record}` has fields that cannot be used: ")?;
                join(f, errors)
            }
            Self::MissingFields { record, fields, available } => {
                write!(f, "`{record}` lacks fields of the query: ")?;
                join(f, fields)?;
                if fields.iter().all(|field| field.suggestion.is_none()) && !available.is_empty() {
                    // A record may have any number of fields; a message is short.
                    const MOST: usize = 12;
                    let more = if available.len() > MOST { ", …" } else { "" };
                    let listed: Vec<&str> = available.iter().take(MOST).map(String::as_str).collect();
                    write!(f, "; it has {}{more}", listed.join(", "))?;
                }
                Ok(())
            }
            Self::Incomplete => CompileError::Incomplete.fmt(f),
        }
    }
}

impl fmt::Display for MemberError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.member {
            Some(member) => write!(f, "member `{member}`: {}", self.error),
            None => self.error.fmt(f),
        }
    }
}

impl fmt::Display for MissingField {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{}`", self.name)?;
        self.suggestion.as_ref().map_or(Ok(()), |suggestion| write!(f, " (did you mean `{suggestion}`?)"))
    }
}

fn join<T: fmt::Display>(f: &mut fmt::Formatter<'_>, items: &[T]) -> fmt::Result {
    for (at, item) in items.iter().enumerate() {
        if at > 0 {
            f.write_str("; ")?;
        }
        item.fmt(f)?;
    }
    Ok(())
}

impl std::error::Error for FilterError {}

impl std::error::Error for MemberError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        Some(&self.error)
    }
}
