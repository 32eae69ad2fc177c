//! What `coreql load --dialect` prints, loaded by the engines: INSERT and CSV give the same rows, no text is changed,
//! and sorting with `coreql sql` gives the order of `coreql search`.
//!
//! An engine that is missing is skipped with a line on standard error; `COREQL_ENGINES=required` makes its test fail.
#![allow(missing_docs, reason = "tests")]
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test that fails is meant to panic"
)]

#[path = "../support/mod.rs"]
mod support;

use std::fs;

use assert_cmd::Command;
use coreql_testing::engines::EngineProcess;
use serde_json::{Value as Json, json};

use support::{Files, prints};

/// Texts that loaders are known to get wrong, in fields of text, of versions, of arrays and in a custom attribute.
fn devices(texts: &[&str]) -> Vec<Json> {
    let numbers =
        [json!(1), json!(-1.5), json!(i64::MIN), json!(9_007_199_254_740_993_i64), json!(1e300), json!(null)];
    let mut devices = vec![json!({}), json!({"common.comment": null})];
    for (at, text) in texts.iter().enumerate() {
        let x = if at % 3 == 0 { json!([text, null, 7, true]) } else { json!(text) };
        devices.push(json!({
            "common.comment": text, "common.os_version": text, "common.noncompliance_reasons": [text, "x"],
            "common.battery_level": numbers[at % numbers.len()], "common.compliant": at % 2 == 0,
            "common.last_connected_at": 1_700_000_000_000_i64 - 3_000_000_000_000 * i64::from(at % 2 == 0), "custom.device.x": x,
        }));
    }
    devices
}

const TEXTS: [&str; 36] = [
    "",
    " ",
    "NULL",
    "null",
    "\\N",
    "\\\\N",
    "N",
    "\"",
    "\"\"",
    "\"\\N\"",
    "'",
    "''",
    ",",
    ";",
    ",,",
    "a,b",
    "a\nb",
    "a\r\nb",
    "\n",
    "\r",
    "\t",
    "\\",
    "\\\\",
    "\\n",
    "\\.",
    "\n\\.\n",
    "#x",
    "--",
    "true",
    "1",
    "é日本😀",
    "İſK",
    " x ",
    "\u{feff}x",
    "a\0b",
    "\0",
];

/// Writes the devices, and a mapping of the fields that they have; returns both paths.
fn write_devices(files: &Files, devices: &[Json], engine: &str) -> (String, String) {
    let mut mapping: Json =
        serde_json::from_str(&prints(&["mapping", "--field", "custom.device.x"])).unwrap();
    let used: Vec<&String> = devices.iter().flat_map(|device| device.as_object().unwrap().keys()).collect();
    let is_used = |field: &Json| used.iter().any(|name| field["field"] == **name);
    mapping["fields"].as_array_mut().unwrap().retain(is_used);
    // DataFusion has no CSV, and this column gives it milliseconds.
    let storage = match engine {
        "mariadb" => "timestamp",
        "datafusion" => "milliseconds",
        _ => "timestamp_zoned",
    };
    for field in mapping["fields"].as_array_mut().unwrap() {
        if field["field"] == "common.last_connected_at" {
            field["storage"] = json!(storage);
        }
    }
    assert_eq!(mapping["fields"].as_array().unwrap().len(), 7);
    (files.write("mapping.json", &mapping.to_string()), files.lines("devices.jsonl", devices))
}

/// Loads the devices in both ways and compares the tables. `load` returns how the engine loads a CSV file into a table.
fn loads_alike(engine: &str, texts: &[&str], load: impl Fn(&str, &str) -> Load) {
    let Some(mut process) = EngineProcess::start(engine) else { return };
    let devices = devices(texts);
    let files = Files::new();
    let (mapping, lines) = write_devices(&files, &devices, engine);
    let [by_insert, by_csv] = ["insert", "csv"].map(|way| format!("coreql_bulk_{way}"));
    let arguments = ["load", "--dialect", engine, "--mapping", &mapping, "--devices", &lines];
    let inserts = prints(&[&arguments[..], &["--table", &by_insert, "--ddl", "--batch", "25"]].concat());
    let ddl = prints(&[
        "sql",
        "--dialect",
        engine,
        "--statement",
        "ddl",
        "--mapping",
        &mapping,
        "--table",
        &by_csv,
    ]);
    let csv = files.path("devices.csv");
    if engine != "datafusion" {
        fs::write(&csv, prints(&[&arguments[..], &["--format", "csv"]].concat())).unwrap();
    }

    // No text of the devices has an INSERT in it, so this separates the statements.
    let mut statements =
        vec![format!("DROP TABLE IF EXISTS {by_insert}"), format!("DROP TABLE IF EXISTS {by_csv}")];
    for (at, statement) in inserts.trim_end().trim_end_matches(';').split(";\nINSERT INTO").enumerate() {
        statements.push(if at == 0 { statement.to_owned() } else { format!("INSERT INTO{statement}") });
    }
    assert_eq!(statements.len(), 3 + devices.len().div_ceil(25));
    let all = |table: &str| json!({"query": format!("SELECT * FROM {table} ORDER BY id")});
    let mut queries = vec![all(&by_insert), all(&by_csv)];
    let mut sorted = Vec::new();
    for field in SORTED_BY {
        for order in ["ASC", "DESC"] {
            let sort = ["--sort-field", field, "--sort-order", order];
            let search = ["search", "--format", "jsonl", "--devices", &lines];
            sorted.push((sort, prints(&[&search[..], &sort, &[""]].concat())));
            let sql = ["sql", "--dialect", engine, "--inline", "--mapping", &mapping, "--table", &by_insert];
            let statement = prints(&[&sql[..], &sort, &[""]].concat());
            queries.push(json!({"query": statement.trim_end().trim_end_matches(';')}));
        }
    }
    let ddl = ddl.trim_end().trim_end_matches(';').to_owned();
    statements.push(ddl);
    let loaded = load(&csv, &by_csv);
    if let Load::Statements(more) = &loaded {
        statements.extend(more(&statements));
    }
    assert_eq!(process.request(json!({"statements": statements})).get("error"), None, "{engine}");
    if let Load::Client(client) = loaded {
        client(&process.database()).assert().success();
    }
    let answers: Vec<Json> = queries.iter().map(|query| process.request(query.clone())).collect();
    let rows = |at: usize| {
        answers[at]["rows"].as_array().unwrap_or_else(|| panic!("{engine}: {} {}", queries[at], answers[at]))
    };
    let (by_insert, by_csv) = (rows(0), rows(1));
    assert_eq!(by_insert.len(), devices.len());
    for (at, (insert, csv)) in by_insert.iter().zip(by_csv).enumerate() {
        assert_eq!(insert, csv, "{engine}: {}", devices[at]);
        let record: Json = serde_json::from_str(insert[1].as_str().unwrap()).unwrap();
        assert_eq!(record, devices[at], "{engine}");
    }
    assert_eq!(by_csv.len(), devices.len());
    for (at, (sort, expected)) in (2..).zip(sorted) {
        let records: String = rows(at).iter().map(|row| format!("{}\n", row[0].as_str().unwrap())).collect();
        assert_eq!(records, expected, "{engine}: {sort:?}");
    }
}

