//! Devices that come twice: rule 9.25.

use coreql_data::{Device, Duplicates, Fleet, Seen};

fn device(json: &str) -> Device {
    Device::from_json(json.as_bytes()).unwrap()
}

/// In memory, and in files of a few hundred entries each.
#[test]
fn each_device_is_seen_once() {
    let devices: Vec<(String, Device)> = Fleet::new(9)
        .take(1500)
        .enumerate()
        .map(|(index, device)| (format!("{:032x}", index.wrapping_mul(0x9e37_79b9_7f4a_7c15)), device))
        .collect();
    for memory in [0, 20_000, 1 << 30] {
        let mut duplicates = Duplicates::new(memory);
        for (index, (uuid, device)) in devices.iter().enumerate() {
            assert_eq!(duplicates.see(uuid, device).unwrap(), Seen::First, "{memory}");
            // One that was seen long ago, in another case, and one with another value.
            let (earlier, same) = &devices[index / 2];
            assert_eq!(duplicates.see(&earlier.to_uppercase(), same).unwrap(), Seen::Again);
            let mut other = same.clone().into_object();
            other.insert("common.comment".to_owned(), "changed".into());
            assert_eq!(duplicates.see(earlier, &Device::new(other)).unwrap(), Seen::AgainDifferent);
        }
    }
}

#[test]
fn copies_differ_by_their_values_alone() {
    let first = device(r#"{"common.uuid": "a", "common.id": 7, "common.compliant": true, "x": ["b"]}"#);
    for (copy, seen) in [
        (r#"{"x": ["b"], "common.compliant": true, "common.id": 7, "common.uuid": "a"}"#, Seen::Again),
        // As CSV has it.
        (r#"{"common.uuid": "a", "common.id": "7", "common.compliant": "true", "x": ["b"]}"#, Seen::Again),
        (
            r#"{"common.uuid": "a", "common.id": 7, "common.compliant": true, "x": ["b"], "y": null, "z": ""}"#,
            Seen::Again,
        ),
        (
            r#"{"common.uuid": "a", "common.id": 8, "common.compliant": true, "x": ["b"]}"#,
            Seen::AgainDifferent,
        ),
        (r#"{"common.uuid": "a", "common.id": 7, "common.compliant": true}"#, Seen::AgainDifferent),
        (
            r#"{"common.uuid": "a", "common.id": true, "common.compliant": 7, "x": ["b"]}"#,
            Seen::AgainDifferent,
        ),
    ] {
        let mut duplicates = Duplicates::new(1 << 20);
        assert_eq!(duplicates.see("a", &first).unwrap(), Seen::First);
        assert_eq!(duplicates.see("a", &device(copy)).unwrap(), seen, "{copy}");
    }
}
