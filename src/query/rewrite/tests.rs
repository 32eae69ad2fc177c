use super::{Construct, RewriteErrorKind, to_core};
use crate::catalog::{Catalog, FieldType};
use crate::query::CheckOptions;
use crate::query::MissingValues::{self, Complement, Exclude};
use crate::syntax::ast::Operator;
use crate::syntax::{Extension, ParseOptions, Style, parse, parse_with, print};
use crate::text::Span;
use crate::value::relative::{Clock, TimeZone};

/// The compact text in Core syntax, or what is in the way, and the text that it is about.
fn rewritten(query: &str, missing: MissingValues) -> Result<String, (RewriteErrorKind, &str)> {
    let parsed = parse_with(query, ParseOptions::extended());
    assert!(parsed.errors().is_empty(), "{query}: {:?}", parsed.errors());
    // Noon on 31 May 2024.
    let clock = Clock::new(1_717_156_800_000);
    in_time_zone(query, missing, clock)
}

fn in_time_zone(
    query: &str,
    missing: MissingValues,
    clock: Clock,
) -> Result<String, (RewriteErrorKind, &str)> {
    let parsed = parse_with(query, ParseOptions::extended());
    let options = CheckOptions::new().with_missing(missing).with_clock(clock);
    let core = to_core(parsed.tree(), Catalog::builtin(), options)
        .map_err(|error| (error.kind(), query.get(error.span().range()).unwrap()))?;
    let text = print(&core, Style::Compact).unwrap();
    assert!(parse(&text).errors().is_empty(), "{query} as {text}, which is not Core syntax");
    Ok(text)
}

/// Rule 3.8.
#[test]
fn under_complement_semantics() {
    for (query, core) in [
        ("", ""),
        ("a = 1", "a=1"),
        // The pairs.
        ("NOT a = 1", "a!=1"),
        ("NOT a != 1", "a=1"),
        ("NOT a contains 1", "a does not contain 1"),
        ("NOT a does not contain 1", "a contains 1"),
        ("NOT a is empty", "a is not empty"),
        ("NOT a is not empty", "a is empty"),
        ("NOT NOT a starts with x", "a starts with x"),
        ("NOT (NOT (a < 1))", "a<1"),
        // Lists.
        ("a IN (1, \"b\")", "a=1 OR a=\"b\""),
        ("a NOT IN (1, \"b\")", "a!=1 AND a!=\"b\""),
        ("NOT a IN (1, \"b\")", "a!=1 AND a!=\"b\""),
        ("NOT a NOT IN (1, \"b\")", "a=1 OR a=\"b\""),
        ("a IN (1)", "a=1"),
        ("a IN (1, 2) OR b = 3", "a=1 OR a=2 OR b=3"),
        ("a IN (1, 2) AND b = 3", "(a=1 OR a=2)AND b=3"),
        ("a NOT IN (1, 2) AND b = 3", "a!=1 AND a!=2 AND b=3"),
        // De Morgan.
        ("NOT (a = 1 AND b = 2)", "a!=1 OR b!=2"),
        ("NOT (a = 1 OR b = 2)", "a!=1 AND b!=2"),
        ("NOT (a = 1 AND (b = 2 OR NOT c = 3))", "a!=1 OR(b!=2 AND c=3)"),
        ("x = 0 OR NOT (a = 1 AND b = 2)", "x=0 OR a!=1 OR b!=2"),
        // Orderings of numbers and dates, whose complement holds on missing values.
        ("NOT common.battery_level < 5", "common.battery_level>=5 OR common.battery_level is empty"),
        ("NOT common.battery_level <= 5", "common.battery_level>5 OR common.battery_level is empty"),
        ("NOT common.battery_level > 5", "common.battery_level<=5 OR common.battery_level is empty"),
        ("a = 1 AND NOT battery_level >= 5", "a=1 AND(battery_level<5 OR battery_level is empty)"),
        (
            "NOT common.last_connected_at < 2013-08-29",
            "common.last_connected_at>=2013-08-29 OR common.last_connected_at is empty",
        ),
    ] {
        assert_eq!(rewritten(query, Complement).as_deref(), Ok(core), "{query}");
    }
}

