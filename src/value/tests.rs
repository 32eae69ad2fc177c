#![expect(clippy::as_conversions, clippy::wildcard_enum_match_arm, reason = "a test may")]

use std::cmp::Ordering;
use std::hash::{DefaultHasher, Hash, Hasher};

use jiff::civil::date as civil_date;
use proptest::prelude::*;

use super::date::{self, Instant, Interval};
use super::{AsValue, Number, TextBuffer, Value, as_text, boolean_of, instant_of, number_of, version};

const DAY: i64 = 86_400_000;

fn start_of(day: jiff::civil::Date) -> i64 {
    day.duration_since(civil_date(1970, 1, 1)).as_hours() * 3_600_000
}

fn midnight(year: i16, month: i8, day: i8) -> i64 {
    start_of(civil_date(year, month, day))
}

/// Rules 6.15 and 6.16.
#[test]
fn every_day_is_where_jiff_has_it() {
    for year in (0..=9999).filter(|year| year % 97 == 0 || (1890..2110).contains(year) || *year > 9990) {
        let mut day = civil_date(year, 1, 1);
        while day.year() == year {
            let start = start_of(day);
            let interval = Interval { start, end: start + DAY - 1 };
            assert_eq!(
                date::parse(&format!("{:04}-{:02}-{:02}", day.year(), day.month(), day.day())),
                Some(interval)
            );
            assert_eq!(Instant(start).to_string(), format!("{day}T00:00:00.000Z"));
            match day.tomorrow() {
                Ok(tomorrow) => day = tomorrow,
                Err(_) => break,
            }
        }
        let (first, last) = (midnight(year, 1, 1), midnight(year, 12, 31));
        assert_eq!(date::parse(&format!("{year:04}")), Some(Interval { start: first, end: last + DAY - 1 }));
    }
}

/// Rule 6.14.
#[test]
fn forms_of_dates() {
    let second = 1_468_264_766_000; // 2016-07-11T19:19:26Z, from the language page's golden cases
    let spans = |start, length| Some(Interval { start, end: start + length - 1 });
    for (text, expected) in [
        ("2016-07-11T19:19:26Z", spans(second, 1000)),
        ("2016-07-11t19:19:26z", spans(second, 1000)),
        ("2016-07-11 19:19:26", spans(second, 1000)),
        ("2016-07-11T21:19:26+02:00", spans(second, 1000)),
        ("2016-07-11T14:49:26-04:30", spans(second, 1000)),
        ("2016-07-11T19:19:26.5", spans(second + 500, 100)),
        ("2016-07-11T19:19:26.05Z", spans(second + 50, 10)),
        ("2016-07-11T19:19:26.0009Z", spans(second, 1)),
        ("2016-07-11T19:19:26.9999999999999999999Z", spans(second + 999, 1)),
        ("Jul 11 2016 19:19:26", spans(second, 1000)),
        ("jUL 11 2016 19:19:26", spans(second, 1000)),
        ("1468264766000", spans(second, 1)),
        ("-1", spans(-1, 1)),
        ("0", spans(0, 1)),
        ("-2016", spans(-2016, 1)),
        ("02016", spans(2016, 1)),
        ("2016", spans(midnight(2016, 1, 1), 366 * DAY)),
        ("2016-02", spans(midnight(2016, 2, 1), 29 * DAY)),
        ("1900-02", spans(midnight(1900, 2, 1), 28 * DAY)),
        ("0000-01-01", spans(midnight(0, 1, 1), DAY)),
        ("9999-12-31T23:59:59.999Z", spans(midnight(9999, 12, 31) + DAY - 1, 1)),
    ] {
        assert_eq!(date::parse(text), expected, "{text}");
    }
}

