//! One comparison, evaluated on one stored value.

use super::predicate::{Predicate, Ternary};
use crate::catalog::FieldType;
use crate::query::{MissingValues, Test};
use crate::value::Value;

/// A test of one field, ready to be evaluated apart from any query and record.
#[derive(Clone, Debug)]
pub(crate) struct SingleTest {
    predicate: Predicate,
    negated: bool,
    holds_on_missing: bool,
}

impl SingleTest {
    /// The test under a setting of missing values.
    pub(crate) fn new(field_type: FieldType, test: &Test, missing: MissingValues) -> Self {
        let negated = test.is_negated();
        Self {
            predicate: Predicate::new(field_type, test),
            negated,
            holds_on_missing: missing.holds_on_missing(negated),
        }
    }

    /// The test of a value that is present and on which this one, which is not negated, does not hold.
    pub(crate) fn present_and_not(field_type: FieldType, test: &Test) -> Self {
        Self { predicate: Predicate::new(field_type, test), negated: true, holds_on_missing: false }
    }

    /// Whether it holds on a stored value.
    pub(crate) fn holds(&self, value: Value<'_>) -> bool {
        match self.predicate.evaluate(value) {
            Ternary::True => !self.negated,
            Ternary::False => self.negated,
            Ternary::Missing => self.holds_on_missing,
        }
    }
}
