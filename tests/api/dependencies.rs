//! The crates that the library pulls in.

use std::collections::BTreeSet;
use std::process::Command;

/// All crates that `coreql` without features builds, itself not counted: six of its own, and what `logos-derive`, which
/// runs at build time, needs.
const BARE: [&str; 17] = [
    "aho-corasick",
    "fnv",
    "logos",
    "logos-codegen",
    "logos-derive",
    "memchr",
    "nom",
    "proc-macro2",
    "quote",
    "rapidfuzz",
    "regex-automata",
    "regex-syntax",
    "smallvec",
    "smol_str",
    "syn",
    "unicode-ident",
    "zmij",
];

/// Crates that never appear below `coreql`, whatever its features.
const NEVER: [&str; 9] =
    ["arrow", "axum", "clap", "csv", "datafusion", "parquet", "rusqlite", "sqlx", "tokio"];

/// The crates that `coreql` builds with these arguments of `cargo tree`, itself not counted.
fn crates(arguments: &[&str]) -> BTreeSet<String> {
    let mut cargo = Command::new(env!("CARGO"));
    cargo.args(["tree", "--quiet", "--offline", "--package", "coreql", "--edges", "normal,build"]);
    cargo.args(["--prefix", "none", "--format", "{p}"]).args(arguments);
    let output = cargo.current_dir(env!("CARGO_MANIFEST_DIR")).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let text = String::from_utf8(output.stdout).unwrap();
    let names = text.lines().filter_map(|line| line.split(' ').next()).filter(|name| *name != "coreql");
    names.map(str::to_owned).collect()
}

#[test]
fn the_bare_library_pulls_these_crates_only() {
    let expected: BTreeSet<String> = BARE.map(str::to_owned).into();
    assert_eq!(crates(&["--no-default-features"]), expected);
}

#[test]
fn no_feature_pulls_a_heavy_crate() {
    let all = crates(&["--all-features"]);
    assert!(all.contains("sqlparser") && all.contains("serde_json"), "{all:?}");
    for heavy in NEVER {
        let of_it = |name: &&String| name.as_str() == heavy || name.starts_with(&format!("{heavy}-"));
        assert_eq!(all.iter().find(of_it), None);
    }
}
