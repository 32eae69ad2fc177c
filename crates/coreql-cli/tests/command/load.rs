//! `coreql load`.

use std::fs;

use rusqlite::Connection;
use serde_json::{Value as Json, json};

use super::support::{Files, fails, prints, run};

/// A mapping may have columns that cannot store every value.
#[test]
fn inexact_values_are_reported() {
    let files = Files::new();
    let devices = files.lines(
        "devices.jsonl",
        &[
            json!({"common.battery_level": 49.5, "common.memory_free": 9_007_199_254_740_993_i64, "common.blocked_reasons": "",
                "common.noncompliance_reasons": "a", "custom.device.text": true, "custom.device.number": 1}),
            json!({"common.battery_level": 1e3, "common.memory_free": 9_007_199_254_740_994_i64, "common.blocked_reasons": [""],
                "common.noncompliance_reasons": ["a"], "custom.device.text": "", "custom.device.number": "2"}),
            json!({"common.battery_level": "0.5", "common.memory_free": 0.1, "common.blocked_reasons": [],
                "common.noncompliance_reasons": [], "custom.device.text": ["a"], "custom.device.number": "many"}),
        ],
    );
    let stderr = |mapping: &str, target: [&str; 2]| {
        let mapping = files.write("mapping.json", mapping);
        run(&[&["load", "--devices", &devices, "--mapping", &mapping], &target[..]].concat(), "", 0).1
    };
    let lossy = json!({"table": "t", "fields": [
        {"field": "common.battery_level", "column": "a", "storage": "integer"},
        {"field": "common.memory_free", "column": "b", "storage": "double"},
        {"field": "common.blocked_reasons", "column": "c", "storage": "text_array"},
        {"field": "common.noncompliance_reasons", "column": "d", "storage": "text"},
        {"field": "custom.device.text", "column": "e", "storage": "text"},
        {"field": "custom.device.number", "column": "f", "storage": "integer"},
    ]});
    for target in [["--sqlite", &files.path("devices.db")], ["--dialect", "postgres"]] {
        let stderr = stderr(&lossy.to_string(), target);
        for (count, field) in [
            ("2 values", "common.battery_level"),
            ("1 value", "common.memory_free"),
            ("1 value", "common.blocked_reasons"),
            ("2 values", "common.noncompliance_reasons"),
            ("1 value", "custom.device.text"),
            ("1 value", "custom.device.number"),
        ] {
            let line = format!("coreql: {count} of `{field}` ");
            assert!(
                stderr
                    .lines()
                    .any(|stderr| stderr.starts_with(&line) && stderr.contains("not stored exactly")),
                "{stderr}"
            );
        }
    }
    let mapping = prints(&["mapping"]);
    assert!(!stderr(&mapping, ["--sqlite", &files.path("exact.db")]).contains("not stored exactly"));
}

#[test]
fn a_missing_file_is_not_a_pipe() {
    let files = Files::new();
    let database = files.path("devices.db");
    let load = ["load", "--sqlite", &database, "--devices", &files.path("nothing.json")];
    let (_, stderr) = run(&load, "", 2);
    assert!(stderr.contains("nothing.json: ") && stderr.lines().count() == 1, "{stderr}");
    assert!(!fs::exists(&database).unwrap());
}

