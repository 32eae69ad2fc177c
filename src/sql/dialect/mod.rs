//! What the engines differ in: one table of facts, read by the rest of the module.

mod documented;
mod facts;
mod index;
mod tested;
mod text;

pub(super) use self::facts::{Facts, Fold, Instants, Page, Prefix};
pub(super) use self::index::{Index, IndexSchema, Trigrams};
pub(super) use self::text::{Encoding, Escape, Longest, Nul, Quote};

use super::columns::Storage;
use super::writer::timestamp_text;
use std::fmt;
use std::str::FromStr;

/// A kind of SQL.
///
/// The tests run one version of each engine that is run at all: docs/sql-folding.md names them. That an older version
/// will do is from its documentation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Dialect {
    /// SQLite 3.38 or later; a database in UTF-8, which is what a new one is in. In one in UTF-16, texts have another
    /// order.
    Sqlite,
    /// PostgreSQL 13 or later.
    Postgres,
    /// MariaDB 10.10 or later.
    MariaDb,
    /// DuckDB 1.3 or later.
    DuckDb,
    /// ClickHouse 24 or later.
    ClickHouse,
    /// Spark SQL 3.4 or later.
    Spark,
    /// Apache DataFusion 50 or later.
    DataFusion,
    /// MySQL 8.0.17 or later. Written from its documentation, not run.
    MySql,
    /// Trino. Written from its documentation, not run.
    Trino,
    /// SQL Server 2019 or later. Written from its documentation, not run.
    SqlServer,
    /// Snowflake. Written from its documentation, not run.
    Snowflake,
    /// BigQuery. Written from its documentation, not run.
    BigQuery,
}

impl Dialect {
    /// A date, of milliseconds since 1970, as a literal and the CSV loader of the engine read it into a column of
    /// timestamps, in UTC. `None` if the tests do not show that they do, or not so far from 1970.
    ///
    /// ```
    /// use coreql::sql::{Dialect, Storage};
    ///
    /// let text = Dialect::Postgres.timestamp_text(Storage::TimestampZoned, 1_714_521_600_000);
    /// assert_eq!(text.as_deref(), Some("2024-05-01 00:00:00+00"));
    /// assert_eq!(Dialect::Sqlite.timestamp_text(Storage::Timestamp, 0), None);
    /// ```
    pub fn timestamp_text(self, storage: Storage, instant: i64) -> Option<String> {
        let facts = self.facts();
        let literals = facts.timestamp_literals;
        let template = match storage {
            Storage::Timestamp => literals.plain?,
            Storage::TimestampZoned => literals.zoned?,
            Storage::Text
            | Storage::Integer
            | Storage::Double
            | Storage::Boolean
            | Storage::Milliseconds
            | Storage::TextArray
            | Storage::Json => return None,
        };
        let (first, last) =
            (literals.first.max(facts.instants.first), literals.last.min(facts.instants.last));
        if !(first..=last).contains(&instant) {
            return None;
        }
        // What is between the quotes.
        Some(template.split('\'').nth(1)?.replace("{}", &timestamp_text(instant)))
    }

    /// All of them; those that the tests run come first.
    pub const ALL: [Self; 12] = [
        Self::Sqlite,
        Self::Postgres,
        Self::MariaDb,
        Self::DuckDb,
        Self::ClickHouse,
        Self::Spark,
        Self::DataFusion,
        Self::MySql,
        Self::Trino,
        Self::SqlServer,
        Self::Snowflake,
        Self::BigQuery,
    ];

    /// Its name, as [`FromStr`] reads it.
    pub const fn as_str(self) -> &'static str {
        self.facts().name
    }

    /// Whether the tests run what is printed for it on the engine itself; otherwise it is written from documentation.
    pub const fn is_tested(self) -> bool {
        self.facts().tested
    }

    pub(super) const fn facts(self) -> &'static Facts {
        match self {
            Self::Sqlite => &tested::SQLITE,
            Self::Postgres => &tested::POSTGRES,
            Self::MariaDb => &tested::MARIADB,
            Self::DuckDb => &tested::DUCKDB,
            Self::ClickHouse => &tested::CLICKHOUSE,
            Self::Spark => &tested::SPARK,
            Self::DataFusion => &tested::DATAFUSION,
            Self::MySql => &documented::MYSQL,
            Self::Trino => &documented::TRINO,
            Self::SqlServer => &documented::SQL_SERVER,
            Self::Snowflake => &documented::SNOWFLAKE,
            Self::BigQuery => &documented::BIGQUERY,
        }
    }
}

impl fmt::Display for Dialect {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

/// A name that is no dialect's.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnknownDialect(String);

impl fmt::Display for UnknownDialect {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "unknown dialect `{}`; one of ", self.0)?;
        for (index, dialect) in Dialect::ALL.into_iter().enumerate() {
            write!(f, "{}{dialect}", if index == 0 { "" } else { ", " })?;
        }
        Ok(())
    }
}

impl std::error::Error for UnknownDialect {}

impl FromStr for Dialect {
    type Err = UnknownDialect;

    fn from_str(text: &str) -> Result<Self, UnknownDialect> {
        let found = Self::ALL.into_iter().find(|dialect| dialect.as_str().eq_ignore_ascii_case(text));
        found.ok_or_else(|| UnknownDialect(text.to_owned()))
    }
}
