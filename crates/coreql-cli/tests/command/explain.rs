//! `coreql explain` and `coreql explain-code`.

use serde_json::{Value as Json, json};

use super::support::{coreql, stdout};

#[test]
fn the_typed_tree_is_shown() {
    let text = stdout(&["explain", "id = 1 and (retired = true or uuid is empty)"], "", 0);
    assert_eq!(
        text,
        "all of\n  \"common.id\" = 1  (number)\n  any of\n    \"common.retired\" = true  (boolean)\n    \"common.uuid\" is empty  (string)\n"
    );
    let json: Json =
        serde_json::from_str(&stdout(&["explain", "--format", "json", "id = 1"], "", 0)).unwrap();
    assert_eq!(json["nodes"][0], json!({"field": "common.id", "operator": "=", "value": {"number": "1"}}));
}

#[test]
fn codes_are_explained() {
    let code =
        coreql::diagnostic::Code::ALL.iter().find(|code| code.as_str() == "syntax/wrong-quote").unwrap();
    let quotes = format!("{code}: {}\n", code.explanation());
    for name in ["syntax/wrong-quote", "wrong-quote", "Syntax/Wrong-Quote"] {
        assert_eq!(stdout(&["explain-code", name], "", 0), quotes);
    }
    let all = stdout(&["explain-code"], "", 0);
    assert!(all.lines().any(|line| line.starts_with("lint/repeated ") && line.ends_with(" is a duplicate.")));
    let listed: Vec<Json> =
        serde_json::from_str(&stdout(&["explain-code", "--format", "json"], "", 0)).unwrap();
    assert_eq!(listed.len(), all.lines().count());
    let one: Json =
        serde_json::from_str(&stdout(&["explain-code", "--format", "json", "repeated"], "", 0)).unwrap();
    assert_eq!(one, json!({"code": "lint/repeated", "explanation": "The condition is a duplicate."}));
    assert!(listed.contains(&one));
    let unknown = coreql(&["explain-code", "syntax/wrong-qoute"], "");
    assert_eq!(unknown.status.code(), Some(2));
    assert!(
        String::from_utf8(unknown.stderr)
            .unwrap()
            .contains("tip: a similar value exists: 'syntax/wrong-quote'")
    );
}
