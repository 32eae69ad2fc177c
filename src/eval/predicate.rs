//! One comparison, ready to be evaluated: literals folded and parsed, sets sorted.

use super::presence::{Presence, each};
use crate::catalog::FieldType;
use crate::query::semantics::{PositiveOperator, Relation};
use crate::query::{Operand, Test};
use crate::syntax::ast::Operator;
use crate::text::{Folded, Needle, Pattern, SmallStr};
use crate::value::{
    Interval, Number, TextBuffer, Value, as_text, boolean_of, instant_of, number_of, version,
};

/// The result of a predicate on a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Ternary {
    True,
    False,
    /// There is no value, or none that the field's type can read.
    Missing,
}

impl Ternary {
    #[inline]
    const fn of(holds: bool) -> Self {
        if holds { Self::True } else { Self::False }
    }
}

/// A comparison without its negation: the frequent ones flat, the others in a box, so that all are small.
#[derive(Clone, Debug)]
pub(super) enum Predicate {
    Equals(Pattern),
    StartsWith(Pattern),
    Contains(Needle),
    Number(Relation, Number),
    /// From the first instant to the last, both included; none if the first is after the last.
    Date(i64, i64),
    Boolean(BooleanSet),
    Blank(FieldType),
    Rare(Box<RarePredicate>),
}

/// The less frequent comparisons.
#[derive(Clone, Debug)]
pub(super) enum RarePredicate {
    Text(TextPredicate),
    /// Text, of which "" is missing.
    Version(TextPredicate),
    VersionOrder(Relation, SmallStr),
    /// Any element of an array.
    Elements(TextPredicate),
    /// One of these numbers, which are sorted.
    Numbers(Vec<Number>),
    Dates(Ranges),
    /// By the literals: each kind of literal reads the value in its own way.
    Untyped(UntypedPredicate),
    /// Both hold; missing if the value is missing for either and they do not both hold.
    Both([Predicate; 2]),
}

/// A predicate about text.
#[derive(Clone, Debug)]
pub(super) enum TextPredicate {
    Equals(Pattern),
    Contains(Needle),
    StartsWith(Pattern),
    Order(Relation, Folded),
    /// Sorted.
    In(Vec<Folded>),
}

/// A predicate about a number.
#[derive(Clone, Debug)]
pub(super) enum NumberPredicate {
    Relation(Relation, Number),
    /// Sorted.
    In(Vec<Number>),
}

/// Instants, as sorted ranges without gaps in them, both ends included.
#[derive(Clone, Debug)]
pub(super) struct Ranges(Vec<(i64, i64)>);

/// A set of booleans.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct BooleanSet {
    yes: bool,
    no: bool,
}

/// A predicate on an untyped field: one for each kind of literal.
#[derive(Clone, Debug, Default)]
pub(super) struct UntypedPredicate {
    text: Option<TextPredicate>,
    number: Option<NumberPredicate>,
    boolean: Option<BooleanSet>,
}

impl Predicate {
    /// The predicate of a test, its negation aside.
    #[inline]
    pub(super) fn new(field_type: FieldType, test: &Test) -> Self {
        match test {
            Test::Compare { operator, operand } => Self::compare(field_type, *operator, operand),
            Test::Empty { .. } => Self::Blank(field_type),
            Test::In { operands, .. } => Self::any_of(field_type, operands),
            Test::Between { operands, .. } => Self::between(field_type, operands),
        }
    }

