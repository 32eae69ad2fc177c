//! The rooms of the library: which of them may know which, and which crates each may name (ARCHITECTURE.md).

use std::fs;
use std::path::{Path, PathBuf};

/// Each room with the rooms that it may use. Arrows point to what stands above in this list, never below.
const ROOMS: &[(&str, &[&str])] = &[
    ("text", &[]),
    ("tree", &[]),
    ("value", &["text"]),
    ("syntax", &["text", "tree"]),
    ("catalog", &["text", "value"]),
    ("query", &["text", "tree", "value", "syntax", "catalog"]),
    ("eval", &["text", "tree", "value", "syntax", "catalog", "query"]),
    ("sql", &["text", "tree", "value", "syntax", "catalog", "query", "eval"]),
    ("diagnostic", &["text", "value", "syntax", "catalog", "query"]),
    ("core_api", &["text", "syntax", "catalog", "query", "diagnostic"]),
];

/// Crates that only these files may name.
const CRATES: &[(&str, &[&str])] = &[
    ("logos", &["syntax/lexer"]),
    ("nom", &["syntax/parser"]),
    ("miette", &["diagnostic/miette", "lib"]),
    ("memchr", &["text", "syntax/lexer"]),
    ("rapidfuzz", &["catalog/suggest"]),
    ("zmij", &["value/number"]),
    ("serde_json", &["catalog/load", "eval/json", "value/stored", "query/serial", "syntax/serial", "sql"]),
    ("sqlparser", &["sql"]),
];

fn sources(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            sources(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push(path);
        }
    }
}

/// Every source file: its name within `src`, and its lines without comments.
fn files() -> Vec<(String, Vec<String>)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut paths = Vec::new();
    sources(&root, &mut paths);
    assert!(paths.len() > 40);
    let code = |path: &PathBuf| {
        let text = fs::read_to_string(path).unwrap();
        text.lines().map(|line| line.split("//").next().unwrap().to_owned()).collect()
    };
    paths
        .iter()
        .map(|path| (path.strip_prefix(&root).unwrap().to_str().unwrap().replace('\\', "/"), code(path)))
        .collect()
}

fn room(file: &str) -> &str {
    file.split(['/', '.']).next().unwrap()
}

#[test]
fn arrows_point_downwards() {
    for (index, (name, may_use)) in ROOMS.iter().enumerate() {
        let above: Vec<&str> = ROOMS.iter().take(index).map(|(name, _)| *name).collect();
        assert!(may_use.iter().all(|used| above.contains(used)), "{name}");
    }
    for (file, lines) in files().iter().filter(|(file, _)| file != "lib.rs" && !file.contains("tests")) {
        let (name, may_use) =
            ROOMS.iter().find(|(name, _)| *name == room(file)).unwrap_or_else(|| panic!("{file}"));
        for line in lines {
            for used in line.split("crate::").skip(1) {
                let used: String = used.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
                // `Query` is the one item that the root exports.
                let used = if used == "Query" { "query" } else { used.as_str() };
                assert!(used == *name || may_use.contains(&used), "{file}: {line}");
            }
        }
    }
}

#[test]
fn each_crate_is_named_in_one_room() {
    for (file, lines) in files().into_iter().filter(|(file, _)| !file.contains("tests")) {
        for line in lines {
            for (name, rooms) in CRATES {
                let named = line.contains(&format!("{name}::")) || line.contains(&format!("use {name};"));
                // A module of ours may be called as the crate is.
                let ours =
                    line.contains(&format!("records::{name}")) || line.contains(&format!("mod {name}"));
                assert!(!named || ours || rooms.iter().any(|room| file.starts_with(room)), "{file}: {line}");
            }
        }
    }
}

#[test]
fn files_stay_short() {
    for (file, lines) in files() {
        assert!(lines.len() <= 650, "{file} has {} lines: split it", lines.len());
    }
}
