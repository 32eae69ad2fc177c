//! What the operators mean, each fact once (language, sections 6 and 7): negations, missing values, orders, intervals.

use std::cmp::Ordering;
use std::ops::Bound;

use super::{MissingValues, Operand, Test};
use crate::syntax::ast::Operator;
use crate::value::Interval;

/// An operator that compares the order of a value and a literal; no negation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Relation {
    /// `=`
    Equal,
    /// `<`
    Less,
    /// `<=`
    LessOrEqual,
    /// `>`
    Greater,
    /// `>=`
    GreaterOrEqual,
}

/// An operator without its negation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum PositiveOperator {
    /// `=`, of which `!=` is the negation, and the orderings, which have none.
    Relation(Relation),
    /// `contains`, of which `does not contain` is the negation.
    Contains,
    /// `starts with`, which has no negation.
    StartsWith,
}

impl PositiveOperator {
    /// The operator that holds wherever a value is present and `operator` does not, if that is a negation; otherwise
    /// the operator itself. [`is_negation`] distinguishes the two.
    #[inline]
    pub const fn of(operator: Operator) -> Self {
        match operator {
            Operator::Equal | Operator::NotEqual => Self::Relation(Relation::Equal),
            Operator::Less => Self::Relation(Relation::Less),
            Operator::LessOrEqual => Self::Relation(Relation::LessOrEqual),
            Operator::Greater => Self::Relation(Relation::Greater),
            Operator::GreaterOrEqual => Self::Relation(Relation::GreaterOrEqual),
            Operator::Contains | Operator::DoesNotContain => Self::Contains,
            Operator::StartsWith => Self::StartsWith,
        }
    }

    /// The operator as queries write it.
    pub const fn operator(self) -> Operator {
        match self {
            Self::Relation(relation) => relation.operator(),
            Self::Contains => Operator::Contains,
            Self::StartsWith => Operator::StartsWith,
        }
    }

    /// The relation of an operator on numbers, dates and booleans, which take no textual one (rule 6.1).
    #[inline]
    pub(crate) const fn relation_of_values(self) -> Relation {
        match self {
            Self::Relation(relation) => relation,
            Self::Contains | Self::StartsWith => Relation::Equal,
        }
    }
}

/// Whether an operator is the negation of another: `!=` of `=`, `does not contain` of `contains`.
#[inline]
pub const fn is_negation(operator: Operator) -> bool {
    matches!(operator, Operator::NotEqual | Operator::DoesNotContain)
}

/// The operator that holds exactly where this one does not, if there is one: of `=`, `contains` and their negations.
pub const fn complement(operator: Operator) -> Option<Operator> {
    match operator {
        Operator::Equal => Some(Operator::NotEqual),
        Operator::NotEqual => Some(Operator::Equal),
        Operator::Contains => Some(Operator::DoesNotContain),
        Operator::DoesNotContain => Some(Operator::Contains),
        Operator::Less
        | Operator::LessOrEqual
        | Operator::Greater
        | Operator::GreaterOrEqual
        | Operator::StartsWith => None,
    }
}

impl Relation {
    /// The relation of an operator, or of the operator that it negates; `None` for `contains` and the like.
    #[inline]
    pub const fn of(operator: Operator) -> Option<Self> {
        match PositiveOperator::of(operator) {
            PositiveOperator::Relation(relation) => Some(relation),
            PositiveOperator::Contains | PositiveOperator::StartsWith => None,
        }
    }

    /// The operator of the relation.
    pub const fn operator(self) -> Operator {
        match self {
            Self::Equal => Operator::Equal,
            Self::Less => Operator::Less,
            Self::LessOrEqual => Operator::LessOrEqual,
            Self::Greater => Operator::Greater,
            Self::GreaterOrEqual => Operator::GreaterOrEqual,
        }
    }

    /// Whether it holds, by the order of the value relative to the literal.
    #[inline]
    pub const fn holds(self, order: Ordering) -> bool {
        match self {
            Self::Equal => order.is_eq(),
            Self::Less => order.is_lt(),
            Self::LessOrEqual => order.is_le(),
            Self::Greater => order.is_gt(),
            Self::GreaterOrEqual => order.is_ge(),
        }
    }

    /// The same relation with its operands swapped: `a < b` is `b > a`.
    #[must_use]
    pub const fn reversed(self) -> Self {
        match self {
            Self::Equal => Self::Equal,
            Self::Less => Self::Greater,
            Self::LessOrEqual => Self::GreaterOrEqual,
            Self::Greater => Self::Less,
            Self::GreaterOrEqual => Self::LessOrEqual,
        }
    }

