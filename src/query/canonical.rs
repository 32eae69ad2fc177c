//! The canonical form of a tree: names as the catalogue spells them, quotes where they belong.

#[cfg(test)]
mod tests;

use std::borrow::Cow;

use super::flatten::Flattened;
use crate::catalog::{Catalog, FieldType, Resolution};
use crate::syntax::ast::{Ast, Comparison, Condition, Literal, Name, NodeKind};
use crate::tree::Step;
use crate::value::{Number, boolean, date};

/// The canonical form (language, section 8).
///
/// Names get the catalogue's spelling, those that it lacks stay as written. Numbers of number fields, booleans and
/// integers of dates lose their quotes, what an untyped field is compared with stays as it is, all else gets quotes.
/// Groups are dropped and chains flattened. Error nodes stay as they are.
///
/// The canonical form of a canonical form is the same again.
///
/// ```
/// use coreql::catalog::Catalog;
/// use coreql::query::canonical;
/// use coreql::syntax::{Style, parse, print};
///
/// let parsed = parse(r#"(Platform = iOS AND (battery_level > "50"))"#);
/// let tree = canonical(parsed.tree(), Catalog::builtin());
/// assert_eq!(
///     print(&tree, Style::Canonical).as_deref(),
///     Ok(r#""common.platform" = "iOS" AND "common.battery_level" > 50"#),
/// );
/// ```
pub fn canonical<'a>(tree: &Ast<'a>, catalog: &'a Catalog) -> Ast<'a> {
    let mut flattened = Flattened::with_capacity(tree.len());
    for step in tree.walk() {
        match step {
            Step::Enter(node) => match node.kind() {
                NodeKind::And | NodeKind::Or => {
                    if let Some(connective) = node.connective() {
                        flattened.open_chain(node.id(), connective, node.span());
                    }
                }
                NodeKind::Not => flattened.open_not(node.id(), node.span()),
                NodeKind::Group => {}
                NodeKind::Comparison(comparison) => {
                    flattened.comparison(canonical_comparison(comparison, catalog));
                }
                NodeKind::Error(error) => flattened.error(node.span(), error.clone()),
            },
            Step::Leave(node) => flattened.close(node.id()),
        }
    }
    flattened.finish()
}

fn canonical_comparison<'a>(comparison: &Comparison<'a>, catalog: &'a Catalog) -> Comparison<'a> {
    let Comparison { field, condition } = comparison;
    let (text, field_type) = resolve(&field.text, catalog);
    let field = Name { text: text.unwrap_or_else(|| field.text.clone()), span: field.span, quoted: true };
    let literal = |literal: &Literal<'a>| {
        let quoted = match field_type {
            FieldType::Number => Number::parse(&literal.text).is_none(),
            FieldType::Boolean => boolean::parse(&literal.text).is_none(),
            FieldType::Date => !is_milliseconds(&literal.text),
            FieldType::String | FieldType::Version | FieldType::StringArray => true,
            FieldType::Untyped => literal.quoted,
        };
        Literal { quoted, ..literal.clone() }
    };
    let condition = match condition {
        Condition::Relation { operator, operator_span, value } => {
            Condition::Relation { operator: *operator, operator_span: *operator_span, value: literal(value) }
        }
        Condition::Empty { .. } => condition.clone(),
        Condition::In { negated, operator_span, list, values } => Condition::In {
            negated: *negated,
            operator_span: *operator_span,
            list: *list,
            values: values.iter().map(literal).collect(),
        },
    };
    Comparison { field, condition }
}

/// The catalogue's spelling of a name, if it has one, and the field's type.
fn resolve<'a>(name: &str, catalog: &'a Catalog) -> (Option<Cow<'a, str>>, FieldType) {
    match catalog.resolve(name) {
        Resolution::Field(_, field) => (Some(Cow::Borrowed(field.name())), field.field_type()),
        Resolution::Custom(custom) => (Some(Cow::Owned(custom.to_string())), FieldType::Untyped),
        Resolution::Ambiguous(_) | Resolution::Unknown => (None, FieldType::Untyped),
    }
}

/// Whether a date's literal is an integer; one of exactly four digits is a year.
fn is_milliseconds(text: &str) -> bool {
    let digits = text.strip_prefix('-').unwrap_or(text);
    let integer = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
    integer && (digits.len(), text.len()) != (4, 4) && date::parse(text).is_some()
}
