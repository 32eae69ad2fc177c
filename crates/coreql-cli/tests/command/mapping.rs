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

/// A mapping drafted from statements: what matches a field is in it, what does not is reported.
#[test]
fn a_mapping_is_drafted_from_create_table() {
    let files = Files::new();
    let ddl = "-- A dump
        SET x = 1;
        CREATE TABLE mdm.\"Ge räte\" (
            serial_number varchar(20) PRIMARY KEY, \"OsVersion\" text, \"BatteryLevel\" text, größe integer
        );
        CREATE TABLE other (platform text);";
    let ddl = files.write("ddl.sql", ddl);
    let (mapping, notes) = run(&["mapping", "--ddl", &ddl, "--table", "mdm.ge räte"], "", 0);
    let mapping: Json = serde_json::from_str(&mapping).unwrap();
    assert_eq!(mapping["table"], json!(["mdm", "Ge räte"]));
    assert_eq!(mapping["id"], "serial_number");
    let fields: Vec<&str> =
        mapping["fields"].as_array().unwrap().iter().map(|field| field["field"].as_str().unwrap()).collect();
    assert_eq!(fields, ["common.SerialNumber", "common.os_version"]);
    assert!(
        notes.contains("`BatteryLevel`: type `TEXT` does not suit field `common.battery_level`"),
        "{notes}"
    );
    assert!(notes.contains("`größe`"), "{notes}");
    // What it prints is a mapping that the other commands take.
    let written = files.write("mapping.json", &mapping.to_string());
    let arguments =
        ["sql", "--dialect", "postgres", "--mapping", &written, "--inline", "os_version = \"17\""];
    assert!(prints(&arguments).contains("\"OsVersion\""));

    fails(&["mapping", "--ddl", &ddl], "choose one with --table: `mdm.Ge räte`, `other`");
    fails(&["mapping", "--ddl", &ddl, "--table", "x"], "no table `x`");
    let none = files.write("none.sql", "SELECT 1; -- CREATE TABLE t (a int)");
    fails(&["mapping", "--ddl", &none], "no CREATE TABLE with columns");
    let bad = files.write("bad.sql", "CREATE TABLE t (platform text");
    fails(&["mapping", "--ddl", &bad, "--dialect", "sqlite"], "not read as sqlite");
    let binary = files.path("binary.sql");
    std::fs::write(&binary, [0xff, 0x00, 0x27]).unwrap();
    fails(&["mapping", "--ddl", &binary], "binary.sql");
}

/// The same of a table in an SQLite database that `coreql load` did not create.
#[test]
fn a_mapping_is_drafted_from_a_table_of_sqlite() {
    let files = Files::new();
    let path = files.path("inventory.db");
    let database = rusqlite::Connection::open(&path).unwrap();
    let ddl = "CREATE TABLE \"in`ventory\" (\"Platform\" TEXT, last_connected_at DATETIME, [os version] VARCHAR(9), odd, [e m i] TEXT AS (odd));
        INSERT INTO \"in`ventory\" VALUES ('iOS', 1, '17', NULL), ('Android', 2, '14', NULL);";
    database.execute_batch(ddl).unwrap();
    let (mapping, notes) = run(&["mapping", "--sqlite", &path], "", 0);
    assert!(notes.contains("`last_connected_at`: type `DATETIME` does not suit"), "{notes}");
    assert!(notes.contains("`odd`, `e m i`"), "{notes}");
    let mapping = files.write("mapping.json", &mapping);
    let found = prints(&["count", "--sqlite", &path, "--mapping", &mapping, "platform = \"ios\""]);
    assert!(found.contains('1'), "{found}");
    database.execute_batch("CREATE VIEW v AS SELECT 1 AS platform").unwrap();
    fails(&["mapping", "--sqlite", &path], "choose one with --table: `in`ventory`, `v`");
    fails(&["mapping", "--sqlite", &path, "--table", "nowhere"], "no table `nowhere`");
    assert!(prints(&["mapping", "--sqlite", &path, "--table", "IN`VENTORY"]).contains("in`ventory"));
    let empty = files.path("empty.db");
    rusqlite::Connection::open(&empty).unwrap().execute_batch("VACUUM").unwrap();
    fails(&["mapping", "--sqlite", &empty], "no tables");
}
