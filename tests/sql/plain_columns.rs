//! Random queries on plain columns, without helper columns: they select what the evaluator selects.
//!
//! `QUERIES=10000` runs that many queries, each on 200 devices.

use std::collections::BTreeSet;

use coreql::sql::{
    Dialect, FOLD_FUNCTION, Folding, Literals, Mapping, SqlError, SqlFragment, SqlOptions, SqlValue, Storage,
    Translator,
};
use coreql::text::fold::fold;
use coreql_testing::engines::Engine;
use coreql_testing::on_each_engine;
use coreql_testing::sql::folding::listed;
use coreql_testing::sql::native::{Columns, Native};
use coreql_testing::sql::{SETTINGS, read, sqlite};
use rusqlite::Connection;
use rusqlite::functions::FunctionFlags;

const DEVICES: usize = 200;
/// Queries on the same devices.
const QUERIES_EACH: usize = 50;

fn queries(usual: usize) -> usize {
    std::env::var("QUERIES").map_or(usual, |queries| queries.parse().unwrap())
}

/// The number of queries by default: Spark is slow.
fn usual(dialect: Dialect) -> usize {
    if dialect == Dialect::Spark { 100 } else { 240 }
}

fn with_our_function(mapping: &Mapping, rows: &[Vec<SqlValue>]) -> Connection {
    let database = Connection::open_in_memory().unwrap();
    let flags = FunctionFlags::SQLITE_UTF8 | FunctionFlags::SQLITE_DETERMINISTIC;
    database
        .create_scalar_function(FOLD_FUNCTION, 1, flags, |context| {
            let text = context.get::<Option<String>>(0)?;
            Ok(text.map(|text| fold(&text).into_owned()))
        })
        .unwrap();
    sqlite::fill(&database, mapping, rows, Literals::Inlined);
    database
}

/// Random queries on plain columns in SQLite, with both meanings of missing values; each query and NOT of it split the
/// table, and what plain columns cannot evaluate is an error (rules 7.7, 7.11 and 9.18).
fn sqlite_agrees(folding: Folding, excluded: &BTreeSet<char>) {
    let columns = Columns {
        date: Storage::Milliseconds,
        dates: (i64::MIN, i64::MAX),
        array: Storage::TextArray,
        null_arrays: true,
    };
    let (mut evaluated, mut selected, mut refused) = (0, 0, 0);
    for seed in 0..queries(1000).div_ceil(QUERIES_EACH) {
        let mut native = Native::new(400 + seed as u64, DEVICES, columns, excluded.clone());
        let database = with_our_function(&native.fleet.mapping, &native.rows);
        for at in 0..QUERIES_EACH {
            let (source, answerable) = native.query();
            for missing in SETTINGS {
                let query = read(&source).with_missing(missing);
                let negated = read(&format!("NOT ({source})")).with_missing(missing);
                let literals = if at % 2 == 0 { Literals::Bound } else { Literals::Inlined };
                let options = SqlOptions::new(Dialect::Sqlite).with_literals(literals).with_folding(folding);
                let mapping = &native.fleet.mapping;
                if let Err(error) = query.to_sql(mapping, options) {
                    assert!(matches!(error, SqlError::NoForm { .. }) && !answerable, "{error}\n{source}");
                    refused += 1;
                    continue;
                }
                let ids = sqlite::found(&database, &query, mapping, options);
                let expected = native.fleet.expected(&query);
                assert_eq!(
                    ids,
                    expected,
                    "seed {seed}, {missing}\n{source}\n{:?}\n{:?}",
                    query.to_sql(mapping, options).unwrap(),
                    expected
                        .iter()
                        .chain(&ids)
                        .find(|id| expected.contains(id) != ids.contains(id))
                        .map(|id| &native.fleet.devices[usize::try_from(*id).unwrap()])
                );
                let mut all = [ids, sqlite::found(&database, &negated, mapping, options)].concat();
                all.sort_unstable();
                assert_eq!(all, (0..DEVICES as i64).collect::<Vec<_>>(), "{source}");
                evaluated += DEVICES;
                selected += expected.len();
            }
        }
    }
    eprintln!(
        "sqlite, {folding:?}: {evaluated} answers, {selected} selected, no difference; {refused} refused"
    );
    assert!(selected * 10 > evaluated && selected * 10 < evaluated * 9 && refused > 0);
}

#[test]
fn sqlite_with_our_function_agrees_with_the_evaluator_on_all_text() {
    sqlite_agrees(Folding::Registered, &BTreeSet::new());
}

#[test]
fn sqlite_agrees_with_the_evaluator_except_on_the_listed_characters() {
    sqlite_agrees(Folding::Engine, &listed("sqlite"));
}

