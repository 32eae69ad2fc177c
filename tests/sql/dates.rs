//! Columns of timestamps in the dialects whose engines do not run here: sqlglot translates their statements, and DuckDB
//! selects what the evaluator selects. `plain_columns` covers the engines that run here.

use coreql::sql::{Dialect, Literals, Mapping, SqlFragment, SqlOptions};
use coreql_data::Device;
use coreql_testing::engines::Engine;
use coreql_testing::on_each_engine;
use coreql_testing::sql::{SETTINGS, read, rows_of, selected};
use serde_json::json;

/// Milliseconds since 1970, in years that every engine can store, at the boundaries of seconds, days and years.
const INSTANTS: [i64; 12] = [
    -62_135_596_800_000,
    -2_208_988_800_001,
    -1,
    0,
    1,
    999,
    86_399_999,
    1_468_264_766_000,
    1_468_264_766_123,
    1_468_264_766_999,
    1_735_689_599_999,
    253_402_300_799_998,
];

const LITERALS: [&str; 10] = [
    "2016",
    "2016-07",
    "\"2016-07-11\"",
    "\"2016-07-11T19:19:26Z\"",
    "\"2016-07-11T19:19:26.123Z\"",
    "1468264766123",
    "0",
    "-1",
    "1899",
    "\"9999-12-31\"",
];

fn agree(dialect: Dialect, storage: &str) {
    let Some(mut engine) = Engine::start(dialect) else { return };
    let mapping = json!({"table": "coreql_dates", "id": "id", "fields": [
        {"field": "common.creation_date", "column": "created", "storage": storage},
    ]});
    let mapping = Mapping::from_json(&mapping.to_string()).unwrap();
    let mut devices: Vec<Device> = INSTANTS
        .iter()
        .map(|instant| Device::new(json!({"common.creation_date": instant}).as_object().unwrap().clone()))
        .collect();
    devices.push(Device::default());
    engine.load(&mapping, &rows_of(&mapping, &devices));
    let mut answers = 0;
    for missing in SETTINGS {
        for operator in ["=", "!=", "<", "<=", ">", ">="] {
            let queries = LITERALS.map(|literal| {
                read(&format!("common.creation_date {operator} {literal}")).with_missing(missing)
            });
            let options = SqlOptions::new(dialect);
            let sql = |literals| -> Vec<SqlFragment> {
                let options = options.with_literals(literals);
                queries.iter().map(|query| query.to_sql(&mapping, options).unwrap()).collect()
            };
            let (conditions, bound) = (sql(Literals::Inlined), sql(Literals::Bound));
            let found = engine.ids_of_all(&conditions, &mapping);
            for (at, (query, found)) in queries.iter().zip(found).enumerate() {
                let expected = selected(query, &devices);
                assert_eq!(found, expected, "{dialect}, {missing}: {}", conditions[at].text());
                assert_eq!(engine.ids(&bound[at], &mapping), expected, "{dialect}: {:?}", bound[at]);
                answers += expected.len();
            }
        }
    }
    assert!(answers > 0);
}

// MySQL's timestamps are MariaDB's; SQL Server's must be stored as milliseconds.
fn timestamps(dialect: Dialect) {
    agree(dialect, if dialect == Dialect::Snowflake { "timestamp" } else { "timestamp_zoned" });
}

on_each_engine!(timestamps: trino Trino, snowflake Snowflake, bigquery BigQuery);