/// Rules 6.16 and 6.17.
#[test]
fn what_is_no_date() {
    for text in [
        "",
        " ",
        "-",
        "2016-13",
        "2016-00",
        "2016-1",
        "2016-02-30",
        "2015-02-29",
        "1900-02-29",
        "2016-07-11T",
        "2016-07-11T19:19",
        "2016-07-11T24:00:00",
        "2016-07-11T19:60:00",
        "2016-07-11T19:19:60",
        "2016-07-11T19:19:26.",
        "2016-07-11T19:19:26.Z",
        "2016-07-11  19:19:26",
        "2016-07-11T19:19:26+24:00",
        "2016-07-11T19:19:26+02",
        "2016-07-11T19:19:26+0200",
        "2016-07-11T19:19:26 Z",
        " 2016",
        "2016 ",
        "+2016",
        "20160711T000000",
        "Aug 2013",
        "Aug 32 2013 00:00:00",
        "Aux 29 2013 13:02:18",
        "August 29 2013 13:02:18",
        "Aug 29 2013 13:02",
        "Aug 29 2013 13:02:18 Z",
        "99999999999999999999",
        "1.5",
        "1e3",
        "２０１６",
    ] {
        assert_eq!(date::parse(text), None, "{text:?}");
    }
}

/// Rule 6.8.
#[test]
fn forms_of_numbers() {
    for (text, expected) in [
        ("0", Some(Number::Integer(0))),
        ("-0", Some(Number::Integer(0))),
        ("007", Some(Number::Integer(7))),
        ("9223372036854775807", Some(Number::Integer(i64::MAX))),
        ("-9223372036854775808", Some(Number::Integer(i64::MIN))),
        ("9223372036854775808", Some(Number::Double(9_223_372_036_854_775_808.0))),
        ("1.5", Some(Number::Double(1.5))),
        ("1E+2", Some(Number::Integer(100))),
        ("-0.0", Some(Number::Integer(0))),
        ("1e400", None),
        ("+1", None),
        (".5", None),
        ("5.", None),
        ("1e", None),
        ("1e+", None),
        ("1.e5", None),
        ("0x10", None),
        ("inf", None),
        ("NaN", None),
        (" 1", None),
        ("1_000", None),
        ("", None),
        ("-", None),
        ("١", None),
    ] {
        assert_eq!(Number::parse(text), expected, "{text:?}");
    }
}

/// The order of an integer and a double by their exact values: 2¹⁰⁷⁴ times each is whole, so 2ᵏ does for small ones.
fn exact(integer: i64, double: f64) -> Ordering {
    if double.abs() >= 1e30 {
        return 0.0.partial_cmp(&double).unwrap();
    }
    if double.abs() < 1e-3 {
        return integer.cmp(&0).then(0.0.partial_cmp(&double).unwrap());
    }
    // Digits of the exact decimal expansion, compared as text after the point is aligned.
    let text = format!("{double:.80}");
    let (whole, fraction) = text.split_once('.').unwrap();
    let whole_value: i128 = whole.parse().unwrap();
    let fractional = fraction.bytes().any(|digit| digit != b'0');
    let order = i128::from(integer).cmp(&whole_value);
    match (order, fractional, double < 0.0) {
        (Ordering::Equal, true, false) => Ordering::Less,
        (Ordering::Equal, true, true) => Ordering::Greater,
        _ => order,
    }
}

