//! A table of the user's own, on each engine, with content that a table created by coreql does not have.
//!
//! Other collations and character sets, trailing spaces, empty versions, NULL in arrays, times finer than milliseconds
//! and before 1970, another time zone of the session, decimals.

use coreql::sql::{Dialect, Literals, Mapping, SqlError, SqlFragment, SqlOptions, SqlValue, Storage};
use coreql_testing::engines::Engine;
use coreql_testing::on_each_engine;
use coreql_testing::sql::read;

/// Name, version, elements of an array, an instant with a time zone and one without, a decimal, a whole
/// number: rows 1 to 5.
const ROWS: [[&str; 7]; 5] = [
    [
        "'Abc'",
        "''",
        "NULL",
        "2016-10-30 00:30:00.1239",
        "1969-12-31 23:59:59.9995",
        "0.10",
        "9007199254740993",
    ],
    [
        "'abc '",
        "'10'",
        "'a',NULL",
        "2016-10-30 01:30:00.1230",
        "2016-07-11 19:19:26.1239",
        "50.00",
        "9007199254740992",
    ],
    ["'ábc'", "NULL", "", "2016-10-30 00:30:00.1230", "9999-12-31 23:59:59.9990", "-1.50", "0"],
    [
        "NULL",
        "'10 '",
        "'A','b'",
        "2037-01-01 00:00:00.0000",
        "1970-01-01 00:00:00.0000",
        "0.00",
        "9223372036854775807",
    ],
    ["''", "'X'", "'ab'", "1970-01-01 00:00:01.0000", "0001-01-01 00:00:00.0000", "99999999.99", "NULL"],
];

/// Queries, and the rows that match according to docs/language.md.
const CASES: &[(&str, &[i64])] = &[
    ("common.platform = \"ABC\"", &[1]),
    ("common.platform != \"ABC\"", &[2, 3, 4, 5]),
    ("common.platform in (\"ABC\", \"aBC \")", &[1, 2]),
    ("common.platform contains \"BC\"", &[1, 2, 3]),
    ("common.platform starts with \"AB\"", &[1, 2]),
    ("common.platform = \"\"", &[5]),
    ("common.platform is empty", &[4, 5]),
    ("common.platform < \"ABD\"", &[1, 2, 5]),
    ("common.platform > \"abc\"", &[2, 3]),
    ("common.os_version = \"10\"", &[2]),
    ("common.os_version = \"10 \"", &[4]),
    ("common.os_version = \"\"", &[]),
    ("common.os_version in (\"\", \"x\")", &[5]),
    ("common.os_version contains \"\"", &[2, 4, 5]),
    ("common.os_version starts with \"\"", &[2, 4, 5]),
    ("common.os_version is empty", &[1, 3]),
    ("common.os_version != \"10\"", &[1, 3, 4, 5]),
    ("common.blocked_reasons = \"A\"", &[2, 4]),
    ("common.blocked_reasons != \"A\"", &[1, 3, 5]),
    ("common.blocked_reasons contains \"a\"", &[2, 4, 5]),
    ("common.blocked_reasons contains \"\"", &[2, 4, 5]),
    ("common.blocked_reasons starts with \"B\"", &[4]),
    ("common.blocked_reasons is empty", &[1, 3]),
    ("common.last_connected_at = \"2016-10-30T00:30:00.123Z\"", &[1, 3]),
    ("common.last_connected_at = \"2016-10-30T01:30:00Z\"", &[2]),
    ("common.last_connected_at > \"2016-10-30T00:30:00.123Z\"", &[2, 4]),
    ("common.last_connected_at <= \"2016-10-30T00:30:00.123Z\"", &[1, 3, 5]),
    ("common.last_connected_at < 9999", &[1, 2, 3, 4, 5]),
    ("common.last_connected_at > \"0000-01-01\"", &[1, 2, 3, 4, 5]),
    ("common.creation_date = \"1969-12-31T23:59:59.999Z\"", &[1]),
    ("common.creation_date < 1970", &[1, 5]),
    ("common.creation_date = 0", &[4]),
    ("common.creation_date = 9999", &[3]),
    ("common.creation_date = \"9999-12-31T23:59:59.999Z\"", &[3]),
    ("common.creation_date > \"9999-12-31T23:59:59.998Z\"", &[3]),
    ("common.creation_date <= 9999", &[1, 2, 3, 4, 5]),
    ("common.creation_date >= \"0000-01-01\"", &[1, 2, 3, 4, 5]),
    ("common.creation_date = \"2016-07-11T19:19:26.123Z\"", &[2]),
    ("common.memory_free = 0.1", &[1]),
    ("common.memory_free <= 0", &[3, 4]),
    ("common.memory_free = 50", &[2]),
    ("common.memory_free in (50.0, -1.5, 99999999.99)", &[2, 3, 5]),
    ("common.memory_free > 99999999", &[5]),
    ("common.id = 9007199254740993", &[1]),
    ("common.id = 9007199254740992.0", &[2]),
    ("common.id > 9007199254740992", &[1, 4]),
    ("common.id <= 9007199254740992", &[2, 3]),
    ("common.id > 9223372036854775806", &[4]),
    ("common.id > 9223372036854775807", &[]),
    ("common.id in (0, 9223372036854775807)", &[3, 4]),
    ("common.id <= 1.5", &[3]),
    ("common.id < -1", &[]),
    ("common.id < 1e19", &[1, 2, 3, 4]),
    ("common.id is empty", &[5]),
];

