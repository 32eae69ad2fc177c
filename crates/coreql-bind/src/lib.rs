//! The parameters of [coreql's SQL](coreql::sql) for the clients of databases.
//!
//! [`Translator`](coreql::sql::Translator) makes a text with placeholders and a list of [`SqlValue`]s; [`Parameter`]
//! is one of these values as a client takes it. Nothing is on by default; each client is a feature:
//!
//! | feature | clients | how |
//! |---|---|---|
//! | `rusqlite` | rusqlite 0.43 | `params_from_iter(parameters(&statement))` |
//! | `postgres-types` | postgres 0.19, tokio-postgres 0.7 | `client.query_raw(text, parameters(&statement))` |
//! | `sqlx-postgres` | sqlx 0.8 with PostgreSQL | `sqlx::query_with(text, postgres_arguments(&statement)?)` |
//! | `sqlx-mysql` | sqlx 0.8 with MySQL and MariaDB | `sqlx::query_with(text, mysql_arguments(&statement)?)` |
//!
//! Integers are 64 bits and doubles are doubles, whatever the column is: on PostgreSQL the statement casts them
//! (`CAST($1 AS BIGINT)`), and a narrower column (`smallint`, `integer`, `real`) is compared in the wider type. No
//! value is out of a column's range.
//!
//! ```
//! # #[cfg(feature = "rusqlite")] {
//! use coreql::Query;
//! use coreql::sql::{Dialect, Mapping, Search, Storage, Translator};
//! use coreql_bind::parameters;
//! use rusqlite::{Connection, params_from_iter};
//!
//! let database = Connection::open_in_memory()?;
//! database.execute_batch("CREATE TABLE devices (platform TEXT, battery INTEGER)")?;
//! database.execute_batch("INSERT INTO devices VALUES ('iOS', 80), ('iOS', 20), ('Android', 90)")?;
//!
//! let mapping = Mapping::builder("devices")
//!     .with_field("common.platform", "platform", Storage::Text)
//!     .with_field("common.battery_level", "battery", Storage::Integer)
//!     .build()?;
//! let query: Query = "platform = \"ios\" AND battery_level > 50".parse()?;
//! let statement = Translator::new(&mapping, Dialect::Sqlite).search(&query, &Search::new())?;
//! let battery: i64 = database
//!     .prepare(statement.text())?
//!     .query_row(params_from_iter(parameters(&statement)), |row| row.get("battery"))?;
//! assert_eq!(battery, 80);
//! # }
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

use std::fmt;

use coreql::sql::{SqlFragment, SqlValue};

#[cfg(feature = "sqlx-mysql")]
mod mysql;
#[cfg(feature = "postgres-types")]
mod postgres;
#[cfg(feature = "rusqlite")]
mod sqlite;
#[cfg(feature = "sqlx-postgres")]
mod sqlx_postgres;

#[cfg(feature = "sqlx-mysql")]
pub use mysql::mysql_arguments;
#[cfg(feature = "sqlx-postgres")]
pub use sqlx_postgres::postgres_arguments;

/// A value that a statement binds, with the traits of each client whose feature is on.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Parameter<'v>(&'v SqlValue);

impl<'v> Parameter<'v> {
    /// A value as a parameter.
    pub const fn new(value: &'v SqlValue) -> Self {
        Self(value)
    }

    /// The value.
    pub const fn value(self) -> &'v SqlValue {
        self.0
    }
}

impl<'v> From<&'v SqlValue> for Parameter<'v> {
    fn from(value: &'v SqlValue) -> Self {
        Self(value)
    }
}

/// The parameters of a statement, in the order of its placeholders.
pub fn parameters(statement: &SqlFragment) -> Vec<Parameter<'_>> {
    statement.parameters().iter().map(Parameter).collect()
}

/// A value of a kind that this version does not know.
#[derive(Clone, Debug, PartialEq)]
pub struct UnknownValue(SqlValue);

impl fmt::Display for UnknownValue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "a value of a kind that coreql-bind does not know: {:?}", self.0)
    }
}

impl std::error::Error for UnknownValue {}
