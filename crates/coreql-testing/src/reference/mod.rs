//! The language's meaning once more, as plainly as it can be written: the oracle of the real evaluator.
//!
//! Written from `docs/language.md` (its sections are named at each step), it shares no code with the crate: folding is
//! ICU's, calendars are jiff's, numbers are exact fractions. It allocates and recurses as it likes.

pub mod generate;
pub mod values;

use std::collections::BTreeMap;

use serde_json::{Map, Value as Json};

use values::{Read, blank, fold, read};

/// Section 6: the types.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Type {
    String,
    Version,
    Number,
    Date,
    Boolean,
    Array,
    Untyped,
}

/// A field that queries name, with its names in records.
#[derive(Clone, Debug)]
pub struct Field {
    pub name: String,
    pub aliases: Vec<String>,
    pub field_type: Type,
}

/// The built-in fields, read from the table itself.
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

/// A literal as it is written: its text, and whether in quotes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Literal {
    pub text: String,
    pub quoted: bool,
}

#[derive(Clone, Debug)]
pub enum Expr {
    And(Vec<Expr>),
    Or(Vec<Expr>),
    Not(Box<Expr>),
    Relation(Field, &'static str, Literal),
    In(Field, bool, Vec<Literal>),
    Empty(Field, bool),
}

/// Section 7: the option.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Missing {
    Complement,
    Exclude,
}

/// Whether the record matches (section 7).
pub fn matches(expr: &Expr, record: &Map<String, Json>, missing: Missing) -> bool {
    match expr {
        Expr::And(operands) => operands.iter().all(|operand| matches(operand, record, missing)),
        Expr::Or(operands) => operands.iter().any(|operand| matches(operand, record, missing)),
        Expr::Not(operand) => !matches(operand, record, missing),
        Expr::Empty(field, negated) => blank(field.field_type, stored(field, record)) != *negated,
        // "`f IN (a, b)` is `f = a OR f = b`, `f NOT IN (a, b)` is `f != a AND f != b`"
        Expr::In(field, false, literals) => {
            literals.iter().any(|literal| relation(field, "=", literal, record, missing))
        }
        Expr::In(field, true, literals) => {
            literals.iter().all(|literal| relation(field, "!=", literal, record, missing))
        }
        Expr::Relation(field, operator, literal) => relation(field, operator, literal, record, missing),
    }
}

/// Section 5: an exact canonical key wins, then the first that is the name or an alias, folded.
fn stored<'r>(field: &Field, record: &'r Map<String, Json>) -> &'r Json {
    let names: Vec<String> = field.aliases.iter().chain([&field.name]).map(|name| fold(name)).collect();
    let exact = record.get(&field.name);
    let first = || record.iter().find(|(key, _)| names.contains(&fold(key))).map(|(_, value)| value);
    exact.or_else(first).unwrap_or(&Json::Null)
}

fn relation(
    field: &Field,
    operator: &str,
    literal: &Literal,
    record: &Map<String, Json>,
    missing: Missing,
) -> bool {
    // "The negative operators are exact complements"; under Exclude they are false on missing.
    let (positive, negated) = match operator {
        "!=" => ("=", true),
        "does not contain" => ("contains", true),
        other => (other, false),
    };
    let value = stored(field, record);
    let is_list = matches!(field.field_type, Type::Array | Type::Untyped) && value.is_array();
    // An array matches by any element, and is not missing, even when it is empty.
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

/// How often each operator was asked of each type.
pub fn tally(expr: &Expr, counts: &mut BTreeMap<(Type, &'static str), u64>) {
    let mut count = |field: &Field, operator| *counts.entry((field.field_type, operator)).or_default() += 1;
    match expr {
        Expr::And(operands) | Expr::Or(operands) => {
            operands.iter().for_each(|operand| tally(operand, counts))
        }
        Expr::Not(operand) => tally(operand, counts),
        Expr::Relation(field, operator, _) => count(field, operator),
        Expr::In(field, negated, _) => count(field, if *negated { "not in" } else { "in" }),
        Expr::Empty(field, negated) => count(field, if *negated { "is not empty" } else { "is empty" }),
    }
}