    #[inline]
    fn compare(field_type: FieldType, operator: Operator, operand: &Operand) -> Self {
        match (field_type, operand) {
            (FieldType::Untyped, _) => {
                Self::rare(RarePredicate::Untyped(UntypedPredicate::new(operator, operand)))
            }
            // Fields of the other types have no text literals.
            (
                FieldType::String | FieldType::Number | FieldType::Date | FieldType::Boolean,
                Operand::Text(text),
            ) => match PositiveOperator::of(operator) {
                PositiveOperator::Relation(Relation::Equal) => Self::Equals(Pattern::of(text)),
                PositiveOperator::StartsWith => Self::StartsWith(Pattern::of(text)),
                PositiveOperator::Contains => Self::Contains(Needle::of(text)),
                PositiveOperator::Relation(_) => {
                    Self::rare(RarePredicate::Text(TextPredicate::new(operator, text)))
                }
            },
            (FieldType::Version, Operand::Text(text)) => Self::rare(match PositiveOperator::of(operator) {
                PositiveOperator::Relation(relation) if operator.is_ordering() => {
                    RarePredicate::VersionOrder(relation, text.clone())
                }
                PositiveOperator::Relation(_) | PositiveOperator::StartsWith | PositiveOperator::Contains => {
                    RarePredicate::Version(TextPredicate::new(operator, text))
                }
            }),
            (FieldType::StringArray, Operand::Text(text)) => {
                Self::rare(RarePredicate::Elements(TextPredicate::new(operator, text)))
            }
            (_, Operand::Number { value, .. }) => {
                Self::Number(PositiveOperator::of(operator).relation_of_values(), *value)
            }
            (_, Operand::Date { interval, .. }) => {
                let (first, last) = instants(operator, *interval);
                Self::Date(first, last)
            }
            (_, Operand::Boolean(value)) => Self::Boolean(BooleanSet::default().with(*value)),
        }
    }

    #[inline(never)]
    fn any_of(field_type: FieldType, operands: &[Operand]) -> Self {
        let mut texts = Vec::new();
        let mut numbers = Vec::new();
        let mut ranges = Vec::new();
        let mut booleans = None;
        for operand in operands {
            match operand {
                Operand::Text(text) => texts.push(Folded::new(text)),
                Operand::Number { value, .. } => numbers.push(*value),
                Operand::Date { interval, .. } => ranges.push((interval.start, interval.end)),
                Operand::Boolean(value) => {
                    booleans = Some(booleans.unwrap_or(BooleanSet::default()).with(*value))
                }
            }
        }
        texts.sort();
        texts.dedup();
        numbers.sort();
        Self::rare(match field_type {
            FieldType::String => RarePredicate::Text(TextPredicate::In(texts)),
            FieldType::Version => RarePredicate::Version(TextPredicate::In(texts)),
            FieldType::StringArray => RarePredicate::Elements(TextPredicate::In(texts)),
            FieldType::Number => RarePredicate::Numbers(numbers),
            FieldType::Date => RarePredicate::Dates(Ranges::merged(ranges)),
            FieldType::Boolean => return Self::Boolean(booleans.unwrap_or_default()),
            FieldType::Untyped => RarePredicate::Untyped(UntypedPredicate {
                text: (!texts.is_empty()).then_some(TextPredicate::In(texts)),
                number: (!numbers.is_empty()).then_some(NumberPredicate::In(numbers)),
                boolean: booleans,
            }),
        })
    }

    #[inline(never)]
    fn between(field_type: FieldType, operands: &[Operand; 2]) -> Self {
        let [low, high] = operands;
        match (
            Self::compare(field_type, Operator::GreaterOrEqual, low),
            Self::compare(field_type, Operator::LessOrEqual, high),
        ) {
            (Self::Date(first, _), Self::Date(_, last)) => Self::Date(first, last),
            (low, high) => Self::rare(RarePredicate::Both([low, high])),
        }
    }

    #[inline(never)]
    fn rare(predicate: RarePredicate) -> Self {
        Self::Rare(Box::new(predicate))
    }

    /// Evaluates one value (language, rules 7.3 to 7.5).
    #[inline]
    pub(super) fn evaluate(&self, value: Value<'_>) -> Ternary {
        match self {
            Self::Equals(pattern) => evaluate_text(value, |text| pattern.matches(text)),
            Self::StartsWith(pattern) => evaluate_text(value, |text| pattern.is_prefix_of(text)),
            Self::Contains(needle) => evaluate_text(value, |text| needle.is_within(text)),
            Self::Number(relation, literal) => evaluate_number(*relation, literal, value),
            Self::Date(first, last) => instant_of(value)
                .map_or(Ternary::Missing, |instant| Ternary::of(*first <= instant && instant <= *last)),
            Self::Boolean(set) => set.evaluate(value),
            Self::Blank(field_type) => Ternary::of(Presence::of(*field_type, value) != Presence::Present),
            Self::Rare(predicate) => predicate.evaluate(value),
        }
    }
}

