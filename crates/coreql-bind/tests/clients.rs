//! Queries over narrow and wide columns, through each client: the rows that coreql's evaluator selects.
//!
//! PostgreSQL and MariaDB are those of tests/engines/start.sh. A server that is missing is skipped with a line on
//! stderr, and with `COREQL_ENGINES=required` fails the test.
#![cfg(all(
    feature = "rusqlite",
    feature = "postgres-types",
    feature = "sqlx-postgres",
    feature = "sqlx-mysql"
))]
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test that fails is meant to panic"
)]

use std::io::Write as _;

use coreql::catalog::{Catalog, Field, FieldType};
use coreql::eval::Schema;
use coreql::query::MissingValues;
use coreql::sql::{Dialect, Folding, Mapping, PlaceholderStyle, SqlOptions, SqlValue, Storage, Translator};
use coreql::syntax::Syntax;
use coreql::value::Value;
use coreql::{Options, Query};
use coreql_bind::Parameter;
use coreql_testing::engines;
use sqlx_core::connection::Connection as _;
use sqlx_core::executor::Executor as _;
use sqlx_core::row::Row as _;

/// Field, column, type of the field.
const FIELDS: [(&str, &str, FieldType); 11] = [
    ("x.small", "i2", FieldType::Number),
    ("x.int", "i4", FieldType::Number),
    ("x.big", "i8", FieldType::Number),
    ("x.single", "f4", FieldType::Number),
    ("x.double", "f8", FieldType::Number),
    ("x.decimal", "num", FieldType::Number),
    ("x.text", "txt", FieldType::String),
    ("x.varchar", "vc", FieldType::String),
    ("x.flag", "ok", FieldType::Boolean),
    ("x.seen", "seen", FieldType::Date),
    ("x.day", "day", FieldType::Date),
];

/// Milliseconds since 1970 of 2024-01-01, of 2024-02-29, and of 9999-12-31.
const NEW_YEAR: i64 = 1_704_067_200_000;
const LEAP_DAY: i64 = 1_709_164_800_000;
const LAST_DAY: i64 = 253_402_214_400_000;

