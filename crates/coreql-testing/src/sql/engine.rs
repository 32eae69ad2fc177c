//! The engines that run in a process of their own.

use coreql::sql::{Dialect, Mapping, Rows, SqlFragment, SqlValue, create_table, insert};
use serde_json::{Value as Json, json};

use crate::engines::EngineProcess;

/// A test on each engine, called as it is: a function of the dialect.
#[macro_export]
macro_rules! on_each_engine {
    ($ask:ident) => {
        $crate::on_each_engine! {
            $ask: postgres Postgres, mariadb MariaDb, duckdb DuckDb, clickhouse ClickHouse, spark Spark,
            datafusion DataFusion
        }
    };
    // The engines that are not here: what another parser reads in their statements, DuckDB answers.
    ($ask:ident in translation) => {
        $crate::on_each_engine! {
            $ask: mysql MySql, trino Trino, sqlserver SqlServer, snowflake Snowflake, bigquery BigQuery
        }
    };
    ($ask:ident: $($name:ident $dialect:ident),*) => {$(
        #[test]
        fn $name() {
            $ask(coreql::sql::Dialect::$dialect);
        }
    )*};
}
pub use crate::on_each_engine;

/// An engine, and what its dialect is.
pub struct Engine {
    pub dialect: Dialect,
    process: EngineProcess,
}

impl Engine {
    /// The engine, or `None` with a word on standard error if it is not there.
    pub fn start(dialect: Dialect) -> Option<Self> {
        let process = EngineProcess::start(dialect.name(), crate::root())?;
        Some(Self { dialect, process })
    }

    pub fn ask(&mut self, request: Json) -> Json {
        self.process.ask(request)
    }

    pub fn execute(&mut self, statements: &[&str]) {
        let answer = self.ask(json!({"statements": statements}));
        assert_eq!(answer.get("error"), None, "{}: {statements:?}", self.dialect);
    }

    pub fn rows(&mut self, text: &str, parameters: &[SqlValue]) -> Vec<Vec<Json>> {
        let parameters: Vec<Json> = parameters.iter().map(parameter).collect();
        let answer = self.ask(json!({"query": text, "params": parameters}));
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