const SORTED_BY: [&str; 5] = [
    "common.comment",
    "common.os_version",
    "common.battery_level",
    "common.compliant",
    "common.last_connected_at",
];

type More = Box<dyn Fn(&[String]) -> Vec<String>>;

enum Load {
    /// More statements, after those that create the table.
    Statements(More),
    /// The engine's own client for a database, run after the table is created.
    Client(Box<dyn Fn(&str) -> Command>),
}

fn statement(text: String) -> Load {
    Load::Statements(Box::new(move |_| vec![text.clone()]))
}

#[test]
fn postgres() {
    let texts: Vec<&str> =
        TEXTS.into_iter().filter(|text| *text != "\n\\.\n" && !text.contains('\0')).collect();
    loads_alike("postgres", &texts, |csv, table| {
        let (csv, copy) = (csv.to_owned(), format!("COPY {table} FROM STDIN (FORMAT csv, HEADER)"));
        Load::Client(Box::new(move |database| {
            let mut client = Command::new("psql");
            let server = std::env::var("COREQL_PG").unwrap_or("host=127.0.0.1 user=postgres".to_owned());
            client.args([&format!("{server} dbname={database}"), "-qc", &copy]);
            client.env("PGCLIENTENCODING", "UTF8").pipe_stdin(&csv).unwrap();
            client
        }))
    });
}

#[test]
fn mariadb() {
    loads_alike("mariadb", &TEXTS, |csv, table| {
        let load = format!(
            "LOAD DATA LOCAL INFILE '{csv}' INTO TABLE {table} CHARACTER SET utf8mb4 FIELDS TERMINATED BY ',' \
             OPTIONALLY ENCLOSED BY '\"' ESCAPED BY '\\\\' LINES TERMINATED BY '\\n' IGNORE 1 LINES"
        );
        Load::Client(Box::new(move |database| {
            let mut client = Command::new("mariadb");
            let host = std::env::var("COREQL_MARIADB_HOST").unwrap_or("127.0.0.1".to_owned());
            client.args(["-h", &host, "-u", "root", "--local-infile=1", database, "-e", &load]);
            client
        }))
    });
}

#[test]
fn duckdb() {
    loads_alike("duckdb", &TEXTS, |csv, table| {
        statement(format!("COPY {table} FROM '{csv}' (FORMAT csv, HEADER, ALLOW_QUOTED_NULLS false)"))
    });
}

#[test]
fn clickhouse() {
    loads_alike("clickhouse", &TEXTS, |csv, table| {
        statement(format!("INSERT INTO {table} FROM INFILE '{csv}' FORMAT CSVWithNames"))
    });
}

/// The columns of CREATE TABLE, in their parentheses.
fn columns(statements: &[String]) -> &str {
    let ddl = statements.last().unwrap();
    ddl.get(ddl.find('(').unwrap()..).unwrap()
}

#[test]
fn spark() {
    let texts: Vec<&str> = TEXTS.into_iter().filter(|text| *text != "\\N").collect();
    loads_alike("spark", &texts, |csv, table| {
        let (csv, table) = (csv.to_owned(), table.to_owned());
        Load::Statements(Box::new(move |statements| {
            let view = format!(
                "CREATE TEMPORARY VIEW coreql_bulk_file {} USING csv OPTIONS (path '{csv}', header 'true', \
                 multiLine 'true', quote '\"', escape '\"', nullValue '\\\\N')",
                columns(statements).replace(" NOT NULL", "")
            );
            vec![view, format!("INSERT INTO {table} SELECT * FROM coreql_bulk_file")]
        }))
    });
}

/// It has no loader that distinguishes NULL from an empty string; this tests the order.
#[test]
fn datafusion() {
    loads_alike("datafusion", &TEXTS, |_, table| {
        statement(format!("INSERT INTO {table} SELECT * FROM coreql_bulk_insert"))
    });
}