fn any_double() -> impl Strategy<Value = f64> {
    prop_oneof![
        any::<f64>().prop_filter("finite", |double| double.is_finite()),
        any::<i64>().prop_map(|integer| integer as f64),
        (-1000i32..1000).prop_map(|halves| f64::from(halves) / 2.0),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    /// Rule 6.10.
    #[test]
    fn integers_and_doubles_compare_exactly(double in any_double(), near in -2i64..=2, other in any::<i64>()) {
        for integer in [other, near, (double as i64).saturating_add(near)] {
            let order = Number::Integer(integer).cmp(&Number::Double(double));
            prop_assert_eq!(order, exact(integer, double), "{} {}", integer, double);
            prop_assert_eq!(Number::Double(double).cmp(&Number::Integer(integer)), order.reverse());
            if order.is_eq() {
                prop_assert_eq!(hash(Number::Integer(integer)), hash(Number::Double(double)));
            }
        }
    }

    /// Rule 6.24.
    #[test]
    fn text_of_numbers_is_that_of_json(double in any_double(), integer in any::<i64>(), truth in any::<bool>()) {
        let mut buffer = TextBuffer::new();
        for value in [serde_json::json!(double), serde_json::json!(integer), serde_json::json!(truth)] {
            let stored = match &value {
                serde_json::Value::Bool(truth) => Value::Boolean(*truth),
                number => number.as_i64().map_or(Value::Double(double), Value::Integer),
            };
            prop_assert_eq!(as_text(stored, &mut buffer), Some(&*value.to_string()));
        }
    }

    #[test]
    fn versions_are_ordered(versions in prop::collection::vec("[0-2aAbſ.\\-_ ]{0,6}", 3)) {
        let [a, b, c] = [&versions[0], &versions[1], &versions[2]];
        prop_assert_eq!(version::compare(a, b), version::compare(b, a).reverse());
        prop_assert!(version::compare(a, a).is_eq());
        if version::compare(a, b).is_le() && version::compare(b, c).is_le() {
            prop_assert!(version::compare(a, c).is_le(), "{} {} {}", a, b, c);
        }
    }

    #[test]
    fn instants_print_as_they_read(instant in -62_167_219_200_000i64..253_402_207_200_000) {
        let text = Instant(instant).to_string();
        prop_assert_eq!(date::parse(&text).map(|interval| interval.start), Some(instant));
        let jiff: jiff::Timestamp = text.parse().unwrap();
        prop_assert_eq!(jiff.as_millisecond(), instant);
    }
}

fn hash(number: Number) -> u64 {
    let mut hasher = DefaultHasher::new();
    number.hash(&mut hasher);
    hasher.finish()
}

/// Rule 6.21.
#[test]
fn versions_of_the_language_page() {
    for (a, b, order) in [
        ("9.3", "10", Ordering::Less),
        ("10", "10.0", Ordering::Equal),
        ("1.2", "1.2-beta", Ordering::Less),
        ("4.4", "4.10", Ordering::Less),
        ("9.0.1.0.68D", "9.0.1.0.68d", Ordering::Equal),
        ("9.0.1.0.68D", "9.0.1.0.68", Ordering::Greater),
        ("1.007", "1.7", Ordering::Equal),
        ("99999999999999999999999999", "100000000000000000000000000", Ordering::Less),
        ("", "0.0", Ordering::Equal),
        ("1..2", "1.2", Ordering::Equal),
        ("KNOX API 1.2.0", "knox api 1.10", Ordering::Less),
        ("\u{212a}1", "k1", Ordering::Equal),
        ("a", "1", Ordering::Greater),
    ] {
        assert_eq!(version::compare(a, b), order, "{a} {b}");
        assert_eq!(version::compare(b, a), order.reverse(), "{b} {a}");
    }
}

/// Rules 6.19 and 7.1.
#[test]
fn stored_values_are_read_by_type() {
    // Text of four digits is a year, a stored integer never.
    assert_eq!(instant_of(Value::Text("2016")), Some(midnight(2016, 1, 1)));
    assert_eq!(instant_of(Value::Integer(2016)), Some(2016));
    assert_eq!(instant_of(Value::Double(2016.0)), None);
    assert_eq!(number_of(Value::Text("1e2")), Some(Number::Integer(100)));
    assert_eq!(number_of(Value::Boolean(true)), None);
    assert_eq!(number_of(Value::Double(f64::NAN)), None);
    assert_eq!(boolean_of(Value::Text("True")), Some(true));
    assert_eq!(boolean_of(Value::Integer(1)), None);
    assert_eq!(as_text(vec!["a"].as_value(), &mut TextBuffer::new()), None);
}

#[test]
#[cfg(feature = "json")]
fn json_is_read_as_it_is() {
    let json: serde_json::Value =
        serde_json::from_str(r#"[null, "a", 1, 1.0, 18446744073709551615, true, ["x", null], {}]"#).unwrap();
    let Value::List(elements) = json.as_value() else { panic!("an array is a list") };
    assert_eq!(elements.len(), 8);
    assert!(matches!(elements.element(0), Value::Missing));
    assert!(matches!(elements.element(1), Value::Text("a")));
    assert!(matches!(elements.element(2), Value::Integer(1)));
    assert!(matches!(elements.element(3), Value::Double(1.0)));
    assert!(matches!(elements.element(4), Value::Double(1.844_674_407_370_955_2e19)));
    assert!(matches!(elements.element(5), Value::Boolean(true)));
    assert!(matches!(elements.element(6), Value::List(inner) if inner.len() == 2));
    assert!(matches!(elements.element(7), Value::Unreadable));
    assert!(matches!(elements.element(8), Value::Missing));
}
