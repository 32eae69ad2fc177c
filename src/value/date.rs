//! Dates and instants.

use std::fmt;

/// All the instants that a date names, in milliseconds since 1970 (UTC), both ends included.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
pub struct Interval {
    /// The first millisecond.
    pub start: i64,
    /// The last millisecond.
    pub end: i64,
}

impl Interval {
    const fn instant(milliseconds: i64) -> Self {
        Self { start: milliseconds, end: milliseconds }
    }

    /// From a start, with a length in milliseconds.
    const fn lasting(start: i64, milliseconds: i64) -> Self {
        Self { start, end: start + milliseconds - 1 }
    }
}

pub(super) const SECOND: i64 = 1000;
pub(super) const MINUTE: i64 = 60 * SECOND;
pub(super) const HOUR: i64 = 60 * MINUTE;
pub(super) const DAY: i64 = 24 * HOUR;

/// Reads a date in any form of the language (rules 6.14 to 6.17): RFC 3339 (`T`, `t` or one space; `Z`, `z` or an
/// offset, UTC if there is none), `YYYY-MM-DD`, `YYYY-MM`, `YYYY`, `Aug 29 2013 13:02:18`, or an integer of
/// milliseconds, which is a year if it is exactly four digits.
///
/// The fields of the text keep their bounds (years 0000 to 9999, real days, no second 60); an offset may lead out of
/// those years. An offset is at most ±23:59.
///
/// ```
/// use coreql::value::date;
///
/// let day = date::parse("2016-07-11").unwrap();
/// let second = date::parse("2016-07-11T19:19:26Z").unwrap();
/// assert!(day.start <= second.start && second.end <= day.end);
/// assert_eq!(second.end - second.start, 999);
/// assert_eq!(date::parse("2015-02-29"), None);
/// ```
pub fn parse(text: &str) -> Option<Interval> {
    if is_milliseconds(text) {
        return text.parse().ok().map(Interval::instant);
    }
    let bytes = text.as_bytes();
    if bytes.len() == 4 && bytes.iter().all(u8::is_ascii_digit) {
        return year(number(bytes)?);
    }
    if bytes.first().is_some_and(u8::is_ascii_alphabetic) { english(bytes) } else { iso(bytes) }
}

/// Whether a date is written as an integer of milliseconds: digits, with or without `-`, but for exactly four digits,
/// which are a year.
///
/// ```
/// use coreql::value::date;
///
/// assert!(date::is_milliseconds("1468264766000") && date::is_milliseconds("-123"));
/// assert!(!date::is_milliseconds("2016") && !date::is_milliseconds("2016-07"));
/// ```
pub fn is_milliseconds(text: &str) -> bool {
    let digits = text.strip_prefix('-').unwrap_or(text);
    !digits.is_empty()
        && digits.bytes().all(|byte| byte.is_ascii_digit())
        && (digits.len(), text.len()) != (4, 4)
}

fn year(year: i64) -> Option<Interval> {
    let (start, end) = (days(year, 1, 1)?, days(year, 12, 31)?);
    Some(Interval::lasting(start * DAY, (end - start + 1) * DAY))
}

fn month(year: i64, month: i64) -> Option<Interval> {
    let start = days(year, month, 1)?;
    Some(Interval::lasting(start * DAY, days_in_month(year, month)? * DAY))
}

/// `YYYY-MM`, `YYYY-MM-DD`, RFC 3339
fn iso(text: &[u8]) -> Option<Interval> {
    let (y, rest) = take_number(text, 4)?;
    let rest = rest.strip_prefix(b"-")?;
    let (m, rest) = take_number(rest, 2)?;
    if rest.is_empty() {
        return month(y, m);
    }
    let rest = rest.strip_prefix(b"-")?;
    let (d, rest) = take_number(rest, 2)?;
    let midnight = days(y, m, d)? * DAY;
    if rest.is_empty() {
        return Some(Interval::lasting(midnight, DAY));
    }
    let (b'T' | b't' | b' ', rest) = rest.split_first()? else { return None };
    let (time, rest) = clock(rest)?;
    let (fraction, precision, rest) = match rest {
        [b'.', rest @ ..] => fraction(rest)?,
        _ => (0, SECOND, rest),
    };
    Some(Interval::lasting(midnight + time + fraction - offset(rest)?, precision))
}

/// `hh:mm:ss`, in milliseconds since midnight
fn clock(text: &[u8]) -> Option<(i64, &[u8])> {
    let (hour, rest) = take_number(text, 2)?;
    let (minute, rest) = take_number(rest.strip_prefix(b":")?, 2)?;
    let (second, rest) = take_number(rest.strip_prefix(b":")?, 2)?;
    (hour < 24 && minute < 60 && second < 60)
        .then_some((hour * HOUR + minute * MINUTE + second * SECOND, rest))
}

/// The digits after the point: milliseconds, how many of them the fraction names, and what follows it. Only three
/// digits count.
fn fraction(text: &[u8]) -> Option<(i64, i64, &[u8])> {
    let len = text.iter().position(|byte| !byte.is_ascii_digit()).unwrap_or(text.len());
    let (digits, rest) = text.split_at_checked(len)?;
    let counted = digits.get(..3).unwrap_or(digits);
    let precision = match counted.len() {
        0 => return None,
        1 => 100,
        2 => 10,
        _ => 1,
    };
    Some((number(counted)? * precision, precision, rest))
}

