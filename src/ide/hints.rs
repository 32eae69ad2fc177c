//! Inlay hints: what a text leaves out.

use super::describe;
use super::{Options, clamp, touch};
use crate::catalog::{FieldType, Reading};
use crate::syntax::ast::{Comparison, Literal, NodeKind};
use crate::syntax::parse_with;
use crate::text::Span;
use crate::value::Interval;

/// A text that is shown in the query, but is not in it.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Hint {
    /// The offset after which it is shown.
    pub offset: u32,
    /// The text.
    pub label: String,
    /// What it is.
    pub kind: HintKind,
}

/// The kinds of [`Hint`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum HintKind {
    /// The full name of a field that is written otherwise.
    Name,
    /// The interval that a date names.
    Interval,
}

/// The hints within a range, in source order: full names, and the intervals of dates. None unless the
/// [options](Options::with_hints) have them on.
///
/// ```
/// use coreql::ide::{Options, hints};
/// use coreql::text::Span;
///
/// let text = "last_connected_at > \"2024-05-01\"";
/// let all = Span::new(0, u32::MAX);
/// assert!(hints(text, all, &Options::default()).is_empty());
/// let hints = hints(text, all, &Options::default().with_hints(true));
/// let labels: Vec<_> = hints.iter().map(|hint| hint.label.as_str()).collect();
/// assert_eq!(labels, ["common.last_connected_at", "2024-05-01T00:00:00.000Z to 2024-05-01T23:59:59.999Z"]);
/// ```
pub fn hints(text: &str, span: Span, options: &Options<'_>) -> Vec<Hint> {
    let mut hints = Vec::new();
    if !options.hints {
        return hints;
    }
    let span = clamp(text, span);
    let parsed = parse_with(text, options.query.parse_options());
    for node in parsed.tree().postorder().filter(|node| touch(node.span(), span)) {
        if let NodeKind::Comparison(comparison) = node.kind() {
            of_comparison(&comparison, options, &mut hints);
        }
    }
    hints
}

fn of_comparison(comparison: &Comparison<'_>, options: &Options<'_>, hints: &mut Vec<Hint>) {
    let lookup = options.query.catalog().lookup(&comparison.field.text);
    if lookup.name() != comparison.field.text {
        let (offset, label) = (comparison.field.span.end, lookup.name().to_owned());
        hints.push(Hint { offset, label, kind: HintKind::Name });
    }
    if lookup.field_type() != FieldType::Date {
        return;
    }
    let operator = super::hover::operator_of(&comparison.condition);
    for value in comparison.condition.values() {
        if let Some(interval) = interval(value, operator, options) {
            let label = describe::interval(interval);
            hints.push(Hint { offset: value.span.end, label, kind: HintKind::Interval });
        }
    }
}

fn interval(
    value: &Literal<'_>,
    operator: crate::syntax::ast::Operator,
    options: &Options<'_>,
) -> Option<Interval> {
    if let Some(relative) = value.relative_date() {
        return relative.resolve(options.query.clock()?);
    }
    match FieldType::Date.read(operator, &value.text, value.quoted)? {
        Reading::Date(interval) => Some(interval),
        Reading::Text | Reading::Number(_) | Reading::Boolean(_) => None,
    }
}
