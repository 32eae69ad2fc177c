//! `docs/json.md` describes every member that the command prints.

use std::collections::BTreeSet;

use serde_json::Value as Json;

use super::support::{Files, coreql};

/// What is printed as JSON, by commands in the folder of the samples. `query`, `name` and `record` are there for
/// `--jsonl`.
const PRINTED: &[(&[&str], &str)] = &[
    (&["check", "--format", "json", "platform == “iOS” and platfrom = 1"], ""),
    (&["check", "--format", "json", "--files", "stale.coreql"], ""),
    (&["query-test", "id ="], ""),
    (&["query-test", "--jsonl"], "{\"query\": \"id =\"}\n[]\n"),
    (&["search", "--devices", "record.json", "--format", "json", ""], ""),
    (&["count", "--devices", "record.json", "--format", "json", ""], ""),
    (&["count", "--devices", "record.json", "--format", "json", "--by", "platform", ""], ""),
    (&["count", "--devices", "record.json", "--format", "json", "--queries", "queries.coreql"], ""),
    (&["match", "--jsonl"], "{\"query\": \"id = 1\", \"record\": {}}\nx\n"),
    (&["compare", "--format", "json", "id = 1", "id > 0"], ""),
    (&["compare", "--format", "json", "--syntax", "extended", "a > 5 AND NOT a contains \"\"", "id = 1"], ""),
    (&["overlap", "--format", "json", "queries.coreql"], ""),
    (&["unreachable", "--format", "json", "queries.coreql"], ""),
    (
        &[
            "explain",
            "--format",
            "json",
            "--syntax",
            "extended",
            "id in (1, 2) or not platform = \"iOS\" and retired is empty",
        ],
        "",
    ),
    (
        &[
            "explain",
            "--format",
            "json",
            "--syntax",
            "extended",
            "last_connected_at between now-7d and \"2024\"",
        ],
        "",
    ),
    (&["explain-code", "--format", "json"], ""),
    (&["fields", "--format", "json"], ""),
    (
        &[
            "sql",
            "--dialect",
            "postgres",
            "--format",
            "json",
            "platform = \"iOS\" and last_connected_at > \"2024\"",
        ],
        "",
    ),
    (&["count", "--devices", "missing.json", "--format", "json", ""], ""),
    (&["count", "--devices", "array.json", "--format", "json", ""], ""),
];

/// All names of members; those of devices and of a group's values are fields, and so are the keys of `device`.
fn members(json: &Json, names: &mut BTreeSet<String>) {
    match json {
        Json::Object(object) => {
            for (name, value) in object {
                names.insert(name.clone());
                let has_fields = ["results", "device"].contains(&name.as_str());
                if !has_fields && (name != "values" || value.is_array()) {
                    members(value, names);
                }
            }
        }
        Json::Array(array) => array.iter().for_each(|value| members(value, names)),
        Json::Null | Json::Bool(_) | Json::Number(_) | Json::String(_) => {}
    }
}

#[test]
fn every_member_is_described() {
    let docs = include_str!("../../../../docs/json.md");
    let files = Files::with_samples();
    let mut missing = Vec::new();
    for (arguments, input) in PRINTED {
        let arguments: Vec<String> = arguments
            .iter()
            .map(|argument| {
                if argument.contains('.') && !argument.contains(' ') {
                    files.path(argument)
                } else {
                    (*argument).to_owned()
                }
            })
            .collect();
        let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
        let output = coreql(&arguments, input);
        for text in [output.stdout, output.stderr].map(|bytes| String::from_utf8(bytes).unwrap()) {
            let values = serde_json::Deserializer::from_str(&text).into_iter::<Json>();
            let mut names = BTreeSet::new();
            for value in values {
                match value {
                    Ok(value) => members(&value, &mut names),
                    // The line about skipped lines is for people.
                    Err(_) => assert!(text.contains("coreql: "), "{arguments:?}: {text}"),
                }
            }
            let is_described =
                |name: &String| docs.contains(&format!("\"{name}\"")) || docs.contains(&format!("`{name}`"));
            missing.extend(
                names
                    .into_iter()
                    .filter(|name| !is_described(name))
                    .map(|name| format!("{arguments:?}: {name}")),
            );
        }
    }
    assert!(missing.is_empty(), "{missing:#?}");
}
