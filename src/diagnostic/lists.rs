//! Lists and ranges, which Core syntax has not, written as comparisons: `in ("iOS", "Android")`, `between 1 and 5`.

use super::Diagnostic;
use super::fix::{Applicability, Editor, Fix};
use crate::query::Checked;
use crate::syntax::ast::{NodeKind, Operator};
use crate::syntax::{Connective, Extension, Parsed, SyntaxError, SyntaxErrorKind};
use crate::text::Span;

/// With more values, or a longer name, nobody reads what comes of it.
const MOST_VALUES: usize = 100;
const LONGEST_NAME: usize = 200;

/// The diagnostic of a list in Core syntax, with a group of comparisons as its fix.
pub(super) fn as_comparisons(diagnostic: Diagnostic, error: &SyntaxError, parsed: &Parsed<'_>) -> Diagnostic {
    let (operator, connective) = match error.kind {
        SyntaxErrorKind::ExtendedOnly(Extension::In) => (Operator::Equal, Connective::Or),
        SyntaxErrorKind::ExtendedOnly(Extension::NotIn) => (Operator::NotEqual, Connective::And),
        _ => return diagnostic,
    };
    let place = error.token.span;
    let list = parsed.tree().postorder().find_map(|node| match node.kind() {
        NodeKind::Error(error) if node.span().start <= place.start && place.end <= node.span().end => {
            Some((node.span(), error.field.as_ref()?, error.values.as_slice()))
        }
        _ => None,
    });
    let Some((span, field, values)) = list.filter(|(_, _, values)| !values.is_empty()) else {
        return diagnostic;
    };
    let text = |span: Span| parsed.source().get(span.range()).unwrap_or_default();
    let name = text(field.span);
    if values.len() > MOST_VALUES || name.len() > LONGEST_NAME {
        return diagnostic;
    }
    let comparisons: Vec<_> =
        values.iter().map(|value| format!("{name} {operator} {}", text(*value))).collect();
    let all = comparisons.join(&format!(" {} ", connective.as_str()));
    let group = if values.len() == 1 { all } else { format!("({all})") };
    let edit = Editor::new(parsed.source()).replace(span, &group);
    diagnostic.with_fix(Fix::new(Applicability::Automatic, "write a comparison for each value", [edit]))
}

/// The diagnostic of a range in Core syntax, without its fix where the field takes neither `>=` nor `<=`.
pub(super) fn if_ordered(
    mut diagnostic: Diagnostic,
    error: &SyntaxError,
    parsed: &Parsed<'_>,
    checked: &Checked,
) -> Diagnostic {
    let SyntaxErrorKind::CoreBetween(parts) = error.kind else { return diagnostic };
    let name = parsed.token_at(parts.field.start).value(parsed.source()).unwrap_or_default();
    let field_type = checked.query().catalog().lookup(&name).field_type();
    if !field_type.allows(Operator::GreaterOrEqual) {
        diagnostic.fixes.clear();
    }
    diagnostic
}
