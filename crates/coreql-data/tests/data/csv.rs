//! CSV in both directions: rule 9.3.

use std::ops::ControlFlow;

use coreql::catalog::Catalog;
use coreql_data::{Device, Fleet, RecordPosition, Summary, csv};
use serde_json::json;

fn read(input: &[u8]) -> (Vec<Device>, Summary) {
    let mut devices = Vec::new();
    let summary = csv::read(input, Catalog::builtin(), |device| {
        devices.push(device);
        ControlFlow::Continue(())
    });
    (devices, summary.unwrap())
}

/// Rule 9.3.
#[test]
fn an_empty_cell_is_a_missing_value() {
    let (devices, _) = read(b"common.id,common.comment\n1,\n,x\n");
    let keys = |device: &Device| device.keys().cloned().collect::<Vec<_>>();
    assert_eq!(devices.iter().map(keys).collect::<Vec<_>>(), [["common.id"], ["common.comment"]]);
}

/// Rule 9.3.
#[test]
fn arrays_are_read_where_the_field_may_hold_one() {
    let header = "common.noncompliance_reasons,common.comment,custom.device.x,Common.Blocked_Reasons";
    let cell = "\"[\"\"a\"\"]\"";
    let (devices, _) = read(format!("{header}\n{cell},{cell},{cell},{cell}\n").as_bytes());
    assert_eq!(
        json!(devices[0].object()),
        json!({
            "common.noncompliance_reasons": ["a"], "common.comment": "[\"a\"]", "custom.device.x": ["a"],
            "Common.Blocked_Reasons": ["a"],
        })
    );
    // Malformed JSON, and JSON other than an array, is text.
    let (devices, _) = read(b"common.blocked_reasons\n[a]\n{}\n");
    assert_eq!(devices[0]["common.blocked_reasons"], "[a]");
    assert_eq!(devices[1]["common.blocked_reasons"], "{}");
}

#[test]
fn a_bad_line_is_skipped() {
    for (input, line, reason) in [
        (&b"a,b\n1,2\n1\n3,4\n"[..], 3, "1 cell, but the header has 2"),
        (b"a,b\n1,2\n1,2,3\n3,4\n", 3, "3 cells, but the header has 2"),
        (b"a,b\n1,\x9d\n1,2\n3,4\n", 2, "invalid UTF-8"),
    ] {
        let (devices, summary) = read(input);
        assert_eq!((devices.len(), summary.devices(), summary.skipped()), (2, 2, 1));
        let first = summary.first_skipped().unwrap();
        assert_eq!((first.position(), first.reason()), (RecordPosition::Line { line, column: 1 }, reason));
    }
}

#[test]
fn what_is_written_is_read_back() {
    let devices: Vec<Device> = Fleet::new(3).take(200).collect();
    let names: Vec<&str> = Fleet::field_names().collect();
    let mut output = Vec::new();
    let mut writer = csv::Writer::new(&mut output, names.iter().copied()).unwrap();
    for device in &devices {
        writer.write(names.iter().map(|name| device.get(*name))).unwrap();
    }
    writer.flush().unwrap();
    drop(writer);
    let (read, summary) = read(&output);
    assert_eq!((read.len(), summary.skipped()), (devices.len(), 0));
    for (read, written) in read.iter().zip(&devices) {
        for name in &names {
            let written = match written.get(*name) {
                None | Some(serde_json::Value::Null) => None,
                Some(serde_json::Value::String(text)) if text.is_empty() => None,
                Some(array @ serde_json::Value::Array(_)) => Some(array.clone()),
                Some(serde_json::Value::String(text)) => Some(json!(text)),
                Some(other) => Some(json!(other.to_string())),
            };
            assert_eq!(read.get(*name), written.as_ref(), "{name}");
        }
    }
}

#[test]
fn a_wrong_number_of_values_is_an_error() {
    let mut writer = csv::Writer::new(Vec::new(), ["a", "b"]).unwrap();
    assert!(writer.write([Some(&json!(1))]).is_err());
}

/// A quote that is not closed costs one line also in a file that is longer than any record. Rule 9.21.
#[test]
fn a_long_file_after_an_unclosed_quote_is_read() {
    let line = format!("2,{}\n", "b".repeat(2000));
    let count = (17 << 20) / line.len();
    let (devices, summary) = read(format!("common.id,x\n1,\"a\n{}", line.repeat(count)).as_bytes());
    assert_eq!((devices.len(), summary.skipped()), (count, 1));
    let first = summary.first_skipped().unwrap().to_string();
    assert_eq!(first, "line 2, column 3: the quote that opens here is not closed");
    // A line that is longer than any record is no CSV.
    let long = format!("common.id,x\n1,a\n2,{}\n", "b".repeat(17 << 20));
    let read = csv::read(long.as_bytes(), Catalog::builtin(), |_| ControlFlow::Continue(()));
    assert_eq!(read.unwrap_err().to_string(), "line 3: longer than 16 MiB, so this is not CSV");
}
