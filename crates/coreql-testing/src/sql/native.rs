//! Random devices in plain columns alone, as in tables that coreql did not create.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use coreql::catalog::Catalog;
use coreql::eval::json::Binding;
use coreql::sql::{Mapping, Rows, SqlValue, Storage};
use coreql::text::fold::fold_char;
use serde_json::{Value as Json, json};

use super::Fleet;
use crate::generate::{Random, expr, text};
use crate::reference::{Expr, Literal, Type};

/// What the columns of a table can store.
#[derive(Clone, Copy, Debug)]
pub struct Columns {
    /// How dates are stored.
    pub date: Storage,
    /// The first and the last instant that a date column can store.
    pub dates: (i64, i64),
    /// How arrays are stored.
    pub array: Storage,
    /// Whether an array may be NULL.
    pub null_arrays: bool,
}

/// A fleet whose mapping has one column for each field, and whose devices are what such columns can store.
#[derive(Debug)]
pub struct Native {
    /// The fleet.
    pub fleet: Fleet,
    /// The row of each device.
    pub rows: Vec<Vec<SqlValue>>,
    columns: Columns,
    excluded: BTreeSet<char>,
    /// Texts without the excluded characters, shared by devices and queries so that some are equal.
    texts: Vec<String>,
}

impl Native {
    /// A fleet whose texts contain no excluded character.
    pub fn new(seed: u64, devices: usize, columns: Columns, excluded: BTreeSet<char>) -> Self {
        let mut fleet = Fleet::new(seed, devices);
        let mut random = Random::new(seed ^ 0x7e57);
        let texts = (0..12).map(|_| usable(&random_text(&mut random), &excluded)).collect();
        let mut numbers = [Storage::Integer, Storage::Double].into_iter().cycle();
        let field = |field: &crate::reference::Field| {
            let storage = match field.field_type {
                Type::String | Type::Version | Type::Untyped => Storage::Text,
                Type::Number => numbers.next().unwrap(),
                Type::Date => columns.date,
                Type::Boolean => Storage::Boolean,
                Type::Array => columns.array,
            };
            (field.name.clone(), storage)
        };
        let fields: Vec<Json> = (fleet.fields.iter().map(field).collect::<Vec<_>>().into_iter().zip(0..))
            .map(|((name, storage), at)| json!({"field": name, "column": format!("col{at}"), "storage": storage}))
            .collect();
        let mapping = json!({"table": "devices", "id": "id", "fields": fields});
        fleet.mapping = Mapping::from_json(&mapping.to_string()).unwrap();
        let mut native = Self { fleet, rows: Vec::new(), columns, excluded, texts };
        native.keep_what_columns_store();
        native
    }

    /// Replaces every device by what its columns store.
    fn keep_what_columns_store(&mut self) {
        let catalog = Catalog::builtin();
        let mapping = self.fleet.mapping.clone();
        let rows = Rows::new(&mapping, catalog).unwrap();
        let binding = Binding::new(rows.schema(), catalog);
        for (id, device) in (0..).zip(&mut self.fleet.devices) {
            let row = rows.row(id, "", &binding.row(device));
            let held = mapping.fields().zip(&row[1..]).filter_map(|(columns, value)| {
                let value = match value {
                    SqlValue::Null if columns.storage == Storage::TextArray && !self.columns.null_arrays => {
                        json!([])
                    }
                    SqlValue::Null => return None,
                    SqlValue::Text(list) if columns.storage == Storage::TextArray => {
                        let texts: Vec<String> = serde_json::from_str(list).unwrap();
                        Json::from(texts.iter().map(|text| usable(text, &self.excluded)).collect::<Vec<_>>())
                    }
                    SqlValue::Text(text) => {
                        let text = if self.fleet.random.percent(20) {
                            self.fleet.random.pick(&self.texts)
                        } else {
                            text
                        };
                        json!(usable(text, &self.excluded))
                    }
                    SqlValue::Integer(instant) if columns.storage == self.columns.date => {
                        let (first, last) = self.columns.dates;
                        if !(first..=last).contains(instant) {
                            return None;
                        }
                        json!(instant)
                    }
                    SqlValue::Integer(integer) => json!(integer),
                    SqlValue::Double(double) => json!(double),
                    SqlValue::Boolean(value) => json!(value),
                    other => panic!("{other:?}"),
                };
                Some((columns.field.clone(), value))
            });
            *device = held.collect();
            self.rows.push(rows.row(id, "", &binding.row(device)));
        }
    }

