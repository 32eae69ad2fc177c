//! One test as a condition on the columns of its field.

mod atom;

use self::atom::{Atom, Relation, Text, TextOperand, null_tests, text_atom};
use super::dialect::Dialect;
use super::error::SqlError;
use super::key;
use super::mapping::{FieldColumns, Storage, UntypedColumns};
use super::writer::Writer;
use crate::catalog::FieldType;
use crate::query::{Operand, Test};
use crate::syntax::ast::Operator;
use crate::text::fold::fold;
use crate::value::{Interval, Number};

/// What a test says where its question is answered with yes, with no, and where there is no value to ask.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Answers {
    pub(super) yes: bool,
    pub(super) no: bool,
    pub(super) missing: bool,
}

/// A question without its negation: true for yes, false or NULL for no and for a missing value.
#[derive(Debug)]
pub(super) struct Condition<'m> {
    /// One of these holds at least.
    any: Vec<Atom<'m>>,
    present: Present<'m>,
}

/// When there is a value to ask.
#[derive(Debug)]
enum Present<'m> {
    /// One of these columns is not NULL.
    Any(Vec<&'m str>),
    /// None of these columns is NULL.
    All(Vec<&'m str>),
    /// Always: the question is about that.
    Always,
}

/// A field with its columns, where conditions are made for a dialect.
#[derive(Clone, Copy, Debug)]
pub(super) struct Asked<'m> {
    pub(super) field_type: FieldType,
    pub(super) columns: &'m FieldColumns,
    pub(super) dialect: Dialect,
}

