//! Devices in an order (language, section 9).

use std::cmp::Ordering;

use coreql::catalog::FieldType;
use coreql::text::fold::fold;
use coreql::value::{Number, TextBuffer, Value, as_text, boolean_of, instant_of, number_of, version};

/// Up or down; missing values come last in both.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum SortOrder {
    /// From the lowest.
    #[default]
    Ascending,
    /// From the highest.
    Descending,
}

/// Sorts things by a value each, and keeps only as many as are wanted: memory grows with those.
///
/// Each type has its own order: numbers and instants by value, `false` before `true`, versions in version order, text
/// folded, arrays element by element. An untyped field has numbers first, then booleans, then text. Ties stay in
/// the order in which they came.
#[derive(Clone, Debug)]
pub struct Sorter<T> {
    field_type: FieldType,
    order: SortOrder,
    most: usize,
    items: Vec<(Key, T)>,
}

#[derive(Clone, Debug)]
enum Key {
    Number(Number),
    Boolean(bool),
    Version(String),
    Texts(Vec<String>),
    Missing,
}

impl Key {
    fn new(field_type: FieldType, value: Value<'_>) -> Self {
        let text = || as_text(value, &mut TextBuffer::new()).map(str::to_owned);
        let key = match field_type {
            FieldType::Number => number_of(value).map(Self::Number),
            FieldType::Date => instant_of(value).map(|instant| Self::Number(Number::Integer(instant))),
            FieldType::Boolean => boolean_of(value).map(Self::Boolean),
            FieldType::Version => text().filter(|text| !text.is_empty()).map(Self::Version),
            FieldType::String => text().map(|text| Self::Texts(vec![fold(&text).into_owned()])),
            FieldType::StringArray => Self::texts(value),
            _ => match value {
                Value::Integer(_) | Value::Double(_) => number_of(value).map(Self::Number),
                Value::Boolean(value) => Some(Self::Boolean(value)),
                Value::Text(_) | Value::List(_) | Value::Missing | Value::Unreadable => Self::texts(value),
            },
        };
        key.unwrap_or(Self::Missing)
    }

    fn texts(value: Value<'_>) -> Option<Self> {
        let folded = |value| as_text(value, &mut TextBuffer::new()).map(|text| fold(text).into_owned());
        match value {
            Value::List(list) => Some((0..list.len()).filter_map(|at| folded(list.element(at))).collect()),
            Value::Missing
            | Value::Text(_)
            | Value::Integer(_)
            | Value::Double(_)
            | Value::Boolean(_)
            | Value::Unreadable => folded(value).map(|text| vec![text]),
        }
        .map(Self::Texts)
    }

    /// The kinds of an untyped field, one behind the other.
    const fn rank(&self) -> u8 {
        match self {
            Self::Number(_) => 0,
            Self::Boolean(_) => 1,
            Self::Version(_) => 2,
            Self::Texts(_) => 3,
            Self::Missing => 4,
        }
    }

    fn compare(&self, other: &Self, order: SortOrder) -> Ordering {
        let ascending = match (self, other) {
            (Self::Missing, _) | (_, Self::Missing) => return self.rank().cmp(&other.rank()),
            (Self::Number(a), Self::Number(b)) => a.cmp(b),
            (Self::Boolean(a), Self::Boolean(b)) => a.cmp(b),
            (Self::Version(a), Self::Version(b)) => version::compare(a, b),
            (Self::Texts(a), Self::Texts(b)) => a.cmp(b),
            (Self::Number(_) | Self::Boolean(_) | Self::Version(_) | Self::Texts(_), _) => {
                self.rank().cmp(&other.rank())
            }
        };
        match order {
            SortOrder::Ascending => ascending,
            SortOrder::Descending => ascending.reverse(),
        }
    }
}

impl<T> Sorter<T> {
    /// A sorter by a field of this type, which keeps the first `most` items.
    pub const fn new(field_type: FieldType, order: SortOrder, most: usize) -> Self {
        Self { field_type, order, most, items: Vec::new() }
    }

    /// Takes in an item, and its value of the field.
    pub fn push(&mut self, item: T, value_of: impl FnOnce(&T) -> Value<'_>) {
        self.items.push((Key::new(self.field_type, value_of(&item)), item));
        // Cutting off only now and then keeps the cost of it low.
        if self.items.len() >= self.most.saturating_mul(2).saturating_add(1024) {
            self.cut();
        }
    }

    fn cut(&mut self) {
        let order = self.order;
        self.items.sort_by(|(a, _), (b, _)| a.compare(b, order));
        self.items.truncate(self.most);
    }

    /// The items in order.
    pub fn into_sorted(mut self) -> impl Iterator<Item = T> {
        self.cut();
        self.items.into_iter().map(|(_, item)| item)
    }
}
