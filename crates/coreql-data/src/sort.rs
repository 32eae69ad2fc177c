//! Devices in an order (language, section 9).

use std::cmp::Ordering;

use coreql::catalog::FieldType;
use coreql::text::fold::fold;
use coreql::value::{Number, TextBuffer, Value, as_text, boolean_of, instant_of, number_of, version};

/// The direction of sorting. Missing values come last in both.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum SortOrder {
    /// The lowest value first.
    #[default]
    Ascending,
    /// The highest value first.
    Descending,
}

/// Sorts items by the value of one field, and keeps only the first `most` of them: memory grows with that number.
///
/// Numbers and dates sort by value, `false` before `true`, versions in version order, text by its case-folded form, arrays
/// element by element. In an untyped field, numbers come first, then booleans, then text. Items of equal value keep the
/// order in which they were pushed.
///
/// ```
/// use coreql::catalog::FieldType;
/// use coreql::value::Value;
/// use coreql_data::{SortOrder, Sorter};
///
/// let mut sorter = Sorter::new(FieldType::Version, SortOrder::Descending, 2);
/// for version in ["9.3", "", "17.5", "10.0"] {
///     sorter.push(version, |version| Value::Text(version));
/// }
/// assert_eq!(sorter.into_sorted().collect::<Vec<_>>(), ["17.5", "10.0"]);
/// ```
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

    /// The order of the kinds in an untyped field.
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
    /// Makes a sorter by a field of this type, which keeps the first `most` items.
    pub const fn new(field_type: FieldType, order: SortOrder, most: usize) -> Self {
        Self { field_type, order, most, items: Vec::new() }
    }

    /// Adds an item. `value_of` returns its value of the field.
    pub fn push(&mut self, item: T, value_of: impl FnOnce(&T) -> Value<'_>) {
        self.items.push((Key::new(self.field_type, value_of(&item)), item));
        // Sorting is deferred, so that its cost is spread over many items.
        if self.items.len() >= self.most.saturating_mul(2).saturating_add(1024) {
            self.sort_and_truncate();
        }
    }

    fn sort_and_truncate(&mut self) {
        let order = self.order;
        self.items.sort_by(|(a, _), (b, _)| a.compare(b, order));
        self.items.truncate(self.most);
    }

    /// The first items, in order.
    pub fn into_sorted(mut self) -> impl Iterator<Item = T> {
        self.sort_and_truncate();
        self.items.into_iter().map(|(_, item)| item)
    }
}
