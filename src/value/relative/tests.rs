//! Against jiff, over its time zones.

use jiff::civil::{Time, date};
use jiff::tz::TimeZone as Zone;
use jiff::{Span, Timestamp, ToSpan, ZonedDateTime};

use super::{Clock, Relative, TimeZone, Unit};
use crate::value::{Interval, date as dates};

/// What jiff makes of it: with its own rules for skipped and double times, which are those of rule 6.30.
fn expected(now: &ZonedDateTime, today: bool, amount: i64, unit: Unit) -> Option<(i64, i64)> {
    let start = if today { now.start_of_day().ok()? } else { now.clone() };
    let span = match unit {
        Unit::Minute => Span::new().minutes(amount),
        Unit::Hour => Span::new().hours(amount),
        Unit::Day => Span::new().days(amount),
        Unit::Week => Span::new().weeks(amount),
        Unit::Month => Span::new().months(amount),
        Unit::Year => Span::new().years(amount),
    };
    let start = match unit {
        Unit::Minute | Unit::Hour => start.checked_add(span).ok()?,
        // The local date of today is kept, even where its midnight is skipped.
        Unit::Day | Unit::Week | Unit::Month | Unit::Year => {
            let local = if today { now.date().to_datetime(Time::midnight()) } else { now.datetime() };
            local.checked_add(span).ok()?.to_zoned_datetime(now.time_zone().clone()).ok()?
        }
    };
    let end = if today && !matches!(unit, Unit::Minute | Unit::Hour) {
        start.date().checked_add(1.day()).ok()?.to_zoned_datetime(now.time_zone().clone()).ok()?
    } else {
        start.checked_add(1.second()).ok()?
    };
    let (start, end) = (start.timestamp().as_millisecond(), end.timestamp().as_millisecond());
    Some((start, end - 1))
}

fn zone(name: &str) -> (Zone, TimeZone) {
    let zone = Zone::get(name).unwrap();
    let database = zone.clone();
    let offsets = move |seconds| database.to_offset(Timestamp::from_second(seconds).unwrap()).seconds();
    (zone, TimeZone::with_offsets(Box::leak(Box::new(offsets))))
}

/// Rules 6.27 to 6.30, in time zones with changes at midnight, by half an hour, and by a whole day.
#[test]
fn jiff_agrees() {
    let names = [
        "UTC",
        "Europe/Berlin",
        "Europe/London",
        "America/New_York",
        "America/Sao_Paulo",
        "America/Havana",
        "America/St_Johns",
        "Australia/Lord_Howe",
        "Asia/Kolkata",
        "Asia/Kathmandu",
        "Asia/Tehran",
        "Asia/Beirut",
        "Africa/Cairo",
        "Africa/Casablanca",
        "Pacific/Apia",
        "Pacific/Kiritimati",
        "Pacific/Kwajalein",
        "Antarctica/Troll",
    ];
    let mut random = 0x9e37_79b9_7f4a_7c15u64;
    let mut below = |bound: u64| {
        random ^= random << 13;
        random ^= random >> 7;
        random ^= random << 17;
        random % bound
    };
    let (mut compared, mut changed) = (0, 0);
    for name in names {
        let (database, zone) = zone(name);
        let transitions: Vec<i64> = database
            .following(Timestamp::from_second(0).unwrap())
            .take(400)
            .map(|transition| transition.timestamp().as_second())
            .take_while(|at| *at < 2_000_000_000)
            .collect();
        for case in 0..3000 {
            let unit = Unit::ALL[usize::try_from(below(6)).unwrap()];
            let back = below(2) == 0;
            let most = if case % 10 == 0 { 1000 } else { 40 };
            let amount = i64::try_from(below(most)).unwrap() + 1;
            // Half of the results are near a change of the offset.
            let near = (case % 2 == 0 && !transitions.is_empty())
                .then(|| transitions[usize::try_from(below(400)).unwrap() % transitions.len()]);
            let step = match unit {
                Unit::Minute => 60,
                Unit::Hour => 3600,
                Unit::Day => 86_400,
                Unit::Week => 7 * 86_400,
                Unit::Month | Unit::Year => 0,
            };
            let away = i64::try_from(below(8 * 3600)).unwrap() - 4 * 3600;
            let anywhere = i64::try_from(below(2_000_000_000)).unwrap();
            let at =
                near.map_or(anywhere, |at| at + away + if back { step * amount } else { -step * amount });
            let now = Timestamp::from_second(at).unwrap().to_zoned_datetime(database.clone());
            let today = below(2) == 0;
            let Some((start, end)) = expected(&now, today, if back { -amount } else { amount }, unit) else {
                continue;
            };
            let anchor = if today { Relative::TODAY } else { Relative::NOW };
            let relative = anchor.offset(back, u32::try_from(amount).unwrap(), unit).unwrap();
            let clock = Clock::new(at * 1000 + 999).with_time_zone(zone);
            assert_eq!(relative.resolve(clock), Some(Interval { start, end }), "{now}: {relative}");
            compared += 1;
            changed += usize::from(near.is_some());
        }
    }
    assert!(compared > 50_000 && changed > 10_000, "{compared} compared, {changed} near a change");
}