    /// The ordering that holds where this one does not, on values that are present; `None` for `=`.
    pub const fn complement(self) -> Option<Self> {
        match self {
            Self::Equal => None,
            Self::Less => Some(Self::GreaterOrEqual),
            Self::LessOrEqual => Some(Self::Greater),
            Self::Greater => Some(Self::LessOrEqual),
            Self::GreaterOrEqual => Some(Self::Less),
        }
    }

    /// Whether it holds on lower values: `<` or `<=`.
    pub const fn is_downward(self) -> bool {
        matches!(self, Self::Less | Self::LessOrEqual)
    }

    /// The values on which it holds, for a literal that names all values from `start` to `end`, both included: `=`
    /// inside of it, `<` before its start, `>` after its end, `<=` and `>=` with it. A literal that names one value
    /// has it for both.
    pub fn range<T>(self, start: T, end: T) -> (Bound<T>, Bound<T>) {
        match self {
            Self::Equal => (Bound::Included(start), Bound::Included(end)),
            Self::Less => (Bound::Unbounded, Bound::Excluded(start)),
            Self::LessOrEqual => (Bound::Unbounded, Bound::Included(end)),
            Self::Greater => (Bound::Excluded(end), Bound::Unbounded),
            Self::GreaterOrEqual => (Bound::Included(start), Bound::Unbounded),
        }
    }

    /// The instants on which it holds for a date.
    ///
    /// ```
    /// use coreql::query::semantics::Relation;
    /// use coreql::value::date;
    ///
    /// let year = date::parse("1970").unwrap();
    /// let before = Relation::Less.instants(year).unwrap();
    /// assert_eq!((before.first, before.last), (None, Some(-1)));
    /// ```
    pub fn instants(self, Interval { start, end }: Interval) -> Option<Instants> {
        let (low, high) = self.range(start, end);
        let first = match low {
            Bound::Included(first) => Some(first),
            Bound::Excluded(before) => Some(before.checked_add(1)?),
            Bound::Unbounded => None,
        };
        let last = match high {
            Bound::Included(last) => Some(last),
            Bound::Excluded(after) => Some(after.checked_sub(1)?),
            Bound::Unbounded => None,
        };
        Some(Instants { first, last })
    }
}

/// A range of instants in milliseconds since 1970, both ends included; `None` is no bound.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Instants {
    /// The first.
    pub first: Option<i64>,
    /// The last.
    pub last: Option<i64>,
}

impl MissingValues {
    /// Whether a comparison holds on a missing value; `negated` is whether its operator is a negation.
    #[inline]
    pub const fn holds_on_missing(self, negated: bool) -> bool {
        match self {
            Self::Complement => negated,
            Self::Exclude => false,
        }
    }

    /// Whether exactly one of an operator and its negation holds on every value: then the one is `NOT` of the other.
    /// `is empty` and `is not empty` are that under every setting.
    pub const fn negation_is_complement(self) -> bool {
        match self {
            Self::Complement => true,
            Self::Exclude => false,
        }
    }
}

impl Test {
    /// Whether it is the negation of another: `!=`, `does not contain`, `NOT IN`, `NOT BETWEEN`, `is not empty`.
    #[inline]
    pub const fn is_negated(&self) -> bool {
        match self {
            Self::Compare { operator, .. } => is_negation(*operator),
            Self::In { negated, .. } | Self::Between { negated, .. } | Self::Empty { negated } => *negated,
        }
    }

    /// Whether it holds on no blank value (rule 7.3).
    pub fn excludes_blank(&self) -> bool {
        let filled = |operand: &Operand| !matches!(operand, Operand::Text(text) if text.is_empty());
        match self {
            Self::Empty { negated } => *negated,
            Self::In { negated: true, .. } | Self::Between { negated: true, .. } => false,
            Self::In { negated: false, operands } => operands.iter().all(filled),
            // The empty text is below every other.
            Self::Between { negated: false, operands } => {
                let [low, _] = &**operands;
                filled(low)
            }
            Self::Compare { operator, operand } => match operator {
                Operator::NotEqual | Operator::DoesNotContain => false,
                // The empty text is below every other.
                Operator::Less | Operator::LessOrEqual => !matches!(operand, Operand::Text(_)),
                Operator::Equal
                | Operator::Greater
                | Operator::GreaterOrEqual
                | Operator::Contains
                | Operator::StartsWith => filled(operand),
            },
        }
    }

    /// Whether exactly one of it and its negation holds on every value.
    pub const fn negation_is_complement(&self, missing: MissingValues) -> bool {
        match self {
            Self::Empty { .. } => true,
            Self::Compare { .. } | Self::In { .. } | Self::Between { .. } => missing.negation_is_complement(),
        }
    }
}
