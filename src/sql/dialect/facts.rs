//! The table of facts about engines; its rows are in `tested` and `documented`.

use super::index::Index;
use super::text::{Escape, Hexadecimal, Longest, Nul, Quote};
use crate::sql::options::PlaceholderStyle;

/// What the printers need to know about an engine.
///
/// In templates `{}` stands for the one operand, `{0}` and `{1}` for the first and the second; `{2}` is the second as a
/// `LIKE` pattern for texts that contain it, with a backslash before special characters.
#[derive(Clone, Copy, Debug)]
pub(in crate::sql) struct Facts {
    pub(in crate::sql) name: &'static str,
    pub(in crate::sql) tested: bool,
    pub(in crate::sql) quote: Quote,
    /// The longest identifier; a longer one is cut short without an error, or refused.
    pub(in crate::sql) longest_identifier: Longest,
    /// Other names that cannot be identifiers, although they could be quoted.
    pub(in crate::sql) is_bad_name: fn(&str) -> bool,
    /// Whether names of columns that differ only in case are the same.
    pub(in crate::sql) folds_columns: bool,
    pub(in crate::sql) placeholder: PlaceholderStyle,
    /// How many values may be bound in one statement.
    pub(in crate::sql) most_parameters: usize,
    pub(in crate::sql) escape: Escape,
    pub(in crate::sql) nul: Nul,
    /// For texts that cannot be written as `'…'` in every mode of the engine.
    pub(in crate::sql) hexadecimal: Option<Hexadecimal>,
    pub(in crate::sql) types: Types,
    /// `TRUE` and `FALSE`, for boolean columns.
    pub(in crate::sql) booleans: [&'static str; 2],
    /// A bound integer, with its type if a client might send it as another than the column's.
    pub(in crate::sql) integer: &'static str,
    /// The same for a double.
    pub(in crate::sql) double: &'static str,
    /// The same for digits in the text of the statement.
    pub(in crate::sql) double_literal: &'static str,
    /// Whether it orders `-0.0` before `0.0`.
    pub(in crate::sql) has_two_zeros: bool,
    /// A text, for `=` and `<` by code points alone where a binary collation is not enough.
    pub(in crate::sql) comparable: &'static str,
    /// Whether the text `{0}` contains `{1}`, by code points under the column's collation.
    pub(in crate::sql) contains: &'static str,
    /// The longest text to search for in that way, in UTF-16 code units.
    pub(in crate::sql) longest_needle: usize,
    /// How many values `IN` takes.
    pub(in crate::sql) longest_list: usize,
    /// The same for doubles, which are expressions on an engine whose `double` is one.
    pub(in crate::sql) longest_double_list: usize,
    /// Whether a condition is false or NULL.
    pub(in crate::sql) is_not_true: &'static str,
    /// How plain text is compared; `None` if the tests do not cover it.
    pub(in crate::sql) fold: Option<Fold>,
    /// A column of plain text, to be compared by code points as it is.
    pub(in crate::sql) binary: &'static str,
    /// Milliseconds since 1970 as a value of the timestamp type, and of the one with a time zone.
    pub(in crate::sql) timestamp: Option<&'static str>,
    pub(in crate::sql) timestamp_zoned: Option<&'static str>,
    pub(in crate::sql) timestamp_literals: TimestampLiterals,
    pub(in crate::sql) instants: Instants,
    /// Whether the array in column `{0}` has an element for which `{1}` holds; never NULL for an array.
    pub(in crate::sql) any_element: Option<&'static str>,
    /// The element, within that.
    pub(in crate::sql) element: &'static str,
    pub(in crate::sql) page: Page,
    /// The most that a limit and an offset may be together.
    pub(in crate::sql) longest_page: u64,
    /// `None` where the engine has no index that a condition could use, or only one that must not be relied on.
    pub(in crate::sql) index: Option<Index>,
    /// `None` where rows cannot be inserted or updated by one statement, or the tests do not cover it.
    pub(in crate::sql) upsert: Option<Upsert>,
    /// Whether `ORDER BY` takes NULLS FIRST and NULLS LAST.
    pub(in crate::sql) has_nulls_last: bool,
    /// How deep parentheses may nest; the engine's own default.
    pub(in crate::sql) deepest: usize,
}

/// Literals of the timestamp types: templates of a text such as `2024-05-01 00:00:00`, in UTC.
#[derive(Clone, Copy, Debug)]
pub(in crate::sql) struct TimestampLiterals {
    pub(in crate::sql) plain: Option<&'static str>,
    pub(in crate::sql) zoned: Option<&'static str>,
    /// The first and the last that are written so, in milliseconds since 1970.
    pub(in crate::sql) first: i64,
    pub(in crate::sql) last: i64,
}

/// The years 0001 to 9999, which every text of a date can have.
pub(super) const FOUR_DIGITS: TimestampLiterals =
    TimestampLiterals { plain: None, zoned: None, first: -62_135_596_800_000, last: 253_402_300_799_999 };

/// The engine's timestamps.
#[derive(Clone, Copy, Debug)]
pub(in crate::sql) struct Instants {
    /// The first and the last that can be stored and compared, in milliseconds since 1970.
    pub(in crate::sql) first: i64,
    pub(in crate::sql) last: i64,
    /// Where the type with a time zone is compared as something else: templates of the column and of milliseconds.
    pub(in crate::sql) zoned_as: Option<[&'static str; 2]>,
}

/// The years 0000 to 9999.
pub(super) const YEARS: Instants =
    Instants { first: -62_167_219_200_000, last: 253_402_300_799_999, zoned_as: None };

/// Microseconds in 64 bits, without both ends, which represent infinity.
pub(super) const MICROSECONDS: Instants =
    Instants { first: -9_223_372_022_400_000, last: 9_223_372_036_854_774, ..YEARS };

/// How a plain text is compared: folded, by code points, whatever its column's collation.
#[derive(Clone, Copy, Debug)]
pub(in crate::sql) struct Fold {
    /// The engine's own folding of a text.
    pub(in crate::sql) engine: &'static str,
    pub(in crate::sql) starts_with: Prefix,
    /// Whether our folding can be registered as a function, and the tests do so.
    pub(in crate::sql) takes_functions: bool,
}

#[derive(Clone, Copy, Debug)]
pub(in crate::sql) struct Types {
    pub(in crate::sql) text: &'static str,
    /// Text under a binary collation that does not pad.
    pub(in crate::sql) binary_text: &'static str,
    pub(in crate::sql) integer: &'static str,
    /// What follows that type for the column of the place.
    pub(in crate::sql) of_id: &'static str,
    /// Text in a column that is the primary key; `None` where tables have no key that is enforced, or the tests do not
    /// cover it.
    pub(in crate::sql) key_text: Option<&'static str>,
    pub(in crate::sql) double: &'static str,
    pub(in crate::sql) boolean: &'static str,
    pub(in crate::sql) timestamp: &'static str,
    pub(in crate::sql) timestamp_zoned: &'static str,
    pub(in crate::sql) array: &'static str,
    /// The text of a JSON array of texts as a value of that type.
    pub(in crate::sql) array_of_json: Option<&'static str>,
    /// What follows after `CREATE TABLE … (…)`, of the column of the place or without one.
    pub(in crate::sql) table_end: [&'static str; 2],
    /// Makes a type nullable; `{}` if columns are nullable anyway.
    pub(in crate::sql) nullable: &'static str,
}

/// How a prefix of folded text is tested.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::sql) enum Prefix {
    /// Whether the text `{0}` starts with `{1}`: only the engine could tell where a range of folded texts ends.
    Function(&'static str),
    /// The engine folds ASCII letters only, so the end of the range is known, and an index can be used.
    Ascii,
}

/// How `INSERT` updates a row that has the same key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::sql) struct Upsert {
    /// What follows the rows, with the key.
    pub(in crate::sql) clause: &'static str,
    /// The value of a column in the new row.
    pub(in crate::sql) new: &'static str,
    /// If there is nothing to update.
    pub(in crate::sql) nothing: &'static str,
}

/// As PostgreSQL and SQLite have it.
pub(super) const ON_CONFLICT: Upsert = Upsert {
    clause: " ON CONFLICT ({}) DO UPDATE SET ",
    new: "excluded.{}",
    nothing: " ON CONFLICT ({}) DO NOTHING",
};

/// How a page of the result is selected.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::sql) enum Page {
    /// `LIMIT n OFFSET m`; the text is the limit that means none, if an offset needs one.
    Limit(Option<&'static str>),
    /// `OFFSET m LIMIT n`.
    OffsetFirst,
    /// `OFFSET m ROWS FETCH NEXT n ROWS ONLY`, after an `ORDER BY`.
    Fetch,
}

pub(super) const STANDARD_TYPES: Types = Types {
    text: "TEXT",
    binary_text: "TEXT",
    integer: "BIGINT",
    of_id: " NOT NULL",
    key_text: None,
    double: "DOUBLE",
    boolean: "BOOLEAN",
    timestamp: "TIMESTAMP",
    timestamp_zoned: "TIMESTAMP WITH TIME ZONE",
    array: "TEXT",
    array_of_json: Some("{}"),
    table_end: ["", ""],
    nullable: "{}",
};
