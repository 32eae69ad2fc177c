//! Dates that Core syntax cannot write, worked out: `> 30 days ago`, `> now - 30d`.

use super::Diagnostic;
use super::fix::{Applicability, Editor, Fix};
use crate::catalog::FieldType;
use crate::query::{Checked, intended_date};
use crate::syntax::ast::{Comparison, Condition, NodeKind, Operator};
use crate::syntax::{Parsed, Syntax, SyntaxError, SyntaxErrorKind};
use crate::text::{Span, excerpt};
use crate::value::relative::{Clock, Relative};

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
    if error.kind == SyntaxErrorKind::MissingOperator
        && let Some((span, condition)) = of_age(error, parsed, checked)
    {
        let title = format!("write {}", excerpt(&condition));
        diagnostic.fixes = vec![Fix::new(Applicability::Suggestion, title, [(span, condition.clone())])];
        return diagnostic.with_help(format!("write the date: {}", excerpt(&condition)));
    }
    let words = error.related;
    let several = error.kind == SyntaxErrorKind::MissingConnective && words.start < error.token.span.start;
    let text = parsed.source().get(words.range()).unwrap_or_default();
    // Extended syntax writes `now()` without parentheses, and reads it if there is a clock.
    let extended = parsed.options().syntax() == Syntax::Extended && checked.clock().is_some();
    let relative = Some(text.replace("()", "")).filter(|text| extended && Relative::parse(text).is_some());
    if !several || (relative.is_none() && intended_date(text, true, checked.clock()).is_none()) {
        return diagnostic;
    }
    let date = parsed.tree().postorder().find_map(|node| match node.kind() {
        NodeKind::Comparison(comparison) => of_comparison(
            &comparison,
            words.start,
            |field_type, operator| {
                let relative = relative.clone().filter(|_| field_type == FieldType::Date);
                relative.or_else(|| intended(field_type, Some(operator), text, checked.clock()))
            },
            checked,
        ),
        _ => None,
    });
    let Some(date) = date else { return diagnostic };
    let edit = Editor::new(parsed.source()).replace(words, &date);
    diagnostic.fixes = vec![Fix::new(Applicability::Suggestion, format!("write {}", excerpt(&date)), [edit])];
    diagnostic.with_help(format!("write the date: {}", excerpt(&date)))
}

/// The condition that words after a date field name: `older than 30 days`, `within 7 days`.
fn of_age(error: &SyntaxError, parsed: &Parsed<'_>, checked: &Checked) -> Option<(Span, String)> {
    const MOST: usize = 48;
    let source = parsed.source();
    let field = source.get(error.related.range())?.trim_matches('"');
    if checked.query().catalog().lookup(field).field_type() != FieldType::Date {
        return None;
    }
    let start = error.token.span.start;
    let rest = source.get(error.token.span.range().start..)?;
    let length = (0..=rest.len().min(MOST)).rev().find(|at| rest.is_char_boundary(*at))?;
    let lower = rest.get(..length)?.to_ascii_lowercase();
    let ends = [")", " and ", " or "].into_iter().filter_map(|end| lower.find(end));
    let end = ends.min().or((length == rest.len()).then_some(length))?;
    let words = lower.get(..end)?.trim_end();
    let (operator, count, unit) = match words.split_whitespace().collect::<Vec<_>>().as_slice() {
        ["older", "than", count, unit] => (Operator::Less, *count, *unit),
        ["newer" | "younger", "than", count, unit]
        | ["within", count, unit]
        | ["within", "last", count, unit]
        | ["within", "the", "last", count, unit] => (Operator::GreaterOrEqual, *count, *unit),
        _ => return None,
    };
    let date = intended_date(&format!("{count} {unit} ago"), true, checked.clock())?;
    let span = Span::new(start, start.saturating_add(u32::try_from(words.len()).ok()?));
    Some((span, format!("{} {date}", operator.as_str())))
}

/// The date, if it is the value of this comparison that starts there.
fn of_comparison(
    comparison: &Comparison<'_>,
    start: u32,
    date: impl Fn(FieldType, Operator) -> Option<String>,
    checked: &Checked,
) -> Option<String> {
    let Condition::Relation { operator, value, .. } = &comparison.condition else { return None };
    if value.span.start != start {
        return None;
    }
    let field_type = checked.query().catalog().lookup(&comparison.field.text).field_type();
    date(field_type, *operator)
}
