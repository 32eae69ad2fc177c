//! `coreql match`: rule 9.4.

use serde_json::json;

use super::support::{Files, json_lines, run, stdout};

/// Rule 9.4.
#[test]
fn one_record_is_matched() {
    let files = Files::with_samples();
    let record = files.path("record.json");
    assert_eq!(stdout(&["match", "--record", &record, "common.id = 1"], "", 0), "true\n");
    assert_eq!(stdout(&["match", "--record", "-", "common.id = 2"], "{\"common.id\": 1}", 0), "false\n");
    assert_eq!(
        stdout(&["match", "--record", "-", "--missing", "exclude", "common.comment != a"], "{}", 0),
        "false\n"
    );
    stdout(&["match", "--record", &record, "common.id"], "", 1);
    stdout(&["match", "--record", "-", "common.id = 1"], "[]", 2);
    let explained =
        stdout(&["match", "--record", &record, "--explain", "common.id = 2 or platform = ios"], "", 0);
    assert_eq!(
        explained,
        "true\nheld  comparison                 value\nno    \"common.id\" = 2            1\nyes   \"common.platform\" = \"ios\"  \"iOS\"\n"
    );
}

/// Rule 9.6.
#[test]
fn each_line_is_matched() {
    let input = [
        json!({"query": "common.id = 1", "record": {"common.id": 1}}),
        json!({"query": "common.comment != \"x\"", "record": {}, "missing": "exclude"}),
        json!({"query": "NOT common.id = 1", "record": {}, "syntax": "extended"}),
        json!({"query": "NOT common.id = 1", "record": {}}),
        json!({"query": "common.id = 1"}),
        json!({"query": "common.id = 1", "record": {"common.id": 2}}),
    ];
    let input: String = input.iter().map(|line| format!("{line}\n")).collect();
    let answers = json_lines(&stdout(&["match", "--jsonl"], &input, 2));
    assert_eq!(answers[..3], [json!({"matches": true}), json!({"matches": false}), json!({"matches": true})]);
    assert!(answers[3]["error"].as_str().unwrap().contains("extended"));
    assert!(answers[4]["error"].is_string());
    assert_eq!(answers[5], json!({"matches": false}));
}

/// A string field reads a JSON integer as its text, of any length.
/// Rule 6.11.
#[test]
fn a_long_integer_keeps_every_digit() {
    let query = "common.imei = \"89441000301234567890\"";
    for (digits, found) in [("89441000301234567890", "true"), ("89441000301234567891", "false")] {
        let record = format!("{{\"common.imei\": {digits}}}");
        assert_eq!(stdout(&["match", "--record", "-", query], &record, 0).trim_end(), found);
        let line = format!("{{\"query\": {}, \"record\": {record}}}", json!(query));
        assert_eq!(
            json_lines(&stdout(&["match", "--jsonl"], &line, 0)),
            [json!({"matches": found == "true"})]
        );
        let count = if found == "true" { "1" } else { "0" };
        assert_eq!(stdout(&["count", "--devices", "-", query], &record, 0).trim_end(), count);
    }
    let query = "common.battery_level > 89441000301234567889";
    assert_eq!(
        stdout(&["match", "--record", "-", query], "{\"common.battery_level\": 99441000301234567890}", 0),
        "true\n"
    );
}

#[test]
fn decimals_are_exact() {
    let record = "{\"common.battery_level\": 31.245270191439438}";
    let matches = ["match", "--record", "-", "common.battery_level = 31.245270191439438"];
    assert_eq!(run(&matches, record, 0).0, "true\n");
}
