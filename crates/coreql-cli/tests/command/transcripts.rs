//! Terminal sessions: the files in `transcripts/`.
//!
//! Each line that starts with `$ ` is run by `sh` in a directory with [`Files::with_samples`] and `fleet.json`; the
//! lines after it are what it prints to both outputs, and its exit status if that is not 0.
//! `UPDATE_EXPECT=1 cargo test` writes the files again.
//!
//! `csv.txt` shows rules 5.15, 9.19, 9.20, 9.21, 9.22 and 9.23; `not_devices.txt` rule 9.24; `pages.txt` rules 9.25 and
//! 9.26; `fields.txt` rules 9.1, 9.27 and 9.28; `relative_dates.txt` rules 3.15 and 6.26.
#![cfg(unix)]

use std::fs;
use std::path::Path;

use expect_test::expect_file;

use super::support::{Files, shell};

#[test]
fn sessions() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/command/transcripts");
    let mut paths: Vec<_> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    assert!(paths.len() >= 5, "{paths:?}");
    for path in paths {
        let files = Files::with_samples();
        let mut transcript = String::new();
        let text = fs::read_to_string(&path).unwrap();
        for command in text.lines().filter_map(|line| line.strip_prefix("$ ")) {
            let (printed, status) = shell(&files, command);
            transcript.push_str(&format!("$ {command}\n{printed}"));
            if status != 0 {
                transcript.push_str(&format!("[exit status {status}]\n"));
            }
            transcript.push('\n');
        }
        expect_file![&path].assert_eq(&format!("{}\n", transcript.trim_end()));
    }
}
