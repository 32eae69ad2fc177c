//! One comparison of a column, and how it is written.

use crate::sql::dialect::Nul;
use crate::sql::error::SqlError;
use crate::sql::key;
use crate::sql::writer::{SqlValue, Writer};
use crate::syntax::ast::Operator;

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
    /// From a start up to and with an end.
    Milliseconds(&'m str, Option<i64>, Option<i64>),
    /// The same of a timestamp, by a template.
    Timestamp(&'m str, &'static str, Option<i64>, Option<i64>),
    Boolean(&'m str, bool),
    /// NULL, or one of these texts.
    BlankText(TextOperand<'m>, &'static [&'static str]),
    /// NULL in all of these columns.
    Null(Vec<&'m str>),
    /// NULL, or an empty array, by a template.
    BlankArray(&'m str, &'static str),
}

/// A text to ask about.
#[derive(Clone, Copy, Debug)]
pub(super) enum Text<'m> {
    /// A column of folded text, of lists or of keys.
    Folded(&'m str),
    /// A column of plain text.
    Native(&'m str),
    /// Any element of an array.
    Elements(&'m str),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Relation {
    Equal,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
}

impl Relation {
    pub(super) const fn of(operator: Operator) -> Self {
        match operator {
            Operator::Less => Self::Less,
            Operator::LessOrEqual => Self::LessOrEqual,
            Operator::Greater => Self::Greater,
            Operator::GreaterOrEqual => Self::GreaterOrEqual,
            Operator::Equal
            | Operator::NotEqual
            | Operator::Contains
            | Operator::StartsWith
            | Operator::DoesNotContain => Self::Equal,
        }
    }

    const fn sql(self) -> &'static str {
        match self {
            Self::Equal => " = ",
            Self::Less => " < ",
            Self::LessOrEqual => " <= ",
            Self::Greater => " > ",
            Self::GreaterOrEqual => " >= ",
        }
    }

    /// Whether it asks for what is lower.
    pub(super) const fn is_downward(self) -> bool {
        matches!(self, Self::Less | Self::LessOrEqual)
    }
}

impl Atom<'_> {
    pub(super) fn write(&self, writer: &mut Writer) {
        match self {
            Self::Present(column) => {
                writer.name(column).sql(" IS NOT NULL");
            }
            Self::Equal(text, values) => text.ask(writer, |operand, writer| equal(operand, values, writer)),
            Self::Contains(text, needle) => {
                text.ask(writer, |operand, writer| contains(operand, needle, writer))
            }
            Self::StartsWith(text, prefix) => {
                text.ask(writer, |operand, writer| starts_with(operand, prefix, writer));
            }
            Self::Order(text, relation, value) => {
                text.ask(writer, |operand, writer| order(operand, *relation, value, writer));
            }
            Self::Integer(column, relation, value) => {
                writer.name(column).sql(relation.sql()).value(SqlValue::Integer(*value));
            }
            Self::IntegerIn(column, values) => {
                writer.name(column);
                in_list(values.iter().map(|value| SqlValue::Integer(*value)), writer);
            }
            Self::Real(column, relation, value) => {
                writer.name(column).sql(relation.sql()).value(SqlValue::Double(*value));
            }
            Self::Milliseconds(column, from, to) => milliseconds(column, *from, *to, writer),
            Self::Timestamp(column, template, from, to) => timestamp(column, template, *from, *to, writer),
            Self::Boolean(column, value) => {
                writer.name(column).sql(" = ").value(SqlValue::Boolean(*value));
            }
            Self::BlankText(operand, blank) => {
                writer.sql("(").name(operand.name()).sql(" IS NULL OR ");
                is_one_of(operand, blank, writer);
                writer.sql(")");
            }
            Self::Null(columns) => null_tests(columns, " IS NULL", " AND ", writer),
            Self::BlankArray(column, empty) => {
                writer.sql("(").name(column).sql(" IS NULL OR ");
                writer.template(empty, &mut |writer, _| {
                    writer.name(column);
                });
                writer.sql(")");
            }
        }
    }
}

/// What stands for the text in a condition.
#[derive(Clone, Copy, Debug)]
pub(super) enum TextOperand<'m> {
    /// A column under a binary collation.
    Column(&'m str),
    /// A column that the engine folds.
    NativeColumn(&'m str),
    /// An element of the array that is asked about, which the engine folds.
    Element,
}

impl Text<'_> {
    fn ask(self, writer: &mut Writer, mut ask: impl FnMut(TextOperand<'_>, &mut Writer)) {
        match self {
            Text::Folded(column) => ask(TextOperand::Column(column), writer),
            Text::Native(column) => ask(TextOperand::NativeColumn(column), writer),
            Text::Elements(column) => {
                let template = writer.dialect().facts().any_element.unwrap_or_default();
                writer.template(template, &mut |writer, index| match index {
                    0 => {
                        writer.name(column);
                    }
                    _ => ask(TextOperand::Element, writer),
                });
            }
        }
    }
}

impl<'m> TextOperand<'m> {
    fn write(self, writer: &mut Writer) {
        let facts = writer.dialect().facts();
        match self {
            TextOperand::Column(column) => {
                writer.name(column);
            }
            TextOperand::NativeColumn(column) => {
                writer.template(facts.fold.unwrap_or("{}"), &mut |writer, _| {
                    writer.name(column);
                });
            }
            TextOperand::Element => {
                writer.template(facts.fold.unwrap_or("{}"), &mut |writer, _| {
                    writer.sql(facts.element);
                });
            }
        }
    }

    /// The column's name; the element's is the engine's own.
    fn name(self) -> &'m str {
        match self {
            TextOperand::Column(column) | TextOperand::NativeColumn(column) => column,
            TextOperand::Element => "",
        }
    }

    /// The text without folding, compared by code points.
    fn exact(self, writer: &mut Writer) {
        let template = match self {
            TextOperand::NativeColumn(_) => writer.dialect().facts().binary,
            TextOperand::Column(_) | TextOperand::Element => "{}",
        };
        writer.template(template, &mut |writer, _| {
            writer.name(self.name());
        });
    }

    /// The text, as it is compared.
    fn comparable(self, writer: &mut Writer) {
        let template = writer.dialect().facts().comparable;
        writer.template(template, &mut |writer, _| self.write(writer));
    }
}

fn comparable_value(text: &str, writer: &mut Writer) {
    let template = writer.dialect().facts().comparable;
    writer.template(template, &mut |writer, _| {
        writer.text(text);
    });
}

/// What no stored text can be there, in a text that is asked for; then the condition is one that nothing fulfils.
fn is_impossible(text: &str, writer: &Writer) -> bool {
    writer.dialect().facts().nul == Nul::Impossible && text.contains('\0')
}

fn equal(operand: TextOperand<'_>, values: &[String], writer: &mut Writer) {
    let possible: Vec<&String> = values.iter().filter(|value| !is_impossible(value, writer)).collect();
    match possible.as_slice() {
        [] => {
            writer.sql("1 = 0");
        }
        [one] => {
            operand.comparable(writer);
            writer.sql(" = ");
            comparable_value(one, writer);
        }
        several => {
            operand.comparable(writer);
            writer.sql(" IN (");
            for (index, value) in several.iter().enumerate() {
                writer.sql(if index == 0 { "" } else { ", " });
                comparable_value(value, writer);
            }
            writer.sql(")");
        }
    }
}

/// Whether a text is one of these, without folding.
fn is_one_of(operand: &TextOperand<'_>, values: &[&str], writer: &mut Writer) {
    let comparable = writer.dialect().facts().comparable;
    writer.template(comparable, &mut |writer, _| operand.exact(writer));
    let one = values.len() == 1;
    writer.sql(if one { " = " } else { " IN (" });
    for (index, value) in values.iter().enumerate() {
        writer.sql(if index == 0 { "" } else { ", " });
        comparable_value(value, writer);
    }
    writer.sql(if one { "" } else { ")" });
}

fn contains(operand: TextOperand<'_>, needle: &str, writer: &mut Writer) {
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
        1 => {
            writer.text(needle);
        }
        _ => {
            writer.text(&key::containing(needle));
        }
    });
}

/// As a range, which every engine answers from an index on the column, with bound values too.
fn starts_with(operand: TextOperand<'_>, prefix: &str, writer: &mut Writer) {
    if is_impossible(prefix, writer) {
        writer.sql("1 = 0");
        return;
    }
    writer.sql("(");
    operand.comparable(writer);
    writer.sql(" >= ");
    comparable_value(prefix, writer);
    if let Some(after) = key::after(prefix) {
        writer.sql(" AND ");
        operand.comparable(writer);
        writer.sql(" < ");
        comparable_value(&after, writer);
    }
    writer.sql(")");
}

fn order(operand: TextOperand<'_>, relation: Relation, value: &str, writer: &mut Writer) {
    let (relation, value) = match value.split_once('\0') {
        // No stored text is between the part before U+0000 and that with it.
        Some((before, _)) if is_impossible(value, writer) => {
            let relation = if relation.is_downward() { Relation::LessOrEqual } else { Relation::Greater };
            (relation, before)
        }
        _ => (relation, value),
    };
    operand.comparable(writer);
    writer.sql(relation.sql());
    comparable_value(value, writer);
}

fn in_list(values: impl ExactSizeIterator<Item = SqlValue>, writer: &mut Writer) {
    let one = values.len() == 1;
    writer.sql(if one { " = " } else { " IN (" });
    for (index, value) in values.enumerate() {
        writer.sql(if index == 0 { "" } else { ", " }).value(value);
    }
    writer.sql(if one { "" } else { ")" });
}

fn milliseconds(column: &str, from: Option<i64>, to: Option<i64>, writer: &mut Writer) {
    match (from, to) {
        (Some(from), Some(to)) if from == to => {
            writer.name(column).sql(" = ").value(SqlValue::Integer(from));
        }
        (Some(from), Some(to)) => {
            writer.name(column).sql(" BETWEEN ").value(SqlValue::Integer(from));
            writer.sql(" AND ").value(SqlValue::Integer(to));
        }
        (Some(from), None) => {
            writer.name(column).sql(" >= ").value(SqlValue::Integer(from));
        }
        (None, Some(to)) => {
            writer.name(column).sql(" <= ").value(SqlValue::Integer(to));
        }
        (None, None) => {
            writer.name(column).sql(" IS NOT NULL");
        }
    }
}

/// A timestamp may be finer than milliseconds, so the end is the next one, not included.
fn timestamp(column: &str, template: &'static str, from: Option<i64>, to: Option<i64>, writer: &mut Writer) {
    let bound = |relation: &str, bound: i64, writer: &mut Writer| {
        writer.name(column).sql(relation);
        writer.template(template, &mut |writer, _| {
            writer.value(SqlValue::Integer(bound));
        });
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
            writer.name(column).sql(" IS NOT NULL");
        }
    }
}
/// The question of an operator about a text, folded; `None` where nothing fulfils it.
pub(super) fn text_atom(column: Text<'_>, operator: Operator, text: String) -> Option<Atom<'_>> {
    let name = match column {
        Text::Folded(name) | Text::Native(name) => Some(name),
        Text::Elements(_) => None,
    };
    Some(match operator {
        Operator::Equal | Operator::NotEqual => Atom::Equal(column, vec![text]),
        Operator::Contains | Operator::DoesNotContain | Operator::StartsWith
            if text.is_empty() && name.is_some() =>
        {
            Atom::Present(name?)
        }
        Operator::Contains | Operator::DoesNotContain => Atom::Contains(column, text),
        Operator::StartsWith => Atom::StartsWith(column, text),
        // Nothing is below the empty text.
        Operator::Less if text.is_empty() => return None,
        Operator::Less | Operator::LessOrEqual | Operator::Greater | Operator::GreaterOrEqual => {
            Atom::Order(column, Relation::of(operator), text)
        }
    })
}

pub(super) fn null_tests(columns: &[&str], test: &str, connective: &str, writer: &mut Writer) {
    let several = columns.len() > 1;
    writer.sql(if several { "(" } else { "" });
    for (index, column) in columns.iter().enumerate() {
        writer.sql(if index == 0 { "" } else { connective }).name(column).sql(test);
    }
    writer.sql(if several { ")" } else { "" });
}
