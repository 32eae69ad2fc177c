//! Input that nobody means to give, and output that nobody reads: what is said and which status is returned.
#![allow(missing_docs, clippy::indexing_slicing, clippy::unwrap_used, reason = "a test")]

use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::process::{Command, Output, Stdio};

use tempfile::TempDir;

fn coreql() -> Command {
    Command::new(env!("CARGO_BIN_EXE_coreql"))
}

fn output(arguments: &[&str], input: &[u8]) -> Output {
    assert_cmd::Command::from_std(coreql()).args(arguments).write_stdin(input).output().unwrap()
}

/// What a command prints on both of its outputs, which must end with this status.
#[track_caller]
fn run(arguments: &[&str], input: impl AsRef<[u8]>, status: i32) -> (String, String) {
    let Output { status: code, stdout, stderr } = output(arguments, input.as_ref());
    let errors = String::from_utf8(stderr).unwrap();
    assert_eq!(code.code(), Some(status), "{arguments:?}\n{errors}");
    assert!(!errors.contains("panicked"), "{errors}");
    (String::from_utf8(stdout).unwrap(), errors)
}

/// The same, and it must say this on standard error.
#[track_caller]
fn says(arguments: &[&str], input: impl AsRef<[u8]>, status: i32, error: &str) {
    let (_, errors) = run(arguments, input, status);
    assert!(errors.contains(error), "{arguments:?}: {errors}");
}

const COUNT: [&str; 4] = ["count", "--devices", "-", ""];

/// Rule 1.1.
#[test]
fn invalid_utf8_is_an_error_of_the_input() {
    let utf8 = "valid UTF-8";
    says(&["check", "-"], b"common.id = \xff", 2, "standard input: stream did not contain valid UTF-8");
    says(&["query-test", "-"], b"\xff", 2, utf8);
    says(&["match", "--record", "-", "common.id = 1"], b"{\"common.id\": \"\xff\"}", 2, utf8);
    says(&COUNT, b"{\"common.id\": \"\xff\"}", 0, "skipped 1 unreadable record (first: line 1, column");
    says(
        &COUNT,
        b"common.id\n\xff\n",
        0,
        "skipped 1 unreadable record (first: line 2, column 1: invalid UTF-8)",
    );
    says(
        &["check", "--catalog", "-", ""],
        b"[{\"name\": \"\xff\", \"type\": \"STRING\"}]",
        2,
        "line 1 column",
    );
    // UTF-16, as some tools of Windows write.
    says(&COUNT, b"\xff\xfe[\0]\0", 2, "utf-8");
}

#[cfg(unix)]
#[test]
fn invalid_utf8_in_arguments() {
    use std::ffi::OsStr;
    use std::os::unix::ffi::OsStrExt;

    let name = OsStr::from_bytes(b"\xff.json");
    let status = coreql().arg("check").arg(name).output().unwrap().status;
    assert_eq!(status.code(), Some(2));
    let folder = TempDir::new().unwrap();
    let path = folder.path().join(name);
    fs::write(&path, "{\"common.id\": 1}").unwrap();
    for (option, command) in [("--devices", "count"), ("--record", "match")] {
        let found = coreql().arg(command).arg(option).arg(&path).arg("common.id = 1").output().unwrap();
        assert_eq!(found.status.code(), Some(0), "{command}");
    }
}

/// Rules 1.3 and 9.7.
#[test]
fn marks_line_ends_and_nul() {
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
    says(&COUNT, "{\"common.id\":\0 1}", 2, "expected value");
    let cell = run(&["search", "--devices", "-", "--fields", "comment", ""], "common.comment\na\0b\n", 0).0;
    assert!(cell.contains("a␀b"), "{cell:?}");
}

