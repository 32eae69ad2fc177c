//! What tables are made of, on the engines: primary keys, rows that are inserted or updated, views, and the literals of
//! timestamps.

use coreql::sql::{Dialect, Literals, Mapping, SqlError, SqlFragment, SqlOptions, SqlValue, Translator};
use coreql_testing::engines::Engine;
use coreql_testing::on_each_engine;
use coreql_testing::sql::read;
use serde_json::{Value as Json, json};

const ENGINES_WITH_KEYS: [Dialect; 3] = [Dialect::Postgres, Dialect::MariaDb, Dialect::DuckDb];

/// A table whose primary key is the UUID, with names that need quotes.
fn keyed(table: &str) -> Mapping {
    let mapping = json!({"table": table, "id": "the \"uu`id", "fields": [
        {"field": "common.uuid", "column": "the \"uu`id", "storage": "text"},
        {"field": "common.comment", "column": "it's", "storage": "text"},
        {"field": "common.battery_level", "column": "battery", "storage": "integer", "real": "real"},
    ]});
    Mapping::from_json(&mapping.to_string()).unwrap()
}

fn row(uuid: &str, comment: Option<&str>, battery: i64) -> Vec<SqlValue> {
    let text = |text: &str| SqlValue::Text(text.to_owned());
    vec![text(uuid), comment.map_or(SqlValue::Null, text), SqlValue::Integer(battery), SqlValue::Null]
}

fn translator(mapping: &Mapping, dialect: Dialect) -> Translator<'_> {
    Translator::new(mapping, SqlOptions::new(dialect).with_literals(Literals::Inlined))
}

fn upsert(mapping: &Mapping, dialect: Dialect, rows: &[Vec<SqlValue>]) -> Result<SqlFragment, SqlError> {
    translator(mapping, dialect).upsert(rows.iter().map(Vec::as_slice))
}

const FIRST: [(&str, Option<&str>, i64); 5] = [
    ("a", Some("x"), 1),
    ("A", None, 2),
    ("", Some(""), 3),
    ("a ", Some("it's \\ \"q\""), 4),
    ("é", None, 5),
];
/// Two that are new, and two that are there; one without a value where there was one.
const SECOND: [(&str, Option<&str>, i64); 4] =
    [("b", Some("new"), 6), ("a", None, -1), ("é", Some("e'\\"), 50), ("B", None, 7)];
/// By UUID, in the order of bytes.
const UPDATED: [(&str, Option<&str>, i64); 7] = [
    ("", Some(""), 3),
    ("A", None, 2),
    ("B", None, 7),
    ("a", None, -1),
    ("a ", Some("it's \\ \"q\""), 4),
    ("b", Some("new"), 6),
    ("é", Some("e'\\"), 50),
];

fn rows(rows: &[(&str, Option<&str>, i64)]) -> Vec<Vec<SqlValue>> {
    rows.iter().map(|(uuid, comment, battery)| row(uuid, *comment, *battery)).collect()
}

