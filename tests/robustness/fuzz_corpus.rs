//! Replays the corpora of the fuzz targets.

use std::fs;

use coreql_testing::fuzz_targets;

fn replay(name: &str, target: fn(&[u8])) {
    let folder = format!("{}/fuzz/corpus/{name}", env!("CARGO_MANIFEST_DIR"));
    let mut files = 0;
    for entry in fs::read_dir(folder).unwrap() {
        target(&fs::read(entry.unwrap().path()).unwrap());
        files += 1;
    }
    assert!(files > 10, "{name}: {files}");
}

#[test]
fn parse() {
    replay("parse", fuzz_targets::parse);
}

#[test]
fn roundtrip() {
    replay("roundtrip", fuzz_targets::roundtrip);
}

#[test]
fn evaluate() {
    replay("evaluate", fuzz_targets::evaluate);
}

#[test]
fn translate() {
    replay("translate", fuzz_targets::translate);
}

#[test]
fn readers() {
    replay("readers", fuzz_targets::readers);
}