/// Rule 9.12.
#[test]
fn json_that_rust_cannot_hold_is_an_error_with_its_place() {
    for device in ["{\"a\": \"\\ud800\"}", "{\"a\": \"\\ud800\\u0041\"}", "{\"a\": 1e999}"] {
        says(&COUNT, device, 0, "skipped 1 unreadable record (first: line 1, column");
        says(&["match", "--record", "-", ""], device, 2, "line 1 column");
        let line = format!("{{\"query\": \"\", \"record\": {device}}}\n");
        assert!(run(&["match", "--jsonl"], line, 2).0.contains("line 1 column"));
    }
    let deep = format!("{{\"a\": {}{}}}", "[".repeat(100_000), "]".repeat(100_000));
    says(&COUNT, &deep, 0, "recursion limit");
    says(&["match", "--record", "-", ""], &deep, 2, "recursion limit");
    says(&["check", "--catalog", "-", ""], &deep, 2, "missing field");
    // What is no device is passed over, however deep.
    says(
        &COUNT,
        format!("[{}{}]", "[".repeat(100_000), "]".repeat(100_000)),
        0,
        "skipped 1 unreadable record",
    );
    // A cell that cannot be read as an array is text.
    assert_eq!(run(&COUNT, format!("a\n{}\n", "[".repeat(100_000)), 0).0, "1\n");
}

/// Rule 9.14.
#[test]
fn devices_with_a_field_called_results() {
    for device in
        ["{\"results\":5,\"a\":1}", "{\"results\":\"x\"}", "{\"results\":{\"b\":[1]}}", "{\"results\":null}"]
    {
        let printed = run(&["search", "--devices", "-", "--format", "jsonl", ""], device, 0).0;
        assert_eq!(printed, format!("{device}\n"));
    }
}

#[test]
fn decimals_are_exact() {
    let record = "{\"common.battery_level\": 31.245270191439438}";
    let matches = ["match", "--record", "-", "common.battery_level = 31.245270191439438"];
    assert_eq!(run(&matches, record, 0).0, "true\n");
}

#[test]
fn nothing_at_all() {
    assert_eq!(run(&["check", "-"], "", 0).0, "valid\n");
    assert_eq!(run(&COUNT, "", 0).0, "0\n");
    let envelope = run(&["search", "--devices", "-", "--format", "json", ""], "", 0).0;
    assert!(envelope.contains("\"totalCount\":0"), "{envelope}");
    assert_eq!(run(&["query-test", "--jsonl"], "", 0).0, "");
    says(&["match", "--record", "-", ""], "", 2, "bad record");
    says(&["check", "--catalog", "-", ""], "", 2, "not a list of fields");
}

#[test]
fn a_folder_is_no_file() {
    let folder = TempDir::new().unwrap();
    let path = folder.path().to_str().unwrap();
    for arguments in [
        ["count", "--devices", path, ""],
        ["search", "--devices", path, ""],
        ["match", "--record", path, ""],
        ["check", "--catalog", path, ""],
    ] {
        says(&arguments, "", 2, path);
    }
}

#[test]
fn standard_input_is_read_once() {
    let twice = "can be read only once";
    says(&["check", "-", "-"], "common.id = 1", 2, twice);
    says(&["check", "--catalog", "-", "-"], "[]", 2, twice);
    says(&["count", "--catalog", "-", "--devices", "-", ""], "[]", 2, twice);
    says(&["match", "--catalog", "-", "--record", "-", ""], "[]", 2, twice);
    says(&["match", "--catalog", "-", "--jsonl"], "[]", 2, twice);
    says(&["query-test", "--catalog", "-", "--jsonl"], "[]", 2, twice);
}

