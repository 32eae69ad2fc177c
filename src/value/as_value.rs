//! Rust types as values.

use std::borrow::Cow;
use std::fmt;
use std::rc::Rc;
use std::sync::Arc;
use std::time::{SystemTime, UNIX_EPOCH};

use super::stored::{Elements, Value};

/// A type whose values the evaluator can read.
///
/// | type | is |
/// |---|---|
/// | `str`, `String`, and `Box`, `Rc`, `Arc`, `Cow` of `str` | text |
/// | integers of all sizes | a number, or milliseconds since 1970: exact within `i64`, and beyond it the nearest `f64`, as a number that a query spells out |
/// | `f32`, `f64` | a number: of an `f32`, its exact value |
/// | `bool` | a boolean |
/// | [`SystemTime`], and types of `chrono` and `jiff` (features) | a date, rounded down to milliseconds |
/// | [`Value::Uuid`], and `Uuid` of the crate `uuid` (feature) | text: the hyphenated form in lower case |
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

/// Integers that may be beyond 64 bits (rule 6.9).
macro_rules! wide {
    ($($type:ty)*) => {$(
        impl From<$type> for Value<'_> {
            #[inline]
            fn from(value: $type) -> Self {
                match i64::try_from(value) {
                    Ok(value) => Self::Integer(value),
                    #[expect(clippy::as_conversions, clippy::cast_precision_loss, reason = "rounds to the nearest")]
                    Err(_) => Self::Double(value as f64),
                }
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

wide!(u64 i128 u128 isize usize);

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

/// Rounded down to milliseconds; out of range is unreadable.
#[cfg(feature = "jiff")]
fn milliseconds(nanoseconds: i128) -> Value<'static> {
    i64::try_from(nanoseconds.div_euclid(1_000_000)).map_or(Value::Unreadable, Value::Integer)
}

#[cfg(feature = "jiff")]
mod of_jiff {
    use jiff::civil::{Date, DateTime};
    use jiff::tz::TimeZone;
    use jiff::{Timestamp, ZonedDateTime};

    use super::{AsValue, Value, milliseconds};

    copied! {
        Timestamp: value => milliseconds(value.as_nanosecond());
        // Without a time zone: UTC, as text without an offset (rule 6.14).
        DateTime: value => TimeZone::UTC.to_timestamp(value).map_or(Value::Unreadable, Value::from);
        Date: value => value.at(0, 0, 0, 0).into();
    }

    impl AsValue for ZonedDateTime {
        #[inline]
        fn as_value(&self) -> Value<'_> {
            self.timestamp().into()
        }
    }
}

#[cfg(feature = "chrono")]
mod of_chrono {
    use chrono::{DateTime, NaiveDate, NaiveDateTime, NaiveTime, TimeZone};

    use super::{AsValue, Value};

    copied! {
        // Without a time zone: UTC, as text without an offset (rule 6.14).
        NaiveDateTime: value => Value::Integer(value.and_utc().timestamp_millis());
        NaiveDate: value => value.and_time(NaiveTime::MIN).into();
    }

    impl<Tz: TimeZone> AsValue for DateTime<Tz> {
        #[inline]
        fn as_value(&self) -> Value<'_> {
            Value::Integer(self.timestamp_millis())
        }
    }

    impl<Tz: TimeZone> From<DateTime<Tz>> for Value<'_> {
        #[inline]
        fn from(value: DateTime<Tz>) -> Self {
            Self::Integer(value.timestamp_millis())
        }
    }
}

#[cfg(feature = "uuid")]
mod of_uuid {
    use uuid::Uuid;

    use super::{AsValue, Value};