fn updates(dialect: Dialect) {
    let mapping = keyed("coreql_upsert");
    if !ENGINES_WITH_KEYS.contains(&dialect) {
        assert_eq!(upsert(&mapping, dialect, &rows(&FIRST)), Err(SqlError::NoUpsert { dialect }));
        return;
    }
    let Some(mut engine) = Engine::start(dialect) else { return };
    engine.load(&mapping, &rows(&FIRST));
    // Again the same rows, which changes nothing, and then others.
    for some in [&FIRST[..], &SECOND[..]] {
        engine.execute(&[upsert(&mapping, dialect, &rows(some)).unwrap().text()]);
    }
    let mut found = engine
        .rows(translator(&mapping, dialect).search(&read(""), &Default::default()).unwrap().text(), &[]);
    found.sort_by_key(|row| row[0].as_str().unwrap().to_owned());
    let expected: Vec<Vec<Json>> = UPDATED
        .iter()
        .map(|(uuid, comment, battery)| vec![json!(uuid), json!(comment), json!(battery), Json::Null])
        .collect();
    assert_eq!(found, expected, "{dialect}");

    // The key is the engine's: it refuses a second row.
    let insert = translator(&mapping, dialect).insert([&row("a", None, 0)[..]]).unwrap();
    let answer = engine.request(json!({"statements": [insert.text()]}));
    assert!(answer.get("error").is_some(), "{dialect}: {answer}");

    // A table of nothing but its key.
    let only = r#"{"table": "coreql_keys", "id": "uuid", "fields": [{"field": "common.uuid", "column": "uuid", "storage": "text"}]}"#;
    let only = Mapping::from_json(only).unwrap();
    let keys = [vec![SqlValue::Text("a".to_owned())], vec![SqlValue::Text("b".to_owned())]];
    engine.load(&only, &keys);
    engine.execute(&[upsert(&only, dialect, &keys).unwrap().text()]);
    assert_eq!(engine.rows("SELECT uuid FROM coreql_keys ORDER BY uuid", &[]), [[json!("a")], [json!("b")]]);
    engine.execute(&["DROP TABLE coreql_upsert", "DROP TABLE coreql_keys"]);
}

mod updates {
    use super::*;
    on_each_engine!(updates);
    on_each_engine!(updates in translation);
}

#[test]
fn sqlite_updates() {
    let mapping = keyed("devices");
    let database = rusqlite::Connection::open_in_memory().unwrap();
    database.execute_batch(translator(&mapping, Dialect::Sqlite).create_table().unwrap().text()).unwrap();
    for some in [&FIRST[..], &SECOND[..]] {
        database.execute_batch(upsert(&mapping, Dialect::Sqlite, &rows(some)).unwrap().text()).unwrap();
    }
    let mut statement = database.prepare("SELECT * FROM devices ORDER BY 1").unwrap();
    let found = statement.query_map([], |row| {
        Ok((row.get::<_, String>(0)?, row.get::<_, Option<String>>(1)?, row.get::<_, i64>(2)?))
    });
    let found: Vec<_> = found.unwrap().collect::<Result<_, _>>().unwrap();
    let expected: Vec<_> = UPDATED
        .iter()
        .map(|(uuid, comment, battery)| ((*uuid).to_owned(), comment.map(str::to_owned), *battery))
        .collect();
    assert_eq!(found, expected);
}

/// The place of a device differs from file to file, and a row without a UUID is no device's.
#[test]
fn a_row_is_updated_by_a_field() {
    let place =
        Mapping::builder("t").with_id("id").with_field("common.uuid", "uuid", coreql::sql::Storage::Text);
    let place = place.build().unwrap();
    let row = [SqlValue::Integer(1), SqlValue::Text("a".to_owned())];
    for dialect in [Dialect::Sqlite, Dialect::Postgres, Dialect::MariaDb, Dialect::DuckDb] {
        assert_eq!(translator(&place, dialect).upsert([&row[..]]), Err(SqlError::NoKey));
        let mapping = keyed("t");
        let empty = vec![SqlValue::Null; 4];
        let error = Err(SqlError::EmptyKey { column: "the \"uu`id".to_owned() });
        assert_eq!(upsert(&mapping, dialect, &[empty]), error);
    }
}

