//! Fewer atoms of the same meaning: lists for equalities of one field, one bound for several, constants for
//! contradictions.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::ops;

use super::key;
use super::plan::{Chain, Outcomes, PlanNode};
use crate::catalog::FieldType;
use crate::query::condition::OperandKey;
use crate::query::semantics::{PositiveOperator, Relation};
use crate::query::{FieldIndex, Operand, Query, Test};
use crate::syntax::Connective;
use crate::value::Number;

#[cfg(test)]
mod tests;

/// What becomes of an operand of a chain.
#[derive(Clone, Debug)]
enum Action {
    Keep,
    /// Another operand implies it.
    Drop,
    Replace(Test),
    /// The positive predicate never holds.
    Contradiction,
}

/// The same chain with fewer operands.
pub(super) fn simplify<'q>(query: &Query, mut chain: Chain<'q>) -> Chain<'q> {
    let mut actions = vec![Action::Keep; chain.operands.len()];
    // Conditions with different outcomes on missing values are no conditions of one kind.
    let mut groups: BTreeMap<(FieldIndex, Outcomes), FieldConditions<'_>> = BTreeMap::new();
    for (position, operand) in chain.operands.iter().enumerate() {
        if let PlanNode::Atom(atom) = operand
            && let Some(field) = query.field(atom.field)
        {
            let conditions = groups.entry((atom.field, atom.outcomes)).or_default();
            conditions.take(position, field.field_type(), &atom.test);
        }
    }
    for ((field, outcomes), conditions) in groups {
        let field_type = query.field(field).map_or(FieldType::Untyped, |field| field.field_type());
        // By De Morgan's laws, complements in one connective are positive predicates in the other.
        let connective = if outcomes.on_match { chain.connective } else { chain.connective.dual() };
        match connective {
            // Where missing values go with matches, nothing is a contradiction.
            Connective::And if outcomes.on_missing == outcomes.on_match => {}
            Connective::And => conditions.all_hold(field_type, &mut actions),
            Connective::Or => conditions.one_holds(&mut actions),
        }
    }
    let mut actions = actions.into_iter();
    chain.operands.retain_mut(|operand| {
        let action = actions.next().unwrap_or(Action::Keep);
        let PlanNode::Atom(atom) = operand else { return true };
        match action {
            Action::Keep => {}
            Action::Drop => return false,
            Action::Replace(test) => atom.test = Cow::Owned(test),
            Action::Contradiction => *operand = PlanNode::Constant(atom.outcomes.on_mismatch),
        }
        true
    });
    chain
}

/// The conditions of one field in a chain, all with the same outcomes, as positive predicates.
#[derive(Debug, Default)]
struct FieldConditions<'q> {
    /// Equal to one of these.
    equal: Vec<(usize, &'q [Operand])>,
    /// `>` and `>=`.
    lower: Vec<(usize, Bound)>,
    /// `<` and `<=`.
    upper: Vec<(usize, Bound)>,
}

/// An end of a range.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Bound {
    key: OperandKey,
    /// Whether it lies above the values that equal the key.
    above: bool,
}

impl<'q> FieldConditions<'q> {
    fn take(&mut self, position: usize, field_type: FieldType, test: &'q Test) {
        match test {
            Test::In { operands, .. } => self.equal.push((position, operands)),
            Test::Compare { operator, operand } => match PositiveOperator::of(*operator) {
                PositiveOperator::Relation(Relation::Equal) => {
                    self.equal.push((position, std::slice::from_ref(operand)));
                }
                PositiveOperator::Relation(relation) => {
                    let Some((start, end)) = ends(field_type, operand) else { return };
                    let (lower, upper) = relation.range(start, end);
                    self.lower.extend(Bound::lower(lower).map(|bound| (position, bound)));
                    self.upper.extend(Bound::upper(upper).map(|bound| (position, bound)));
                }
                PositiveOperator::Contains | PositiveOperator::StartsWith => {}
            },
            // The plan has two comparisons in place of a range.
            Test::Empty { .. } | Test::Between { .. } => {}
        }
    }

