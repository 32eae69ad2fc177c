//! From extended syntax to Core syntax, with the same meaning.

mod ranges;
#[cfg(test)]
mod tests;

use std::error::Error;
use std::fmt;

use super::check::CheckOptions;
use super::flatten::Flattened;
use super::missing::MissingValues;
use super::semantics::{self, Relation};
use crate::catalog::{Catalog, FieldType};
use crate::syntax::ast::{Ast, Comparison, Condition, Literal, Node, NodeKind, Operator};
use crate::syntax::{Connective, Extension};
use crate::text::Span;
use crate::tree::{NodeId, Step};
use crate::value::relative::Clock;

/// The most text, in bytes, by which copies of names may lengthen a query. A list names its field once, its rewriting
/// names it once for each value; no server reads a thousandth of this.
const MAX_COPIED: usize = 16 << 20;

/// Rewrites a tree without extended syntax (language, rules 3.8 to 3.10, 3.14 and 3.15). Groups are dropped and
/// chains flattened.
///
/// The result has the same meaning under the options' setting of [`MissingValues`]; its nodes have the spans of those
/// that they come from.
///
/// ```
/// use coreql::catalog::Catalog;
/// use coreql::query::{CheckOptions, to_core};
/// use coreql::syntax::{ParseOptions, Style, parse_with, print};
///
/// let parsed = parse_with("NOT (common.battery_level < 50 AND common.owner in (a, b))", ParseOptions::extended());
/// let core = to_core(parsed.tree(), Catalog::builtin(), CheckOptions::new())?;
/// assert_eq!(
///     print(&core, Style::Compact).as_deref(),
///     Ok("common.battery_level>=50 OR common.battery_level is empty OR(common.owner!=a AND common.owner!=b)"),
/// );
/// # Ok::<(), coreql::query::RewriteError>(())
/// ```
///
/// # Errors
///
/// The first comparison, in source order, that Core syntax cannot express with the same meaning; an error node.
pub fn to_core<'s>(
    tree: &Ast<'s>,
    catalog: &Catalog,
    options: CheckOptions,
) -> Result<Ast<'s>, RewriteError> {
    let mut rewriting = Rewriting {
        core: Flattened::with_capacity(tree.len()),
        catalog,
        missing: options.missing(),
        clock: options.clock(),
        negations: 0,
        copied: 0,
    };
    for step in tree.walk() {
        match step {
            Step::Enter(node) => rewriting.enter(node)?,
            Step::Leave(node) => rewriting.leave(node),
        }
    }
    Ok(rewriting.core.finish())
}

struct Rewriting<'c, 's> {
    core: Flattened<'s>,
    catalog: &'c Catalog,
    missing: MissingValues,
    clock: Option<Clock>,
    /// The number of NOTs around here; an odd number inverts.
    negations: usize,
    /// How much text was copied from names.
    copied: usize,
}