/// Rules 3.14 and 3.15.
#[test]
fn ranges_and_relative_dates() {
    let both = [Complement, Exclude];
    let complement = [Complement];
    let exclude = [Exclude];
    let cases: &[(&[MissingValues], &str, &str)] = &[
        (&both, "a BETWEEN 1 AND b", "a>=1 AND a<=b"),
        (&both, "a BETWEEN 1 AND 2 OR b = 1", "(a>=1 AND a<=2)OR b=1"),
        (&both, "NOT NOT a BETWEEN 1 AND 2", "a>=1 AND a<=2"),
        (&complement, "id NOT BETWEEN 1 AND 2", "id<1 OR id>2 OR id is empty"),
        (&exclude, "id NOT BETWEEN 1 AND 2", "id<1 OR id>2"),
        (&both, "NOT id BETWEEN 1 AND 2", "id<1 OR id>2 OR id is empty"),
        (&complement, "NOT id NOT BETWEEN 1 AND 2", "id>=1 AND id<=2"),
        // Days and seconds of UTC.
        (&both, "creation_date > now - 30d", "creation_date>\"2024-05-01T12:00:00Z\""),
        (&both, "creation_date = today", "creation_date=\"2024-05-31\""),
        (&both, "creation_date != today - 1mo", "creation_date!=\"2024-04-30\""),
        (&both, "creation_date IN (today, 2024)", "creation_date=\"2024-05-31\"OR creation_date=2024"),
        (
            &both,
            "creation_date BETWEEN today - 1w AND now",
            "creation_date>=\"2024-05-24\"AND creation_date<=\"2024-05-31T12:00:00Z\"",
        ),
        // Words of fields that are no dates.
        (&both, "comment = now", "comment=now"),
    ];
    for (settings, query, core) in cases {
        for missing in *settings {
            assert_eq!(rewritten(query, *missing).as_deref(), Ok(*core), "{query}");
        }
    }
    let missing =
        RewriteErrorKind::MissingExcluded { construct: Construct::Extension(Extension::NotBetween) };
    assert_eq!(rewritten("NOT id NOT BETWEEN 1 AND 2", Exclude), Err((missing, "id NOT BETWEEN 1 AND 2")));
    let kind = |field_type| RewriteErrorKind::NoBetweenComplement { field_type };
    for (query, field_type) in [
        ("model NOT BETWEEN a AND b", FieldType::String),
        ("os_version NOT BETWEEN 1 AND 2", FieldType::Version),
        ("custom.user.x NOT BETWEEN 1 AND 2", FieldType::Untyped),
    ] {
        assert_eq!(rewritten(query, Complement), Err((kind(field_type), query)), "{query}");
    }
    let unreadable = RewriteErrorKind::UnreadableDate;
    assert_eq!(rewritten("creation_date > now + 9999y", Complement), Err((unreadable, "now + 9999y")));
    assert_eq!(rewritten("comment = now - 1d", Complement), Err((unreadable, "now - 1d")));
    let parsed = parse_with("creation_date > now", ParseOptions::extended());
    let error = to_core(parsed.tree(), Catalog::builtin(), CheckOptions::new()).unwrap_err();
    assert_eq!(error.kind(), RewriteErrorKind::NoClock);
}

/// Rule 3.15: days of another time zone are no days of UTC.
#[test]
fn days_of_a_time_zone() {
    let clock = Clock::new(1_717_156_800_000).with_time_zone(TimeZone::fixed(2 * 3600).unwrap());
    let (start, end) = ("\"2024-05-30T22:00:00Z\"", "\"2024-05-31T22:00:00Z\"");
    for (query, core) in [
        ("id = 1 AND creation_date < today", format!("id=1 AND creation_date<{start}")),
        ("creation_date <= today", format!("creation_date<{end}")),
        ("creation_date > today", format!("creation_date>={end}")),
        ("creation_date >= today", format!("creation_date>={start}")),
        ("creation_date = today", format!("creation_date>={start}AND creation_date<{end}")),
        (
            "creation_date = today OR id = 1",
            format!("(creation_date>={start}AND creation_date<{end})OR id=1"),
        ),
        ("NOT creation_date != today", format!("creation_date>={start}AND creation_date<{end}")),
        (
            "creation_date != today AND id = 1",
            format!("(creation_date<{start}OR creation_date>={end}OR creation_date is empty)AND id=1"),
        ),
        ("NOT creation_date < today", format!("creation_date>={start}OR creation_date is empty")),
        ("creation_date BETWEEN today AND today", format!("creation_date>={start}AND creation_date<{end}")),
        (
            "creation_date NOT BETWEEN today AND today",
            format!("creation_date<{start}OR creation_date>={end}OR creation_date is empty"),
        ),
        (
            "creation_date IN (today, 2020)",
            format!("(creation_date>={start}AND creation_date<{end})OR creation_date=2020"),
        ),
        (
            "creation_date NOT IN (2020, today)",
            format!(
                "creation_date!=2020 AND(creation_date<{start}OR creation_date>={end}OR creation_date is empty)"
            ),
        ),
    ] {
        assert_eq!(in_time_zone(query, Complement, clock).as_deref(), Ok(&*core), "{query}");
    }
    assert_eq!(
        in_time_zone("creation_date != today", Exclude, clock),
        Ok(format!("creation_date<{start}OR creation_date>={end}"))
    );
}

