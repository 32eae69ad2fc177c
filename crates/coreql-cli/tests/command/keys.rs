//! `coreql load --update-keys`: helper columns of a table that exists.

use std::fs;

use rusqlite::Connection;
use rusqlite::types::Value;
use serde_json::{Value as Json, json};

use super::support::{Files, fails, run};

const FLEET: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../examples/fleet.json");

/// All values of a table of devices.
fn rows(database: &str) -> Vec<Vec<Value>> {
    let database = Connection::open(database).unwrap();
    let mut statement = database.prepare("SELECT * FROM devices ORDER BY id").unwrap();
    let columns = statement.column_count();
    let rows = statement.query_map([], |row| (0..columns).map(|column| row.get(column)).collect()).unwrap();
    rows.collect::<Result<_, _>>().unwrap()
}

/// Versions in a table of one's own: keys in helper columns give SQL their order.
#[test]
fn keys_of_a_table_of_the_user_are_filled() {
    let files = Files::new();
    let database = files.path("own.db");
    let versions =
        ["9.3", "10", "17.1.2", "17.2", "17.02.0", "17.10", "", "17.2b", "Ä 2", "ä 10", "x", "\u{1f4f1}"];
    let connection = Connection::open(&database).unwrap();
    connection
        .execute_batch("CREATE TABLE phones (serial TEXT PRIMARY KEY, os TEXT, asset TEXT) WITHOUT ROWID")
        .unwrap();
    let mut devices = Vec::new();
    for number in 0..2_500 {
        let version = versions.get(number % 13);
        let asset = [None, Some("5"), Some("50"), Some("Five")][number % 4];
        let serial = format!("S{number:04}");
        connection.execute("INSERT INTO phones VALUES (?, ?, ?)", (&serial, version, asset)).unwrap();
        devices.push(json!({"common.SerialNumber": serial, "common.os_version": version, "custom.device.asset": asset}));
    }
    let devices = files.lines("devices.jsonl", &devices);
    let untyped = ["least", "most", "numbers", "least_number", "most_number", "booleans"];
    let untyped: serde_json::Map<String, Json> =
        untyped.iter().map(|name| ((*name).to_owned(), json!(format!("asset_{name}")))).collect();
    let mapping = |table: &str| {
        json!({"table": table, "id": "serial", "fields": [
            {"field": "common.SerialNumber", "column": "serial", "storage": "text", "folded": "serial_folded"},
            {"field": "os_version", "column": "os", "storage": "text", "sort": "os_sort"},
            {"field": "custom.device.asset", "column": "asset", "storage": "text", "folded": "asset_folded", "untyped": untyped},
        ]})
        .to_string()
    };
    let mapping_of_phones = files.write("mapping.json", &mapping("phones"));
    let own = ["--sqlite", &database, "--mapping", &mapping_of_phones];
    let load = |more: &[&str], status: i32| run(&[&["load"], &own[..], more].concat(), "", status).1;

    let stderr = load(&["--update-keys"], 2);
    assert!(
        stderr.contains("table `phones` has no column `serial_folded`, `os_sort`, `asset_folded`, "),
        "{stderr}"
    );
    assert!(stderr.contains("ALTER TABLE `phones` ADD COLUMN `serial_folded` TEXT; ALTER TABLE"), "{stderr}");
    let stderr = load(&["--update-keys", "--add-columns"], 0);
    assert!(stderr.contains("keys of 2500 rows updated in `phones`, which has 2500 rows"), "{stderr}");
    let queries = [
        "os_version < \"17.2\"",
        "os_version >= \"17.2\" and os_version <= \"17.10\"",
        "os_version != \"17.2\"",
        "os_version is empty",
        "os_version > \"ä 2\"",
        "custom.device.asset >= 5",
        "custom.device.asset < \"FIVE\"",
        "custom.device.asset = \"five\" or os_version starts with \"17.\"",
    ];
    let counts = |source: &[&str]| queries.map(|query| run(&[&["count"], source, &[query]].concat(), "", 0));
    for ((stored, notes), (read, _)) in counts(&own).iter().zip(counts(&["--devices", &devices])) {
        assert_eq!((stored, notes.contains("every device is read")), (&read, false), "{notes}");
    }
    // Nothing is written where the keys are right, and the keys of changed rows are missed.
    assert!(load(&["--update-keys"], 0).contains("keys of 0 rows updated"));
    connection
        .execute_batch("UPDATE phones SET os = '8' WHERE serial = 'S1200'; INSERT INTO phones (serial, os) VALUES ('T', '7')")
        .unwrap();
    let count = |more: &[&str], status: i32| {
        run(&[&["count"], &own[..], more, &["os_version < \"9\""]].concat(), "", status)
    };
    let (_, stderr) = count(&[], 2);
    assert!(stderr.contains("column `os_sort` is not up to date in row 1201"), "{stderr}");
    assert_eq!(count(&["--trust-columns"], 0).0, "0\n");
    assert!(load(&["--update-keys"], 0).contains("keys of 2 rows updated in `phones`, which has 2501 rows"));
    assert_eq!(count(&[], 0).0, "2\n");

    // What cannot be filled.
    connection
        .execute_batch(
            "CREATE VIEW seen AS SELECT * FROM phones; CREATE TABLE bare (serial TEXT);
             CREATE TABLE numeric (rowid TEXT, _rowid_ TEXT, serial TEXT, os TEXT, os_sort TEXT, asset TEXT, serial_folded NUMERIC);
             INSERT INTO numeric (serial) VALUES ('17.10')",
        )
        .unwrap();
    for (table, message) in [
        ("seen", "`seen` is not a table but a view"),
        ("nowhere", "no such table: nowhere"),
        ("bare", "table `bare` has no column `os`"),
        ("numeric", "the type of column `serial_folded` makes numbers of texts; it must be TEXT"),
        ("other.phones", "no schema for `other.phones`"),
    ] {
        let stderr = load(&["--update-keys", "--add-columns", "--table", table], 2);
        assert!(stderr.contains(message), "{table}: {stderr}");
    }
    let unchanged = "SELECT count(*) FROM pragma_table_info('numeric')";
    let columns: i64 = connection.query_row(unchanged, [], |row| row.get(0)).unwrap();
    assert_eq!(columns, 7);
    let plain =
        json!({"table": "phones", "fields": [{"field": "os_version", "column": "os", "storage": "text"}]});
    let plain = files.write("plain.json", &plain.to_string());
    fails(&["load", "--sqlite", &database, "--mapping", &plain, "--update-keys"], "has no helper columns");
    fails(&["load", "--dialect", "postgres", "--update-keys"], "--update-keys requires --sqlite");
    let missing = files.path("missing.db");
    fails(&["load", "--sqlite", &missing, "--mapping", &plain, "--update-keys"], "missing.db");
    assert!(!fs::exists(&missing).unwrap());
}

