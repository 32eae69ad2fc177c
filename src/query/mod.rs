//! The typed query: what a text asks for, once every name and value is understood.

pub mod build;
mod canonical;
mod check;
mod error;
mod fields;
mod flatten;
mod lint;
mod meant;
mod missing;
mod predicate;
mod rewrite;
#[cfg(feature = "serde")]
mod serial;
mod tree;

pub use canonical::canonical;
pub use check::{CheckOptions, Checked, check};
pub use error::{CheckError, CheckErrorKind, Swapped};
pub use fields::QueryField;
pub use lint::{Lint, LintKind, Lints};
pub use missing::MissingValues;
pub use predicate::{FieldIndex, Operand, Predicate, Test};
pub use rewrite::{Construct, RewriteError, RewriteErrorKind, to_core};

use self::fields::Fields;
use crate::tree::Tree;

/// A node of a typed query.
#[derive(Clone, Debug, PartialEq)]
pub enum QueryNode {
    /// All children hold; two at least.
    And,
    /// One child holds at least; two at least.
    Or,
    /// The child does not hold.
    Not,
    /// One comparison.
    Test(Predicate),
    /// A part of the text that could not be understood; such a query is not [complete](Query::is_complete).
    Invalid,
}

/// A typed query: owned, cheap to share between threads, free of text positions.
///
/// Queries are equal when they ask the same in the same order; spelling, quotes and redundant parentheses of the text do not count.
///
/// ```
/// use coreql::Query;
///
/// let query: Query = "manufacturer starts with \"Appl\" and battery_level >= 50".parse()?;
/// let names: Vec<_> = query.fields().map(|field| field.name()).collect();
/// assert_eq!(names, ["common.manufacturer", "common.battery_level"]);
/// # Ok::<(), coreql::InvalidQuery>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Query {
    tree: Tree<QueryNode>,
    fields: Fields,
}

impl Query {
    /// The query that matches every device.
    pub fn all() -> Self {
        Self::default()
    }

    pub(crate) fn from_parts(tree: Tree<QueryNode>, fields: Fields) -> Self {
        Self { tree, fields }
    }

    /// The nodes; empty for the query that matches every device.
    pub const fn tree(&self) -> &Tree<QueryNode> {
        &self.tree
    }

    /// The fields it asks about, each once, in the order of their first use.
    pub fn fields(&self) -> impl ExactSizeIterator<Item = QueryField<'_>> {
        self.fields.iter()
    }

    /// The field that a predicate names.
    pub fn field(&self, index: FieldIndex) -> Option<QueryField<'_>> {
        self.fields.get(index)
    }

    /// Whether all of the text was understood. Only a complete query can be compiled.
    pub fn is_complete(&self) -> bool {
        self.tree.postorder().all(|node| !matches!(node.value(), QueryNode::Invalid))
    }
}
