//! Runs the command, and writes files for it.
#![allow(dead_code, reason = "each test binary uses some of it")]

use std::fs;
use std::process::{Command, Output};

use serde_json::{Value as Json, json};
use tempfile::TempDir;

/// The made-up fleet of the examples.
pub(crate) const FLEET: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../examples/fleet.json");

pub(crate) fn command() -> Command {
    Command::new(env!("CARGO_BIN_EXE_coreql"))
}

pub(crate) fn coreql(arguments: &[&str], input: impl AsRef<[u8]>) -> Output {
    let mut command = assert_cmd::Command::from_std(command());
    command.args(arguments).write_stdin(input.as_ref()).output().unwrap()
}

/// Standard output and standard error of a command that must end with this status.
#[track_caller]
pub(crate) fn run(arguments: &[&str], input: impl AsRef<[u8]>, status: i32) -> (String, String) {
    let output = coreql(arguments, input);
    let stderr = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(status), "{arguments:?}\n{stderr}");
    assert!(!stderr.contains("panicked"), "{stderr}");
    (String::from_utf8(output.stdout).unwrap(), stderr)
}

/// Standard output of a command that must end with this status.
#[track_caller]
pub(crate) fn stdout(arguments: &[&str], input: impl AsRef<[u8]>, status: i32) -> String {
    run(arguments, input, status).0
}

/// The last line that a command prints, which must end with this status.
#[track_caller]
pub(crate) fn last_line(arguments: &[&str], input: impl AsRef<[u8]>, status: i32) -> String {
    stdout(arguments, input, status).lines().last().unwrap_or_default().to_owned()
}

/// Standard output of a command that must succeed, without any input.
#[track_caller]
pub(crate) fn prints(arguments: &[&str]) -> String {
    stdout(arguments, "", 0)
}

/// The command must end with this status and write this to standard error.
#[track_caller]
pub(crate) fn reports(arguments: &[&str], input: impl AsRef<[u8]>, status: i32, message: &str) {
    let (_, stderr) = run(arguments, input, status);
    assert!(stderr.contains(message), "{arguments:?}: {stderr}");
}

/// The command must fail with status 2, print nothing, and write this to standard error.
#[track_caller]
pub(crate) fn fails(arguments: &[&str], message: &str) {
    let (stdout, stderr) = run(arguments, "", 2);
    assert_eq!(stdout, "", "{arguments:?}");
    assert!(stderr.contains(message), "{arguments:?}: {stderr}");
}

/// Runs a line in `sh`, in the directory of the files, where `coreql` is the command and `fleet.json` a made-up fleet.
/// Returns both outputs in one text, and the exit status.
#[cfg(unix)]
pub(crate) fn shell(files: &Files, line: &str) -> (String, i32) {
    let folder = files.folder.path();
    if !folder.join("fleet.json").exists() {
        files.write("fleet.json", &prints(&["generate", "--devices", "100"]));
    }
    let program = std::path::Path::new(env!("CARGO_BIN_EXE_coreql")).parent().unwrap();
    let path = format!("{}:{}", program.display(), std::env::var("PATH").unwrap());
    let output = Command::new("sh")
        .args(["-c", &format!("exec 2>&1; {line}")])
        .current_dir(folder)
        .env("PATH", path)
        .env("NO_COLOR", "1")
        .output()
        .unwrap();
    (String::from_utf8(output.stdout).unwrap(), output.status.code().unwrap())
}

pub(crate) fn json_lines(text: &str) -> Vec<Json> {
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

/// Five records, one of which is not a device.
pub(crate) const DEVICES: &str = r#"[
    {"common.id": 1, "common.platform": "iOS", "common.os_version": "9.3", "common.compliant": true, "user.display_name": "Agnes ſmith"},
    {"common.id": 2, "common.platform": "Android", "common.os_version": "10", "common.compliant": "maybe"},
    {"common.id": 3, "COMMON.PLATFORM": "ios", "common.os_version": null, "common.noncompliance_reasons": ["OS_VERSION"]},
    7,
    {"common.id": 4, "common.platform": "", "common.os_version": "10.1"}
]"#;

/// A file of queries, the second of which has a mistake that is fixed automatically.
pub(crate) const STALE: &str = "# name: Stale\nlast_connected_at < \"2024-05-01\"\n---\n# name: iPads\nplatform = \"iOS\" AND model == \"iPad\"\n";

/// Counts the devices of standard input.
pub(crate) const COUNT: [&str; 4] = ["count", "--devices", "-", ""];

/// A temporary directory.
pub(crate) struct Files {
    pub(crate) folder: TempDir,
}

impl Files {
    pub(crate) fn new() -> Self {
        Self { folder: TempDir::new().unwrap() }
    }

    /// [`DEVICES`] in every format: `array.json`, `envelope.json`, `lines.jsonl`, `devices.csv`; the first of them as
    /// `record.json`; and malformed JSON as `broken.json`.
    pub(crate) fn with_samples() -> Self {
        let files = Self::new();
        let devices: Vec<Json> = serde_json::from_str(DEVICES).unwrap();
        let envelope = json!({"totalCount": 5, "results": devices, "hasMore": false});
        let csv = "\u{feff}common.id,common.platform,common.os_version,common.compliant,user.display_name,common.noncompliance_reasons\n\
                   1,iOS,9.3,true,Agnes ſmith,\n2,Android,10,maybe,,\n3,ios,,,,\"[\"\"OS_VERSION\"\"]\"\n4,,10.1,,,\n";
        files.write("array.json", DEVICES);
        files.write("envelope.json", &envelope.to_string());
        files.lines("lines.jsonl", &devices);
        files.write("devices.csv", csv);
        files.write("record.json", &devices[0].to_string());
        files.write("stale.coreql", STALE);
        files.write("queries.coreql", &STALE.replace("==", "="));
        files.write("broken.json", "[{\"common.id\": 1}, {");
        files
    }

    pub(crate) fn path(&self, name: &str) -> String {
        self.folder.path().join(name).display().to_string()
    }

    /// Writes a file and returns its path.
    pub(crate) fn write(&self, name: &str, text: &str) -> String {
        fs::write(self.path(name), text).unwrap();
        self.path(name)
    }

    /// Writes JSON lines and returns the path of the file.
    pub(crate) fn lines(&self, name: &str, devices: &[Json]) -> String {
        self.write(name, &devices.iter().map(|device| format!("{device}\n")).collect::<String>())
    }
}
