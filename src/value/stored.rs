//! Values as devices hold them, and how each type reads them (language, sections 6 and 7).

use std::fmt::{self, Write};

use super::number::Number;
use super::{boolean, date};

/// A stored value, as a record hands it to the evaluator.
#[derive(Clone, Copy, Debug)]
pub enum Value<'v> {
    /// Absent, or JSON null.
    Missing,
    /// Text.
    Text(&'v str),
    /// A whole number, or milliseconds since 1970.
    Integer(i64),
    /// Any other number.
    Double(f64),
    /// A boolean.
    Boolean(bool),
    /// An array.
    List(&'v dyn Elements),
    /// What no type can read: an object.
    Unreadable,
}

/// The elements of an array.
pub trait Elements: fmt::Debug {
    /// How many there are.
    fn len(&self) -> usize;

    /// One of them; [`Value::Missing`] beyond the last.
    fn element(&self, index: usize) -> Value<'_>;

    /// Whether there are none.
    fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

/// What can be handed to the evaluator as it is.
///
/// ```
/// use coreql::value::{AsValue, Value};
///
/// let none: Option<String> = None;
/// assert!(matches!(none.as_value(), Value::Missing));
/// assert!(matches!(80u32.as_value(), Value::Integer(80)));
/// ```
pub trait AsValue {
    /// The value.
    fn as_value(&self) -> Value<'_>;
}

impl AsValue for Value<'_> {
    fn as_value(&self) -> Value<'_> {
        *self
    }
}

impl AsValue for str {
    #[inline]
    fn as_value(&self) -> Value<'_> {
        Value::Text(self)
    }
}

impl AsValue for String {
    #[inline]
    fn as_value(&self) -> Value<'_> {
        Value::Text(self)
    }
}

impl AsValue for bool {
    #[inline]
    fn as_value(&self) -> Value<'_> {
        Value::Boolean(*self)
    }
}

impl AsValue for f64 {
    #[inline]
    fn as_value(&self) -> Value<'_> {
        Value::Double(*self)
    }
}

macro_rules! integers {
    ($($integer:ty)*) => {$(
        impl AsValue for $integer {
            #[inline]
            fn as_value(&self) -> Value<'_> {
                Value::Integer(i64::from(*self))
            }
        }
    )*};
}

integers!(i8 i16 i32 i64 u8 u16 u32);

impl<T: AsValue + ?Sized> AsValue for &T {
    #[inline]
    fn as_value(&self) -> Value<'_> {
        (**self).as_value()
    }
}

impl<T: AsValue> AsValue for Option<T> {
    #[inline]
    fn as_value(&self) -> Value<'_> {
        self.as_ref().map_or(Value::Missing, AsValue::as_value)
    }
}

impl<T: AsValue + fmt::Debug> AsValue for Vec<T> {
    fn as_value(&self) -> Value<'_> {
        Value::List(self)
    }
}

impl<T: AsValue + fmt::Debug> Elements for Vec<T> {
    fn len(&self) -> usize {
        self.as_slice().len()
    }

    fn element(&self, index: usize) -> Value<'_> {
        self.get(index).map_or(Value::Missing, AsValue::as_value)
    }
}

impl<T: AsValue + fmt::Debug, const N: usize> Elements for [T; N] {
    fn len(&self) -> usize {
        N
    }

    fn element(&self, index: usize) -> Value<'_> {
        self.get(index).map_or(Value::Missing, AsValue::as_value)
    }
}

#[cfg(feature = "json")]
impl AsValue for serde_json::Value {
    fn as_value(&self) -> Value<'_> {
        match self {
            Self::Null => Value::Missing,
            Self::Bool(value) => Value::Boolean(*value),
            Self::Number(number) => match number.as_i64() {
                Some(integer) => Value::Integer(integer),
                None => number.as_f64().map_or(Value::Unreadable, Value::Double),
            },
            Self::String(text) => Value::Text(text),
            Self::Array(elements) => Value::List(elements),
            Self::Object(_) => Value::Unreadable,
        }
    }
}

/// Room for the text of a number, so that reading one as text allocates nothing.
#[derive(Clone, Copy, Debug)]
pub struct TextBuffer {
    bytes: [u8; Self::SIZE],
    len: usize,
}

impl TextBuffer {
    /// The longest text of a double has 24 characters, that of an integer 20.
    const SIZE: usize = 32;

    /// An empty buffer.
    pub const fn new() -> Self {
        Self { bytes: [0; Self::SIZE], len: 0 }
    }

    fn as_str(&self) -> Option<&str> {
        std::str::from_utf8(self.bytes.get(..self.len)?).ok()
    }
}

impl Default for TextBuffer {
    fn default() -> Self {
        Self::new()
    }
}

impl Write for TextBuffer {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        let end = self.len + text.len();
        self.bytes.get_mut(self.len..end).ok_or(fmt::Error)?.copy_from_slice(text.as_bytes());
        self.len = end;
        Ok(())
    }
}

/// A value as string and version fields read it: text as it is, numbers and booleans as JSON writes them. `None` of
/// what is no text.
pub fn as_text<'v>(value: Value<'v>, buffer: &'v mut TextBuffer) -> Option<&'v str> {
    let number = match value {
        Value::Text(text) => return Some(text),
        Value::Boolean(true) => return Some("true"),
        Value::Boolean(false) => return Some("false"),
        Value::Integer(integer) => Number::Integer(integer),
        Value::Double(double) => Number::of_double(double)?,
        Value::Missing | Value::List(_) | Value::Unreadable => return None,
    };
    *buffer = TextBuffer::new();
    write!(buffer, "{number}").ok()?;
    buffer.as_str()
}

/// A value as number fields read it.
#[inline]
pub fn number_of(value: Value<'_>) -> Option<Number> {
    match value {
        Value::Integer(integer) => Some(Number::Integer(integer)),
        Value::Double(double) => Number::of_double(double),
        Value::Text(text) => Number::parse(text),
        Value::Missing | Value::Boolean(_) | Value::List(_) | Value::Unreadable => None,
    }
}

/// A value as date fields read it, in milliseconds since 1970: an integer is always that, text is the start of the
/// interval that it names.
#[inline]
pub fn instant_of(value: Value<'_>) -> Option<i64> {
    match value {
        Value::Integer(milliseconds) => Some(milliseconds),
        Value::Text(text) => date::parse(text).map(|interval| interval.start),
        Value::Missing | Value::Double(_) | Value::Boolean(_) | Value::List(_) | Value::Unreadable => None,
    }
}

/// A value as boolean fields read it.
#[inline]
pub fn boolean_of(value: Value<'_>) -> Option<bool> {
    match value {
        Value::Boolean(value) => Some(value),
        Value::Text(text) => boolean::parse(text),
        Value::Missing | Value::Integer(_) | Value::Double(_) | Value::List(_) | Value::Unreadable => None,
    }
}
