//! One comparison, ready to be evaluated: literals folded and parsed, sets sorted.

use crate::catalog::FieldType;
use crate::query::semantics::{PositiveOperator, Relation};
use crate::query::{Operand, Test};
use crate::syntax::ast::Operator;
use crate::text::{Needle, Pattern};
use crate::value::{
    Elements, Interval, Number, TextBuffer, Value, as_text, boolean_of, instant_of, number_of, version,
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
    #[inline(always)]
    const fn of(holds: bool) -> Self {
        if holds { Self::True } else { Self::False }
    }
}

/// A comparison without its negation.
#[derive(Clone, Debug)]
pub(super) enum Predicate {
    Text(TextPredicate),
    /// Text, of which "" is missing.
    Version(TextPredicate),
    VersionOrder(Relation, Box<str>),
    Number(NumberPredicate),
    Date(Ranges),
    Boolean(BooleanSet),
    /// Any element of an array.
    Elements(TextPredicate),
    /// By the literals: each kind of literal reads the value in its own way.
    // Boxed, so that the others are small.
    Untyped(Box<UntypedPredicate>),
    Blank(FieldType),
}

/// A predicate about text.
#[derive(Clone, Debug)]
pub(super) enum TextPredicate {
    Equals(Pattern),
    Contains(Needle),
    StartsWith(Pattern),
    Order(Relation, Pattern),
    /// Sorted by their folded text.
    In(Vec<Pattern>),
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
    #[inline(always)]
    pub(super) fn new(field_type: FieldType, test: &Test) -> Self {
        match test {
            Test::Empty { .. } => Self::Blank(field_type),
            // By way of a box, so that the other predicates can be built in place: see `untyped`.
            Test::In { operands, .. } => *Self::any_of(field_type, operands),
            Test::Compare { operator, operand } => Self::compare(field_type, *operator, operand),
        }
    }

    #[inline(always)]
    fn compare(field_type: FieldType, operator: Operator, operand: &Operand) -> Self {
        match operand {
            Operand::Text(text) if field_type == FieldType::Version && operator.is_ordering() => {
                // An ordering always has its relation.
                Self::VersionOrder(Relation::of(operator).unwrap_or(Relation::Equal), text.as_str().into())
            }
            Operand::Text(text) => Self::text(field_type, || TextPredicate::new(operator, text)),
            Operand::Number { value, .. } => {
                let predicate =
                    NumberPredicate::Relation(Relation::of(operator).unwrap_or(Relation::Equal), *value);
                match field_type {
                    FieldType::Untyped => Self::untyped(UntypedPredicate {
                        number: Some(predicate),
                        ..UntypedPredicate::default()
                    }),
                    FieldType::String
                    | FieldType::Version
                    | FieldType::Number
                    | FieldType::Date
                    | FieldType::Boolean
                    | FieldType::StringArray => Self::Number(predicate),
                }
            }
            Operand::Date { interval, .. } => Self::Date(Ranges::new(operator, *interval)),
            Operand::Boolean(value) => Self::boolean(field_type, BooleanSet::default().with(*value)),
        }
    }

    #[inline(never)]
    fn any_of(field_type: FieldType, operands: &[Operand]) -> Box<Self> {
        let mut texts = Vec::new();
        let mut numbers = Vec::new();
        let mut ranges = Vec::new();
        let mut booleans = None;
        for operand in operands {
            match operand {
                Operand::Text(text) => texts.push(Pattern::new(text)),
                Operand::Number { value, .. } => numbers.push(*value),
                Operand::Date { interval, .. } => ranges.push((interval.start, interval.end)),
                Operand::Boolean(value) => {
                    booleans = Some(booleans.unwrap_or(BooleanSet::default()).with(*value))
                }
            }
        }
        texts.sort_by(|a, b| a.folded().cmp(b.folded()));
        texts.dedup_by(|a, b| a.folded() == b.folded());
        numbers.sort();
        Box::new(match field_type {
            FieldType::String | FieldType::Version | FieldType::StringArray => {
                Self::text(field_type, || TextPredicate::In(texts))
            }
            FieldType::Number => Self::Number(NumberPredicate::In(numbers)),
            FieldType::Date => Self::Date(Ranges::merged(ranges)),
            FieldType::Boolean => Self::Boolean(booleans.unwrap_or_default()),
            FieldType::Untyped => Self::untyped(UntypedPredicate {
                text: (!texts.is_empty()).then_some(TextPredicate::In(texts)),
                number: (!numbers.is_empty()).then_some(NumberPredicate::In(numbers)),
                boolean: booleans,
            }),
        })
    }

    #[inline(always)]
    fn text(field_type: FieldType, predicate: impl FnOnce() -> TextPredicate) -> Self {
        match field_type {
            FieldType::Version => Self::Version(predicate()),
            FieldType::StringArray => Self::Elements(predicate()),
            FieldType::Untyped => {
                Self::untyped(UntypedPredicate { text: Some(predicate()), ..UntypedPredicate::default() })
            }
            // Fields of the other types have no text literals.
            FieldType::String | FieldType::Number | FieldType::Date | FieldType::Boolean => {
                Self::Text(predicate())
            }
        }
    }

    /// A predicate is large, and made in the place where it stays: that works while no call returns one.
    #[inline(always)]
    fn untyped(predicate: UntypedPredicate) -> Self {
        #[inline(never)]
        fn boxed(predicate: UntypedPredicate) -> Box<UntypedPredicate> {
            Box::new(predicate)
        }
        Self::Untyped(boxed(predicate))
    }

