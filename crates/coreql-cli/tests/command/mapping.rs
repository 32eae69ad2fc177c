//! `coreql mapping`.

use serde_json::{Value as Json, json};

use super::support::{Files, fails, prints, run};

#[test]
fn a_mapping_can_be_printed_edited_and_used() {
    let files = Files::new();
    let mut mapping: Json =
        serde_json::from_str(&prints(&["mapping", "--field", "custom.user.Büro", "--table", "mdm.phones"]))
            .unwrap();
    assert_eq!(mapping["table"], json!(["mdm", "phones"]));
    let fields = mapping["fields"].as_array_mut().unwrap();
    assert_eq!(fields.last().unwrap()["field"], "custom.user.Büro");
    let platform = fields.iter_mut().find(|field| field["field"] == "common.platform").unwrap();
    platform["folded"] = json!("it's `so`");
    let path = files.write("mapping.json", &mapping.to_string());
    let sql = [
        "sql",
        "--dialect",
        "sqlite",
        "--inline",
        "--mapping",
        &path,
        "--statement",
        "count",
        "platform = \"iOS\"",
    ];
    assert_eq!(prints(&sql), "SELECT COUNT(*) FROM `mdm`.`phones` WHERE `it's ``so``` = 'ios';\n");
    let ddl = ["sql", "--dialect", "sqlite", "--statement", "ddl", "--mapping", "-"];
    assert!(run(&ddl, mapping.to_string(), 0).0.contains("`it's ``so``` TEXT"));

    let device = json!({"custom.device.a": 1, "Common.Platform": "x", "platform": 1, "b": 2});
    let devices = files.lines("devices.jsonl", &[device]);
    let of_devices: Json = serde_json::from_str(&prints(&["mapping", "--devices", &devices])).unwrap();
    let names = of_devices["fields"].as_array().unwrap().iter().map(|field| field["field"].as_str().unwrap());
    let names: Vec<&str> = names.collect();
    // A key without its group is not a key of the field, and no query can name it.
    assert_eq!(names[names.len() - 2..], ["custom.device.a", "b"]);
    let database = files.path("devices.db");
    run(&["load", "--sqlite", &database, "--devices", &devices], "", 0);
    assert_eq!(prints(&["mapping", "--sqlite", &database]), prints(&["mapping", "--devices", &devices]));
    for text in ["{}", "[1", ""] {
        let path = files.write("bad.json", text);
        fails(&["sql", "--dialect", "sqlite", "--mapping", &path, ""], "no mapping");
        let load = ["load", "--sqlite", &files.path("bad.db"), "--mapping", &path, "--devices", &devices];
        fails(&load, "no mapping");
    }
}
