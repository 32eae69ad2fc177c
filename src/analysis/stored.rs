//! Stored values that the analysis makes up: representatives, and the values of witnesses.

use crate::value::{Elements, Number, Value};

/// A stored value of a witness.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum StoredValue {
    /// Nothing.
    Missing,
    /// Text; of a date field, a date.
    Text(String),
    /// A whole number, or milliseconds since 1970.
    Integer(i64),
    /// Any other number; finite.
    Double(f64),
    /// A boolean.
    Boolean(bool),
    /// An array.
    List(StoredList),
}

/// The elements of an array of a witness.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct StoredList(Vec<StoredValue>);

impl StoredList {
    pub(super) const fn new(elements: Vec<StoredValue>) -> Self {
        Self(elements)
    }

    /// The elements in order.
    pub fn elements(&self) -> &[StoredValue] {
        &self.0
    }
}

impl Elements for StoredList {
    fn len(&self) -> usize {
        self.0.len()
    }

    fn element(&self, index: usize) -> Value<'_> {
        self.0.get(index).map_or(Value::Missing, StoredValue::value)
    }
}

impl StoredValue {
    /// The value as the evaluator reads it.
    pub fn value(&self) -> Value<'_> {
        match self {
            Self::Missing => Value::Missing,
            Self::Text(text) => Value::Text(text),
            Self::Integer(integer) => Value::Integer(*integer),
            Self::Double(double) => Value::Double(*double),
            Self::Boolean(value) => Value::Boolean(*value),
            Self::List(list) => Value::List(list),
        }
    }

    /// The value as JSON; null is missing.
    pub fn to_json(&self) -> serde_json::Value {
        match self {
            Self::Missing => serde_json::Value::Null,
            Self::Text(text) => text.as_str().into(),
            Self::Integer(integer) => (*integer).into(),
            Self::Double(double) => (*double).into(),
            Self::Boolean(value) => (*value).into(),
            Self::List(list) => list.elements().iter().map(Self::to_json).collect(),
        }
    }
}

impl From<Number> for StoredValue {
    fn from(number: Number) -> Self {
        match number {
            Number::Integer(integer) => Self::Integer(integer),
            Number::Double(double) => Self::Double(double),
        }
    }
}
