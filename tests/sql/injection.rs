//! No text of a user changes the meaning of a statement: as a value or as the name of a column, a table or a field,
//! bound or inlined, every hostile text finds its own row and no other. SQLite runs all texts of up to four of the
//! characters that are special to some engine, the other engines a sample.

use std::collections::HashSet;

use coreql::Query;
use coreql::catalog::{Catalog, Field, FieldType};
use coreql::query::build;
use coreql::sql::{
    Dialect, Literals, Mapping, Rows, SqlError, SqlFragment, SqlOptions, SqlValue, Translator,
};
use coreql::text::fold::fold;
use coreql_testing::engines::Engine;
use coreql_testing::generate::Random;
use coreql_testing::on_each_engine;
use coreql_testing::sql::read;
use coreql_testing::sql::sqlite::{database, fill, found};
use rusqlite::Connection;
use serde_json::json;

/// Conditions in one statement.
const BATCH: usize = 20;
const BOTH: [Literals; 2] = [Literals::Bound, Literals::Inlined];

fn payloads() -> Vec<String> {
    let lines = include_str!("../data/sql/payloads.txt").lines();
    let mut payloads: Vec<String> = lines.filter(|line| !line.starts_with('#')).map(str::to_owned).collect();
    assert!(payloads.len() > 100);
    // Texts that a line cannot hold.
    payloads.extend(
        [
            "\0' or 1=1 --",
            "\u{0}12",
            "'\0",
            "\\\0",
            "\0",
            "\0\0",
            "\u{e000}\0",
            "\u{e000}\0\u{e001}",
            "a\\\n' or 1=1 --",
            "\\\r\n'",
            "\n",
            "\r\n",
            "--\n' or 1=1",
            "/*\n*/",
            "\t'",
            "\u{b}",
            "\u{1a}",
            "\u{2028}' or 1=1",
            "\0\u{301}",
            "\u{10ffff}'",
            "# no comment",
        ]
        .map(str::to_owned),
    );
    payloads
}

/// All strings of up to four of these characters, and published payloads; folded, so that no two are equal.
fn hostile() -> Vec<String> {
    const CHARACTERS: [char; 12] = ['\'', '"', '\\', '%', '_', ']', '[', ';', '-', '\0', '`', 'a'];
    let mut texts = vec![String::new()];
    let mut longest = texts.clone();
    for _ in 0..4 {
        longest = longest.iter().flat_map(|text| CHARACTERS.map(|c| format!("{text}{c}"))).collect();
        texts.extend(longest.iter().cloned());
    }
    texts.extend(payloads());
    distinct(texts)
}

/// Payloads, and random texts of these characters and of those that may follow a backslash.
fn sample(count: usize) -> Vec<String> {
    const CHARACTERS: [char; 24] = [
        '\'', '"', '\\', '%', '_', ']', '[', ';', '-', '\0', '`', 'a', '0', '1', '2', 'n', 'x', 'u', '$',
        '{', '}', '\n', '\r', '\u{e000}',
    ];
    let mut random = Random::new(4);
    let mut texts = payloads();
    texts.extend(
        (0..count).map(|_| (0..=random.below(6)).map(|_| *random.pick(&CHARACTERS)).collect::<String>()),
    );
    distinct(texts)
}

fn distinct(texts: Vec<String>) -> Vec<String> {
    let mut texts: Vec<String> = texts.iter().map(|text| fold(text).into_owned()).collect();
    texts.sort();
    texts.dedup();
    texts
}

/// A field of text, and a mapping of it.
fn text_field(table: &str) -> (Catalog, Mapping) {
    let field = Field::new("custom.device.x", FieldType::String);
    let catalog = Catalog::builtin().with_fields([field.clone()]).unwrap();
    (catalog, Mapping::of_fields([&field]).with_table([table]))
}

fn text_rows(texts: &[String]) -> Vec<Vec<SqlValue>> {
    let text = |text: &String| SqlValue::Text(text.clone());
    (0..)
        .zip(texts)
        .map(|(id, own)| vec![SqlValue::Integer(id), SqlValue::Text("{}".to_owned()), text(own), text(own)])
        .collect()
}

