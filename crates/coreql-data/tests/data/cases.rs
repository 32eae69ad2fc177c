//! Files of CSV, one on each line of `cases/csv.jsonl`: what is read of them, and what is reported. Rules 5.8, 5.9,
//! 5.11, 5.12, 5.13, 5.14, 9.3, 9.19, 9.20, 9.21 and 9.22.

use std::collections::BTreeMap;
use std::io::{BufReader, Read};
use std::ops::ControlFlow;

use coreql::catalog::{Catalog, Field, FieldType};
use coreql_data::{DeviceFile, Layout, ReadOptions};
use serde::Deserialize;
use serde_json::{Map, Value as Json, json};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
    name: String,
    rules: Vec<String>,
    input: String,
    devices: Vec<Map<String, Json>>,
    #[serde(default)]
    skipped: u64,
    first: Option<String>,
    #[serde(default)]
    remarks: BTreeMap<String, (u64, String)>,
    delimiter: Option<char>,
    #[serde(default)]
    columns: BTreeMap<String, String>,
    /// The fields of the catalogue, if it is not the built-in one.
    catalog: Option<Vec<String>>,
    #[serde(default)]
    doubts: BTreeMap<String, String>,
}

/// Everything that is reported of a file.
fn read(case: &Case, catalog: &Catalog, input: impl Read) -> Json {
    let mut options = ReadOptions::new(catalog);
    for (heading, field) in &case.columns {
        options = options.with_column(heading, field);
    }
    let file = DeviceFile::open(input, &options).unwrap();
    let Layout::Csv { delimiter, headings, .. } = file.layout() else { panic!("{}", case.name) };
    let delimiter = case.delimiter.map(|_| *delimiter);
    let doubts: BTreeMap<String, String> =
        headings.doubts().map(|(heading, doubt)| (heading.to_owned(), doubt.to_string())).collect();
    let mut devices = Vec::new();
    let summary = file.read(|device| {
        devices.push(device.into_object());
        ControlFlow::Continue(())
    });
    let summary = summary.unwrap();
    assert_eq!(summary.devices(), u64::try_from(devices.len()).unwrap());
    let remarks: BTreeMap<String, (u64, String)> = summary
        .remarks()
        .map(|(remark, count, at)| (format!("{remark:?}"), (count, at.to_string())))
        .collect();
    let first = summary.first_skipped().map(ToString::to_string);
    json!({"devices": devices, "skipped": summary.skipped(), "first": first, "remarks": remarks,
        "delimiter": delimiter, "doubts": doubts})
}

#[test]
fn files_of_csv() {
    let mut count = 0;
    for line in include_str!("cases/csv.jsonl").lines() {
        let case: Case = serde_json::from_str(line).unwrap();
        assert!(!case.rules.is_empty(), "{}", case.name);
        let catalog = match &case.catalog {
            Some(names) => {
                let fields = names.iter().map(|name| Field::new(name.as_str(), FieldType::String));
                Catalog::new().with_fields(fields).unwrap()
            }
            None => Catalog::builtin().clone(),
        };
        let expected = json!({"devices": case.devices, "skipped": case.skipped, "first": case.first,
            "remarks": case.remarks, "delimiter": case.delimiter, "doubts": case.doubts});
        assert_eq!(read(&case, &catalog, case.input.as_bytes()), expected, "{}", case.name);
        // However the bytes arrive, and with a byte-order mark.
        let marked = format!("\u{feff}{}", case.input);
        for size in [1, 2, 7] {
            let slow = BufReader::with_capacity(size, marked.as_bytes());
            assert_eq!(read(&case, &catalog, Slow(slow)), expected, "{} {size}", case.name);
        }
        count += 1;
    }
    assert!(count > 40, "{count}");
}

/// A reader that returns few bytes at a time.
struct Slow<R>(BufReader<R>);

impl<R: Read> Read for Slow<R> {
    fn read(&mut self, to: &mut [u8]) -> std::io::Result<usize> {
        let most = self.0.capacity().min(to.len());
        self.0.read(&mut to[..most])
    }
}