/// Rule 3.9.
#[test]
fn what_has_no_core_spelling() {
    let ordering = |operator, field_type| RewriteErrorKind::NoOrderingComplement { operator, field_type };
    for (query, kind, at) in [
        (
            "a = 1 OR NOT (b is empty AND c starts with \"x\")",
            RewriteErrorKind::NoComplement { operator: Operator::StartsWith },
            "c starts with \"x\"",
        ),
        ("NOT model < \"x\"", ordering(Operator::Less, FieldType::String), "model < \"x\""),
        ("NOT os_version >= 9", ordering(Operator::GreaterOrEqual, FieldType::Version), "os_version >= 9"),
        ("NOT no.such > 1", ordering(Operator::Greater, FieldType::Untyped), "no.such > 1"),
        ("NOT custom.user.x > 1", ordering(Operator::Greater, FieldType::Untyped), "custom.user.x > 1"),
    ] {
        for missing in [Complement, Exclude] {
            assert_eq!(rewritten(query, missing), Err((kind, at)), "{query}");
        }
    }
}

/// Rule 3.10.
#[test]
fn under_exclude_nothing_changes_on_missing_values() {
    for (query, core) in [
        ("a IN (1, 2)", "a=1 OR a=2"),
        ("a NOT IN (1, 2)", "a!=1 AND a!=2"),
        ("NOT a is empty", "a is not empty"),
        ("NOT NOT a != 1", "a!=1"),
        ("NOT battery_level < 5", "battery_level>=5 OR battery_level is empty"),
    ] {
        assert_eq!(rewritten(query, Exclude).as_deref(), Ok(core), "{query}");
    }
    for (query, construct) in [
        ("NOT a = 1", Construct::Operator(Operator::Equal)),
        ("NOT a != 1", Construct::Operator(Operator::NotEqual)),
        ("NOT a contains 1", Construct::Operator(Operator::Contains)),
        ("NOT a does not contain 1", Construct::Operator(Operator::DoesNotContain)),
        ("NOT a IN (1)", Construct::Extension(Extension::In)),
        ("NOT a NOT IN (1)", Construct::Extension(Extension::NotIn)),
    ] {
        let kind = RewriteErrorKind::MissingExcluded { construct };
        assert_eq!(rewritten(query, Exclude), Err((kind, query.strip_prefix("NOT ").unwrap())), "{query}");
    }
}

#[test]
fn messages() {
    let parsed = parse_with("NOT os_version < 9", ParseOptions::extended());
    let error = to_core(parsed.tree(), Catalog::builtin(), CheckOptions::new()).unwrap_err();
    assert_eq!(error.to_string(), "`NOT` over `<` of a version field has no Core spelling");

    let parsed = parse("a = 1 AND b ==");
    let error = to_core(parsed.tree(), Catalog::builtin(), CheckOptions::new()).unwrap_err();
    assert_eq!((error.kind(), error.span()), (RewriteErrorKind::ErrorNode, Span::new(10, 14)));
}

#[test]
fn a_long_name_is_not_copied_for_ever() {
    let copies = |bytes: usize| {
        let query = format!("\"{}\" IN ({}9)", "n".repeat(bytes), "1, ".repeat(1000));
        let parsed = parse_with(&query, ParseOptions::extended());
        to_core(parsed.tree(), Catalog::builtin(), CheckOptions::new())
            .map_err(|error| error.kind())
            .map(|core| core.len())
    };
    assert_eq!(copies(10_000), Ok(1002));
    assert_eq!(copies(20_000), Err(RewriteErrorKind::TooLong));
}