/// How a user of an engine creates such a table.
struct Table {
    /// The types of the columns after `id`; empty for dates where the engine lacks the type.
    types: [&'static str; 7],
    array: fn(&str) -> String,
    seen: fn(&str) -> String,
    made: fn(&str) -> String,
    /// Whether the years 0001 and 9999 are out of range; rows 5 and 3 then have NULL.
    narrow: bool,
    before: &'static [&'static str],
    /// Statements after the rows are inserted.
    after: &'static [&'static str],
}

fn json(elements: &str) -> String {
    format!("'[{}]'", elements.replace('\'', "\"").replace("NULL", "null"))
}

fn timestamp(text: &str) -> String {
    format!("TIMESTAMP '{text}'")
}

fn table(dialect: Dialect) -> Table {
    let usual = Table {
        types: ["VARCHAR", "VARCHAR", "VARCHAR[]", "TIMESTAMPTZ", "TIMESTAMP", "DECIMAL(20, 2)", "BIGINT"],
        array: |elements| format!("ARRAY[{elements}]"),
        seen: |text| format!("TIMESTAMPTZ '{text}+00'"),
        made: timestamp,
        narrow: false,
        before: &[],
        after: &[],
    };
    match dialect {
        Dialect::Sqlite => Table {
            types: ["TEXT COLLATE NOCASE", "TEXT COLLATE RTRIM", "TEXT", "", "", "DECIMAL(20, 2)", "INTEGER"],
            array: json,
            ..usual
        },
        Dialect::Postgres => Table {
            types: [
                "TEXT COLLATE coreql_user",
                "VARCHAR(20) COLLATE \"und-x-icu\"",
                "TEXT[]",
                "TIMESTAMPTZ",
                "TIMESTAMP",
                "NUMERIC(20, 2)",
                "NUMERIC(20, 0)",
            ],
            array: |elements| format!("CAST(ARRAY[{elements}] AS TEXT[])"),
            // Ignores case and accents.
            before: &[
                "CREATE COLLATION IF NOT EXISTS coreql_user (provider = icu, locale = 'und-u-ks-level1', deterministic = false)",
            ],
            after: &["SET TIME ZONE 'Europe/Berlin'"],
            ..usual
        },
        Dialect::MariaDb => Table {
            types: [
                "VARCHAR(20) CHARACTER SET latin1",
                "VARCHAR(20) CHARACTER SET utf8mb4 COLLATE utf8mb4_general_ci",
                "LONGTEXT CHARACTER SET utf8mb4",
                "TIMESTAMP(6) NULL",
                "DATETIME(6)",
                "DECIMAL(20, 2)",
                "BIGINT UNSIGNED",
            ],
            array: json,
            seen: timestamp,
            before: &["SET time_zone = '+00:00'"],
            after: &["SET time_zone = '+05:30'"],
            ..usual
        },
        Dialect::DuckDb => Table {
            types: [
                "VARCHAR COLLATE NOACCENT",
                "VARCHAR COLLATE NOCASE",
                "VARCHAR[]",
                "TIMESTAMPTZ",
                "TIMESTAMP",
                "DECIMAL(20, 2)",
                "HUGEINT",
            ],
            array: |elements| format!("[{elements}]"),
            after: &["SET TimeZone = 'Europe/Berlin'"],
            ..usual
        },
        Dialect::ClickHouse => Table {
            types: [
                "LowCardinality(Nullable(String))",
                "Nullable(String)",
                "Array(Nullable(String))",
                "DateTime64(6, 'Europe/Berlin')",
                "Nullable(DateTime64(6, 'UTC'))",
                "Decimal(20, 2)",
                "Nullable(UInt64)",
            ],
            array: |elements| format!("[{elements}]"),
            seen: |text| format!("toDateTime64('{text}', 6, 'UTC')"),
            made: |text| format!("toDateTime64('{text}', 6, 'UTC')"),
            narrow: true,
            ..usual
        },
        Dialect::Spark => Table {
            types: [
                "STRING",
                "STRING",
                "ARRAY<STRING>",
                "TIMESTAMP",
                "TIMESTAMP_NTZ",
                "DECIMAL(20, 2)",
                "DECIMAL(20, 0)",
            ],
            array: |elements| format!("CAST(ARRAY({elements}) AS ARRAY<STRING>)"),
            seen: |text| format!("TIMESTAMP '{text}Z'"),
            made: |text| format!("TIMESTAMP_NTZ '{text}'"),
            after: &["SET TIME ZONE 'Europe/Berlin'"],
            ..usual
        },
        Dialect::DataFusion => Table {
            // Spark converts decimals to doubles by a multiplication, so they may be neighbours of the nearest.
            types: ["VARCHAR", "VARCHAR", "VARCHAR", "TIMESTAMP", "TIMESTAMP", "DOUBLE", "BIGINT UNSIGNED"],
            array: json,
            seen: timestamp,
            narrow: true,
            ..usual
        },
        other => panic!("{other} is not run"),
    }
}

