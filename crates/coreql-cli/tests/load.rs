//! `coreql load` with mappings and files that do not fit.
#![allow(dead_code, missing_docs, unreachable_pub, clippy::unwrap_used, reason = "a test")]

mod run;

use std::fs;

use serde_json::json;

use run::{Files, fails, prints, run};

/// A mapping may ask for columns that do not hold every value; that is said.
#[test]
fn values_that_a_column_does_not_hold_are_said() {
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
    let said = |mapping: &str, target: [&str; 2]| {
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
        let said = said(&lossy.to_string(), target);
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
                said.lines().any(|said| said.starts_with(&line) && said.contains("not stored exactly")),
                "{said}"
            );
        }
    }
    let mapping = prints(&["mapping"]);
    assert!(!said(&mapping, ["--sqlite", &files.path("exact.db")]).contains("not stored exactly"));
}

#[test]
fn devices_that_are_not_there_are_no_pipe() {
    let files = Files::new();
    let database = files.path("devices.db");
    let load = ["load", "--sqlite", &database, "--devices", &files.path("nothing.json")];
    let (_, said) = run(&load, "", 2);
    assert!(said.contains("nothing.json: ") && said.lines().count() == 1, "{said}");
    assert!(!fs::exists(&database).unwrap());
}

#[test]
fn a_mapping_calls_fields_as_queries_do_and_has_columns_of_their_kind() {
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

/// A table whose rows a field tells apart, as that of a server may be.
#[test]
fn the_column_of_a_field_may_tell_rows_apart() {
    let files = Files::new();
    let (database, uuids) = (files.path("devices.db"), ["c", "a", "b"]);
    let devices = uuids.map(|uuid| json!({"common.uuid": uuid, "common.platform": "iOS"}));
    let devices = files.lines("devices.jsonl", &devices);
    let mapping = json!({"table": "t", "id": "u", "fields": [
        {"field": "uuid", "column": "u", "storage": "text"}, {"field": "platform", "column": "p", "storage": "text"},
    ]});
    let mapping = files.write("mapping.json", &mapping.to_string());
    let ddl = ["sql", "--dialect", "postgres", "--statement", "ddl", "--mapping", &mapping];
    assert_eq!(prints(&ddl), "CREATE TABLE \"t\" (\"u\" TEXT, \"p\" TEXT);\n");
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

/// Engines that tell names apart by case have tables with both.
#[test]
fn columns_may_differ_in_case_where_the_engine_says_so() {
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
