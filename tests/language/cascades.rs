//! One mistake, one error: how many errors a single changed token causes.

use std::collections::BTreeSet;

use coreql::syntax::{ParseOptions, TokenKind, parse_with};

/// Queries as people write them, in Core syntax.
const CORE: [&str; 6] = [
    r#""common.platform" = "iOS" AND "common.status" = "ACTIVE""#,
    r#""common.model" starts with "iPad" OR "common.owner" does not contain "test""#,
    r#"("common.platform" = "iOS" OR "common.platform" = "Android") AND common.compliant = false"#,
    r#"common.battery_level < 20 AND "common.imei" is not empty AND "common.imsi" is empty"#,
    r#""common.last_connected_at" >= "2024-05-01" AND ("common.model" contains "Pro" OR ("common.roaming" = true))"#,
    r#"common.ip_address "contains" 10.0.0.1 OR (common.os_version > "17.2" AND common.retired != true)"#,
];

/// And in extended syntax.
const EXTENDED: [&str; 6] = [
    r#"NOT "common.platform" = "iOS" AND "common.status" = "ACTIVE""#,
    r#""common.model" starts with "iPad" OR NOT ("common.owner" does not contain "test")"#,
    r#"common.platform in ("iOS", "Android") AND common.compliant = false"#,
    r#"common.battery_level < 20 AND "common.imei" is not empty AND "common.status" not in ("LOST", "WIPED")"#,
    r#""common.last_connected_at" >= "2024-05-01" AND NOT ("common.model" contains "Pro" OR ("common.roaming" = true))"#,
    r#"common.ip_address "contains" 10.0.0.1 OR (common.os_version in ("17.2") AND NOT common.retired = true)"#,
];

/// Replacements for a token.
const OTHERS: [&str; 9] = ["x", "\"x\"", "=", "(", ")", ",", "AND", "not", "is"];

/// The tokens of a text, as source text.
fn tokens(source: &str, options: ParseOptions) -> Vec<&str> {
    let parsed = parse_with(source, options);
    assert!(parsed.errors().is_empty(), "{source}");
    let whole = parsed.tokens().filter(|token| token.kind != TokenKind::End);
    whole.map(|token| source.get(token.span.range()).unwrap_or_default()).collect()
}

/// Every text that differs in one token.
fn changes(tokens: &[&str]) -> Vec<String> {
    let mut changes = Vec::new();
    for at in 0..tokens.len() {
        let (before, rest) = tokens.split_at(at);
        let Some((token, after)) = rest.split_first() else { continue };
        let mut change =
            |middle: &[&str], after: &[&str]| changes.push([before, middle, after].concat().join(" "));
        change(&[], after);
        change(&[token, token], after);
        if let Some((next, after)) = after.split_first() {
            change(&[next, token], after);
        }
        for other in OTHERS {
            change(&[other], after);
        }
    }
    changes
}

/// And in the syntax of ranges and of dates relative to now.
const RANGES: [&str; 8] = [
    r#""common.battery_level" between 20 and 80 AND "common.platform" = "iOS""#,
    r#"("common.model" = "iPad" OR common.os_version not between "15" and "17.2") AND common.compliant = false"#,
    r#"common.last_connected_at < now - 30d AND "common.status" = "ACTIVE""#,
    r#"common.last_connected_at between today - 2w and now OR common.imei is empty"#,
    r#"NOT (common.registration_date not between "2024-01-01" and today - 1d) AND common.imei is not empty"#,
    r#"common.imei "is empty" OR common.imsi "is not empty" AND common.battery_level between 1 and 2"#,
    r#"common.creation_date in ("2024-05-01", today - 1mo) OR common.registration_date >= today"#,
    r#""common.owner" contains "x" OR ("common.last_connected_at" >= now - 90m)"#,
];

