//! Random queries on every engine but SQLite: they select what the evaluator selects.
//!
//! `QUERIES=1000` runs that many queries on each engine.

use coreql::Query;
use coreql::sql::{Dialect, Literals, Rows, SqlFragment, SqlOptions};
use coreql_testing::engines::Engine;
use coreql_testing::on_each_engine;
use coreql_testing::sql::{Fleet, SETTINGS, read};

const DEVICES: usize = 200;
/// Conditions in one statement.
const BATCH: usize = 20;

fn queries(usual: usize) -> usize {
    std::env::var("QUERIES").map_or(usual, |queries| queries.parse().unwrap())
}

/// The number of queries by default: Spark is slow.
fn usual(dialect: Dialect) -> usize {
    if dialect == Dialect::Spark { 100 } else { 200 }
}

/// Random queries and devices, both meanings of missing values, bound and inlined values; and each query and NOT of it
/// split the table (rules 7.7 and 7.11).
fn agrees(dialect: Dialect) {
    let Some(mut engine) = Engine::start(dialect) else { return };
    let count = queries(usual(dialect));
    let (mut evaluated, mut selected) = (0, 0);
    for seed in 0..count.div_ceil(100) {
        let mut fleet = Fleet::new(77 + seed as u64, DEVICES);
        fleet.mapping = fleet.mapping.clone().with_table([format!("coreql_{}", dialect.as_str())]);
        let rows = fleet.rows();
        engine.load(&fleet.mapping, &rows);
        let held: Vec<i64> =
            (0..).zip(&rows).filter(|(_, row)| Rows::check(row, dialect).is_ok()).map(|(id, _)| id).collect();
        for _ in 0..count.min(100).div_ceil(BATCH) {
            let batch: Vec<(String, Query)> =
                (0..BATCH).map(|at| if at % 3 == 0 { fleet.narrow_query() } else { fleet.query() }).collect();
            for missing in SETTINGS {
                let options = SqlOptions::new(dialect);
                let inlined = options.with_literals(Literals::Inlined);
                let sql = |query: &Query, options| {
                    query.clone().with_missing(missing).to_sql(&fleet.mapping, options).unwrap()
                };
                let conditions: Vec<SqlFragment> =
                    batch.iter().map(|(_, query)| sql(query, inlined)).collect();
                let negated: Vec<SqlFragment> =
                    batch.iter().map(|(source, _)| sql(&read(&format!("NOT ({source})")), inlined)).collect();
                let found = engine.ids_of_all(&conditions, &fleet.mapping);
                let others = engine.ids_of_all(&negated, &fleet.mapping);
                for (at, (source, query)) in batch.iter().enumerate() {
                    let mut expected = fleet.expected(&query.clone().with_missing(missing));
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
                    // Starting a statement is slow on some engines, so only some queries run with bound values.
                    if at % 5 == 0 {
                        let bound = sql(query, options);
                        assert_eq!(
                            engine.ids(&bound, &fleet.mapping),
                            expected,
                            "{dialect}\n{source}\n{bound:?}"
                        );
                    }
                    evaluated += DEVICES;
                    selected += expected.len();
                }
            }
        }
    }
    eprintln!("{dialect}: {evaluated} answers, {selected} selected, no difference");
    assert!(selected * 10 > evaluated && selected * 10 < evaluated * 9);
}

on_each_engine!(agrees);

on_each_engine!(agrees in translation);

/// Without engines these tests pass, but `cargo test` reports each engine that is missing.
#[test]
fn skipped_engines_are_reported() {
    let mut tests = std::process::Command::new(std::env::current_exe().unwrap());
    tests.args(["engines::", "--skip", "skipped_engines_are_reported"]).env_remove("COREQL_ENGINES");
    let output = tests.env("COREQL_ENGINES_PYTHON", "there/is/none").output().unwrap();
    assert!(output.status.success());
    let stderr = String::from_utf8(output.stderr).unwrap();
    for engine in ["postgres", "mariadb", "duckdb", "clickhouse", "spark", "datafusion"] {
        assert!(stderr.contains(&format!("SKIPPED: {engine} is not there")), "{engine}: {stderr}");
    }
}
