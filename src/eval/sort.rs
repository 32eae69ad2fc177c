//! The order of a field's values (language, section 9).

use std::cmp::Ordering;

use crate::catalog::FieldType;
use crate::text::fold::fold;
use crate::value::{
    Number, SortOrder, TextBuffer, Value, as_text, boolean_of, instant_of, number_of, version,
};

/// A value made ready to be sorted among those of its field.
///
/// Numbers and dates sort by value, `false` before `true`, versions in version order, text by its case-folded form,
/// arrays element by element. In an untyped field numbers come first, then booleans, then text. Values that the type
/// cannot read are missing. `Ord` is the ascending order, missing values last.
///
/// ```
/// use coreql::catalog::FieldType;
/// use coreql::eval::{SortKey, SortOrder};
/// use coreql::value::Value;
///
/// let mut versions = ["9.3", "", "17.5", "10.0"];
/// let key = |version: &str| SortKey::new(FieldType::Version, Value::Text(version));
/// versions.sort_by(|a, b| key(a).compare(&key(b), SortOrder::Descending));
/// assert_eq!(versions, ["17.5", "10.0", "9.3", ""]);
/// ```
#[derive(Clone, Debug)]
pub struct SortKey(Key);

#[derive(Clone, Debug)]
enum Key {
    Number(Number),
    Boolean(bool),
    Version(String),
    Texts(Vec<String>),
    Missing,
}

impl SortKey {
    /// The key of a value of a field of this type.
    pub fn new(field_type: FieldType, value: Value<'_>) -> Self {
        let text = || as_text(value, &mut TextBuffer::new()).map(str::to_owned);
        let key = match field_type {
            FieldType::Number => number_of(value).map(Key::Number),
            FieldType::Date => instant_of(value).map(|instant| Key::Number(Number::Integer(instant))),
            FieldType::Boolean => boolean_of(value).map(Key::Boolean),
            FieldType::Version => text().filter(|text| !text.is_empty()).map(Key::Version),
            FieldType::String => text().map(|text| Key::Texts(vec![fold(&text).into_owned()])),
            FieldType::StringArray => texts(value),
            FieldType::Untyped => match value {
                Value::Integer(_) | Value::Double(_) => number_of(value).map(Key::Number),
                Value::Boolean(value) => Some(Key::Boolean(value)),
                Value::Text(_) | Value::Uuid(_) | Value::List(_) | Value::Missing | Value::Unreadable => {
                    texts(value)
                }
            },
        };
        Self(key.unwrap_or(Key::Missing))
    }

    /// Whether the value is missing, and so the last in both directions.
    pub const fn is_missing(&self) -> bool {
        matches!(self.0, Key::Missing)
    }

    /// The order of two values of one field in this direction.
    #[must_use]
    pub fn compare(&self, other: &Self, order: SortOrder) -> Ordering {
        let ascending = self.cmp(other);
        match order {
            SortOrder::Descending if !self.is_missing() && !other.is_missing() => ascending.reverse(),
            SortOrder::Ascending | SortOrder::Descending => ascending,
        }
    }
}

impl Ord for SortKey {
    fn cmp(&self, other: &Self) -> Ordering {
        match (&self.0, &other.0) {
            (Key::Number(a), Key::Number(b)) => a.cmp(b),
            (Key::Boolean(a), Key::Boolean(b)) => a.cmp(b),
            (Key::Version(a), Key::Version(b)) => version::compare(a, b),
            (Key::Texts(a), Key::Texts(b)) => a.cmp(b),
            (a, b) => a.rank().cmp(&b.rank()),
        }
    }
}

impl PartialOrd for SortKey {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for SortKey {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other).is_eq()
    }
}

impl Eq for SortKey {}

impl Key {
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
}

/// The elements of an array; of a lone value, an array of that.
fn texts(value: Value<'_>) -> Option<Key> {
    let folded = |value| as_text(value, &mut TextBuffer::new()).map(|text| fold(text).into_owned());
    let texts = match value {
        Value::List(list) => (0..list.len()).filter_map(|at| folded(list.element(at))).collect(),
        Value::Missing
        | Value::Text(_)
        | Value::Integer(_)
        | Value::Double(_)
        | Value::Boolean(_)
        | Value::Uuid(_)
        | Value::Unreadable => vec![folded(value)?],
    };
    Some(Key::Texts(texts))
}