/// Conditions in one statement.
const BATCH: usize = 20;

/// Columns with the years that the engine's timestamps can store.
fn columns(dialect: Dialect, seed: usize) -> Columns {
    let usual = (-62_135_596_800_000, 253_402_300_799_998);
    // ClickHouse stores 1900 to 2299, DataFusion nanoseconds in 64 bits, MariaDB's type with a time zone 1970 to 2038.
    let timestamps = match dialect {
        Dialect::ClickHouse => (-2_208_988_800_000, 10_413_791_999_999),
        Dialect::DataFusion => (-9_223_372_036_853, 9_223_372_036_853),
        _ => usual,
    };
    let (date, dates) = match (seed % 3, dialect) {
        (0, _) => (Storage::Milliseconds, (i64::MIN, i64::MAX)),
        (2, Dialect::MariaDb) => (Storage::TimestampZoned, (1000, 2_147_483_647_000)),
        (1, _) | (_, Dialect::DataFusion) => (Storage::Timestamp, timestamps),
        _ => (Storage::TimestampZoned, timestamps),
    };
    Columns {
        date,
        dates,
        // DataFusion has no condition on any element.
        array: if dialect == Dialect::DataFusion { Storage::Json } else { Storage::TextArray },
        null_arrays: dialect != Dialect::ClickHouse,
    }
}

const TAKES_BOUND_ROWS: [Dialect; 3] = [Dialect::Postgres, Dialect::MariaDb, Dialect::DuckDb];

/// Like `sqlite_agrees`, on the other engines.
fn agrees(dialect: Dialect) {
    let Some(mut engine) = Engine::start(dialect) else { return };
    let excluded = listed(dialect.as_str());
    let (mut evaluated, mut selected, mut refused) = (0, 0, 0);
    // Each way to store dates gets its own fleets.
    let count = queries(usual(dialect)).div_ceil(BATCH);
    let fleets = count.div_ceil(3).max(3);
    for seed in 0..fleets {
        let mut native = Native::new(700 + seed as u64, DEVICES, columns(dialect, seed), excluded.clone());
        let table = format!("coreql_native_{}", dialect.as_str());
        let mapping = native.fleet.mapping.clone().with_table([table]);
        // Some rows as bound values, where the engine's process accepts them in an INSERT.
        let bound = if TAKES_BOUND_ROWS.contains(&dialect) { 20 } else { 0 };
        engine.load(&mapping, &native.rows[bound..]);
        let one = Translator::new(&mapping, dialect).prepared_insert().unwrap();
        for row in &native.rows[..bound] {
            engine.rows(one.text(), row);
        }
        for _ in 0..count.div_ceil(fleets) {
            let mut sources = Vec::new();
            while sources.len() < BATCH {
                let (source, answerable) = native.query();
                // A condition that cannot be translated is refused only where simplification does not remove it, which
                // depends on the meaning of missing values and on a NOT.
                let translate = |missing, text: &str| {
                    read(text).with_missing(missing).to_sql(&mapping, SqlOptions::new(dialect)).map(drop)
                };
                let refusal = SETTINGS.into_iter().find_map(|missing| {
                    let negated = format!("NOT ({source})");
                    translate(missing, &source).and_then(|()| translate(missing, &negated)).err()
                });
                match refusal {
                    None => sources.push(source),
                    Some(error) => {
                        assert!(matches!(error, SqlError::NoForm { .. }) && !answerable, "{error}\n{source}");
                        refused += 1;
                    }
                }
            }
            for missing in SETTINGS {
                let options = SqlOptions::new(dialect);
                let inlined = options.with_literals(Literals::Inlined);
                let sql = |source: &str, options| {
                    let translated = read(source).with_missing(missing).to_sql(&mapping, options);
                    translated.unwrap_or_else(|error| panic!("{error}, {missing}\n{source}"))
                };
                let conditions: Vec<SqlFragment> =
                    sources.iter().map(|source| sql(source, inlined)).collect();
                let negated: Vec<SqlFragment> =
                    sources.iter().map(|source| sql(&format!("NOT ({source})"), inlined)).collect();
                let found = engine.ids_of_all(&conditions, &mapping);
                let others = engine.ids_of_all(&negated, &mapping);
                for (at, source) in sources.iter().enumerate() {
                    let expected = native.fleet.expected(&read(source).with_missing(missing));
                    let different = expected.iter().chain(&found[at]);
                    let different =
                        different.clone().find(|id| expected.contains(id) != found[at].contains(id));
                    assert_eq!(
                        found[at],
                        expected,
                        "{dialect}, seed {seed}, {missing}\n{source}\n{}\n{:?}",
                        conditions[at].text(),
                        different.map(|id| &native.fleet.devices[usize::try_from(*id).unwrap()])
                    );
                    let mut all = [found[at].clone(), others[at].clone()].concat();
                    all.sort_unstable();
                    let twice = all.windows(2).find(|pair| pair[0] == pair[1]).map(|pair| pair[0]);
                    assert_eq!(
                        all,
                        (0..DEVICES as i64).collect::<Vec<_>>(),
                        "{dialect}, {missing}: NOT ({source})\n{}\n{:?}",
                        negated[at].text(),
                        twice.map(|id| &native.rows[usize::try_from(id).unwrap()])
                    );
                    // Starting a statement is slow on some engines, so only some queries run with bound values.
                    if at % 5 == 0 {
                        let bound = sql(source, options);
                        assert_eq!(engine.ids(&bound, &mapping), expected, "{dialect}\n{source}\n{bound:?}");
                    }
                    evaluated += DEVICES;
                    selected += expected.len();
                }
            }
        }
    }
    eprintln!(
        "{dialect}: {evaluated} answers, {selected} selected, no difference; {refused} queries refused"
    );
    assert!(selected * 10 > evaluated && selected * 10 < evaluated * 9 && refused > 0);
}

