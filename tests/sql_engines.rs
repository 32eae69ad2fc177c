//! The SQL for PostgreSQL, MariaDB, DuckDB, ClickHouse, Spark and DataFusion, run by the engines themselves.
//!
//! `tests/engines/setup.sh` makes the Python environment that runs them. An engine that is not there is skipped, and
//! said to be; with `COREQL_ENGINES=required` that fails. `QUERIES=1000` asks as many random queries of each.
#![cfg(feature = "sql")]
#![allow(
    dead_code,
    missing_docs,
    unreachable_pub,
    clippy::as_conversions,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    clippy::wildcard_enum_match_arm,
    reason = "a test"
)]

mod reference;
mod sql;

use coreql::Query;
use coreql::sql::{Dialect, Literals, Mapping, Rows, SqlFragment, SqlOptions, SqlValue};
use sql::engine::Engine;
use sql::{Fleet, SETTINGS, read};

const DEVICES: usize = 200;
/// Conditions of one statement.
const BATCH: usize = 20;

fn queries(usual: usize) -> usize {
    std::env::var("QUERIES").map_or(usual, |queries| queries.parse().unwrap())
}

/// Random queries and devices, both settings of missing values, values bound and inlined: no difference; and each query
/// and NOT of it split the table.
fn agrees(dialect: Dialect, usual: usize) {
    let Some(mut engine) = Engine::start(dialect) else { return };
    let count = queries(usual);
    let (mut asked, mut selected) = (0, 0);
    for seed in 0..count.div_ceil(100) {
        let mut fleet = Fleet::new(77 + seed as u64, DEVICES);
        fleet.mapping = fleet.mapping.clone().with_table([format!("coreql_{}", dialect.name())]);
        let rows = fleet.rows();
        engine.load(&fleet.mapping, &rows);
        let held: Vec<i64> =
            (0..).zip(&rows).filter(|(_, row)| Rows::check(row, dialect).is_ok()).map(|(id, _)| id).collect();
        for _ in 0..count.min(100).div_ceil(BATCH) {
            let asked_now: Vec<(String, Query)> =
                (0..BATCH).map(|at| if at % 3 == 0 { fleet.narrow_query() } else { fleet.query() }).collect();
            for missing in SETTINGS {
                let options = SqlOptions::new(dialect).with_missing(missing);
                let inlined = options.with_literals(Literals::Inlined);
                let sql = |query: &Query, options| query.to_sql(&fleet.mapping, options).unwrap();
                let conditions: Vec<SqlFragment> =
                    asked_now.iter().map(|(_, query)| sql(query, inlined)).collect();
                let negated: Vec<SqlFragment> = asked_now
                    .iter()
                    .map(|(source, _)| sql(&read(&format!("NOT ({source})")), inlined))
                    .collect();
                let found = engine.ids_of_all(&conditions, &fleet.mapping);
                let others = engine.ids_of_all(&negated, &fleet.mapping);
                for (at, (source, query)) in asked_now.iter().enumerate() {
                    let mut expected = fleet.expected(query, missing);
                    expected.retain(|id| held.contains(id));
                    let different = expected.iter().chain(&found[at]);
                    let different =
                        different.clone().find(|id| expected.contains(id) != found[at].contains(id));
                    assert_eq!(
                        found[at],
                        expected,
                        "{dialect}, seed {seed}, {missing}\n{source}\n{}\n{:?}",
                        conditions[at].text(),
                        different.map(|id| &rows[usize::try_from(*id).unwrap()])
                    );
                    let mut all = [found[at].clone(), others[at].clone()].concat();
                    all.sort_unstable();
                    assert_eq!(all, held, "{dialect}: NOT ({source})\n{}", negated[at].text());
                    // Starting a statement is slow on some engines, so a part of them is asked with bound values.
                    if at % 5 == 0 {
                        let bound = sql(query, options);
                        assert_eq!(
                            engine.ids(&bound, &fleet.mapping),
                            expected,
                            "{dialect}\n{source}\n{bound:?}"
                        );
                    }
                    asked += DEVICES;
                    selected += expected.len();
                }
            }
        }
    }
    eprintln!("{dialect}: {asked} answers, {selected} selected, no difference");
    assert!(selected * 10 > asked && selected * 10 < asked * 9);
}