/// Rules 6.27 and 6.30.
#[test]
fn today_is_a_local_day() {
    for (name, day, hours) in [
        ("Europe/Berlin", date(2024, 3, 31), 23),
        ("Europe/Berlin", date(2024, 10, 27), 25),
        ("America/Sao_Paulo", date(2017, 10, 15), 23),
        ("America/Havana", date(2024, 11, 3), 25),
        ("Pacific/Apia", date(2011, 12, 31), 24),
    ] {
        let (database, zone) = zone(name);
        let noon = day.at(12, 0, 0, 0).to_zoned_datetime(database).unwrap();
        let clock = Clock::new(noon.timestamp().as_millisecond()).with_time_zone(zone);
        let Interval { start, end } = Relative::TODAY.resolve(clock).unwrap();
        assert_eq!(start, noon.start_of_day().unwrap().timestamp().as_millisecond(), "{name}");
        assert_eq!(end - start + 1, hours * 3_600_000, "{name}");
    }
    // 30 December 2011 was skipped in Samoa: the day before the 31st is the 31st again.
    let (database, zone) = zone("Pacific/Apia");
    let noon = date(2011, 12, 31).at(12, 0, 0, 0).to_zoned_datetime(database).unwrap();
    let clock = Clock::new(noon.timestamp().as_millisecond()).with_time_zone(zone);
    let day_before = Relative::TODAY.minus(1, Unit::Day).unwrap();
    assert_eq!(day_before.resolve(clock), Relative::TODAY.resolve(clock));
}

fn resolved(text: &str, now: &str) -> Option<Interval> {
    Relative::parse(text).unwrap().resolve(Clock::new(dates::parse(now).unwrap().start))
}

/// Rules 6.26, 6.29 and 6.31, in UTC.
#[test]
fn calendar() {
    for (text, now, date) in [
        ("now", "2024-05-31T12:00:00.999Z", "2024-05-31T12:00:00Z"),
        ("today", "2024-05-31T12:00:00Z", "2024-05-31"),
        ("now - 30d", "2024-05-31T12:00:00Z", "2024-05-01T12:00:00Z"),
        ("today+2w", "2024-05-31T12:00:00Z", "2024-06-14"),
        ("today - 1mo", "2024-03-31T00:00:00Z", "2024-02-29"),
        ("today - 13mo", "2024-03-31T00:00:00Z", "2023-02-28"),
        ("today + 1y", "2024-02-29T00:00:00Z", "2025-02-28"),
        ("today - 4y", "2024-02-29T00:00:00Z", "2020-02-29"),
        ("now + 90m", "2024-12-31T23:00:00Z", "2025-01-01T00:30:00Z"),
        ("today + 36h", "2024-12-31T23:00:00Z", "2025-01-01T12:00:00Z"),
        ("now - 0mo", "2024-05-31T12:00:00Z", "2024-05-31T12:00:00Z"),
        ("today", "9999-12-31T12:00:00Z", "9999-12-31"),
        ("today - 2024y", "2024-02-29T12:00:00Z", "0000-02-29"),
    ] {
        assert_eq!(resolved(text, now), dates::parse(date), "{text} at {now}");
    }
    for (text, now) in [
        ("today + 1d", "9999-12-31T12:00:00Z"),
        ("now + 12h", "9999-12-31T12:00:00Z"),
        ("now - 2025y", "2024-02-29T12:00:00Z"),
        ("now + 999999y", "2024-02-29T12:00:00Z"),
        ("now - 999999mo", "2024-02-29T12:00:00Z"),
        ("today - 999999w", "2024-02-29T12:00:00Z"),
    ] {
        assert_eq!(resolved(text, now), None, "{text} at {now}");
    }
}

/// Rule 3.12.
#[test]
fn spelling() {
    for (text, printed) in [
        ("now", "now"),
        ("TODAY", "today"),
        ("now-30d", "now - 30d"),
        ("Now -30D", "now - 30d"),
        ("now- 1MO", "now - 1mo"),
        ("now \n+\u{a0}000007w", "now + 7w"),
        ("today+999999y", "today + 999999y"),
    ] {
        let relative = Relative::parse(text);
        assert_eq!(relative.map(|relative| relative.to_string()).as_deref(), Some(printed), "{text}");
        assert_eq!(Relative::parse(printed), relative);
        assert_eq!(Relative::parse(&relative.unwrap().compact().to_string()), relative);
    }
    for text in [
        "",
        "now ",
        " now",
        "now-",
        "now -",
        "now-playing",
        "now 30d",
        "now--30d",
        "now-30",
        "now-d",
        "now-1s",
        "now-1mos",
        "now-0000001d",
        "now-1.5d",
        "now-1d+1h",
        "nowhere",
        "today's",
        "yesterday",
        "now−1d",
        "-30d",
    ] {
        assert_eq!(Relative::parse(text), None, "{text}");
    }
    assert_eq!(Relative::NOW.minus(1_000_000, Unit::Day), None);
}

/// A rule of the zone that lies costs no panic.
#[test]
fn any_offsets() {
    for zone in [
        TimeZone::with_offsets(&|_| i32::MAX),
        TimeZone::with_offsets(&|_| i32::MIN),
        TimeZone::with_offsets(&|seconds| i32::try_from(seconds.rem_euclid(172_800)).unwrap() - 86_400),
    ] {
        for now in [i64::MIN, -1, 0, 1_700_000_000_000, i64::MAX] {
            for text in [
                "now",
                "today",
                "now-999999y",
                "today+999999mo",
                "today - 1d",
                "now+999999w",
                "today-999999h",
            ] {
                if let Some(Interval { start, end }) =
                    Relative::parse(text).unwrap().resolve(Clock::new(now).with_time_zone(zone))
                {
                    assert!(start <= end || text.starts_with("today"), "{text}");
                }
            }
        }
    }
}