on_each_engine!(agrees);

/// In other dialects the option is an error of the translation.
#[test]
fn only_sqlite_has_our_function() {
    let mapping = Mapping::from_json(
        r#"{"table": "devices", "fields": [{"field": "common.platform", "column": "platform", "storage": "text"}]}"#,
    )
    .unwrap();
    let query = read("common.platform = \"iOS\"");
    for dialect in Dialect::ALL {
        let options = SqlOptions::new(dialect).with_folding(Folding::Registered);
        let condition = query.to_sql(&mapping, options);
        assert_eq!(condition.is_ok(), dialect == Dialect::Sqlite, "{condition:?}");
    }
}

/// A literal that the column's type cannot compare; a date outside the engine's timestamps.
#[test]
fn what_a_column_cannot_store_or_compare_is_an_error() {
    let mapping = |field: &str, storage: &str| {
        let text = format!(
            r#"{{"table": "t", "fields": [{{"field": "common.{field}", "column": "c", "storage": "{storage}"}}]}}"#
        );
        Mapping::from_json(&text).unwrap()
    };
    for dialect in Dialect::ALL {
        for (field, storage, source) in [
            ("battery_level", "text", "common.battery_level > 5"),
            ("battery_level", "milliseconds", "common.battery_level is empty"),
            ("compliant", "integer", "common.compliant = true"),
            ("creation_date", "text", "common.creation_date < 2020"),
            ("platform", "integer", "common.platform = \"a\""),
            ("platform", "json", "common.platform is empty"),
            ("os_version", "text", "common.os_version < \"10\""),
            ("blocked_reasons", "json", "common.blocked_reasons = \"a\""),
        ] {
            let condition = read(source).to_sql(&mapping(field, storage), SqlOptions::new(dialect));
            assert!(matches!(condition, Err(SqlError::NoForm { .. })), "{dialect}: {source}: {condition:?}");
        }
    }
    let row = [vec![SqlValue::Integer(253_402_300_800_000)]];
    for (dialect, holds) in [
        (Dialect::Postgres, true),
        (Dialect::MariaDb, false),
        (Dialect::ClickHouse, false),
        (Dialect::DataFusion, false),
    ] {
        let mapping = mapping("creation_date", "timestamp");
        let statement = Translator::new(&mapping, SqlOptions::new(dialect).with_literals(Literals::Inlined))
            .insert(row.iter().map(Vec::as_slice));
        let far = matches!(statement, Err(SqlError::FarDate { .. }));
        assert_eq!((statement.is_ok(), far), (holds, !holds), "{dialect}");
    }
}

/// The mapping and the conditions in docs/sql.md.
#[test]
fn the_examples_of_the_page() {
    let page = include_str!("../../docs/sql.md");
    let block = |language: &str| {
        let (_, rest) = page.split_once(&format!("```{language}\n")).unwrap();
        rest.split_once("```").unwrap().0
    };
    let mapping = Mapping::from_json(block("json")).unwrap();
    let lines: Vec<&str> = block("sql").lines().collect();
    assert!(lines.len() >= 6);
    for pair in lines.chunks(2) {
        let (dialect, source) = pair[0].strip_prefix("-- ").unwrap().split_once(": ").unwrap();
        let condition = read(source).to_sql(&mapping, SqlOptions::new(dialect.parse().unwrap())).unwrap();
        assert_eq!(condition.text(), pair[1], "{source}");
    }
}
