//! BETWEEN as two comparisons.

use std::borrow::Cow;

use super::plan::{Atom, Outcomes};
use crate::catalog::FieldType;
use crate::query::{Operand, Query, Test};
use crate::syntax::Connective;
use crate::syntax::ast::Operator;

/// The comparisons of a range.
#[derive(Debug)]
pub(super) struct Range<'q> {
    /// How the two are joined.
    pub(super) connective: Connective,
    /// With the first value and with the second.
    pub(super) bounds: [Atom<'q>; 2],
    /// What the two, joined, are joined with by the other connective.
    pub(super) present: Option<[Atom<'q>; 2]>,
}

/// The comparisons in place of a test, if that is a range (language, rules 7.12 and 7.13).
pub(super) fn comparisons<'q>(query: &Query, atom: &Atom<'q>) -> Option<Range<'q>> {
    let Test::Between { operands, .. } = atom.test.as_ref() else { return None };
    let [low, high] = &**operands;
    let outcomes = atom.outcomes;
    let with = |operator, operand: &Operand, outcomes| Atom {
        field: atom.field,
        test: Cow::Owned(Test::Compare { operator, operand: operand.clone() }),
        outcomes,
    };
    let both = |outcomes: Outcomes| {
        [with(Operator::GreaterOrEqual, low, outcomes), with(Operator::LessOrEqual, high, outcomes)]
    };
    // A value is missing for one literal and not for the other only if the two are of different kinds.
    let untyped = query.field(atom.field).is_some_and(|field| field.field_type() == FieldType::Untyped);
    let differ = untyped && std::mem::discriminant(low) != std::mem::discriminant(high);
    // Where missing values go with mismatches of BETWEEN, or of its complement, each comparison takes them along.
    let apart = differ && outcomes.on_missing != outcomes.on_mismatch;
    let Outcomes { on_match, on_mismatch: _, on_missing } = outcomes;
    Some(Range {
        // De Morgan's laws.
        connective: if on_match { Connective::And } else { Connective::Or },
        bounds: both(outcomes),
        present: apart
            .then(|| both(Outcomes { on_match: !on_missing, on_mismatch: !on_missing, on_missing })),
    })
}
