//! The engines that the tests run.

use super::facts::{
    Facts, Fold, Instants, MICROSECONDS, Page, Placeholder, Prefix, STANDARD_TYPES, Types, YEARS,
};
use super::index::{Index, IndexSchema, Trigrams};
use super::text::{
    Encoding, Escape, Hexadecimal, Longest, Nul, Quote, has_backslash_or_nul, is_bad_mysql_name,
    is_special_in_mysql, is_special_in_spark, is_variable, no_name,
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
    fold: Some(Fold { engine: "lower({})", starts_with: Prefix::Ascii, takes_functions: true }),
    binary: "{} COLLATE BINARY",
    timestamp: None,
    timestamp_zoned: None,
    instants: YEARS,
    any_element: Some("EXISTS (SELECT 1 FROM json_each({0}) AS e WHERE {1})"),
    // As `value`, but NULL for what is nested.
    element: "e.atom",
    page: Page::Limit(Some("-1")),
    index: Some(Index { text: "{}", expression: Some("{}"), schema: IndexSchema::OfIndex, trigrams: None }),
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
        array_of_json: Some(
            "(SELECT ARRAY(SELECT json_array_elements_text(j)) FROM (SELECT CAST({} AS json) AS j) AS t WHERE j IS NOT NULL)",
        ),
        ..STANDARD_TYPES
    },
    booleans: ["TRUE", "FALSE"],
    double: "CAST({} AS DOUBLE PRECISION)",
    double_literal: "CAST({} AS DOUBLE PRECISION)",
    comparable: "{}",
    // What an index of trigrams answers. Without ESCAPE the backslash is what escapes, whatever the settings are.
    contains: "{0} LIKE {2}",
    longest_needle: usize::MAX,
    longest_list: usize::MAX,
    // Unlike IS NOT TRUE, postgres_fdw sends this to the other server.
    is_not_true: "({}) IS DISTINCT FROM TRUE",
    fold: Some(Fold {
        engine: "lower({} COLLATE \"default\") COLLATE \"C\"",
        starts_with: Prefix::Function("starts_with({0}, {1})"),
        takes_functions: false,
    }),
    binary: "{} COLLATE \"C\"",
    // An interval times a number is counted in doubles, which hold whole hours exactly, and not all milliseconds.
    timestamp: Some(
        "(TIMESTAMP 'epoch' + (CAST({} AS BIGINT) / 3600000) * INTERVAL '1 hour' + (CAST({} AS BIGINT) % 3600000) * INTERVAL '1 millisecond')",
    ),
    timestamp_zoned: Some(
        "(TIMESTAMPTZ 'epoch' + (CAST({} AS BIGINT) / 3600000) * INTERVAL '1 hour' + (CAST({} AS BIGINT) % 3600000) * INTERVAL '1 millisecond')",
    ),
    // 4714 BC to 294276.
    instants: Instants { first: -210_866_803_200_000, last: 9_224_318_015_999_999, ..YEARS },
    any_element: Some("EXISTS (SELECT 1 FROM unnest({0}) AS e(value) WHERE {1})"),
    element: "e.value",
    page: Page::Limit(None),
    index: Some(Index {
        text: "{}",
        expression: Some("({})"),
        schema: IndexSchema::OfTable,
        trigrams: Some(Trigrams {
            extension: "CREATE EXTENSION IF NOT EXISTS pg_trgm",
            method: " USING gin",
            key: "({}) gin_trgm_ops",
        }),
    }),
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
        is_for: is_special_in_mysql,
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
    fold: Some(Fold {
        engine: "LOWER(CONVERT({} USING utf8mb4) COLLATE utf8mb4_uca1400_nopad_as_cs) COLLATE utf8mb4_nopad_bin",
        starts_with: Prefix::Function("LOCATE({1}, {0}) = 1"),
        takes_functions: false,
    }),
    binary: "CONVERT({} USING utf8mb4) COLLATE utf8mb4_nopad_bin",
    timestamp: Some("TIMESTAMPADD(MICROSECOND, {} * 1000, TIMESTAMP'1970-01-01 00:00:00')"),
    timestamp_zoned: Some("FROM_UNIXTIME({} / 1000)"),
    // The year 0000 has no arithmetic; and no date beyond 2038 is one of the type with a time zone, nor is an hour that a
    // clock's change doubles, so that is compared by its seconds.
    instants: Instants {
        first: -62_135_596_800_000,
        zoned_as: Some(["UNIX_TIMESTAMP({})", "{} / 1000"]),
        ..YEARS
    },
    any_element: Some(
        "EXISTS (SELECT 1 FROM JSON_TABLE({0}, '$[*]' COLUMNS(value LONGTEXT CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin PATH '$')) AS e WHERE {1})",
    ),
    element: "e.value",
    page: Page::Limit(Some("18446744073709551615")),
    // A key has 3072 bytes at most, which are 768 characters; longer texts are told apart by the rows.
    index: Some(Index { text: "{}(768)", expression: None, schema: IndexSchema::OfTable, trigrams: None }),
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
        array_of_json: Some("CAST(CAST({} AS JSON) AS VARCHAR[])"),
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
    fold: Some(Fold {
        engine: "lower({} COLLATE C)",
        starts_with: Prefix::Function("starts_with({0}, {1})"),
        takes_functions: false,
    }),
    binary: "{} COLLATE C",
    timestamp: Some("epoch_ms(CAST({} AS BIGINT))"),
    timestamp_zoned: Some("make_timestamptz(CAST({} AS BIGINT) * 1000)"),
    instants: MICROSECONDS,
    any_element: Some("EXISTS (SELECT 1 FROM unnest({0}) AS e(value) WHERE {1})"),
    element: "e.value",
    page: Page::Limit(None),
    index: None,
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
        array_of_json: Some("JSONExtract({}, 'Array(String)')"),
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
    fold: Some(Fold {
        engine: "lowerUTF8({})",
        starts_with: Prefix::Function("startsWith({0}, {1})"),
        takes_functions: false,
    }),
    binary: "{}",
    timestamp: Some("fromUnixTimestamp64Milli(toInt64({}), 'UTC')"),
    timestamp_zoned: Some("fromUnixTimestamp64Milli(toInt64({}), 'UTC')"),
    instants: YEARS,
    any_element: Some("arrayExists(x -> ifNull({1}, FALSE), {0})"),
    element: "x",
    page: Page::Limit(None),
    index: None,
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
        array_of_json: Some("from_json({}, 'ARRAY<STRING>')"),
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
    fold: Some(Fold {
        engine: "lower({})",
        starts_with: Prefix::Function("startswith({0}, {1})"),
        takes_functions: false,
    }),
    binary: "{}",
    timestamp: Some("(TIMESTAMP_NTZ'1970-01-01 00:00:00' + INTERVAL '0.001' SECOND * {})"),
    timestamp_zoned: Some("timestamp_millis({})"),
    instants: MICROSECONDS,
    any_element: Some("COALESCE(exists({0}, x -> {1}), FALSE)"),
    element: "x",
    page: Page::Limit(None),
    index: None,
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
    types: Types {
        text: "VARCHAR",
        binary_text: "VARCHAR",
        array: "VARCHAR[]",
        array_of_json: None,
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
    fold: Some(Fold {
        engine: "lower({})",
        starts_with: Prefix::Function("starts_with({0}, {1})"),
        takes_functions: false,
    }),
    binary: "{}",
    timestamp: Some("to_timestamp_millis({})"),
    timestamp_zoned: None,
    // Nanoseconds in 64 bits, which is what its type of the name holds.
    instants: Instants { first: -9_223_372_036_854, last: 9_223_372_036_854, ..YEARS },
    any_element: None,
    element: "e.value",
    page: Page::Limit(None),
    index: None,
    // `datafusion.sql_parser.recursion_limit` is 50.
    deepest: 16,
};