#[test]
fn numbers_at_their_ends() {
    let devices = "[{\"common.id\": 1}, {\"common.id\": 2}]";
    let most = u64::MAX.to_string();
    let page = |limit: &str, offset: &str, status| {
        run(
            &[
                "search",
                "--devices",
                "-",
                "--fields",
                "id",
                "--format",
                "csv",
                "--sort-field",
                "id",
                "--limit",
                limit,
                "--offset",
                offset,
                "",
            ],
            devices,
            status,
        )
        .0
    };
    assert_eq!(page(&most, "0", 0), "common.id\n1\n2\n");
    assert_eq!(page(&most, &most, 0), "common.id\n");
    assert_eq!(page("0", "0", 0), "common.id\n");
    for bad in ["-1", "18446744073709551616", "1.5", "x", ""] {
        page(bad, "0", 2);
        page("1", bad, 2);
    }
    for width in ["0", most.as_str()] {
        run(&["fmt", "--style", "pretty", "--width", width, "a = 1 and b = 2"], "", 0);
    }
    run(&["generate", "--devices", "-1"], "", 2);
    run(&["generate", "--devices", "1", "--seed", &most], "", 0);
}

#[test]
fn fields_of_any_letters() {
    let devices = "größe,日本\n1,x\n";
    let search = ["search", "--devices", "-", "--format", "csv", "--fields", "GRÖSSE,日本", "GRÖẞE = 1"];
    assert_eq!(run(&search, devices, 0).0, "GRÖSSE,日本\n,x\n");
    let search = ["search", "--devices", "-", "--format", "csv", "--fields", "größe", "GRÖßE = 1"];
    assert_eq!(run(&search, devices, 0).0, "größe\n1\n");
    // A field that no list has is one field in any case.
    let search =
        ["search", "--devices", "-", "--fields", "A,a", "--sort-field", "A", "--format", "csv", "a = 1"];
    assert_eq!(run(&search, "a\n1\n", 0).0, "A\n1\n");
    run(&["fields", "größe"], "", 0);
    // No name at all is none.
    run(&["search", "--devices", "-", "--fields", "a,", "a = 1"], "a\n1\n", 2);
    run(&["search", "--devices", "-", "--sort-field", "", "a = 1"], "a\n1\n", 2);
}

#[test]
fn catalogues_of_the_wrong_shape() {
    for list in [
        "{}",
        "null",
        "1",
        "\"x\"",
        "[1]",
        "[{}]",
        "[[]]",
        "[null]",
        "{\"results\": {}}",
        "{\"results\": null}",
        "{\"results\": [], \"results\": []}",
        "[{\"name\": 1, \"type\": \"STRING\"}]",
        "[{\"name\": \"a\"}]",
        "[{\"name\": \"\", \"type\": \"STRING\"}]",
        "[{\"name\": \"a\", \"name\": \"b\", \"type\": \"STRING\"}]",
        "[{\"name\": \"a\", \"type\": \"STRING\"}, {\"name\": \"A\", \"type\": \"STRING\"}]",
        "[{\"name\": \"a\", \"type\": \"STRING\"}] x",
        "[",
        "common.id,STRING",
    ] {
        says(&["check", "--catalog", "-", "a = 1"], list, 2, "not a list of fields");
    }
    says(
        &["check", "--catalog", "-", "a = 1"],
        "[{\"name\": \"a\", \"type\": \"X\"}]",
        0,
        "unknown type `X`",
    );
    says(&["check", "--catalog", "-", "a = 1"], "[]", 1, "unknown field");
}

/// Starts a command, reads a little of its output and closes that.
fn leave_early(arguments: &[&str]) {
    let mut child = coreql().args(arguments).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    child.stdout.take().unwrap().read_exact(&mut [0; 8]).unwrap();
    let Output { status, stderr, .. } = child.wait_with_output().unwrap();
    let errors = String::from_utf8(stderr).unwrap();
    assert!(status.success() && errors.is_empty(), "{arguments:?} {status}: {errors}");
}

