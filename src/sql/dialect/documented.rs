//! The engines that are known from their documentation.

use super::facts::{Facts, Page, Placeholder, STANDARD_TYPES, Types, YEARS};
use super::tested::MARIADB;
use super::text::{Encoding, Escape, Hexadecimal, Longest, Nul, Quote, continues_line, no_name};

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
        array_of_json: None,
        ..STANDARD_TYPES
    },
    booleans: ["TRUE", "FALSE"],
    double: "CAST({} AS DOUBLE)",
    double_literal: "CAST({} AS DOUBLE)",
    has_two_zeros: false,
    comparable: "{}",
    contains: "strpos({0}, {1}) > 0",
    longest_needle: usize::MAX,
    longest_list: usize::MAX,
    longest_double_list: usize::MAX,
    is_not_true: "NOT COALESCE({}, FALSE)",
    fold: None,
    binary: "{}",
    timestamp: None,
    // Nanoseconds of 64 bits end in 2262; a double of seconds has its milliseconds right through the year 9999.
    timestamp_zoned: Some("from_unixtime(CAST({} AS DOUBLE) / 1000)"),
    instants: YEARS,
    any_element: None,
    element: "e.value",
    page: Page::OffsetFirst,
    index: None,
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
    has_two_zeros: false,
    // Every collation pads with spaces; bytes are padded with zeros, which no text here holds.
    comparable: "CAST(CAST({} COLLATE Latin1_General_100_BIN2_UTF8 AS VARCHAR(MAX)) AS VARBINARY(MAX))",
    contains: "CHARINDEX({1}, {0}) > 0",
    // Of 8,000 bytes, in two of them a unit.
    longest_needle: 4_000,
    longest_list: usize::MAX,
    longest_double_list: usize::MAX,
    is_not_true: "CASE WHEN {} THEN 0 ELSE 1 END = 1",
    fold: None,
    binary: "{} COLLATE Latin1_General_100_BIN2_UTF8",
    timestamp: None,
    timestamp_zoned: None,
    instants: YEARS,
    any_element: None,
    element: "e.value",
    page: Page::Fetch,
    index: None,
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
        array_of_json: None,
        ..STANDARD_TYPES
    },
    booleans: ["TRUE", "FALSE"],
    double: "CAST({} AS DOUBLE)",
    // Digits alone may be a decimal of 38 digits.
    double_literal: "CAST('{}' AS DOUBLE)",
    has_two_zeros: false,
    comparable: "{}",
    contains: "CONTAINS({0}, {1})",
    longest_needle: usize::MAX,
    // Errors 001795, `maximum number of expressions in a list exceeded, expected at most 16,384`, and
    // `In-list contains more than 50 non-constant values`, which casts are.
    longest_list: 16_384,
    longest_double_list: 50,
    is_not_true: "NOT COALESCE({}, FALSE)",
    fold: None,
    binary: "{}",
    timestamp: Some("TO_TIMESTAMP_NTZ({}, 3)"),
    timestamp_zoned: None,
    instants: YEARS,
    any_element: None,
    element: "e.value",
    page: Page::Limit(Some("NULL")),
    index: None,
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
        array_of_json: None,
        ..STANDARD_TYPES
    },
    booleans: ["TRUE", "FALSE"],
    double: "CAST({} AS FLOAT64)",
    double_literal: "CAST({} AS FLOAT64)",
    has_two_zeros: false,
    comparable: "{}",
    contains: "STRPOS({0}, {1}) > 0",
    longest_needle: usize::MAX,
    longest_list: usize::MAX,
    longest_double_list: usize::MAX,
    is_not_true: "({}) IS NOT TRUE",
    fold: None,
    binary: "{}",
    timestamp: None,
    timestamp_zoned: Some("TIMESTAMP_MILLIS({})"),
    instants: YEARS,
    any_element: Some("EXISTS (SELECT 1 FROM UNNEST({0}) AS x WHERE {1})"),
    element: "x",
    page: Page::Limit(Some("9223372036854775807")),
    index: None,
    deepest: 50,
};
