//! Long lists for one field, on each engine: both zeros, integers written as doubles, integers that no double equals,
//! texts that fold alike.

use coreql::sql::{Dialect, Literals, Mapping, SqlOptions};
use coreql_data::Device;
use coreql_testing::engines::Engine;
use coreql_testing::on_each_engine;
use coreql_testing::sql::{SETTINGS, read, rows_of, selected, sqlite};
use serde_json::json;

const NUMBERS: [f64; 12] = [
    0.0,
    -0.0,
    1.0,
    -1.0,
    0.5,
    1.5,
    50.0,
    100.0,
    9_007_199_254_740_992.0,
    1e300,
    5e-324,
    -9_223_372_036_854_775_808.0,
];

/// Devices with each of the numbers and as many texts, and some without; the mapping has a plain column of doubles, a
/// column of integers with a second one of doubles, and a folded text.
fn devices() -> (Mapping, Vec<Device>) {
    let mapping = json!({"table": "devices", "id": "id", "fields": [
        {"field": "common.memory_free", "column": "free", "storage": "double"},
        {"field": "common.battery_level", "column": "battery", "storage": "integer", "real": "battery_real"},
        {"field": "common.model", "column": "model", "storage": "text", "folded": "model_folded"},
    ]});
    let number = |value: f64| if value == 1e300 { json!(9_007_199_254_740_993_i64) } else { json!(value) };
    let mut devices: Vec<Device> = (0..)
        .zip(NUMBERS)
        .map(|(at, value)| {
            let record = json!({
                "common.memory_free": value,
                "common.battery_level": number(value),
                "common.model": (["iPad", "STRASSE", "ſtraße", "a'b", "", "ΣΑΣ"][at % 6]),
            });
            Device::new(record.as_object().unwrap().clone())
        })
        .collect();
    devices.push(Device::default());
    (Mapping::from_json(&mapping.to_string()).unwrap(), devices)
}

/// Lists with many values that no device has, before and after some that devices have.
fn sources() -> Vec<String> {
    let mut sources = Vec::new();
    for length in [1_usize, 5, 70] {
        for few in [
            "0, -0.0, 0e5",
            "-0.0, 1.5",
            "0.5, 5e1, 50, 050",
            "1e300, 5e-324, -1",
            "9007199254740992, 9007199254740993, 9007199254740991",
            "-9223372036854775808, 1e0",
        ] {
            for field in ["memory_free", "battery_level"] {
                let others = |from: usize| {
                    (from..from + length).map(|at| format!("{at}.25, {}", at + 1000)).collect::<Vec<_>>()
                };
                let (before, after) = (others(200), others(5000));
                sources.push(format!(
                    "common.{field} in ({}, {few}, {})",
                    before.join(", "),
                    after.join(", ")
                ));
            }
        }
        for few in ["\"IPAD\", \"sTraße\"", "\"\", \"A'B\"", "\"σας\", \"strasse\""] {
            let others: Vec<String> = (0..length).map(|at| format!("\"{at}\"")).collect();
            sources.push(format!("common.model in ({}, {few})", others.join(", ")));
        }
    }
    sources
}

/// Each list, and NOT of it, selects what the evaluator selects, with bound and inlined values.
fn agrees(dialect: Dialect) {
    let Some(mut engine) = Engine::start(dialect) else { return };
    let (mapping, devices) = devices();
    let mapping = mapping.with_table([format!("coreql_lists_{}", dialect.as_str())]);
    engine.load(&mapping, &rows_of(&mapping, &devices));
    let sources: Vec<String> =
        sources().into_iter().flat_map(|source| [format!("NOT {source}"), source]).collect();
    for missing in SETTINGS {
        let read = |source: &str| read(source).with_missing(missing);
        let options = SqlOptions::new(dialect);
        for sources in sources.chunks(20) {
            let sql = |source: &String, literals| {
                read(source).to_sql(&mapping, options.with_literals(literals)).unwrap()
            };
            let inlined: Vec<_> = sources.iter().map(|source| sql(source, Literals::Inlined)).collect();
            for (found, source) in engine.ids_of_all(&inlined, &mapping).into_iter().zip(sources) {
                assert_eq!(found, selected(&read(source), &devices), "{dialect}, {missing}: {source}");
            }
            let source = &sources[7];
            let found = engine.ids(&sql(source, Literals::Bound), &mapping);
            assert_eq!(found, selected(&read(source), &devices), "{dialect}, {missing}, bound: {source}");
        }
    }
}

