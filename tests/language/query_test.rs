//! The answers of `query_test` as far as syntax decides them, `tests/data/cases/query_test.jsonl`, and published
//! queries.

use coreql::syntax::{Parsed, parse};
use serde_json::{Value, json};

/// Rule 4.8.
#[test]
fn query_test() {
    for line in include_str!("../data/cases/query_test.jsonl").lines() {
        let case: Value = serde_json::from_str(line).unwrap();
        let parsed = parse(case["query"].as_str().unwrap());
        for part in ["valid", "token", "position"] {
            assert_eq!(answer(&parsed)[part], case[part], "`{part}` of {line}");
        }
        assert!(parsed.errors().len() <= 1, "one mistake, one error: {line}");
    }
}

#[test]
fn published_queries() {
    for line in include_str!("../data/corpus.txt").lines() {
        assert_eq!(parse(line).errors(), [], "{line}");
    }
}

/// The first error's token, and its start within its line in UTF-16 code units.
fn answer(parsed: &Parsed<'_>) -> Value {
    let Some(error) = parsed.errors().first() else {
        return json!({ "valid": true, "token": "", "position": -1 });
    };
    let before = &parsed.source()[..error.token.span.range().start];
    let line = before.rsplit(['\n', '\r']).next().unwrap();
    let token = error.token.text(parsed.source());
    json!({ "valid": false, "token": token, "position": line.encode_utf16().count() })
}
