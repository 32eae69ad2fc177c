//! One comparison of a column, and how it is written.

use crate::query::semantics::{PositiveOperator, Relation};
use crate::sql::dialect::{Fold, Nul, Prefix};
use crate::sql::error::SqlError;
use crate::sql::key;
use crate::sql::writer::{SqlValue, Writer};
use crate::sql::{FOLD_FUNCTION, Folding};

/// A condition that is never written around: one comparison of a column.
#[derive(Debug)]
pub(super) enum Atom<'m> {
    /// True on every value.
    Present(&'m str),
    /// A text is one of these.
    Equal(Text<'m>, Vec<String>),
    Contains(Text<'m>, String),
    StartsWith(Text<'m>, String),
    Order(Text<'m>, Relation, String),
    Integer(&'m str, Relation, i64),
    IntegerIn(&'m str, Vec<i64>),
    Real(&'m str, Relation, f64),
    RealIn(&'m str, Vec<f64>),
    /// From a start up to and with an end.
    Milliseconds(&'m str, Option<i64>, Option<i64>),
    /// The same of a timestamp.
    Timestamp(&'m str, Timestamp, Option<i64>, Option<i64>),
    Boolean(&'m str, bool),
    /// NULL, or one of these texts.
    BlankText(TextOperand<'m>, &'static [&'static str]),
    /// NULL in all of these columns.
    Null(Vec<&'m str>),
    /// Neither NULL nor `""`.
    NotBlank(TextOperand<'m>),
    /// An array has an element that is a text.
    SomeElement(&'m str),
    /// An array has none, or is NULL.
    NoElement(&'m str),
}

/// The text that a condition is about.
#[derive(Clone, Copy, Debug)]
pub(super) enum Text<'m> {
    /// A column of folded text, of lists or of keys.
    Folded(&'m str),
    /// A column of plain text.
    Native(&'m str, Folder),
    /// Any element of an array.
    Elements(&'m str, Folder),
}

/// What folds a plain text.
#[derive(Clone, Copy, Debug)]
pub(super) enum Folder {
    /// The engine: it folds the stored text and the literal alike, so a text finds itself at least.
    Engine(Fold),
    /// coreql's own function; the literal is folded already.
    Function,
}

impl Folder {
    /// `None` where the engine does not have it.
    pub(super) const fn of(folding: Folding, fold: Fold) -> Option<Self> {
        match folding {
            Folding::Engine => Some(Self::Engine(fold)),
            Folding::Registered if fold.takes_functions => Some(Self::Function),
            Folding::Registered => None,
        }
    }

    fn write(self, writer: &mut Writer<'_>, mut text: impl FnMut(&mut Writer<'_>)) {
        match self {
            Self::Engine(fold) => {
                writer.template(fold.engine, &mut |writer, _| text(writer));
            }
            Self::Function => {
                writer.sql(FOLD_FUNCTION).sql("(");
                text(writer);
                writer.sql(")");
            }
        }
    }
}

/// A relation between two operands.
const fn symbol(relation: Relation) -> &'static str {
    match relation {
        Relation::Equal => " = ",
        Relation::Less => " < ",
        Relation::LessOrEqual => " <= ",
        Relation::Greater => " > ",
        Relation::GreaterOrEqual => " >= ",
    }
}

impl Atom<'_> {
    pub(super) fn write(&self, writer: &mut Writer<'_>) {
        match self {
            Self::Present(column) => {
                writer.column(column).sql(" IS NOT NULL");
            }
            Self::Equal(text, values) => {
                text.compare(writer, |operand, writer| equal(operand, values, writer))
            }
            Self::Contains(text, needle) => {
                text.compare(writer, |operand, writer| contains(operand, needle, writer))
            }
            Self::StartsWith(text, prefix) => {
                text.compare(writer, |operand, writer| starts_with(operand, prefix, writer));
            }
            Self::Order(text, relation, value) => {
                text.compare(writer, |operand, writer| order(operand, *relation, value, writer));
            }
            Self::Integer(column, relation, value) => {
                writer.column(column).sql(symbol(*relation)).value(SqlValue::Integer(*value));
            }
            Self::IntegerIn(column, values) => {
                writer.column(column);
                in_list(values.iter().map(|value| SqlValue::Integer(*value)), writer);
            }
            Self::Real(column, relation, value) => {
                writer.column(column).sql(symbol(*relation)).value(SqlValue::Double(*value));
            }
            Self::RealIn(column, values) => {
                writer.column(column);
                in_list(values.iter().map(|value| SqlValue::Double(*value)), writer);
            }
            Self::Milliseconds(column, from, to) => milliseconds(column, *from, *to, writer),
            Self::Timestamp(column, kind, from, to) => timestamp(column, *kind, *from, *to, writer),
            Self::Boolean(column, value) => {
                writer.column(column).sql(" = ").value(SqlValue::Boolean(*value));
            }
            Self::BlankText(operand, blank) => {
                writer.sql("(").column(operand.name()).sql(" IS NULL OR ");
                is_one_of(operand, blank, writer);
                writer.sql(")");
            }
            Self::Null(columns) => null_tests(columns, " IS NULL", " AND ", writer),
            Self::NotBlank(operand) => {
                operand.exact(writer);
                writer.sql(" <> ").text("");
            }
            Self::SomeElement(column) => some_element(column, writer),
            Self::NoElement(column) => {
                let template = writer.dialect().facts().is_not_true;
                writer.template(template, &mut |writer, _| some_element(column, writer));
            }
        }
    }
}

/// How a condition refers to the text.
#[derive(Clone, Copy, Debug)]
pub(super) enum TextOperand<'m> {
    /// A column under a binary collation.
    Column(&'m str),
    /// A column to be folded.
    Native(&'m str, Folder),
    /// An element of the array, to be folded.
    Element(Folder),
}

fn any_element(column: &str, writer: &mut Writer<'_>, mut compare: impl FnMut(&mut Writer<'_>)) {
    let template = writer.dialect().facts().any_element.unwrap_or_default();
    writer.template(template, &mut |writer, index| match index {
        0 => {
            writer.column(column);
        }
        _ => compare(writer),
    });
}

fn some_element(column: &str, writer: &mut Writer<'_>) {
    any_element(column, writer, |writer| {
        writer.sql(writer.dialect().facts().element).sql(" IS NOT NULL");
    });
}

impl Text<'_> {
    fn compare(self, writer: &mut Writer<'_>, mut compare: impl FnMut(TextOperand<'_>, &mut Writer<'_>)) {
        match self {
            Text::Folded(column) => compare(TextOperand::Column(column), writer),
            Text::Native(column, folder) => compare(TextOperand::Native(column, folder), writer),
            Text::Elements(column, folder) => {
                any_element(column, writer, |writer| compare(TextOperand::Element(folder), writer));
            }
        }
    }
}

impl<'m> TextOperand<'m> {
    fn write(self, writer: &mut Writer<'_>) {
        match self {
            TextOperand::Column(column) => {
                writer.column(column);
            }
            TextOperand::Native(column, folder) => folder.write(writer, |writer| {
                writer.column(column);
            }),
            TextOperand::Element(folder) => folder.write(writer, |writer| {
                writer.sql(writer.dialect().facts().element);
            }),
        }
    }

    /// The literal, folded like the operand.
    fn write_value(self, text: &str, writer: &mut Writer<'_>) {
        match self.engine() {
            Some(fold) => writer.template(fold.engine, &mut |writer, _| {
                writer.text(text);
            }),
            None => writer.text(text),
        };
    }

    /// The engine's own folding, if that is what folds it.
    const fn engine(self) -> Option<Fold> {
        match self {
            TextOperand::Native(_, Folder::Engine(fold)) | TextOperand::Element(Folder::Engine(fold)) => {
                Some(fold)
            }
            TextOperand::Column(_)
            | TextOperand::Native(_, Folder::Function)
            | TextOperand::Element(Folder::Function) => None,
        }
    }

    /// The column's name; the element's is the engine's own.
    fn name(self) -> &'m str {
        match self {
            TextOperand::Column(column) | TextOperand::Native(column, _) => column,
            TextOperand::Element(_) => "",
        }
    }

    /// The text without folding, compared by code points.
    fn exact(self, writer: &mut Writer<'_>) {
        let template = match self {
            TextOperand::Native(..) => writer.dialect().facts().binary,
            TextOperand::Column(_) | TextOperand::Element(_) => "{}",
        };
        writer.template(template, &mut |writer, _| {
            writer.column(self.name());
        });
    }

    /// The text, as it is compared.
    fn comparable(self, writer: &mut Writer<'_>) {
        let template = writer.dialect().facts().comparable;
        writer.template(template, &mut |writer, _| self.write(writer));
    }

    /// The literal, as it is compared.
    fn comparable_value(self, text: &str, writer: &mut Writer<'_>) {
        let template = writer.dialect().facts().comparable;
        writer.template(template, &mut |writer, _| self.write_value(text, writer));
    }
}

/// Whether the engine can store no text equal to this literal; the condition is then false for every row.
fn is_impossible(text: &str, writer: &Writer<'_>) -> bool {
    writer.dialect().facts().nul == Nul::Impossible && text.contains('\0')
}

fn equal(operand: TextOperand<'_>, values: &[String], writer: &mut Writer<'_>) {
    let possible: Vec<&String> = values.iter().filter(|value| !is_impossible(value, writer)).collect();
    match possible.as_slice() {
        [] => {
            writer.sql("1 = 0");
        }
        [one] => {
            operand.comparable(writer);
            writer.sql(" = ");
            operand.comparable_value(one, writer);
        }
        several => {
            operand.comparable(writer);
            writer.sql(" IN (");
            for (index, value) in several.iter().enumerate() {
                writer.sql(if index == 0 { "" } else { ", " });
                operand.comparable_value(value, writer);
            }
            writer.sql(")");
        }
    }
}

/// Whether a text is one of these, without folding.
fn is_one_of(operand: &TextOperand<'_>, values: &[&str], writer: &mut Writer<'_>) {
    let comparable = writer.dialect().facts().comparable;
    writer.template(comparable, &mut |writer, _| operand.exact(writer));
    let one = values.len() == 1;
    writer.sql(if one { " = " } else { " IN (" });
    for (index, value) in values.iter().enumerate() {
        writer.sql(if index == 0 { "" } else { ", " });
        writer.template(comparable, &mut |writer, _| {
            writer.text(value);
        });
    }
    writer.sql(if one { "" } else { ")" });
}

fn contains(operand: TextOperand<'_>, needle: &str, writer: &mut Writer<'_>) {
    if is_impossible(needle, writer) {
        writer.sql("1 = 0");
        return;
    }
    let dialect = writer.dialect();
    if needle.encode_utf16().count() > dialect.facts().longest_needle {
        let field = operand.name().to_owned();
        writer.fail(SqlError::NoForm { field, needs: "a text of 4,000 characters at most", dialect });
    }
    writer.template(writer.dialect().facts().contains, &mut |writer, index| match index {
        0 => operand.write(writer),
        1 => operand.write_value(needle, writer),
        _ => operand.write_value(&key::containing(needle), writer),
    });
}

fn starts_with(operand: TextOperand<'_>, prefix: &str, writer: &mut Writer<'_>) {
    if is_impossible(prefix, writer) {
        writer.sql("1 = 0");
        return;
    }
    match operand.engine().map(|fold| fold.starts_with) {
        Some(Prefix::Function(template)) => {
            writer.template(template, &mut |writer, index| match index {
                0 => operand.write(writer),
                _ => operand.write_value(prefix, writer),
            });
        }
        Some(Prefix::Ascii) => within(operand, &prefix.to_ascii_lowercase(), writer),
        None => within(operand, prefix, writer),
    }
}

/// A folded prefix as a range, for which every engine can use an index, with bound values too.
fn within(operand: TextOperand<'_>, prefix: &str, writer: &mut Writer<'_>) {
    let bound = |relation: &str, bound: &str, writer: &mut Writer<'_>| {
        operand.comparable(writer);
        writer.sql(relation);
        let template = writer.dialect().facts().comparable;
        writer.template(template, &mut |writer, _| {
            writer.text(bound);
        });
    };
    writer.sql("(");
    bound(" >= ", prefix, writer);
    if let Some(after) = key::after(prefix) {
        writer.sql(" AND ");
        bound(" < ", &after, writer);
    }
    writer.sql(")");
}

fn order(operand: TextOperand<'_>, relation: Relation, value: &str, writer: &mut Writer<'_>) {
    let (relation, value) = match value.split_once('\0') {
        // No stored text is between the part before U+0000 and that with it.
        Some((before, _)) if is_impossible(value, writer) => {
            let relation = if relation.is_downward() { Relation::LessOrEqual } else { Relation::Greater };
            (relation, before)
        }
        _ => (relation, value),
    };
    operand.comparable(writer);
    writer.sql(symbol(relation));
    operand.comparable_value(value, writer);
}

fn in_list(values: impl ExactSizeIterator<Item = SqlValue>, writer: &mut Writer<'_>) {
    let one = values.len() == 1;
    writer.sql(if one { " = " } else { " IN (" });
    for (index, value) in values.enumerate() {
        writer.sql(if index == 0 { "" } else { ", " }).value(value);
    }
    writer.sql(if one { "" } else { ")" });
}

fn milliseconds(column: &str, from: Option<i64>, to: Option<i64>, writer: &mut Writer<'_>) {
    match (from, to) {
        (Some(from), Some(to)) if from == to => {
            writer.column(column).sql(" = ").value(SqlValue::Integer(from));
        }
        (Some(from), Some(to)) => {
            writer.column(column).sql(" BETWEEN ").value(SqlValue::Integer(from));
            writer.sql(" AND ").value(SqlValue::Integer(to));
        }
        (Some(from), None) => {
            writer.column(column).sql(" >= ").value(SqlValue::Integer(from));
        }
        (None, Some(to)) => {
            writer.column(column).sql(" <= ").value(SqlValue::Integer(to));
        }
        (None, None) => {
            writer.column(column).sql(" IS NOT NULL");
        }
    }
}

/// How a column of timestamps is compared with milliseconds since 1970, by templates.
#[derive(Clone, Copy, Debug)]
pub(super) struct Timestamp {
    pub(super) column: &'static str,
    pub(super) value: &'static str,
    /// Of the text of a date.
    pub(super) literal: Option<&'static str>,
}

/// A timestamp may be finer than milliseconds, so the end is the next one, not included.
fn timestamp(column: &str, kind: Timestamp, from: Option<i64>, to: Option<i64>, writer: &mut Writer<'_>) {
    let bound = |relation: &str, bound: i64, writer: &mut Writer<'_>| {
        writer.template(kind.column, &mut |writer, _| {
            writer.column(column);
        });
        writer.sql(relation).instant(kind.value, kind.literal, bound);
    };
    match (from, to) {
        (Some(from), Some(to)) => {
            writer.sql("(");
            bound(" >= ", from, writer);
            writer.sql(" AND ");
            bound(" < ", to.saturating_add(1), writer);
            writer.sql(")");
        }
        (Some(from), None) => bound(" >= ", from, writer),
        (None, Some(to)) => bound(" < ", to.saturating_add(1), writer),
        (None, None) => {
            writer.column(column).sql(" IS NOT NULL");
        }
    }
}

/// The atom for an operator and a literal, as it is compared; `None` if no text satisfies it.
pub(super) fn text_atom(column: Text<'_>, operator: PositiveOperator, text: String) -> Option<Atom<'_>> {
    Some(match operator {
        PositiveOperator::Relation(Relation::Equal) => Atom::Equal(column, vec![text]),
        PositiveOperator::Contains | PositiveOperator::StartsWith if text.is_empty() => match column {
            Text::Folded(name) | Text::Native(name, _) => Atom::Present(name),
            Text::Elements(name, _) => Atom::SomeElement(name),
        },
        PositiveOperator::Contains => Atom::Contains(column, text),
        PositiveOperator::StartsWith => Atom::StartsWith(column, text),
        // Nothing is below the empty text.
        PositiveOperator::Relation(Relation::Less) if text.is_empty() => return None,
        PositiveOperator::Relation(relation) => Atom::Order(column, relation, text),
    })
}

pub(super) fn null_tests(columns: &[&str], test: &str, connective: &str, writer: &mut Writer<'_>) {
    let several = columns.len() > 1;
    writer.sql(if several { "(" } else { "" });
    for (index, column) in columns.iter().enumerate() {
        writer.sql(if index == 0 { "" } else { connective }).column(column).sql(test);
    }
    writer.sql(if several { ")" } else { "" });
}
