//! Dates relative to now: `now - 30d`, `today` (language, rules 6.26 to 6.31).

mod clock;
#[cfg(test)]
mod tests;

use std::fmt;

pub use self::clock::{Clock, TimeZone};

use super::date::{DAY, HOUR, Interval, MINUTE, SECOND, civil, days, days_in_month};

/// A date relative to now, as extended syntax writes it: `now`, `today`, `now - 30d`, `today + 2mo`.
///
/// ```
/// use coreql::value::date;
/// use coreql::value::relative::{Clock, Relative, Unit};
///
/// let now = date::parse("2024-03-31T12:00:00Z").unwrap().start;
/// let clock = Clock::new(now);
/// let relative = Relative::parse("today-1mo").unwrap();
/// assert_eq!(relative, Relative::TODAY.minus(1, Unit::Month).unwrap());
/// assert_eq!(relative.to_string(), "today - 1mo");
/// assert_eq!(relative.resolve(clock), date::parse("2024-02-29"));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Relative {
    anchor: Anchor,
    offset: Option<Offset>,
}

/// What a relative date starts from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Anchor {
    Now,
    Today,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
struct Offset {
    back: bool,
    amount: u32,
    unit: Unit,
}

/// A unit of the amount of a relative date.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Unit {
    /// `m`: 60 seconds.
    Minute,
    /// `h`: 60 minutes.
    Hour,
    /// `d`: calendar days.
    Day,
    /// `w`: seven calendar days.
    Week,
    /// `mo`: calendar months.
    Month,
    /// `y`: calendar years.
    Year,
}

impl Unit {
    const ALL: [Self; 6] = [Self::Minute, Self::Hour, Self::Day, Self::Week, Self::Month, Self::Year];

    /// The unit as it is written.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Minute => "m",
            Self::Hour => "h",
            Self::Day => "d",
            Self::Week => "w",
            Self::Month => "mo",
            Self::Year => "y",
        }
    }
}

/// An amount has at most six digits.
const MOST_DIGITS: usize = 6;

impl Relative {
    /// `now`
    pub const NOW: Self = Self { anchor: Anchor::Now, offset: None };
    /// `today`
    pub const TODAY: Self = Self { anchor: Anchor::Today, offset: None };

    /// This much earlier than `now` or `today`. `None` for an amount of more than six digits.
    ///
    /// A second offset replaces the first: the language has one.
    #[must_use]
    pub const fn minus(self, amount: u32, unit: Unit) -> Option<Self> {
        self.offset(true, amount, unit)
    }

    /// This much later than `now` or `today`. `None` for an amount of more than six digits.
    ///
    /// A second offset replaces the first: the language has one.
    #[must_use]
    pub const fn plus(self, amount: u32, unit: Unit) -> Option<Self> {
        self.offset(false, amount, unit)
    }

    const fn offset(self, back: bool, amount: u32, unit: Unit) -> Option<Self> {
        if amount > 999_999 {
            return None;
        }
        Some(Self { anchor: self.anchor, offset: Some(Offset { back, amount, unit }) })
    }

    /// Reads a relative date, in any ASCII case, with or without white space around its sign.
    ///
    /// ```
    /// use coreql::value::relative::Relative;
    ///
    /// assert_eq!(Relative::parse("NOW -30D"), Relative::parse("now - 30d"));
    /// assert_eq!(Relative::parse("now-playing"), None);
    /// ```
    pub fn parse(text: &str) -> Option<Self> {
        let (relative, rest) = Self::anchor(text)?;
        let Some((back, amount)) = sign(rest.trim_start()) else {
            return rest.is_empty().then_some(relative);
        };
        let (amount, unit) = self::amount(amount.trim_start())?;
        relative.offset(back, amount, unit)
    }

    /// `now` or `today`, and what follows it.
    pub(crate) fn anchor(text: &str) -> Option<(Self, &str)> {
        [("now", Self::NOW), ("today", Self::TODAY)].into_iter().find_map(|(word, relative)| {
            let (start, rest) = text.split_at_checked(word.len())?;
            start.eq_ignore_ascii_case(word).then_some((relative, rest))
        })
    }

    /// Whether it is `now` or `today` alone.
    pub const fn is_bare(self) -> bool {
        self.offset.is_none()
    }