    #[inline(always)]
    fn boolean(field_type: FieldType, set: BooleanSet) -> Self {
        match field_type {
            FieldType::Untyped => {
                Self::untyped(UntypedPredicate { boolean: Some(set), ..UntypedPredicate::default() })
            }
            FieldType::String
            | FieldType::Version
            | FieldType::Number
            | FieldType::Date
            | FieldType::Boolean
            | FieldType::StringArray => Self::Boolean(set),
        }
    }

    /// Evaluates one value (language, rules 7.3 to 7.5).
    #[inline(always)]
    pub(super) fn evaluate(&self, value: Value<'_>) -> Ternary {
        match self {
            Self::Text(predicate) => predicate.evaluate(value),
            Self::Number(predicate) => predicate.evaluate(value),
            Self::Boolean(set) => set.evaluate(value),
            Self::Date(ranges) => ranges.evaluate(value),
            Self::Version(predicate) => match value {
                Value::Text("") => Ternary::Missing,
                Value::Text(_)
                | Value::Missing
                | Value::Integer(_)
                | Value::Double(_)
                | Value::Boolean(_)
                | Value::List(_)
                | Value::Unreadable => predicate.evaluate(value),
            },
            Self::VersionOrder(relation, version) => evaluate_version(*relation, version, value),
            Self::Elements(predicate) => predicate.evaluate_elements(value),
            Self::Untyped(predicate) => predicate.evaluate(value),
            Self::Blank(field_type) => Ternary::of(is_blank(*field_type, value)),
        }
    }
}

impl TextPredicate {
    #[inline(always)]
    fn new(operator: Operator, text: &str) -> Self {
        match PositiveOperator::of(operator) {
            PositiveOperator::Relation(Relation::Equal) => Self::Equals(Pattern::new(text)),
            PositiveOperator::Relation(relation) => Self::Order(relation, Pattern::new(text)),
            PositiveOperator::Contains => Self::Contains(Needle::new(text)),
            PositiveOperator::StartsWith => Self::StartsWith(Pattern::new(text)),
        }
    }

    #[inline(always)]
    fn holds(&self, text: &str) -> bool {
        match self {
            Self::Equals(pattern) => pattern.matches(text),
            Self::Contains(needle) => needle.is_within(text),
            Self::StartsWith(pattern) => pattern.is_prefix_of(text),
            Self::Order(relation, pattern) => relation.holds(pattern.compare(text)),
            Self::In(patterns) => {
                patterns.binary_search_by(|pattern| pattern.compare(text).reverse()).is_ok()
            }
        }
    }

    #[inline(always)]
    fn evaluate(&self, value: Value<'_>) -> Ternary {
        match value {
            Value::Text(text) => Ternary::of(self.holds(text)),
            Value::Missing => Ternary::Missing,
            Value::Integer(_) | Value::Double(_) | Value::Boolean(_) | Value::List(_) | Value::Unreadable => {
                self.evaluate_unusual(value)
            }
        }
    }

    #[cold]
    fn evaluate_unusual(&self, value: Value<'_>) -> Ternary {
        let mut buffer = TextBuffer::new();
        as_text(value, &mut buffer).map_or(Ternary::Missing, |text| Ternary::of(self.holds(text)))
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
            | Value::Unreadable => self.evaluate(value),
        }
    }
}

fn each<'v>(elements: &'v dyn Elements) -> impl Iterator<Item = Value<'v>> {
    (0..elements.len()).map(|index| elements.element(index))
}

impl NumberPredicate {
    #[inline(always)]
    fn evaluate(&self, value: Value<'_>) -> Ternary {
        let Some(number) = number_of(value) else { return Ternary::Missing };
        Ternary::of(match self {
            Self::Relation(relation, literal) => relation.holds(number.cmp(literal)),
            Self::In(numbers) => numbers.binary_search(&number).is_ok(),
        })
    }
}

impl Ranges {
    fn new(operator: Operator, interval: Interval) -> Self {
        let instants = Relation::of(operator).unwrap_or(Relation::Equal).instants(interval);
        let range = instants.map(|range| (range.first.unwrap_or(i64::MIN), range.last.unwrap_or(i64::MAX)));
        Self(range.into_iter().collect())
    }

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

    #[inline(always)]
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

    #[inline(always)]
    fn evaluate(self, value: Value<'_>) -> Ternary {
        match boolean_of(value) {
            Some(true) => Ternary::of(self.yes),
            Some(false) => Ternary::of(self.no),
            None => Ternary::Missing,
        }
    }
}

impl UntypedPredicate {
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

/// Whether a value is missing, `""` or `[]`.
fn is_blank(field_type: FieldType, value: Value<'_>) -> bool {
    match field_type {
        FieldType::String | FieldType::Version => match value {
            Value::Text(text) => text.is_empty(),
            Value::Integer(_) | Value::Double(_) | Value::Boolean(_) => false,
            Value::Missing | Value::List(_) | Value::Unreadable => true,
        },
        FieldType::Number => number_of(value).is_none(),
        FieldType::Date => instant_of(value).is_none(),
        FieldType::Boolean => boolean_of(value).is_none(),
        FieldType::StringArray | FieldType::Untyped => match value {
            Value::Text(text) => text.is_empty(),
            Value::Integer(_) | Value::Double(_) | Value::Boolean(_) => false,
            Value::Missing | Value::Unreadable => true,
            // Null and nested elements are dropped.
            Value::List(elements) => each(elements)
                .all(|element| matches!(element, Value::Missing | Value::List(_) | Value::Unreadable)),
        },
    }
}
