//! One typed comparison.

use std::fmt;
use std::sync::Arc;

use crate::catalog::{FieldType, TypedName};
use crate::syntax::ast::Operator;
use crate::value::{Interval, Number};

/// The place of a field among those of its query, from 0 in the order of first use.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FieldIndex(u32);

impl FieldIndex {
    pub(crate) fn new(index: usize) -> Self {
        // A query has fewer fields than bytes, and those fit 32 bits.
        Self(u32::try_from(index).unwrap_or(u32::MAX))
    }

    /// The place as an index.
    pub fn position(self) -> usize {
        usize::try_from(self.0).unwrap_or(usize::MAX)
    }
}

/// A field as a query knows it.
// Shared with the catalogue, so that a query costs no copies of names.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct QueryField(Arc<TypedName>);

impl From<Arc<TypedName>> for QueryField {
    fn from(typed: Arc<TypedName>) -> Self {
        Self(typed)
    }
}

impl QueryField {
    pub(crate) fn new(name: String, field_type: FieldType) -> Self {
        Self(Arc::new(TypedName { name: name.into(), field_type }))
    }

    /// The canonical name; of a field that no catalogue knows, the name as written.
    pub fn name(&self) -> &str {
        &self.0.name
    }

    /// Its type.
    pub fn field_type(&self) -> FieldType {
        self.0.field_type
    }
}

/// A field and what is asked of it.
#[derive(Clone, Debug, PartialEq)]
pub struct Predicate {
    /// The field.
    pub field: FieldIndex,
    /// The question.
    pub test: Test,
}

/// What is asked of a field.
#[derive(Clone, Debug, PartialEq)]
pub enum Test {
    /// An operator and a value.
    Compare {
        /// The operator; one that the field's type allows.
        operator: Operator,
        /// The value.
        operand: Operand,
    },
    /// `IN`, `NOT IN`.
    In {
        /// `NOT IN`.
        negated: bool,
        /// The values, one at least.
        operands: Vec<Operand>,
    },
    /// `is empty`, `is not empty`.
    Empty {
        /// `is not empty`.
        negated: bool,
    },
}

/// A literal, read as its field's type asks (language, section 6).
#[derive(Clone, Debug, PartialEq)]
pub enum Operand {
    /// Text, for string, version, string array and untyped fields.
    Text(String),
    /// A number, for number and untyped fields.
    Number {
        /// Its value.
        value: Number,
        /// Its spelling.
        written: String,
    },
    /// A date, for date fields.
    Date {
        /// All the instants that it names.
        interval: Interval,
        /// Its spelling.
        written: String,
    },
    /// A boolean, for boolean and untyped fields.
    Boolean(bool),
}

impl fmt::Display for Operand {
    /// The text of the literal, without quotes.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Text(text) => f.write_str(text),
            Self::Number { written, .. } | Self::Date { written, .. } => f.write_str(written),
            Self::Boolean(true) => f.write_str("true"),
            Self::Boolean(false) => f.write_str("false"),
        }
    }
}
