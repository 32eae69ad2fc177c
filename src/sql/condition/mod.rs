//! One test as a condition on the columns of its field.

mod atom;
mod number;
mod outcome;

use std::collections::BTreeSet;

pub(super) use self::number::whole;
pub(super) use self::outcome::LONGEST;

use self::atom::{Atom, Folder, Text, TextOperand, Timestamp, text_atom};
use self::number::{exact_doubles, integer_atom, real_atom};
use self::outcome::{Condition, Present};
use super::SqlOptions;
use super::columns::{FieldColumns, Storage, UntypedColumns};
use super::dialect::Instants;
use super::error::SqlError;
use super::key;
use crate::catalog::FieldType;
use crate::query::semantics::{PositiveOperator, Relation};
use crate::query::{Operand, Test};
use crate::text::fold::fold;
use crate::value::{Interval, Number};

/// A field with its columns and the options, for which conditions are built.
#[derive(Clone, Copy, Debug)]
pub(super) struct FieldContext<'m> {
    pub(super) field_type: FieldType,
    pub(super) columns: &'m FieldColumns,
    pub(super) options: SqlOptions,
}

impl<'m> FieldContext<'m> {
    /// The condition of a test, without its negation.
    pub(super) fn condition(self, test: &Test) -> Result<Condition<'m>, SqlError> {
        self.check_storage()?;
        match test {
            Test::Empty { .. } => Ok(Condition { any: vec![self.blank()?], present: Present::Always }),
            Test::Compare { operator, operand } => {
                let mut any = Vec::new();
                self.compare(PositiveOperator::of(*operator), operand, &mut any)?;
                Ok(Condition { any, present: self.present([operand])? })
            }
            // The plan has two comparisons in its place.
            Test::Between { .. } => Err(SqlError::Incomplete),
            Test::In { operands, .. } => {
                let mut any = Vec::new();
                self.any_of(operands, &mut any)?;
                Ok(Condition { any, present: self.present(operands)? })
            }
        }
    }

    /// Checks that a column stores the kind of its field; engines compare anything with anything.
    fn check_storage(self) -> Result<(), SqlError> {
        match self.columns.needs(self.field_type) {
            Some(needs) => Err(self.needs(needs)),
            None => Ok(()),
        }
    }

    fn needs(self, needs: &'static str) -> SqlError {
        let dialect = self.options.dialect();
        SqlError::NoForm { field: self.columns.field.clone(), needs, dialect }
    }

    fn column(self) -> &'m str {
        &self.columns.column
    }

    fn untyped(self) -> Result<&'m UntypedColumns, SqlError> {
        self.columns.untyped.as_ref().ok_or_else(|| self.needs("its helper columns"))
    }

    /// Text fields: the columns to compare.
    fn text(self) -> Result<Text<'m>, SqlError> {
        let column = self.column();
        if let Some(folded) = &self.columns.folded {
            return Ok(Text::Folded(folded));
        }
        let facts = self.options.dialect().facts();
        let fold = facts.fold.ok_or_else(|| self.needs("a folded copy of its text"))?;
        let folder = Folder::of(self.options.folding(), fold)
            .ok_or_else(|| self.needs("the engine's own folding, or a folded copy of its text,"))?;
        match self.columns.storage {
            Storage::Text => Ok(Text::Native(column, folder)),
            Storage::TextArray if facts.any_element.is_some() => Ok(Text::Elements(column, folder)),
            Storage::TextArray
            | Storage::Json
            | Storage::Integer
            | Storage::Double
            | Storage::Boolean
            | Storage::Milliseconds
            | Storage::Timestamp
            | Storage::TimestampZoned => Err(self.needs("a folded copy of its text")),
        }
    }

    /// A literal, as it is compared with the field's text.
    fn literal(self, text: &str) -> Result<(Text<'m>, String), SqlError> {
        let column = self.text()?;
        Ok(match column {
            Text::Native(_, Folder::Engine(_)) | Text::Elements(_, Folder::Engine(_)) => {
                (column, text.to_owned())
            }
            Text::Folded(_) | Text::Native(_, Folder::Function) | Text::Elements(_, Folder::Function) => {
                (column, fold(text).into_owned())
            }
        })
    }

    /// Whether its text is a list of elements in one column.
    fn is_list(self) -> bool {
        self.columns.folded.is_some()
            && matches!(self.field_type, FieldType::StringArray | FieldType::Untyped)
    }

    fn is_version(self) -> bool {
        self.field_type == FieldType::Version
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
                    Text::Native(column, folder) => {
                        Atom::BlankText(TextOperand::Native(column, folder), &[""])
                    }
                    Text::Elements(column, _) => Atom::NoElement(column),
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
                Text::Native(column, folder) if self.is_version() => {
                    Present::NotBlank(TextOperand::Native(column, folder))
                }
                Text::Folded(column) | Text::Native(column, _) | Text::Elements(column, _) => {
                    Present::All(vec![column])
                }
            },
            FieldType::Untyped => {
                let mut present = Vec::new();
                for operand in operands {
                    let column = match operand {
                        Operand::Number { .. } => &self.untyped()?.numbers,
                        Operand::Boolean(_) => &self.untyped()?.booleans,
                        Operand::Text(_) | Operand::Date { .. } => match self.text()? {
                            Text::Folded(column) | Text::Native(column, _) | Text::Elements(column, _) => {
                                column
                            }
                        },
                    };
                    if !present.contains(&column) {
                        present.push(column);
                    }
                }
                Present::All(present)
            }
        })
    }

    fn compare(
        self,
        operator: PositiveOperator,
        operand: &Operand,
        any: &mut Vec<Atom<'m>>,
    ) -> Result<(), SqlError> {
        let relation = operator.relation_of_values();
        match operand {
            Operand::Text(text) if self.is_version() && relation != Relation::Equal => {
                let sort =
                    self.columns.sort.as_deref().ok_or_else(|| self.needs("a sort key of its versions"))?;
                any.push(Atom::Order(Text::Folded(sort), relation, key::version(text)));
            }
            Operand::Text(text) if self.is_list() => self.list(operator, &fold(text), any)?,
            Operand::Text(text) => {
                let (column, text) = self.literal(text)?;
                any.extend(match column {
                    // No version is `""`, and each contains it.
                    Text::Native(column, folder) if self.is_version() && text.is_empty() => (operator
                        != PositiveOperator::Relation(Relation::Equal))
                    .then_some(Atom::NotBlank(TextOperand::Native(column, folder))),
                    Text::Folded(_) | Text::Native(..) | Text::Elements(..) => {
                        text_atom(column, operator, text)
                    }
                });
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
        let mut numbers = Vec::new();
        for operand in operands {
            match operand {
                Operand::Text(text) if !self.is_list() => texts.push(self.literal(text)?.1),
                Operand::Number { value, .. } if self.field_type != FieldType::Untyped => {
                    numbers.push(*value);
                }
                Operand::Text(_) | Operand::Number { .. } | Operand::Date { .. } | Operand::Boolean(_) => {
                    self.compare(PositiveOperator::Relation(Relation::Equal), operand, any)?;
                }
            }
        }
        if self.is_version() && self.columns.folded.is_none() {
            texts.retain(|text| !text.is_empty());
        }
        if !texts.is_empty() {
            texts.sort();
            texts.dedup();
            for texts in texts.chunks(self.options.dialect().facts().longest_list) {
                any.push(Atom::Equal(self.text()?, texts.to_vec()));
            }
        }
        self.any_of_numbers(&numbers, any);
        Ok(())
    }

    /// Equality with any of these, lists where they are several.
    fn any_of_numbers(self, numbers: &[Number], any: &mut Vec<Atom<'m>>) {
        if self.columns.storage == Storage::Double {
            self.any_of_doubles(self.column(), exact_doubles(numbers), any);
        } else {
            let integers: BTreeSet<i64> = numbers.iter().filter_map(|number| whole(*number)).collect();
            let longest = self.options.dialect().facts().longest_list;
            for integers in integers.into_iter().collect::<Vec<_>>().chunks(longest) {
                any.push(Atom::IntegerIn(self.column(), integers.to_vec()));
            }
        }
        if let Some(real) = &self.columns.real {
            // It holds no number that is an integer.
            let others: Vec<Number> =
                numbers.iter().copied().filter(|number| whole(*number).is_none()).collect();
            self.any_of_doubles(real, exact_doubles(&others), any);
        }
    }

    fn any_of_doubles(self, column: &'m str, doubles: Vec<f64>, any: &mut Vec<Atom<'m>>) {
        // Engines may look a list up by hashes, where the two zeros are not equal.
        let (zeros, doubles): (Vec<f64>, Vec<f64>) = doubles.into_iter().partition(|double| *double == 0.0);
        if !zeros.is_empty() {
            self.zero(column, Relation::Equal, any);
        }
        for doubles in doubles.chunks(self.options.dialect().facts().longest_double_list) {
            any.push(Atom::RealIn(column, doubles.to_vec()));
        }
    }

    /// A condition on the elements of a list, the text folded.
    fn list(self, operator: PositiveOperator, text: &str, any: &mut Vec<Atom<'m>>) -> Result<(), SqlError> {
        let Text::Folded(list) = self.text()? else { return Err(self.needs("a folded copy of its text")) };
        match operator {
            PositiveOperator::Relation(Relation::Equal) => any.push(contains_element(list, text)),
            PositiveOperator::StartsWith => {
                any.push(Atom::Contains(Text::Folded(list), format!("{}{text}", key::SEPARATOR)));
            }
            PositiveOperator::Contains => {
                // Every list that is not empty has a separator, and every element contains nothing.
                let text = if text.is_empty() { key::SEPARATOR } else { text };
                any.push(Atom::Contains(Text::Folded(list), text.to_owned()));
            }
            PositiveOperator::Relation(relation) => {
                let columns = self.untyped()?;
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

    /// Engines compare integers with anything but integers through doubles, so each column is compared with its own
    /// kind.
    fn number(self, relation: Relation, number: Number, any: &mut Vec<Atom<'m>>) {
        let number = whole(number).map_or(number, Number::Integer);
        match self.columns.storage {
            Storage::Double if number == Number::Integer(0) => self.zero(self.column(), relation, any),
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
        // The second column holds no number that is an integer.
        let beside = self.columns.real.as_deref();
        if let Some(real) = beside.filter(|_| relation != Relation::Equal || whole(number).is_none()) {
            any.extend(real_atom(real, relation, number));
        }
    }

    /// A column of doubles against zero.
    fn zero(self, column: &'m str, relation: Relation, any: &mut Vec<Atom<'m>>) {
        let zeros: &[f64] = match relation {
            // Never both where one is enough: Spark may reuse the result of the first for the second before it has one.
            _ if !self.options.dialect().facts().has_two_zeros => &[0.0],
            Relation::Equal => &[0.0, -0.0],
            Relation::LessOrEqual | Relation::Greater => &[0.0],
            Relation::Less | Relation::GreaterOrEqual => &[-0.0],
        };
        any.extend(zeros.iter().map(|zero| Atom::Real(column, relation, *zero)));
    }

    fn date(self, relation: Relation, interval: Interval, any: &mut Vec<Atom<'m>>) -> Result<(), SqlError> {
        let Some(range) = relation.instants(interval) else { return Ok(()) };
        let (from, to) = (range.first, range.last);
        let facts = self.options.dialect().facts();
        let literals = facts.timestamp_literals;
        let (column, value, literal) = match self.columns.storage {
            Storage::Timestamp => ("{}", facts.timestamp, literals.plain),
            Storage::TimestampZoned => match facts.instants.zoned_as {
                Some([column, value]) => (column, Some(value), None),
                None => ("{}", facts.timestamp_zoned, literals.zoned),
            },
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
        let value = value.ok_or_else(|| self.needs("a column of milliseconds"))?;
        // What the engine cannot hold is not stored either.
        let Instants { first, last, .. } = facts.instants;
        if from.is_some_and(|from| from > last) || to.is_some_and(|to| to < first) {
            return Ok(());
        }
        any.push(Atom::Timestamp(
            self.column(),
            Timestamp { column, value, literal },
            from.filter(|from| *from > first),
            to.filter(|to| *to < last),
        ));
        Ok(())
    }
}

pub(super) const fn boolean_text(value: bool) -> &'static str {
    if value { "t" } else { "f" }
}

fn contains_element<'m>(list: &'m str, element: &str) -> Atom<'m> {
    let separator = key::SEPARATOR;
    Atom::Contains(Text::Folded(list), format!("{separator}{element}{separator}"))
}
