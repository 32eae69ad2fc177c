//! Numbers compared with columns of integers and of doubles, without rounding.

use super::atom::Atom;
use crate::query::semantics::Relation;
use crate::sql::key;
use crate::value::Number;

/// The integer of 64 bits that a number is, if it is one.
pub(in crate::sql) fn whole(number: Number) -> Option<i64> {
    match number {
        Number::Integer(integer) => Some(integer),
        Number::Double(double) if double.fract() == 0.0 && double.abs() <= LARGEST => {
            #[expect(clippy::as_conversions, reason = "whole and in range")]
            let integer = double as i64;
            (Number::Integer(integer) == number).then_some(integer)
        }
        Number::Double(_) => None,
    }
}

/// 2⁶³.
const LARGEST: f64 = 9_223_372_036_854_775_808.0;

/// A column of integers against a number that is a double only if it is no integer of 64 bits.
pub(super) fn integer_atom(column: &str, relation: Relation, number: Number) -> Option<Atom<'_>> {
    let double = match number {
        Number::Integer(integer) => return Some(Atom::Integer(column, relation, integer)),
        Number::Double(double) => double,
    };
    if relation == Relation::Equal {
        return None;
    }
    if double.abs() >= LARGEST {
        let all = relation.is_downward() == (double > 0.0);
        return all.then_some(Atom::Present(column));
    }
    // Between two integers.
    let below = whole(Number::Double(double.floor()))?;
    let relation = if relation.is_downward() { Relation::LessOrEqual } else { Relation::Greater };
    Some(Atom::Integer(column, relation, below))
}

/// The doubles that are exactly one of these numbers, each once.
pub(super) fn exact_doubles(numbers: &[Number]) -> Vec<f64> {
    let mut doubles: Vec<f64> = numbers.iter().filter_map(|number| exact_double(*number)).collect();
    doubles.sort_by(f64::total_cmp);
    doubles.dedup();
    doubles
}

fn exact_double(number: Number) -> Option<f64> {
    match number {
        Number::Double(double) => Some(double),
        Number::Integer(integer) => {
            let below = key::largest_double_to(integer);
            (Number::Double(below) == number).then_some(below)
        }
    }
}

/// A column of doubles against a number.
pub(super) fn real_atom(column: &str, relation: Relation, number: Number) -> Option<Atom<'_>> {
    if let Some(double) = exact_double(number) {
        return Some(Atom::Real(column, relation, double));
    }
    // An integer between two doubles.
    let Number::Integer(integer) = number else { return None };
    let below = key::largest_double_to(integer);
    match relation {
        Relation::Equal => None,
        Relation::Less | Relation::LessOrEqual => Some(Atom::Real(column, Relation::LessOrEqual, below)),
        Relation::Greater | Relation::GreaterOrEqual => Some(Atom::Real(column, Relation::Greater, below)),
    }
}
