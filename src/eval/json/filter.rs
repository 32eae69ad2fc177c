//! Queries over JSON.

use serde_json::{Map, Value as Json};

use super::binding::Binding;
use crate::Query;
use crate::catalog::Catalog;
use crate::eval::{CompileError, Matcher, Schema};

/// A query that is ready for JSON objects: see [`Query::json_filter`].
///
/// Takes no locks, and can be shared between threads.
#[derive(Clone, Debug)]
pub struct JsonFilter {
    matcher: Matcher,
    binding: Binding,
}

impl JsonFilter {
    /// The filter of a query, for objects whose keys name the fields of this catalogue.
    ///
    /// # Errors
    /// An incomplete query.
    pub fn new(query: &Query, catalog: &Catalog) -> Result<Self, CompileError> {
        let schema = Schema::of(query);
        let matcher = query.compile(&schema)?;
        Ok(Self { matcher, binding: Binding::new(&schema, catalog) })
    }

    /// Whether the query selects this object. Any other JSON is a record without fields.
    pub fn matches(&self, json: &Json) -> bool {
        json.as_object()
            .map_or_else(|| self.matcher.matches([].as_slice()), |object| self.matches_object(object))
    }

    /// Whether the query selects this object.
    pub fn matches_object(&self, object: &Map<String, Json>) -> bool {
        self.matcher.matches(&self.binding.row(object))
    }
}

impl Query {
    /// Makes the query ready for JSON objects, as Core's API returns devices: a key for each field.
    ///
    /// Keys name fields by name or alias, in any case, never without their group. An exact canonical name wins, then
    /// the first key; of a key given twice in a text `serde_json` keeps the last value. A field is missing if it is
    /// absent, null, or not readable as its type.
    ///
    /// Names and aliases are those of the [catalogue](Query::catalog) that the query was checked with.
    ///
    /// ```
    /// use coreql::Query;
    /// use serde_json::json;
    ///
    /// let query: Query = "platform = \"ios\" AND battery_level >= 50".parse()?;
    /// let filter = query.json_filter()?;
    /// assert!(filter.matches(&json!({"common.platform": "iOS", "common.battery_level": 80})));
    /// assert!(!filter.matches(&json!({"common.platform": "iOS"})));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// An incomplete query.
    pub fn json_filter(&self) -> Result<JsonFilter, CompileError> {
        JsonFilter::new(self, self.catalog())
    }
}