    fn all_hold(mut self, field_type: FieldType, actions: &mut [Action]) {
        keep_one(&self.lower, |a, b| a > b, actions);
        keep_one(&self.upper, |a, b| a < b, actions);
        let lowest = self.lower.iter().map(|(_, bound)| bound).max().cloned();
        let highest = self.upper.iter().map(|(_, bound)| bound).min().cloned();
        let empty = lowest.as_ref().zip(highest.as_ref()).is_some_and(|(lowest, highest)| lowest >= highest);
        if empty && let Some((position, _)) = self.lower.first() {
            set(actions, *position, Action::Contradiction);
        }
        // In an array, one element may be this and another that; the literals of an untyped field are of several kinds,
        // and a date is a range.
        let one_value = matches!(
            field_type,
            FieldType::String | FieldType::Version | FieldType::Number | FieldType::Boolean
        );
        // The order of versions is not that of their texts.
        let ordered = field_type != FieldType::Version;
        let Some((first, operands)) = self.equal.first().copied() else { return };
        let bounded = ordered && (lowest.is_some() || highest.is_some());
        if !one_value || (self.equal.len() == 1 && !bounded) {
            return;
        }
        let within = |operand: &&Operand| {
            let key = OperandKey::new(operand);
            !ordered
                || lowest.as_ref().is_none_or(|bound| bound.is_below(&key))
                    && highest.as_ref().is_none_or(|bound| !bound.is_below(&key))
        };
        let mut common: Vec<Operand> = operands.iter().filter(within).cloned().collect();
        for (_, others) in self.equal.iter().skip(1) {
            let keys: BTreeSet<OperandKey> = others.iter().map(OperandKey::new).collect();
            common.retain(|operand| keys.contains(&OperandKey::new(operand)));
        }
        let action = if common.is_empty() {
            Action::Contradiction
        } else {
            Action::Replace(Test::In { negated: false, operands: common })
        };
        set(actions, first, action);
        let implied = self.equal.drain(..).skip(1).map(|(position, _)| position);
        let bounds = self.lower.iter().chain(&self.upper).filter(|_| ordered).map(|(position, _)| *position);
        for position in implied.chain(bounds).collect::<Vec<_>>() {
            set(actions, position, Action::Drop);
        }
    }

    fn one_holds(self, actions: &mut [Action]) {
        list(&self.equal, actions);
        keep_one(&self.lower, |a, b| a < b, actions);
        keep_one(&self.upper, |a, b| a > b, actions);
    }
}

fn set(actions: &mut [Action], position: usize, action: Action) {
    if let Some(place) = actions.get_mut(position) {
        *place = action;
    }
}

/// Joins several lists into one, in the place of the first.
fn list(tests: &[(usize, &[Operand])], actions: &mut [Action]) {
    let [(first, _), rest @ ..] = tests else { return };
    if rest.is_empty() {
        return;
    }
    let operands = tests.iter().flat_map(|(_, operands)| operands.iter().cloned()).collect();
    set(actions, *first, Action::Replace(Test::In { negated: false, operands }));
    for (position, _) in rest {
        set(actions, *position, Action::Drop);
    }
}

/// Keeps only the bound that comes before all others.
fn keep_one(bounds: &[(usize, Bound)], before: impl Fn(&Bound, &Bound) -> bool, actions: &mut [Action]) {
    let [first, rest @ ..] = bounds else { return };
    let mut best = first;
    for bound in rest {
        let dropped = if before(&bound.1, &best.1) { std::mem::replace(&mut best, bound) } else { bound };
        set(actions, dropped.0, Action::Drop);
    }
}

/// The first and the last of the values that a literal names, in the order of the field's type; `None` where several
/// elements may lie on several sides.
fn ends(field_type: FieldType, operand: &Operand) -> Option<(OperandKey, OperandKey)> {
    let key = match (field_type, operand) {
        (FieldType::String, Operand::Text(_)) | (FieldType::Number, Operand::Number { .. }) => {
            OperandKey::new(operand)
        }
        (FieldType::Version, Operand::Text(text)) => OperandKey::Text(key::version(text)),
        (FieldType::Date, Operand::Date { interval, .. }) => {
            let instant = |instant| OperandKey::Number(Number::Integer(instant));
            return Some((instant(interval.start), instant(interval.end)));
        }
        _ => return None,
    };
    Some((key.clone(), key))
}

impl Bound {
    fn lower(bound: ops::Bound<OperandKey>) -> Option<Self> {
        match bound {
            ops::Bound::Included(key) => Some(Self { key, above: false }),
            ops::Bound::Excluded(key) => Some(Self { key, above: true }),
            ops::Bound::Unbounded => None,
        }
    }

    fn upper(bound: ops::Bound<OperandKey>) -> Option<Self> {
        match bound {
            ops::Bound::Included(key) => Some(Self { key, above: true }),
            ops::Bound::Excluded(key) => Some(Self { key, above: false }),
            ops::Bound::Unbounded => None,
        }
    }

    /// Whether it lies below the values that equal a key.
    fn is_below(&self, key: &OperandKey) -> bool {
        if self.above { self.key < *key } else { self.key <= *key }
    }
}
