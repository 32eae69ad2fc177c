//! Unusual files and standard input.

use tempfile::TempDir;

use super::support::{COUNT, reports, run};

/// Rule 1.1.
#[test]
fn invalid_utf8_is_an_input_error() {
    let utf8 = "valid UTF-8";
    reports(&["check", "-"], b"common.id = \xff", 2, "standard input: stream did not contain valid UTF-8");
    reports(&["query-test", "-"], b"\xff", 2, utf8);
    reports(&["match", "--record", "-", "common.id = 1"], b"{\"common.id\": \"\xff\"}", 2, utf8);
    reports(&COUNT, b"{\"common.id\": \"\xff\"}", 2, "no record can be read (first: line 1, column");
    reports(
        &COUNT,
        b"common.id\n\x81\n1\n",
        0,
        "skipped 1 unreadable record (first: line 2, column 1: invalid UTF-8)",
    );
    reports(
        &["check", "--catalog", "-", ""],
        b"[{\"name\": \"\xff\", \"type\": \"STRING\"}]",
        2,
        "line 1 column",
    );
    // Half of a character of UTF-16.
    reports(&COUNT, b"\xff\xfe[\0]", 2, "the text is not valid UTF-16");
}

/// Rules 1.3 and 9.7.
#[test]
fn byte_order_marks_line_ends_and_nul() {
    let mark = "\u{feff}";
    assert_eq!(run(&["check", "-"], format!("{mark}common.id = 1\r\n"), 0).0, "valid\n");
    for devices in [
        "{\"common.id\": 1}\r\n\r\n{\"common.id\": 2}\r\n",
        "\r\n[{\"common.id\": 1},\r\n{\"common.id\": 2}]",
        "\r\ncommon.id,common.comment\r\n1,\r\n2,\"a\r\nb\"\r\n",
    ] {
        assert_eq!(run(&COUNT, devices, 0).0, "2\n");
        assert_eq!(run(&COUNT, format!("{mark}{devices}"), 0).0, "2\n");
    }
    let record = format!("{mark}{{\"common.id\": 1}}\r\n");
    assert_eq!(run(&["match", "--record", "-", "common.id = 1"], record, 0).0, "true\n");
    assert_eq!(run(&["check", "-"], "common.comment = \"\0\"", 0).0, "valid\n");
    reports(&COUNT, "{\"common.id\":\0 1}", 2, "expected value");
    let cell = run(&["search", "--devices", "-", "--fields", "comment", ""], "common.comment\na\0b\n", 0).0;
    assert!(cell.contains("a␀b"), "{cell:?}");
}

/// Rule 9.14.
#[test]
fn devices_with_a_field_called_results() {
    for device in
        ["{\"results\":5,\"a\":1}", "{\"results\":\"x\"}", "{\"results\":{\"b\":[1]}}", "{\"results\":null}"]
    {
        let query = "results is empty or results is not empty";
        let printed = run(&["search", "--devices", "-", "--format", "jsonl", query], device, 0).0;
        assert_eq!(printed, format!("{device}\n"));
    }
}

#[test]
fn empty_input() {
    assert_eq!(run(&["check", "-"], "", 0).0, "valid\n");
    reports(&COUNT, "", 0, "standard input is empty");
    assert_eq!(run(&COUNT, "", 0).0, "0\n");
    let envelope = run(&["search", "--devices", "-", "--format", "json", ""], "", 0).0;
    assert!(envelope.contains("\"totalCount\":0"), "{envelope}");
    assert_eq!(run(&["query-test", "--jsonl"], "", 0).0, "");
    reports(&["match", "--record", "-", ""], "", 2, "not a record");
    reports(&["check", "--catalog", "-", ""], "", 2, "not a list of fields");
}

#[test]
fn a_directory_is_not_a_file() {
    let folder = TempDir::new().unwrap();
    let path = folder.path().to_str().unwrap();
    for arguments in [
        ["count", "--devices", path, ""],
        ["search", "--devices", path, ""],
        ["match", "--record", path, ""],
        ["check", "--catalog", path, ""],
    ] {
        reports(&arguments, "", 2, path);
    }
}

#[test]
fn standard_input_is_read_once() {
    let twice = "can be read only once";
    reports(&["check", "-", "-"], "common.id = 1", 2, twice);
    reports(&["check", "--catalog", "-", "-"], "[]", 2, twice);
    reports(&["count", "--catalog", "-", "--devices", "-", ""], "[]", 2, twice);
    reports(&["match", "--catalog", "-", "--record", "-", ""], "[]", 2, twice);
    reports(&["match", "--catalog", "-", "--jsonl"], "[]", 2, twice);
    reports(&["query-test", "--catalog", "-", "--jsonl"], "[]", 2, twice);
}
