use super::{PrintError, Style, print};
use crate::syntax::ast::{AstBuilder, Comparison, Condition, Connective, Literal, Name};
use crate::syntax::{Extension, ParseOptions, parse, parse_with};
use crate::text::Span;
use crate::tree::Siblings;

fn printed(query: &str, style: Style) -> Result<String, PrintError> {
    let parsed = parse_with(query, ParseOptions::extended());
    assert!(parsed.errors().is_empty(), "{query}: {:?}", parsed.errors());
    print(parsed.tree(), style)
}

fn check(style: Style, cases: &[(&str, &str)]) {
    for (query, text) in cases {
        assert_eq!(printed(query, style).as_deref(), Ok(*text), "{query} as {style:?}");
        assert_eq!(printed(text, style).as_deref(), Ok(*text), "printing again as {style:?}");
    }
}

/// Rules 8.1, 8.2, 8.10 and 8.11.
#[test]
fn canonical() {
    check(
        Style::Canonical,
        &[
            ("", ""),
            (" \n ", ""),
            ("common.id=1", r#""common.id" = 1"#),
            ("a CONTAINS b", r#""a" contains b"#),
            ("a \"Starts With\" \"b\"", r#""a" starts with "b""#),
            ("a Does\nNot  Contain \"b\"", r#""a" does not contain "b""#),
            ("a Is Empty or a IS not EMPTY", r#""a" is empty OR "a" is not empty"#),
            ("a in(1,\"2\" , three)", r#""a" IN (1, "2", three)"#),
            ("a not In (1)", r#""a" NOT IN (1)"#),
            ("a Between 1 and \"2\"", r#""a" BETWEEN 1 AND "2""#),
            (
                "a not between NOW-030d and today and b=1",
                r#""a" NOT BETWEEN now - 30d AND today AND "b" = 1"#,
            ),
            ("not a between 1 and 2 or b=1", r#"NOT "a" BETWEEN 1 AND 2 OR "b" = 1"#),
            ("a in (now -1MO, today)", r#""a" IN (now - 1mo, today)"#),
            // Parentheses: where AND and OR mix, and under NOT.
            ("a=1 and b=2 or c=3", r#"("a" = 1 AND "b" = 2) OR "c" = 3"#),
            ("a=1 or b=2 and c=3", r#""a" = 1 OR ("b" = 2 AND "c" = 3)"#),
            ("(a=1 or b=2) and c=3", r#"("a" = 1 OR "b" = 2) AND "c" = 3"#),
            (
                "((a=1)) and (b=2 and (c=3 and d=4)) and ((e=5))",
                r#""a" = 1 AND "b" = 2 AND "c" = 3 AND "d" = 4 AND "e" = 5"#,
            ),
            ("a=1 or (b=2 or c=3)", r#""a" = 1 OR "b" = 2 OR "c" = 3"#),
            ("(a=1 or b=2)", r#""a" = 1 OR "b" = 2"#),
            ("not (a=1)", r#"NOT "a" = 1"#),
            ("not not ((a=1))", r#"NOT NOT "a" = 1"#),
            ("not (a=1 and b=2)", r#"NOT ("a" = 1 AND "b" = 2)"#),
            ("(not (a=1 or (b=2))) and not c=3", r#"NOT ("a" = 1 OR "b" = 2) AND NOT "c" = 3"#),
            // Names are always in quotes, values as they are.
            ("is is empty", r#""is" is empty"#),
            ("\"a b\"=AT&T", r#""a b" = AT&T"#),
            // A backslash is doubled only where it would be read as an escape.
            (r#"a = "CORP\jdoe""#, r#""a" = "CORP\jdoe""#),
            (r#"a = "\\\\server""#, r#""a" = "\\\server""#),
            (r#"a = "\\\server""#, r#""a" = "\\\server""#),
            (r#"a = \\server"#, r#""a" = \\server"#),
            (r#"a = "C:\\temp\\""#, r#""a" = "C:\temp\\""#),
            (r#"a = "say \"hi\"\\""#, r#""a" = "say \"hi\"\\""#),
            (r#"a = "\\\"""#, r#""a" = "\\\"""#),
            (r#"a\b = """#, r#""a\b" = """#),
            ("a = \"line\nbreak\"", "\"a\" = \"line\nbreak\""),
        ],
    );
}

/// Rules 8.3, 8.4 and 8.12.
#[test]
fn portal() {
    check(
        Style::Portal,
        &[
            // The vendor's guide prints this one.
            (
                r#"common.home_country_code = "US" AND common.home_country_name = "United States""#,
                r#""common.home_country_code" =  "US"  AND "common.home_country_name" =  "United States""#,
            ),
            (r#"a = 1 and b contains "x" or c >= "y""#, r#"("a" = 1  AND "b" contains "x") OR "c" >=  "y""#),
            (
                r#"(a = "x" or b is empty) and c = d and e = 1"#,
                r#"("a" =  "x"  OR "b" is empty) AND "c" = d  AND "e" = 1"#,
            ),
        ],
    );
    let not = PrintError::NoPortalForm { extension: Extension::Not, span: Span::new(10, 13) };
    assert_eq!(printed("a = 1 and NOT (b in (1))", Style::Portal), Err(not));
    let not_in = PrintError::NoPortalForm { extension: Extension::NotIn, span: Span::new(2, 8) };
    assert_eq!(printed("a not in (1)", Style::Portal), Err(not_in));
    let between = PrintError::NoPortalForm { extension: Extension::Between, span: Span::new(2, 9) };
    assert_eq!(printed("a between 1 and 2", Style::Portal), Err(between));
    let relative = PrintError::NoPortalForm { extension: Extension::RelativeDate, span: Span::new(4, 11) };
    assert_eq!(printed("a > now -1d", Style::Portal), Err(relative));
    assert_eq!(relative.to_string(), "a relative date has no portal form");
    assert_eq!(not_in.to_string(), "`NOT IN` has no portal form");
}

/// Rule 8.6.
#[test]
fn compact() {
    check(
        Style::Compact,
        &[
            (
                r#""common.status" = "ACTIVE" and "ios.iPhone UDID" is empty"#,
                r#"common.status="ACTIVE"AND"ios.iPhone UDID"is empty"#,
            ),
            ("a = 1 and b = 2", "a=1 AND b=2"),
            ("\"a\" = 1 or \"b\" does not contain x", "a=1 OR b does not contain x"),
            ("(a = 1 or b = \"2\") and not c = 3", r#"(a=1 OR b="2")AND NOT c=3"#),
            ("not (a = 1 or b in (\"2\", 3))", r#"NOT(a=1 OR b IN("2",3))"#),
            ("a between \"1\" and \"2\" or b > now - 30d", "a BETWEEN\"1\"AND\"2\"OR b>now-30d"),
            // Names that need their quotes.
            ("\"and\" = 1", "\"and\"=1"),
            ("\"Or\" = 1", "\"Or\"=1"),
            ("\"NOT\" = 1", "\"NOT\"=1"),
            ("\"\" = 1", "\"\"=1"),
            ("\"'a\" = 1", "\"'a\"=1"),
            ("\"“a\" = 1", "\"“a\"=1"),
            ("\"a(b\" = 1", "\"a(b\"=1"),
            ("\"a\u{a0}b\" = 1", "\"a\u{a0}b\"=1"),
            ("\"\u{feff}a\" = 1", "\"\u{feff}a\"=1"),
            // And names that do not.
            ("\"O'Brien\" = 1", "O'Brien=1"),
            ("\"contains\" contains 1", "contains contains 1"),
            (r#""a\b" = 1"#, r"a\b=1"),
            // Quotes around a value are meaning.
            ("a = \"1\"", "a=\"1\""),
        ],
    );
}

/// Rule 8.5.
#[test]
fn pretty() {
    check(
        Style::Pretty { width: 24 },
        &[
            ("a = 1 and b = 2", r#""a" = 1 AND "b" = 2"#),
            ("abcd = 12 and efgh = 34", "\"abcd\" = 12\nAND \"efgh\" = 34"),
            (
                "abcd = 12 and (a = 1 or b = 2) and not (cccc = 5 or dddd = 6)",
                "\"abcd\" = 12\nAND (\"a\" = 1 OR \"b\" = 2)\nAND NOT (\n  \"cccc\" = 5\n  OR \"dddd\" = 6\n)",
            ),
            (
                "a contains \"a comparison is never broken\"",
                "\"a\" contains \"a comparison is never broken\"",
            ),
        ],
    );
    // To the column: 19 characters flat, and 24 with `OR ` and parentheses.
    let (query, flat) = ("a = 1 and b = 2", "\"a\" = 1 AND \"b\" = 2");
    check(Style::Pretty { width: 19 }, &[(query, flat)]);
    check(Style::Pretty { width: 18 }, &[(query, "\"a\" = 1\nAND \"b\" = 2")]);
    let query = "a = 1 or b = 2 and c = 3";
    check(Style::Pretty { width: 24 }, &[(query, "\"a\" = 1\nOR (\"b\" = 2 AND \"c\" = 3)")]);
    check(Style::Pretty { width: 23 }, &[(query, "\"a\" = 1\nOR (\n  \"b\" = 2\n  AND \"c\" = 3\n)")]);
}

#[test]
fn refuses_what_has_no_text() {
    let parsed = parse("a = 1 AND b ==");
    let Err(PrintError::ErrorNode { span }) = print(parsed.tree(), Style::Compact) else {
        panic!("a tree with an error node was printed");
    };
    assert_eq!(span, Span::new(10, 14));

    let span = Span::new(3, 4);
    let mut builder = AstBuilder::new();
    let empty_chain = builder.chain(Connective::And, span, Siblings::default());
    assert_eq!(print(&builder.finish(empty_chain), Style::Canonical), Err(PrintError::Incomplete { span }));
    let mut builder = AstBuilder::new();
    let empty_list = builder.comparison(comparison(Vec::new()));
    assert_eq!(print(&builder.finish(empty_list), Style::Canonical), Err(PrintError::Incomplete { span }));
}

#[test]
fn a_value_that_cannot_be_bare_is_quoted() {
    for text in ["", "two words", "a\"b", "and", "’x"] {
        let mut builder = AstBuilder::new();
        let root = builder.comparison(comparison(vec![text]));
        let quoted = text.replace('"', "\\\"");
        assert_eq!(print(&builder.finish(root), Style::Canonical), Ok(format!("\"f\" IN (\"{quoted}\")")));
    }
}

/// A list of bare values, made by hand.
fn comparison(values: Vec<&'static str>) -> Comparison<'static> {
    let span = Span::new(3, 4);
    let values = values
        .into_iter()
        .map(|text| Literal { text: text.into(), span, quoted: false, relative: false })
        .collect();
    let field = Name { text: "f".into(), span, quoted: false };
    let condition = Condition::In { negated: false, operator_span: span, list: span, values };
    Comparison { field, condition }
}
