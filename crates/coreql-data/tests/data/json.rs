//! Well-formed and malformed JSON in every layout: rules 9.8 to 9.11, and 9.14.

use std::io::{self, Read};
use std::ops::ControlFlow;

use coreql_data::Summary;
use coreql_data::json::read;

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
fn reads(input: &str, expected: &[i64], skipped: u64, first_skipped: &str) {
    let (ids, summary) = ids(input.as_bytes()).unwrap();
    let first = summary.first_skipped().map(ToString::to_string).unwrap_or_default();
    assert_eq!(
        (ids.as_slice(), summary.skipped(), first.as_str()),
        (expected, skipped, first_skipped),
        "{input}"
    );
}

#[test]
fn values_follow_one_another() {
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
fn each_line_is_parsed_on_its_own() {
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
fn malformed_json_is_an_error() {
    for input in
        ["x", "{", "{bad}\n{bad}\n", "[{}, {", "{\"results\" [\n{\"id\": 1}\n]}", "x\n7\n", "{\"id\": 1"]
    {
        let error = ids(input.as_bytes()).unwrap_err();
        assert!(error.to_string().contains(" line "), "{input} {error}");
    }
}

/// A long text that is generated while it is read.
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
fn a_very_long_line_is_parsed_as_it_arrives() {
    let line =
        |end: &'static [u8]| b"{\"id\": 1}\n{\"id\": 2, \"name\": \"".chain(Long { left: 3 << 20, end });
    let (read, summary) = ids(line(b"\"}\n{\"id\": 3}\nx")).unwrap();
    assert_eq!((read.as_slice(), summary.skipped()), ([1, 2, 3].as_slice(), 1));
    assert_eq!(summary.first_skipped().unwrap().to_string(), "line 4, column 1: expected value");
    let (read, summary) = ids(line(b"\n{\"id\": 3}")).unwrap();
    assert_eq!((read.as_slice(), summary.skipped()), ([1, 3].as_slice(), 1));
    let first = Long { left: 0, end: b"{\"name\": \"" }.chain(Long { left: 3 << 20, end: b"\"}\n{" });
    assert!(ids(first).is_err());
}

#[test]
fn no_device_is_visited_after_a_break() {
    for input in ["{\"id\": 1}\n{\"id\": 2}\n", "[{\"id\": 1}, {\"id\": 2}]", "{\"id\": 1} {\"id\": 2} x"] {
        let mut devices = 0;
        let summary = read(input.as_bytes(), |_| {
            devices += 1;
            ControlFlow::Break(())
        });
        assert_eq!((devices, summary.unwrap().skipped()), (1, 0), "{input}");
    }
}

#[test]
fn a_long_integer_keeps_every_digit() {
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
