//! Comparisons by their meaning, to find equivalent ones.

#[cfg(test)]
mod tests;

use super::semantics::{PositiveOperator, Relation};
use super::{Comparison, FieldIndex, Operand, Test};
use crate::catalog::FieldType;
use crate::text::fold::fold;
use crate::value::{Interval, Number};

/// A comparison by its meaning, its negation left out: equal for two comparisons of one query that hold on the same
/// values.
///
/// Text is folded, numbers count by their value and dates by their instants; the order and the repetitions of a list
/// do not count, and a list of one value is an equality. The spelling never counts.
///
/// ```
/// use coreql::Query;
/// use coreql::query::QueryNode;
/// use coreql::query::condition::ConditionKey;
///
/// let query: Query = "id = 1e3 AND id != 1000".parse()?;
/// let keys: Vec<_> = query
///     .tree()
///     .postorder()
///     .filter_map(|node| match node.value() {
///         QueryNode::Comparison(comparison) => Some(ConditionKey::new(comparison, query.field(comparison.field)?.field_type())),
///         _ => None,
///     })
///     .collect();
/// assert_eq!(keys[0], keys[1]);
/// # Ok::<(), coreql::InvalidQuery>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct ConditionKey {
    field: FieldIndex,
    kind: Kind,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
enum Kind {
    Empty,
    /// Sorted, each once.
    OneOf(Vec<OperandKey>),
    Ordering(Relation, OperandKey),
    Between([OperandKey; 2]),
    Contains(OperandKey),
    StartsWith(OperandKey),
}

/// A literal by its meaning.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum OperandKey {
    /// Folded text; of an ordering of versions, the text itself.
    Text(String),
    /// A number.
    Number(Number),
    /// The instants of a date.
    Date(Interval),
    /// A boolean.
    Boolean(bool),
}

impl OperandKey {
    /// What decides whether a value equals the literal.
    pub fn new(operand: &Operand) -> Self {
        match operand {
            Operand::Text(text) => Self::Text(fold(text).into_owned()),
            Operand::Number { value, .. } => Self::Number(*value),
            Operand::Date { interval, .. } => Self::Date(*interval),
            Operand::Boolean(value) => Self::Boolean(*value),
        }
    }

    /// What decides whether a value is lower or higher than the literal.
    fn of_ordering(field_type: FieldType, operand: &Operand) -> Self {
        match operand {
            // The version order distinguishes what folding does not, and the other way round, so the text is kept.
            Operand::Text(text) if field_type == FieldType::Version => Self::Text(text.to_string()),
            Operand::Text(_) | Operand::Number { .. } | Operand::Date { .. } | Operand::Boolean(_) => {
                Self::new(operand)
            }
        }
    }
}

impl ConditionKey {
    /// The meaning of a comparison with a field of this type. [`Test::is_negated`] is whether it was negated.
    pub fn new(comparison: &Comparison, field_type: FieldType) -> Self {
        let kind = match &comparison.test {
            Test::Empty { .. } => Kind::Empty,
            Test::In { operands, .. } => {
                let mut operands: Vec<_> = operands.iter().map(OperandKey::new).collect();
                operands.sort();
                operands.dedup();
                Kind::OneOf(operands)
            }
            Test::Between { operands, .. } => {
                Kind::Between(operands.each_ref().map(|operand| OperandKey::of_ordering(field_type, operand)))
            }
            Test::Compare { operator, operand } => match PositiveOperator::of(*operator) {
                PositiveOperator::Relation(Relation::Equal) => Kind::OneOf(vec![OperandKey::new(operand)]),
                PositiveOperator::Relation(relation) => {
                    Kind::Ordering(relation, OperandKey::of_ordering(field_type, operand))
                }
                PositiveOperator::Contains => Kind::Contains(OperandKey::new(operand)),
                PositiveOperator::StartsWith => Kind::StartsWith(OperandKey::new(operand)),
            },
        };
        Self { field: comparison.field, kind }
    }
}
