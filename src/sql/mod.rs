//! Queries as SQL: a condition that selects exactly the devices that
//! [`Matcher::matches`](crate::eval::Matcher::matches) selects, for a table that a [`Mapping`] describes, on each
//! [`Dialect`].
//!
//! Text is compared **exactly**, over helper columns that [`Rows`] fills with folded text and keys, or **natively**,
//! over plain columns with the engine's own folding; docs/sql.md lists where that differs. Values are bound, or
//! inlined by the dialect's own rules; no text of a user ever changes the shape of a statement. What a dialect cannot
//! express exactly is an error, never a wrong answer.
//!
//! A [`Translator`] is the entry point; every method returns text and the parameters that it binds, which the crate
//! `coreql-bind` passes to rusqlite, postgres and sqlx.
//!
//! ```
//! use coreql::Query;
//! use coreql::sql::{Dialect, Mapping, SqlOptions, SqlValue, Storage, Translator};
//!
//! let mapping = Mapping::builder("devices")
//!     .with_field("common.platform", "platform", Storage::Text)
//!     .with_field("common.battery_level", "battery", Storage::Integer)
//!     .build()?;
//! let query: Query = "battery_level >= 50 AND compliant = true".parse()?;
//! // The mapping has no column for `common.compliant`.
//! assert!(Translator::new(&mapping, Dialect::Postgres).condition(&query).is_err());
//!
//! // A condition for a bigger statement, after one parameter of its own.
//! let query: Query = "battery_level >= 50".parse()?;
//! let options = SqlOptions::new(Dialect::Postgres).with_first_placeholder(2);
//! let condition = Translator::new(&mapping, options).with_alias("d").condition(&query)?;
//! assert_eq!(condition.text(), r#""d"."battery" >= CAST($2 AS BIGINT)"#);
//! assert_eq!(condition.parameters(), [SqlValue::Integer(50)]);
//! let text = format!("SELECT d.serial FROM devices AS d WHERE d.site = $1 AND ({})", condition.text());
//! # assert!(text.ends_with(")"));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod columns;
mod condition;
#[cfg(feature = "ddl")]
mod ddl;
mod dialect;
#[cfg(feature = "ddl")]
mod draft;
mod error;
mod index;
mod key;
mod lower;
mod mapping;
mod options;
mod plan;
mod range;
mod row;
mod search;
mod simplify;
mod sql_type;
mod table;
#[cfg(test)]
mod tests;
mod translator;
mod writer;

pub use columns::{FieldColumns, Storage, UntypedColumns};
#[cfg(feature = "ddl")]
pub use ddl::DdlError;
pub use dialect::{Dialect, UnknownDialect};
#[cfg(feature = "ddl")]
pub use draft::{DeclaredColumn, Doubt, DoubtReason, Draft};
pub use error::SqlError;
pub use index::Indexes;
pub use mapping::{Mapping, MappingBuilder, MappingError};
pub use options::{FOLD_FUNCTION, Folding, Literals, PlaceholderStyle, SqlOptions};
pub use row::Rows;
pub use search::Search;
pub use translator::Translator;
pub use writer::{SqlFragment, SqlValue};

use crate::query::Query;
pub use crate::value::SortOrder;

impl Query {
    /// The query as the condition of a WHERE: [`Translator::condition`] in one call.
    ///
    /// # Errors
    /// Those of [`Translator::condition`].
    pub fn to_sql(&self, mapping: &Mapping, options: impl Into<SqlOptions>) -> Result<SqlFragment, SqlError> {
        Translator::new(mapping, options).condition(self)
    }
}