#[test]
fn sqlite_agrees() {
    let (mapping, devices) = devices();
    let database = sqlite::database(&mapping, &rows_of(&mapping, &devices), Literals::Bound);
    let mut answers = 0;
    for source in sources() {
        for missing in SETTINGS {
            let query = read(&source).with_missing(missing);
            for literals in [Literals::Bound, Literals::Inlined] {
                let options = SqlOptions::new(Dialect::Sqlite).with_literals(literals);
                let found = sqlite::found(&database, &query, &mapping, options);
                assert_eq!(found, selected(&query, &devices), "{missing}: {source}");
                answers += found.len();
            }
        }
    }
    assert!(answers > 0);
}

on_each_engine!(agrees);
on_each_engine!(agrees in translation);

/// A list of any length is a single `IN`, with zero as a separate condition.
#[test]
fn a_list_is_one_in() {
    let (mapping, _) = devices();
    for (source, expected) in [
        ("common.memory_free in (3, 1.5, 3.0)", "\"free\" IN ($1, $2)"),
        ("common.memory_free = 3 or common.memory_free = 1.5", "\"free\" IN ($1, $2)"),
        ("common.memory_free in (3, 0, -0.0)", "(\"free\" = $1 OR \"free\" = $2)"),
        ("common.battery_level in (3, 50, 5e1)", "\"battery\" IN ($1, $2)"),
        ("common.battery_level in (3, 0.5, 5.5)", "(\"battery\" = $1 OR \"battery_real\" IN ($2, $3))"),
    ] {
        let condition = read(source).to_sql(&mapping, SqlOptions::new(Dialect::Postgres)).unwrap();
        let mut text = condition.text().replace("CAST(", "");
        for cast in [" AS DOUBLE PRECISION)", " AS BIGINT)"] {
            text = text.replace(cast, "");
        }
        assert_eq!(text, expected, "{source}");
    }
}

/// Where a field has a second column of doubles, lists use it as single numbers do.
#[test]
fn a_list_uses_both_columns() {
    let mapping = r#"{"table": "t", "fields": [
        {"field": "common.memory_free", "column": "a", "storage": "double", "real": "b"}
    ]}"#;
    let mapping = Mapping::from_json(mapping).unwrap();
    for (source, expected) in [
        ("common.memory_free = 1.5", "(`a` = ? OR `b` = ?)"),
        ("common.memory_free in (1.5, 2.5)", "(`a` IN (?, ?) OR `b` IN (?, ?))"),
        ("common.memory_free in (1.5, 2)", "(`a` IN (?, ?) OR `b` = ?)"),
        ("common.memory_free in (0, 2)", "(`a` = ? OR `a` = ?)"),
    ] {
        let condition = read(source).to_sql(&mapping, SqlOptions::new(Dialect::Sqlite)).unwrap();
        assert_eq!(condition.text(), expected, "{source}");
    }
}

/// Snowflake accepts at most 50 doubles in one list.
#[test]
fn a_list_is_as_long_as_the_engine_accepts() {
    let (mapping, _) = devices();
    let values: Vec<String> = (1..=120).map(|at| format!("{at}.5")).collect();
    let query = read(&format!("common.memory_free in ({})", values.join(", ")));
    for (dialect, lists) in [(Dialect::Snowflake, 3), (Dialect::Postgres, 1)] {
        let condition = query.to_sql(&mapping, SqlOptions::new(dialect)).unwrap();
        assert_eq!(condition.text().matches(" IN (").count(), lists, "{dialect}");
        assert_eq!(condition.parameters().len(), 120, "{dialect}");
    }
}
