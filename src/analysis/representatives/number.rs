//! Number fields.
//!
//! A stored value is read as an integer of 64 bits or a finite double, or it counts as missing. A comparison changes only
//! at its literal, so a number between two literals has the truth vector of the next one above the lower of them, and a
//! number beyond all literals that of its neighbour there.

use crate::analysis::model::FieldModel;
use crate::query::Operand;
use crate::value::Number;

pub(super) fn fill(model: &mut FieldModel<'_>) {
    for number in numbers(model) {
        model.value(number.into());
    }
}

/// The literals with their neighbours, whole ones first.
pub(super) fn numbers(model: &FieldModel<'_>) -> Vec<Number> {
    let mut numbers = Vec::new();
    let literals = model.atoms().filter_map(|atom| match &atom.test {
        Some((_, Operand::Number { value, .. })) => Some(*value),
        Some((_, Operand::Text(_) | Operand::Date { .. } | Operand::Boolean(_))) | None => None,
    });
    for literal in literals {
        let whole = match literal {
            Number::Integer(integer) => [integer.checked_add(1), integer.checked_sub(1)],
            Number::Double(_) => [None, None],
        };
        numbers.push(literal);
        numbers.extend(whole.into_iter().flatten().map(Number::Integer));
        numbers.extend(literal.next_above());
        numbers.extend(literal.next_below());
    }
    // Of a field that is only tested for being empty.
    numbers.push(Number::Integer(0));
    numbers
}