/// A view has the rows of its query, whatever its values are.
fn views(dialect: Dialect) {
    let Some(mut engine) = Engine::start(dialect) else { return };
    let mapping = json!({"table": "coreql_viewed", "id": "id", "fields": [
        {"field": "common.comment", "column": "comment", "storage": "text", "folded": "comment_folded"},
        {"field": "common.battery_level", "column": "battery", "storage": "integer"},
    ]});
    let mapping = Mapping::from_json(&mapping.to_string()).unwrap();
    let text = |text: &str| SqlValue::Text(text.to_owned());
    let comments = ["it's; -- \"", "x", "\\"];
    let rows: Vec<Vec<SqlValue>> = (0..)
        .zip(comments)
        .map(|(id, comment)| {
            vec![SqlValue::Integer(id), text(comment), text(comment), SqlValue::Integer(7 + id)]
        })
        .collect();
    engine.load(&mapping, &rows);
    let queries = [
        (r#"comment = "it's; -- \"""#, vec![7]),
        (r#"comment = "\\" or battery_level = 8"#, vec![8, 9]),
        ("", vec![7, 8, 9]),
    ];
    for (at, (query, expected)) in queries.iter().enumerate() {
        let name = format!("coreql_view_{}_{at}", dialect.as_str());
        let translator = Translator::new(&mapping, dialect);
        let view = translator.create_view([&name], &read(query), ["common.battery_level"]).unwrap();
        assert_eq!(view.parameters(), []);
        engine.execute(&[&format!("DROP VIEW IF EXISTS {name}"), view.text()]);
        let found = engine.rows(&format!("SELECT * FROM {name} ORDER BY battery"), &[]);
        let expected: Vec<Vec<Json>> = expected.iter().map(|level| vec![json!(level)]).collect();
        assert_eq!(found, expected, "{dialect}: {}", view.text());
        engine.execute(&[&format!("DROP VIEW {name}")]);
    }
    engine.execute(&["DROP TABLE coreql_viewed"]);
}

mod views {
    use super::*;
    on_each_engine!(views);
    on_each_engine!(views in translation);
}

/// The literal of a date is the same instant as the number of its milliseconds.
fn literals(dialect: Dialect) {
    let Some(mut engine) = Engine::start(dialect) else { return };
    for storage in ["timestamp", "timestamp_zoned"] {
        if (dialect, storage) == (Dialect::DataFusion, "timestamp_zoned") {
            continue;
        }
        let mapping = json!({"table": "coreql_literals", "id": "id", "fields": [
            {"field": "common.creation_date", "column": "created", "storage": storage},
        ]});
        let mapping = Mapping::from_json(&mapping.to_string()).unwrap();
        let instants: &[i64] = match dialect {
            Dialect::DataFusion => {
                &[-9_223_372_036_000, -1, 0, 1_714_521_600_000, 1_714_521_600_123, 9_223_372_036_000]
            }
            Dialect::ClickHouse => {
                &[-2_208_988_800_000, -1, 0, 1_714_521_600_000, 1_714_521_600_123, 10_413_791_999_999]
            }
            // Of TIMESTAMP, which ends in 2038.
            Dialect::MariaDb if storage == "timestamp_zoned" => {
                &[1_000_000, 1_714_521_600_000, 1_714_521_600_123]
            }
            _ => &[-62_135_596_800_000, -1, 0, 1_714_521_600_000, 1_714_521_600_123, 253_402_300_799_999],
        };
        let rows: Vec<Vec<SqlValue>> = (0..)
            .zip(instants)
            .map(|(id, instant)| vec![SqlValue::Integer(id), SqlValue::Integer(*instant)])
            .collect();
        // Stored by literals, found by literals and by numbers.
        engine.load(&mapping, &rows);
        for (id, instant) in (0..).zip(instants) {
            let query = read(&format!("common.creation_date = {instant}"));
            let condition =
                |literals| query.to_sql(&mapping, SqlOptions::new(dialect).with_literals(literals)).unwrap();
            let inlined = condition(Literals::Inlined);
            assert_eq!(engine.ids(&inlined, &mapping), [id], "{dialect}: {}", inlined.text());
            assert_eq!(engine.ids(&condition(Literals::Bound), &mapping), [id], "{dialect}: {instant}");
        }
        engine.execute(&["DROP TABLE coreql_literals"]);
    }
}

mod literals {
    use super::*;
    on_each_engine!(literals);
}