impl<'s> Rewriting<'_, 's> {
    fn enter(&mut self, node: Node<'_, 's>) -> Result<(), RewriteError> {
        match node.kind() {
            NodeKind::And | NodeKind::Or => {
                if let Some(connective) = node.connective() {
                    self.open(node.id(), connective, node.span());
                }
                Ok(())
            }
            NodeKind::Not => {
                self.negations += 1;
                Ok(())
            }
            NodeKind::Group => Ok(()),
            NodeKind::Comparison(comparison) => self.comparison(node.id(), &comparison),
            NodeKind::Error(_) => Err(RewriteError { kind: RewriteErrorKind::ErrorNode, span: node.span() }),
        }
    }

    fn leave(&mut self, node: Node<'_, 's>) {
        match node.kind() {
            NodeKind::Not => self.negations -= 1,
            NodeKind::And | NodeKind::Or => self.core.close(node.id()),
            NodeKind::Group | NodeKind::Comparison(_) | NodeKind::Error(_) => {}
        }
    }

    /// Opens a chain of this connective: of the other one under NOT (De Morgan).
    fn open(&mut self, owner: NodeId, connective: Connective, span: Span) {
        let connective = if self.negated() { connective.dual() } else { connective };
        self.core.open_chain(owner, connective, span);
    }

    fn negated(&self) -> bool {
        self.negations % 2 == 1
    }

    fn comparison(&mut self, id: NodeId, comparison: &Comparison<'s>) -> Result<(), RewriteError> {
        match &comparison.condition {
            Condition::Empty { negated, span } => {
                let condition = Condition::Empty { negated: *negated != self.negated(), span: *span };
                self.leaf(comparison, condition);
                Ok(())
            }
            Condition::Relation { operator, operator_span, value, .. } => {
                if self.negated() {
                    self.complement(id, comparison, *operator, *operator_span, value)
                } else if value.relative {
                    self.relation(id, comparison, *operator, *operator_span, value)
                } else {
                    self.core.comparison(comparison.clone());
                    Ok(())
                }
            }
            Condition::In { negated, operator_span, values, .. } => {
                let extension = if *negated { Extension::NotIn } else { Extension::In };
                self.keeps_missing(comparison, Construct::Extension(extension))?;
                self.list(id, comparison, *negated, *operator_span, values)
            }
            Condition::Between { negated, operator_span, values } => {
                self.between(id, comparison, *negated, *operator_span, values)
            }
        }
    }

    /// The complement of a comparison.
    fn complement(
        &mut self,
        id: NodeId,
        comparison: &Comparison<'s>,
        operator: Operator,
        operator_span: Span,
        value: &Literal<'s>,
    ) -> Result<(), RewriteError> {
        if let Some(complement) = semantics::complement(operator) {
            self.keeps_missing(comparison, Construct::Operator(operator))?;
            return self.relation(id, comparison, complement, operator_span, value);
        }
        let refused = |kind| RewriteError { kind, span: comparison.span() };
        let ordering = Relation::of(operator).and_then(Relation::complement);
        let Some(reverse) = ordering.map(Relation::operator) else {
            return Err(refused(RewriteErrorKind::NoComplement { operator }));
        };
        let field_type = self.catalog.lookup(&comparison.field.text).field_type();
        match field_type {
            // No ordering holds on a missing value, and here every blank one is missing.
            FieldType::Number | FieldType::Date => {
                self.copy(comparison, 1)?;
                self.core.open_chain(id, Connective::Or, comparison.span());
                self.relation(id, comparison, reverse, operator_span, value)?;
                self.leaf(comparison, Condition::Empty { negated: false, span: operator_span });
                self.core.close(id);
                Ok(())
            }
            FieldType::String
            | FieldType::Version
            | FieldType::Boolean
            | FieldType::StringArray
            | FieldType::Untyped => {
                Err(refused(RewriteErrorKind::NoOrderingComplement { operator, field_type }))
            }
        }
    }

    /// `f IN (a, b)` as `f = a OR f = b`, `f NOT IN (a, b)` as `f != a AND f != b`.
    fn list(
        &mut self,
        id: NodeId,
        comparison: &Comparison<'s>,
        negated: bool,
        operator_span: Span,
        values: &[Literal<'s>],
    ) -> Result<(), RewriteError> {
        self.copy(comparison, values.len().saturating_sub(1))?;
        let (operator, connective) = if negated != self.negated() {
            (Operator::NotEqual, Connective::And)
        } else {
            (Operator::Equal, Connective::Or)
        };
        if values.len() > 1 {
            self.core.open_chain(id, connective, comparison.span());
        }
        for value in values {
            self.relation(id, comparison, operator, operator_span, value)?;
        }
        self.core.close(id);
        Ok(())
    }

    fn leaf(&mut self, comparison: &Comparison<'s>, condition: Condition<'s>) {
        self.core.comparison(Comparison { field: comparison.field.clone(), condition });
    }

    /// Under NOT, one of the operators of a complementary pair becomes the other: the same only if exactly one of
    /// them holds on a missing value.
    fn keeps_missing(&self, comparison: &Comparison<'_>, construct: Construct) -> Result<(), RewriteError> {
        if self.negated() && !self.missing.negation_is_complement() {
            let kind = RewriteErrorKind::MissingExcluded { construct };
            return Err(RewriteError { kind, span: comparison.span() });
        }
        Ok(())
    }

    /// Counts copies of a name against [`MAX_COPIED`].
    fn copy(&mut self, comparison: &Comparison<'_>, times: usize) -> Result<(), RewriteError> {
        self.copied = self.copied.saturating_add(comparison.field.text.len().saturating_mul(times));
        if self.copied > MAX_COPIED {
            return Err(RewriteError { kind: RewriteErrorKind::TooLong, span: comparison.span() });
        }
        Ok(())
    }
}

