//! The engines that run in a process of their own: `tests/engines/run.py`.
//!
//! `tests/engines/setup.sh` makes the Python environment. An engine that is not there is skipped, and said to be; with
//! `COREQL_ENGINES=required` that fails.

use std::io::{BufRead, BufReader, Write};
use std::path::PathBuf;
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

use coreql::sql::{Dialect, Mapping, Rows, SqlFragment, SqlValue, create_table, insert};
use serde_json::{Value as Json, json};

/// A process that runs one engine: requests and answers are lines of JSON.
pub struct Engine {
    pub dialect: Dialect,
    process: Child,
    requests: ChildStdin,
    answers: BufReader<ChildStdout>,
}

impl Drop for Engine {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

impl Engine {
    /// The engine, or `None` with a word on standard error if it is not there.
    pub fn start(dialect: Dialect) -> Option<Self> {
        let root = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
        let python = std::env::var_os("COREQL_ENGINES_PYTHON")
            .map_or_else(|| root.join("target/engines/bin/python"), PathBuf::from);
        let started = Command::new(python)
            .arg(root.join("tests/engines/run.py"))
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn();
        let engine = started.map_err(|error| error.to_string()).and_then(|mut process| {
            let (requests, answers) = (process.stdin.take().unwrap(), process.stdout.take().unwrap());
            let mut engine = Self { dialect, process, requests, answers: BufReader::new(answers) };
            let answer = engine.ask(&json!({"engine": dialect.name(), "version": true}));
            match answer.get("error") {
                None => {
                    eprintln!("{dialect}: {answer}");
                    Ok(engine)
                }
                Some(error) => Err(error.to_string()),
            }
        });
        match engine {
            Ok(engine) => Some(engine),
            Err(error) => {
                let required = std::env::var("COREQL_ENGINES").is_ok_and(|wish| wish == "required");
                assert!(!required, "{dialect} is not there: {error}");
                eprintln!(
                    "SKIPPED: {dialect} is not there ({error}); tests/engines/setup.sh installs what it needs"
                );
                None
            }
        }
    }

    pub fn ask(&mut self, request: &Json) -> Json {
        let mut line = String::new();
        let sent = writeln!(self.requests, "{request}").and_then(|()| self.answers.read_line(&mut line));
        match sent {
            Ok(1..) => serde_json::from_str(&line).unwrap(),
            Ok(0) => json!({"error": "the engine's process ended"}),
            Err(error) => json!({"error": error.to_string()}),
        }
    }

    pub fn execute(&mut self, statements: &[&str]) {
        let answer = self.ask(&json!({"engine": self.dialect.name(), "statements": statements}));
        assert_eq!(answer.get("error"), None, "{}: {statements:?}", self.dialect);
    }

    pub fn rows(&mut self, text: &str, parameters: &[SqlValue]) -> Vec<Vec<Json>> {
        let parameters: Vec<Json> = parameters.iter().map(parameter).collect();
        let request = json!({"engine": self.dialect.name(), "query": text, "params": parameters});
        let answer = self.ask(&request);
        let rows = answer.get("rows").unwrap_or_else(|| panic!("{}: {answer}\n{text}", self.dialect));
        serde_json::from_value(rows.clone()).unwrap()
    }

    /// The table of a mapping with these rows; those that the engine cannot hold are left out.
    pub fn load(&mut self, mapping: &Mapping, rows: &[Vec<SqlValue>]) {
        let table = mapping.table().join(".");
        let create = create_table(mapping, self.dialect).unwrap();
        self.execute(&[&format!("DROP TABLE IF EXISTS {table}"), create.text()]);
        let held: Vec<&[SqlValue]> =
            rows.iter().map(Vec::as_slice).filter(|row| Rows::check(row, self.dialect).is_ok()).collect();
        for rows in held.chunks(25) {
            self.execute(&[insert(mapping, rows.iter().copied(), self.dialect).unwrap().text()]);
        }
    }

    /// The ids of the rows that a condition selects.
    pub fn ids(&mut self, condition: &SqlFragment, mapping: &Mapping) -> Vec<i64> {
        let table = mapping.table().join(".");
        let text = format!("SELECT id FROM {table} WHERE {} ORDER BY id", condition.text());
        self.rows(&text, condition.parameters()).iter().map(|row| row[0].as_i64().unwrap()).collect()
    }

    /// The ids for each of several conditions without bound values.
    pub fn ids_of_all(&mut self, conditions: &[SqlFragment], mapping: &Mapping) -> Vec<Vec<i64>> {
        let columns: Vec<String> = (0..)
            .zip(conditions)
            .map(|(at, condition)| format!("CASE WHEN {} THEN 1 ELSE 0 END AS c{at}", condition.text()))
            .collect();
        let text = format!(
            "SELECT id AS row_id, {} FROM {} ORDER BY id",
            columns.join(", "),
            mapping.table().join(".")
        );
        let rows = self.rows(&text, &[]);
        let selected = |at: usize| {
            rows.iter().filter(|row| row[at + 1] == json!(1)).map(|row| row[0].as_i64().unwrap()).collect()
        };
        (0..conditions.len()).map(selected).collect()
    }
}

fn parameter(value: &SqlValue) -> Json {
    match value {
        SqlValue::Null => Json::Null,
        SqlValue::Text(text) => json!(text),
        SqlValue::Integer(integer) => json!(integer),
        SqlValue::Double(double) => json!(double),
        SqlValue::Boolean(value) => json!(value),
        other => panic!("{other:?}"),
    }
}
