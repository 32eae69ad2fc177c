use super::*;
use crate::sql::{Draft, Storage};

fn drafts(text: &str, dialect: Dialect) -> Vec<Draft> {
    Mapping::from_ddl(text, dialect, Catalog::builtin()).unwrap_or_else(|error| panic!("{error}\n{text}"))
}

#[test]
fn one_draft_for_each_table_whatever_else_is_there() {
    let text = "
        -- A dump; CREATE TABLE in a comment (a int);
        SET client_encoding = 'UTF8';
        /* CREATE TABLE x (platform text); */
        CREATE EXTENSION IF NOT EXISTS pg_trgm;
        INSERT INTO t VALUES ('CREATE TABLE z (platform text);');
        create unlogged table if not exists \"Mdm\".\"Ge räte;\" (
            \"Platform\" text COLLATE \"C\" NOT NULL DEFAULT 'a;b', -- the platform
            \"größe\" integer,
            serial int GENERATED ALWAYS AS IDENTITY,
            CONSTRAINT pk PRIMARY KEY (serial),
            CHECK (\"größe\" > 0)
        );
        CREATE INDEX i ON t (x);
        CREATE TABLE two AS SELECT 1;
        CREATE TEMPORARY TABLE three (osVersion varchar(20), last_connected_at timestamp with time zone PRIMARY KEY);";
    let drafts = drafts(text, Dialect::Postgres);
    let [first, second] = drafts.as_slice() else { panic!("{drafts:?}") };
    assert_eq!(first.mapping().table(), ["Mdm", "Ge räte;"]);
    assert_eq!(first.mapping().id(), Some("serial"));
    assert_eq!(first.mapping().field("common.platform").unwrap().column, "Platform");
    assert_eq!(first.unmapped(), ["größe", "serial"]);
    assert_eq!(second.mapping().table(), ["three"]);
    assert_eq!(second.mapping().field("common.os_version").unwrap().column, "osVersion");
    assert_eq!(second.mapping().field("common.last_connected_at").unwrap().storage, Storage::TimestampZoned);
    assert_eq!(second.mapping().id(), Some("last_connected_at"));
}

#[test]
fn names_in_the_quotes_of_each_dialect() {
    for (text, dialect) in [
        ("CREATE TABLE `my``db`.`t` (`Platform` VARCHAR(20) CHARACTER SET latin1)", Dialect::MariaDb),
        ("CREATE TABLE [my`db].[t] ([Platform] NVARCHAR(20))", Dialect::SqlServer),
        ("CREATE TABLE \"my`db\".t (\"Platform\" TEXT) STRICT", Dialect::Sqlite),
        (
            "CREATE TABLE `my``db`.t (`Platform` STRING) ENGINE = MergeTree ORDER BY tuple()",
            Dialect::ClickHouse,
        ),
    ] {
        let drafts = drafts(text, dialect);
        let [draft] = drafts.as_slice() else { panic!("{text}") };
        assert_eq!(draft.mapping().table().last().map(String::as_str), Some("t"), "{text}");
        // Text of SQL Server's needs a folded copy: no test runs its own folding.
        let mapped = draft.mapping().field("common.platform").map(|columns| columns.column.as_str());
        assert_eq!(mapped, (dialect != Dialect::SqlServer).then_some("Platform"), "{text}");
    }
}

#[test]
fn what_is_no_table_is_an_error() {
    let of = |text: &str| {
        Mapping::from_ddl(text, Dialect::Postgres, Catalog::builtin()).map(|drafts| drafts.len())
    };
    for text in ["", ";;", "SELECT 1", "-- CREATE TABLE t (platform text)", "CREATE TABLE t AS SELECT 1"] {
        assert_eq!(of(text), Err(DdlError::NoTable), "{text}");
    }
    let deep = format!("CREATE TABLE t (a int DEFAULT {}1{})", "(".repeat(100_000), ")".repeat(100_000));
    for text in [
        "CREATE TABLE",
        "CREATE TABLE t",
        "CREATE TABLE t (",
        "CREATE TABLE t (platform text",
        "CREATE TABLE t (platform text))",
        "CREATE TABLE t (platform text) CREATE TABLE u (a int)",
        "CREATE TABLE t (platform 'text')",
        "CREATE TABLE t (\"platform text)",
        "CREATE TABLE t (platform text DEFAULT 'x)",
        "CREATE TABLE t (platform text) /* ",
        deep.as_str(),
    ] {
        let error = of(text);
        let refused = matches!(error, Err(DdlError::Syntax { .. } | DdlError::NoTable));
        assert!(refused, "{}: {error:?}", text.get(..60).unwrap_or(text));
    }
}