    /// The next random query: its text, and whether plain columns can evaluate it.
    pub fn query(&mut self) -> (String, bool) {
        let mut expr = expr(&mut self.fleet.random, &self.fleet.fields, 2, true);
        self.exclude(&mut expr);
        (text(&expr, &mut self.fleet.random), self.supports(&expr))
    }

    /// Removes the excluded characters from the literals.
    fn exclude(&mut self, expr: &mut Expr) {
        let (field, literals) = match expr {
            Expr::And(operands) | Expr::Or(operands) => {
                operands.iter_mut().for_each(|operand| self.exclude(operand));
                return;
            }
            Expr::Not(operand) => return self.exclude(operand),
            Expr::Empty(..) => return,
            Expr::Relation(field, _, literal) => (field, std::slice::from_mut(literal)),
            Expr::In(field, _, literals) => (field, literals.as_mut_slice()),
            Expr::Between(field, _, literals) => (field, literals.as_mut_slice()),
        };
        if matches!(field.field_type, Type::Number | Type::Date | Type::Boolean) {
            return;
        }
        for literal in literals {
            if literal.quoted && self.fleet.random.percent(20) {
                literal.text = self.fleet.random.pick(&self.texts).clone();
            }
            if literal.text.chars().any(|c| self.excluded.contains(&c)) {
                literal.text = usable(&literal.text, &self.excluded);
                literal.quoted = true;
            }
        }
    }

    /// Plain columns have no version order, and store untyped fields as text alone.
    fn supports(&self, expr: &Expr) -> bool {
        let text_literal = |literal: &Literal| {
            let lower = literal.text.to_ascii_lowercase();
            literal.quoted || !(lower == "true" || lower == "false" || is_number(&literal.text))
        };
        let supports =
            |field: &crate::reference::Field, operator: &str, literals: &[Literal]| match field.field_type {
                Type::Version => !operator.starts_with(['<', '>']),
                Type::Untyped => literals.iter().all(text_literal),
                Type::Array => self.columns.array == Storage::TextArray,
                Type::String | Type::Number | Type::Date | Type::Boolean => true,
            };
        match expr {
            Expr::And(operands) | Expr::Or(operands) => operands.iter().all(|operand| self.supports(operand)),
            Expr::Not(operand) => self.supports(operand),
            Expr::Relation(field, operator, literal) => {
                supports(field, operator, std::slice::from_ref(literal))
            }
            Expr::In(field, _, literals) => supports(field, "=", literals),
            Expr::Between(field, _, literals) => supports(field, "<", literals),
            Expr::Empty(field, _) => supports(field, "is empty", &[]),
        }
    }
}

fn is_number(text: &str) -> bool {
    // Rule 6.8
    let regex = regex::Regex::new(r"^-?[0-9]+(\.[0-9]+)?([eE][+-]?[0-9]+)?$").unwrap();
    regex.is_match(text)
}

fn random_text(random: &mut Random) -> String {
    static CASED: LazyLock<Vec<char>> =
        LazyLock::new(|| ('\0'..=char::MAX).filter(|c| fold_char(*c) != *c).collect());
    let mut text = String::new();
    for _ in 0..=random.below(3) {
        let c = *random.pick(&CASED);
        text.push(if random.percent(50) { c } else { fold_char(c) });
        let any = char::from_u32(u32::try_from(random.below(0x11_0000)).unwrap());
        text.extend(any.filter(|c| *c != '\0' && random.percent(30)));
    }
    text
}

fn usable(text: &str, excluded: &BTreeSet<char>) -> String {
    text.chars().filter(|c| !excluded.contains(c)).collect()
}
