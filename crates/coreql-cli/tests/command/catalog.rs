//! `coreql fields` and `--catalog`.

use std::fs;

use super::support::{Files, reports, stdout};

#[test]
fn fields_can_be_listed_and_loaded_again() {
    let files = Files::with_samples();
    let table = stdout(&["fields", "battery", "--type", "number"], "", 0);
    assert!(table.starts_with("name          common.battery_level\n"), "{table}");
    let table = stdout(&["fields", "last", "--type", "date"], "", 0);
    assert!(table.starts_with("name  ") && table.contains("\ncommon.last_connected_at  "), "{table}");
    let listed = stdout(&["fields", "--format", "json"], "", 0);
    let path = files.path("fields.json");
    fs::write(&path, &listed).unwrap();
    assert_eq!(stdout(&["fields", "--format", "json", "--catalog", &path], "", 0), listed);
    stdout(&["check", "--catalog", &path, "common.nope = 1"], "", 1);
    fs::write(&path, "{}").unwrap();
    stdout(&["check", "--catalog", &path, "common.nope = 1"], "", 2);
}

#[test]
fn catalogues_of_the_wrong_shape() {
    for list in [
        "{}",
        "null",
        "1",
        "\"x\"",
        "[1]",
        "[{}]",
        "[[]]",
        "[null]",
        "{\"results\": {}}",
        "{\"results\": null}",
        "{\"results\": [], \"results\": []}",
        "[{\"name\": 1, \"type\": \"STRING\"}]",
        "[{\"name\": \"a\"}]",
        "[{\"name\": \"\", \"type\": \"STRING\"}]",
        "[{\"name\": \"a\", \"name\": \"b\", \"type\": \"STRING\"}]",
        "[{\"name\": \"a\", \"type\": \"STRING\"}, {\"name\": \"A\", \"type\": \"STRING\"}]",
        "[{\"name\": \"a\", \"type\": \"STRING\"}] x",
        "[",
        "common.id,STRING",
    ] {
        reports(&["check", "--catalog", "-", "a = 1"], list, 2, "not a list of fields");
    }
    let check = ["check", "--catalog", "-", "a = 1"];
    reports(&check, "[{\"name\": \"a\", \"type\": \"X\"}]", 0, "unknown type `X`");
    assert!(stdout(&check, "[]", 1).contains("unknown field"));
}