    /// Whether it names one second, not a whole day.
    pub const fn is_one_second(self) -> bool {
        match (self.anchor, self.offset) {
            (Anchor::Now, _) => true,
            (Anchor::Today, None) => false,
            (Anchor::Today, Some(Offset { unit, .. })) => matches!(unit, Unit::Minute | Unit::Hour),
        }
    }

    /// All the instants that it names. `None` outside the years 0000 to 9999 of local time.
    pub fn resolve(self, clock: Clock) -> Option<Interval> {
        let zone = clock.time_zone();
        let now = clock.now();
        // An amount of 0 changes nothing, not even which of two equal local times is meant.
        let offset = self.offset.filter(|offset| offset.amount > 0);
        let start = match self.anchor {
            Anchor::Now => now,
            Anchor::Today => zone.instant(zone.local(now).div_euclid(DAY) * DAY),
        };
        let start = match offset {
            None => start,
            Some(Offset { back, amount, unit }) => {
                let amount = if back { -i64::from(amount) } else { i64::from(amount) };
                match unit {
                    Unit::Minute => start + amount * MINUTE,
                    Unit::Hour => start + amount * HOUR,
                    Unit::Day => zone.instant(zone.wall(self.anchor, now) + amount * DAY),
                    Unit::Week => zone.instant(zone.wall(self.anchor, now) + amount * 7 * DAY),
                    Unit::Month => zone.instant(add_months(zone.wall(self.anchor, now), amount)?),
                    Unit::Year => zone.instant(add_months(zone.wall(self.anchor, now), amount * 12)?),
                }
            }
        };
        let day = zone.local(start).div_euclid(DAY);
        let (year, ..) = civil(day);
        if !(0..=9999).contains(&year) {
            return None;
        }
        let end = if self.is_one_second() { start + SECOND } else { zone.instant((day + 1) * DAY) };
        Some(Interval { start, end: end - 1 })
    }

    /// Without the white space around the sign: `now-30d`.
    pub(crate) fn compact(self) -> Compact {
        Compact(self)
    }
}

impl TimeZone {
    /// The local time that days, weeks, months and years are added to.
    fn wall(self, anchor: Anchor, now: i64) -> i64 {
        let local = self.local(now);
        match anchor {
            Anchor::Now => local,
            Anchor::Today => local.div_euclid(DAY) * DAY,
        }
    }
}

/// `+` or `-`, and what follows it.
pub(crate) fn sign(text: &str) -> Option<(bool, &str)> {
    text.strip_prefix('-')
        .map(|rest| (true, rest))
        .or_else(|| text.strip_prefix('+').map(|rest| (false, rest)))
}

/// One to six digits and a unit.
pub(crate) fn amount(text: &str) -> Option<(u32, Unit)> {
    let len = text.bytes().take_while(u8::is_ascii_digit).count();
    let (digits, unit) = text.split_at_checked(len)?;
    if !(1..=MOST_DIGITS).contains(&len) {
        return None;
    }
    let unit = Unit::ALL.into_iter().find(|known| known.as_str().eq_ignore_ascii_case(unit))?;
    Some((digits.parse().ok()?, unit))
}

/// A local time some months later: the same day of the month, or its last.
fn add_months(local: i64, months: i64) -> Option<i64> {
    let (date, time) = (local.div_euclid(DAY), local.rem_euclid(DAY));
    let (year, month, day) = civil(date);
    let month = year * 12 + (month - 1) + months;
    let (year, month) = (month.div_euclid(12), month.rem_euclid(12) + 1);
    let day = day.min(days_in_month(year, month)?);
    Some(days(year, month, day)? * DAY + time)
}

impl fmt::Display for Relative {
    /// `now - 30d`
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.write(f, " ")
    }
}

impl Relative {
    fn write(self, f: &mut fmt::Formatter<'_>, space: &str) -> fmt::Result {
        f.write_str(match self.anchor {
            Anchor::Now => "now",
            Anchor::Today => "today",
        })?;
        let Some(Offset { back, amount, unit }) = self.offset else { return Ok(()) };
        let sign = if back { '-' } else { '+' };
        write!(f, "{space}{sign}{space}{amount}{}", unit.as_str())
    }
}

/// A relative date without white space.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Compact(Relative);

impl fmt::Display for Compact {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.write(f, "")
    }
}
