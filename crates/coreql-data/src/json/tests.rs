//! What is read of right and of broken input.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test")]

use std::io::{self, Read};
use std::ops::ControlFlow;

use super::integers::LongIntegers;
use super::{Summary, read, with_long_integers_as_text};

/// The ids of the devices, and the summary.
fn ids(input: impl Read) -> io::Result<(Vec<i64>, Summary)> {
    let mut ids = Vec::new();
    let summary = read(input, |device| {
        ids.push(device.object().get("id").and_then(serde_json::Value::as_i64).unwrap_or(-1));
        ControlFlow::Continue(())
    })?;
    Ok((ids, summary))
}

#[track_caller]
fn reads(input: &str, expected: &[i64], skipped: u64, first: &str) {
    let (ids, summary) = ids(input.as_bytes()).unwrap();
    let said = summary.first_skipped.map(|skipped| skipped.to_string()).unwrap_or_default();
    assert_eq!((ids.as_slice(), summary.skipped, said.as_str()), (expected, skipped, first), "{input}");
}

#[test]
fn values_stand_one_after_the_other() {
    reads("", &[], 0, "");
    reads("\n \n", &[], 0, "");
    reads(r#"{"id": 1}{"id": 2} [{"id": 3}]"#, &[1, 2, 3], 0, "");
    reads("{\n\"id\": 1\n}\n{\n\"id\": 2\n}\n", &[1, 2], 0, "");
    reads(
        "{\"results\": [\n{\"id\": 1},\n{\"id\": 2}\n], \"hasMore\": false}\n{\"id\": 3}",
        &[1, 2, 3],
        0,
        "",
    );
    reads("{\"id\":\n1}\n", &[1], 0, "");
    reads("[\n{\"id\": 1}\n,\n{\"id\": 2}]", &[1, 2], 0, "");
    reads(r#"[{"id": 1}, 7, [], {"id": 2}, null]"#, &[1, 2], 3, "record 2: not a JSON object");
    reads(r#"{"results": ["x", {"id": 2}]}"#, &[2], 1, "record 1: not a JSON object");
}

#[test]
fn each_line_stands_for_itself() {
    let bad = "line 2, column 1: expected value";
    reads("{\"id\": 1}\nx\n{\"id\": 2}\n", &[1, 2], 1, bad);
    reads("\u{feff}{\"id\": 1}\r\nx\r\n\r\n{\"id\": 2}", &[1, 2], 1, bad);
    reads("\n{\"id\": 1}\n{\"id\": 2", &[1], 1, "line 3, column 8: EOF while parsing an object");
    reads(
        "{\"id\": 1, \"na\n{\"id\": 2}\n[\n{\"id\": 3}",
        &[2, 3],
        2,
        "line 1, column 13: EOF while parsing a string",
    );
    reads("{bad}\n{worse}\n{\"id\": 3}\n", &[3], 2, "line 1, column 2: key must be a string");
    reads("{\"id\": 1}\n7\n{\"results\": [{\"id\": 2}, 8]}\n", &[1, 2], 2, "record 2: not a JSON object");
    reads("{}\n{\"id\": 1} {\"id\": 2}, {\"id\": 3}\n", &[-1, 1, 2], 1, "line 2, column 20: expected value");
}

#[test]
fn what_is_no_json_is_an_error() {
    for input in
        ["x", "{", "{bad}\n{bad}\n", "[{}, {", "{\"results\" [\n{\"id\": 1}\n]}", "x\n7\n", "{\"id\": 1"]
    {
        let error = ids(input.as_bytes()).unwrap_err();
        assert!(error.to_string().contains(" line "), "{input} {error}");
    }
}

/// Text that is made up while it is read.
struct Long {
    left: u64,
    end: &'static [u8],
}

impl Read for Long {
    fn read(&mut self, to: &mut [u8]) -> io::Result<usize> {
        if self.left == 0 {
            return self.end.read(to);
        }
        let read = usize::try_from(self.left).unwrap_or(to.len()).min(to.len());
        to[..read].fill(b'x');
        self.left -= u64::try_from(read).unwrap();
        Ok(read)
    }
}

#[test]
fn a_line_longer_than_memory_should_be_is_read_as_it_comes() {
    let line =
        |end: &'static [u8]| b"{\"id\": 1}\n{\"id\": 2, \"name\": \"".chain(Long { left: 3 << 20, end });
    let (read, summary) = ids(line(b"\"}\n{\"id\": 3}\nx")).unwrap();
    assert_eq!((read.as_slice(), summary.skipped), ([1, 2, 3].as_slice(), 1));
    assert_eq!(summary.first_skipped.unwrap().to_string(), "line 4, column 1: expected value");
    let (read, summary) = ids(line(b"\n{\"id\": 3}")).unwrap();
    assert_eq!((read.as_slice(), summary.skipped), ([1, 3].as_slice(), 1));
    let first = Long { left: 0, end: b"{\"name\": \"" }.chain(Long { left: 3 << 20, end: b"\"}\n{" });
    assert!(ids(first).is_err());
}

#[test]
fn who_has_enough_is_handed_no_more() {
    for input in ["{\"id\": 1}\n{\"id\": 2}\n", "[{\"id\": 1}, {\"id\": 2}]", "{\"id\": 1} {\"id\": 2} x"] {
        let mut devices = 0;
        let summary = read(input.as_bytes(), |_| {
            devices += 1;
            ControlFlow::Break(())
        });
        assert_eq!((devices, summary.unwrap().skipped), (1, 0), "{input}");
    }
}

/// What is read, and that the same is read where the input comes byte by byte.
#[track_caller]
fn integers(json: &str, expected: &str) {
    assert_eq!(with_long_integers_as_text(json.as_bytes()), expected.as_bytes(), "{json}");
    for size in [1, 2, 3, 7] {
        let mut read = String::new();
        let from = io::BufReader::with_capacity(size, json.as_bytes());
        LongIntegers::new(from).read_to_string(&mut read).unwrap();
        assert_eq!(read, expected, "{size} {json}");
    }
}

#[test]
fn integers_beyond_64_bits_are_texts() {
    let long = "89441000301234567890";
    integers(&format!(r#"{{"a": {long}}}"#), &format!(r#"{{"a": "{long}"}}"#));
    integers(&format!("[{long},-{long}, {long}]"), &format!(r#"["{long}","-{long}", "{long}"]"#));
    integers(&format!(r#"{{"a":[{long}],"b":{long}"#), &format!(r#"{{"a":["{long}"],"b":"{long}""#));
    integers(
        "[9223372036854775807, 9223372036854775808, -9223372036854775808, -9223372036854775809]",
        r#"[9223372036854775807, "9223372036854775808", -9223372036854775808, "-9223372036854775809"]"#,
    );
    // Behind a line that is malformed, too.
    integers(&format!("{{\"a\n{{\"b\":{long}}}"), &format!("{{\"a\n{{\"b\":\"{long}\"}}"));
    integers(&format!("{{\"a\\\n{{\"b\":{long}}}"), &format!("{{\"a\\\n{{\"b\":\"{long}\"}}"));
}

#[test]
fn all_else_stays_as_it_is() {
    let long = "89441000301234567890";
    for json in [
        "".to_owned(),
        format!(r#"{{"a{long}": "{long} \" {long}", "\\": 1}}"#),
        format!("[{long}.5, {long}e3, 0{long}, 1-{long}, --{long}, {long}E]"),
        // Malformed, and still so.
        format!(r#"{{{long}: 1, {long}: 2}}"#),
        format!(r#"{{"a": 1, {long}: 2}}"#),
        format!(r#"{{"a": [1], {long}: {{{long}: 2"#),
        long.to_owned(),
        format!("{long} {long}"),
        "[1.5, -0, 1e308, 12345678901234567, \"é😀\", tru".to_owned(),
    ] {
        integers(&json, &json);
    }
}

#[test]
fn a_long_integer_is_read_digit_by_digit() {
    let mut devices = Vec::new();
    let input = r#"[{"common.iccid": 89441000301234567890, "n": [18446744073709551616, 1]}]"#;
    read(input.as_bytes(), |device| {
        devices.push(device.into_object());
        ControlFlow::Continue(())
    })
    .unwrap();
    assert_eq!(devices[0]["common.iccid"], "89441000301234567890");
    assert_eq!(devices[0]["n"], serde_json::json!(["18446744073709551616", 1]));
}
