//! How each type reads literals and stored values, and how they compare (section 6).

use std::cmp::Ordering;
use std::sync::LazyLock;

use icu_casemap::CaseMapper;
use jiff::civil::DateTime;
use jiff::tz::TimeZone;
use jiff::{Span, Timestamp, ZonedDateTime};
use num_bigint::{BigInt, BigUint};
use num_rational::BigRational;
use regex::Regex;
use serde_json::Value as Json;

use super::{Literal, NOW, Type, ZONE};

/// Unicode simple case folding (rule 6.22).
pub(super) fn fold(text: &str) -> String {
    let mapper = CaseMapper::new();
    text.chars().map(|c| mapper.simple_fold(c)).collect()
}

/// A stored value and the literal with which it is compared, both read as one kind.
pub(super) enum Read {
    Text(String, String),
    Version(String, String),
    Number(BigRational, BigRational),
    /// An instant, and the first and last instant of the literal's interval.
    Date(i128, (i128, i128)),
    Boolean(bool, bool),
}

impl Read {
    /// Whether the positive operator holds.
    pub(super) fn holds(&self, operator: &str) -> bool {
        let ordered = |order: Ordering| match operator {
            "=" => order.is_eq(),
            "<" => order.is_lt(),
            "<=" => order.is_le(),
            ">" => order.is_gt(),
            ">=" => order.is_ge(),
            other => panic!("{other}"),
        };
        match self {
            Self::Text(stored, literal) => match operator {
                "contains" => stored.contains(literal),
                "starts with" => stored.starts_with(literal),
                _ => ordered(stored.chars().cmp(literal.chars())),
            },
            Self::Version(stored, literal) => ordered(compare_versions(stored, literal)),
            Self::Number(stored, literal) => ordered(stored.cmp(literal)),
            Self::Boolean(stored, literal) => ordered(stored.cmp(literal)),
            // Rule 6.18: `=` inside it, `<` before its start, `>` after its end, `<=` and `>=` with it.
            Self::Date(stored, (start, end)) => {
                let inside = start <= stored && stored <= end;
                match operator {
                    "=" => inside,
                    "<" => stored < start,
                    "<=" => stored < start || inside,
                    ">" => stored > end,
                    ">=" => stored > end || inside,
                    other => panic!("{other}"),
                }
            }
        }
    }
}

/// Reads both sides as the field's type and the literal require; `None` if the value counts as missing.
pub(super) fn read(field_type: Type, operator: &str, literal: &Literal, stored: &Json) -> Option<Read> {
    let looks_into_text = matches!(operator, "contains" | "starts with");
    let text = || Some(Read::Text(fold(&json_text(stored)?), fold(&literal.text)));
    let number = || Some(Read::Number(stored_number(stored)?, number(&literal.text)?));
    let boolean = || Some(Read::Boolean(stored_boolean(stored)?, boolean(&literal.text)?));
    match field_type {
        Type::String | Type::Array => text(),
        // Rule 6.21: a stored `""` is missing.
        Type::Version if stored == "" => None,
        Type::Version if matches!(operator, "<" | "<=" | ">" | ">=") => {
            Some(Read::Version(json_text(stored)?, literal.text.clone()))
        }
        Type::Version => text(),
        Type::Number => number(),
        Type::Date => {
            let interval = relative(literal).or_else(|| date(&literal.text))?;
            Some(Read::Date(stored_instant(stored)?, interval))
        }
        Type::Boolean => boolean(),
        // Rule 6.5: a quoted literal is text, a bare number a number, bare true/false a boolean, any other bare word
        // text.
        Type::Untyped if literal.quoted || looks_into_text => text(),
        Type::Untyped if self::number(&literal.text).is_some() => number(),
        Type::Untyped if self::boolean(&literal.text).is_some() => boolean(),
        Type::Untyped => text(),
    }
}

/// Rule 7.3: blank is missing, or `""`, or `[]`.
pub(super) fn blank(field_type: Type, stored: &Json) -> bool {
    match field_type {
        Type::String | Type::Version => json_text(stored).is_none_or(|text| text.is_empty()),
        Type::Number => stored_number(stored).is_none(),
        Type::Date => stored_instant(stored).is_none(),
        Type::Boolean => stored_boolean(stored).is_none(),
        Type::Array | Type::Untyped => match stored {
            // Rule 6.25: null and nested elements are dropped (`[null]` is `[]`).
            Json::Array(elements) => elements.iter().all(|element| json_text(element).is_none()),
            scalar => json_text(scalar).is_none_or(|text| text.is_empty()),
        },
    }
}

