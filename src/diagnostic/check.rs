//! Check errors in words.

use super::fix::{Applicability, Fix};
use super::nearby::{after, before, first_word};
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
        CheckErrorKind::OperatorNotAllowed { operator, field_type, .. } => new(Code::OperatorNotAllowed)
            .with_help(allowed(*field_type))
            .with_fix(equality(*field_type, *operator, span, source)),
        CheckErrorKind::UnreadableValue { field_type, literal, .. } => {
            let diagnostic = new(Code::UnreadableValue).with_help(readable(*field_type));
            let fix = meant(*field_type, literal).map(|meant| {
                Fix::new(Applicability::Suggestion, format!("write {}", excerpt(&meant)), [(span, meant)])
            });
            if literal.is_empty() { or_is_empty(diagnostic, span, source) } else { diagnostic.with_fix(fix) }
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
fn or_is_empty(diagnostic: Diagnostic, value: Span, source: &str) -> Diagnostic {
    let text = before(source, value.start);
    let (symbol, spelling, with) = if text.ends_with("!=") {
        ("!=", "is not empty", "with")
    } else if text.ends_with('=') && !text.ends_with("<=") && !text.ends_with(">=") {
        ("=", "is empty", "without")
    } else {
        return diagnostic;
    };
    let start = text.len() - symbol.len();
    let spaced = source.get(..start).is_some_and(|text| text.ends_with(char::is_whitespace));
    let replacement = format!("{}{spelling}", if spaced { "" } else { " " });
    let span = Span::new(u32::try_from(start).unwrap_or(value.start), value.end);
    let title = format!("write `{spelling}`");
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
fn equality(field_type: FieldType, operator: Operator, start: Span, source: &str) -> Option<Fix> {
    let plain = matches!(field_type, FieldType::Number | FieldType::Date | FieldType::Boolean);
    let equality = if operator == Operator::DoesNotContain { Operator::NotEqual } else { Operator::Equal };
    if !plain || !operator.is_textual() {
        return None;
    }
    let mut span = start;
    if !source.get(start.range())?.starts_with('"') {
        for word in operator.as_str().split(' ').skip(1) {
            let rest = after(source, span.end);
            let found = source.len() - rest.len() + word.len();
            if !first_word(rest).eq_ignore_ascii_case(word) {
                return None;
            }
            span = Span::new(start.start, u32::try_from(found).ok()?);
        }
    }
    Some(Fix::new(Applicability::Suggestion, format!("write `{equality}`"), [(span, equality.to_string())]))
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