/// Queries for the text at an index, with the indexes that each selects.
fn queries(texts: &[String], at: usize, catalog: &Catalog) -> Vec<(Query, Vec<i64>)> {
    let text = texts[at].as_str();
    let other = (at * 7 + 3) % texts.len();
    let field = || build::field("custom.device.x");
    let places = |selects: &dyn Fn(&str) -> bool| -> Vec<i64> {
        (0..).zip(texts).filter(|(_, text)| selects(text)).map(|(id, _)| id).collect()
    };
    [
        (field().eq(text), vec![at]),
        (field().is_in([text, texts[other].as_str()]), Vec::from_iter(HashSet::from([at, other]))),
    ]
    .map(|(expr, mut ids)| {
        ids.sort_unstable();
        (expr, ids.into_iter().map(|id| id as i64).collect())
    })
    .into_iter()
    .chain([
        (field().contains(text), places(&|stored| stored.contains(text))),
        (field().starts_with(text), places(&|stored| stored.starts_with(text))),
    ])
    .map(|(expr, ids)| (expr.query(catalog).unwrap(), ids))
    .collect()
}

/// Every text is stored and searched for: its row alone is found.
#[test]
fn values_on_sqlite() {
    let (catalog, mapping) = text_field("devices");
    let texts = hostile();
    assert!(texts.len() > 22_621);
    let rows = text_rows(&texts);
    for stored in BOTH {
        let database = database(&mapping, &rows, stored);
        database.execute_batch("CREATE INDEX folded ON devices (custom_device_x__folded)").unwrap();
        for (id, text) in (0..).zip(&texts) {
            let query = build::field("custom.device.x").eq(text.as_str()).query(&catalog).unwrap();
            for literals in BOTH {
                let options = SqlOptions::new(Dialect::Sqlite).with_literals(literals);
                assert_eq!(found(&database, &query, &mapping, options), [id], "{text:?}");
            }
        }
    }
}

/// Lists, substrings and prefixes, for texts of up to two of the characters and for payloads.
#[test]
fn operators_on_sqlite() {
    let (catalog, mapping) = text_field("devices");
    let mut texts = hostile();
    texts.retain(|text| text.chars().count() <= 2);
    texts.extend(payloads());
    let texts = distinct(texts);
    // A database in UTF-16 reads the same literals, although it orders texts differently.
    for encoding in ["UTF-8", "UTF-16"] {
        let database = Connection::open_in_memory().unwrap();
        database.execute_batch(&format!("PRAGMA encoding = '{encoding}'")).unwrap();
        fill(&database, &mapping, &text_rows(&texts), Literals::Inlined);
        for at in 0..texts.len() {
            let cases = if encoding == "UTF-8" { 4 } else { 3 };
            for (query, ids) in queries(&texts, at, &catalog).into_iter().take(cases) {
                for literals in BOTH {
                    let options = SqlOptions::new(Dialect::Sqlite).with_literals(literals);
                    assert_eq!(found(&database, &query, &mapping, options), ids, "{:?}", texts[at]);
                }
            }
        }
    }
}

/// A long text of characters that are all escaped, for engines with a recursive parser.
#[test]
fn long_texts_on_sqlite() {
    let (catalog, mapping) = text_field("devices");
    let texts = ["\0'".repeat(50_000), "\\".repeat(100_000), "'".repeat(100_000)];
    let database = database(&mapping, &text_rows(&texts), Literals::Inlined);
    for at in 0..texts.len() {
        for (query, ids) in queries(&texts, at, &catalog) {
            let options = SqlOptions::new(Dialect::Sqlite).with_literals(Literals::Inlined);
            assert_eq!(found(&database, &query, &mapping, options), ids);
        }
    }
}

