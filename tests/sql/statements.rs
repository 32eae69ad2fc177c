//! Snapshots of the statements in every dialect, in `tests/data/sql/statements.txt`.
//!
//! `UPDATE_EXPECT=1 cargo test --all-features --test sql statements` regenerates them. Check each line of the diff
//! against the engine's documentation, because five of the dialects are never run here.

use std::fmt::Write;

use coreql::Query;
use coreql::catalog::{Catalog, FieldType};
use coreql::sql::{
    Dialect, Literals, Mapping, Search, SortOrder, SqlError, SqlFragment, SqlOptions, SqlValue, Translator,
};
use expect_test::expect_file;

const QUERIES: [&str; 24] = [
    "",
    r#"platform = "iOS""#,
    r#"platform != "iOS""#,
    r#"platform in ("it's", "C:\dir", "a", "100%_")"#,
    r#"platform contains "back\\slash""#,
    r#"platform starts with "zż""#,
    r#"platform < "m" and platform is not empty"#,
    r#"os_version >= "17.2""#,
    "battery_level = 50 or battery_level > 1.5",
    "battery_level in (1, 2, 3)",
    "battery_level = -9223372036854775808",
    "compliant = true",
    "compliant != true",
    "last_connected_at = 2024-02",
    "last_connected_at < 1468264766000",
    "last_connected_at > now - 30d",
    "last_connected_at between today - 1w and today",
    "last_connected_at not between today - 1w and today",
    "battery_level between 20 and 1.5e1",
    "platform = \"iOS\" and not battery_level between 20 and 50",
    r#""custom.device.x" not between 5 and "b""#,
    r#"not ("custom.device.x" = "A" or "custom.device.x" = 5 or "custom.device.x" > "b")"#,
    r#""custom.device.list" contains "x" or "custom.device.list" is empty"#,
    r#"(platform = "a" or owner = "b") and (platform = "c" or owner = "d")"#,
];

fn mapping() -> Mapping {
    let fields = [
        "common.platform",
        "common.os_version",
        "common.battery_level",
        "common.compliant",
        "common.last_connected_at",
        "common.owner",
    ];
    let field = |name: &str| {
        let found = Catalog::builtin().fields().iter().find(|field| field.name() == name);
        found.unwrap_or_else(|| panic!("{name}")).clone()
    };
    let mut fields: Vec<_> = fields.into_iter().map(field).collect();
    fields.push(coreql::catalog::Field::new("custom.device.x", FieldType::Untyped));
    fields.push(coreql::catalog::Field::new("custom.device.list", FieldType::StringArray));
    Mapping::of_fields(&fields).with_table(["mdm", "devices"])
}

/// Timestamps and arrays of the engines, and text without a folded copy.
const PLAIN: &str = r#"{"table": "devices", "fields": [
    {"field": "common.last_connected_at", "column": "seen", "storage": "timestamp"},
    {"field": "common.registered_at", "column": "registered", "storage": "timestamp_zoned"},
    {"field": "common.owner", "column": "owner", "storage": "text"},
    {"field": "custom.device.list", "column": "tags", "storage": "text_array"},
    {"field": "common.os_version", "column": "version", "storage": "text"}]}"#;

const PLAIN_QUERIES: [&str; 5] = [
    "last_connected_at = 2024-02",
    "common.registered_at >= 2024",
    r#"owner = "x""#,
    r#""custom.device.list" = "x""#,
    r#"os_version > "9""#,
];

fn read(source: &str) -> Query {
    let list = coreql::catalog::Field::new("custom.device.list", FieldType::StringArray);
    let date = coreql::catalog::Field::new("common.registered_at", FieldType::Date);
    let catalog = Catalog::builtin().with_fields([list, date]).unwrap();
    Query::parse(source, &coreql_testing::extended().with_catalog(&catalog))
        .unwrap_or_else(|invalid| panic!("{source}\n{:?}", invalid.diagnostics()))
}

fn shown(statement: &Result<SqlFragment, SqlError>) -> String {
    match statement {
        Ok(statement) if statement.parameters().is_empty() => statement.text().to_owned(),
        Ok(statement) => format!("{}    {:?}", statement.text(), statement.parameters()),
        Err(error) => format!("error: {error}"),
    }
}

fn all() -> String {
    let mapping = mapping();
    let plain = Mapping::from_json(PLAIN).unwrap();
    let mut text = String::new();
    let mut section = |title: &str, statement: &dyn Fn(Dialect) -> Result<SqlFragment, SqlError>| {
        writeln!(text, "# {title}").unwrap();
        for dialect in Dialect::ALL {
            writeln!(text, "{dialect}: {}", shown(&statement(dialect))).unwrap();
        }
        text.push('\n');
    };
    let inlined = |dialect| SqlOptions::new(dialect).with_literals(Literals::Inlined);
    for source in QUERIES {
        section(source, &|dialect| read(source).to_sql(&mapping, inlined(dialect)));
    }
    for source in PLAIN_QUERIES {
        section(&format!("plain columns: {source}"), &|dialect| {
            read(source).to_sql(&plain, inlined(dialect))
        });
    }
    let bound = r#"platform in ("a", "b") and battery_level > 1.5 and compliant = true"#;
    section(&format!("bound: {bound}"), &|dialect| read(bound).to_sql(&mapping, SqlOptions::new(dialect)));
    let query = read(r#"platform = "iOS""#);
    let fields = || Search::new().with_fields(["common.platform"]);
    let pages: [(&str, Search); 6] = [
        ("limit", fields().with_limit(10)),
        ("limit 0", fields().with_limit(0)),
        ("offset", fields().with_offset(20)),
        ("limit and offset", fields().with_limit(10).with_offset(20)),
        ("down by a version", fields().with_order("common.os_version", SortOrder::Descending)),
        (
            "up by a date, the whole records",
            Search::new().with_order("common.last_connected_at", SortOrder::Ascending),
        ),
    ];
    for (title, search) in &pages {
        section(&format!("search: {title}"), &|dialect| {
            Translator::new(&mapping, inlined(dialect)).search(&query, search)
        });
    }
    section("count", &|dialect| Translator::new(&mapping, inlined(dialect)).count(&query));
    section("create table", &|dialect| Translator::new(&mapping, dialect).create_table());
    section("create table of plain columns", &|dialect| Translator::new(&plain, dialect).create_table());
    let texts = r#"{"table": "t", "id": "id", "fields": [
        {"field": "a", "column": "a", "storage": "text"}, {"field": "b", "column": "b", "storage": "double"},
        {"field": "c", "column": "c", "storage": "boolean"}, {"field": "d", "column": "d", "storage": "text"}]}"#;
    let texts = Mapping::from_json(texts).unwrap();
    let row = [
        SqlValue::Integer(1),
        SqlValue::Text("it's \\ \"x\" `y` ${z} [w]\n".to_owned()),
        SqlValue::Double(-1.5e-300),
        SqlValue::Boolean(true),
        SqlValue::Null,
    ];
    section("insert", &|dialect| {
        Translator::new(&texts, SqlOptions::new(dialect).with_literals(Literals::Inlined)).insert([&row[..]])
    });
    text
}

#[test]
fn statements() {
    expect_file!["../data/sql/statements.txt"].assert_eq(&all());
}
