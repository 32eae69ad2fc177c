//! Values as devices hold them, and how each type reads them (language, sections 6 and 7).

use std::fmt::{self, Write};

use super::number::Number;
use super::{boolean, date};

/// A stored value, as a record passes it to the evaluator.
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
    /// A UUID, which is compared as its text: lower-case, with hyphens.
    Uuid([u8; 16]),
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

/// A buffer for the text of a number or a UUID, so that reading one as text allocates nothing.
#[derive(Clone, Copy, Debug)]
pub struct TextBuffer {
    bytes: [u8; Self::SIZE],
    len: usize,
}

impl TextBuffer {
    /// The text of a UUID has 36 characters, the longest of a double 24, that of an integer 20.
    const SIZE: usize = 40;

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

/// A value as string and version fields read it: text as it is, numbers and booleans as JSON writes them, a UUID with
/// hyphens in lower case. `None` for
/// what has no text.
pub fn as_text<'v>(value: Value<'v>, buffer: &'v mut TextBuffer) -> Option<&'v str> {
    let number = match value {
        Value::Text(text) => return Some(text),
        Value::Boolean(true) => return Some("true"),
        Value::Boolean(false) => return Some("false"),
        Value::Integer(integer) => Number::Integer(integer),
        Value::Double(double) => Number::of_double(double)?,
        Value::Uuid(bytes) => {
            *buffer = TextBuffer::new();
            write_uuid(buffer, bytes).ok()?;
            return buffer.as_str();
        }
        Value::Missing | Value::List(_) | Value::Unreadable => return None,
    };
    *buffer = TextBuffer::new();
    write!(buffer, "{number}").ok()?;
    buffer.as_str()
}

/// Groups of 8, 4, 4, 4 and 12 digits.
fn write_uuid(out: &mut impl Write, bytes: [u8; 16]) -> fmt::Result {
    for (at, byte) in bytes.into_iter().enumerate() {
        let hyphen = if matches!(at, 4 | 6 | 8 | 10) { "-" } else { "" };
        write!(out, "{hyphen}{byte:02x}")?;
    }
    Ok(())
}

/// A value as number fields read it.
#[inline]
pub fn number_of(value: Value<'_>) -> Option<Number> {
    match value {
        Value::Integer(integer) => Some(Number::Integer(integer)),
        Value::Double(double) => Number::of_double(double),
        Value::Text(text) => Number::parse(text),
        Value::Missing | Value::Boolean(_) | Value::Uuid(_) | Value::List(_) | Value::Unreadable => None,
    }
}

/// A value as date fields read it, in milliseconds since 1970: an integer is always that, text is the start of the
/// interval that it names.
#[inline]
pub fn instant_of(value: Value<'_>) -> Option<i64> {
    match value {
        Value::Integer(milliseconds) => Some(milliseconds),
        Value::Text(text) => date::parse(text).map(|interval| interval.start),
        Value::Missing
        | Value::Double(_)
        | Value::Boolean(_)
        | Value::Uuid(_)
        | Value::List(_)
        | Value::Unreadable => None,
    }
}

/// A value as boolean fields read it.
#[inline]
pub fn boolean_of(value: Value<'_>) -> Option<bool> {
    match value {
        Value::Boolean(value) => Some(value),
        Value::Text(text) => boolean::parse(text),
        Value::Missing
        | Value::Integer(_)
        | Value::Double(_)
        | Value::Uuid(_)
        | Value::List(_)
        | Value::Unreadable => None,
    }
}
