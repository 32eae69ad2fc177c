//! Queries made of queries.

#[cfg(test)]
mod tests;

use std::collections::HashMap;
use std::fmt;

use super::fields::Fields;
use super::{FieldIndex, MissingValues, Query, QueryField, QueryNode};
use crate::catalog::FieldType;
use crate::syntax::Connective;
use crate::text::fold::fold;
use crate::tree::{NodeId, Siblings, TreeBuilder};

/// Combining queries. Names, operators and values were checked when the parts were made, so only their
/// settings of missing values, or the types of their catalogues, can conflict.
impl Query {
    /// The devices that match all of these queries; every device, if there are none.
    ///
    /// ```
    /// use coreql::Query;
    ///
    /// let tenant: Query = "common.owner = \"COMPANY\"".parse()?;
    /// let search: Query = "common.platform = \"iOS\" OR common.platform = \"macOS\"".parse()?;
    /// assert_eq!(
    ///     Query::all_of([&tenant, &search])?.to_string(),
    ///     r#""common.owner" = "COMPANY" AND ("common.platform" = "iOS" OR "common.platform" = "macOS")"#,
    /// );
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// Queries with different settings of missing values, or different types of a field.
    pub fn all_of<'q>(queries: impl IntoIterator<Item = &'q Query>) -> Result<Query, CombineError> {
        combine(Connective::And, queries).map(Option::unwrap_or_default)
    }

    /// The devices that match at least one of these queries; `None` if there are none, because no query matches no
    /// device.
    ///
    /// # Errors
    /// Queries with different settings of missing values, or different types of a field.
    pub fn any_of<'q>(queries: impl IntoIterator<Item = &'q Query>) -> Result<Option<Query>, CombineError> {
        combine(Connective::Or, queries)
    }

    /// The devices that match both.
    ///
    /// # Errors
    /// The two have different settings of missing values, or different types of a field.
    pub fn and(&self, other: &Query) -> Result<Query, CombineError> {
        Query::all_of([self, other])
    }

    /// The devices that match at least one of the two.
    ///
    /// # Errors
    /// The two have different settings of missing values, or different types of a field.
    pub fn or(&self, other: &Query) -> Result<Query, CombineError> {
        Query::any_of([self, other]).map(Option::unwrap_or_default)
    }

    /// The devices that do not match, in extended syntax; `None` for the query that matches every device, because no
    /// query matches no device.
    #[must_use]
    pub fn negate(&self) -> Option<Query> {
        let mut combination = Combination::default();
        let mut operand = Siblings::default();
        // A query has no field with two types, so its copy cannot fail.
        combination.append(self, None, &mut operand).ok()?;
        (!operand.is_empty()).then(|| {
            let root = combination.builder.close(QueryNode::Not, operand);
            Query::from_parts(combination.builder.finish(root), combination.fields, self.missing())
        })
    }
}

/// Queries that cannot be combined.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum CombineError {
    /// They differ in their setting of missing values; [`Query::with_missing`] changes it.
    MissingValues {
        /// The setting of the first query.
        first: MissingValues,
        /// A setting that differs from it.
        other: MissingValues,
    },
    /// They were checked with catalogues that differ in the type of a field.
    FieldType {
        /// The field's canonical name.
        field: String,
        /// Its type in the first query that has it.
        first: FieldType,
        /// Its type in another.
        other: FieldType,
    },
}

impl fmt::Display for CombineError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::MissingValues { first, other } => {
                write!(f, "cannot combine queries with missing values set to `{first}` and to `{other}`")
            }
            Self::FieldType { field, first, other } => {
                write!(f, "cannot combine queries in which `{field}` is a {first} field and a {other} field")
            }
        }
    }
}

impl std::error::Error for CombineError {}

fn combine<'q>(
    connective: Connective,
    queries: impl IntoIterator<Item = &'q Query>,
) -> Result<Option<Query>, CombineError> {
    let mut queries = queries.into_iter();
    let Some(first) = queries.next() else { return Ok(None) };
    let Some(second) = queries.next() else { return Ok(Some(first.clone())) };
    let missing = first.missing();
    let mut combination = Combination::default();
    let mut operands = Siblings::default();
    let mut matches_all = false;
    for query in [first, second].into_iter().chain(queries) {
        if query.missing() != missing {
            return Err(CombineError::MissingValues { first: missing, other: query.missing() });
        }
        matches_all |= query.tree().is_empty();
        combination.append(query, Some(connective), &mut operands)?;
    }
    if operands.is_empty() || (matches_all && connective == Connective::Or) {
        return Ok(Some(Query::all().with_missing(missing)));
    }
    Ok(Some(combination.finish(QueryNode::chain(connective), operands, missing)))
}

/// A query that grows by copies of others.
#[derive(Default)]
struct Combination {
    builder: TreeBuilder<QueryNode>,
    fields: Fields,
    /// The fields by their folded names.
    known: HashMap<String, (FieldIndex, FieldType)>,
}

impl Combination {
    /// Copies a query to the end of `operands`: its own operands, if it is a chain of the same connective.
    fn append(
        &mut self,
        query: &Query,
        connective: Option<Connective>,
        operands: &mut Siblings,
    ) -> Result<(), CombineError> {
        self.fields.adopt_catalog(&query.0.fields);
        let fields = query.fields().map(|field| self.field(field)).collect::<Result<Vec<_>, _>>()?;
        let mut copies: Vec<NodeId> = Vec::with_capacity(query.tree().len());
        for node in query.tree().postorder() {
            let children = node.children().filter_map(|child| copies.get(child.id().index()).copied());
            if node.parent().is_none() && connective.is_some() && node.value().connective() == connective {
                for child in children {
                    self.builder.append(operands, child);
                }
                return Ok(());
            }
            let mut value = node.value().clone();
            if let QueryNode::Comparison(comparison) = &mut value
                && let Some(field) = fields.get(comparison.field.index())
            {
                comparison.field = *field;
            }
            copies.push(self.builder.branch(value, children));
        }
        if let Some(root) = copies.last() {
            self.builder.append(operands, *root);
        }
        Ok(())
    }

    fn field(&mut self, field: QueryField<'_>) -> Result<FieldIndex, CombineError> {
        let (name, field_type) = (field.name(), field.field_type());
        let fields = &mut self.fields;
        let (index, first) = *self
            .known
            .entry(fold(name).into_owned())
            .or_insert_with(|| (fields.push_own(name.to_owned(), field_type), field_type));
        if first == field_type {
            Ok(index)
        } else {
            Err(CombineError::FieldType { field: name.to_owned(), first, other: field_type })
        }
    }

    /// The query of these operands; of one operand alone, that one.
    fn finish(mut self, chain: QueryNode, operands: Siblings, missing: MissingValues) -> Query {
        let root = match operands.ends() {
            Some((only, last)) if only == last => only,
            Some(_) | None => self.builder.close(chain, operands),
        };
        Query::from_parts(self.builder.finish(root), self.fields, missing)
    }
}
