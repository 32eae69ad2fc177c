//! The typed query: the meaning of a text, with every name resolved and every value read.

pub mod build;
mod canonical;
mod check;
mod combine;
mod comparison;
pub mod condition;
mod date_words;
mod dates;
mod error;
mod fields;
mod flatten;
mod lint;
mod missing;
mod rewrite;
pub mod semantics;
#[cfg(feature = "serde")]
mod serial;
mod suggest;
mod tree;

pub use canonical::canonical;
pub use check::{CheckOptions, Checked, check};
pub use combine::CombineError;
pub use comparison::{Comparison, FieldIndex, Operand, Test};
pub(crate) use date_words::intended_date;
pub use error::{CheckError, CheckErrorKind, Swapped};
pub use fields::QueryField;
pub use lint::{Lint, LintKind, Lints};
pub use missing::MissingValues;
pub use rewrite::{Construct, RewriteError, RewriteErrorKind, to_core};
pub(crate) use suggest::date_of;

use std::fmt;
use std::sync::Arc;

use self::fields::Fields;
use crate::catalog::{Catalog, FieldId};
use crate::syntax::Connective;
use crate::tree::Tree;

/// A node of a typed query.
#[derive(Clone, Debug, PartialEq)]
pub enum QueryNode {
    /// All children hold; at least two.
    And,
    /// At least one child holds; at least two.
    Or,
    /// The child does not hold.
    Not,
    /// One comparison.
    Comparison(Comparison),
    /// A part of the text that could not be understood; such a query is not [complete](Query::is_complete).
    Invalid,
}

impl QueryNode {
    /// `AND` or `OR`, if the node is one.
    pub const fn connective(&self) -> Option<Connective> {
        match self {
            Self::And => Some(Connective::And),
            Self::Or => Some(Connective::Or),
            Self::Not | Self::Comparison(_) | Self::Invalid => None,
        }
    }

    const fn chain(connective: Connective) -> Self {
        match connective {
            Connective::And => Self::And,
            Connective::Or => Self::Or,
        }
    }
}

/// A typed query: owned, free of text positions, cheap to clone and to share between threads.
///
/// A query has one setting of [`MissingValues`], set when it is checked; matchers, SQL and JSON follow it.
/// Queries are equal when they have the same conditions in the same order and the same setting; spelling, quotes and
/// redundant parentheses of the text do not count.
///
/// ```
/// use coreql::Query;
///
/// let query: Query = "manufacturer starts with \"Appl\" and battery_level >= 50".parse()?;
/// let names: Vec<_> = query.fields().map(|field| field.name()).collect();
/// assert_eq!(names, ["common.manufacturer", "common.battery_level"]);
/// # Ok::<(), coreql::InvalidQuery>(())
/// ```
#[derive(Clone, Default)]
pub struct Query(Arc<Parts>);

#[derive(Clone, Debug, Default, PartialEq)]
struct Parts {
    tree: Tree<QueryNode>,
    fields: Fields,
    missing: MissingValues,
}

impl Query {
    /// The query that matches every device.
    pub fn all() -> Self {
        Self::default()
    }

    pub(crate) fn from_parts(tree: Tree<QueryNode>, fields: Fields, missing: MissingValues) -> Self {
        Self(Arc::new(Parts { tree, fields, missing }))
    }

    /// The nodes; empty for the query that matches every device.
    pub fn tree(&self) -> &Tree<QueryNode> {
        &self.0.tree
    }

    /// The fields that it names, each once, in the order of their first use.
    pub fn fields(&self) -> impl ExactSizeIterator<Item = QueryField<'_>> {
        self.0.fields.iter()
    }

    /// The field that a comparison names.
    pub fn field(&self, index: FieldIndex) -> Option<QueryField<'_>> {
        self.0.fields.get(index)
    }

    /// The catalogue, and the field's number in it, if it is a field of the catalogue.
    pub(crate) fn in_catalog(&self, index: FieldIndex) -> Option<(&Catalog, FieldId)> {
        self.0.fields.in_catalog(index)
    }

    /// Whether the negative operators hold on a missing value.
    pub fn missing(&self) -> MissingValues {
        self.0.missing
    }

    /// The same conditions under a setting of missing values.
    #[must_use]
    pub fn with_missing(mut self, missing: MissingValues) -> Self {
        if self.missing() != missing {
            Arc::make_mut(&mut self.0).missing = missing;
        }
        self
    }

    /// The catalogue that the query was checked with; the built-in one for a query that was read from its JSON form.
    pub fn catalog(&self) -> &Catalog {
        self.0.fields.catalog().unwrap_or_else(|| Catalog::builtin())
    }

    /// Whether all of the text was understood. Only a complete query can be compiled.
    pub fn is_complete(&self) -> bool {
        self.tree().postorder().all(|node| !matches!(node.value(), QueryNode::Invalid))
    }
}

impl PartialEq for Query {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0) || self.0 == other.0
    }
}

impl fmt::Debug for Query {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Parts { tree, fields, missing } = &*self.0;
        f.debug_struct("Query").field("tree", tree).field("fields", fields).field("missing", missing).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::Query;

    #[test]
    fn queries_are_shared_cheaply() {
        fn shared<T: Clone + Send + Sync + 'static>() {}
        shared::<Query>();
        assert_eq!(size_of::<Query>(), size_of::<usize>());
    }
}