#[test]
fn many_columns_and_tables() {
    let columns: Vec<String> = (0..20_000).map(|at| format!("\"column {at}\" text")).collect();
    let wide = drafts(&format!("CREATE TABLE t ({}, platform text)", columns.join(", ")), Dialect::Postgres);
    let [wide] = wide.as_slice() else { panic!("one table") };
    assert_eq!((wide.unmapped().len(), wide.mapping().fields().len()), (20_000, 1));
    let many = "CREATE TABLE t (platform text);\n".repeat(2_000);
    assert_eq!(drafts(&many, Dialect::Postgres).len(), 2_000);
}

/// What the parser reads without recursion, but as a deep tree.
#[test]
fn no_depth_overflows_the_stack() {
    let small = std::thread::Builder::new().stack_size(512 << 10).spawn(|| {
        for (text, dialect) in [
            (format!("CREATE TABLE t (platform text{})", "[]".repeat(8_000)), Dialect::Postgres),
            (format!("CREATE TABLE t (platform text DEFAULT x{})", "[1]".repeat(8_000)), Dialect::Postgres),
            (format!("CREATE TABLE t (platform text DEFAULT 1{})", " + 1".repeat(8_000)), Dialect::MySql),
            (format!("CREATE TABLE t (platform text, CHECK (a{}))", " OR a".repeat(8_000)), Dialect::Sqlite),
            (format!("CREATE TABLE t (platform text DEFAULT 1{})", "::int".repeat(8_000)), Dialect::DuckDb),
            (format!("CREATE TABLE t (platform text DEFAULT {}1)", "- ".repeat(8_000)), Dialect::Snowflake),
            (
                format!("CREATE TABLE t (platform {}INT{})", "ARRAY<".repeat(9000), ">".repeat(9000)),
                Dialect::BigQuery,
            ),
            (
                format!("CREATE TABLE t (platform {}INT{})", "Array(".repeat(9000), ")".repeat(9000)),
                Dialect::ClickHouse,
            ),
            (format!("CREATE TABLE t AS SELECT 1{}", " UNION SELECT 1".repeat(10_000)), Dialect::Trino),
            (format!("CREATE TABLE t (platform text{})", ", c text".repeat(40_000)), Dialect::Postgres),
        ] {
            let read = Mapping::from_ddl(&text, dialect, Catalog::builtin());
            let begins: String = text.chars().take(60).collect();
            assert!(read.is_ok() || read.is_err_and(|error| !error.to_string().is_empty()), "{begins}");
        }
    });
    small.unwrap().join().unwrap();
}

#[test]
fn scripts_of_sql_server() {
    let text = "\u{feff}USE [fleet]\r\nGO\r\nCREATE TABLE [a] ([id] int)\r\n  go\r\nCREATE TABLE [b] ([go] int,\r\n [x] go\r\n)\r\nGO\r\n";
    let tables: Vec<String> =
        drafts(text, Dialect::SqlServer).iter().map(|draft| draft.mapping().table().join(".")).collect();
    assert_eq!(tables, ["a", "b"]);
}

#[test]
fn many_tables_and_columns_that_share_a_field() {
    let text = "CREATE TABLE t (platform text);".repeat(2000);
    assert_eq!(drafts(&text, Dialect::Postgres).len(), 2000);
    let columns: Vec<String> = (0..2000).map(|n| format!("platform{} text", "_".repeat(n))).collect();
    let drafts = drafts(&format!("CREATE TABLE t ({})", columns.join(",")), Dialect::Postgres);
    let doubts = drafts.first().unwrap().doubts();
    assert_eq!(doubts.len(), 2000);
    assert!(doubts.iter().all(|doubt| doubt.to_string().matches("platform").count() <= 10));
}
