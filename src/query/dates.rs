//! Dates relative to now on fields of each type, and as Core syntax writes them.

use crate::catalog::FieldType;
use crate::syntax::ast::Literal;
use crate::syntax::{Token, TokenKind};
use crate::text::Span;
use crate::value::date::{Instant, Interval};
use crate::value::relative::{Clock, Relative};

/// What a literal is on a field of a type (language, rules 6.26 to 6.32).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum RelativeReading {
    /// No relative date: a literal like any other.
    Plain,
    /// A relative date, and all the instants that it names.
    Resolved(Relative, Interval),
    /// A relative date outside the years 0000 to 9999, or on a field that is no date.
    Unreadable,
    /// A relative date, but it is not known what time it is.
    NoClock,
}

/// Reads a literal that may be a relative date.
pub(super) fn read(field_type: FieldType, literal: &Literal<'_>, clock: Option<Clock>) -> RelativeReading {
    let Some(relative) = literal.relative_date() else { return RelativeReading::Plain };
    match (field_type, clock) {
        (FieldType::Date, None) => RelativeReading::NoClock,
        (FieldType::Date, Some(clock)) => relative
            .resolve(clock)
            .map_or(RelativeReading::Unreadable, |interval| RelativeReading::Resolved(relative, interval)),
        _ if relative.is_bare() => RelativeReading::Plain,
        _ => RelativeReading::Unreadable,
    }
}

/// The first word of a relative date.
pub(super) fn first_word(literal: &Literal<'_>) -> Token {
    let Span { start, end } = literal.span;
    let len = literal.text.find(char::is_whitespace).unwrap_or(literal.text.len());
    let first = start.saturating_add(u32::try_from(len).unwrap_or(u32::MAX));
    Token { kind: TokenKind::Word, span: Span::new(start, first.min(end)) }
}

const SECOND: i64 = 1000;
const DAY: i64 = 24 * 3600 * SECOND;

/// The date literal that names exactly these instants, if they are a day or a second of UTC (language, rule 3.15).
pub(crate) fn core_literal(Interval { start, end }: Interval) -> Option<String> {
    let length = end.checked_sub(start)?.checked_add(1)?;
    let whole = |unit: i64| length == unit && start.rem_euclid(unit) == 0;
    let text = Instant(start).to_string();
    // Outside the years 0000 to 9999 an instant is printed in milliseconds.
    let date = text.strip_suffix("Z").filter(|_| whole(DAY) || whole(SECOND))?;
    let day = date.split('T').next().unwrap_or(date);
    Some(if whole(DAY) { day.to_owned() } else { core_second(start) })
}

/// The date literal of the second that begins at this instant: `2024-05-01T12:00:00Z`; outside the years 0000 to 9999,
/// milliseconds.
pub(super) fn core_second(instant: i64) -> String {
    let text = Instant(instant).to_string();
    text.strip_suffix(".000Z").map_or_else(|| text.clone(), |second| format!("{second}Z"))
}
