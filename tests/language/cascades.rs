//! One mistake, one error: how many errors a single changed token causes.

use std::collections::BTreeMap;

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

/// Every text that differs in one token, and the class of the change.
fn changes(tokens: &[&str]) -> Vec<(String, String)> {
    let mut changes = Vec::new();
    for at in 0..tokens.len() {
        let (before, rest) = tokens.split_at(at);
        let Some((token, after)) = rest.split_first() else { continue };
        let class = match *token {
            "(" | ")" => "parenthesis",
            "," => "comma",
            "AND" | "OR" => "connective",
            "NOT" => "NOT",
            "=" | "!=" | "<" | ">" | ">=" => "symbol",
            "starts" | "with" | "does" | "not" | "contain" | "contains" | "is" | "empty" | "in" => {
                "operator word"
            }
            _ => "name or value",
        };
        let mut change = |class: String, middle: &[&str], after: &[&str]| {
            changes.push((class, [before, middle, after].concat().join(" ")));
        };
        change(format!("drop {class}"), &[], after);
        change(format!("double {class}"), &[token, token], after);
        if let Some((next, after)) = after.split_first() {
            change(format!("swap {class}"), &[next, token], after);
        }
        for other in OTHERS {
            change(format!("replace {class} by {other}"), &[other], after);
        }
    }
    changes
}

/// The classes in which some changes still cause two errors: how many of how many.
///
/// Most are two mistakes as far as anyone can tell: `NOT`, which Core lacks, and an extra parenthesis; a value in two
/// words, `true x`, and a missing parenthesis.
const SEVERAL: [(&str, usize, usize); 8] = [
    ("replace operator word by =", 1, 24),
    ("replace parenthesis by )", 5, 22),
    ("replace parenthesis by AND", 3, 22),
    ("replace parenthesis by not", 4, 22),
    ("replace parenthesis by x", 3, 22),
    ("swap connective", 2, 19),
    ("swap name or value", 2, 58),
    ("swap operator word", 2, 23),
];

/// Rule 4.2. A better count fails too, so that the table stays exact.
#[test]
fn a_changed_token_makes_one_error() {
    let mut classes: BTreeMap<String, (usize, usize)> = BTreeMap::new();
    for (queries, options) in [(CORE, ParseOptions::new()), (EXTENDED, ParseOptions::extended())] {
        for (class, text) in queries.iter().flat_map(|query| changes(&tokens(query, options))) {
            let errors = parse_with(&text, options).errors().len();
            assert!(errors <= 2, "{errors} errors: {text}");
            let (several, all) = classes.entry(class).or_default();
            *several += usize::from(errors > 1);
            *all += 1;
        }
    }
    assert_eq!(classes.values().map(|(_, all)| all).sum::<usize>(), 1800);
    classes.retain(|_, (several, _)| *several > 0);
    let expected = SEVERAL.map(|(class, several, all)| (class.to_owned(), (several, all)));
    assert_eq!(classes, BTreeMap::from(expected));
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