/// What Core syntax cannot express.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct RewriteError {
    kind: RewriteErrorKind,
    span: Span,
}

impl RewriteError {
    /// Why not.
    pub const fn kind(self) -> RewriteErrorKind {
        self.kind
    }

    /// The comparison, or the error node.
    pub const fn span(self) -> Span {
        self.span
    }
}

impl fmt::Display for RewriteError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.kind {
            RewriteErrorKind::ErrorNode => f.write_str("a query with a syntax error cannot be rewritten"),
            RewriteErrorKind::NoComplement { operator } => {
                write!(f, "`NOT` over `{operator}` has no Core spelling")
            }
            RewriteErrorKind::NoOrderingComplement { operator, field_type: FieldType::Untyped } => {
                write!(f, "`NOT` over `{operator}` of an untyped field has no Core spelling")
            }
            RewriteErrorKind::NoOrderingComplement { operator, field_type } => {
                write!(f, "`NOT` over `{operator}` of a {field_type} field has no Core spelling")
            }
            RewriteErrorKind::NoBetweenComplement { field_type } => {
                write!(f, "the complement of `BETWEEN` on a field of type {field_type} has no Core spelling")
            }
            RewriteErrorKind::NoClock => f.write_str("it is not known what relative dates are relative to"),
            RewriteErrorKind::UnreadableDate => f.write_str("the relative date cannot be read"),
            RewriteErrorKind::MissingExcluded { construct } => {
                write!(f, "`NOT` over `{construct}` has no Core spelling while missing values are excluded")
            }
            RewriteErrorKind::TooLong => f.write_str("the query would become too long in Core syntax"),
        }
    }
}

impl Error for RewriteError {}

/// The kinds of [`RewriteError`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum RewriteErrorKind {
    /// The tree has a mistake in it.
    ErrorNode,
    /// An operator under `NOT` that has no complement: `starts with`.
    NoComplement {
        /// The operator.
        operator: Operator,
    },
    /// An ordering under `NOT`, of a field that is neither a number nor a date.
    NoOrderingComplement {
        /// The operator.
        operator: Operator,
        /// The field's type.
        field_type: FieldType,
    },
    /// The complement of `BETWEEN`, on a field that is neither a number nor a date.
    NoBetweenComplement {
        /// The field's type.
        field_type: FieldType,
    },
    /// A relative date, but the options have no clock.
    NoClock,
    /// A relative date outside the years 0000 to 9999, or with an offset on a field that is no date.
    UnreadableDate,
    /// Under [`MissingValues::Exclude`] this holds on missing values because of the `NOT` over it; its
    /// counterpart in Core syntax does not.
    MissingExcluded {
        /// The operand of `NOT`.
        construct: Construct,
    },
    /// Copies of names would lengthen the query by more than 16 MiB.
    TooLong,
}

/// The operand of a `NOT`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Construct {
    /// An operator with a value.
    Operator(Operator),
    /// `IN`, `NOT IN` or `NOT BETWEEN`.
    Extension(Extension),
}

impl fmt::Display for Construct {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Operator(operator) => operator.fmt(f),
            Self::Extension(extension) => extension.fmt(f),
        }
    }
}
