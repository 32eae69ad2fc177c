//! What `coreql load --dialect` prints, loaded by the engines: the same rows by INSERT and by CSV, no text lost, and sorted
//! there by what `coreql sql` prints as `coreql search` sorts.
#![allow(
    missing_docs,
    unreachable_pub,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test"
)]

use std::fs;

use assert_cmd::Command;
use coreql_testing::engines::EngineProcess;
use serde_json::{Value as Json, json};
use tempfile::TempDir;

fn coreql(arguments: &[&str]) -> String {
    let output = Command::cargo_bin("coreql").unwrap().args(arguments).output().unwrap();
    let errors = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(0), "{arguments:?}\n{errors}");
    String::from_utf8(output.stdout).unwrap()
}

/// Texts that loaders are known to trip over, as texts, as versions, in arrays and as custom attributes.
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

struct Files {
    folder: TempDir,
}

impl Files {
    fn new(devices: &[Json]) -> Self {
        let files = Self { folder: TempDir::new().unwrap() };
        let lines: String = devices.iter().map(|device| format!("{device}\n")).collect();
        fs::write(files.path("devices.jsonl"), lines).unwrap();
        let mut mapping: Json =
            serde_json::from_str(&coreql(&["mapping", "--field", "custom.device.x"])).unwrap();
        let used: Vec<&String> =
            devices.iter().flat_map(|device| device.as_object().unwrap().keys()).collect();
        let is_used = |field: &Json| used.iter().any(|name| field["field"] == **name);
        mapping["fields"].as_array_mut().unwrap().retain(is_used);
        assert_eq!(mapping["fields"].as_array().unwrap().len(), 7);
        fs::write(files.path("mapping.json"), mapping.to_string()).unwrap();
        files
    }

    fn path(&self, name: &str) -> String {
        self.folder.path().join(name).display().to_string()
    }
}

/// Loads the devices in both ways and compares the tables; `load` is how the engine reads the file of CSV into a table.
fn loads_alike(engine: &str, texts: &[&str], load: impl Fn(&str, &str) -> Load) {
    let Some(mut process) = EngineProcess::start(engine) else { return };
    let devices = devices(texts);
    let files = Files::new(&devices);
    let (mapping, lines) = (files.path("mapping.json"), files.path("devices.jsonl"));
    let [by_insert, by_csv] = ["insert", "csv"].map(|way| format!("coreql_bulk_{way}"));
    let arguments = ["load", "--dialect", engine, "--mapping", &mapping, "--devices", &lines];
    let inserts = coreql(&[&arguments[..], &["--table", &by_insert, "--ddl", "--batch", "25"]].concat());
    let ddl = coreql(&[
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
        fs::write(&csv, coreql(&[&arguments[..], &["--format", "csv"]].concat())).unwrap();
    }

    // A text of ours has no INSERT in it, so this tells statements apart.
    let mut statements =
        vec![format!("DROP TABLE IF EXISTS {by_insert}"), format!("DROP TABLE IF EXISTS {by_csv}")];
    for (at, statement) in inserts.trim_end().trim_end_matches(';').split(";\nINSERT INTO").enumerate() {
        statements.push(if at == 0 { statement.to_owned() } else { format!("INSERT INTO{statement}") });
    }
    assert_eq!(statements.len(), 3 + devices.len().div_ceil(25));
    let all = |table: &str| json!({"query": format!("SELECT * FROM {table} ORDER BY id")});
    let mut questions = vec![all(&by_insert), all(&by_csv)];
    let mut sorted = Vec::new();
    for field in SORTED_BY {
        for order in ["ASC", "DESC"] {
            let sort = ["--sort-field", field, "--sort-order", order];
            let search = ["search", "--format", "jsonl", "--devices", &lines];
            sorted.push((sort, coreql(&[&search[..], &sort, &[""]].concat())));
            let sql = ["sql", "--dialect", engine, "--inline", "--mapping", &mapping, "--table", &by_insert];
            let statement = coreql(&[&sql[..], &sort, &[""]].concat());
            questions.push(json!({"query": statement.trim_end().trim_end_matches(';')}));
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
    let answers: Vec<Json> = questions.iter().map(|question| process.request(question.clone())).collect();
    let rows = |at: usize| {
        answers[at]["rows"]
            .as_array()
            .unwrap_or_else(|| panic!("{engine}: {} {}", questions[at], answers[at]))
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
    /// More statements, behind those that were run.
    Statements(More),
    /// The engine's own client for a database, run when the table is there.
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

/// The columns of the table that was made with CREATE TABLE, in their parentheses.
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

/// It has no loader that tells NULL from an empty text, but it sorts.
#[test]
fn datafusion() {
    loads_alike("datafusion", &TEXTS, |_, table| {
        statement(format!("INSERT INTO {table} SELECT * FROM coreql_bulk_insert"))
    });
}

/// What a loader cannot read back is left out, counted and said; an engine without such a loader is an error.
#[test]
fn what_cannot_be_loaded_is_said() {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("devices.jsonl").display().to_string();
    let texts = ["a", "\\N", "\n\\.\n", "x\\N", "\\.", "\0"];
    let lines = texts.map(|text| format!("{}\n", json!({"common.comment": text})));
    fs::write(&path, lines.concat()).unwrap();
    for (dialect, format, left_out, reason) in [
        ("postgres", "insert", 1, "device 6: postgres cannot hold a text with U+0000"),
        ("postgres", "csv", 2, "device 3: the line `\\.` in a text would end the file"),
        ("spark", "csv", 1, "device 2: the text `\\N` would be loaded as NULL"),
        ("duckdb", "insert", 0, ""),
        ("mariadb", "csv", 0, ""),
    ] {
        let arguments =
            ["load", "--dialect", dialect, "--format", format, "--batch", "4", "--devices", &path];
        let output = Command::cargo_bin("coreql").unwrap().args(arguments).output().unwrap();
        let errors = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(0), "{errors}");
        let expected = match left_out {
            0 => String::new(),
            1 => format!("coreql: skipped 1 device (first: {reason})\n"),
            count => format!("coreql: skipped {count} devices (first: {reason})\n"),
        };
        assert!(errors.ends_with(&expected) && errors.contains("skipped") == (left_out > 0), "{errors}");
        // Each of the others is there once: its record is.
        let printed = String::from_utf8(output.stdout).unwrap();
        assert_eq!(printed.matches("common.comment").count(), texts.len() - left_out, "{dialect} {format}");
    }
    for dialect in ["sqlite", "datafusion", "trino", "sqlserver", "bigquery"] {
        let arguments = ["load", "--dialect", dialect, "--format", "csv", "--devices", &path];
        let output = Command::cargo_bin("coreql").unwrap().args(arguments).output().unwrap();
        assert_eq!((output.status.code(), output.stdout.len()), (Some(2), 0), "{dialect}");
        assert!(String::from_utf8(output.stderr).unwrap().contains("--format insert"));
    }
}
