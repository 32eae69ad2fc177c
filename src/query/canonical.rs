//! The canonical form of a tree: names as the catalogue spells them, quotes as the catalogue's types require.

#[cfg(test)]
mod tests;

use std::borrow::Cow;

use super::flatten::Flattened;
use crate::catalog::{Catalog, FieldType};
use crate::syntax::ast::{Ast, Comparison, Condition, Literal, Name, NodeKind, Operator};
use crate::tree::Step;

/// The canonical form (language, rules 8.1 and 8.7).
///
/// Names get the catalogue's spelling, names that it lacks stay as written. Numbers of number fields, booleans and
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
                    flattened.comparison(canonical_comparison(&comparison, catalog));
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
    let lookup = catalog.lookup(&field.text);
    let field_type = lookup.field_type();
    // The catalogue's own name can be borrowed; any other is a copy.
    let text = match lookup.field() {
        Some(field) => Cow::Borrowed(field.name()),
        None if lookup.name() == field.text => field.text.clone(),
        None => Cow::Owned(lookup.name().to_owned()),
    };
    let field = Name { text, span: field.span, quoted: true };
    let literal = |literal: &Literal<'a>| {
        // Fields of other types read `now` and `today` as other words.
        if let Some(relative) = literal.relative_date()
            && (field_type == FieldType::Date || !relative.is_bare())
        {
            return Literal { text: Cow::Owned(relative.to_string()), ..literal.clone() };
        }
        // The quotes of a literal that an untyped field is compared with are part of its meaning.
        let quoted = match field_type {
            FieldType::Untyped => literal.quoted,
            typed => {
                let reading = typed.read(Operator::Equal, &literal.text, literal.quoted);
                !reading.is_some_and(|reading| reading.is_written_bare(&literal.text))
            }
        };
        Literal { quoted, relative: false, ..literal.clone() }
    };
    let condition = match condition {
        Condition::Relation { operator, operator_span, operator_quoted, value } => Condition::Relation {
            operator: *operator,
            operator_span: *operator_span,
            operator_quoted: *operator_quoted,
            value: literal(value),
        },
        Condition::Empty { .. } => condition.clone(),
        Condition::Between { negated, operator_span, values } => Condition::Between {
            negated: *negated,
            operator_span: *operator_span,
            values: Box::new(values.each_ref().map(literal)),
        },
        Condition::In { negated, operator_span, list, values } => Condition::In {
            negated: *negated,
            operator_span: *operator_span,
            list: *list,
            values: values.iter().map(literal).collect(),
        },
    };
    Comparison { field, condition }
}
