//! Records and values that cannot be read: rules 9.9 to 9.13.

use serde_json::json;

use super::support::{COUNT, Files, coreql, reports, run, stdout};

#[test]
fn unreadable_records_and_values_are_reported() {
    let files = Files::with_samples();
    let output = coreql(&["count", "--devices", &files.path("array.json"), "common.compliant = true"], "");
    let errors = String::from_utf8(output.stderr).unwrap();
    assert!(errors.contains("skipped 1 unreadable record (first: record 4: not a JSON object)"), "{errors}");
    assert!(errors.contains("1 value of `common.compliant` could not be read as boolean"), "{errors}");
    let output = coreql(&["count", "--devices", &files.path("broken.json"), ""], "");
    assert_eq!(output.status.code(), Some(2));
    assert!(String::from_utf8(output.stderr).unwrap().contains("line 1 column"));
    stdout(&["count", "--devices", &files.path("none.json"), ""], "", 2);
    stdout(&["count", "--devices", &files.path("array.json"), "common.id ="], "", 1);
    stdout(&["count", "--devices", "-", "-"], "", 2);
    stdout(&["count"], "", 2);
}

/// Rules 9.8, 9.9, 9.10 and 9.11.
#[test]
fn a_malformed_line_is_skipped() {
    let lines = [
        r#"{"common.id": 1, "common.plat"#,
        r#"{"common.id": 2}"#,
        r#"{"common.id": 3} x"#,
        "",
        "7",
        r#"{"common.id": 4}"#,
        "{",
    ]
    .join("\n");
    let output =
        coreql(&["search", "--devices", "-", "--fields", "id", "--format", "csv", "id != 3"], &lines);
    let errors = String::from_utf8(output.stderr).unwrap();
    assert_eq!(String::from_utf8(output.stdout).unwrap(), "common.id\n2\n4\n");
    assert_eq!(
        errors,
        "coreql: skipped 4 unreadable records (first: line 1, column 29: EOF while parsing a string)\n"
    );
    assert_eq!(stdout(&["count", "--devices", "-", ""], &lines, 0), "3\n");
    for text in ["{", "{nonsense}", "{nonsense}\n{more}\n", "[{}, x]", "[\n{}\n"] {
        stdout(&["count", "--devices", "-", ""], text, 2);
    }
}

#[test]
fn a_line_of_another_width_is_skipped() {
    let count = |input: &str| {
        let output = coreql(&["count", "--devices", "-", ""], input);
        assert_eq!(output.status.code(), Some(0), "{input}");
        (String::from_utf8(output.stdout).unwrap(), String::from_utf8(output.stderr).unwrap())
    };
    let (counted, stderr) = count("common.platform,a\nx,1\ny\nz,2\n");
    assert_eq!(counted, "2\n");
    assert!(
        stderr.contains("skipped 1 unreadable record (first: line 3, column 1: 1 cell, but the header has 2"),
        "{stderr}"
    );
}

/// Rules 9.12 and 9.24.
#[test]
fn json_beyond_the_parser_is_an_error_with_its_position() {
    for device in ["{\"a\": \"\\ud800\"}", "{\"a\": \"\\ud800\\u0041\"}", "{\"a\": 1e999}"] {
        reports(&COUNT, device, 2, "no record can be read (first: line 1, column");
        let with_another = format!("{device}\n{{\"common.id\": 1}}\n");
        reports(&COUNT, with_another, 0, "skipped 1 unreadable record (first: line 1, column");
        reports(&["match", "--record", "-", ""], device, 2, "line 1 column");
        let line = format!("{{\"query\": \"\", \"record\": {device}}}\n");
        assert!(run(&["match", "--jsonl"], line, 2).0.contains("line 1 column"));
    }
    let deep = format!("{{\"a\": {}{}}}", "[".repeat(100_000), "]".repeat(100_000));
    reports(&COUNT, &deep, 2, "recursion limit");
    reports(&["match", "--record", "-", ""], &deep, 2, "recursion limit");
    reports(&["check", "--catalog", "-", ""], &deep, 2, "missing field");
    // An element that is not a device is skipped, however deep it is.
    reports(
        &COUNT,
        format!("[{}{}, {{\"common.id\": 1}}]", "[".repeat(100_000), "]".repeat(100_000)),
        0,
        "skipped 1 unreadable record",
    );
    // A cell that cannot be read as an array is text.
    let count = ["count", "--devices", "-", "a is not empty"];
    assert_eq!(run(&count, format!("a\n{}\n", "[".repeat(100_000)), 0).0, "1\n");
}

/// Rule 9.13.
#[test]
fn an_empty_text_is_missing_and_not_unreadable() {
    let count = ["count", "--devices", "-", "common.battery_level is empty"];
    for (stored, is_reported) in [("", false), ("x", true)] {
        let (printed, errors) = run(&count, json!({"common.battery_level": stored}).to_string(), 0);
        assert_eq!(printed, "1\n", "{stored:?}");
        assert_eq!(errors.contains("could not be read as number"), is_reported, "{errors}");
    }
}