/// Rule 6.24: string and version fields read stored JSON integers and booleans as their JSON text, decimals as JSON
/// writers print them.
fn json_text(stored: &Json) -> Option<String> {
    match stored {
        Json::String(text) => Some(text.clone()),
        Json::Number(number) if number.is_u64() && number.as_i64().is_none() => {
            // Rule 6.9: an integer beyond 64 bits is the nearest double.
            Some(serde_json::to_string(&number.as_f64().unwrap()).unwrap())
        }
        Json::Number(_) | Json::Bool(_) => Some(stored.to_string()),
        Json::Null | Json::Array(_) | Json::Object(_) => None,
    }
}

fn boolean(text: &str) -> Option<bool> {
    match text.to_ascii_lowercase().as_str() {
        "true" => Some(true),
        "false" => Some(false),
        _ => None,
    }
}

fn stored_boolean(stored: &Json) -> Option<bool> {
    match stored {
        Json::Bool(value) => Some(*value),
        Json::String(text) => boolean(text),
        _ => None,
    }
}

/// Rules 6.8 and 6.9: integers of 64 bits are exact; decimals, and integers beyond, are the nearest IEEE
/// double.
fn number(text: &str) -> Option<BigRational> {
    static FORM: LazyLock<Regex> =
        LazyLock::new(|| Regex::new(r"^-?[0-9]+(\.[0-9]+)?([eE][+-]?[0-9]+)?$").unwrap());
    if !FORM.is_match(text) {
        return None;
    }
    match text.parse::<i64>() {
        Ok(integer) => Some(BigRational::from(BigInt::from(integer))),
        Err(_) => BigRational::from_float(text.parse::<f64>().unwrap()),
    }
}

fn stored_number(stored: &Json) -> Option<BigRational> {
    match stored {
        Json::Number(value) => match value.as_i64() {
            Some(integer) => Some(BigRational::from(BigInt::from(integer))),
            None => BigRational::from_float(value.as_f64()?),
        },
        Json::String(text) => number(text),
        _ => None,
    }
}

/// The interval that a relative date names (rules 6.26 to 6.31), in milliseconds, both ends included.
fn relative(literal: &Literal) -> Option<(i128, i128)> {
    static FORM: LazyLock<Regex> =
        LazyLock::new(|| Regex::new(r"^(now|today)(?: ([+-]) ([0-9]{1,6})(mo|m|h|d|w|y))?$").unwrap());
    if literal.quoted {
        return None;
    }
    let found = FORM.captures(&literal.text)?;
    let zone = TimeZone::get(ZONE).unwrap();
    let now = Timestamp::from_millisecond(NOW).unwrap().to_zoned_datetime(zone.clone());
    let day = &found[1] == "today";
    let start = if day { now.start_of_day().unwrap() } else { now.clone() };
    let second = |start: &ZonedDateTime| {
        let start = i128::from(start.timestamp().as_millisecond());
        Some((start, start + 999))
    };
    let amount = found.get(3).map_or(0, |digits| digits.as_str().parse::<i64>().unwrap());
    let amount = if found.get(2).is_some_and(|sign| sign.as_str() == "-") { -amount } else { amount };
    let unit = found.get(4).map_or("d", |unit| unit.as_str());
    let start = match unit {
        "m" => return second(&start.checked_add(Span::new().minutes(amount)).ok()?),
        "h" => return second(&start.checked_add(Span::new().hours(amount)).ok()?),
        "d" => start.checked_add(Span::new().days(amount)),
        "w" => start.checked_add(Span::new().weeks(amount)),
        "mo" => start.checked_add(Span::new().months(amount)),
        _ => start.checked_add(Span::new().years(amount)),
    }
    .ok()?;
    if !day {
        return second(&start);
    }
    let next = start.date().tomorrow().ok()?.to_zoned_datetime(zone).ok()?;
    Some((i128::from(start.timestamp().as_millisecond()), i128::from(next.timestamp().as_millisecond()) - 1))
}