impl<'m> Asked<'m> {
    /// The question of a test.
    pub(super) fn condition(self, test: &Test) -> Result<Condition<'m>, SqlError> {
        match test {
            Test::Empty { .. } => Ok(Condition { any: vec![self.blank()?], present: Present::Always }),
            Test::Compare { operator, operand } => {
                let mut any = Vec::new();
                self.compare(*operator, operand, &mut any)?;
                Ok(Condition { any, present: self.present([operand])? })
            }
            Test::In { operands, .. } => {
                let mut any = Vec::new();
                self.any_of(operands, &mut any)?;
                Ok(Condition { any, present: self.present(operands)? })
            }
        }
    }

    fn needs(self, needs: &'static str) -> SqlError {
        SqlError::NoForm { field: self.columns.field.clone(), needs, dialect: self.dialect }
    }

    fn column(self) -> &'m str {
        &self.columns.column
    }

    fn untyped(self) -> Result<&'m UntypedColumns, SqlError> {
        self.columns.untyped.as_ref().ok_or_else(|| self.needs("its helper columns"))
    }

    /// Text fields: where to ask.
    fn text(self) -> Result<Text<'m>, SqlError> {
        match (&self.columns.folded, self.columns.storage) {
            (Some(folded), _) => Ok(Text::Folded(folded)),
            (None, Storage::Text) if self.dialect.facts().fold.is_some() => Ok(Text::Native(self.column())),
            (None, Storage::TextArray)
                if self.dialect.facts().any_element.is_some() && self.dialect.facts().fold.is_some() =>
            {
                Ok(Text::Elements(self.column()))
            }
            _ => Err(self.needs("a folded copy of its text")),
        }
    }

    /// Whether its text is a list of elements in one column.
    fn is_list(self) -> bool {
        self.columns.folded.is_some()
            && matches!(self.field_type, FieldType::StringArray | FieldType::Untyped)
    }

    fn blank(self) -> Result<Atom<'m>, SqlError> {
        Ok(match self.field_type {
            FieldType::Number => {
                Atom::Null(std::iter::once(self.column()).chain(self.columns.real.as_deref()).collect())
            }
            FieldType::Date | FieldType::Boolean => Atom::Null(vec![self.column()]),
            FieldType::String | FieldType::Version | FieldType::StringArray | FieldType::Untyped => {
                match self.text()? {
                    Text::Folded(column) if self.is_list() => {
                        Atom::BlankText(TextOperand::Column(column), &["", "AAB"])
                    }
                    Text::Folded(column) => Atom::BlankText(TextOperand::Column(column), &[""]),
                    Text::Native(column) => Atom::BlankText(TextOperand::NativeColumn(column), &[""]),
                    Text::Elements(column) => {
                        let empty = self.dialect.facts().array_is_empty;
                        Atom::BlankArray(
                            column,
                            empty.ok_or_else(|| self.needs("a folded copy of its text"))?,
                        )
                    }
                }
            }
        })
    }

    fn present<'o>(self, operands: impl IntoIterator<Item = &'o Operand>) -> Result<Present<'m>, SqlError> {
        Ok(match self.field_type {
            FieldType::Number => {
                Present::Any(std::iter::once(self.column()).chain(self.columns.real.as_deref()).collect())
            }
            FieldType::Date | FieldType::Boolean => Present::All(vec![self.column()]),
            FieldType::String | FieldType::Version | FieldType::StringArray => match self.text()? {
                Text::Folded(column) | Text::Native(column) | Text::Elements(column) => {
                    Present::All(vec![column])
                }
            },
            FieldType::Untyped => {
                let columns = self.untyped()?;
                let mut present = Vec::new();
                for operand in operands {
                    let column = match operand {
                        Operand::Number { .. } => &columns.numbers,
                        Operand::Boolean(_) => &columns.booleans,
                        Operand::Text(_) | Operand::Date { .. } => self
                            .columns
                            .folded
                            .as_ref()
                            .ok_or_else(|| self.needs("a folded copy of its text"))?,
                    };
                    if !present.contains(&column.as_str()) {
                        present.push(column.as_str());
                    }
                }
                Present::All(present)
            }
        })
    }

    fn compare(self, operator: Operator, operand: &Operand, any: &mut Vec<Atom<'m>>) -> Result<(), SqlError> {
        let relation = Relation::of(operator);
        match operand {
            Operand::Text(text) if self.field_type == FieldType::Version && operator.is_ordering() => {
                let sort =
                    self.columns.sort.as_deref().ok_or_else(|| self.needs("a sort key of its versions"))?;
                any.push(Atom::Order(Text::Folded(sort), relation, key::version(text)));
            }
            Operand::Text(text) if self.is_list() => self.list(operator, &fold(text), any)?,
            Operand::Text(text) => {
                let (column, text) = (self.text()?, fold(text).into_owned());
                any.extend(text_atom(column, operator, text));
            }
            Operand::Number { value, .. } if self.field_type == FieldType::Untyped => {
                let columns = self.untyped()?;
                let key = key::number(*value);
                let end = if relation.is_downward() { &columns.least_number } else { &columns.most_number };
                any.push(match relation {
                    Relation::Equal => contains_element(&columns.numbers, &key),
                    Relation::Less | Relation::LessOrEqual | Relation::Greater | Relation::GreaterOrEqual => {
                        Atom::Order(Text::Folded(end), relation, key)
                    }
                });
            }
            Operand::Number { value, .. } => self.number(relation, *value, any),
            Operand::Date { interval, .. } => self.date(relation, *interval, any)?,
            Operand::Boolean(value) => self.boolean(*value, any)?,
        }
        Ok(())
    }

    fn any_of(self, operands: &[Operand], any: &mut Vec<Atom<'m>>) -> Result<(), SqlError> {
        let mut texts = Vec::new();
        let mut integers = Vec::new();
        for operand in operands {
            match operand {
                Operand::Text(text) if !self.is_list() => texts.push(fold(text).into_owned()),
                Operand::Number { value: Number::Integer(integer), .. }
                    if self.columns.storage == Storage::Integer =>
                {
                    integers.push(*integer);
                }
                Operand::Text(_) | Operand::Number { .. } | Operand::Date { .. } | Operand::Boolean(_) => {
                    self.compare(Operator::Equal, operand, any)?;
                }
            }
        }
        if !texts.is_empty() {
            texts.sort();
            texts.dedup();
            for texts in texts.chunks(self.dialect.facts().longest_list) {
                any.push(Atom::Equal(self.text()?, texts.to_vec()));
            }
        }
        if !integers.is_empty() {
            integers.sort_unstable();
            integers.dedup();
            for integers in integers.chunks(self.dialect.facts().longest_list) {
                any.push(Atom::IntegerIn(self.column(), integers.to_vec()));
            }
        }
        Ok(())
    }

    /// A question about the elements of a list, the text folded.
    fn list(self, operator: Operator, text: &str, any: &mut Vec<Atom<'m>>) -> Result<(), SqlError> {
        let Text::Folded(list) = self.text()? else { return Err(self.needs("a folded copy of its text")) };
        match operator {
            Operator::Equal | Operator::NotEqual => any.push(contains_element(list, text)),
            Operator::StartsWith => {
                any.push(Atom::Contains(Text::Folded(list), format!("{}{text}", key::SEPARATOR)));
            }
            Operator::Contains | Operator::DoesNotContain => {
                // Every list that is not empty has a separator, and every element contains nothing.
                let text = if text.is_empty() { key::SEPARATOR } else { text };
                any.push(Atom::Contains(Text::Folded(list), text.to_owned()));
            }
            Operator::Less | Operator::LessOrEqual | Operator::Greater | Operator::GreaterOrEqual => {
                let columns = self.untyped()?;
                let relation = Relation::of(operator);
                let end = if relation.is_downward() { &columns.least } else { &columns.most };
                any.push(Atom::Order(Text::Folded(end), relation, text.to_owned()));
            }
        }
        Ok(())
    }

    fn boolean(self, value: bool, any: &mut Vec<Atom<'m>>) -> Result<(), SqlError> {
        any.push(if self.field_type == FieldType::Untyped {
            contains_element(&self.untyped()?.booleans, boolean_text(value))
        } else {
            Atom::Boolean(self.column(), value)
        });
        Ok(())
    }

    /// Engines compare integers with anything but integers through doubles, so each column is compared with its own kind.
    fn number(self, relation: Relation, number: Number, any: &mut Vec<Atom<'m>>) {
        let number = whole(number).map_or(number, Number::Integer);
        match self.columns.storage {
            Storage::Double => any.extend(real_atom(self.column(), relation, number)),
            Storage::Text
            | Storage::Integer
            | Storage::Boolean
            | Storage::Milliseconds
            | Storage::Timestamp
            | Storage::TimestampZoned
            | Storage::TextArray
            | Storage::Json => any.extend(integer_atom(self.column(), relation, number)),
        }
        if let Some(real) = &self.columns.real {
            any.extend(real_atom(real, relation, number));
        }
    }

    fn date(self, relation: Relation, interval: Interval, any: &mut Vec<Atom<'m>>) -> Result<(), SqlError> {
        let Interval { start, end } = interval;
        let (from, to) = match relation {
            Relation::Equal => (Some(start), Some(end)),
            Relation::Less => match start.checked_sub(1) {
                Some(before) => (None, Some(before)),
                None => return Ok(()),
            },
            Relation::LessOrEqual => (None, Some(end)),
            Relation::Greater => match end.checked_add(1) {
                Some(after) => (Some(after), None),
                None => return Ok(()),
            },
            Relation::GreaterOrEqual => (Some(start), None),
        };
        let facts = self.dialect.facts();
        let template = match self.columns.storage {
            Storage::Timestamp => facts.timestamp,
            Storage::TimestampZoned => facts.timestamp_zoned,
            Storage::Text
            | Storage::Integer
            | Storage::Double
            | Storage::Boolean
            | Storage::Milliseconds
            | Storage::TextArray
            | Storage::Json => {
                any.push(Atom::Milliseconds(self.column(), from, to));
                return Ok(());
            }
        };
        let template = template.ok_or_else(|| self.needs("a column of milliseconds"))?;
        // Engines' timestamps end where the language's years do, or later.
        let within = |bound: i64| YEARS.0 <= bound && bound <= YEARS.1;
        if from.is_some_and(|from| from > YEARS.1) || to.is_some_and(|to| to < YEARS.0) {
            return Ok(());
        }
        any.push(Atom::Timestamp(
            self.column(),
            template,
            from.filter(|from| within(*from)),
            to.filter(|to| within(*to)),
        ));
        Ok(())
    }
}