/// Fields whose columns of folded text have these names, and a row for each field with a value in it alone.
fn named_columns(names: &[String], table: &str) -> (Mapping, Vec<Query>, Vec<Vec<SqlValue>>) {
    let fields: Vec<_> = (0..)
        .zip(names)
        .map(|(at, name)| {
            let at: usize = at;
            json!({"field": format!("custom.device.f{at}"), "column": name, "storage": "integer"})
        })
        .collect();
    let mapping = json!({"table": table, "id": "row number", "fields": fields});
    let mapping = Mapping::from_json(&mapping.to_string()).unwrap();
    let fields: Vec<Field> =
        (0..names.len()).map(|at| Field::new(format!("custom.device.f{at}"), FieldType::Number)).collect();
    let catalog = Catalog::builtin().with_fields(fields).unwrap();
    let query = |at: usize| build::field(format!("custom.device.f{at}")).eq(7).query(&catalog).unwrap();
    let row = |id: usize| {
        let value = |at: usize| if at == id { SqlValue::Integer(7) } else { SqlValue::Null };
        std::iter::once(SqlValue::Integer(id as i64)).chain((0..names.len()).map(value)).collect()
    };
    (mapping, (0..names.len()).map(query).collect(), (0..names.len()).map(row).collect())
}

/// The names that a dialect accepts, and those that it refuses.
fn taken(names: Vec<String>, dialect: Dialect) -> (Vec<String>, Vec<String>) {
    names.into_iter().partition(|name| {
        let (mapping, ..) = named_columns(std::slice::from_ref(name), "t");
        match Translator::new(&mapping, dialect).create_table() {
            Ok(_) => true,
            Err(error) => {
                assert_eq!(error, SqlError::BadName { name: name.clone(), dialect });
                false
            }
        }
    })
}

#[test]
fn names_of_columns_on_sqlite() {
    let (names, refused) = taken(hostile(), Dialect::Sqlite);
    assert!(refused.iter().all(|name| name.is_empty() || name.contains('\0')), "{refused:?}");
    assert!(names.len() > 16_000);
    let options = SqlOptions::new(Dialect::Sqlite);
    for names in names.chunks(60) {
        let (mapping, queries, rows) = named_columns(names, "devices");
        let database = database(&mapping, &rows, Literals::Inlined);
        for (id, query) in (0..).zip(&queries) {
            let condition = query.to_sql(&mapping, options.with_literals(Literals::Inlined)).unwrap();
            let text = format!("SELECT `row number` FROM devices WHERE {}", condition.text());
            let mut statement = database.prepare(&text).unwrap_or_else(|error| panic!("{error}\n{text}"));
            let ids: Vec<i64> =
                statement.query_map([], |row| row.get(0)).unwrap().map(Result::unwrap).collect();
            assert_eq!(ids, [id], "{text}");
        }
    }
}

#[test]
fn names_of_tables_on_sqlite() {
    let (names, _) = taken(hostile(), Dialect::Sqlite);
    let query = read("common.platform = \"iOS\"");
    let fields = [Field::new("common.platform", FieldType::String)];
    let database = Connection::open_in_memory().unwrap();
    let options = SqlOptions::new(Dialect::Sqlite).with_literals(Literals::Inlined);
    // A table takes a few milliseconds, so only every sixtieth of the longest names gets one.
    let longest = |name: &&String| name.chars().count() == 4;
    let names = names.iter().filter(|name| !longest(name)).chain(names.iter().filter(longest).step_by(60));
    for name in names {
        let mapping = Mapping::of_fields(&fields).with_table(["main", name]);
        let text = |text: &str| SqlValue::Text(text.to_owned());
        let row = [SqlValue::Integer(1), text("{}"), text("iOS"), text("ios")];
        database
            .execute_batch(Translator::new(&mapping, Dialect::Sqlite).create_table().unwrap().text())
            .unwrap();
        database
            .execute_batch(
                Translator::new(&mapping, SqlOptions::new(Dialect::Sqlite).with_literals(Literals::Inlined))
                    .insert([&row[..]])
                    .unwrap()
                    .text(),
            )
            .unwrap();
        let counted = Translator::new(&mapping, options).count(&query).unwrap();
        let counted: i64 = database.query_row(counted.text(), [], |row| row.get(0)).unwrap();
        let tables: Vec<String> = database
            .prepare("SELECT name FROM sqlite_master")
            .unwrap()
            .query_map([], |row| row.get(0))
            .unwrap()
            .map(Result::unwrap)
            .collect();
        assert_eq!((counted, tables.as_slice()), (1, std::slice::from_ref(name)));
        database.execute_batch(&format!("DROP TABLE `{}`", name.replace('`', "``"))).unwrap();
    }
}

