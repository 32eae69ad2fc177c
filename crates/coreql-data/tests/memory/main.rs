//! The peak memory of sorting 500,000 devices. A process of its own, because the peak is that of the process.
#![cfg(target_os = "linux")]
#![allow(missing_docs, reason = "tests")]
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test that fails is meant to panic")]

use std::fs;

use coreql::catalog::FieldType;
use coreql::eval::SortKey;
use coreql::value::AsValue;
use coreql_data::{Fleet, SortColumn, SortOrder, Sorter};
use serde_json::{Value as Json, json};

/// The most memory that the process had so far, in bytes.
fn peak() -> usize {
    let status = fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap();
    line.trim().trim_end_matches(" kB").parse::<usize>().unwrap() << 10
}

#[test]
fn half_a_million_devices_are_sorted_within_the_bound() {
    const DEVICES: usize = 500_000;
    const MEMORY: usize = 24 << 20;
    let devices: Vec<Vec<Json>> = Fleet::new(1)
        .take(500)
        .map(|device| {
            let fields = ["common.os_version", "common.platform", "common.model", "user.email_address"];
            fields.map(|name| device.get(name).cloned().unwrap_or_default()).to_vec()
        })
        .collect();
    let version = SortColumn::new(FieldType::Version, SortOrder::Descending);
    let number = SortColumn::new(FieldType::Number, SortOrder::Ascending);
    let before = peak();
    let mut sorter = Sorter::new([version, number], usize::MAX).with_memory(MEMORY);
    let mut bytes = 0;
    for index in 0..DEVICES {
        let device = &devices[index % devices.len()];
        // In another order than that of the index.
        let id = json!(index * 7919 % DEVICES);
        let row = serde_json::to_vec(&(&id, device)).unwrap();
        bytes += row.len();
        sorter.push([Some(&device[0]), Some(&id)], &row).unwrap();
    }
    let (mut count, mut last) = (0, None);
    for row in sorter.into_sorted().unwrap() {
        let (id, device): (Json, Vec<Json>) = serde_json::from_slice(&row.unwrap()).unwrap();
        let key = |field_type, value: &Json| SortKey::new(field_type, value.as_value());
        let next = (key(FieldType::Version, &device[0]), key(FieldType::Number, &id));
        if let Some((version, id)) = &last {
            let order = next.0.compare(version, SortOrder::Descending).then(next.1.cmp(id));
            assert!(order.is_gt(), "{count}");
        }
        last = Some(next);
        count += 1;
    }
    assert_eq!(count, DEVICES);
    let used = peak() - before;
    // The rows alone are more than the bound, and what is used is not.
    assert!(bytes > MEMORY && used <= MEMORY, "{} KiB for {} KiB", used >> 10, bytes >> 10);
}