/// The texts of the file in which two errors are right, each after the comment with the reason.
fn two_errors(section: &str) -> Vec<String> {
    let file = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/data/cascades.txt");
    let text = std::fs::read_to_string(file).unwrap();
    let mut lines = text.lines().skip_while(|line| *line != format!("[{section}]")).skip(1);
    let lines = lines.by_ref().take_while(|line| !line.starts_with('['));
    lines.filter(|line| !line.is_empty() && !line.starts_with('#')).map(str::to_owned).collect()
}

/// Checks that each changed text has one error, but those of the list two; the list is exact.
fn at_most_one_error(changed: Vec<(String, ParseOptions)>, section: &str) -> usize {
    let number = changed.len();
    let mut several = BTreeSet::new();
    for (text, options) in changed {
        let errors = parse_with(&text, options).errors().len();
        assert!(errors <= 2, "{errors} errors: {text}");
        if errors > 1 {
            several.insert(text);
        }
    }
    let expected: BTreeSet<String> = two_errors(section).into_iter().collect();
    let unexpected: Vec<&String> = several.difference(&expected).collect();
    let mended: Vec<&String> = expected.difference(&several).collect();
    assert!(unexpected.is_empty(), "two errors: {unexpected:#?}");
    assert!(mended.is_empty(), "listed, and one error: {mended:#?}");
    number
}

/// The changed texts of these queries.
fn changed(queries: &[&str], options: ParseOptions) -> Vec<(String, ParseOptions)> {
    let changes = queries.iter().flat_map(|query| changes(&tokens(query, options)));
    changes.map(|text| (text, options)).collect()
}

/// Rule 4.2.
#[test]
fn a_changed_token_makes_one_error() {
    let mut texts = changed(&CORE, ParseOptions::new());
    texts.extend(changed(&EXTENDED, ParseOptions::extended()));
    assert_eq!(at_most_one_error(texts, "without ranges"), 1800);
}

/// Rule 4.2.
#[test]
fn a_changed_token_of_a_range_makes_one_error() {
    let texts = changed(&RANGES, ParseOptions::extended());
    assert_eq!(at_most_one_error(texts, "ranges"), 1144);
}

/// Rule 4.2: each query has one mistake.
#[test]
fn one_mistake() {
    let core = [
        "imei is is empty",
        "imei is is not empty",
        "imei is not not empty",
        "model starts starts with \"a\"",
        "model does does not contain \"a\"",
        "last_connected_at > now() - 7d",
        "last_connected_at > dateadd(now(), 7) AND imei is empty",
        "last_connected_at < 7 days ago",
        "platform = in (\"a\")",
        "platform = in (\"a\", \"b\") AND imei is empty",
        "platform AND \"x\"",
        "platform AND 5",
        "platform = \"a\" && AND imei is empty",
        "platform = \"a\" && && imei is empty",
        "(platform = \"a\" ( AND imei is empty",
        "platform = \"a\" ( AND imei is empty",
    ];
    for query in core {
        assert_eq!(parse_with(query, ParseOptions::new()).errors().len(), 1, "{query}");
    }
    let extended = [
        "platform in \"a\", \"b\")",
        "platform in (\"a\" AND \"b\") AND imei is empty",
        "platform = in (\"a\")",
    ];
    for query in extended {
        assert_eq!(parse_with(query, ParseOptions::extended()).errors().len(), 1, "{query}");
    }
}

/// Rule 4.2: of two independent mistakes, neither hides the other.
#[test]
fn two_mistakes() {
    let queries = [
        "(platform == \"a\" AND imei is empty",
        "platform == \"a\") AND imei is empty",
        "(platform \"a\" AND imei is empty",
        "(platform = \"a\" imei is empty",
        "platform \"a\" AND imei \"b\"",
        "platform AND imei",
        "platform = AND imei =",
        "imei is is empty AND (imei is empty",
        ")platform = \"a\" (",
        "platform = now() AND imei == \"a\"",
        "platform = in (\"a\") AND imei == \"a\"",
        "platform AND \"x\" AND imei == \"a\"",
        "platform = \"a\" imei AND = \"b\" OR imei == \"a\"",
    ];
    for query in queries {
        assert_eq!(parse_with(query, ParseOptions::new()).errors().len(), 2, "{query}");
    }
}