fn statements(dialect: Dialect, table: &Table) -> Vec<String> {
    let names = ["name", "version", "reasons", "seen", "made", "free", "number"];
    let columns = names.iter().zip(table.types).filter(|(_, sql_type)| !sql_type.is_empty());
    let mut create = "CREATE TABLE coreql_user (id BIGINT".to_owned();
    for (name, sql_type) in columns {
        create += &format!(", {name} {sql_type}");
    }
    create += if dialect == Dialect::ClickHouse { ") ENGINE = MergeTree ORDER BY tuple()" } else { ")" };
    let mut statements: Vec<String> = table.before.iter().copied().map(str::to_owned).collect();
    statements.extend(["DROP TABLE IF EXISTS coreql_user".to_owned(), create]);
    for ([name, version, elements, seen, made, free, number], id) in ROWS.iter().zip(1..) {
        let far = table.narrow && (made.starts_with("9999") || made.starts_with("0001"));
        let made = if far { "NULL".to_owned() } else { (table.made)(made) };
        let values = [
            (*name).to_owned(),
            (*version).to_owned(),
            (table.array)(elements),
            (table.seen)(seen),
            made,
            (*free).to_owned(),
            (*number).to_owned(),
        ];
        let values = values.into_iter().zip(table.types).filter(|(_, sql_type)| !sql_type.is_empty());
        let values: Vec<String> =
            std::iter::once(id.to_string()).chain(values.map(|(value, _)| value)).collect();
        statements.push(format!("INSERT INTO coreql_user VALUES ({})", values.join(", ")));
    }
    statements.extend(table.after.iter().copied().map(str::to_owned));
    statements
}

/// Runs conditions and returns the ids for each.
type Run<'a> = dyn FnMut(Literals, &[SqlFragment], &Mapping) -> Vec<Vec<i64>> + 'a;

