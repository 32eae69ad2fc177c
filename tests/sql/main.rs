//! Queries as SQL: the text for every dialect, and the rows that engines select with it.
//!
//! SQLite runs in this process. `tests/engines/setup.sh` makes the Python environment that runs or reaches the other
//! engines; one that is missing is skipped with a line on stderr, and with `COREQL_ENGINES=required` its tests fail.
#![allow(missing_docs, reason = "tests")]
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::as_conversions,
    reason = "a test that fails panics"
)]

mod dates;
mod engines;
mod folding;
mod indexes;
mod injection;
mod lists;
mod pages;
mod plain_columns;
mod shape;
mod sqlite;
mod statements;
mod tables;
mod users_table;