const PAYLOADS: [&str; 14] = [
    "' or '1'='1",
    "' or 1=1 --",
    "\\' or 1=1 --",
    "\\\\' or 1=1 --",
    "'; drop table devices; --",
    "\"; drop table devices; --",
    "` or 1=1 #",
    "admin'/*",
    "' union select 1 --",
    "%' or '%'='",
    "$q$ or 1=1",
    "{p1:string}",
    ":p1 ? $1 @p1",
    "\u{ff07} or 1=1 --",
];

/// Stored and asked for, bound and inlined, each text finds its row and no other.
fn keeps_its_shape(dialect: Dialect, sample: usize) {
    let Some(mut engine) = Engine::start(dialect) else { return };
    const CHARACTERS: [char; 12] = ['\'', '"', '\\', '%', '_', ']', '[', ';', '-', '\0', '`', 'a'];
    let mut random = reference::generate::Random::new(4);
    let mut texts: Vec<String> = PAYLOADS.map(str::to_owned).to_vec();
    for _ in 0..sample {
        texts.push((0..=random.below(4)).map(|_| *random.pick(&CHARACTERS)).collect());
    }
    texts.sort();
    texts.dedup();
    let field = coreql::catalog::Field::new("custom.device.x", coreql::catalog::FieldType::String);
    let catalog = coreql::catalog::Catalog::builtin().with_fields([field.clone()]).unwrap();
    let mapping = Mapping::of_fields([&field]).with_table([format!("coreql_texts_{}", dialect.name())]);
    let text = |text: &String| SqlValue::Text(text.clone());
    let rows: Vec<Vec<SqlValue>> = (0..)
        .zip(&texts)
        .map(|(id, own)| vec![SqlValue::Integer(id), SqlValue::Text("{}".to_owned()), text(own), text(own)])
        .collect();
    engine.load(&mapping, &rows);
    let query = |text: &String| {
        coreql::query::build::field("custom.device.x").eq(text.as_str()).query(&catalog).unwrap()
    };
    let options = SqlOptions::new(dialect);
    let inlined: Vec<SqlFragment> = texts
        .iter()
        .map(|text| query(text).to_sql(&mapping, options.with_literals(Literals::Inlined)).unwrap())
        .collect();
    let mut at = 0;
    for conditions in inlined.chunks(BATCH) {
        for found in engine.ids_of_all(conditions, &mapping) {
            let held = Rows::check(&rows[at], dialect).is_ok();
            assert_eq!(found, if held { vec![at as i64] } else { Vec::new() }, "{dialect}: {:?}", texts[at]);
            at += 1;
        }
    }
    for (id, own) in texts.iter().enumerate().step_by(7) {
        let held = Rows::check(&rows[id], dialect).is_ok();
        let found = engine.ids(&query(own).to_sql(&mapping, options).unwrap(), &mapping);
        assert_eq!(found, if held { vec![id as i64] } else { Vec::new() }, "{dialect}: {own:?}");
    }
}

macro_rules! engines {
    ($($module:ident $dialect:ident $queries:literal $texts:literal)*) => {$(
        mod $module {
            use super::*;

            #[test]
            fn agrees_with_the_evaluator() {
                agrees(Dialect::$dialect, $queries);
            }

            #[test]
            fn no_text_changes_the_shape_of_a_statement() {
                keeps_its_shape(Dialect::$dialect, $texts);
            }
        }
    )*};
}

engines! {
    postgres Postgres 200 1000
    mariadb MariaDb 200 1000
    duckdb DuckDb 200 500
    clickhouse ClickHouse 200 500
    spark Spark 40 100
    datafusion DataFusion 200 500
}