/// Runs each query with bound and inlined values.
fn selects_as_the_language_defines(dialect: Dialect, run: &mut Run<'_>) {
    let table = table(dialect);
    let zoned = if dialect == Dialect::DataFusion { Storage::Timestamp } else { Storage::TimestampZoned };
    let fields = [
        ("common.platform", "name", Storage::Text),
        ("common.os_version", "version", Storage::Text),
        ("common.blocked_reasons", "reasons", Storage::TextArray),
        ("common.last_connected_at", "seen", zoned),
        ("common.creation_date", "made", Storage::Timestamp),
        ("common.memory_free", "free", Storage::Double),
        ("common.id", "number", Storage::Integer),
    ];
    let fields = fields.map(
        |(field, column, storage)| serde_json::json!({"field": field, "column": column, "storage": storage}),
    );
    let mapping = serde_json::json!({"table": "coreql_user", "id": "id", "fields": fields});
    let mapping = Mapping::from_json(&mapping.to_string()).unwrap();
    let (mut answered, mut refused) = (0, 0);
    for literals in [Literals::Bound, Literals::Inlined] {
        let (mut conditions, mut cases) = (Vec::new(), Vec::new());
        // A statement takes seconds on Spark.
        let step = if dialect == Dialect::Spark && literals == Literals::Bound { 8 } else { 1 };
        for (source, expected) in CASES.iter().step_by(step) {
            let options = SqlOptions::new(dialect).with_literals(literals);
            match read(source).to_sql(&mapping, options) {
                Ok(condition) => conditions.push(condition),
                Err(error) => {
                    let known = match dialect {
                        Dialect::Sqlite => source.contains("_date") || source.contains("_at"),
                        Dialect::DataFusion => source.contains("_reasons"),
                        _ => false,
                    };
                    assert!(known && matches!(error, SqlError::NoForm { .. }), "{dialect}: {error}");
                    refused += 1;
                    continue;
                }
            }
            let far = |id: &i64| table.narrow && source.contains("creation_date") && [3, 5].contains(id);
            cases.push((source, expected.iter().copied().filter(|id| !far(id)).collect::<Vec<_>>()));
        }
        let found = run(literals, &conditions, &mapping);
        assert_eq!(found.len(), cases.len());
        for ((found, (source, expected)), condition) in found.iter().zip(cases).zip(&conditions) {
            assert_eq!(*found, expected, "{dialect}: {source}\n{condition:?}");
            answered += 1;
        }
    }
    eprintln!("{dialect}: {answered} cases answered, {refused} refused");
}

fn on_engine(dialect: Dialect) {
    let Some(mut engine) = Engine::start(dialect) else { return };
    let statements = statements(dialect, &table(dialect));
    engine.execute(&statements.iter().map(String::as_str).collect::<Vec<_>>());
    selects_as_the_language_defines(dialect, &mut |literals, conditions, mapping| match literals {
        Literals::Bound => conditions.iter().map(|condition| engine.ids(condition, mapping)).collect(),
        Literals::Inlined => engine.ids_of_all(conditions, mapping),
    });
    engine.execute(&["DROP TABLE coreql_user"]);
}

on_each_engine!(on_engine);

#[test]
fn sqlite() {
    let database = rusqlite::Connection::open_in_memory().unwrap();
    database.execute_batch(&statements(Dialect::Sqlite, &table(Dialect::Sqlite)).join(";")).unwrap();
    let value = |value: &SqlValue| -> rusqlite::types::Value {
        match value {
            SqlValue::Text(text) => text.clone().into(),
            SqlValue::Integer(integer) => (*integer).into(),
            SqlValue::Double(double) => (*double).into(),
            other => panic!("{other:?}"),
        }
    };
    selects_as_the_language_defines(Dialect::Sqlite, &mut |_, conditions, _| {
        let ids = |condition: &SqlFragment| {
            let text = format!("SELECT id FROM coreql_user WHERE {} ORDER BY id", condition.text());
            let mut statement = database.prepare(&text).unwrap();
            let parameters = rusqlite::params_from_iter(condition.parameters().iter().map(value));
            statement.query_map(parameters, |row| row.get(0)).unwrap().collect::<Result<_, _>>().unwrap()
        };
        conditions.iter().map(ids).collect()
    });
}
