//! The hooks of `.pre-commit-hooks.yaml`, run on files as pre-commit runs them.

use std::fs;
use std::path::Path;

use tempfile::TempDir;

use super::support::command;

const HOOKS: &str = include_str!("../../../../.pre-commit-hooks.yaml");

/// A value of a hook, which the file has on a line of its own.
fn value(hook: &str, key: &str) -> &'static str {
    let (_, lines) = HOOKS.split_once(&format!("- id: {hook}\n")).unwrap();
    let lines = lines.split("\n- ").next().unwrap();
    lines.lines().find_map(|line| line.trim().strip_prefix(key)?.strip_prefix(": ")).unwrap()
}

/// Runs the entry of a hook, with the files after it; returns its status and all that it prints.
fn run_hook(hook: &str, directory: &Path, files: &[&str]) -> (Option<i32>, String) {
    let mut words = value(hook, "entry").split(' ');
    assert_eq!((words.next(), value(hook, "language")), (Some("coreql"), "system"));
    let output = command().args(words).args(files).current_dir(directory).output().unwrap();
    let printed = [output.stdout, output.stderr].concat();
    (output.status.code(), String::from_utf8(printed).unwrap())
}

#[test]
fn the_hooks_check_and_format_the_files_that_they_are_given() {
    let directory = TempDir::new().unwrap();
    let path = directory.path();
    let files = [
        ("good.coreql", "\"common.platform\" = \"iOS\"\n"),
        ("two words.coreql", "\"common.platform\"   =   \"iOS\"\n"),
        ("bad.coreql", "common.platform =\n"),
        ("misspelt.coreql", "\"common.platfrom\" = \"iOS\"\n"),
    ];
    for (name, text) in files {
        assert!(name.ends_with(".coreql"));
        fs::write(path.join(name), text).unwrap();
    }
    for hook in ["coreql-check", "coreql-fmt"] {
        assert_eq!(value(hook, "files"), r"\.coreql$");
    }
    let (status, printed) = run_hook("coreql-check", path, &["good.coreql", "two words.coreql"]);
    assert_eq!(status, Some(0), "{printed}");
    for bad in ["bad.coreql", "misspelt.coreql"] {
        let (status, printed) = run_hook("coreql-check", path, &["good.coreql", bad]);
        assert_eq!((status, printed.contains(bad)), (Some(1), true), "{printed}");
    }

    // pre-commit itself reports files that a hook has changed.
    let (status, printed) = run_hook("coreql-fmt", path, &["good.coreql", "two words.coreql"]);
    assert_eq!(status, Some(0), "{printed}");
    let read = |name: &str| fs::read_to_string(path.join(name)).unwrap();
    assert_eq!(read("good.coreql"), files[0].1);
    assert_eq!(read("two words.coreql"), files[0].1);
    assert_eq!(read("bad.coreql"), files[2].1);
}