/// Whether the text of a value fulfils a condition.
#[inline]
fn evaluate_text(value: Value<'_>, holds: impl Fn(&str) -> bool) -> Ternary {
    match value {
        Value::Text(text) => Ternary::of(holds(text)),
        Value::Missing => Ternary::Missing,
        Value::Integer(_)
        | Value::Double(_)
        | Value::Boolean(_)
        | Value::Uuid(_)
        | Value::List(_)
        | Value::Unreadable => evaluate_as_text(value, holds),
    }
}

#[cold]
#[inline(never)]
fn evaluate_as_text(value: Value<'_>, holds: impl Fn(&str) -> bool) -> Ternary {
    let mut buffer = TextBuffer::new();
    as_text(value, &mut buffer).map_or(Ternary::Missing, |text| Ternary::of(holds(text)))
}

impl RarePredicate {
    #[inline(never)]
    fn evaluate(&self, value: Value<'_>) -> Ternary {
        match self {
            Self::Text(predicate) => predicate.evaluate(value),
            Self::Version(predicate) => match value {
                Value::Text("") => Ternary::Missing,
                Value::Text(_)
                | Value::Missing
                | Value::Integer(_)
                | Value::Double(_)
                | Value::Boolean(_)
                | Value::Uuid(_)
                | Value::List(_)
                | Value::Unreadable => predicate.evaluate(value),
            },
            Self::VersionOrder(relation, version) => evaluate_version(*relation, version, value),
            Self::Elements(predicate) => predicate.evaluate_elements(value),
            Self::Numbers(numbers) => evaluate_numbers(numbers, value),
            Self::Dates(ranges) => ranges.evaluate(value),
            Self::Untyped(predicate) => predicate.evaluate(value),
            Self::Both([low, high]) => match (low.evaluate(value), high.evaluate(value)) {
                (Ternary::True, Ternary::True) => Ternary::True,
                (Ternary::Missing, _) | (_, Ternary::Missing) => Ternary::Missing,
                (Ternary::False, _) | (_, Ternary::False) => Ternary::False,
            },
        }
    }
}

impl TextPredicate {
    fn new(operator: Operator, text: &SmallStr) -> Self {
        match PositiveOperator::of(operator) {
            PositiveOperator::Relation(Relation::Equal) => Self::Equals(Pattern::of(text)),
            PositiveOperator::Relation(relation) => Self::Order(relation, Folded::new(text)),
            PositiveOperator::Contains => Self::Contains(Needle::of(text)),
            PositiveOperator::StartsWith => Self::StartsWith(Pattern::of(text)),
        }
    }

    fn holds(&self, text: &str) -> bool {
        match self {
            Self::Equals(pattern) => pattern.matches(text),
            Self::Contains(needle) => needle.is_within(text),
            Self::StartsWith(pattern) => pattern.is_prefix_of(text),
            Self::Order(relation, literal) => relation.holds(literal.compare(text)),
            Self::In(literals) => {
                literals.binary_search_by(|literal| literal.compare(text).reverse()).is_ok()
            }
        }
    }

    fn evaluate(&self, value: Value<'_>) -> Ternary {
        evaluate_text(value, |text| self.holds(text))
    }

    fn evaluate_elements(&self, value: Value<'_>) -> Ternary {
        match value {
            Value::List(elements) => {
                Ternary::of(each(elements).any(|element| self.evaluate(element) == Ternary::True))
            }
            Value::Missing
            | Value::Text(_)
            | Value::Integer(_)
            | Value::Double(_)
            | Value::Boolean(_)
            | Value::Uuid(_)
            | Value::Unreadable => self.evaluate(value),
        }
    }
}

#[inline]
fn evaluate_number(relation: Relation, literal: &Number, value: Value<'_>) -> Ternary {
    number_of(value).map_or(Ternary::Missing, |number| Ternary::of(relation.holds(number.cmp(literal))))
}

fn evaluate_numbers(numbers: &[Number], value: Value<'_>) -> Ternary {
    number_of(value).map_or(Ternary::Missing, |number| Ternary::of(numbers.binary_search(&number).is_ok()))
}

