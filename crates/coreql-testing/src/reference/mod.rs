//! The meaning of the language a second time, as plainly as it can be written: the oracle of the real evaluator.
//!
//! Written from `docs/language.md`, whose rules are named at each step. It shares no code with the library: folding is
//! ICU's, calendars are jiff's, numbers are exact fractions. Speed does not matter, so it allocates and recurses
//! freely.

mod values;

use std::collections::BTreeMap;

use serde_json::{Map, Value as Json};

use values::{Read, blank, fold, read};

/// The types (rule 6.1).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Type {
    /// Text.
    String,
    /// Text that is ordered as a version.
    Version,
    /// A 64-bit integer or a double.
    Number,
    /// An instant in milliseconds.
    Date,
    /// `true` or `false`.
    Boolean,
    /// Texts.
    Array,
    /// A value of any of these types.
    Untyped,
}

/// A field of queries and records.
#[derive(Clone, Debug)]
pub struct Field {
    /// The canonical name.
    pub name: String,
    /// Its other names in records.
    pub aliases: Vec<String>,
    /// The type of its values.
    pub field_type: Type,
}

/// The built-in catalogue (rule 5.1), read from the table itself.
pub fn fields() -> Vec<Field> {
    let table = include_str!("../../../../grammar/core_fields.tsv");
    let row = |line: &str| {
        let cells: Vec<&str> = line.split('\t').collect();
        let field_type = match cells[1] {
            "string" => Type::String,
            "version" => Type::Version,
            "number" => Type::Number,
            "date" => Type::Date,
            "boolean" => Type::Boolean,
            "string[]" => Type::Array,
            other => panic!("{other}"),
        };
        let aliases = cells[5].split('|').filter(|alias| !alias.is_empty()).map(str::to_owned).collect();
        Field { name: cells[0].to_owned(), aliases, field_type }
    };
    table.lines().skip(1).map(row).collect()
}

/// The instant that relative dates are relative to (rule 6.26), in milliseconds.
pub const NOW: i64 = 1_468_264_766_000;

/// The time zone of relative dates (rule 6.28).
pub const ZONE: &str = "America/St_Johns";

/// A literal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Literal {
    /// Its text, without quotes and escapes.
    pub text: String,
    /// Whether it is in quotes.
    pub quoted: bool,
}

/// A query.
#[derive(Clone, Debug)]
pub enum Expr {
    /// All operands match.
    And(Vec<Expr>),
    /// At least one operand matches.
    Or(Vec<Expr>),
    /// The operand does not match.
    Not(Box<Expr>),
    /// A field, an operator in lower case, a literal.
    Relation(Field, &'static str, Literal),
    /// A list of literals; `true` is NOT IN.
    In(Field, bool, Vec<Literal>),
    /// The lowest literal and the highest; `true` is NOT BETWEEN.
    Between(Field, bool, [Literal; 2]),
    /// `is empty`; `true` is `is not empty`.
    Empty(Field, bool),
}

/// What the negative operators mean for a missing value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Missing {
    /// They match (rule 7.6).
    Complement,
    /// They do not match (rule 7.8).
    Exclude,
}

/// Whether the record matches (rules 7.4 to 7.9).
pub fn matches(expr: &Expr, record: &Map<String, Json>, missing: Missing) -> bool {
    match expr {
        Expr::And(operands) => operands.iter().all(|operand| matches(operand, record, missing)),
        Expr::Or(operands) => operands.iter().any(|operand| matches(operand, record, missing)),
        Expr::Not(operand) => !matches(operand, record, missing),
        Expr::Empty(field, negated) => blank(field.field_type, stored(field, record)) != *negated,
        // Rule 3.8: `f IN (a, b)` is `f = a OR f = b`, `f NOT IN (a, b)` is `f != a AND f != b`.
        Expr::In(field, false, literals) => {
            literals.iter().any(|literal| relation(field, "=", literal, record, missing))
        }
        Expr::In(field, true, literals) => {
            literals.iter().all(|literal| relation(field, "!=", literal, record, missing))
        }
        // Rule 7.12: `f BETWEEN a AND b` is `f >= a AND f <= b`.
        Expr::Between(field, negated, [low, high]) => {
            let holds =
                relation(field, ">=", low, record, missing) && relation(field, "<=", high, record, missing);
            // Rule 7.13: NOT BETWEEN is the complement; under Exclude false if the value is missing for either.
            let present = || present(field, ">=", low, record) && present(field, "<=", high, record);
            match (negated, missing) {
                (false, _) => holds,
                (true, Missing::Complement) => !holds,
                (true, Missing::Exclude) => !holds && present(),
            }
        }
        Expr::Relation(field, operator, literal) => relation(field, operator, literal, record, missing),
    }
}

/// The stored value (rules 5.9 and 5.6): that of the exact canonical key, else that of the first key that is the name
/// or an alias when folded.
fn stored<'r>(field: &Field, record: &'r Map<String, Json>) -> &'r Json {
    let names: Vec<String> = field.aliases.iter().chain([&field.name]).map(|name| fold(name)).collect();
    let exact = record.get(&field.name);
    let first = || record.iter().find(|(key, _)| names.contains(&fold(key))).map(|(_, value)| value);
    exact.or_else(first).unwrap_or(&Json::Null)
}

/// Whether there is a value to compare with a literal.
fn present(field: &Field, operator: &str, literal: &Literal, record: &Map<String, Json>) -> bool {
    let value = stored(field, record);
    let is_list = matches!(field.field_type, Type::Array | Type::Untyped) && value.is_array();
    is_list || read(field.field_type, operator, literal, value).is_some()
}

fn relation(
    field: &Field,
    operator: &str,
    literal: &Literal,
    record: &Map<String, Json>,
    missing: Missing,
) -> bool {
    // Rule 7.6: the negative operators are exact complements. Rule 7.8: under Exclude they are false on missing.
    let (positive, negated) = match operator {
        "!=" => ("=", true),
        "does not contain" => ("contains", true),
        other => (other, false),
    };
    let value = stored(field, record);
    let is_list = matches!(field.field_type, Type::Array | Type::Untyped) && value.is_array();
    // Rules 6.7 and 7.2: an array matches if any element does, and is never missing, even when it is empty.
    let values: Vec<&Json> = if is_list { value.as_array().unwrap().iter().collect() } else { vec![value] };
    let read: Vec<Read> =
        values.into_iter().filter_map(|value| read(field.field_type, positive, literal, value)).collect();
    let holds = read.iter().any(|read| read.holds(positive));
    if !negated {
        return holds;
    }
    let present = is_list || !read.is_empty();
    match missing {
        Missing::Complement => !holds,
        Missing::Exclude => present && !holds,
    }
}

/// Counts how often an expression applies each operator to each type.
pub fn tally(expr: &Expr, counts: &mut BTreeMap<(Type, &'static str), u64>) {
    let mut count = |field: &Field, operator| *counts.entry((field.field_type, operator)).or_default() += 1;
    match expr {
        Expr::And(operands) | Expr::Or(operands) => {
            operands.iter().for_each(|operand| tally(operand, counts))
        }
        Expr::Not(operand) => tally(operand, counts),
        Expr::Relation(field, operator, _) => count(field, operator),
        Expr::Between(field, negated, _) => count(field, if *negated { "not between" } else { "between" }),
        Expr::In(field, negated, _) => count(field, if *negated { "not in" } else { "in" }),
        Expr::Empty(field, negated) => count(field, if *negated { "is not empty" } else { "is empty" }),
    }
}
