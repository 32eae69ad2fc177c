//! The SQL for SQLite, run by SQLite: it selects what the evaluator selects, and no text changes its shape.
//!
//! `QUERIES=10000 cargo test -p coreql --release --all-features --test sql_sqlite` asks as many random queries as that, of 200 devices each.
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
use coreql::query::MissingValues;
use coreql::sql::{Dialect, Literals, Mapping, SqlOptions, SqlValue, create_table, insert, insert_row};
use rusqlite::types::Value;
use rusqlite::{Connection, params_from_iter};
use sql::{Fleet, SETTINGS, read};

const DEVICES: usize = 200;
/// Queries asked of the same devices.
const ASKED: usize = 50;

fn queries() -> usize {
    std::env::var("QUERIES").map_or(1000, |queries| queries.parse().unwrap())
}

fn value(value: &SqlValue) -> Value {
    match value {
        SqlValue::Null => Value::Null,
        SqlValue::Text(text) => Value::Text(text.clone()),
        SqlValue::Integer(integer) => Value::Integer(*integer),
        SqlValue::Double(double) => Value::Real(*double),
        SqlValue::Boolean(value) => Value::Integer(i64::from(*value)),
        other => panic!("{other:?}"),
    }
}

/// A database with the table of a mapping, rows inserted as bound values or as literals.
fn database(mapping: &Mapping, rows: &[Vec<SqlValue>], literals: Literals) -> Connection {
    let database = Connection::open_in_memory().unwrap();
    database.execute_batch(create_table(mapping, Dialect::Sqlite).unwrap().text()).unwrap();
    match literals {
        Literals::Bound => {
            let statement = insert_row(mapping, Dialect::Sqlite).unwrap();
            let mut insert = database.prepare(statement.text()).unwrap();
            for row in rows {
                insert.execute(params_from_iter(row.iter().map(value))).unwrap();
            }
        }
        Literals::Inlined => {
            for rows in rows.chunks(50) {
                let statement = insert(mapping, rows.iter().map(Vec::as_slice), Dialect::Sqlite).unwrap();
                database.execute_batch(statement.text()).unwrap();
            }
        }
    }
    database
}

fn found(database: &Connection, query: &Query, mapping: &Mapping, options: SqlOptions) -> Vec<i64> {
    let condition = query.to_sql(mapping, options).unwrap();
    let text = format!("SELECT id FROM devices WHERE {} ORDER BY id", condition.text());
    let mut statement = database.prepare(&text).unwrap_or_else(|error| panic!("{error}\n{text}"));
    let parameters = params_from_iter(condition.parameters().iter().map(value));
    let rows = statement.query_map(parameters, |row| row.get(0)).unwrap();
    rows.collect::<Result<_, _>>().unwrap_or_else(|error| panic!("{error}\n{text}"))
}

#[test]
fn sqlite_agrees_with_the_evaluator() {
    let (mut asked, mut selected) = (0, 0);
    for seed in 0..queries().div_ceil(ASKED) {
        let mut fleet = Fleet::new(seed as u64, DEVICES);
        let rows = fleet.rows();
        let stored = if seed % 2 == 0 { Literals::Bound } else { Literals::Inlined };
        let database = database(&fleet.mapping, &rows, stored);
        for at in 0..ASKED {
            let (source, query) = if at % 3 == 0 { fleet.narrow_query() } else { fleet.query() };
            for missing in SETTINGS {
                let expected = fleet.expected(&query, missing);
                let literals = if at % 2 == 0 { Literals::Bound } else { Literals::Inlined };
                let options = SqlOptions::new(Dialect::Sqlite).with_missing(missing).with_literals(literals);
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
                asked += DEVICES;
                selected += expected.len();
            }
        }
    }
    println!("{asked} answers, {selected} selected");
    assert!(selected * 10 > asked && selected * 10 < asked * 9, "{selected} of {asked}");
}

#[test]
fn a_query_and_not_of_it_split_the_table() {
    for seed in 0..4 {
        let mut fleet = Fleet::new(1_000_000 + seed, DEVICES);
        let database = database(&fleet.mapping, &fleet.rows(), Literals::Bound);
        for _ in 0..queries() / 20 {
            let (source, _) = fleet.query();
            for missing in SETTINGS {
                let options = SqlOptions::new(Dialect::Sqlite).with_missing(missing);
                let mut ids = found(&database, &read(&source), &fleet.mapping, options);
                ids.extend(found(&database, &read(&format!("NOT ({source})")), &fleet.mapping, options));
                ids.sort_unstable();
                assert_eq!(ids, (0..DEVICES as i64).collect::<Vec<_>>(), "{source}");
            }
        }
    }
}

/// All strings of up to four of these characters, and payloads that were published.
fn hostile() -> Vec<String> {
    const CHARACTERS: [char; 12] = ['\'', '"', '\\', '%', '_', ']', '[', ';', '-', '\0', '`', 'a'];
    let mut texts = vec![String::new()];
    let mut longest = texts.clone();
    for _ in 0..4 {
        longest = longest.iter().flat_map(|text| CHARACTERS.map(|c| format!("{text}{c}"))).collect();
        texts.extend(longest.iter().cloned());
    }
    texts.extend(PAYLOADS.map(str::to_owned));
    texts
}

