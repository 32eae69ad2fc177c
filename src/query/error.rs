//! What the checker finds wrong, as data.

use std::fmt;

use crate::catalog::FieldType;
use crate::syntax::Token;
use crate::syntax::ast::Operator;
use crate::text::{Span, excerpt};

/// A comparison that parses but has no meaning.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct CheckError {
    /// What is wrong.
    pub kind: CheckErrorKind,
    /// The token that is wrong: the field, the operator's first, or the value.
    pub token: Token,
}

impl CheckError {
    /// The place of the token.
    pub const fn span(&self) -> Span {
        self.token.span
    }
}

/// A comparison whose value is the name of a field, as in `"iOS" = platform`.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Swapped {
    /// The place of the comparison.
    pub span: Span,
    /// The comparison with its operands swapped: `platform = "iOS"`.
    pub text: String,
}

/// The kinds of [`CheckError`].
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum CheckErrorKind {
    /// A complete catalogue has no such field.
    UnknownField {
        /// The name as written.
        name: String,
        /// A name that is close to it.
        suggestion: Option<String>,
        /// The comparison the other way round, if its value is the name of a field.
        swapped: Option<Swapped>,
    },
    /// Several groups have the field.
    AmbiguousField {
        /// The name as written.
        name: String,
        /// The full names that it may refer to.
        candidates: Vec<String>,
    },
    /// The field's type does not take the operator.
    OperatorNotAllowed {
        /// The operator.
        operator: Operator,
        /// All of its words, with quotes around them.
        operator_span: Span,
        /// The field's canonical name.
        field: String,
        /// Its type.
        field_type: FieldType,
    },
    /// The field's type does not take `BETWEEN`.
    BetweenNotAllowed {
        /// The keyword, with the `not` before it.
        operator_span: Span,
        /// The field's canonical name.
        field: String,
        /// Its type.
        field_type: FieldType,
    },
    /// A relative date, but the options have no clock.
    NoClock {
        /// The relative date, as it is printed.
        literal: String,
    },
    /// The literal cannot be read as the field's type.
    UnreadableValue {
        /// The field's canonical name.
        field: String,
        /// Its type.
        field_type: FieldType,
        /// The literal without its quotes.
        literal: String,
        /// The operator before the literal, and its place; none for a value of a list.
        operator: Option<(Operator, Span)>,
    },
}

impl fmt::Display for CheckError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.kind.fmt(f)
    }
}

impl std::error::Error for CheckError {}

impl fmt::Display for CheckErrorKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::UnknownField { name, .. } => write!(f, "unknown field {}", excerpt(name)),
            Self::AmbiguousField { name, .. } => {
                write!(f, "ambiguous field {}", excerpt(name))
            }
            Self::OperatorNotAllowed { operator, field, field_type, .. } => {
                not_allowed(f, operator.as_str(), field, *field_type)
            }
            Self::BetweenNotAllowed { field, field_type, .. } => {
                not_allowed(f, "BETWEEN", field, *field_type)
            }
            Self::NoClock { literal } => write!(f, "it is not known what `{literal}` is relative to"),
            Self::UnreadableValue { field, field_type, literal, .. } => {
                write!(f, "expected a {field_type} for {}, found {}", excerpt(field), excerpt(literal))
            }
        }
    }
}

fn not_allowed(
    f: &mut fmt::Formatter<'_>,
    operator: &str,
    field: &str,
    field_type: FieldType,
) -> fmt::Result {
    match field_type {
        FieldType::Untyped => write!(f, "`{operator}` does not apply to `true` and `false`"),
        FieldType::String | FieldType::Version | FieldType::Number | FieldType::Date | FieldType::Boolean => {
            write!(f, "`{operator}` does not apply to the {field_type} field {}", excerpt(field))
        }
        FieldType::StringArray => {
            write!(f, "`{operator}` does not apply to the list field {}", excerpt(field))
        }
    }
}
