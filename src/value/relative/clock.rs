//! Now, and the time zone.

use std::fmt;

use crate::value::date::{DAY, SECOND};

/// The instant that relative dates are relative to, and the time zone of their days.
///
/// The library never reads a clock; a program passes one to
/// [`CheckOptions::with_clock`](crate::query::CheckOptions::with_clock).
///
/// ```
/// use coreql::value::relative::{Clock, TimeZone};
///
/// let clock = Clock::new(1_717_243_200_999).with_time_zone(TimeZone::fixed(2 * 3600).unwrap());
/// assert_eq!(clock.now(), 1_717_243_200_000);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Clock {
    now: i64,
    zone: TimeZone,
}

/// The year 9999 ends before this instant, in any time zone.
const LATEST: i64 = 253_402_300_800_000 + DAY;
/// The year 0 begins after this instant, in any time zone.
const EARLIEST: i64 = -62_167_219_200_000 - DAY;

impl Clock {
    /// A clock that stands at this instant, in milliseconds since 1970, in UTC. Only whole seconds count; an instant
    /// outside the years 0000 to 9999 is moved to their edge.
    pub const fn new(now: i64) -> Self {
        let now = if now < EARLIEST {
            EARLIEST
        } else if now > LATEST {
            LATEST
        } else {
            now
        };
        Self { now: now.div_euclid(SECOND) * SECOND, zone: TimeZone::UTC }
    }

    /// Sets the time zone.
    #[must_use]
    pub const fn with_time_zone(mut self, zone: TimeZone) -> Self {
        self.zone = zone;
        self
    }

    /// The instant, in milliseconds since 1970, a whole second.
    pub const fn now(self) -> i64 {
        self.now
    }

    /// The time zone.
    pub const fn time_zone(self) -> TimeZone {
        self.zone
    }
}

/// A time zone: UTC, a fixed offset, or a function from instants to offsets.
#[derive(Clone, Copy)]
pub struct TimeZone(Kind);

type Offsets = dyn Fn(i64) -> i32 + Send + Sync;

#[derive(Clone, Copy)]
enum Kind {
    Fixed(i32),
    Offsets(&'static Offsets),
}

/// No offset is as large, in seconds.
const LIMIT: i32 = 24 * 3600;

impl TimeZone {
    /// UTC, the default.
    pub const UTC: Self = Self(Kind::Fixed(0));

    /// An offset from UTC in seconds, positive east of Greenwich, of less than a day.
    pub const fn fixed(seconds: i32) -> Option<Self> {
        if -LIMIT < seconds && seconds < LIMIT { Some(Self(Kind::Fixed(seconds))) } else { None }
    }

    /// Reads `Z`, `UTC` or `±hh:mm`.
    ///
    /// ```
    /// use coreql::value::relative::TimeZone;
    ///
    /// assert_eq!(TimeZone::parse("+02:00"), TimeZone::fixed(2 * 3600));
    /// assert_eq!(TimeZone::parse("utc"), Some(TimeZone::UTC));
    /// assert_eq!(TimeZone::parse("Europe/Berlin"), None);
    /// ```
    pub fn parse(text: &str) -> Option<Self> {
        if text.eq_ignore_ascii_case("UTC") {
            return Some(Self::UTC);
        }
        let milliseconds = crate::value::date::offset(text.as_bytes()).filter(|_| !text.is_empty())?;
        Self::fixed(i32::try_from(milliseconds / SECOND).ok()?)
    }

    /// A time zone whose offset changes: a function from seconds since 1970 to the offset from UTC in seconds. Offsets
    /// of a day or more count as one second less than a day. It is called with seconds of any year.
    ///
    /// The function lives as long as the program, so that options stay cheap to copy: a `static`, a function, or a
    /// leaked box of a database's time zone.
    ///
    /// ```
    /// use coreql::value::relative::TimeZone;
    ///
    /// let zone = TimeZone::with_offsets(&|seconds| if seconds < 1_711_846_800 { 3600 } else { 7200 });
    /// assert_eq!(zone.offset_at(1_711_846_800), 7200);
    /// ```
    pub const fn with_offsets(offsets: &'static (dyn Fn(i64) -> i32 + Send + Sync)) -> Self {
        Self(Kind::Offsets(offsets))
    }

    /// The offset from UTC in seconds, at an instant in seconds since 1970.
    pub fn offset_at(self, seconds: i64) -> i32 {
        match self.0 {
            Kind::Fixed(offset) => offset,
            Kind::Offsets(offsets) => offsets(seconds).clamp(1 - LIMIT, LIMIT - 1),
        }
    }

    /// The local time at an instant, both in milliseconds.
    pub(super) fn local(self, instant: i64) -> i64 {
        instant + self.offset(instant)
    }

    fn offset(self, instant: i64) -> i64 {
        i64::from(self.offset_at(instant.div_euclid(SECOND))) * SECOND
    }

    /// The instant of a local time: of one that occurs twice the first; one that is skipped moves on by the length of
    /// the gap (language, rule 6.30).
    pub(super) fn instant(self, local: i64) -> i64 {
        // An offset is less than a day, so these are the offsets before and after any change near the local time.
        let (before, after) = (self.offset(local - DAY), self.offset(local + DAY));
        let mut candidates = [local - before, local - after];
        candidates.sort_unstable();
        let exists = |instant: &i64| self.local(*instant) == local;
        candidates.into_iter().find(exists).unwrap_or(local - before)
    }
}

impl Default for TimeZone {
    fn default() -> Self {
        Self::UTC
    }
}

impl PartialEq for TimeZone {
    /// The same offset, or the same function.
    fn eq(&self, other: &Self) -> bool {
        match (self.0, other.0) {
            (Kind::Fixed(one), Kind::Fixed(other)) => one == other,
            (Kind::Offsets(one), Kind::Offsets(other)) => std::ptr::addr_eq(one, other),
            (Kind::Fixed(_), Kind::Offsets(_)) | (Kind::Offsets(_), Kind::Fixed(_)) => false,
        }
    }
}

impl Eq for TimeZone {}

impl fmt::Debug for TimeZone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            Kind::Fixed(offset) => f.debug_tuple("Fixed").field(&offset).finish(),
            Kind::Offsets(_) => f.write_str("Offsets(..)"),
        }
    }
}
