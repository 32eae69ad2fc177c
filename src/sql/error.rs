//! What cannot be expressed in SQL.

use std::fmt;

use super::dialect::Dialect;

/// A query, a mapping or a device that a dialect has no statement for. Never is a wrong one printed instead.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum SqlError {
    /// Parts of the query's text were not understood.
    Incomplete,
    /// The mapping has no column for a field of the query.
    NoColumn {
        /// The field's canonical name.
        field: String,
    },
    /// The mapping has no column at all, so there is no table to make or to fill.
    NoColumns,
    /// A field's columns cannot answer the condition.
    NoForm {
        /// The field's canonical name.
        field: String,
        /// What is missing, in a few words.
        needs: &'static str,
        /// The dialect.
        dialect: Dialect,
    },
    /// A name that the dialect does not allow: empty, too long, or with characters that it does not allow.
    BadName {
        /// The name.
        name: String,
        /// The dialect.
        dialect: Dialect,
    },
    /// A column whose name another has in another case, where the dialect makes no difference.
    DuplicateColumn {
        /// The name.
        column: String,
        /// The dialect.
        dialect: Dialect,
    },
    /// A column type of the mapping that is none.
    BadType {
        /// The type as given.
        sql_type: String,
        /// The dialect.
        dialect: Dialect,
    },
    /// More values than the dialect binds in one statement; inlined they may do.
    TooManyParameters {
        /// How many there are.
        parameters: usize,
        /// How many may be.
        most: usize,
        /// The dialect.
        dialect: Dialect,
    },
    /// Conditions nest deeper than the engine reads.
    TooDeep {
        /// How deep they may nest.
        deepest: usize,
        /// The dialect.
        dialect: Dialect,
    },
    /// A limit and an offset beyond the rows that the engine counts.
    LongPage {
        /// The most that both may be together.
        most: u64,
        /// The dialect.
        dialect: Dialect,
    },
    /// A date that the engine's timestamps do not reach; a column of milliseconds holds it.
    FarDate {
        /// The column.
        column: String,
        /// The dialect.
        dialect: Dialect,
    },
    /// Rows cannot be inserted or updated by one statement.
    NoUpsert {
        /// The dialect.
        dialect: Dialect,
    },
    /// The mapping's `id` is no field's column, so it does not tell which device a row is.
    NoKey,
    /// A row without a value in its primary key.
    EmptyKey {
        /// The column.
        column: String,
    },
    /// A text with U+0000, which the engine's text type does not hold.
    NulCharacter {
        /// The dialect.
        dialect: Dialect,
    },
}

impl fmt::Display for SqlError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Incomplete => f.write_str("the query has errors"),
            Self::NoColumn { field } => write!(f, "the mapping has no column for field `{field}`"),
            Self::NoColumns => f.write_str("the mapping has no columns"),
            Self::NoForm { field, needs, dialect } => write!(f, "field `{field}` needs {needs} on {dialect}"),
            Self::BadName { name, dialect } => write!(f, "{dialect} cannot have the name `{name}`"),
            Self::DuplicateColumn { column, dialect } => {
                write!(f, "{dialect} takes the column `{column}` for another that differs in case alone")
            }
            Self::BadType { sql_type, dialect } => write!(f, "`{sql_type}` is no column type of {dialect}"),
            Self::TooManyParameters { parameters, most, dialect } => {
                write!(f, "{parameters} values to bind, and {dialect} takes {most}; inline them")
            }
            Self::TooDeep { deepest, dialect } => {
                write!(f, "conditions nest too deep for {dialect}, which reads {deepest} levels")
            }
            Self::LongPage { most, dialect } => {
                write!(f, "a limit and an offset are {most} together on {dialect} at most")
            }
            Self::FarDate { column, dialect } => {
                write!(f, "the timestamps of {dialect} do not reach a date of column `{column}`")
            }
            Self::NoUpsert { dialect } => {
                write!(
                    f,
                    "{dialect} has no tested statement that inserts or updates; replace the table instead"
                )
            }
            Self::NoKey => {
                f.write_str("the `id` of the mapping must be the column of a field, such as `common.uuid`")
            }
            Self::EmptyKey { column } => write!(f, "no value for the primary key `{column}`"),
            Self::NulCharacter { dialect } => write!(f, "{dialect} cannot hold a text with U+0000"),
        }
    }
}

impl std::error::Error for SqlError {}
