//! What is known about what is at an offset.

use super::describe::{self, Test, code};
use super::locate::{Part, part_at, token_at};
use super::{Options, floor, slice, span_of, touch};
use crate::catalog::{FieldType, Lookup, Reading};
use crate::query::CheckOptions;
use crate::syntax::ast::{Comparison, Condition, Literal, Name, NodeKind, Operator};
use crate::syntax::{Parsed, TokenKind, parse_with};
use crate::text::Span;
use crate::value::version::pieces;

/// What is known about a part of a text.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Hover {
    /// The part.
    pub span: Span,
    /// What is known about it, as Markdown.
    pub markdown: String,
}

/// What is known about the field, the operator, the value or the keyword at an offset.
///
/// ```
/// use coreql::ide::{Options, hover};
///
/// let hover = hover("last_connected_at >= \"2024-05\"", 25, &Options::default()).unwrap();
/// assert!(hover.markdown.contains("2024-05-01T00:00:00.000Z to 2024-05-31T23:59:59.999Z"));
/// ```
pub fn hover(text: &str, offset: u32, options: &Options<'_>) -> Option<Hover> {
    let offset = span_of(0, floor(text, offset)).end;
    let parsed = parse_with(text, options.query.parse_options());
    for node in parsed.tree().postorder() {
        if !touch(node.span(), Span::at(offset)) {
            continue;
        }
        match node.kind() {
            NodeKind::Comparison(comparison) => {
                if let Some(hover) = of_comparison(&comparison, offset, options) {
                    return Some(hover);
                }
            }
            NodeKind::Error(error) => {
                if let Some(name) = &error.field
                    && touch(name.span, Span::at(offset))
                {
                    return Some(of_name(name, options));
                }
            }
            NodeKind::And | NodeKind::Or | NodeKind::Not | NodeKind::Group => {}
        }
    }
    of_keyword(&parsed, text, offset)
}

fn of_comparison(comparison: &Comparison<'_>, offset: u32, options: &Options<'_>) -> Option<Hover> {
    let lookup = options.query.catalog().lookup(&comparison.field.text);
    let field_type = lookup.field_type();
    Some(match part_at(comparison, offset)? {
        Part::Field(name) => of_name(name, options),
        Part::Operator(span) => {
            let test = test_of(&comparison.condition);
            let mut markdown = String::new();
            code(&mut markdown, test.as_str());
            markdown.push_str("\n\n");
            if test.is_allowed(field_type) {
                markdown.push_str(&describe::test(test, field_type, options.query.missing()));
            } else {
                markdown.push_str("Fields of type ");
                markdown.push_str(field_type.as_str());
                markdown.push_str(" do not take this operator.");
            }
            Hover { span, markdown }
        }
        Part::Value(value) => of_value(value, &comparison.condition, &lookup, options),
    })
}

/// The condition without its values.
pub(super) const fn test_of(condition: &Condition<'_>) -> Test {
    match condition {
        Condition::Relation { operator, .. } => Test::Relation(*operator),
        Condition::Empty { negated, .. } => Test::Empty { negated: *negated },
        Condition::In { negated, .. } => Test::In { negated: *negated },
        Condition::Between { negated, .. } => Test::Between { negated: *negated },
    }
}

/// The operator as which the values of a condition are read.
pub(super) const fn operator_of(condition: &Condition<'_>) -> Operator {
    match condition {
        Condition::Relation { operator, .. } => *operator,
        Condition::Empty { .. } | Condition::In { .. } => Operator::Equal,
        Condition::Between { .. } => Operator::GreaterOrEqual,
    }
}

fn of_name(name: &Name<'_>, options: &Options<'_>) -> Hover {
    let lookup = options.query.catalog().lookup(&name.text);
    let mut markdown = String::with_capacity(160);
    code(&mut markdown, lookup.name());
    markdown.push_str("\n\n");
    if let Some(field) = lookup.field() {
        markdown.push_str(&describe::field(field));
    } else if lookup.is_known() {
        markdown
            .push_str("A custom attribute. Its type is not known: the value decides how both are compared.");
    } else if lookup.is_ambiguous() {
        markdown.push_str("Fields of several groups have this name:");
        for candidate in lookup.candidates() {
            markdown.push_str("\n- ");
            code(&mut markdown, candidate);
        }
    } else {
        markdown.push_str("The catalogue has no field of this name.");
        if let Some(suggestion) = options.query.catalog().suggest_field(&name.text) {
            markdown.push_str(" Did you mean ");
            code(&mut markdown, suggestion);
            markdown.push('?');
        }
    }
    Hover { span: name.span, markdown }
}

fn of_value(
    value: &Literal<'_>,
    condition: &Condition<'_>,
    lookup: &Lookup<'_, '_>,
    options: &Options<'_>,
) -> Hover {
    let (operator, field_type) = (operator_of(condition), lookup.field_type());
    let mut markdown = String::with_capacity(96);
    match (value.relative_date().filter(|_| field_type == FieldType::Date), options.query.check_options()) {
        (Some(relative), check) => match CheckOptions::clock(check) {
            Some(clock) => match relative.resolve(clock) {
                Some(interval) => markdown.push_str(&describe::interval(interval)),
                None => markdown.push_str("A date outside of the years 0000 to 9999."),
            },
            None => markdown.push_str("A date relative to now. It is not known what counts as now."),
        },
        (None, _) => match field_type.read(operator, &value.text, value.quoted) {
            None => {
                markdown.push_str("Not a value of a field of type ");
                markdown.push_str(field_type.as_str());
                markdown.push('.');
            }
            Some(Reading::Date(interval)) => markdown.push_str(&describe::interval(interval)),
            Some(Reading::Number(_)) => markdown.push_str("A number."),
            Some(Reading::Boolean(_)) => markdown.push_str("A boolean."),
            Some(Reading::Text) if field_type == FieldType::Version && operator.is_ordering() => {
                version(&mut markdown, &value.text);
            }
            Some(Reading::Text) => of_text(&mut markdown, &value.text, lookup),
        },
    }
    Hover { span: value.span, markdown }
}

fn of_text(markdown: &mut String, text: &str, lookup: &Lookup<'_, '_>) {
    let known = lookup.field().map(|field| field.known_values()).unwrap_or_default();
    markdown.push_str(if known.iter().any(|value| crate::text::fold::eq_folded(value, text)) {
        "A known value of this field."
    } else {
        "A text, compared in any case."
    });
}

/// How a version orders: its pieces.
fn version(markdown: &mut String, text: &str) {
    markdown.push_str("Versions compare piece by piece, numbers as numbers:");
    for (index, piece) in pieces(text).enumerate() {
        markdown.push_str(if index == 0 { " " } else { ", " });
        code(markdown, piece.as_str());
    }
    markdown.push_str(". A missing piece is 0.");
}

fn of_keyword(parsed: &Parsed<'_>, text: &str, offset: u32) -> Option<Hover> {
    let token = token_at(parsed, offset).filter(|token| token.kind == TokenKind::Word)?;
    let word = slice(text, token.span);
    let meaning = [
        ("and", "All conditions hold. `AND` binds tighter than `OR`."),
        ("or", "At least one of the conditions holds. `AND` binds tighter than `OR`."),
        ("not", "The condition after it does not hold."),
    ];
    let (_, meaning) = meaning.into_iter().find(|(keyword, _)| keyword.eq_ignore_ascii_case(word))?;
    Some(Hover { span: token.span, markdown: meaning.to_owned() })
}
