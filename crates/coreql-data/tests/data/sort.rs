//! The order of each type, and of missing values: rules 9.1 and 9.2.

use coreql::catalog::FieldType;
use coreql_data::{Fleet, SortColumn, SortOrder, Sorter};
use serde_json::{Value as Json, json};

/// The values in order, sorted in memory and in files of a few rows each, which must be the same.
fn sorted(field_type: FieldType, order: SortOrder, most: usize, values: &[Json]) -> Vec<Json> {
    let sort = |memory| {
        let mut sorter = Sorter::new([SortColumn::new(field_type, order)], most).with_memory(memory);
        for value in values {
            sorter.push([Some(value)], value.to_string().as_bytes()).unwrap();
        }
        sorter.into_sorted().unwrap().map(Result::unwrap).collect::<Vec<_>>()
    };
    let rows = sort(Sorter::DEFAULT_MEMORY);
    assert_eq!(rows, sort(1 << 10));
    rows.iter().map(|row| serde_json::from_slice(row).unwrap()).collect()
}

/// The values of each type in ascending order, with the missing ones last.
fn orders() -> [(FieldType, Json, Json); 7] {
    [
        (FieldType::Number, json!([-1.5, "0", 9, 9.5, "10"]), json!([null, "x", true])),
        (FieldType::Date, json!(["2023", "2023-05", 1_700_000_000_000_i64]), json!([1.5, "yesterday"])),
        (FieldType::Boolean, json!([false, "TRUE"]), json!([1, null, ""])),
        (FieldType::Version, json!(["9.3", "10", "10.1", "10.1-beta"]), json!(["", null])),
        (FieldType::String, json!(["", 10, "9", "a", "B", "ä"]), json!([null, []])),
        (FieldType::StringArray, json!([[], ["a"], ["a", "b"], "b"]), json!([null, {}])),
        (FieldType::Untyped, json!([9, 10.5, false, true, "10", "a", ["b"]]), json!([null, {}])),
    ]
}

#[test]
fn each_type_has_its_order_and_missing_values_come_last() {
    for (field_type, present, missing) in orders() {
        let (present, missing) = (present.as_array().unwrap(), missing.as_array().unwrap());
        let ascending = [&present[..], missing].concat();
        let descending: Vec<Json> = present.iter().rev().chain(missing).cloned().collect();
        for rotated in 0..ascending.len() {
            // Missing values are ties, which keep their order.
            let mut mixed = present.clone();
            mixed.rotate_left(rotated % present.len());
            for (at, value) in missing.iter().enumerate() {
                mixed.insert((at * 2).min(mixed.len()), value.clone());
            }
            assert_eq!(sorted(field_type, SortOrder::Ascending, 100, &mixed), ascending, "{field_type}");
            assert_eq!(sorted(field_type, SortOrder::Descending, 100, &mixed), descending, "{field_type}");
        }
    }
}

#[test]
fn ties_keep_their_order() {
    let values = [json!("b"), json!("A"), json!("a"), json!("B"), json!("ſ"), json!("S")];
    let ascending = [json!("A"), json!("a"), json!("b"), json!("B"), json!("ſ"), json!("S")];
    let descending = [json!("ſ"), json!("S"), json!("b"), json!("B"), json!("A"), json!("a")];
    assert_eq!(sorted(FieldType::String, SortOrder::Ascending, 100, &values), ascending);
    assert_eq!(sorted(FieldType::String, SortOrder::Descending, 100, &values), descending);
}

#[test]
fn only_the_first_items_are_kept() {
    let values: Vec<Json> = (0..10_000).map(|number| json!(number * 7919 % 10_000)).collect();
    let first = |order, most| sorted(FieldType::Number, order, most, &values);
    assert_eq!(first(SortOrder::Ascending, 3), [0, 1, 2]);
    assert_eq!(first(SortOrder::Descending, 3), [9999, 9998, 9997]);
    assert!(first(SortOrder::Ascending, 0).is_empty());
}

/// Each further field orders rows that are equal in those before it; ties in all keep their order.
#[test]
fn several_fields_each_have_a_direction() {
    let rows =
        [(json!("b"), json!(1)), (json!("a"), json!(1)), (json!("A"), json!(2)), (json!(null), json!(3))];
    let columns = [
        SortColumn::new(FieldType::String, SortOrder::Ascending),
        SortColumn::new(FieldType::Number, SortOrder::Descending),
    ];
    for memory in [0, 1 << 20] {
        let mut sorter = Sorter::new(columns, 10).with_memory(memory);
        for (index, (text, number)) in rows.iter().enumerate() {
            sorter.push([Some(text), Some(number)], index.to_string().as_bytes()).unwrap();
        }
        let order: Vec<Vec<u8>> = sorter.into_sorted().unwrap().map(Result::unwrap).collect();
        assert_eq!(order, [b"2", b"1", b"0", b"3"]);
    }
}

/// More parts than are merged at a time.
#[test]
fn rows_beyond_the_memory_are_sorted_the_same() {
    let devices: Vec<_> = Fleet::new(5).take(1000).collect();
    let columns = [
        SortColumn::new(FieldType::Version, SortOrder::Descending),
        SortColumn::new(FieldType::String, SortOrder::Ascending),
    ];
    let sort = |memory, most| -> Vec<Vec<u8>> {
        let mut sorter = Sorter::new(columns, most).with_memory(memory);
        for device in &devices {
            let values = ["common.os_version", "common.platform"].map(|name| device.get(name));
            sorter.push(values, &serde_json::to_vec(device).unwrap()).unwrap();
        }
        sorter.into_sorted().unwrap().map(Result::unwrap).collect()
    };
    let whole = sort(usize::MAX, usize::MAX);
    assert_eq!(whole.len(), devices.len());
    for memory in [0, 10_000, 100_000, 1_000_000] {
        assert!(sort(memory, usize::MAX) == whole, "{memory}");
        assert!(sort(memory, 100) == whole[..100], "{memory}");
    }
}
