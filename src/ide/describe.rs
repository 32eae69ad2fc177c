//! What is known about fields, operators and values, in words.

use crate::catalog::{Evidence, Field, FieldType};
use crate::query::MissingValues;
use crate::syntax::Syntax;
use crate::syntax::ast::Operator;
use crate::value::Interval;
use crate::value::date::Instant;

/// A condition without its field and its values.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Test {
    Relation(Operator),
    Empty { negated: bool },
    In { negated: bool },
    Between { negated: bool },
}

impl Test {
    /// All of a syntax, in the order of the language page.
    pub(super) fn all(syntax: Syntax) -> impl Iterator<Item = Self> {
        let both = |test: fn(bool) -> Self| [test(false), test(true)];
        let extended = both(|negated| Self::In { negated }).into_iter();
        let extended = extended.chain(both(|negated| Self::Between { negated }));
        Operator::ALL
            .into_iter()
            .map(Self::Relation)
            .chain(both(|negated| Self::Empty { negated }))
            .chain(extended.filter(move |_| syntax == Syntax::Extended))
    }

    /// As printers write it.
    pub(super) const fn as_str(self) -> &'static str {
        match self {
            Self::Relation(operator) => operator.as_str(),
            Self::Empty { negated: false } => "is empty",
            Self::Empty { negated: true } => "is not empty",
            Self::In { negated: false } => "IN",
            Self::In { negated: true } => "NOT IN",
            Self::Between { negated: false } => "BETWEEN",
            Self::Between { negated: true } => "NOT BETWEEN",
        }
    }

    /// Whether fields of a type take it.
    pub(super) const fn is_allowed(self, field_type: FieldType) -> bool {
        match self {
            Self::Relation(operator) => field_type.allows(operator),
            Self::Empty { .. } | Self::In { .. } => true,
            Self::Between { .. } => field_type.allows(Operator::Less),
        }
    }
}

/// What is known about a field.
pub(super) fn field(field: &Field) -> String {
    let mut text = String::with_capacity(128);
    if let Some(description) = field.description() {
        text.push_str(description);
        text.push_str("\n\n");
    }
    text.push_str("Type: ");
    text.push_str(field.field_type().as_str());
    if let Some(sample) = field.sample() {
        text.push_str(", for example ");
        code(&mut text, sample);
    }
    if !field.known_values().is_empty() {
        text.push_str("\n\nKnown values: ");
        codes(&mut text, field.known_values());
    }
    if !field.aliases().is_empty() {
        text.push_str("\n\nAlso named ");
        codes(&mut text, field.aliases());
    }
    text.push_str("\n\nSource: ");
    text.push_str(source(field.evidence()));
    text
}

const fn source(evidence: Evidence) -> &'static str {
    match evidence {
        Evidence::Guide => "the vendor's V2 API guide",
        Evidence::Product => "other documents of the product",
        Evidence::Client => "a published client",
        Evidence::Server => "the server's list of fields",
        Evidence::User => "your catalogue",
    }
}

/// What an operator means for a type, and what it does where the value is missing.
pub(super) fn test(test: Test, field_type: FieldType, missing: MissingValues) -> String {
    let mut text = String::with_capacity(160);
    text.push_str(meaning(test, field_type));
    text.push_str("\n\n");
    text.push_str(on_missing(test, missing));
    text
}

const fn meaning(test: Test, field_type: FieldType) -> &'static str {
    match test {
        Test::Relation(operator) => relation(operator, field_type),
        Test::Empty { negated: false } => "The value is missing, an empty text or an empty list.",
        Test::Empty { negated: true } => "The value is neither missing nor an empty text or list.",
        Test::In { negated: false } => "The value equals one of the list.",
        Test::In { negated: true } => "The value equals none of the list.",
        Test::Between { negated: false } => "The value is within both bounds, or equals one of them.",
        Test::Between { negated: true } => "The value is outside of the bounds.",
    }
}

