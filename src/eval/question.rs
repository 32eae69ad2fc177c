//! One comparison, ready to be asked: literals folded and parsed, sets sorted.

use crate::catalog::FieldType;
use crate::query::semantics::{PositiveOperator, Relation};
use crate::query::{Operand, Test};
use crate::syntax::ast::Operator;
use crate::text::{Needle, Pattern};
use crate::value::{
    Elements, Interval, Number, TextBuffer, Value, as_text, boolean_of, instant_of, number_of, version,
};

/// What a question says of a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Answer {
    Yes,
    No,
    /// There is no value, or none that the field's type can read.
    Missing,
}

impl Answer {
    #[inline(always)]
    const fn of(holds: bool) -> Self {
        if holds { Self::Yes } else { Self::No }
    }
}

/// A comparison without its negation.
#[derive(Clone, Debug)]
pub(super) enum Question {
    Text(TextQuestion),
    /// Text, of which "" is missing.
    Version(TextQuestion),
    VersionOrder(Relation, Box<str>),
    Number(NumberQuestion),
    Date(Ranges),
    Boolean(BooleanSet),
    /// Any element of an array.
    Elements(TextQuestion),
    /// By the literals: each kind of literal reads the value in its own way.
    // Boxed, so that the others are small.
    Untyped(Box<UntypedQuestion>),
    Blank(FieldType),
}

/// A question about text.
#[derive(Clone, Debug)]
pub(super) enum TextQuestion {
    Equals(Pattern),
    Contains(Needle),
    StartsWith(Pattern),
    Order(Relation, Pattern),
    /// Sorted by their folded text.
    In(Vec<Pattern>),
}

/// A question about a number.
#[derive(Clone, Debug)]
pub(super) enum NumberQuestion {
    Relation(Relation, Number),
    /// Sorted.
    In(Vec<Number>),
}

/// Instants, as sorted ranges without gaps in them, both ends included.
#[derive(Clone, Debug)]
pub(super) struct Ranges(Vec<(i64, i64)>);

/// Which booleans are meant.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct BooleanSet {
    yes: bool,
    no: bool,
}

/// A question to an untyped field: what each kind of literal asks.
#[derive(Clone, Debug, Default)]
pub(super) struct UntypedQuestion {
    text: Option<TextQuestion>,
    number: Option<NumberQuestion>,
    boolean: Option<BooleanSet>,
}

impl Question {
    /// The question of a test, its negation aside.
    #[inline(always)]
    pub(super) fn new(field_type: FieldType, test: &Test) -> Self {
        match test {
            Test::Empty { .. } => Self::Blank(field_type),
            // By way of a box, so that the other questions can be made in their place: see `untyped`.
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
            Operand::Text(text) => Self::text(field_type, || TextQuestion::new(operator, text)),
            Operand::Number { value, .. } => {
                let question =
                    NumberQuestion::Relation(Relation::of(operator).unwrap_or(Relation::Equal), *value);
                match field_type {
                    FieldType::Untyped => Self::untyped(UntypedQuestion {
                        number: Some(question),
                        ..UntypedQuestion::default()
                    }),
                    FieldType::String
                    | FieldType::Version
                    | FieldType::Number
                    | FieldType::Date
                    | FieldType::Boolean
                    | FieldType::StringArray => Self::Number(question),
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
                Self::text(field_type, || TextQuestion::In(texts))
            }
            FieldType::Number => Self::Number(NumberQuestion::In(numbers)),
            FieldType::Date => Self::Date(Ranges::merged(ranges)),
            FieldType::Boolean => Self::Boolean(booleans.unwrap_or_default()),
            FieldType::Untyped => Self::untyped(UntypedQuestion {
                text: (!texts.is_empty()).then_some(TextQuestion::In(texts)),
                number: (!numbers.is_empty()).then_some(NumberQuestion::In(numbers)),
                boolean: booleans,
            }),
        })
    }

    #[inline(always)]
    fn text(field_type: FieldType, question: impl FnOnce() -> TextQuestion) -> Self {
        match field_type {
            FieldType::Version => Self::Version(question()),
            FieldType::StringArray => Self::Elements(question()),
            FieldType::Untyped => {
                Self::untyped(UntypedQuestion { text: Some(question()), ..UntypedQuestion::default() })
            }
            // Fields of the other types have no text literals.
            FieldType::String | FieldType::Number | FieldType::Date | FieldType::Boolean => {
                Self::Text(question())
            }
        }
    }

    /// A question is large, and made in the place where it stays: that works while no call returns one.
    #[inline(always)]
    fn untyped(question: UntypedQuestion) -> Self {
        #[inline(never)]
        fn boxed(question: UntypedQuestion) -> Box<UntypedQuestion> {
            Box::new(question)
        }
        Self::Untyped(boxed(question))
    }

