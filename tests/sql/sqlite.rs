//! Random queries on SQLite: they select what the evaluator selects.
//!
//! `QUERIES=10000 cargo test --release --all-features --test sql sqlite::` runs that many queries, each on 200 devices.

use coreql::query::MissingValues;
use coreql::sql::{Dialect, Literals, SqlOptions};
use coreql_testing::sql::sqlite::{database, found};
use coreql_testing::sql::{Fleet, SETTINGS, read};

const DEVICES: usize = 200;
/// Queries on the same devices.
const QUERIES_PER_FLEET: usize = 50;

fn queries() -> usize {
    std::env::var("QUERIES").map_or(1000, |queries| queries.parse().unwrap())
}

#[test]
fn sqlite_agrees_with_the_evaluator() {
    let (mut evaluated, mut selected) = (0, 0);
    for seed in 0..queries().div_ceil(QUERIES_PER_FLEET) {
        let mut fleet = Fleet::new(seed as u64, DEVICES);
        let rows = fleet.rows();
        let stored = if seed % 2 == 0 { Literals::Bound } else { Literals::Inlined };
        let database = database(&fleet.mapping, &rows, stored);
        for at in 0..QUERIES_PER_FLEET {
            let (source, query) = if at % 3 == 0 { fleet.narrow_query() } else { fleet.query() };
            for missing in SETTINGS {
                let query = query.clone().with_missing(missing);
                let expected = fleet.expected(&query);
                let literals = if at % 2 == 0 { Literals::Bound } else { Literals::Inlined };
                let options = SqlOptions::new(Dialect::Sqlite).with_literals(literals);
                let found = found(&database, &query, &fleet.mapping, options);
                assert_eq!(
                    found,
                    expected,
                    "seed {seed}, {missing}\n{source}\n{:?}\n{:?}",
                    query.to_sql(&fleet.mapping, options).unwrap(),
                    expected.iter().chain(&found).find(|id| expected.contains(id) != found.contains(id)).map(
                        |id| {
                            let at = usize::try_from(*id).unwrap();
                            (&fleet.devices[at], &rows[at])
                        }
                    )
                );
                evaluated += DEVICES;
                selected += expected.len();
            }
        }
    }
    println!("{evaluated} answers, {selected} selected");
    assert!(selected * 10 > evaluated && selected * 10 < evaluated * 9, "{selected} of {evaluated}");
}

#[test]
fn a_query_and_not_of_it_split_the_table() {
    for seed in 0..4 {
        let mut fleet = Fleet::new(1_000_000 + seed, DEVICES);
        let database = database(&fleet.mapping, &fleet.rows(), Literals::Bound);
        for _ in 0..queries() / 20 {
            let (source, _) = fleet.query();
            for missing in SETTINGS {
                let options = SqlOptions::new(Dialect::Sqlite);
                let read = |source: &str| read(source).with_missing(missing);
                let mut ids = found(&database, &read(&source), &fleet.mapping, options);
                ids.extend(found(&database, &read(&format!("NOT ({source})")), &fleet.mapping, options));
                ids.sort_unstable();
                assert_eq!(ids, (0..DEVICES as i64).collect::<Vec<_>>(), "{source}");
            }
        }
    }
}

/// The longest queries that the default limits allow, and the deepest.
#[test]
fn long_and_deep_queries_run() {
    let fleet = Fleet::new(3, 20);
    let columns =
        fleet.mapping.fields().find(|columns| columns.storage == coreql::sql::Storage::Text).unwrap();
    let database = database(&fleet.mapping, &fleet.rows(), Literals::Bound);
    let term = |at: usize| format!("\"{}\" contains \"{at}\"", columns.field);
    let wide = (0..5000).map(term).collect::<Vec<_>>().join(" or ");
    let deep = (0..45).fold(term(0), |inner, at| format!("({inner}) {} {}", ["and", "or"][at % 2], term(at)));
    let array = fleet.mapping.fields().find(|columns| columns.storage == coreql::sql::Storage::Json).unwrap();
    let values = (0..5000).map(|at| format!("\"{at}\"")).collect::<Vec<_>>().join(", ");
    let list = format!("\"{}\" in ({values})", array.field);
    for source in [wide, deep, list] {
        let query = read(&source);
        for missing in [MissingValues::Complement, MissingValues::Exclude] {
            let query = query.clone().with_missing(missing);
            let options = SqlOptions::new(Dialect::Sqlite);
            assert_eq!(found(&database, &query, &fleet.mapping, options), fleet.expected(&query));
        }
    }
}