const PAYLOADS: [&str; 16] = [
    "' OR '1'='1",
    "' OR 1=1 --",
    "\\' OR 1=1 --",
    "'; DROP TABLE devices; --",
    "\"; DROP TABLE devices; --",
    "` OR 1=1 #",
    "admin'/*",
    "' UNION SELECT sql FROM sqlite_master --",
    "1' AND (SELECT count(*) FROM devices) > 0 --",
    "%' OR '%'='",
    "'||(SELECT id FROM devices)||'",
    "\u{ff07} OR 1=1 --",
    "\u{2019} OR 1=1 --",
    "$1",
    "?1; --",
    "{p1:String}",
];

/// Each hostile text is stored and asked for: the answer is its row alone.
#[test]
fn no_text_changes_the_shape_of_a_statement() {
    let field = coreql::catalog::Field::new("custom.device.x", coreql::catalog::FieldType::String);
    let catalog = coreql::catalog::Catalog::builtin().with_fields([field.clone()]).unwrap();
    let mapping = Mapping::of_fields([&field]);
    let mut texts: Vec<String> =
        hostile().iter().map(|text| coreql::text::fold::fold(text).into_owned()).collect();
    texts.sort();
    texts.dedup();
    assert!(texts.len() > 20_000);
    let rows: Vec<Vec<SqlValue>> = (0..)
        .zip(&texts)
        .map(|(id, text)| {
            let text = || SqlValue::Text(text.clone());
            vec![SqlValue::Integer(id), SqlValue::Text("{}".to_owned()), text(), text()]
        })
        .collect();
    for stored in [Literals::Bound, Literals::Inlined] {
        let database = database(&mapping, &rows, stored);
        let index = "CREATE INDEX folded ON devices (custom_device_x__folded)";
        database.execute_batch(index).unwrap();
        for (id, text) in (0..).zip(&texts) {
            let query =
                coreql::query::build::field("custom.device.x").eq(text.as_str()).query(&catalog).unwrap();
            for literals in [Literals::Bound, Literals::Inlined] {
                let options = SqlOptions::new(Dialect::Sqlite).with_literals(literals);
                assert_eq!(found(&database, &query, &mapping, options), [id], "{text:?}");
            }
        }
    }
}

/// Each hostile text as the name of a column.
#[test]
fn no_name_changes_the_shape_of_a_statement() {
    let query = read("common.platform = \"iOS\"");
    for text in hostile().iter().step_by(7).chain(&PAYLOADS.map(str::to_owned)) {
        let json = serde_json::json!({
            "table": "devices", "id": "id",
            "fields": [{"field": "common.platform", "column": "p", "storage": "text", "folded": text}]
        });
        let Ok(mapping) = Mapping::from_json(&json.to_string()) else { continue };
        let Ok(table) = create_table(&mapping, Dialect::Sqlite) else {
            assert!(text.is_empty() || text.contains('\0'), "{text:?}");
            continue;
        };
        let database = Connection::open_in_memory().unwrap();
        database.execute_batch(table.text()).unwrap_or_else(|error| panic!("{error} {}", table.text()));
        let rows = [["ios", "x"], ["android", "y"]];
        let row = |id: i64, [folded, plain]: [&str; 2]| {
            let text = |text: &str| SqlValue::Text(text.to_owned());
            vec![SqlValue::Integer(id), text(plain), text(folded)]
        };
        let rows = [row(0, rows[0]), row(1, rows[1])];
        let insert = insert(&mapping, rows.iter().map(Vec::as_slice), Dialect::Sqlite).unwrap();
        database.execute_batch(insert.text()).unwrap();
        assert_eq!(found(&database, &query, &mapping, SqlOptions::new(Dialect::Sqlite)), [0], "{text:?}");
    }
}

/// Equality, lists and prefixes are answered from an index, with bound values.
#[test]
fn indexes_are_used() {
    let fleet = Fleet::new(7, 50);
    let columns =
        fleet.mapping.fields().find(|columns| columns.storage == coreql::sql::Storage::Text).unwrap();
    let database = database(&fleet.mapping, &fleet.rows(), Literals::Bound);
    let folded = columns.folded.as_deref().unwrap();
    database.execute_batch(&format!("CREATE INDEX by_folded ON devices ({folded})")).unwrap();
    let field = &columns.field;
    for (source, indexed) in [
        (format!("\"{field}\" = \"a\""), true),
        (format!("\"{field}\" in (\"a\", \"b\")"), true),
        (format!("\"{field}\" starts with \"ab\""), true),
        (format!("\"{field}\" starts with \"ab\" and \"{field}\" contains \"x\""), true),
        (format!("\"{field}\" contains \"ab\""), false),
    ] {
        let condition = read(&source).to_sql(&fleet.mapping, SqlOptions::new(Dialect::Sqlite)).unwrap();
        let text = format!("EXPLAIN QUERY PLAN SELECT id FROM devices WHERE {}", condition.text());
        let mut statement = database.prepare(&text).unwrap();
        let parameters = params_from_iter(condition.parameters().iter().map(value));
        let plan: Vec<String> =
            statement.query_map(parameters, |row| row.get(3)).unwrap().map(Result::unwrap).collect();
        assert_eq!(
            plan.iter().any(|step| step.contains("USING INDEX by_folded")),
            indexed,
            "{source}: {plan:?}"
        );
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
    for source in [wide, deep] {
        let query = read(&source);
        for missing in [MissingValues::Complement, MissingValues::Exclude] {
            let options = SqlOptions::new(Dialect::Sqlite).with_missing(missing);
            assert_eq!(found(&database, &query, &fleet.mapping, options), fleet.expected(&query, missing));
        }
    }
}