/// Custom attributes may have any name, from the text of a query through check and mapping to SQL.
#[test]
fn names_of_fields_on_sqlite() {
    let mut names = hostile();
    names.retain(|name| !name.is_empty() && (name.chars().count() <= 3 || name.chars().count() > 4));
    let fields: Vec<Field> =
        names.iter().map(|name| Field::new(format!("custom.device.{name}"), FieldType::String)).collect();
    let source = |name: &str| {
        let name = name.replace('\\', "\\\\").replace('"', "\\\"");
        format!("\"custom.device.{name}\" = \"x\"")
    };
    // Fields whose names become the same column stay distinct, whichever of them a table has.
    for fields in fields.chunks(100) {
        let mapping = Mapping::of_fields(fields);
        let row = |id: usize| {
            let mut row = vec![SqlValue::Integer(id as i64), SqlValue::Text("{}".to_owned())];
            for at in 0..fields.len() {
                let text =
                    |text: &str| if at == id { SqlValue::Text(text.to_owned()) } else { SqlValue::Null };
                row.extend([text("x"), text("x")]);
            }
            row
        };
        let rows: Vec<Vec<SqlValue>> = (0..fields.len()).map(row).collect();
        let database = database(&mapping, &rows, Literals::Inlined);
        let catalog = Catalog::builtin().with_fields(fields.to_vec()).unwrap();
        for (id, field) in (0..).zip(fields) {
            let name = field.name().strip_prefix("custom.device.").unwrap();
            let query = Query::parse(&source(name), &coreql::Options::new().with_catalog(&catalog)).unwrap();
            for literals in BOTH {
                let options = SqlOptions::new(Dialect::Sqlite).with_literals(literals);
                assert_eq!(found(&database, &query, &mapping, options), [id], "{name:?}");
            }
        }
    }
}

/// However similar the names of fields are, their columns have distinct names that every dialect accepts.
#[test]
fn columns_of_a_mapping_have_names_of_their_own() {
    let mut names = hostile();
    names.retain(|name| !name.is_empty() && name.chars().count() != 4);
    names.extend(
        ["a", "a_2", "a__2", "a__folded", "a_2__folded", "a__folded_2", "id", "record", "a__FOLDED"]
            .map(str::to_owned),
    );
    for length in [10, 48, 49, 50, 51, 60, 70] {
        names.extend((0..30).map(|at| {
            format!("{}{}", "long".repeat(20).split_at(length).0, ["'", "\"", "-"][at % 3].repeat(at / 3))
        }));
    }
    let mut folded = HashSet::new();
    names.retain(|name| folded.insert(fold(name).into_owned()));
    let fields: Vec<Field> = ["", "custom.device."]
        .iter()
        .flat_map(|group| {
            names.iter().map(move |name| Field::new(format!("{group}{name}"), FieldType::Untyped))
        })
        .collect();
    let mapping = Mapping::of_fields(&fields);
    let rows = Rows::new(&mapping, Catalog::builtin()).unwrap();
    let columns = rows.columns();
    let distinct: HashSet<String> = columns.iter().map(|name| fold(name).into_owned()).collect();
    assert_eq!(distinct.len(), columns.len());
    for dialect in Dialect::ALL {
        Translator::new(&mapping, dialect).create_table().unwrap();
    }
}

/// Stored and searched for, bound and inlined, each text finds the expected rows and no other.
fn values(dialect: Dialect, count: usize) {
    let Some(mut engine) = Engine::start(dialect) else { return };
    values_of(&mut engine, &format!("coreql_texts_{}", dialect.as_str()), &sample(count), 13);
}

