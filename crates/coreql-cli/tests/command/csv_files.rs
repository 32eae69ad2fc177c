//! CSV as other programs write it: headings in words of their own, and text in Windows-1252.

use std::fs;

use tempfile::TempDir;

use super::support::{COUNT, reports, run};

#[test]
fn headings_that_name_no_field_are_reported() {
    let file = "No;Platform;Last Check-In;OS Version\n1;iOS;2024-05-01;17.5\n";
    reports(
        &COUNT,
        file,
        0,
        "standard input: 2 headings name no known field: `No`, `Last Check-In`; --columns gives their fields",
    );
    let one = "Platform;Letzte Anmeldung\niOS;2024-05-01\n";
    reports(&COUNT, one, 0, "1 heading names no known field: `Letzte Anmeldung`; --columns gives its field");
}

#[test]
fn headings_that_are_known_are_not_reported() {
    let directory = TempDir::new().unwrap();
    let columns = directory.path().join("columns.json");
    fs::write(&columns, r#"{"Last Check-In": "common.last_connected_at"}"#).unwrap();
    let columns = columns.to_str().unwrap();
    // Given, of the catalogue, custom, of a group that the catalogue knows, and named by the query.
    let file = "Last Check-In,Platform,custom.device.floor,ios.NewField,asset\n2024-05-01,iOS,2,x,7\n";
    let query = "asset = \"7\" and last_connected_at > \"2024-01-01\"";
    let (count, notes) = run(&["count", "--devices", "-", "--columns", columns, query], file, 0);
    assert_eq!((count.as_str(), notes.contains("heading")), ("1\n", false), "{notes}");
}

/// Rule 9.23.
#[test]
fn lines_that_are_not_utf8_are_windows_1252() {
    let search = ["search", "--devices", "-", "--format", "csv", "--fields", "common.comment", ""];
    for (file, printed, note) in [
        (
            &b"common.comment\nM\xfcnchen\nplain\n\x80 5\n"[..],
            "M\u{fc}nchen\nplain\n\u{20ac} 5\n",
            "2 lines are not UTF-8, and read as Windows-1252 (first: line 2, column 1)",
        ),
        // Each line for itself: one of UTF-8 stays.
        (
            b"common.comment\nM\xc3\xbcnchen\n\x93x\x94\n",
            "M\u{fc}nchen\n\u{201c}x\u{201d}\n",
            "1 line is not UTF-8, and read as Windows-1252 (first: line 3, column 1)",
        ),
        // The delimiter is that of the headings.
        (
            b"Stra\xdfe;Comment\nx;caf\xe9\n",
            "caf\u{e9}\n",
            "2 lines are not UTF-8, and read as Windows-1252 (first: line 1, column 1)",
        ),
        // The end of one cell and the start of the next are no character of UTF-8.
        (
            b"common.comment,Stra\xdfe\nx\xc3,\xbcy\n",
            "x\u{c3}\n",
            "2 lines are not UTF-8, and read as Windows-1252 (first: line 1, column 1)",
        ),
    ] {
        let (output, notes) = run(&search, file, 0);
        assert_eq!(output.split_once('\n').unwrap().1, printed);
        assert!(notes.contains(note), "{notes}");
    }
    let place = "skipped 1 unreadable record (first: line 3, column 1: invalid UTF-8)";
    reports(&COUNT, b"common.comment\n\xfc\n\xfc\x81\n", 0, place);
    reports(
        &COUNT,
        b"common.comment,\x8d\nx,y\n",
        2,
        "the line of headings is neither UTF-8 nor Windows-1252",
    );
}
