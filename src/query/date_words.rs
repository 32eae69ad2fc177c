//! The date that is probably intended by a text that is none: `30 days ago`, `2024/05/31`, `31 May 2024`.

use super::suggest::date_of;
use crate::syntax::quoted;
use crate::value::date;
use crate::value::relative::{Clock, Relative, Unit, amount};

/// Nobody writes a longer date.
const MOST: usize = 40;

/// The date as a query writes it, in quotes. What is relative to now needs a clock.
///
/// `last 7 days` and `older than 7 days` name a bound, so they are a date after `<`, `<=`, `>` and `>=` alone.
pub(crate) fn intended_date(text: &str, is_bound: bool, clock: Option<Clock>) -> Option<String> {
    if text.len() > MOST {
        return None;
    }
    // `now()` and `today()` of other languages.
    let text = text.trim().to_ascii_lowercase().replace("()", "");
    let words: Vec<&str> = text.split([' ', ',']).filter(|word| !word.is_empty()).collect();
    if !is_bound && matches!(words.as_slice(), ["last" | "past" | "older" | "more", ..]) {
        return None;
    }
    let date = match relative(&text, &words) {
        Some(relative) => date_of(relative, clock?)?,
        None => with_dashes(&text).or_else(|| with_month(&words)).or_else(|| with_time(&text))?,
    };
    Some(quoted(&date))
}

/// `now-30d`, `yesterday`, `30 days ago`, `last 7 days`, `older than 30 days`
fn relative(text: &str, words: &[&str]) -> Option<Relative> {
    if let Some(relative) = Relative::parse(text) {
        return Some(relative);
    }
    let (amount, unit) = match words {
        ["yesterday"] => (1, Unit::Day),
        [one] => amount(one)?,
        ["last" | "past", one] => (1, unit(one)?),
        [count, one]
        | [count, one, "ago"]
        | ["last" | "past", count, one]
        | ["older", "than", count, one]
        | ["more", "than", count, one, "ago"] => (count.parse().ok()?, unit(one)?),
        _ => return None,
    };
    let anchor = match unit {
        Unit::Minute | Unit::Hour => Relative::NOW,
        Unit::Day | Unit::Week | Unit::Month | Unit::Year => Relative::TODAY,
    };
    anchor.minus(amount, unit)
}

fn unit(word: &str) -> Option<Unit> {
    Some(match word.strip_suffix('s').unwrap_or(word) {
        "minute" | "min" => Unit::Minute,
        "hour" => Unit::Hour,
        "day" => Unit::Day,
        "week" => Unit::Week,
        "month" => Unit::Month,
        "year" => Unit::Year,
        _ => return None,
    })
}

/// The text, if it is a date.
fn readable(text: String) -> Option<String> {
    date::parse(&text).map(|_| text)
}

/// `2024/05/31`
fn with_dashes(text: &str) -> Option<String> {
    let is_day =
        text.contains(['/', '.']) && text.bytes().all(|byte| byte.is_ascii_digit() || b"/.".contains(&byte));
    if is_day { readable(text.replace(['/', '.'], "-")) } else { None }
}

/// `31 May 2024`, `May 31, 2024`
fn with_month(words: &[&str]) -> Option<String> {
    const MONTHS: [&str; 12] = [
        "january",
        "february",
        "march",
        "april",
        "may",
        "june",
        "july",
        "august",
        "september",
        "october",
        "november",
        "december",
    ];
    let [first, second, year] = words else { return None };
    let number = |word: &str| MONTHS.iter().position(|month| word.len() >= 3 && month.starts_with(word));
    let (day, month) = match (number(first), number(second)) {
        (None, Some(month)) => (first, month),
        (Some(month), None) => (second, month),
        _ => return None,
    };
    readable(format!("{year}-{:02}-{:02}", month + 1, day.parse::<u8>().ok()?))
}

/// `2024-05-31 10:00`, `2024-05-31T10:00:00+0000`
fn with_time(text: &str) -> Option<String> {
    let text = text.to_ascii_uppercase();
    let (start, offset) = match text.rfind(['+', '-']).filter(|at| *at > "2024-05-31".len()) {
        Some(at) => text.split_at_checked(at)?,
        None => text.strip_suffix('Z').map_or((text.as_str(), ""), |start| (start, "Z")),
    };
    let offset = match offset.split_at_checked(3) {
        Some((hours, minutes)) if minutes.len() == 2 => format!("{hours}:{minutes}"),
        _ => offset.to_owned(),
    };
    let start = start.trim_end();
    let seconds = if start.matches(':').count() == 1 { ":00" } else { "" };
    readable(format!("{start}{seconds}{offset}"))
}

#[cfg(test)]
mod tests {
    use super::intended_date;
    use crate::value::relative::Clock;

    #[test]
    fn texts_that_are_nearly_dates() {
        // Noon on 31 May 2024.
        let clock = Some(Clock::new(1_717_156_800_000));
        for (text, date) in [
            ("now", "2024-05-31T12:00:00Z"),
            ("today", "2024-05-31"),
            ("now-30d", "2024-05-01T12:00:00Z"),
            ("today - 30d", "2024-05-01"),
            ("now()", "2024-05-31T12:00:00Z"),
            ("NOW() - 30d", "2024-05-01T12:00:00Z"),
            ("30d", "2024-05-01"),
            ("30 days ago", "2024-05-01"),
            ("last 7 days", "2024-05-24"),
            ("Last Month", "2024-04-30"),
            ("older than 30 days", "2024-05-01"),
            ("more than 2 weeks ago", "2024-05-17"),
            ("5 hours ago", "2024-05-31T07:00:00Z"),
            ("yesterday", "2024-05-30"),
        ] {
            assert_eq!(intended_date(text, true, clock), Some(format!("\"{date}\"")), "{text}");
            assert_eq!(intended_date(text, true, None), None, "{text}");
        }
        for (text, date) in [
            ("2024/05/31", "2024-05-31"),
            ("2024.05.31", "2024-05-31"),
            ("31 May 2024", "2024-05-31"),
            ("1 september 2024", "2024-09-01"),
            ("May 31, 2024", "2024-05-31"),
            ("2024-05-31 10:00", "2024-05-31 10:00:00"),
            ("2024-05-31T10:00Z", "2024-05-31T10:00:00Z"),
            ("2024-05-31T10:00:00+0000", "2024-05-31T10:00:00+00:00"),
            ("2024-05-31T10:00:00.000+0200", "2024-05-31T10:00:00.000+02:00"),
            ("2024-05-31 10:00 +0200", "2024-05-31 10:00:00+02:00"),
        ] {
            assert_eq!(intended_date(text, false, None), Some(format!("\"{date}\"")), "{text}");
        }
        for text in
            ["", "soon", "31 Mai 2024", "2024/13/31", "31 ma 2024", "days ago", "5 parsecs ago", "é", "10:00"]
        {
            assert_eq!(intended_date(text, true, clock), None, "{text}");
        }
        for text in ["last 7 days", "past week", "older than 30 days", "more than 2 weeks ago"] {
            assert_eq!(intended_date(text, false, clock), None, "{text}");
        }
    }
}