/// Every `bound`-th query runs with bound values too.
fn values_of(engine: &mut Engine, table: &str, texts: &[String], bound: usize) {
    let dialect = engine.dialect;
    let (catalog, mapping) = text_field(table);
    let rows = text_rows(texts);
    engine.load(&mapping, &rows);
    let held = |id: &i64| Rows::check(&rows[*id as usize], dialect).is_ok();
    let options = SqlOptions::new(dialect);
    let inlined = options.with_literals(Literals::Inlined);
    let cases: Vec<(Query, Vec<i64>)> =
        (0..texts.len()).flat_map(|at| queries(texts, at, &catalog)).collect();
    for cases in cases.chunks(BATCH) {
        let sql = |(query, _): &(Query, Vec<i64>)| query.to_sql(&mapping, inlined).unwrap();
        let conditions: Vec<SqlFragment> = cases.iter().map(sql).collect();
        let found = engine.ids_of_all(&conditions, &mapping);
        for ((condition, (_, expected)), found) in conditions.iter().zip(cases).zip(found) {
            let expected: Vec<i64> = expected.iter().copied().filter(held).collect();
            assert_eq!(found, expected, "{dialect}: {}", condition.text());
        }
    }
    for (query, expected) in cases.iter().skip(bound).step_by(bound) {
        let expected: Vec<i64> = expected.iter().copied().filter(held).collect();
        let condition = query.to_sql(&mapping, options).unwrap();
        assert_eq!(engine.ids(&condition, &mapping), expected, "{dialect}: {condition:?}");
    }
    eprintln!("{dialect}: {} queries about {} texts", cases.len(), texts.len());
}

/// In the session modes that change the meaning of literals, inlined texts keep theirs.
fn modes(dialect: Dialect, modes: &[&str], count: usize) {
    let Some(mut engine) = Engine::start(dialect) else { return };
    let mut texts = sample(0);
    let step = texts.len().div_ceil(count);
    texts = texts.into_iter().step_by(step).collect();
    for mode in modes {
        engine.execute(&[mode]);
        // Spark writes bound values into the statement itself, with escapes that this mode reads as text.
        let bound = if dialect == Dialect::Spark { usize::MAX / 2 } else { 13 };
        values_of(&mut engine, &format!("coreql_modes_{}", dialect.as_str()), &texts, bound);
    }
}

#[test]
fn modes_of_mariadb() {
    modes(
        Dialect::MariaDb,
        &[
            "SET SESSION sql_mode = 'NO_BACKSLASH_ESCAPES,ANSI_QUOTES'",
            "SET SESSION sql_mode = 'ORACLE'",
            "SET SESSION sql_mode = 'PIPES_AS_CONCAT,PAD_CHAR_TO_FULL_LENGTH'",
            "SET SESSION sql_mode = ''",
        ],
        1000,
    );
}

/// A statement means the same in whatever character set the client declares; bound values are the client's to encode.
#[test]
fn character_sets_of_mariadb() {
    let Some(mut engine) = Engine::start(Dialect::MariaDb) else { return };
    let texts = ["José", "zż", "\u{1f600}", "表", "ソ'", "¥\\", "é' or 1=1 -- ", "%é_", "\u{ffff}", "plain"];
    let texts = texts.map(|text| fold(text).into_owned());
    for names in ["latin1", "utf8mb3", "gbk", "sjis", "ascii"] {
        engine.execute(&[&format!("SET NAMES {names}")]);
        values_of(&mut engine, "coreql_character_sets", &texts, usize::MAX / 2);
    }
}

#[test]
fn modes_of_postgres() {
    modes(
        Dialect::Postgres,
        &[
            "SET standard_conforming_strings = off",
            "SET backslash_quote = off",
            "SET client_min_messages = error",
        ],
        1000,
    );
}

#[test]
fn modes_of_spark() {
    modes(
        Dialect::Spark,
        &["SET spark.sql.parser.escapedStringLiterals = true", "SET spark.sql.ansi.enabled = false"],
        25,
    );
}

/// The dialects of DataFusion that read a backslash as an escape, of those with names in double quotes.
#[test]
fn modes_of_datafusion() {
    modes(
        Dialect::DataFusion,
        &[
            "SET datafusion.sql_parser.dialect = 'snowflake'",
            "SET datafusion.sql_parser.dialect = 'clickhouse'",
            "SET datafusion.sql_parser.dialect = 'postgresql'",
        ],
        1000,
    );
}