const fn relation(operator: Operator, field_type: FieldType) -> &'static str {
    match (operator, field_type) {
        (Operator::Equal, FieldType::Date) => "The date is within the interval that the value names.",
        (Operator::NotEqual, FieldType::Date) => "The date is outside of the interval that the value names.",
        (Operator::Less, FieldType::Date) => "The date is before the interval that the value names.",
        (Operator::LessOrEqual, FieldType::Date) => {
            "The date is before the end of the interval that the value names."
        }
        (Operator::Greater, FieldType::Date) => "The date is after the interval that the value names.",
        (Operator::GreaterOrEqual, FieldType::Date) => {
            "The date is not before the interval that the value names."
        }
        (Operator::Equal, FieldType::StringArray) => "One element equals the value, in any case.",
        (Operator::NotEqual, FieldType::StringArray) => "No element equals the value, in any case.",
        (Operator::Contains, FieldType::StringArray) => "One element contains the text, in any case.",
        (Operator::StartsWith, FieldType::StringArray) => "One element starts with the text, in any case.",
        (Operator::DoesNotContain, FieldType::StringArray) => "No element contains the text, in any case.",
        (Operator::Equal, FieldType::Version) => {
            "The versions are the same text: `10` does not equal `10.0`."
        }
        (Operator::NotEqual, FieldType::Version) => {
            "The versions are different texts, such as `10` and `10.0`."
        }
        (Operator::Less, FieldType::Version) => {
            "The version is lower, piece by piece: `9.3` is lower than `10`."
        }
        (Operator::LessOrEqual, FieldType::Version) => "The version is not higher, piece by piece.",
        (Operator::Greater, FieldType::Version) => {
            "The version is higher, piece by piece: `10` is higher than `9.3`."
        }
        (Operator::GreaterOrEqual, FieldType::Version) => "The version is not lower, piece by piece.",
        (Operator::Less, FieldType::String) => {
            "The text comes before, character by character: `10` before `9`."
        }
        (Operator::LessOrEqual, FieldType::String) => "The text does not come after, character by character.",
        (Operator::Greater, FieldType::String) => {
            "The text comes after, character by character: `9` after `10`."
        }
        (Operator::GreaterOrEqual, FieldType::String) => {
            "The text does not come before, character by character."
        }
        (Operator::Equal, FieldType::String) => "The texts are the same, in any case.",
        (Operator::NotEqual, FieldType::String) => "The texts differ in more than case.",
        (Operator::Equal, _) => "The value is equal.",
        (Operator::NotEqual, _) => "The value is not equal.",
        (Operator::Less, _) => "The value is lower.",
        (Operator::LessOrEqual, _) => "The value is lower or equal.",
        (Operator::Greater, _) => "The value is higher.",
        (Operator::GreaterOrEqual, _) => "The value is higher or equal.",
        (Operator::Contains, _) => "The value contains the text, in any case.",
        (Operator::StartsWith, _) => "The value starts with the text, in any case.",
        (Operator::DoesNotContain, _) => "The value does not contain the text, in any case.",
    }
}

/// What a test answers where the value is missing (language, rules 7.4 to 7.8).
const fn on_missing(test: Test, missing: MissingValues) -> &'static str {
    const MATCHES: &str = "Devices without a value match.";
    const FAILS: &str = "Devices without a value do not match.";
    let negated = match test {
        Test::Empty { negated: false } => return MATCHES,
        Test::Empty { negated: true } => return FAILS,
        Test::Relation(operator) => crate::query::semantics::is_negation(operator),
        Test::In { negated } | Test::Between { negated } => negated,
    };
    if missing.holds_on_missing(negated) { MATCHES } else { FAILS }
}

/// `2024-05-01T00:00:00.000Z to 2024-05-01T23:59:59.999Z`
pub(super) fn interval(Interval { start, end }: Interval) -> String {
    let mut text = Instant(start).to_string();
    if start != end {
        text.push_str(" to ");
        text.push_str(&Instant(end).to_string());
    }
    text
}

/// A text as code of Markdown, in as many backticks as it needs.
pub(super) fn code(out: &mut String, text: &str) {
    let mut longest = 0_usize;
    let mut run = 0_usize;
    for c in text.chars() {
        run = if c == '`' { run + 1 } else { 0 };
        longest = longest.max(run);
    }
    let fence = longest + 1;
    // White space keeps a backtick at an end from the fence; a text of blanks has none taken away.
    let pad = if text.starts_with('`') || text.ends_with('`') { " " } else { "" };
    out.extend(std::iter::repeat_n('`', fence));
    out.push_str(pad);
    out.extend(text.chars().map(|c| if matches!(c, '\n' | '\r') { ' ' } else { c }));
    out.push_str(pad);
    out.extend(std::iter::repeat_n('`', fence));
}

fn codes(out: &mut String, texts: &[String]) {
    for (index, text) in texts.iter().enumerate() {
        if index > 0 {
            out.push_str(", ");
        }
        code(out, text);
    }
}