type Row = [Value<'static>; 11];

/// The rows, in the order of the fields.
fn rows() -> Vec<Row> {
    use Value::{Boolean as B, Double as D, Integer as I, Missing, Text as T};
    vec![
        [
            I(1),
            I(100_000),
            I(9_007_199_254_740_993),
            D(0.5),
            D(0.1),
            D(10.25),
            T("Abc"),
            T("iPad"),
            B(true),
            I(NEW_YEAR),
            I(LEAP_DAY),
        ],
        [
            I(-32_768),
            I(-2_147_483_648),
            I(i64::MIN),
            D(-1.5),
            D(1e300),
            D(-0.5),
            T(""),
            T("x%_\\"),
            B(false),
            I(LEAP_DAY + 45_296_789),
            I(0),
        ],
        [Missing; 11],
        [
            I(32_767),
            I(2_147_483_647),
            I(i64::MAX),
            D(16_777_216.0),
            D(-0.1),
            D(12_345_678_901_234.5),
            T("ÉCOLE"),
            T("it's \"x\""),
            B(true),
            I(1_000),
            I(LAST_DAY),
        ],
        [I(0), I(0), I(0), D(0.0), D(0.0), D(0.0), T("abcd"), T("IPAD 2"), Missing, Missing, Missing],
        [
            I(2),
            I(2),
            I(9_007_199_254_740_992),
            Missing,
            Missing,
            Missing,
            T("😀 $1 ? :p1 %s"),
            T("a"),
            B(false),
            I(NEW_YEAR - 1),
            I(LEAP_DAY + 86_400_000),
        ],
    ]
}

const QUERIES: [&str; 52] = [
    "",
    "x.small = 1",
    "x.small > 32768",
    "x.small < 40000",
    "x.small <= -32768",
    "x.small >= -32768.5",
    "x.small in (1, 2.5, 99999999999)",
    "x.small not in (1, 99999999999)",
    "x.small != 100000",
    "x.int = 2147483647",
    "x.int > 2147483647",
    "x.int > -2147483649",
    "x.int != 9999999999",
    "x.int in (0, 100000, 4294967296)",
    "x.big = 9007199254740993",
    "x.big > 9007199254740992",
    "x.big > 9007199254740992.0",
    "x.big < 9223372036854775808",
    "x.big = -9223372036854775808",
    "x.single = 0.5",
    "x.single > 1e39",
    "x.single < 1e39",
    "x.single != 0.5",
    "x.single <= 16777217",
    "x.single in (0, -1.5)",
    "x.double = 0.1",
    "x.double >= 1e300",
    "x.double = 0",
    "x.double < -0.05",
    "x.decimal = 10.25",
    "x.decimal < 0",
    "x.decimal in (10.25, -0.5, 0)",
    "x.decimal > 12345678901234",
    r#"x.text = "ABC""#,
    r#"x.text = "école""#,
    r#"x.text != "abc""#,
    r#"x.text contains "$1 ?""#,
    r#"x.text starts with "AB""#,
    "x.text is empty",
    r#"x.text > "abc""#,
    r#"x.varchar = "IPAD""#,
    r#"x.varchar contains "%_\\""#,
    r#"x.varchar contains "'s \"X""#,
    r#"x.varchar in ("ipad", "ipad 2")"#,
    "x.flag = true",
    "x.flag != true",
    "x.seen >= 2024",
    "x.seen = 2024-02-29",
    "x.seen < \"2024-01-01T00:00:00Z\"",
    "x.day = 2024-02",
    "x.day > 2024-02-29 or x.day < 1980",
    r#"not (x.small > 0 and x.decimal > 0 or x.text contains "b" and not x.flag = false)"#,
];

fn catalog() -> Catalog {
    Catalog::new().with_fields(FIELDS.map(|(name, _, field_type)| Field::new(name, field_type))).unwrap()
}

fn mapping(seen: Storage, day: Storage) -> Mapping {
    let mut builder = Mapping::builder("coreql_bind");
    for (field, column, field_type) in FIELDS {
        let storage = match (column, field_type) {
            ("f4" | "f8" | "num", _) => Storage::Double,
            ("seen", _) => seen,
            ("day", _) => day,
            (_, FieldType::Number) => Storage::Integer,
            (_, FieldType::Boolean) => Storage::Boolean,
            _ => Storage::Text,
        };
        builder = builder.with_field(field, column, storage);
    }
    builder.build().unwrap()
}

fn create(types: [&str; 11]) -> String {
    let columns = FIELDS.iter().zip(types).map(|((_, column, _), sql_type)| format!("{column} {sql_type}"));
    format!("CREATE TEMPORARY TABLE coreql_bind (id int, {})", columns.collect::<Vec<_>>().join(", "))
}

/// `INSERT` of the rows; `date` writes the milliseconds of a column.
fn insert(date: impl Fn(&str, i64) -> String, text: impl Fn(&str) -> String) -> String {
    let rows = rows().into_iter().enumerate().map(|(id, row)| {
        let values = row.into_iter().zip(FIELDS).map(|(value, (_, column, _))| match value {
            Value::Integer(instant) if matches!(column, "seen" | "day") => date(column, instant),
            Value::Integer(i64::MIN) => "-9223372036854775807 - 1".to_owned(),
            Value::Integer(integer) => integer.to_string(),
            Value::Double(double) => format!("{double:e}"),
            Value::Text(value) => text(value),
            Value::Boolean(value) => value.to_string(),
            _ => "NULL".to_owned(),
        });
        format!("({id}, {})", values.collect::<Vec<_>>().join(", "))
    });
    format!("INSERT INTO coreql_bind VALUES {}", rows.collect::<Vec<_>>().join(", "))
}

fn quoted(text: &str) -> String {
    format!("'{}'", text.replace('\'', "''"))
}

/// Runs each query, negated too, with both settings of missing values: its condition is part of a statement with a
/// parameter before it and one after it, written as in `own`.
fn compare(
    mapping: &Mapping,
    options: SqlOptions,
    own: [&str; 2],
    mut ids: impl FnMut(&str, &[SqlValue]) -> Vec<i64>,
) {
    let (catalog, rows) = (catalog(), rows());
    let schema = Schema::new(&catalog, FIELDS.map(|(name, ..)| name)).unwrap();
    let mut selected = 0;
    for source in QUERIES {
        let sources = if source.is_empty() {
            vec![String::new()]
        } else {
            vec![source.to_owned(), format!("NOT ({source})")]
        };
        for source in sources {
            for missing in [MissingValues::Complement, MissingValues::Exclude] {
                let settings = Options::new().with_catalog(&catalog).with_syntax(Syntax::Extended);
                let query = Query::parse(&source, &settings.with_missing(missing))
                    .unwrap_or_else(|invalid| panic!("{source}: {invalid}"));
                let matcher = query.compile(&schema).unwrap();
                let matching = (0..).zip(&rows).filter(|(_, row)| matcher.matches(&row[..]));
                let expected: Vec<i64> = matching.map(|(id, _)| id).collect();
                let translator = Translator::new(mapping, options.with_first_placeholder(2)).with_alias("d");
                let condition = translator.condition(&query).unwrap();
                let after = own[1].replace("{}", &(condition.parameters().len() + 2).to_string());
                let text = format!(
                    "SELECT d.id FROM coreql_bind AS d WHERE d.id >= {} AND ({}) AND d.id < {after} ORDER BY d.id",
                    own[0],
                    condition.text()
                );
                let mut bound = vec![SqlValue::Integer(0)];
                bound.extend_from_slice(condition.parameters());
                bound.push(SqlValue::Integer(1_000));
                assert_eq!(ids(&text, &bound), expected, "{source}, {missing:?}\n{text}\n{bound:?}");
                selected += expected.len();
            }
        }
    }
    assert!(selected > 400, "{selected}");
}

#[test]
fn rusqlite_binds() {
    let database = rusqlite::Connection::open_in_memory().unwrap();
    let types = [
        "smallint",
        "int",
        "bigint",
        "float",
        "double",
        "real",
        "text",
        "varchar(40)",
        "boolean",
        "int",
        "int",
    ];
    database.execute_batch(&create(types)).unwrap();
    database.execute_batch(&insert(|_, instant| instant.to_string(), quoted)).unwrap();
    let flags = rusqlite::functions::FunctionFlags::SQLITE_UTF8;
    database
        .create_scalar_function(coreql::sql::FOLD_FUNCTION, 1, flags, |context| {
            let text = context.get::<Option<String>>(0)?;
            Ok(text.map(|text| coreql::text::fold::fold(&text).into_owned()))
        })
        .unwrap();
    let mapping = mapping(Storage::Milliseconds, Storage::Milliseconds);
    let sqlite = SqlOptions::new(Dialect::Sqlite).with_folding(Folding::Registered);
    for (options, own) in [
        (sqlite, ["?", "?"]),
        (sqlite.with_placeholders(PlaceholderStyle::Colon), [":p1", ":p{}"]),
        (sqlite.with_placeholders(PlaceholderStyle::At), ["@p1", "@p{}"]),
        (sqlite.with_placeholders(PlaceholderStyle::Dollar), ["$1", "${}"]),
    ] {
        compare(&mapping, options, own, |text, values| {
            let mut statement = database.prepare(text).unwrap_or_else(|error| panic!("{error}\n{text}"));
            let bound = rusqlite::params_from_iter(values.iter().map(Parameter::new));
            statement.query_map(bound, |row| row.get(0)).unwrap().collect::<Result<_, _>>().unwrap()
        });
    }
}

/// Reports a server that is missing.
fn missing(name: &str, error: &dyn std::fmt::Display) {
    assert!(!engines::required(), "{name} is not there: {error}");
    // Not `eprintln!`, whose output `cargo test` shows for failed tests only.
    let stderr = std::io::stderr();
    let _ = writeln!(&stderr, "SKIPPED: {name} is not there ({error}); tests/engines/start.sh starts it");
}

const POSTGRES: [&str; 11] = [
    "int2",
    "int4",
    "int8",
    "float4",
    "float8",
    "numeric(20, 4)",
    "text",
    "varchar(40)",
    "bool",
    "timestamptz",
    "date",
];

fn insert_into_postgres() -> String {
    let date = |column: &str, instant: i64| match column {
        "seen" => format!("to_timestamp({instant} / 1000.0)"),
        _ => format!("(to_timestamp({instant} / 1000) AT TIME ZONE 'UTC')::date"),
    };
    insert(date, quoted)
}

fn postgres_client() -> Option<postgres::Client> {
    let connected =
        postgres::Client::connect("host=127.0.0.1 user=postgres dbname=postgres", postgres::NoTls);
    connected.map_err(|error| missing("postgres", &error)).ok()
}

#[test]
fn postgres_binds() {
    let Some(mut client) = postgres_client() else { return };
    client.batch_execute(&create(POSTGRES)).unwrap();
    client.batch_execute(&insert_into_postgres()).unwrap();
    let mapping = mapping(Storage::TimestampZoned, Storage::Timestamp);
    compare(&mapping, SqlOptions::new(Dialect::Postgres), ["$1::int8", "${}::int8"], |text, values| {
        let bound: Vec<Parameter<'_>> = values.iter().map(Parameter::new).collect();
        let bound: Vec<_> =
            bound.iter().map(|value| -> &(dyn postgres::types::ToSql + Sync) { value }).collect();
        let rows = client.query(text, &bound).unwrap_or_else(|error| panic!("{error:?}\n{text}"));
        rows.iter().map(|row| row.get::<_, i32>(0).into()).collect()
    });
}

/// What is inserted takes the type of its column; what does not fit it is an error.
#[test]
fn postgres_inserts() {
    let Some(mut client) = postgres_client() else { return };
    let columns = "a int2, b int4, c float8, d varchar(9), e bool";
    client.batch_execute(&format!("CREATE TEMPORARY TABLE coreql_bind ({columns})")).unwrap();
    let text = |value: &str| SqlValue::Text(value.to_owned());
    let row = |a: SqlValue| [a, SqlValue::Integer(5), SqlValue::Double(0.5), text("x"), SqlValue::Null];
    let mut insert = |row: [SqlValue; 5]| {
        let statement = "INSERT INTO coreql_bind VALUES ($1, $2, $3, $4, $5)";
        client.query_raw(statement, row.iter().map(Parameter::new)).map(|_| ())
    };
    insert(row(SqlValue::Integer(7))).unwrap();
    assert!(insert(row(SqlValue::Integer(70_000))).is_err());
    assert!(insert(row(text("7"))).is_err());
}

fn runtime() -> tokio::runtime::Runtime {
    tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap()
}

/// The same through sqlx, whose databases share no trait that has these calls.
macro_rules! sqlx_binds {
    ($database:ty, $connection:expr, $dialect:expr, $own:expr, $arguments:path, $create:expr, $insert:expr) => {{
        let runtime = runtime();
        let mut connection = match runtime.block_on($connection) {
            Ok(connection) => connection,
            Err(error) => return missing($dialect.as_str(), &error),
        };
        runtime.block_on(connection.execute($create.as_str())).unwrap();
        runtime.block_on(connection.execute($insert.as_str())).unwrap();
        let mapping = mapping(Storage::TimestampZoned, Storage::Timestamp);
        compare(&mapping, SqlOptions::new($dialect), $own, |text, values| {
            let mut query = sqlx_core::query::query::<$database>(text);
            for value in values {
                query = query.bind(Parameter::new(value));
            }
            let rows = runtime.block_on(query.fetch_all(&mut connection));
            let rows = rows.unwrap_or_else(|error| panic!("{error}\n{text}"));
            rows.iter().map(|row| row.get::<i32, _>(0).into()).collect()
        });
        // A whole statement.
        let settings = catalog();
        let query =
            Query::parse("x.small > 40000 or x.int = 2", &Options::new().with_catalog(&settings)).unwrap();
        let statement = Translator::new(&mapping, $dialect).count(&query).unwrap();
        let arguments = $arguments(&statement).unwrap();
        let count = sqlx_core::query::query_with::<$database, _>(statement.text(), arguments);
        let row = runtime.block_on(count.fetch_one(&mut connection)).unwrap();
        assert_eq!(row.get::<i64, _>(0), 1);
        // NULL goes into a column of any type.
        let places = $own.map(|place: &str| place.replace("{}", "2")).join(", ");
        let text = format!("INSERT INTO coreql_bind (i2, txt) VALUES ({places})");
        let null = Parameter::new(&SqlValue::Null);
        let insert = sqlx_core::query::query::<$database>(&text).bind(null).bind(null);
        runtime.block_on(insert.execute(&mut connection)).unwrap();
    }};
}

#[test]
fn sqlx_binds_to_postgres() {
    sqlx_binds!(
        sqlx_postgres::Postgres,
        sqlx_postgres::PgConnection::connect("postgres://postgres@127.0.0.1/postgres"),
        Dialect::Postgres,
        ["$1", "${}"],
        coreql_bind::postgres_arguments,
        create(POSTGRES),
        insert_into_postgres()
    );
}

#[test]
fn sqlx_binds_to_mariadb() {
    let types = [
        "smallint",
        "int",
        "bigint",
        "float",
        "double",
        "decimal(20, 4)",
        "text",
        "varchar(40)",
        "boolean",
        "timestamp(3) NULL",
        "date",
    ];
    let date = |column: &str, instant: i64| match column {
        "seen" => format!("FROM_UNIXTIME({instant} / 1000)"),
        _ => format!("DATE_ADD('1970-01-01', INTERVAL {} DAY)", instant / 86_400_000),
    };
    sqlx_binds!(
        sqlx_mysql::MySql,
        sqlx_mysql::MySqlConnection::connect("mysql://root@127.0.0.1/test"),
        Dialect::MariaDb,
        ["?", "?"],
        coreql_bind::mysql_arguments,
        format!("{} CHARACTER SET utf8mb4", create(types)),
        insert(date, |text| quoted(&text.replace('\\', "\\\\")))
    );
}
