//! Whether a record has a value, as the field's type reads it.

use crate::catalog::FieldType;
use crate::value::{Elements, Value, boolean_of, instant_of, number_of};

/// What a stored value is to a field of some type (language, rules 7.1 to 7.3).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Presence {
    /// A value that the type can read.
    Present,
    /// Nothing: null, an empty text, or a list without elements, of which null and nested ones do not count.
    Absent,
    /// A value that the type cannot read, which counts as missing.
    Unreadable,
}

impl Presence {
    /// What this value is to a field of this type.
    pub(super) fn of(field_type: FieldType, value: Value<'_>) -> Self {
        let is_readable = match value {
            Value::Missing | Value::Text("") => return Self::Absent,
            Value::Unreadable => false,
            Value::List(elements) => match field_type {
                FieldType::StringArray | FieldType::Untyped => return Self::of_list(elements),
                FieldType::String
                | FieldType::Version
                | FieldType::Number
                | FieldType::Date
                | FieldType::Boolean => false,
            },
            Value::Text(_) | Value::Integer(_) | Value::Double(_) | Value::Boolean(_) | Value::Uuid(_) => {
                match field_type {
                    FieldType::Number => number_of(value).is_some(),
                    FieldType::Date => instant_of(value).is_some(),
                    FieldType::Boolean => boolean_of(value).is_some(),
                    FieldType::String | FieldType::Version | FieldType::StringArray | FieldType::Untyped => {
                        true
                    }
                }
            }
        };
        if is_readable { Self::Present } else { Self::Unreadable }
    }

    fn of_list(elements: &dyn Elements) -> Self {
        let counts = |element| !matches!(element, Value::Missing | Value::List(_) | Value::Unreadable);
        if each(elements).any(counts) { Self::Present } else { Self::Absent }
    }
}

/// The elements of a list.
pub(super) fn each<'v>(elements: &'v dyn Elements) -> impl Iterator<Item = Value<'v>> {
    (0..elements.len()).map(|index| elements.element(index))
}
