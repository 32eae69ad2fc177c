//! Help with the comparison being written.

use super::automaton::{Place, Relation};
use super::complete::Anchor;
use super::describe::{Test, code};
use super::{Options, floor};
use crate::catalog::FieldType;
use crate::text::Span;

/// The comparison being written, with what may be at each of its places.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Signature {
    /// The comparison: `common.platform = text`.
    pub label: String,
    /// The places of field, operator and value within the label.
    pub parameters: Vec<Span>,
    /// The index of the one being written.
    pub active: usize,
    /// What may be there, as Markdown.
    pub documentation: String,
}

/// After a field its operators, after an operator what a value looks like.
///
/// ```
/// use coreql::ide::{Options, signature};
///
/// let signature = signature("compliant = ", 12, &Options::default()).unwrap();
/// assert_eq!(signature.label, "common.compliant = boolean");
/// assert_eq!((signature.active, signature.documentation.as_str()), (2, "`true` or `false`"));
/// ```
pub fn signature(text: &str, offset: u32, options: &Options<'_>) -> Option<Signature> {
    let mut anchor = Anchor::of(text, floor(text, offset), options);
    if let Some(after) = anchor.after_symbol() {
        anchor = after;
    }
    let automaton = &anchor.automaton;
    let catalog = options.query.catalog();
    let field_type = automaton.field_type(text, catalog);
    let (active, operator, documentation) = match automaton.place {
        Place::Operator
        | Place::Starts
        | Place::Does
        | Place::DoesNot
        | Place::Is
        | Place::IsNot
        | Place::Not
        | Place::In => (1, "operator", operators(field_type, options)),
        Place::Value | Place::Amount => {
            let operator = match automaton.relation {
                Relation::Operator(operator) => operator.as_str(),
                Relation::List => "IN",
                Relation::Low | Relation::High => "BETWEEN",
            };
            (2, operator, shape(field_type).to_owned())
        }
        Place::Operand | Place::AfterValue(_) | Place::Connective | Place::Lost => return None,
    };
    let name = automaton.field?.value(text)?;
    let lookup = catalog.lookup(&name);
    let mut label = String::with_capacity(64);
    let mut parameters = Vec::with_capacity(3);
    for part in [lookup.name(), operator, field_type.as_str()] {
        if !label.is_empty() {
            label.push(' ');
        }
        let start = label.len();
        label.push_str(part);
        parameters.push(super::span_of(start, label.len()));
    }
    Some(Signature { label, parameters, active, documentation })
}

fn operators(field_type: FieldType, options: &Options<'_>) -> String {
    let mut text = String::with_capacity(96);
    for test in Test::all(options.query.syntax()).filter(|test| test.is_allowed(field_type)) {
        if !text.is_empty() {
            text.push_str(", ");
        }
        code(&mut text, test.as_str());
    }
    text
}

/// What a value of a type looks like (language, section 6).
const fn shape(field_type: FieldType) -> &'static str {
    match field_type {
        FieldType::String | FieldType::StringArray => "a text: `\"iOS\"`",
        FieldType::Version => "a version: `\"17.2\"`",
        FieldType::Number => "a number: `50`, `-1.5`, `1e3`",
        FieldType::Date => {
            "a date: `\"2024-05-01\"`, `\"2024-05\"`, `\"2024-05-01T12:00:00Z\"`, or milliseconds since 1970"
        }
        FieldType::Boolean => "`true` or `false`",
        FieldType::Untyped => "a text in quotes, a number, `true` or `false`",
    }
}
