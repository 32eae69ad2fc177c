//! `coreql explain` and `coreql explain-code`.

use serde_json::{Value as Json, json};

use super::support::{Files, coreql, prints, stdout};

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
        assert!(stdout(&["explain-code", name], "", 0).starts_with(&quotes));
    }
    let all = stdout(&["explain-code"], "", 0);
    assert!(all.lines().any(|line| line.starts_with("lint/repeated ") && line.ends_with(" is a duplicate.")));
    let listed: Vec<Json> =
        serde_json::from_str(&stdout(&["explain-code", "--format", "json"], "", 0)).unwrap();
    assert_eq!(listed.len(), all.lines().count());
    let one: Json =
        serde_json::from_str(&stdout(&["explain-code", "--format", "json", "repeated"], "", 0)).unwrap();
    assert_eq!(
        (&one["code"], &one["explanation"]),
        (&json!("lint/repeated"), &json!("The condition is a duplicate."))
    );
    assert!(listed.contains(&one));
    let unknown = coreql(&["explain-code", "syntax/wrong-qoute"], "");
    assert_eq!(unknown.status.code(), Some(2));
    assert!(
        String::from_utf8(unknown.stderr)
            .unwrap()
            .contains("tip: a similar value exists: 'syntax/wrong-quote'")
    );
}

/// The wrong text of each code has it, and the right text has no diagnostic at all; limits have no example.
#[test]
fn examples_of_codes_are_right() {
    let files = Files::new();
    let mut fields: Vec<Json> = serde_json::from_str(&prints(&["fields", "--format", "json"])).unwrap();
    for group in ["android", "ios"] {
        fields.push(json!({"name": format!("{group}.device_id"), "type": "STRING"}));
    }
    let catalog = files.write("fields.json", &Json::from(fields).to_string());
    let codes: Vec<Json> = serde_json::from_str(&prints(&["explain-code", "--format", "json"])).unwrap();
    let mut wrong_examples = Vec::new();
    for explained in &codes {
        let code = explained["code"].as_str().unwrap();
        let (Some(wrong), Some(right)) = (explained["wrong"].as_str(), explained["right"].as_str()) else {
            // The command always has a clock.
            if !code.starts_with("limit/") && !["lint/over-limit", "check/no-clock"].contains(&code) {
                wrong_examples.push(format!("{code} has no example"));
            }
            continue;
        };
        let mut options = vec!["check", "--format", "json"];
        if ["check/unknown-field", "check/ambiguous-field"].contains(&code) {
            options.extend(["--catalog", &catalog]);
        }
        if ["syntax/broken-list", "syntax/missing-amount", "lint/equals-now"].contains(&code) {
            options.extend(["--syntax", "extended"]);
        }
        for (text, expected) in [(wrong, vec![code]), (right, vec![])] {
            let output = coreql(&[options.as_slice(), &[text]].concat(), "").stdout;
            let checked: Json = serde_json::from_slice(&output).unwrap();
            let found = checked["diagnostics"].as_array().unwrap();
            let found: Vec<&str> =
                found.iter().map(|diagnostic| diagnostic["code"].as_str().unwrap()).collect();
            if found != expected {
                wrong_examples.push(format!("{text}: {found:?}, expected {expected:?}"));
            }
        }
    }
    assert!(wrong_examples.is_empty(), "{wrong_examples:#?}");
}