/// Keys that are computed from the stored devices are those that the load stored.
#[test]
fn keys_are_those_of_a_load() {
    let files = Files::new();
    let database = files.path("fleet.db");
    run(&["load", "--sqlite", &database, "--devices", FLEET], "", 0);
    let before = rows(&database);
    let connection = Connection::open(&database).unwrap();
    let helpers: Vec<String> = connection
        .prepare("SELECT name FROM pragma_table_info('devices') WHERE name LIKE '%\\_\\_%' ESCAPE '\\' AND name NOT LIKE '%\\_\\_real' ESCAPE '\\'")
        .unwrap()
        .query_map([], |row| row.get(0))
        .unwrap()
        .collect::<Result<_, _>>()
        .unwrap();
    assert!(helpers.len() > 50, "{helpers:?}");
    let sets: Vec<String> = helpers.iter().map(|name| format!("{name} = NULL")).collect();
    connection.execute_batch(&format!("UPDATE devices SET {} WHERE id % 3 > 0", sets.join(", "))).unwrap();
    assert_ne!(rows(&database), before);
    run(&["load", "--sqlite", &database, "--update-keys"], "", 0);
    assert_eq!(rows(&database), before);
    let catalog = files.write("catalog.json", r#"[{"name": "common.model", "type": "number"}]"#);
    let (_, stderr) = run(&["load", "--sqlite", &database, "--update-keys", "--catalog", &catalog], "", 2);
    assert!(stderr.contains("another catalogue"), "{stderr}");
}
