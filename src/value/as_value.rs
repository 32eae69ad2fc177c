//! Rust types as values.

use std::borrow::Cow;
use std::fmt;
use std::rc::Rc;
use std::sync::Arc;
use std::time::{SystemTime, UNIX_EPOCH};

use super::stored::{Elements, Value};

/// A type whose values the evaluator reads as they are.
///
/// | type | is |
/// |---|---|
/// | `str`, `String`, and `Box`, `Rc`, `Arc`, `Cow` of `str` | text |
/// | integers of up to 64 bits, `isize`, `usize` | a number, or milliseconds since 1970 |
/// | `f32`, `f64` | a number: of an `f32`, its exact value |
/// | `bool` | a boolean |
/// | [`SystemTime`], and types of `chrono` and `jiff` (features) | a date, rounded down to milliseconds |
/// | `uuid::Uuid` (feature) | its text, in lower case with hyphens |
/// | `Vec<T>`, `[T; N]`, `&[T]` | a list |
/// | `Option<T>`, `&T`, `Box<T>`, `Rc<T>`, `Arc<T>` | what the `T` is; without one, missing |
///
/// ```
/// use coreql::value::{AsValue, Value};
///
/// let none: Option<String> = None;
/// assert!(matches!(none.as_value(), Value::Missing));
/// assert!(matches!(80u32.as_value(), Value::Integer(80)));
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a value that a query can read",
    label = "does not implement `AsValue`",
    note = "implement `coreql::value::AsValue` for it; where it is a member of a struct that derives `Record`, convert it with `#[record(with = \"function\")]` or leave it out with `#[record(skip)]`"
)]
pub trait AsValue {
    /// The value.
    fn as_value(&self) -> Value<'_>;
}

impl AsValue for Value<'_> {
    #[inline]
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

impl AsValue for Cow<'_, str> {
    #[inline]
    fn as_value(&self) -> Value<'_> {
        Value::Text(self)
    }
}

/// Types that are copied into their value: for these there is `From` as well, for values that are computed.
macro_rules! copied {
    ($($type:ty: $value:ident => $convert:expr;)*) => {$(
        impl From<$type> for Value<'_> {
            #[inline]
            fn from($value: $type) -> Self {
                $convert
            }
        }

        impl AsValue for $type {
            #[inline]
            fn as_value(&self) -> Value<'_> {
                Value::from(*self)
            }
        }
    )*};
}

copied! {
    i8: value => Value::Integer(value.into());
    i16: value => Value::Integer(value.into());
    i32: value => Value::Integer(value.into());
    i64: value => Value::Integer(value);
    u8: value => Value::Integer(value.into());
    u16: value => Value::Integer(value.into());
    u32: value => Value::Integer(value.into());
    f32: value => Value::Double(value.into());
    f64: value => Value::Double(value);
    bool: value => Value::Boolean(value);
    SystemTime: value => system_time(value);
}

fn system_time(time: SystemTime) -> Value<'static> {
    let milliseconds = match time.duration_since(UNIX_EPOCH) {
        Ok(after) => i64::try_from(after.as_millis()).ok(),
        Err(before) => {
            let before = before.duration();
            // Down is away from 1970.
            let partial = !before.subsec_nanos().is_multiple_of(1_000_000);
            i64::try_from(before.as_millis()).ok().map(|whole| -whole - i64::from(partial))
        }
    };
    milliseconds.map_or(Value::Unreadable, Value::Integer)
}

/// What a type refers to, or may hold.
impl<'v, T: AsValue + ?Sized> From<&'v T> for Value<'v> {
    #[inline]
    fn from(value: &'v T) -> Self {
        value.as_value()
    }
}

impl<'v, T: Into<Value<'v>>> From<Option<T>> for Value<'v> {
    #[inline]
    fn from(value: Option<T>) -> Self {
        value.map_or(Value::Missing, Into::into)
    }
}

macro_rules! pointers {
    ($($pointer:ty)*) => {$(
        impl<T: AsValue + ?Sized> AsValue for $pointer {
            #[inline]
            fn as_value(&self) -> Value<'_> {
                (**self).as_value()
            }
        }
    )*};
}

pointers!(&T Box<T> Rc<T> Arc<T>);

impl<T: AsValue> AsValue for Option<T> {
    #[inline]
    fn as_value(&self) -> Value<'_> {
        self.as_ref().map_or(Value::Missing, AsValue::as_value)
    }
}

macro_rules! lists {
    ($(($($parameters:tt)*) $list:ty;)*) => {$(
        impl<$($parameters)*> AsValue for $list {
            #[inline]
            fn as_value(&self) -> Value<'_> {
                Value::List(self)
            }
        }

        impl<$($parameters)*> Elements for $list {
            fn len(&self) -> usize {
                <[T]>::len(self)
            }

            fn element(&self, index: usize) -> Value<'_> {
                self.get(index).map_or(Value::Missing, AsValue::as_value)
            }
        }
    )*};
}

lists! {
    (T: AsValue + fmt::Debug) Vec<T>;
    (T: AsValue + fmt::Debug, const N: usize) [T; N];
    (T: AsValue + fmt::Debug) &[T];
    (T: AsValue + fmt::Debug) Box<[T]>;
    (T: AsValue + fmt::Debug) Rc<[T]>;
    (T: AsValue + fmt::Debug) Arc<[T]>;
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