#[test]
fn a_mapping_names_fields_like_queries_and_needs_matching_columns() {
    let files = Files::new();
    let database = files.path("devices.db");
    let devices = files.lines(
        "devices.jsonl",
        &[
            json!({"common.platform": "iOS", "common.noncompliance_reasons": ""}),
            json!({"common.platform": "OS X", "common.noncompliance_reasons": [""]}),
        ],
    );
    let mapping = |platform: &str| {
        let mapping = json!({"table": "t", "fields": [
            {"field": "platform", "column": "a", "storage": platform},
            {"field": "noncompliance_reasons", "column": "b", "storage": "json"},
        ]});
        files.write("mapping.json", &mapping.to_string())
    };
    for wrong in ["integer", "boolean", "milliseconds", "text_array"] {
        let mapping = mapping(wrong);
        for target in [["--sqlite", &database], ["--dialect", "postgres"]] {
            let load = [&["load", "--mapping", &mapping, "--devices", &devices], &target[..]].concat();
            fails(&load, "field `common.platform` needs a column of text");
        }
        let ddl = ["sql", "--dialect", "postgres", "--statement", "ddl", "--mapping", &mapping];
        fails(&ddl, "field `common.platform` needs a column of text");
    }
    let arrays = json!({"table": "t", "fields": [
        {"field": "noncompliance_reasons", "column": "b", "storage": "integer"},
    ]});
    let arrays = files.write("arrays.json", &arrays.to_string());
    let load = ["load", "--mapping", &arrays, "--devices", &devices, "--sqlite", &database];
    fails(&load, "field `common.noncompliance_reasons` needs a column of arrays or text");
    let mapping = mapping("text");
    prints(&["load", "--mapping", &mapping, "--devices", &devices, "--sqlite", &database]);
    let count = |query: &str| {
        let found = run(&["count", "--sqlite", &database, "--mapping", &mapping, query], "", 0).0;
        assert_eq!(found, prints(&["count", "--devices", &devices, query]), "{query}");
        found
    };
    assert_eq!(count("common.platform = \"ios\""), "1\n");
    assert_eq!(count("noncompliance_reasons is empty"), "1\n");
    assert_eq!(count("noncompliance_reasons = \"\""), "2\n");
}

/// A table keyed by a field, as a server may have it.
#[test]
fn the_column_of_a_field_may_be_the_id() {
    let files = Files::new();
    let (database, uuids) = (files.path("devices.db"), ["c", "a", "b"]);
    let devices = uuids.map(|uuid| json!({"common.uuid": uuid, "common.platform": "iOS"}));
    let devices = files.lines("devices.jsonl", &devices);
    let mapping = json!({"table": "t", "id": "u", "fields": [
        {"field": "uuid", "column": "u", "storage": "text"}, {"field": "platform", "column": "p", "storage": "text"},
    ]});
    let mapping = files.write("mapping.json", &mapping.to_string());
    let ddl = ["sql", "--dialect", "postgres", "--statement", "ddl", "--mapping", &mapping];
    assert_eq!(prints(&ddl), "CREATE TABLE \"t\" (\n  \"u\" TEXT NOT NULL PRIMARY KEY,\n  \"p\" TEXT\n);\n");
    prints(&["load", "--mapping", &mapping, "--devices", &devices, "--sqlite", &database]);
    let search =
        ["search", "--sqlite", &database, "--mapping", &mapping, "--fields", "uuid", "--format", "csv"];
    let found = prints(&[&search[..], &["--offset", "1", "platform = \"ios\""]].concat());
    assert_eq!(found, "common.uuid\nb\nc\n");
    let helper = json!({"table": "t", "id": "f", "fields": [
        {"field": "uuid", "column": "u", "storage": "text", "folded": "f"},
    ]});
    let helper = files.write("helper.json", &helper.to_string());
    fails(&["sql", "--dialect", "sqlite", "--mapping", &helper, ""], "the column `f` has two uses");
}

/// In engines with case-sensitive names, a table may have both.
#[test]
fn columns_may_differ_in_case_if_the_engine_allows_it() {
    let files = Files::new();
    let mapping = json!({"table": "t", "fields": [
        {"field": "platform", "column": "a", "storage": "text"}, {"field": "model", "column": "A", "storage": "text"},
    ]});
    let mapping = files.write("mapping.json", &mapping.to_string());
    for (dialect, both) in [("postgres", true), ("clickhouse", true), ("datafusion", true)]
        .into_iter()
        .chain(["sqlite", "mariadb", "duckdb", "spark"].map(|dialect| (dialect, false)))
    {
        let sql = ["sql", "--dialect", dialect, "--mapping", &mapping];
        for more in [["--statement=where", "--inline", "platform is empty"].as_slice(), &["--statement=ddl"]]
        {
            let arguments = [&sql[..], more].concat();
            if both {
                prints(&arguments);
            } else {
                fails(&arguments, "takes the column `A` for another that differs in case alone");
            }
        }
    }
}

