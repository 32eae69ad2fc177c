//! Which comparisons of a query held, on which values.

use super::compile::Matcher;
use super::predicate::Ternary;
use super::record::Record;
use super::schema::Slot;
use crate::value::Value;

/// The result of one comparison on a record.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct Finding<'r> {
    /// The slot that was read.
    pub slot: Slot,
    /// The value in it.
    pub value: Value<'r>,
    /// Whether the value is missing for this comparison: absent, null, or not readable as the field's type.
    pub missing: bool,
    /// Whether the comparison held.
    pub holds: bool,
}

impl Matcher {
    /// Evaluates every comparison, in the order of the query's text, also those that [`matches`](Self::matches) skips.
    pub fn findings<'r, R: Record + ?Sized>(&self, record: &'r R) -> impl Iterator<Item = Finding<'r>> {
        self.program.iter().rev().map(move |instruction| {
            let value = record.value(instruction.slot);
            let outcome = instruction.predicate.evaluate(value);
            let holds = match outcome {
                Ternary::True => !instruction.negated,
                Ternary::False => instruction.negated,
                Ternary::Missing => instruction.holds_on_missing,
            };
            Finding { slot: instruction.slot, value, missing: outcome == Ternary::Missing, holds }
        })
    }
}
