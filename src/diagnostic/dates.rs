//! Dates that Core syntax cannot write, worked out: `> 30 days ago`, `> now - 30d`.

use super::Diagnostic;
use super::fix::{Applicability, Editor, Fix};
use crate::catalog::FieldType;
use crate::query::{Checked, intended_date};
use crate::syntax::ast::{Comparison, Condition, NodeKind, Operator};
use crate::syntax::{Parsed, SyntaxError, SyntaxErrorKind};
use crate::text::excerpt;
use crate::value::relative::Clock;

/// The date that is probably intended by the value of a field.
pub(super) fn intended(
    field_type: FieldType,
    operator: Option<Operator>,
    text: &str,
    clock: Option<Clock>,
) -> Option<String> {
    let is_bound = operator.is_some_and(Operator::is_ordering);
    if field_type == FieldType::Date { intended_date(text, is_bound, clock) } else { None }
}

/// The diagnostic of words that are no value, with the date that they name in place of its fix.
pub(super) fn worked_out(
    mut diagnostic: Diagnostic,
    error: &SyntaxError,
    parsed: &Parsed<'_>,
    checked: &Checked,
) -> Diagnostic {
    let words = error.related;
    let several = error.kind == SyntaxErrorKind::MissingConnective && words.start < error.token.span.start;
    let text = parsed.source().get(words.range()).unwrap_or_default();
    if !several || intended_date(text, true, checked.clock()).is_none() {
        return diagnostic;
    }
    let date = parsed.tree().postorder().find_map(|node| match node.kind() {
        NodeKind::Comparison(comparison) => of_comparison(&comparison, words.start, text, checked),
        _ => None,
    });
    let Some(date) = date else { return diagnostic };
    let edit = Editor::new(parsed.source()).replace(words, &date);
    diagnostic.fixes = vec![Fix::new(Applicability::Suggestion, format!("write {}", excerpt(&date)), [edit])];
    diagnostic.with_help(format!("write the date: {}", excerpt(&date)))
}

/// The date, if it is the value of this comparison that starts there.
fn of_comparison(comparison: &Comparison<'_>, start: u32, text: &str, checked: &Checked) -> Option<String> {
    let Condition::Relation { operator, value, .. } = &comparison.condition else { return None };
    if value.span.start != start {
        return None;
    }
    let field_type = checked.query().catalog().lookup(&comparison.field.text).field_type();
    intended(field_type, Some(*operator), text, checked.clock())
}