/// A device that the loader would not read back is skipped and reported; an engine without such a loader is an error.
#[test]
fn devices_that_cannot_be_loaded_are_reported() {
    let texts = ["a", "\\N", "\n\\.\n", "x\\N", "\\.", "\0"];
    let files = Files::new();
    let path = files.lines("devices.jsonl", &texts.map(|text| json!({"common.comment": text})));
    for (dialect, format, skipped, reason) in [
        ("postgres", "insert", 1, "device 6: postgres cannot hold a text with U+0000"),
        ("postgres", "csv", 2, "device 3: the line `\\.` in a text would end the file"),
        ("spark", "csv", 1, "device 2: the text `\\N` would be loaded as NULL"),
        ("duckdb", "insert", 0, ""),
        ("mariadb", "csv", 0, ""),
    ] {
        let arguments =
            ["load", "--dialect", dialect, "--format", format, "--batch", "4", "--devices", &path];
        let (printed, errors) = run(&arguments, "", 0);
        let expected = match skipped {
            0 => String::new(),
            1 => format!("coreql: skipped 1 device (first: {reason})\n"),
            count => format!("coreql: skipped {count} devices (first: {reason})\n"),
        };
        assert!(errors.ends_with(&expected) && errors.contains("skipped") == (skipped > 0), "{errors}");
        // The record of every other device is printed once.
        assert_eq!(printed.matches("common.comment").count(), texts.len() - skipped, "{dialect} {format}");
    }
    for dialect in ["sqlite", "datafusion", "trino", "sqlserver", "bigquery"] {
        let arguments = ["load", "--dialect", dialect, "--format", "csv", "--devices", &path];
        fails(&arguments, "--format insert");
    }
}

/// A client can run the statements as they are printed.
#[test]
fn printed_statements_run_unchanged() {
    let files = Files::new();
    let texts = ["it's", "", "a\0b", "x;\n.quit\n--", "\\", "é日本😀 ſ", "`\"[]", "?1 $1 :a @b"];
    let mut devices: Vec<Json> =
        texts.iter().map(|text| json!({"common.comment": text, "custom.device.x": text})).collect();
    devices.push(json!({"common.battery_level": 50.5, "common.comment": null}));
    devices.push(json!({"common.battery_level": i64::MIN}));
    devices.push(json!({"common.battery_level": 1e300}));
    let path = files.lines("devices.jsonl", &devices);
    for batch in ["1", "3", "1000"] {
        let script = prints(&["load", "--dialect", "sqlite", "--ddl", "--batch", batch, "--devices", &path]);
        let database = Connection::open_in_memory().unwrap();
        database.execute_batch(&script).unwrap();
        for text in texts {
            for field in ["common.comment", "custom.device.x"] {
                let query = coreql::query::build::field(field).eq(text);
                let query = query.query(coreql::catalog::Catalog::builtin()).unwrap();
                let query = coreql::syntax::print(&query.to_ast(), coreql::syntax::Style::Canonical).unwrap();
                let sql = ["sql", "--dialect", "sqlite", "--inline", "--statement", "count", "-"];
                let statement = run(&sql, &query, 0).0;
                let count: i64 = database
                    .query_row(statement.trim_end().trim_end_matches(';'), [], |row| row.get(0))
                    .unwrap();
                assert_eq!(count, 1, "{query}: {statement}");
            }
        }
        let sorted = prints(&[
            "sql",
            "--dialect",
            "sqlite",
            "--sort-field",
            "battery_level",
            "battery_level is not empty",
        ]);
        let mut statement = database.prepare(sorted.trim_end().trim_end_matches(';')).unwrap();
        let records: Vec<String> =
            statement.query_map([], |row| row.get(0)).unwrap().map(Result::unwrap).collect();
        let levels: Vec<Json> = records
            .iter()
            .map(|record| serde_json::from_str::<Json>(record).unwrap()["common.battery_level"].clone())
            .collect();
        assert_eq!(levels, [json!(i64::MIN), json!(50.5), json!(1e300)]);
    }
}

