//! Database engines other than SQLite, each in a process of its own.
//!
//! `tests/engines/setup.sh` makes the Python environment in which `tests/engines/run.py` runs or reaches them. A
//! missing engine is skipped with a line on stderr; with `COREQL_ENGINES=required` its tests fail.

mod process;

use coreql::sql::{Dialect, Literals, Mapping, Rows, SqlFragment, SqlOptions, SqlValue, Translator};
use serde_json::{Value as Json, json};

pub use process::EngineProcess;

/// Whether a missing engine is a failure (`COREQL_ENGINES=required`).
pub fn required() -> bool {
    std::env::var("COREQL_ENGINES").is_ok_and(|value| value == "required")
}

/// Defines one test for each engine: a call of a function of the dialect.
///
/// `on_each_engine!(check)` covers the engines that run here. `on_each_engine!(check in translation)` covers the
/// others: sqlglot translates their statements, and DuckDB runs them.
#[macro_export]
macro_rules! on_each_engine {
    ($check:ident) => {
        $crate::on_each_engine! {
            $check: postgres Postgres, mariadb MariaDb, duckdb DuckDb, clickhouse ClickHouse, spark Spark,
            datafusion DataFusion
        }
    };
    ($check:ident in translation) => {
        $crate::on_each_engine! {
            $check: mysql MySql, trino Trino, sqlserver SqlServer, snowflake Snowflake, bigquery BigQuery
        }
    };
    ($check:ident: $($name:ident $dialect:ident),*) => {$(
        #[test]
        fn $name() {
            $check(coreql::sql::Dialect::$dialect);
        }
    )*};
}

/// An engine with its dialect.
#[derive(Debug)]
pub struct Engine {
    /// The dialect in which statements are written for the engine.
    pub dialect: Dialect,
    process: EngineProcess,
}

impl Engine {
    /// Starts the engine of a dialect. If it is missing, reports that on stderr and returns `None`.
    pub fn start(dialect: Dialect) -> Option<Self> {
        Some(Self { dialect, process: EngineProcess::start(dialect.as_str())? })
    }

    /// Sends a request to the engine's process and returns the answer.
    pub fn request(&mut self, request: Json) -> Json {
        self.process.request(request)
    }

    /// Executes statements that return no rows.
    pub fn execute(&mut self, statements: &[&str]) {
        let answer = self.request(json!({"statements": statements}));
        assert_eq!(answer.get("error"), None, "{}: {statements:?}", self.dialect);
    }

    /// The rows of a query.
    pub fn rows(&mut self, text: &str, parameters: &[SqlValue]) -> Vec<Vec<Json>> {
        let parameters: Vec<Json> = parameters.iter().map(parameter).collect();
        let answer = self.request(json!({"query": text, "params": parameters}));
        let rows = answer.get("rows").unwrap_or_else(|| panic!("{}: {answer}\n{text}", self.dialect));
        serde_json::from_value(rows.clone()).unwrap()
    }

    /// Creates the table of a mapping with these rows, but for those that the engine cannot hold.
    pub fn load(&mut self, mapping: &Mapping, rows: &[Vec<SqlValue>]) {
        let table = mapping.table().join(".");
        let create = Translator::new(mapping, self.dialect).create_table().unwrap();
        self.execute(&[&format!("DROP TABLE IF EXISTS {table}"), create.text()]);
        let held: Vec<&[SqlValue]> =
            rows.iter().map(Vec::as_slice).filter(|row| Rows::check(row, self.dialect).is_ok()).collect();
        for rows in held.chunks(25) {
            self.execute(&[Translator::new(
                mapping,
                SqlOptions::new(self.dialect).with_literals(Literals::Inlined),
            )
            .insert(rows.iter().copied())
            .unwrap()
            .text()]);
        }
    }

    /// The ids of the rows that a condition selects.
    pub fn ids(&mut self, condition: &SqlFragment, mapping: &Mapping) -> Vec<i64> {
        let table = mapping.table().join(".");
        let text = format!("SELECT id FROM {table} WHERE {} ORDER BY id", condition.text());
        self.rows(&text, condition.parameters()).iter().map(|row| row[0].as_i64().unwrap()).collect()
    }

    /// The ids for each of several conditions without parameters, by one statement.
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