impl NumberPredicate {
    fn evaluate(&self, value: Value<'_>) -> Ternary {
        match self {
            Self::Relation(relation, literal) => evaluate_number(*relation, literal, value),
            Self::In(numbers) => evaluate_numbers(numbers, value),
        }
    }
}

/// The first and the last instant at which an operator holds, both included; the first is after the last if there is
/// none.
fn instants(operator: Operator, interval: Interval) -> (i64, i64) {
    PositiveOperator::of(operator)
        .relation_of_values()
        .instants(interval)
        .map_or((i64::MAX, i64::MIN), |range| {
            (range.first.unwrap_or(i64::MIN), range.last.unwrap_or(i64::MAX))
        })
}

impl Ranges {
    fn merged(mut ranges: Vec<(i64, i64)>) -> Self {
        ranges.sort_unstable();
        let mut merged: Vec<(i64, i64)> = Vec::with_capacity(ranges.len());
        for (start, end) in ranges {
            match merged.last_mut() {
                Some((_, last)) if start <= *last => *last = end.max(*last),
                Some(_) | None => merged.push((start, end)),
            }
        }
        Self(merged)
    }

    fn evaluate(&self, value: Value<'_>) -> Ternary {
        let Some(instant) = instant_of(value) else { return Ternary::Missing };
        let after = self.0.partition_point(|(start, _)| *start <= instant);
        let range = after.checked_sub(1).and_then(|at| self.0.get(at));
        Ternary::of(range.is_some_and(|(_, end)| instant <= *end))
    }
}

impl BooleanSet {
    const fn with(self, value: bool) -> Self {
        if value { Self { yes: true, ..self } } else { Self { no: true, ..self } }
    }

    #[inline]
    fn evaluate(self, value: Value<'_>) -> Ternary {
        match boolean_of(value) {
            Some(true) => Ternary::of(self.yes),
            Some(false) => Ternary::of(self.no),
            None => Ternary::Missing,
        }
    }
}

impl UntypedPredicate {
    fn new(operator: Operator, operand: &Operand) -> Self {
        let none = Self::default();
        match operand {
            Operand::Text(text) => Self { text: Some(TextPredicate::new(operator, text)), ..none },
            Operand::Number { value, .. } => {
                let relation = PositiveOperator::of(operator).relation_of_values();
                Self { number: Some(NumberPredicate::Relation(relation, *value)), ..none }
            }
            Operand::Boolean(value) => Self { boolean: Some(BooleanSet::default().with(*value)), ..none },
            // No literal of an untyped field is read as a date.
            Operand::Date { .. } => none,
        }
    }

    fn evaluate(&self, value: Value<'_>) -> Ternary {
        match value {
            Value::List(elements) => {
                Ternary::of(each(elements).any(|element| self.evaluate_one(element) == Ternary::True))
            }
            Value::Missing
            | Value::Text(_)
            | Value::Integer(_)
            | Value::Double(_)
            | Value::Boolean(_)
            | Value::Uuid(_)
            | Value::Unreadable => self.evaluate_one(value),
        }
    }

    /// Yes if one literal matches; else missing if one of them cannot read the value, as for `f = a OR f = b`.
    fn evaluate_one(&self, value: Value<'_>) -> Ternary {
        let outcomes = [
            self.text.as_ref().map(|predicate| predicate.evaluate(value)),
            self.number.as_ref().map(|predicate| predicate.evaluate(value)),
            self.boolean.as_ref().map(|set| set.evaluate(value)),
        ];
        let mut outcomes = outcomes.into_iter().flatten();
        outcomes
            .clone()
            .find(|outcome| *outcome == Ternary::True)
            .or_else(|| outcomes.find(|outcome| *outcome == Ternary::Missing))
            .unwrap_or(Ternary::False)
    }
}

fn evaluate_version(relation: Relation, literal: &str, value: Value<'_>) -> Ternary {
    let mut buffer = TextBuffer::new();
    match as_text(value, &mut buffer) {
        None | Some("") => Ternary::Missing,
        Some(text) => Ternary::of(relation.holds(version::compare(text, literal))),
    }
}
