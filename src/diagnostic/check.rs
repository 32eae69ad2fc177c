//! Check errors in words.

use super::fix::{Applicability, Fix};
use super::{Code, Diagnostic, Severity};
use crate::catalog::FieldType;
use crate::query::{CheckError, CheckErrorKind, Swapped};
use crate::syntax::ast::Operator;
use crate::syntax::quoted;
use crate::text::{Span, excerpt};

pub(super) fn diagnostic(error: &CheckError, source: &str) -> Diagnostic {
    let span = error.span();
    let new = |code| {
        Diagnostic::new(code, Severity::Error, span, error.to_string()).with_token(error.token.text(source))
    };
    match &error.kind {
        CheckErrorKind::UnknownField { suggestion, swapped, .. } => {
            let diagnostic = with_suggestion(new(Code::UnknownField), span, suggestion.as_deref());
            with_swapped(diagnostic, swapped.as_ref())
        }
        CheckErrorKind::AmbiguousField { candidates, .. } => ambiguous(new(Code::AmbiguousField), candidates),
        CheckErrorKind::OperatorNotAllowed { operator, operator_span, field_type, .. } => new(
            Code::OperatorNotAllowed,
        )
        .with_help(allowed(*field_type))
        .with_fix(equality(*field_type, *operator, *operator_span)),
        CheckErrorKind::UnreadableValue { field_type, literal, operator, .. } => {
            let diagnostic = new(Code::UnreadableValue).with_help(readable(*field_type));
            let fix = meant(*field_type, literal).map(|meant| {
                Fix::new(Applicability::Suggestion, format!("write {}", excerpt(&meant)), [(span, meant)])
            });
            if literal.is_empty() {
                or_is_empty(diagnostic, *operator, source)
            } else {
                diagnostic.with_fix(fix)
            }
        }
    }
}

/// Offers the first few of the full names.
fn ambiguous(mut diagnostic: Diagnostic, candidates: &[String]) -> Diagnostic {
    const MOST: usize = 5;
    let span = diagnostic.span;
    let shown =
        candidates.iter().take(MOST).map(|candidate| excerpt(candidate)).collect::<Vec<_>>().join(", ");
    let more = if candidates.len() > MOST { ", …" } else { "" };
    for candidate in candidates.iter().take(MOST) {
        let title = format!("write {}", excerpt(candidate));
        let fix = Fix::new(Applicability::Suggestion, title, [(span, quoted(candidate))]);
        diagnostic = diagnostic.with_fix(fix);
    }
    diagnostic.with_help(format!("write the full name: {shown}{more}"))
}

/// Offers `is empty` in place of `= ""`, and `is not empty` in place of `!= ""`.
fn or_is_empty(diagnostic: Diagnostic, operator: Option<(Operator, Span)>, source: &str) -> Diagnostic {
    let (spelling, with, operator) = match operator {
        Some((Operator::NotEqual, span)) => ("is not empty", "with", span),
        Some((Operator::Equal, span)) => ("is empty", "without", span),
        Some(_) | None => return diagnostic,
    };
    let before = source.get(..operator.range().start).unwrap_or_default();
    let spaced = before.ends_with(char::is_whitespace);
    let replacement = format!("{}{spelling}", if spaced { "" } else { " " });
    let title = format!("write `{spelling}`");
    let span = operator.join(diagnostic.span);
    diagnostic.with_help(format!("to find devices {with} a value, write `{spelling}`")).with_fix(Fix::new(
        Applicability::Suggestion,
        title,
        [(span, replacement)],
    ))
}

/// Adds a "did you mean".
pub(super) fn with_suggestion(diagnostic: Diagnostic, span: Span, suggestion: Option<&str>) -> Diagnostic {
    let Some(suggestion) = suggestion else { return diagnostic };
    let fix = Fix::new(
        Applicability::Suggestion,
        format!("write {}", excerpt(suggestion)),
        [(span, quoted(suggestion))],
    );
    diagnostic.with_help(format!("did you mean {}?", excerpt(suggestion))).with_fix(fix)
}

/// Offers the comparison the other way round, if its value is the name of a field.
pub(super) fn with_swapped(diagnostic: Diagnostic, swapped: Option<&Swapped>) -> Diagnostic {
    let Some(Swapped { span, text }) = swapped else { return diagnostic };
    let fix = Fix::new(Applicability::Suggestion, "swap the operands", [(*span, text.clone())]);
    // A name that is close to a field's is more likely misspelt.
    let named = diagnostic.fixes.is_empty();
    let diagnostic = diagnostic.with_fix(fix);
    if named { diagnostic.with_help(format!("the field comes first: {}", excerpt(text))) } else { diagnostic }
}

fn allowed(field_type: FieldType) -> &'static str {
    match field_type {
        FieldType::Number => "a number field takes `=`, `!=`, `<`, `<=`, `>`, `>=` and `is empty`",
        FieldType::Date => {
            "a date field takes `=`, `!=`, `<`, `<=`, `>`, `>=` and `is empty`; `= 2024-05` finds the whole month"
        }
        FieldType::Boolean => "a boolean field takes `=`, `!=` and `is empty`",
        FieldType::StringArray => {
            "a field that holds a list of texts takes `=`, `!=`, `contains`, `starts with`, `does not contain` and `is empty`"
        }
        FieldType::Untyped => "to compare text, put the value in quotes",
        FieldType::String | FieldType::Version => "any operator goes with it",
    }
}

/// `=` or `!=` in place of an operator on text, on a field that has none.
fn equality(field_type: FieldType, operator: Operator, span: Span) -> Option<Fix> {
    let plain = matches!(field_type, FieldType::Number | FieldType::Date | FieldType::Boolean);
    let equality = if operator == Operator::DoesNotContain { Operator::NotEqual } else { Operator::Equal };
    (plain && operator.is_textual()).then(|| {
        Fix::new(Applicability::Suggestion, format!("write `{equality}`"), [(span, equality.to_string())])
    })
}

pub(super) fn readable(field_type: FieldType) -> &'static str {
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

/// What must be meant by a literal that cannot be read: `yes`, `50%`, `1,000`.
fn meant(field_type: FieldType, literal: &str) -> Option<String> {
    let is = |words: &[&str]| words.iter().any(|word| word.eq_ignore_ascii_case(literal));
    match field_type {
        FieldType::Boolean if is(&["1", "yes", "y", "on"]) => Some("true".to_owned()),
        FieldType::Boolean if is(&["0", "no", "n", "off"]) => Some("false".to_owned()),
        FieldType::Number => {
            const MOST: usize = 30;
            let number = literal.strip_suffix('%').unwrap_or(literal).trim();
            let plain = |c: char| c.is_ascii_digit() || c == ',';
            let digits = number.len() <= MOST && number.starts_with(|c: char| c.is_ascii_digit());
            (digits && number.chars().all(plain)).then(|| number.replace(',', ""))
        }
        FieldType::Boolean
        | FieldType::Date
        | FieldType::String
        | FieldType::Version
        | FieldType::StringArray
        | FieldType::Untyped => None,
    }
}
