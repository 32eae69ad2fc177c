//! The table.

use super::text::{
    Encoding, Escape, Hexadecimal, Longest, Nul, Quote, continues_line, has_backslash_or_nul,
    is_bad_mysql_name, is_special_in_spark, is_variable, no_name,
};

/// What the printers ask about an engine.
///
/// In templates `{}` stands for the one operand, `{0}` and `{1}` for the first and the second.
#[derive(Clone, Copy, Debug)]
pub(in crate::sql) struct Facts {
    pub(in crate::sql) name: &'static str,
    pub(in crate::sql) tested: bool,
    pub(in crate::sql) quote: Quote,
    /// The longest identifier; a longer one is cut short without an error, or refused.
    pub(in crate::sql) longest_identifier: Longest,
    /// What else cannot be an identifier, though its quotes could hold it.
    pub(in crate::sql) is_bad_name: fn(&str) -> bool,
    pub(in crate::sql) placeholder: Placeholder,
    /// How many values may be bound in one statement.
    pub(in crate::sql) most_parameters: usize,
    pub(in crate::sql) escape: Escape,
    pub(in crate::sql) nul: Nul,
    /// For texts that no `'…'` holds in every mode of the engine.
    pub(in crate::sql) hexadecimal: Option<Hexadecimal>,
    pub(in crate::sql) types: Types,
    /// `TRUE` and `FALSE`, for boolean columns.
    pub(in crate::sql) booleans: [&'static str; 2],
    pub(in crate::sql) double: &'static str,
    /// The same of digits in the text of the statement.
    pub(in crate::sql) double_literal: &'static str,
    /// A text, for `=` and `<` by code points alone where a binary collation is not enough.
    pub(in crate::sql) comparable: &'static str,
    /// Whether the text `{0}` contains `{1}`, by code points under the column's collation.
    pub(in crate::sql) contains: &'static str,
    /// The longest text to look for that way, in code units of UTF-16.
    pub(in crate::sql) longest_needle: usize,
    /// How many values `IN` takes.
    pub(in crate::sql) longest_list: usize,
    /// Whether a condition is false or NULL.
    pub(in crate::sql) is_not_true: &'static str,
    /// The engine's own folding of a text, for comparing under a binary collation; `None` if the tests do not cover it.
    pub(in crate::sql) fold: Option<&'static str>,
    /// A text column, for comparing under a binary collation.
    pub(in crate::sql) binary: &'static str,
    /// Milliseconds since 1970 as a value of the timestamp type, and of the one with a time zone.
    pub(in crate::sql) timestamp: Option<&'static str>,
    pub(in crate::sql) timestamp_zoned: Option<&'static str>,
    /// Whether the array in column `{0}` has an element as `{1}` says; never NULL for an array.
    pub(in crate::sql) any_element: Option<&'static str>,
    /// The element, within that.
    pub(in crate::sql) element: &'static str,
    /// Whether the array in a column is empty.
    pub(in crate::sql) array_is_empty: Option<&'static str>,
    pub(in crate::sql) page: Page,
    /// How deep parentheses may nest; the engine's own default.
    pub(in crate::sql) deepest: usize,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::sql) enum Placeholder {
    /// `?`
    Question,
    /// `$1`
    Dollar,
    /// `@p1`
    At,
    /// `{p1:String}`
    Typed,
}

#[derive(Clone, Copy, Debug)]
pub(in crate::sql) struct Types {
    pub(in crate::sql) text: &'static str,
    /// Text under a binary collation that does not pad.
    pub(in crate::sql) binary_text: &'static str,
    pub(in crate::sql) integer: &'static str,
    /// What stands behind that for the column that tells rows apart.
    pub(in crate::sql) of_id: &'static str,
    pub(in crate::sql) double: &'static str,
    pub(in crate::sql) boolean: &'static str,
    pub(in crate::sql) timestamp: &'static str,
    pub(in crate::sql) timestamp_zoned: &'static str,
    pub(in crate::sql) array: &'static str,
    /// What comes behind `CREATE TABLE … (…)`.
    pub(in crate::sql) table_end: &'static str,
    /// Makes a type one that may be NULL; `{}` where columns may be anyway.
    pub(in crate::sql) nullable: &'static str,
}

/// How part of an answer is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::sql) enum Page {
    /// `LIMIT n OFFSET m`; the text is the limit that stands for none, where an offset needs one.
    Limit(Option<&'static str>),
    /// `OFFSET m LIMIT n`.
    OffsetFirst,
    /// `OFFSET m ROWS FETCH NEXT n ROWS ONLY`, behind an `ORDER BY`.
    Fetch,
}

const STANDARD_TYPES: Types = Types {
    text: "TEXT",
    binary_text: "TEXT",
    integer: "BIGINT",
    of_id: " NOT NULL",
    double: "DOUBLE",
    boolean: "BOOLEAN",
    timestamp: "TIMESTAMP",
    timestamp_zoned: "TIMESTAMP WITH TIME ZONE",
    array: "TEXT",
    table_end: "",
    nullable: "{}",
};

pub(super) const SQLITE: Facts = Facts {
    name: "sqlite",
    tested: true,
    // In double quotes, a name that no column has would be a text, without an error.
    quote: Quote::Backtick,
    longest_identifier: Longest::None,
    is_bad_name: no_name,
    placeholder: Placeholder::Question,
    most_parameters: 32_766,
    escape: Escape::Doubled,
    nul: Nul::Function("char(0)"),
    hexadecimal: None,
    // Then the rows lie in its order, without an index beside them.
    types: Types { integer: "INTEGER", of_id: " PRIMARY KEY", double: "REAL", ..STANDARD_TYPES },
    booleans: ["TRUE", "FALSE"],
    double: "{}",
    double_literal: "{}",
    comparable: "{}",
    contains: "instr({0}, {1}) > 0",
    longest_needle: usize::MAX,
    longest_list: usize::MAX,
    is_not_true: "({}) IS NOT TRUE",
    // ASCII alone.
    fold: Some("lower({})"),
    binary: "{}",
    timestamp: None,
    timestamp_zoned: None,
    any_element: Some("EXISTS (SELECT 1 FROM json_each({0}) AS e WHERE {1})"),
    element: "e.value",
    array_is_empty: Some("{} = '[]'"),
    page: Page::Limit(Some("-1")),
    deepest: 100,
};

pub(super) const POSTGRES: Facts = Facts {
    name: "postgres",
    tested: true,
    quote: Quote::Double,
    longest_identifier: Longest::Bytes(63),
    is_bad_name: no_name,
    placeholder: Placeholder::Dollar,
    most_parameters: 65_535,
    escape: Escape::DoubledOrE,
    nul: Nul::Impossible,
    hexadecimal: None,
    types: Types {
        binary_text: "TEXT COLLATE \"C\"",
        double: "DOUBLE PRECISION",
        timestamp: "TIMESTAMP(3)",
        timestamp_zoned: "TIMESTAMPTZ(3)",
        array: "TEXT[]",
        ..STANDARD_TYPES
    },
    booleans: ["TRUE", "FALSE"],
    double: "CAST({} AS DOUBLE PRECISION)",
    double_literal: "CAST({} AS DOUBLE PRECISION)",
    comparable: "{}",
    contains: "strpos({0}, {1}) > 0",
    longest_needle: usize::MAX,
    longest_list: usize::MAX,
    is_not_true: "({}) IS NOT TRUE",
    fold: Some("lower({}) COLLATE \"C\""),
    binary: "{} COLLATE \"C\"",
    timestamp: Some("TIMESTAMP 'epoch' + {} * INTERVAL '1 millisecond'"),
    timestamp_zoned: Some("TIMESTAMPTZ 'epoch' + {} * INTERVAL '1 millisecond'"),
    any_element: Some("EXISTS (SELECT 1 FROM unnest({0}) AS e(value) WHERE {1})"),
    element: "e.value",
    array_is_empty: Some("cardinality({}) = 0"),
    page: Page::Limit(None),
    deepest: 400,
};

pub(super) const MARIADB: Facts = Facts {
    name: "mariadb",
    tested: true,
    quote: Quote::Backtick,
    longest_identifier: Longest::Characters(64),
    is_bad_name: is_bad_mysql_name,
    placeholder: Placeholder::Question,
    most_parameters: 65_535,
    escape: Escape::Doubled,
    nul: Nul::Hexadecimal,
    hexadecimal: Some(Hexadecimal {
        is_for: has_backslash_or_nul,
        template: "_utf8mb4 X'{}'",
        encoding: Encoding::Utf8,
    }),
    types: Types {
        text: "LONGTEXT CHARACTER SET utf8mb4",
        binary_text: "LONGTEXT CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin",
        timestamp: "DATETIME(3)",
        timestamp_zoned: "TIMESTAMP(3)",
        array: "LONGTEXT CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin",
        ..STANDARD_TYPES
    },
    booleans: ["TRUE", "FALSE"],
    double: "{}",
    double_literal: "{}",
    comparable: "{}",
    contains: "LOCATE({1}, {0}) > 0",
    longest_needle: usize::MAX,
    longest_list: usize::MAX,
    is_not_true: "({}) IS NOT TRUE",
    fold: Some("LOWER({}) COLLATE utf8mb4_nopad_bin"),
    binary: "{} COLLATE utf8mb4_nopad_bin",
    timestamp: Some("TIMESTAMPADD(MICROSECOND, {} * 1000, TIMESTAMP'1970-01-01 00:00:00')"),
    timestamp_zoned: None,
    any_element: Some(
        "EXISTS (SELECT 1 FROM JSON_TABLE({0}, '$[*]' COLUMNS(value LONGTEXT CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin PATH '$')) AS e WHERE {1})",
    ),
    element: "e.value",
    array_is_empty: Some("{} = '[]'"),
    page: Page::Limit(Some("18446744073709551615")),
    deepest: 400,
};

pub(super) const DUCKDB: Facts = Facts {
    name: "duckdb",
    tested: true,
    quote: Quote::Double,
    longest_identifier: Longest::None,
    is_bad_name: no_name,
    placeholder: Placeholder::Dollar,
    most_parameters: 65_535,
    escape: Escape::Doubled,
    nul: Nul::Function("chr(0)"),
    hexadecimal: None,
    types: Types {
        text: "VARCHAR",
        binary_text: "VARCHAR",
        timestamp_zoned: "TIMESTAMPTZ",
        array: "VARCHAR[]",
        ..STANDARD_TYPES
    },
    booleans: ["TRUE", "FALSE"],
    double: "CAST({} AS DOUBLE)",
    double_literal: "CAST({} AS DOUBLE)",
    comparable: "{}",
    contains: "contains({0}, {1})",
    longest_needle: usize::MAX,
    longest_list: usize::MAX,
    is_not_true: "({}) IS NOT TRUE",
    fold: Some("lower({})"),
    binary: "{}",
    timestamp: Some("epoch_ms(CAST({} AS BIGINT))"),
    timestamp_zoned: Some("make_timestamptz(CAST({} AS BIGINT) * 1000)"),
    any_element: Some("EXISTS (SELECT 1 FROM unnest({0}) AS e(value) WHERE {1})"),
    element: "e.value",
    array_is_empty: Some("len({}) = 0"),
    page: Page::Limit(None),
    deepest: 200,
};

pub(super) const CLICKHOUSE: Facts = Facts {
    name: "clickhouse",
    tested: true,
    quote: Quote::BacktickAndBackslash,
    longest_identifier: Longest::None,
    is_bad_name: no_name,
    placeholder: Placeholder::Typed,
    // Each value is in the text of the request, which is cut at 256 KiB.
    most_parameters: 5_000,
    escape: Escape::DoubledAndBackslash,
    nul: Nul::Escaped("\\0"),
    hexadecimal: None,
    types: Types {
        text: "String",
        binary_text: "String",
        integer: "Int64",
        of_id: " NOT NULL",
        double: "Float64",
        boolean: "Bool",
        timestamp: "DateTime64(3, 'UTC')",
        timestamp_zoned: "DateTime64(3, 'UTC')",
        array: "Array(String)",
        table_end: " ENGINE = MergeTree ORDER BY tuple()",
        nullable: "Nullable({})",
    },
    booleans: ["TRUE", "FALSE"],
    double: "{}",
    double_literal: "{}",
    comparable: "{}",
    contains: "position({0}, {1}) > 0",
    longest_needle: usize::MAX,
    longest_list: usize::MAX,
    is_not_true: "({}) IS NOT TRUE",
    fold: Some("lowerUTF8({})"),
    binary: "{}",
    timestamp: Some("fromUnixTimestamp64Milli(toInt64({}), 'UTC')"),
    timestamp_zoned: Some("fromUnixTimestamp64Milli(toInt64({}), 'UTC')"),
    any_element: Some("arrayExists(x -> {1}, {0})"),
    element: "x",
    array_is_empty: Some("empty({})"),
    page: Page::Limit(None),
    deepest: 100,
};

pub(super) const SPARK: Facts = Facts {
    name: "spark",
    tested: true,
    quote: Quote::Backtick,
    longest_identifier: Longest::None,
    is_bad_name: is_variable,
    placeholder: Placeholder::Question,
    most_parameters: 32_766,
    escape: Escape::Doubled,
    nul: Nul::Hexadecimal,
    hexadecimal: Some(Hexadecimal {
        is_for: is_special_in_spark,
        template: "CAST(X'{}' AS STRING)",
        encoding: Encoding::Utf8,
    }),
    types: Types {
        text: "STRING",
        binary_text: "STRING",
        timestamp: "TIMESTAMP_NTZ",
        timestamp_zoned: "TIMESTAMP",
        array: "ARRAY<STRING>",
        ..STANDARD_TYPES
    },
    booleans: ["TRUE", "FALSE"],
    double: "CAST({} AS DOUBLE)",
    double_literal: "CAST({} AS DOUBLE)",
    comparable: "{}",
    contains: "contains({0}, {1})",
    longest_needle: usize::MAX,
    longest_list: usize::MAX,
    is_not_true: "({}) IS NOT TRUE",
    fold: Some("lower({})"),
    binary: "{}",
    timestamp: None,
    timestamp_zoned: Some("timestamp_millis({})"),
    any_element: Some("COALESCE(exists({0}, x -> {1}), FALSE)"),
    element: "x",
    array_is_empty: Some("size({}) = 0"),
    page: Page::Limit(None),
    deepest: 200,
};

pub(super) const DATAFUSION: Facts = Facts {
    name: "datafusion",
    tested: true,
    quote: Quote::Double,
    longest_identifier: Longest::None,
    is_bad_name: no_name,
    placeholder: Placeholder::Dollar,
    most_parameters: 65_535,
    escape: Escape::Doubled,
    nul: Nul::Hexadecimal,
    hexadecimal: Some(Hexadecimal {
        is_for: has_backslash_or_nul,
        template: "CAST(X'{}' AS VARCHAR)",
        encoding: Encoding::Utf8,
    }),
    types: Types { text: "VARCHAR", binary_text: "VARCHAR", array: "VARCHAR[]", ..STANDARD_TYPES },
    booleans: ["TRUE", "FALSE"],
    double: "CAST({} AS DOUBLE)",
    double_literal: "CAST({} AS DOUBLE)",
    comparable: "{}",
    contains: "contains({0}, {1})",
    longest_needle: usize::MAX,
    longest_list: usize::MAX,
    is_not_true: "({}) IS NOT TRUE",
    fold: Some("lower({})"),
    binary: "{}",
    timestamp: Some("to_timestamp_millis({})"),
    timestamp_zoned: None,
    any_element: None,
    element: "e.value",
    array_is_empty: Some("cardinality({}) = 0"),
    page: Page::Limit(None),
    // `datafusion.sql_parser.recursion_limit` is 50.
    deepest: 16,
};

pub(super) const MYSQL: Facts = Facts {
    name: "mysql",
    tested: false,
    types: Types {
        binary_text: "LONGTEXT CHARACTER SET utf8mb4 COLLATE utf8mb4_0900_bin",
        array: "JSON",
        ..MARIADB.types
    },
    fold: None,
    binary: "{} COLLATE utf8mb4_0900_bin",
    any_element: None,
    array_is_empty: None,
    deepest: 100,
    ..MARIADB
};

pub(super) const TRINO: Facts = Facts {
    name: "trino",
    tested: false,
    quote: Quote::Double,
    longest_identifier: Longest::None,
    is_bad_name: no_name,
    placeholder: Placeholder::Question,
    most_parameters: 32_766,
    escape: Escape::Doubled,
    nul: Nul::Function("chr(0)"),
    hexadecimal: None,
    types: Types {
        text: "VARCHAR",
        binary_text: "VARCHAR",
        timestamp: "TIMESTAMP(3)",
        timestamp_zoned: "TIMESTAMP(3) WITH TIME ZONE",
        array: "ARRAY(VARCHAR)",
        ..STANDARD_TYPES
    },
    booleans: ["TRUE", "FALSE"],
    double: "CAST({} AS DOUBLE)",
    double_literal: "CAST({} AS DOUBLE)",
    comparable: "{}",
    contains: "strpos({0}, {1}) > 0",
    longest_needle: usize::MAX,
    longest_list: usize::MAX,
    is_not_true: "NOT COALESCE({}, FALSE)",
    fold: None,
    binary: "{}",
    timestamp: None,
    // Nanoseconds of 64 bits end in 2262; a double of seconds has its milliseconds right through the year 9999.
    timestamp_zoned: Some("from_unixtime(CAST({} AS DOUBLE) / 1000)"),
    any_element: None,
    element: "e.value",
    array_is_empty: None,
    page: Page::OffsetFirst,
    deepest: 100,
};

pub(super) const SQL_SERVER: Facts = Facts {
    name: "sqlserver",
    tested: false,
    quote: Quote::Brackets,
    longest_identifier: Longest::Units(128),
    is_bad_name: continues_line,
    placeholder: Placeholder::At,
    // Two of the 2,100 are the text of the statement and the types of the others.
    most_parameters: 2_098,
    escape: Escape::National,
    nul: Nul::Impossible,
    hexadecimal: Some(Hexadecimal {
        is_for: continues_line,
        template: "CAST(0x{} AS NVARCHAR(MAX))",
        encoding: Encoding::Utf16,
    }),
    types: Types {
        text: "NVARCHAR(MAX)",
        binary_text: "VARCHAR(MAX) COLLATE Latin1_General_100_BIN2_UTF8",
        double: "FLOAT(53)",
        boolean: "BIT",
        timestamp: "DATETIME2(3)",
        timestamp_zoned: "DATETIMEOFFSET(3)",
        array: "NVARCHAR(MAX)",
        ..STANDARD_TYPES
    },
    booleans: ["1", "0"],
    double: "{}",
    double_literal: "{}",
    // Every collation pads with spaces; bytes are padded with zeros, which no text here holds.
    comparable: "CAST(CAST({} COLLATE Latin1_General_100_BIN2_UTF8 AS VARCHAR(MAX)) AS VARBINARY(MAX))",
    contains: "CHARINDEX({1}, {0}) > 0",
    // Of 8,000 bytes, in two of them a unit.
    longest_needle: 4_000,
    longest_list: usize::MAX,
    is_not_true: "CASE WHEN {} THEN 0 ELSE 1 END = 1",
    fold: None,
    binary: "{} COLLATE Latin1_General_100_BIN2_UTF8",
    timestamp: None,
    timestamp_zoned: None,
    any_element: None,
    element: "e.value",
    array_is_empty: None,
    page: Page::Fetch,
    deepest: 100,
};

pub(super) const SNOWFLAKE: Facts = Facts {
    name: "snowflake",
    tested: false,
    quote: Quote::Double,
    longest_identifier: Longest::Bytes(255),
    is_bad_name: no_name,
    placeholder: Placeholder::Question,
    most_parameters: 16_384,
    escape: Escape::DoubledAndBackslash,
    // Digits behind `\0` would make it an octal number.
    nul: Nul::Escaped("\\x00"),
    hexadecimal: None,
    types: Types {
        timestamp: "TIMESTAMP_NTZ(3)",
        timestamp_zoned: "TIMESTAMP_TZ(3)",
        array: "ARRAY",
        ..STANDARD_TYPES
    },
    booleans: ["TRUE", "FALSE"],
    double: "CAST({} AS DOUBLE)",
    // Digits alone may be a decimal of 38 digits.
    double_literal: "CAST('{}' AS DOUBLE)",
    comparable: "{}",
    contains: "CONTAINS({0}, {1})",
    longest_needle: usize::MAX,
    longest_list: 16_384,
    is_not_true: "NOT COALESCE({}, FALSE)",
    fold: None,
    binary: "{}",
    timestamp: Some("TO_TIMESTAMP_NTZ({}, 3)"),
    timestamp_zoned: None,
    any_element: None,
    element: "e.value",
    array_is_empty: None,
    page: Page::Limit(Some("NULL")),
    deepest: 100,
};

pub(super) const BIGQUERY: Facts = Facts {
    name: "bigquery",
    tested: false,
    quote: Quote::PlainBacktick,
    longest_identifier: Longest::Bytes(300),
    is_bad_name: no_name,
    placeholder: Placeholder::Question,
    most_parameters: 10_000,
    escape: Escape::Backslash,
    nul: Nul::Escaped("\\x00"),
    hexadecimal: None,
    types: Types {
        text: "STRING",
        binary_text: "STRING",
        integer: "INT64",
        double: "FLOAT64",
        boolean: "BOOL",
        timestamp: "DATETIME",
        timestamp_zoned: "TIMESTAMP",
        array: "ARRAY<STRING>",
        ..STANDARD_TYPES
    },
    booleans: ["TRUE", "FALSE"],
    double: "CAST({} AS FLOAT64)",
    double_literal: "CAST({} AS FLOAT64)",
    comparable: "{}",
    contains: "STRPOS({0}, {1}) > 0",
    longest_needle: usize::MAX,
    longest_list: usize::MAX,
    is_not_true: "({}) IS NOT TRUE",
    fold: None,
    binary: "{}",
    timestamp: None,
    timestamp_zoned: Some("TIMESTAMP_MILLIS({})"),
    any_element: Some("EXISTS (SELECT 1 FROM UNNEST({0}) AS x WHERE {1})"),
    element: "x",
    array_is_empty: Some("ARRAY_LENGTH({}) = 0"),
    page: Page::Limit(Some("9223372036854775807")),
    deepest: 50,
};
