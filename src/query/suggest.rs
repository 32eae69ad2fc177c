//! The intended comparison, for one that is valid but odd.

use super::dates::{core_literal, core_second};
use super::error::Swapped;
use super::semantics::Relation;
use crate::catalog::Catalog;
use crate::syntax::ast::{Comparison, Condition, Operator};
use crate::syntax::{quoted, wildcards};
use crate::value::date::Interval;
use crate::value::relative::{Clock, Relative, Unit};
use crate::value::{Number, boolean, date};

/// `"iOS" = platform`: the comparison the other way round, if it can be turned and its value is the name of a field.
pub(super) fn swapped(catalog: &Catalog, comparison: &Comparison<'_>) -> Option<Swapped> {
    let Condition::Relation { operator, value, .. } = &comparison.condition else { return None };
    let turned = match operator {
        Operator::NotEqual => Operator::NotEqual,
        operator => Relation::of(*operator)?.reversed().operator(),
    };
    catalog.lookup(&value.text).field()?;
    let field = if value.quoted { quoted(&value.text) } else { value.text.to_string() };
    let name = &comparison.field;
    let plain = Number::parse(&name.text).is_some() || boolean::parse(&name.text).is_some();
    let literal = if plain && !name.quoted { name.text.to_string() } else { quoted(&name.text) };
    Some(Swapped { span: comparison.span(), text: format!("{field} {turned} {literal}") })
}

/// Whether a date is an integer of a few milliseconds (language, rule 6.34): hardly the intention of `> 30`.
pub(super) fn is_a_few_milliseconds(literal: &str, Interval { start, .. }: Interval) -> bool {
    (1..100_000).contains(&start) && date::is_milliseconds(literal)
}

/// The day so many days ago, as it is written in a query.
pub(super) fn days_ago(Interval { start: days, .. }: Interval, clock: Option<Clock>) -> Option<String> {
    let day = Relative::TODAY.minus(u32::try_from(days).ok()?, Unit::Day)?;
    Some(quoted(&date_of(day, clock?)?))
}

/// A relative date worked out, as Core syntax writes it: its day or its second in UTC, else its first second.
pub(crate) fn date_of(relative: Relative, clock: Clock) -> Option<String> {
    let interval = relative.resolve(clock)?;
    Some(core_literal(interval).unwrap_or_else(|| core_second(interval.start)))
}

/// `contains "%iPad%"`, `= "iPad*"`: the operator and the text that match as the pattern does elsewhere.
pub(super) fn without_wildcards(operator: Operator, value: &str) -> Option<(Operator, &str)> {
    let (intended, text) = wildcards::like(value)?;
    let fits = match operator {
        Operator::Contains => intended == Operator::Contains,
        Operator::Equal => true,
        _ => false,
    };
    fits.then_some((intended, text))
}

/// `20240501` and seconds since 1970, in plausible years: the date in its usual form, because the integer itself is
/// read as milliseconds.
pub(super) fn suggested_date(literal: &str) -> Option<String> {
    if !literal.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    match literal.len() {
        8 => {
            let (year, month, day) = (literal.get(..4)?, literal.get(4..6)?, literal.get(6..)?);
            let text = format!("{year}-{month}-{day}");
            (("1990"..="2100").contains(&year) && date::parse(&text).is_some()).then(|| quoted(&text))
        }
        // From 2001 on seconds have ten digits.
        10 => ("1000000000"..="4102444800").contains(&literal).then(|| format!("{literal}000")),
        _ => None,
    }
}
