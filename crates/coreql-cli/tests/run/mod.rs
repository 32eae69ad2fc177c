//! Runs the command, and makes files for it.

use std::fs;
use std::process::Output;

use assert_cmd::Command;
use serde_json::Value as Json;
use tempfile::TempDir;

pub fn coreql(arguments: &[&str], input: &str) -> Output {
    Command::cargo_bin("coreql").unwrap().args(arguments).write_stdin(input.to_owned()).output().unwrap()
}

/// What a command prints on both of its outputs, which must end with this status.
#[track_caller]
pub fn run(arguments: &[&str], input: &str, status: i32) -> (String, String) {
    let output = coreql(arguments, input);
    let errors = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(status), "{arguments:?}\n{errors}");
    assert!(!errors.contains("panicked"), "{errors}");
    (String::from_utf8(output.stdout).unwrap(), errors)
}

#[track_caller]
pub fn prints(arguments: &[&str]) -> String {
    run(arguments, "", 0).0
}

/// It must fail, print nothing and say this.
#[track_caller]
pub fn fails(arguments: &[&str], error: &str) {
    let (printed, errors) = run(arguments, "", 2);
    assert_eq!(printed, "", "{arguments:?}");
    assert!(errors.contains(error), "{arguments:?}: {errors}");
}

pub struct Files {
    pub folder: TempDir,
}

impl Files {
    pub fn new() -> Self {
        Self { folder: TempDir::new().unwrap() }
    }

    pub fn path(&self, name: &str) -> String {
        self.folder.path().join(name).display().to_string()
    }

    pub fn write(&self, name: &str, text: &str) -> String {
        fs::write(self.path(name), text).unwrap();
        self.path(name)
    }

    pub fn lines(&self, name: &str, devices: &[Json]) -> String {
        self.write(name, &devices.iter().map(|device| format!("{device}\n")).collect::<String>())
    }
}
