//! Options, completions and manual pages.

use std::fs;

use serde_json::json;
use tempfile::TempDir;

use super::support::{Files, command, coreql, fails, json_lines, last_line, stdout};

#[test]
fn completions_manual_and_help() {
    assert!(stdout(&["completions", "bash"], "", 0).contains("query-test"));
    assert!(stdout(&["man"], "", 0).contains(".TH coreql"));
    assert!(stdout(&["--help"], "", 0).contains("Exit status"));
}

#[test]
fn a_misspelt_option_is_not_a_query() {
    for (option, arguments) in [
        ("--fromat", &["check", "--fromat"][..]),
        ("--catlog", &["query-test", "--catlog"]),
        ("--devces", &["search", "--devces", "-", "a = 1"]),
        ("--mising", &["search", "--devices=-", "--mising", "a = 1"]),
        ("--mising", &["search", "a = 1", "--devices=-", "--mising", "exclude"]),
    ] {
        fails(arguments, &format!("unexpected argument '{option}'"));
    }
    assert_eq!(coreql(&["check", " --a = 1"], "").status.code(), Some(0));
}

#[test]
fn limits_can_be_set() {
    let code = |arguments: &[&str]| {
        let check = [&["check", "--format", "json"], arguments].concat();
        json_lines(&stdout(&check, "", 1))[0]["diagnostics"].as_array().unwrap().last().unwrap()["code"]
            .clone()
    };
    assert_eq!(code(&["--max-bytes", "5", "id = 1"]), "limit/too-long");
    assert_eq!(code(&["--max-tokens", "2", "id = 1"]), "limit/too-many-tokens");
    assert_eq!(code(&["--max-nesting", "1", "((id = 1))"]), "limit/too-deep");
    assert_eq!(code(&["--max-errors", "1", "id == 1 and id == 2"]), "limit/too-many-errors");
    assert_eq!(code(&["--max-diagnostics", "1", "id == 1 and id == 2"]), "limit/too-many-diagnostics");
    let deep = format!("{}id = 1{}", "(".repeat(100), ")".repeat(100));
    assert_eq!(last_line(&["check", &deep], "", 1), "invalid: 1 error");
    assert_eq!(stdout(&["check", "--max-nesting", "100", &deep], "", 0), "valid\n");
    stdout(&["check", "--max-errors", "0", "id = 1"], "", 2);
    stdout(&["check", "--max-bytes", "4294967295", "id = 1"], "", 2);

    // Every command that takes a query has the limits.
    let files = Files::with_samples();
    let (devices, record) = (files.path("array.json"), files.path("record.json"));
    let few = ["--max-tokens", "2", "id = 1"];
    for command in [&["search", "--devices", &devices][..], &["count", "--devices", &devices]] {
        stdout(&[command, &few].concat(), "", 1);
    }
    for command in [&["match", "--record", &record][..], &["fmt"], &["explain"]] {
        stdout(&[command, &few].concat(), "", 1);
    }
    assert_eq!(json_lines(&stdout(&[&["query-test"][..], &few].concat(), "", 0))[0]["valid"], false);
    let line = json!({"query": "id = 1", "record": {}}).to_string();
    assert!(
        json_lines(&stdout(&["match", "--jsonl", "--max-tokens", "2"], &line, 2))[0]["error"].is_string()
    );
    let help = stdout(&["fmt", "--help"], "", 0);
    let (_, limits) = help.split_once("\nLimits:\n").unwrap();
    let (limits, _) = limits.split_once("\nExamples:\n").unwrap();
    assert!(limits.contains("--max-bytes <N>") && !limits.contains("--style"), "{help}");
}

#[cfg(unix)]
#[test]
fn invalid_utf8_in_arguments() {
    use std::ffi::OsStr;
    use std::os::unix::ffi::OsStrExt;

    let name = OsStr::from_bytes(b"\xff.json");
    let status = command().arg("check").arg(name).output().unwrap().status;
    assert_eq!(status.code(), Some(2));
    let folder = TempDir::new().unwrap();
    let path = folder.path().join(name);
    fs::write(&path, "{\"common.id\": 1}").unwrap();
    for (option, name) in [("--devices", "count"), ("--record", "match")] {
        let found = command().arg(name).arg(option).arg(&path).arg("common.id = 1").output().unwrap();
        assert_eq!(found.status.code(), Some(0), "{name}");
    }
}
