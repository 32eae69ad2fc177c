//! Records of any type, read through a table of named closures.

use std::fmt;
use std::sync::Arc;

use super::compile::Matcher;
use super::filter::{FilterError, check_fields, named_schema};
use super::record::{FieldName, Record};
use super::schema::{Schema, Slot};
use crate::Query;
use crate::catalog::Catalog;
use crate::value::Value;

type Accessor<T> = dyn for<'r> Fn(&'r T) -> Value<'r> + Send + Sync;

/// How to read the fields of a type: a name and a closure for each. For types that cannot derive
/// [`Record`], and for fields that are computed.
///
/// ```
/// use coreql::Query;
/// use coreql::eval::Accessors;
/// use coreql::value::AsValue;
///
/// struct Device {
///     platform: String,
///     battery: Option<f32>,
/// }
///
/// let accessors = Accessors::<Device>::new()
///     .field("platform", |device| device.platform.as_value())
///     .field("battery_level", |device| device.battery.map(|share| share * 100.0).into());
///
/// let query: Query = "platform = \"ios\" AND battery_level >= 50".parse()?;
/// let filter = accessors.filter(&query)?;
/// assert!(filter.matches(&Device { platform: "iOS".into(), battery: Some(0.8) }));
/// assert!(!filter.matches(&Device { platform: "iOS".into(), battery: None }));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// A name that is misspelt is an error, and so is a field of the query that the table lacks:
///
/// ```
/// # use coreql::{Query, eval::Accessors, value::AsValue};
/// let query: Query = "common.platform = \"ios\"".parse()?;
/// let error = Accessors::<String>::new().field("platfrom", |text| text.as_value()).filter(&query).unwrap_err();
/// assert_eq!(
///     error.to_string(),
///     "`String` has fields that cannot be used: unknown field `platfrom`, did you mean `common.platform`?"
/// );
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub struct Accessors<T: ?Sized> {
    names: Vec<FieldName>,
    accessors: Vec<Arc<Accessor<T>>>,
}

impl<T: ?Sized> Accessors<T> {
    /// A table without fields.
    pub fn new() -> Self {
        Self { names: Vec::new(), accessors: Vec::new() }
    }

    /// Adds a field: its name as in a query, and the closure that reads it. The closure returns
    /// [`as_value()`](crate::value::AsValue::as_value) of what the record holds, or `into()` of a number, boolean, text
    /// or point in time that it computes.
    #[must_use]
    pub fn field(
        mut self,
        name: impl Into<String>,
        read: impl for<'r> Fn(&'r T) -> Value<'r> + Send + Sync + 'static,
    ) -> Self {
        self.names.push(FieldName { member: None, name: name.into() });
        self.accessors.push(Arc::new(read));
        self
    }

    /// Makes a query ready for such records. The names are resolved in the [catalogue](Query::catalog) that the query
    /// was checked with.
    ///
    /// # Errors
    /// An incomplete query; a field of the query that the table lacks; a name in the table that is misspelt, ambiguous
    /// or used twice. Each comes with the names that were probably intended.
    pub fn filter(&self, query: &Query) -> Result<AccessorFilter<T>, FilterError> {
        self.filter_in(query, query.catalog())
    }

    /// Like [`filter`](Self::filter), with the names of the table resolved in this catalogue.
    ///
    /// # Errors
    /// The same.
    pub fn filter_in(&self, query: &Query, catalog: &Catalog) -> Result<AccessorFilter<T>, FilterError> {
        let schema = named_schema::<T>(&self.names, catalog)?;
        check_fields::<T>(query, &schema)?;
        let matcher = query.compile(&Schema::of(query)).map_err(FilterError::from_compile::<T>)?;
        let accessor = |name| self.accessors.get(schema.slot(name)?.index()).cloned();
        let accessors = query.fields().filter_map(|field| accessor(field.name())).collect();
        Ok(AccessorFilter { matcher, accessors })
    }
}

impl<T: ?Sized> Default for Accessors<T> {
    fn default() -> Self {
        Self::new()
    }
}

impl<T: ?Sized> Clone for Accessors<T> {
    fn clone(&self) -> Self {
        Self { names: self.names.clone(), accessors: self.accessors.clone() }
    }
}

impl<T: ?Sized> fmt::Debug for Accessors<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.names.iter().map(|field| &field.name)).finish()
    }
}

/// A query that is ready for records that [`Accessors`] read.
///
/// Matching allocates nothing (unless a closure does) and takes no locks, and a filter can be shared between threads.
pub struct AccessorFilter<T: ?Sized> {
    matcher: Matcher,
    /// For each field of the query.
    accessors: Box<[Arc<Accessor<T>>]>,
}

impl<T: ?Sized> AccessorFilter<T> {
    /// Whether the query selects this record.
    #[inline]
    pub fn matches(&self, record: &T) -> bool {
        self.matcher.matches(&Accessed { record, accessors: &self.accessors })
    }
}

impl<T: ?Sized> Clone for AccessorFilter<T> {
    fn clone(&self) -> Self {
        Self { matcher: self.matcher.clone(), accessors: self.accessors.clone() }
    }
}

impl<T: ?Sized> fmt::Debug for AccessorFilter<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("AccessorFilter").field("matcher", &self.matcher).finish_non_exhaustive()
    }
}

/// A record with the closures that read it.
struct Accessed<'r, T: ?Sized> {
    record: &'r T,
    accessors: &'r [Arc<Accessor<T>>],
}

impl<T: ?Sized> Record for Accessed<'_, T> {
    #[inline]
    fn value(&self, slot: Slot) -> Value<'_> {
        self.accessors.get(slot.index()).map_or(Value::Missing, |read| read(self.record))
    }
}