/// A column for each name that the dialect accepts; the engine itself refuses the others.
fn names_of_columns(dialect: Dialect, count: usize) {
    let Some(mut engine) = Engine::start(dialect) else { return };
    let mut names = sample(count);
    names.extend(
        ["ends with a space ", " begins with one", "\u{1f600}", "a.b", "a,b", "a(b)c", "a=b", "select", "é"]
            .map(str::to_owned),
    );
    names.extend([63, 64, 65, 255].map(|length| "n".repeat(length)));
    names.extend([31, 32, 63, 64, 65].map(|length| "é".repeat(length)));
    let (names, refused) = taken(distinct(names), dialect);
    for (part, names) in names.chunks(100).enumerate() {
        let (mapping, queries, rows) =
            named_columns(names, &format!("coreql_names_{}_{part}", dialect.as_str()));
        let table = mapping.table().join(".");
        let create = Translator::new(&mapping, dialect).create_table().unwrap();
        let filled = Translator::new(&mapping, SqlOptions::new(dialect).with_literals(Literals::Inlined))
            .insert(rows.iter().map(Vec::as_slice))
            .unwrap();
        engine.execute(&[&format!("DROP TABLE IF EXISTS {table}"), create.text(), filled.text()]);
        let id = if matches!(dialect, Dialect::MariaDb | Dialect::ClickHouse | Dialect::Spark) {
            "`row number`"
        } else {
            "\"row number\""
        };
        let columns: Vec<String> = queries
            .iter()
            .map(|query| {
                let options = SqlOptions::new(dialect).with_literals(Literals::Inlined);
                let condition = query.to_sql(&mapping, options).unwrap();
                format!("SUM(CASE WHEN {} THEN {id} + 1 ELSE 0 END)", condition.text())
            })
            .collect();
        let rows = engine.rows(&format!("SELECT {} FROM {table}", columns.join(", ")), &[]);
        for (id, (name, cell)) in (1..).zip(names.iter().zip(&rows[0])) {
            let sum = cell.get("decimal").and_then(|text| text.as_str()?.parse().ok()).or(cell.as_i64());
            assert_eq!(sum, Some(id), "{dialect}: {name:?}");
        }
        engine.execute(&[&format!("DROP TABLE {table}")]);
    }
    // No statement of coreql's has U+0000, and Spark would expand a variable in it.
    let own = |name: &str| {
        name.is_empty() || name.contains('\0') || (dialect == Dialect::Spark && name.contains("${"))
    };
    for name in refused.iter().filter(|name| !own(name)) {
        let quoted = match dialect {
            Dialect::MariaDb => format!("`{}`", name.replace('`', "``")),
            Dialect::Postgres => format!("\"{}\"", name.replace('"', "\"\"")),
            _ => panic!("{dialect} has no reason to refuse {name:?}"),
        };
        let create = format!("CREATE TEMPORARY TABLE coreql_refused ({quoted} BIGINT)");
        let answer = engine.request(json!({"statements": [create]}));
        if answer.get("error").is_none() {
            // PostgreSQL truncates a long name and accepts it.
            assert!(dialect == Dialect::Postgres && name.len() > 63, "{dialect} takes {name:?}");
            engine.execute(&["DROP TABLE coreql_refused"]);
        }
    }
    eprintln!("{dialect}: {} names, {} refused", names.len(), refused.len());
}

macro_rules! engines {
    ($($module:ident $dialect:ident $texts:literal $names:literal)*) => {$(
        mod $module {
            use super::*;

            #[test]
            fn values_change_no_statement() {
                values(Dialect::$dialect, $texts);
            }

            #[test]
            fn names_change_no_statement() {
                names_of_columns(Dialect::$dialect, $names);
            }
        }
    )*};
}

engines! {
    postgres Postgres 800 400
    mariadb MariaDb 800 400
    duckdb DuckDb 500 400
    clickhouse ClickHouse 500 400
    spark Spark 100 100
    datafusion DataFusion 500 400
}

/// Literals as sqlglot reads them, for the engines that do not run here.
mod translated {
    use super::*;

    fn values_of_dialect(dialect: Dialect) {
        values(dialect, 300);
    }

    on_each_engine!(values_of_dialect in translation);
}