/// Statements that update devices, for the engines that were shown to take them, by an `id` that is a field's column.
#[test]
fn updates_are_printed() {
    let files = Files::new();
    let mapping = json!({"table": "t", "id": "uuid", "fields": [
        {"field": "common.uuid", "column": "uuid", "storage": "text"},
        {"field": "common.comment", "column": "note", "storage": "text"},
    ]});
    let mapping = files.write("mapping.json", &mapping.to_string());
    let device = |uuid: Option<&str>, comment: &str| json!({"common.uuid": uuid, "common.comment": comment});
    // One device comes twice, which one statement cannot update, and one has no UUID.
    let devices =
        [device(Some("a"), "it's"), device(Some("b"), ""), device(None, "x"), device(Some("b"), "y")];
    let devices = files.lines("devices.jsonl", &devices);
    let load = |dialect: &str, more: &[&str], status: i32| {
        let arguments =
            ["load", "--dialect", dialect, "--mapping", &mapping, "--devices", &devices, "--update"];
        run(&[&arguments[..], more].concat(), "", status)
    };
    let (printed, stderr) = load("postgres", &[], 0);
    assert_eq!(
        printed,
        "INSERT INTO \"t\" (\"uuid\", \"note\") VALUES ('a', 'it''s'), ('b', '') \
         ON CONFLICT (\"uuid\") DO UPDATE SET \"note\" = excluded.\"note\";\n\
         INSERT INTO \"t\" (\"uuid\", \"note\") VALUES ('b', 'y') \
         ON CONFLICT (\"uuid\") DO UPDATE SET \"note\" = excluded.\"note\";\n"
    );
    assert!(
        stderr.contains("skipped 1 device (first: device 3: no value for the primary key `uuid`)"),
        "{stderr}"
    );
    for engine in
        ["clickhouse", "spark", "datafusion", "mysql", "trino", "sqlserver", "snowflake", "bigquery"]
    {
        let (printed, stderr) = load(engine, &[], 2);
        assert_eq!(printed, "");
        assert!(stderr.contains("has no tested statement that inserts or updates"), "{engine}: {stderr}");
    }
    assert!(load("postgres", &["--format", "csv"], 2).1.contains("--update requires --format insert"));
    // The default `id` is a place, which is another one tomorrow.
    let arguments = ["load", "--dialect", "postgres", "--devices", &devices, "--update"];
    assert!(run(&arguments, "", 2).1.contains("must be the column of a field"));
}

/// Timestamps in CSV, where the engine's loader is known to read them; a date that it does not reach is reported.
#[test]
fn csv_has_timestamps() {
    let files = Files::new();
    let devices: Vec<Json> = [1_714_521_600_123_i64, 0, -62_135_596_800_001]
        .iter()
        .map(|instant| json!({"common.creation_date": instant}))
        .collect();
    let devices = files.lines("devices.jsonl", &devices);
    let load = |dialect: &str, storage: &str, status: i32| {
        let mapping = json!({"table": "t", "fields": [
            {"field": "common.creation_date", "column": "created", "storage": storage},
        ]});
        let mapping = files.write("mapping.json", &mapping.to_string());
        let arguments =
            ["load", "--dialect", dialect, "--mapping", &mapping, "--devices", &devices, "--format", "csv"];
        run(&arguments, "", status)
    };
    let (csv, stderr) = load("postgres", "timestamp_zoned", 0);
    assert_eq!(csv, "\"created\"\n\"2024-05-01 00:00:00.123+00\"\n\"1970-01-01 00:00:00+00\"\n");
    assert!(stderr.contains("skipped 1 device (first: device 3: the timestamps of postgres"), "{stderr}");
    assert_eq!(
        load("mariadb", "timestamp", 0).0,
        "\"created\"\n\"2024-05-01 00:00:00.123\"\n\"1970-01-01 00:00:00\"\n"
    );
    // Read in the time zone of the session.
    assert!(load("mariadb", "timestamp_zoned", 2).1.contains("not known to be read from CSV by mariadb"));
    assert!(load("snowflake", "timestamp", 2).1.contains("not known to be read from CSV by snowflake"));
    assert!(load("postgres", "text_array", 2).1.contains("column of milliseconds or timestamps"));
}
