//! The layers of reading: each names only what is before it, so that each can be replaced alone.

use std::fs;
use std::path::{Path, PathBuf};

/// Of each file or folder, what it may use of the crate.
const LAYERS: [(&str, &[&str]); 13] = [
    ("bytes", &[]),
    // The records of CSV, which are given text and a delimiter. Replaced alone by a faster reader of records.
    ("csv/records.rs", &["RecordPosition"]),
    ("csv/plain.rs", &[]),
    ("json/layout.rs", &[]),
    (
        "json/lines.rs",
        &[
            "Device",
            "RecordPosition",
            "bytes::Block",
            "bytes::Blocks",
            "bytes::LongIntegerQuoter",
            "bytes::quote_long_integers",
            "select::Row",
            "visit::Visit",
        ],
    ),
    ("json/scan.rs", &["Selection", "select::Cell", "select::Columns", "select::Row"]),
    ("json/fields.rs", &["Selection"]),
    (
        "json/records.rs",
        &[
            "Device",
            "Fields",
            "RecordPosition",
            "Selection",
            "Summary",
            "select::Columns",
            "select::Row",
            "visit::Visit",
        ],
    ),
    ("select", &["Device", "Selection"]),
    ("visit.rs", &["Device", "Fields"]),
    // The first record tells the delimiter.
    ("layout", &["csv::Next", "csv::Record", "csv::Records"]),
    ("sort", &[]),
    ("duplicates.rs", &["Device"]),
];

fn files(path: &Path, found: &mut Vec<PathBuf>) {
    if path.is_dir() {
        fs::read_dir(path).unwrap().for_each(|entry| files(&entry.unwrap().path(), found));
    } else {
        found.push(path.to_owned());
    }
}

/// What a file names after `crate::`, outside of comments: `csv::{Next, Record}` is two names.
fn used(text: &str) -> Vec<String> {
    let lines = text.lines().filter(|line| !line.trim_start().starts_with("//"));
    let text: String = lines.collect::<Vec<_>>().join("\n");
    let mut used = Vec::new();
    for (at, _) in text.match_indices("crate::") {
        let rest = text.get(at + "crate::".len()..).unwrap_or_default();
        let path: String =
            rest.chars().take_while(|c| c.is_alphanumeric() || matches!(c, '_' | ':')).collect();
        match rest.strip_prefix(&path).and_then(|rest| rest.strip_prefix('{')) {
            Some(list) => {
                let names = list.split('}').next().unwrap().split(',').map(str::trim);
                used.extend(names.filter(|name| !name.is_empty()).map(|name| format!("{path}{name}")));
            }
            None => used.push(path),
        }
    }
    used
}

#[test]
fn a_layer_uses_no_later_one() {
    assert_eq!(used("use crate::a::{B, C};\n// crate::d\nuse crate::e;"), ["a::B", "a::C", "e"]);
    for (layer, allowed) in LAYERS {
        let mut found = Vec::new();
        files(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src").join(layer), &mut found);
        for file in found {
            for name in used(&fs::read_to_string(&file).unwrap()) {
                assert!(allowed.contains(&name.as_str()), "{} uses {name}", file.display());
            }
        }
    }
}