    copied! {
        Uuid: value => Value::Uuid(value.into_bytes());
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

#[cfg(test)]
mod tests {
    use super::*;

    /// The value as it is debugged.
    fn of(value: impl AsValue) -> String {
        format!("{:?}", value.as_value())
    }

    #[test]
    fn integers_are_exact_within_64_bits_and_the_nearest_double_beyond() {
        assert_eq!(of(i64::MIN), "Integer(-9223372036854775808)");
        assert_eq!(of(u64::MAX / 2), "Integer(9223372036854775807)");
        assert_eq!(of(usize::MAX), of(u64::MAX));
        assert_eq!(of(isize::MIN), of(i64::MIN));
        // As the literals of a query.
        for (value, text) in [
            (u64::MAX.as_value(), "18446744073709551615"),
            (u128::MAX.as_value(), "340282366920938463463374607431768211455"),
            (i128::MIN.as_value(), "-170141183460469231731687303715884105728"),
            ((1_u64 << 63).as_value(), "9223372036854775808"),
            (((1_u64 << 63) + 1025).as_value(), "9223372036854776833"),
        ] {
            assert_eq!(crate::value::number_of(value), crate::value::Number::parse(text), "{text}");
        }
    }

    #[test]
    fn text_in_every_holder() {
        let texts = [
            of("a"),
            of("a".to_owned()),
            of(Cow::Borrowed("a")),
            of(Arc::<str>::from("a")),
            of(Rc::<str>::from("a")),
            of(Box::<str>::from("a")),
            of(Some(&"a".to_owned())),
            of(Some(&"a")),
            of(Arc::new(Some("a"))),
        ];
        assert!(texts.iter().all(|text| text == "Text(\"a\")"), "{texts:?}");
        assert_eq!(of(None::<&str>), "Missing");
    }

    #[test]
    fn lists_in_every_holder() {
        let list = ["a".to_owned(), "b".to_owned()];
        let slice: &[String] = &list;
        for value in [
            list.as_value(),
            slice.as_value(),
            list.to_vec().as_value(),
            Box::<[String]>::from(slice).as_value(),
            Arc::<[String]>::from(slice).as_value(),
            Rc::<[String]>::from(slice).as_value(),
            Value::from(&list),
            Value::from(&slice),
        ] {
            let Value::List(list) = value else { panic!("{value:?}") };
            assert_eq!(list.len(), 2);
            assert!(matches!(list.element(1), Value::Text("b")));
            assert!(matches!(list.element(2), Value::Missing));
        }
    }

    #[test]
    fn points_in_time_are_rounded_down_to_milliseconds() {
        use std::time::Duration;

        let after = |nanoseconds| of(UNIX_EPOCH + Duration::from_nanos(nanoseconds));
        assert_eq!([after(0), after(999_999), after(1_999_999)], ["Integer(0)", "Integer(0)", "Integer(1)"]);
        let before = |nanoseconds| of(UNIX_EPOCH - Duration::from_nanos(nanoseconds));
        assert_eq!(
            [before(1), before(1_000_000), before(1_000_001)],
            ["Integer(-1)", "Integer(-1)", "Integer(-2)"]
        );
        #[cfg(target_os = "linux")]
        assert_eq!(of(UNIX_EPOCH + Duration::from_secs(u64::MAX >> 1)), "Unreadable");
    }

    #[test]
    #[cfg(feature = "jiff")]
    fn types_of_jiff() {
        use jiff::{Timestamp, civil};

        let timestamp = |nanoseconds| of(Timestamp::from_nanosecond(nanoseconds).unwrap());
        assert_eq!(timestamp(1_999_999), "Integer(1)");
        assert_eq!(timestamp(-1), "Integer(-1)");
        assert_eq!(of(civil::date(1970, 1, 2)), "Integer(86400000)");
        assert_eq!(of(civil::date(1970, 1, 1).at(0, 0, 1, 0)), "Integer(1000)");
        assert_eq!(of(Timestamp::UNIX_EPOCH.to_zoned_datetime(jiff::tz::TimeZone::UTC)), "Integer(0)");
        assert_eq!(of(Some(Timestamp::UNIX_EPOCH)), "Integer(0)");
    }

    #[test]
    #[cfg(feature = "uuid")]
    fn uuids_are_their_text() {
        use uuid::Uuid;

        use crate::Query;
        use crate::eval::Schema;
        use crate::value::{TextBuffer, as_text};

        // The form is that of RFC 9562, section 4.
        const TEXT: &str = "f81d4fae-7dec-11d0-a765-00a0c91e6bf6";
        for text in [TEXT, "00000000-0000-0000-0000-000000000000"] {
            let uuid = Uuid::parse_str(text).unwrap();
            assert_eq!(as_text(uuid.as_value(), &mut TextBuffer::new()), Some(text));
            assert_eq!(as_text(Value::from(Some(uuid)), &mut TextBuffer::new()), Some(text));
        }
        let record = vec![Value::from(Uuid::parse_str(TEXT).unwrap())];
        for (condition, holds) in [
            ("= \"F81D4FAE-7DEC-11D0-A765-00A0C91E6BF6\"", true),
            ("= \"f81d4fae7dec11d0a76500a0c91e6bf6\"", false),
            ("starts with \"f81d4fae-\"", true),
            ("contains \"-11D0-\"", true),
            ("< \"f9\"", true),
            ("is empty", false),
        ] {
            for field in ["common.uuid", "no_such_field"] {
                let query: Query = format!("{field} {condition}").parse().unwrap();
                let matcher = query.compile(&Schema::of(&query)).unwrap();
                assert_eq!(matcher.matches(&record), holds, "{query}");
            }
        }
    }

    #[test]
    #[cfg(feature = "chrono")]
    fn types_of_chrono() {
        use chrono::{DateTime, FixedOffset, NaiveDate};

        assert_eq!(of(DateTime::from_timestamp_nanos(1_999_999)), "Integer(1)");
        assert_eq!(of(DateTime::from_timestamp_nanos(-1)), "Integer(-1)");
        let east = FixedOffset::east_opt(3600).unwrap();
        assert_eq!(of(DateTime::UNIX_EPOCH.with_timezone(&east)), "Integer(0)");
        let day = NaiveDate::from_ymd_opt(1970, 1, 2).unwrap();
        assert_eq!(of(day), "Integer(86400000)");
        assert_eq!(of(day.and_hms_milli_opt(0, 0, 0, 1)), "Integer(86400001)");
    }
}
