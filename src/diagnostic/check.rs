//! The advice and fixes of check errors; their `Display` is the message.

use super::fix::{Applicability, Editor, Fix};
use super::{Code, Diagnostic, Severity, dates};
use crate::catalog::{FieldType, closest_value};
use crate::query::{CheckError, CheckErrorKind, Swapped};
use crate::syntax::ast::Operator;
use crate::syntax::lexical::is_one_of;
use crate::syntax::quoted;
use crate::text::{Span, excerpt};
use crate::value::relative::Clock;

pub(super) fn diagnostic(error: &CheckError, source: &str, clock: Option<Clock>) -> Diagnostic {
    let span = error.span();
    let new = |code| {
        Diagnostic::new(code, Severity::Error, span, error.to_string()).with_token(error.token.text(source))
    };
    match &error.kind {
        CheckErrorKind::UnknownField { suggestion, swapped, .. } => {
            let diagnostic = with_suggestion(new(Code::UnknownField), span, suggestion.as_deref());
            with_swapped(diagnostic, swapped.as_ref(), source)
        }
        CheckErrorKind::AmbiguousField { candidates, .. } => ambiguous(new(Code::AmbiguousField), candidates),
        CheckErrorKind::OperatorNotAllowed { operator, operator_span, field_type, .. } => {
            let fix = equality(*field_type, *operator, *operator_span, source);
            new(Code::OperatorNotAllowed).with_help(allowed(*field_type)).with_fix(fix)
        }
        CheckErrorKind::BetweenNotAllowed { field_type, .. } => {
            new(Code::OperatorNotAllowed).with_help(allowed(*field_type))
        }
        CheckErrorKind::NoClock { .. } => {
            new(Code::NoClock).with_help("set the instant that counts as now, or write a date")
        }
        CheckErrorKind::UnreadableValue { field_type, literal, operator, .. } => {
            let diagnostic = new(Code::UnreadableValue).with_help(readable(*field_type));
            let operator_before = operator.map(|(operator, _)| operator);
            let date = || dates::intended(*field_type, operator_before, literal, clock);
            let fix = intended(*field_type, literal).or_else(date).map(|text| {
                let edit = Editor::new(source).replace(span, &text);
                Fix::new(Applicability::Suggestion, format!("write {}", excerpt(&text)), [edit])
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
    let edit = Editor::new(source).replace(operator.join(diagnostic.span), spelling);
    diagnostic.with_help(format!("to find devices {with} a value, write `{spelling}`")).with_fix(Fix::new(
        Applicability::Suggestion,
        format!("write `{spelling}`"),
        [edit],
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
pub(super) fn with_swapped(diagnostic: Diagnostic, swapped: Option<&Swapped>, source: &str) -> Diagnostic {
    let Some(Swapped { span, text }) = swapped else { return diagnostic };
    let edit = Editor::new(source).replace(*span, text);
    let fix = Fix::new(Applicability::Suggestion, "swap the operands", [edit]);
    // A name that is close to a field's is more likely misspelt.
    let named = diagnostic.fixes.is_empty();
    let diagnostic = diagnostic.with_fix(fix);
    if named { diagnostic.with_help(format!("the field comes first: {}", excerpt(text))) } else { diagnostic }
}

/// Which operators a field of this type takes.
fn allowed(field_type: FieldType) -> String {
    // It takes them all, but not with every literal.
    if field_type == FieldType::Untyped {
        return "to compare text, put the value in quotes".to_owned();
    }
    let kind = if field_type == FieldType::StringArray { "list" } else { field_type.as_str() };
    let mut operators = String::new();
    for operator in Operator::ALL.into_iter().filter(|operator| field_type.allows(*operator)) {
        operators.push_str(&format!("`{operator}`, "));
    }
    let operators = operators.trim_end_matches(", ");
    let more = if field_type == FieldType::Date { "; `= 2024-05` matches the whole month" } else { "" };
    format!("a {kind} field takes {operators} and `is empty`{more}")
}

/// `=` or `!=` in place of an operator on text, on a field that does not take it.
fn equality(field_type: FieldType, operator: Operator, span: Span, source: &str) -> Option<Fix> {
    let plain = matches!(field_type, FieldType::Number | FieldType::Date | FieldType::Boolean);
    let equality = if operator == Operator::DoesNotContain { Operator::NotEqual } else { Operator::Equal };
    (plain && operator.is_textual()).then(|| {
        let edit = Editor::new(source).replace(span, equality.as_str());
        Fix::new(Applicability::Suggestion, format!("write `{equality}`"), [edit])
    })
}

/// Literals that a field of this type reads.
const fn examples(field_type: FieldType) -> &'static [&'static str] {
    match field_type {
        FieldType::Number => &["50", "-1.5", "2e9"],
        FieldType::Date => &["2024-05-31", "2024-05", "2024-05-31T13:00:00Z"],
        FieldType::Boolean => &["true", "false"],
        FieldType::String | FieldType::Version | FieldType::StringArray | FieldType::Untyped => &[],
    }
}

/// What a field of this type reads.
pub(super) fn readable(field_type: FieldType) -> String {
    let [examples @ .., last] = examples(field_type) else { return "write text in quotes".to_owned() };
    let examples: Vec<_> = examples.iter().map(|example| format!("`{example}`")).collect();
    let examples = examples.join(", ");
    match field_type {
        FieldType::Boolean => format!("write {examples} or `{last}`"),
        FieldType::Date => {
            format!("write a date, such as {examples} or `{last}`, or milliseconds since 1970")
        }
        _ => format!("write a {field_type}, such as {examples} or `{last}`"),
    }
}

/// What is probably intended by a literal that cannot be read: `yes`, `50%`, `1,000`.
fn intended(field_type: FieldType, literal: &str) -> Option<String> {
    /// Nobody writes a longer number.
    const MOST: usize = 30;
    let is = |words: &[&str]| is_one_of(literal, words);
    let intended = match field_type {
        FieldType::Boolean if is(&["1", "yes", "y", "on"]) => "true".to_owned(),
        FieldType::Boolean if is(&["0", "no", "n", "off"]) => "false".to_owned(),
        FieldType::Boolean => closest_value(literal, ["true", "false"].into_iter())?.to_owned(),
        FieldType::Number if literal.len() <= MOST => {
            literal.strip_suffix('%').unwrap_or(literal).trim().replace(',', "")
        }
        _ => return None,
    };
    field_type.read(Operator::Equal, &intended, false).map(|_| intended)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_read_the_examples_of_their_type() {
        for field_type in FieldType::ALL {
            for example in examples(field_type) {
                assert!(
                    field_type.read(Operator::Equal, example, false).is_some(),
                    "{field_type}: {example}"
                );
            }
        }
    }
}
