use super::*;

fn draft(columns: &[(&str, &str)], dialect: Dialect) -> Draft {
    let columns = columns.iter().map(|(name, sql_type)| DeclaredColumn::new(*name, *sql_type));
    Draft::new(["t"], columns, dialect, Catalog::builtin())
}

#[test]
fn columns_have_the_names_of_fields() {
    for (column, field) in [
        ("platform", "common.platform"),
        ("PLATFORM", "common.platform"),
        ("common_platform", "common.platform"),
        ("common.platform", "common.platform"),
        ("CommonPlatform", "common.platform"),
        ("os_version", "common.os_version"),
        ("OsVersion", "common.os_version"),
        ("osVersion", "common.os_version"),
        ("OS_VERSION", "common.os_version"),
        ("SerialNumber", "common.SerialNumber"),
        ("serial_number", "common.SerialNumber"),
        ("iPhone UDID", "ios.iPhone UDID"),
        ("iphone_udid", "ios.iPhone UDID"),
    ] {
        let draft = draft(&[(column, "text")], Dialect::Postgres);
        let fields: Vec<&str> = draft.mapping().fields().map(|columns| columns.field.as_str()).collect();
        assert_eq!(fields, [field], "{column}: {:?}", draft.doubts());
        assert_eq!(draft.mapping().field(field).map(|columns| columns.column.as_str()), Some(column));
    }
    for column in ["platforms", "plat form x", "", "größe", "平台", "_"] {
        let draft = draft(&[(column, "text")], Dialect::Postgres);
        assert_eq!((draft.mapping().fields().len(), draft.unmapped()), (0, &[column.to_owned()][..]));
    }
}

#[test]
fn what_is_doubtful_is_listed() {
    let fields = [
        Field::new("a.size", FieldType::Number),
        Field::new("b.size", FieldType::Number),
        Field::new("common.owner", FieldType::String),
    ];
    let catalog = Catalog::new().with_fields(fields).unwrap();
    let columns = [
        DeclaredColumn::new("size", "int"),
        DeclaredColumn::new("owner", "text"),
        DeclaredColumn::new("Owner", "text"),
        DeclaredColumn::new("A_Size", "uuid"),
        DeclaredColumn::new("b.size", ""),
    ];
    let draft = Draft::new(["t"], columns, Dialect::Postgres, &catalog);
    let doubts: Vec<String> = draft.doubts().iter().map(ToString::to_string).collect();
    assert_eq!(
        doubts,
        [
            "`size`: may be any of the fields `a.size`, `b.size`",
            "`owner`: field `common.owner` may also be in `Owner`",
            "`Owner`: field `common.owner` may also be in `owner`",
            "`A_Size`: type `uuid` does not suit field `a.size` of type number",
            "`b.size`: has no type, and field `b.size` is of type number",
        ]
    );
    assert_eq!(draft.mapping().fields().len(), 0);
}

#[test]
fn types_are_those_of_the_dialect() {
    use Dialect::{ClickHouse, DataFusion, MariaDb, Postgres, Spark, Sqlite};
    for (field, sql_type, dialect, storage) in [
        ("battery_level", "integer", Postgres, Some(Storage::Integer)),
        ("battery_level", "SMALLINT(5) UNSIGNED", MariaDb, Some(Storage::Integer)),
        ("battery_level", "Nullable(Int32)", ClickHouse, Some(Storage::Integer)),
        ("battery_level", "real", Postgres, Some(Storage::Double)),
        ("battery_level", "NUMERIC(10, 2)", Postgres, Some(Storage::Double)),
        ("battery_level", "numeric(10,0)", Postgres, Some(Storage::Integer)),
        ("battery_level", "numeric", Postgres, Some(Storage::Double)),
        ("battery_level", "DECIMAL", MariaDb, Some(Storage::Integer)),
        ("battery_level", "DECIMAL(10, 2)", DataFusion, None),
        ("battery_level", "text", Postgres, None),
        ("battery_level", "integer[]", Postgres, None),
        ("compliant", "boolean", Postgres, Some(Storage::Boolean)),
        ("compliant", "tinyint(1)", MariaDb, Some(Storage::Boolean)),
        ("compliant", "tinyint(4)", MariaDb, None),
        ("compliant", "integer", Sqlite, None),
        ("last_connected_at", "timestamp", Postgres, Some(Storage::Timestamp)),
        ("last_connected_at", "TIMESTAMP(3) WITH TIME ZONE", Postgres, Some(Storage::TimestampZoned)),
        ("last_connected_at", "timestamp(3)", MariaDb, Some(Storage::TimestampZoned)),
        ("last_connected_at", "datetime", MariaDb, Some(Storage::Timestamp)),
        ("last_connected_at", "DateTime64(3, 'UTC')", ClickHouse, Some(Storage::TimestampZoned)),
        ("last_connected_at", "TIMESTAMP", Spark, Some(Storage::TimestampZoned)),
        ("last_connected_at", "DATETIME", Sqlite, None),
        // Of seconds or of milliseconds.
        ("last_connected_at", "BIGINT", Postgres, None),
        ("noncompliance_reasons", "text[]", Postgres, Some(Storage::TextArray)),
        ("noncompliance_reasons", "Array(Nullable(String))", ClickHouse, Some(Storage::TextArray)),
        ("noncompliance_reasons", "array<string>", Spark, Some(Storage::TextArray)),
        ("noncompliance_reasons", "integer[]", Postgres, None),
        ("noncompliance_reasons", "TEXT", Sqlite, None),
        ("platform", "varchar(20)", Postgres, Some(Storage::Text)),
        ("platform", "ENUM('iOS', 'Android')", MariaDb, Some(Storage::Text)),
        ("platform", "platform_type", Postgres, None),
        // Padded with spaces.
        ("platform", "char(20)", Postgres, None),
        ("platform", "FixedString(20)", ClickHouse, None),
    ] {
        let draft = draft(&[(field, sql_type)], dialect);
        let found = draft.mapping().fields().next().map(|columns| columns.storage);
        assert_eq!(found, storage, "{field} {sql_type} {dialect}");
        assert_eq!(draft.doubts().len(), usize::from(storage.is_none()), "{field} {sql_type}");
    }
}