/// Nothing, `Z`, `z` or `±hh:mm`, in milliseconds
pub(super) fn offset(text: &[u8]) -> Option<i64> {
    let (sign, rest) = match text {
        [] | [b'Z' | b'z'] => return Some(0),
        [b'+', rest @ ..] => (1, rest),
        [b'-', rest @ ..] => (-1, rest),
        _ => return None,
    };
    let (hours, rest) = take_number(rest, 2)?;
    let (minutes, rest) = take_number(rest.strip_prefix(b":")?, 2)?;
    (hours < 24 && minutes < 60 && rest.is_empty()).then_some(sign * (hours * HOUR + minutes * MINUTE))
}

const MONTHS: [&[u8]; 12] =
    [b"jan", b"feb", b"mar", b"apr", b"may", b"jun", b"jul", b"aug", b"sep", b"oct", b"nov", b"dec"];

/// `Aug 29 2013 13:02:18`, as the client's build date is written: UTC
fn english(text: &[u8]) -> Option<Interval> {
    let (name, rest) = text.split_at_checked(3)?;
    let month = MONTHS.iter().zip(1..).find(|(month, _)| name.eq_ignore_ascii_case(month))?.1;
    let rest = rest.strip_prefix(b" ")?;
    // C's `__DATE__` pads a day below ten with a space.
    let (day, rest) = match rest {
        [b' ', rest @ ..] => take_number(rest, 1)?,
        [_, b' ', ..] => take_number(rest, 1)?,
        _ => take_number(rest, 2)?,
    };
    let (year, rest) = take_number(rest.strip_prefix(b" ")?, 4)?;
    let (time, rest) = clock(rest.strip_prefix(b" ")?)?;
    if !rest.is_empty() {
        return None;
    }
    Some(Interval::lasting(days(year, month, day)? * DAY + time, SECOND))
}

/// A number of a given count of digits, and what follows it.
fn take_number(text: &[u8], digits: usize) -> Option<(i64, &[u8])> {
    let (digits, rest) = text.split_at_checked(digits)?;
    Some((number(digits)?, rest))
}

/// The number of a few digits.
fn number(digits: &[u8]) -> Option<i64> {
    digits.iter().try_fold(0i64, |value, byte| {
        let digit = byte.checked_sub(b'0').filter(|digit| *digit < 10)?;
        Some(value * 10 + i64::from(digit))
    })
}

pub(super) fn days_in_month(year: i64, month: i64) -> Option<i64> {
    Some(match month {
        1 | 3 | 5 | 7 | 8 | 10 | 12 => 31,
        4 | 6 | 9 | 11 => 30,
        2 if year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) => 29,
        2 => 28,
        _ => return None,
    })
}

/// The days from 1970-01-01 to this day of the Gregorian calendar; `None` if there is no such day.
///
/// Years are counted from March, so that the leap day is a year's last.
pub(super) fn days(year: i64, month: i64, day: i64) -> Option<i64> {
    if !(1..=days_in_month(year, month)?).contains(&day) {
        return None;
    }
    let (year, month) = if month > 2 { (year, month - 3) } else { (year - 1, month + 9) };
    // The months from March on have 31, 30, 31, 30, 31 days, over and over.
    let day_of_year = (153 * month + 2) / 5 + day - 1;
    let leap_days = year.div_euclid(4) - year.div_euclid(100) + year.div_euclid(400);
    Some(year * 365 + leap_days + day_of_year - DAYS_TO_1970)
}

/// From March 1st of the year 0 to 1970-01-01.
const DAYS_TO_1970: i64 = 719_468;

/// The instant as Core writes it, `2016-07-11T19:19:26.000Z`; outside the years 0000 to 9999, as milliseconds.
///
/// ```
/// use coreql::value::date::Instant;
///
/// assert_eq!(Instant(1468264766000).to_string(), "2016-07-11T19:19:26.000Z");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Instant(pub i64);

impl fmt::Display for Instant {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (day, time) = (self.0.div_euclid(DAY), self.0.rem_euclid(DAY));
        let (year, month, day) = civil(day);
        if !(0..=9999).contains(&year) {
            return write!(f, "{}", self.0);
        }
        let (hour, minute) = (time / HOUR, time % HOUR / MINUTE);
        let (second, milli) = (time % MINUTE / SECOND, time % SECOND);
        write!(f, "{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}.{milli:03}Z")
    }
}

/// Year, month and day of a number of days since 1970: the inverse of [`days`].
pub(super) fn civil(days: i64) -> (i64, i64, i64) {
    // All cycles of 400 years have the same number of days.
    let days = days + DAYS_TO_1970;
    let (cycle, day) = (days.div_euclid(146_097), days.rem_euclid(146_097));
    let year = (day - day / 1460 + day / 36_524 - day / 146_096) / 365;
    let day_of_year = day - (365 * year + year / 4 - year / 100);
    let month = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * month + 2) / 5 + 1;
    let (month, next) = if month < 10 { (month + 3, 0) } else { (month - 9, 1) };
    (year + cycle * 400 + next, month, day)
}
