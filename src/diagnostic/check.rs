//! Check errors in words.

use super::fix::{Applicability, Fix};
use super::{Code, Diagnostic, Severity, tick};
use crate::catalog::FieldType;
use crate::query::{CheckError, CheckErrorKind};
use crate::syntax::ast::Operator;
use crate::syntax::quoted;
use crate::text::Span;

pub(super) fn diagnostic(error: &CheckError, source: &str) -> Diagnostic {
    let span = error.span();
    let new = |code, message| {
        Diagnostic::new(code, Severity::Error, span, message).with_token(error.token.text(source))
    };
    match &error.kind {
        CheckErrorKind::UnknownField { name, suggestion } => {
            let diagnostic = new(Code::UnknownField, format!("unknown field {}", tick(name)));
            with_suggestion(diagnostic, span, suggestion.as_deref())
        }
        CheckErrorKind::AmbiguousField { name, candidates } => {
            let shown =
                candidates.iter().take(5).map(|candidate| tick(candidate)).collect::<Vec<_>>().join(", ");
            let more = if candidates.len() > 5 { ", …" } else { "" };
            let mut diagnostic =
                new(Code::AmbiguousField, format!("{} is a field of several groups", tick(name)))
                    .with_help(format!("name one of them in full: {shown}{more}"));
            for candidate in candidates.iter().take(5) {
                let fix = Fix::new(
                    Applicability::Suggestion,
                    format!("write {}", tick(candidate)),
                    [(span, quoted(candidate))],
                );
                diagnostic = diagnostic.with_fix(fix);
            }
            diagnostic
        }
        CheckErrorKind::OperatorNotAllowed { operator, field, field_type } => {
            let message = format!("`{operator}` does not go with {}, a {field_type} field", tick(field));
            new(Code::OperatorNotAllowed, message).with_help(allowed(*field_type, *operator))
        }
        CheckErrorKind::UnreadableValue { field, field_type, literal } => {
            let message = format!("{} is not a {field_type}, which {} needs", tick(literal), tick(field));
            let diagnostic = new(Code::UnreadableValue, message).with_help(readable(*field_type));
            match boolean_meant(*field_type, literal) {
                Some(meant) => {
                    let fix = Fix::new(
                        Applicability::Suggestion,
                        format!("write `{meant}`"),
                        [(span, meant.to_owned())],
                    );
                    diagnostic.with_fix(fix)
                }
                None => diagnostic,
            }
        }
    }
}

/// Adds a "did you mean".
pub(super) fn with_suggestion(diagnostic: Diagnostic, span: Span, suggestion: Option<&str>) -> Diagnostic {
    let Some(suggestion) = suggestion else { return diagnostic };
    let fix = Fix::new(
        Applicability::Suggestion,
        format!("write {}", tick(suggestion)),
        [(span, quoted(suggestion))],
    );
    diagnostic.with_help(format!("did you mean {}?", tick(suggestion))).with_fix(fix)
}

fn allowed(field_type: FieldType, operator: Operator) -> String {
    let operators = match field_type {
        FieldType::Number | FieldType::Date => "`=`, `!=`, `<`, `<=`, `>`, `>=`, `is empty`, `is not empty`",
        FieldType::Boolean => "`=`, `!=`, `is empty`, `is not empty`",
        FieldType::StringArray => {
            "`=`, `!=`, `contains`, `starts with`, `does not contain`, `is empty`, `is not empty`"
        }
        FieldType::Untyped => {
            return format!(
                "`{operator}` has no meaning for true and false; quote the value to compare text"
            );
        }
        FieldType::String | FieldType::Version => "any operator",
    };
    format!("a {field_type} field takes {operators}")
}

fn readable(field_type: FieldType) -> &'static str {
    match field_type {
        FieldType::Number => "write a number such as 50, -1.5 or 2e9",
        FieldType::Date => {
            "write a date such as 2024-05-31, 2024-05, 2024-05-31T13:00:00Z, or milliseconds since 1970"
        }
        FieldType::Boolean => "write true or false",
        FieldType::String | FieldType::Version | FieldType::StringArray | FieldType::Untyped => {
            "write text in quotes"
        }
    }
}

/// What people write for booleans elsewhere.
fn boolean_meant(field_type: FieldType, literal: &str) -> Option<&'static str> {
    let is = |words: &[&str]| {
        field_type == FieldType::Boolean && words.iter().any(|word| word.eq_ignore_ascii_case(literal))
    };
    if is(&["1", "yes", "y", "on"]) {
        Some("true")
    } else if is(&["0", "no", "n", "off"]) {
        Some("false")
    } else {
        None
    }
}