#[test]
fn a_reader_who_leaves_early_is_no_error() {
    let query = vec!["\"common.id\" = 1"; 5000].join(" AND ");
    // A pipe holds 64 KiB, so all of these must meet its end.
    leave_early(&["fmt", &query]);
    leave_early(&["check", "--format", "json", &query]);
    for format in ["json", "jsonl", "csv"] {
        leave_early(&["generate", "--devices", "10000", "--format", format]);
    }
    let fleet = concat!(env!("CARGO_MANIFEST_DIR"), "/../../examples/fleet.json");
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("fleet.json");
    fs::write(&path, fs::read_to_string(fleet).unwrap().repeat(5)).unwrap();
    for format in ["json", "jsonl", "csv", "table"] {
        leave_early(&["search", "--format", format, "--devices", path.to_str().unwrap(), ""]);
    }
    for format in ["insert", "csv"] {
        leave_early(&[
            "load",
            "--dialect",
            "postgres",
            "--format",
            format,
            "--devices",
            path.to_str().unwrap(),
        ]);
    }
    let database = folder.path().join("fleet.db");
    let load = ["load", "--sqlite", database.to_str().unwrap(), "--devices", fleet];
    run(&load, "", 0);
    for format in ["json", "jsonl", "csv", "table"] {
        leave_early(&["search", "--format", format, "--sqlite", database.to_str().unwrap(), ""]);
    }
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_is_an_error() {
    for arguments in [
        ["check", "common.id = 1"].as_slice(),
        &["check", "--format", "json", "common.id = 1"],
        &["fmt", "common.id = 1"],
        &["explain", "common.id = 1"],
        &["explain", "--format", "json", "common.id = 1"],
        &["query-test", "x"],
        &["fields"],
        &["fields", "--format", "json"],
        &["count", "--devices", "/dev/null", ""],
        &["search", "--devices", "/dev/null", ""],
        &["search", "--devices", "/dev/null", "--format", "csv", ""],
        &["sql", "--dialect", "duckdb", "common.id = 1"],
        &["sql", "--dialect", "duckdb", "--format", "json", "common.id = 1"],
        &["load", "--dialect", "duckdb", "--ddl", "--devices", "/dev/null"],
        &["load", "--dialect", "duckdb", "--format", "csv", "--devices", "/dev/null"],
        &["mapping"],
        &["generate"],
        &["generate", "--format", "csv"],
        &["completions", "bash"],
        &["man"],
        &["--help"],
        &["count", "--help"],
        &["--version"],
    ] {
        let full = fs::OpenOptions::new().write(true).open("/dev/full").unwrap();
        let Output { status, stderr, .. } = coreql().args(arguments).stdout(full).output().unwrap();
        let errors = String::from_utf8(stderr).unwrap();
        assert_eq!(status.code(), Some(2), "{arguments:?}: {errors}");
        assert!(errors.contains("No space left"), "{arguments:?}: {errors}");
    }
}

#[test]
fn a_line_is_an_object() {
    for command in ["match", "query-test"] {
        let (answer, _) = run(&[command, "--jsonl"], " []\n", 2);
        assert_eq!(
            answer, "{\"error\":\"expected an object, found an array at line 1 column 2\"}\n",
            "{command}"
        );
    }
}

#[test]
fn a_program_may_ask_line_by_line() {
    let asks = |arguments: &[&str], lines: [&str; 2]| {
        let mut child =
            coreql().args(arguments).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
        let mut answers = BufReader::new(child.stdout.take().unwrap()).lines();
        let mut questions = child.stdin.take().unwrap();
        for line in lines {
            // Half of the next line is there already.
            write!(questions, "{line}\n{{").unwrap();
            assert!(!answers.next().unwrap().unwrap().contains("error"), "{line}");
        }
        drop(questions);
        assert!(answers.next().unwrap().unwrap().contains("error"));
        assert_eq!(child.wait().unwrap().code(), Some(2));
    };
    asks(&["query-test", "--jsonl"], [r#"{"query": "a = 1"}"#, r#""query": "a == 1"}"#]);
    asks(
        &["match", "--jsonl"],
        ["\u{feff}{\"query\": \"\", \"record\": {}}", r#""query": "a = 1", "record": {}}"#],
    );
}
