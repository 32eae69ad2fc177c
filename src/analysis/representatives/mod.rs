//! A finite set of stored values for each field, a type a file. The lemma of each: every stored value has the same
//! truth vector, over the comparisons of the queries, as one that the representatives describe.

mod boolean;
mod date;
mod fresh;
mod number;
pub(super) mod string;
mod string_array;
mod untyped;
mod version;

use super::atoms::FieldAtoms;
use super::limits::Limits;
use super::model::FieldModel;
use crate::catalog::FieldType;

/// The representatives of a field, exact or, where its model has a gap, some of them.
pub(super) fn of<'a>(field: &'a FieldAtoms, limits: &Limits) -> FieldModel<'a> {
    let mut model = FieldModel::new(field, (0..field.atoms.len()).collect(), limits);
    match field.field_type {
        FieldType::Boolean => boolean::fill(&mut model),
        FieldType::Date => date::fill(&mut model),
        FieldType::Number => number::fill(&mut model),
        FieldType::String => string::fill(&mut model),
        FieldType::StringArray => string_array::fill(&mut model),
        FieldType::Version => version::fill(&mut model, limits),
        FieldType::Untyped => untyped::fill(&mut model),
    }
    model
}

/// Models that together describe every stored value of a field whose own model has a gap, and perhaps more; none if
/// nothing is known of it.
pub(super) fn superset<'a>(field: &'a FieldAtoms, limits: &Limits) -> Vec<FieldModel<'a>> {
    match field.field_type {
        FieldType::Untyped => untyped::independent(field, limits),
        FieldType::Boolean
        | FieldType::Date
        | FieldType::Number
        | FieldType::String
        | FieldType::StringArray
        | FieldType::Version => Vec::new(),
    }
}
