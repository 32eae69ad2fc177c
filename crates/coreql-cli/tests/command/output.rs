//! Closed pipes and full disks.

use std::fs;
use std::io::Read;
use std::process::{Output, Stdio};

use tempfile::TempDir;

use super::support::{command, run};

/// Starts a command, reads a little of its output, and closes the pipe.
fn leave_early(arguments: &[&str]) {
    let mut child = command().args(arguments).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    child.stdout.take().unwrap().read_exact(&mut [0; 8]).unwrap();
    let Output { status, stderr, .. } = child.wait_with_output().unwrap();
    let errors = String::from_utf8(stderr).unwrap();
    // A long query is remarked on.
    let is_silent = errors.is_empty() || errors.starts_with("note[lint/over-limit]");
    assert!(status.success() && is_silent && !errors.contains("coreql:"), "{arguments:?} {status}: {errors}");
}

#[test]
fn a_closed_pipe_is_not_an_error() {
    let query = vec!["\"common.id\" = 1"; 5000].join(" AND ");
    // A pipe holds 64 KiB, so each of these commands must write to the closed pipe.
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
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("none.json");
    fs::write(&path, "[]").unwrap();
    let none = path.to_str().unwrap();
    for arguments in [
        ["check", "common.id = 1"].as_slice(),
        &["check", "--format", "json", "common.id = 1"],
        &["fmt", "common.id = 1"],
        &["explain", "common.id = 1"],
        &["explain", "--format", "json", "common.id = 1"],
        &["query-test", "x"],
        &["fields"],
        &["fields", "--format", "json"],
        &["count", "--devices", none, ""],
        &["search", "--devices", none, ""],
        &["search", "--devices", none, "--format", "csv", ""],
        &["sql", "--dialect", "duckdb", "common.id = 1"],
        &["sql", "--dialect", "duckdb", "--format", "json", "common.id = 1"],
        &["load", "--dialect", "duckdb", "--ddl", "--devices", none],
        &["load", "--dialect", "duckdb", "--format", "csv", "--devices", none],
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
        let Output { status, stderr, .. } = command().args(arguments).stdout(full).output().unwrap();
        let errors = String::from_utf8(stderr).unwrap();
        assert_eq!(status.code(), Some(2), "{arguments:?}: {errors}");
        assert!(errors.contains("No space left"), "{arguments:?}: {errors}");
    }
}