    #[inline(always)]
    fn boolean(field_type: FieldType, set: BooleanSet) -> Self {
        match field_type {
            FieldType::Untyped => {
                Self::untyped(UntypedQuestion { boolean: Some(set), ..UntypedQuestion::default() })
            }
            FieldType::String
            | FieldType::Version
            | FieldType::Number
            | FieldType::Date
            | FieldType::Boolean
            | FieldType::StringArray => Self::Boolean(set),
        }
    }

    /// Section 7 for one value.
    #[inline(always)]
    pub(super) fn ask(&self, value: Value<'_>) -> Answer {
        match self {
            Self::Text(question) => question.ask(value),
            Self::Number(question) => question.ask(value),
            Self::Boolean(set) => set.ask(value),
            Self::Date(ranges) => ranges.ask(value),
            Self::Version(question) => match value {
                Value::Text("") => Answer::Missing,
                Value::Text(_)
                | Value::Missing
                | Value::Integer(_)
                | Value::Double(_)
                | Value::Boolean(_)
                | Value::List(_)
                | Value::Unreadable => question.ask(value),
            },
            Self::VersionOrder(relation, version) => ask_version(*relation, version, value),
            Self::Elements(question) => question.ask_elements(value),
            Self::Untyped(question) => question.ask(value),
            Self::Blank(field_type) => Answer::of(is_blank(*field_type, value)),
        }
    }
}

impl TextQuestion {
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
    fn ask(&self, value: Value<'_>) -> Answer {
        match value {
            Value::Text(text) => Answer::of(self.holds(text)),
            Value::Missing => Answer::Missing,
            Value::Integer(_) | Value::Double(_) | Value::Boolean(_) | Value::List(_) | Value::Unreadable => {
                self.ask_unusual(value)
            }
        }
    }

    #[cold]
    fn ask_unusual(&self, value: Value<'_>) -> Answer {
        let mut buffer = TextBuffer::new();
        as_text(value, &mut buffer).map_or(Answer::Missing, |text| Answer::of(self.holds(text)))
    }

    fn ask_elements(&self, value: Value<'_>) -> Answer {
        match value {
            Value::List(elements) => {
                Answer::of(each(elements).any(|element| self.ask(element) == Answer::Yes))
            }
            Value::Missing
            | Value::Text(_)
            | Value::Integer(_)
            | Value::Double(_)
            | Value::Boolean(_)
            | Value::Unreadable => self.ask(value),
        }
    }
}

fn each<'v>(elements: &'v dyn Elements) -> impl Iterator<Item = Value<'v>> {
    (0..elements.len()).map(|index| elements.element(index))
}

impl NumberQuestion {
    #[inline(always)]
    fn ask(&self, value: Value<'_>) -> Answer {
        let Some(number) = number_of(value) else { return Answer::Missing };
        Answer::of(match self {
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
    fn ask(&self, value: Value<'_>) -> Answer {
        let Some(instant) = instant_of(value) else { return Answer::Missing };
        let behind = self.0.partition_point(|(start, _)| *start <= instant);
        let range = behind.checked_sub(1).and_then(|at| self.0.get(at));
        Answer::of(range.is_some_and(|(_, end)| instant <= *end))
    }
}

impl BooleanSet {
    const fn with(self, value: bool) -> Self {
        if value { Self { yes: true, ..self } } else { Self { no: true, ..self } }
    }

    #[inline(always)]
    fn ask(self, value: Value<'_>) -> Answer {
        match boolean_of(value) {
            Some(true) => Answer::of(self.yes),
            Some(false) => Answer::of(self.no),
            None => Answer::Missing,
        }
    }
}

impl UntypedQuestion {
    fn ask(&self, value: Value<'_>) -> Answer {
        match value {
            Value::List(elements) => {
                Answer::of(each(elements).any(|element| self.ask_one(element) == Answer::Yes))
            }
            Value::Missing
            | Value::Text(_)
            | Value::Integer(_)
            | Value::Double(_)
            | Value::Boolean(_)
            | Value::Unreadable => self.ask_one(value),
        }
    }

    /// Yes if one literal matches; else missing if one of them cannot read the value, as for `f = a OR f = b`.
    fn ask_one(&self, value: Value<'_>) -> Answer {
        let answers = [
            self.text.as_ref().map(|question| question.ask(value)),
            self.number.as_ref().map(|question| question.ask(value)),
            self.boolean.as_ref().map(|set| set.ask(value)),
        ];
        let mut answers = answers.into_iter().flatten();
        answers
            .clone()
            .find(|answer| *answer == Answer::Yes)
            .or_else(|| answers.find(|answer| *answer == Answer::Missing))
            .unwrap_or(Answer::No)
    }
}

fn ask_version(relation: Relation, literal: &str, value: Value<'_>) -> Answer {
    let mut buffer = TextBuffer::new();
    match as_text(value, &mut buffer) {
        None | Some("") => Answer::Missing,
        Some(text) => Answer::of(relation.holds(version::compare(text, literal))),
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