/// The first and the last millisecond of the years 0000 to 9999.
const YEARS: (i64, i64) = (-62_167_219_200_000, 253_402_300_799_999);

pub(super) const fn boolean_text(value: bool) -> &'static str {
    if value { "t" } else { "f" }
}

fn contains_element<'m>(list: &'m str, element: &str) -> Atom<'m> {
    let separator = key::SEPARATOR;
    Atom::Contains(Text::Folded(list), format!("{separator}{element}{separator}"))
}

/// The integer of 64 bits that a number is, if it is one.
pub(super) fn whole(number: Number) -> Option<i64> {
    match number {
        Number::Integer(integer) => Some(integer),
        Number::Double(double) if double.fract() == 0.0 && double.abs() <= LARGEST => {
            #[expect(clippy::as_conversions, reason = "whole and in range")]
            let integer = double as i64;
            (Number::Integer(integer) == number).then_some(integer)
        }
        Number::Double(_) => None,
    }
}

/// 2⁶³.
const LARGEST: f64 = 9_223_372_036_854_775_808.0;

/// A column of integers against a number that is a double only if it is no integer of 64 bits.
fn integer_atom(column: &str, relation: Relation, number: Number) -> Option<Atom<'_>> {
    let double = match number {
        Number::Integer(integer) => return Some(Atom::Integer(column, relation, integer)),
        Number::Double(double) => double,
    };
    if relation == Relation::Equal {
        return None;
    }
    if double.abs() >= LARGEST {
        let all = relation.is_downward() == (double > 0.0);
        return all.then_some(Atom::Present(column));
    }
    // Between two integers.
    let below = whole(Number::Double(double.floor()))?;
    let relation = if relation.is_downward() { Relation::LessOrEqual } else { Relation::Greater };
    Some(Atom::Integer(column, relation, below))
}