/// The interval that a date literal names (rules 6.14 to 6.18), in milliseconds, both ends included.
fn date(text: &str) -> Option<(i128, i128)> {
    static INTEGER: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"^-?[0-9]+$").unwrap());
    static MONTH: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"^([0-9]{4})-([0-9]{2})$").unwrap());
    static DAY: LazyLock<Regex> =
        LazyLock::new(|| Regex::new(r"^([0-9]{4})-([0-9]{2})-([0-9]{2})$").unwrap());
    static RFC_3339: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(
            r"^([0-9]{4})-([0-9]{2})-([0-9]{2})[Tt ]([0-9]{2}):([0-9]{2}):([0-9]{2})(?:\.([0-9]+))?(?:[Zz]|([+-])([0-9]{2}):([0-9]{2}))?$",
        )
        .unwrap()
    });
    static ENGLISH: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"^([A-Za-z]{3})  ?([0-9]{1,2}) ([0-9]{4}) ([0-9]{2}):([0-9]{2}):([0-9]{2})$").unwrap()
    });
    const DAY_LENGTH: i128 = 86_400_000;
    let lasting = |start: i128, length: i128| (start, start + length - 1);
    let part = |captures: &regex::Captures<'_>, at: usize| captures[at].parse::<i16>().unwrap();

    if INTEGER.is_match(text) {
        if text.len() == 4 && !text.starts_with('-') {
            let year: i16 = text.parse().ok()?;
            let days = if jiff::civil::Date::new(year, 1, 1).ok()?.in_leap_year() { 366 } else { 365 };
            return Some(lasting(instant(year, 1, 1, 0, 0, 0)?, days * DAY_LENGTH));
        }
        let milliseconds = i128::from(text.parse::<i64>().ok()?);
        return Some((milliseconds, milliseconds));
    }
    if let Some(found) = MONTH.captures(text) {
        let (year, month) = (part(&found, 1), part(&found, 2));
        let days = jiff::civil::Date::new(year, i8::try_from(month).ok()?, 1).ok()?.days_in_month();
        return Some(lasting(instant(year, month, 1, 0, 0, 0)?, i128::from(days) * DAY_LENGTH));
    }
    if let Some(found) = DAY.captures(text) {
        return Some(lasting(
            instant(part(&found, 1), part(&found, 2), part(&found, 3), 0, 0, 0)?,
            DAY_LENGTH,
        ));
    }
    if let Some(found) = RFC_3339.captures(text) {
        let [year, month, day, hour, minute, second] = [1, 2, 3, 4, 5, 6].map(|at| part(&found, at));
        let mut start = instant(year, month, day, hour, minute, second)?;
        let mut length = 1000;
        if let Some(fraction) = found.get(7) {
            // Rule 6.14: a fraction of any length, of which three digits count.
            let digits: String = fraction.as_str().chars().take(3).collect();
            length = 10i128.pow(3 - u32::try_from(digits.len()).unwrap());
            start += digits.parse::<i128>().unwrap() * length;
        }
        if let Some(sign) = found.get(8) {
            let (hours, minutes) = (i128::from(part(&found, 9)), i128::from(part(&found, 10)));
            if hours > 23 || minutes > 59 {
                return None;
            }
            let offset = (hours * 60 + minutes) * 60_000;
            start += if sign.as_str() == "+" { -offset } else { offset };
        }
        return Some(lasting(start, length));
    }
    let found = ENGLISH.captures(text)?;
    let months = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
    let month = months.iter().position(|month| *month == found[1].to_ascii_lowercase())? + 1;
    let [day, year, hour, minute, second] = [2, 3, 4, 5, 6].map(|at| part(&found, at));
    let start = instant(year, i16::try_from(month).unwrap(), day, hour, minute, second)?;
    Some(lasting(start, 1000))
}

fn instant(year: i16, month: i16, day: i16, hour: i16, minute: i16, second: i16) -> Option<i128> {
    let [month, day, hour, minute, second] =
        [month, day, hour, minute, second].map(|part| i8::try_from(part).ok());
    if second? > 59 {
        return None;
    }
    let time = DateTime::new(year, month?, day?, hour?, minute?, second?, 0).ok()?;
    let since = time.duration_since(DateTime::constant(1970, 1, 1, 0, 0, 0, 0));
    Some(since.as_millis())
}

/// Rule 6.19: JSON integers are always milliseconds; text in any literal form is the start of its interval; JSON
/// decimals are unreadable.
fn stored_instant(stored: &Json) -> Option<i128> {
    match stored {
        Json::Number(value) => value.as_i64().map(i128::from),
        Json::String(text) => date(text).map(|(start, _)| start),
        _ => None,
    }
}

/// A piece of a version (rule 6.21): numbers sort before texts, as the variants do.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
enum Piece {
    Number(BigUint),
    Text(String),
}

fn compare_versions(a: &str, b: &str) -> Ordering {
    static PIECE: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"[0-9]+|[^0-9. _-]+").unwrap());
    let pieces = |version: &str| -> Vec<Piece> {
        let piece = |text: &str| match text.parse() {
            Ok(number) if text.chars().all(|c| c.is_ascii_digit()) => Piece::Number(number),
            _ => Piece::Text(fold(text)),
        };
        PIECE.find_iter(version).map(|found| piece(found.as_str())).collect()
    };
    let (mut a, mut b) = (pieces(a), pieces(b));
    // Rule 6.21: a missing piece is 0.
    let longest = a.len().max(b.len());
    a.resize_with(longest, || Piece::Number(BigUint::ZERO));
    b.resize_with(longest, || Piece::Number(BigUint::ZERO));
    a.cmp(&b)
}