/// A column of doubles against a number.
fn real_atom(column: &str, relation: Relation, number: Number) -> Option<Atom<'_>> {
    let integer = match number {
        Number::Double(double) => return Some(Atom::Real(column, relation, double)),
        Number::Integer(integer) => integer,
    };
    let below = key::largest_double_to(integer);
    if Number::Double(below) == Number::Integer(integer) {
        return Some(Atom::Real(column, relation, below));
    }
    // Between two doubles.
    match relation {
        Relation::Equal => None,
        Relation::Less | Relation::LessOrEqual => Some(Atom::Real(column, Relation::LessOrEqual, below)),
        Relation::Greater | Relation::GreaterOrEqual => Some(Atom::Real(column, Relation::Greater, below)),
    }
}

/// Operands of one parenthesis at most: engines read a long chain by recursion.
pub(super) const LONGEST: usize = 64;

/// Any of the atoms, in parentheses of parentheses where they are many.
fn one_holds(atoms: &[Atom<'_>], writer: &mut Writer) {
    match atoms {
        [] => {
            writer.sql("1 = 0");
        }
        [one] => one.write(writer),
        several => {
            writer.sql("(");
            for (index, part) in several.chunks(several.len().div_ceil(LONGEST)).enumerate() {
                writer.sql(if index == 0 { "" } else { " OR " });
                one_holds(part, writer);
            }
            writer.sql(")");
        }
    }
}

impl Condition<'_> {
    /// Writes what a test says.
    pub(super) fn write(&self, answers: Answers, writer: &mut Writer) {
        match answers {
            Answers { yes: true, no: false, missing: false } => self.question(writer),
            Answers { yes: false, no: true, missing: true } => self.complement(writer),
            Answers { yes: false, no: true, missing: false } => match self.present {
                Present::Always => self.complement(writer),
                Present::Any(_) | Present::All(_) => {
                    writer.sql("(");
                    self.present.write(writer);
                    writer.sql(" AND ");
                    self.complement(writer);
                    writer.sql(")");
                }
            },
            Answers { yes: true, no: false, missing: true } => match self.present {
                Present::Always => self.question(writer),
                Present::Any(_) | Present::All(_) => {
                    writer.sql("(");
                    self.present.write_not(writer);
                    writer.sql(" OR ");
                    self.question(writer);
                    writer.sql(")");
                }
            },
            Answers { yes, no: _, missing: _ } => {
                writer.sql(if yes { "1 = 1" } else { "1 = 0" });
            }
        }
    }

    fn question(&self, writer: &mut Writer) {
        one_holds(&self.any, writer);
    }

    fn complement(&self, writer: &mut Writer) {
        if self.any.is_empty() {
            writer.sql("1 = 1");
            return;
        }
        writer.template(writer.dialect().facts().is_not_true, &mut |writer, _| self.question(writer));
    }
}

impl Present<'_> {
    fn write(&self, writer: &mut Writer) {
        match self {
            Present::Always => {
                writer.sql("1 = 1");
            }
            Present::Any(columns) => null_tests(columns, " IS NOT NULL", " OR ", writer),
            Present::All(columns) => null_tests(columns, " IS NOT NULL", " AND ", writer),
        }
    }

    fn write_not(&self, writer: &mut Writer) {
        match self {
            Present::Always => {
                writer.sql("1 = 0");
            }
            Present::Any(columns) => null_tests(columns, " IS NULL", " AND ", writer),
            Present::All(columns) => null_tests(columns, " IS NULL", " OR ", writer),
        }
    }
}
