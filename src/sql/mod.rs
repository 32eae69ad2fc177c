//! Queries as SQL: a condition that selects exactly the devices that
//! [`Matcher::matches`](crate::eval::Matcher::matches) selects, for a table that a [`Mapping`] describes, on each
//! [`Dialect`].
//!
//! Text is compared **exactly**, over helper columns that [`Rows`] fills with folded text and keys, or **natively**,
//! over plain columns with the engine's own folding; docs/sql.md lists where that differs. Values are bound, or
//! inlined by the dialect's own rules; no text of a user ever changes the shape of a statement. What a dialect cannot
//! express exactly is an error, never a wrong answer.
//!
//! ```
//! use coreql::Query;
//! use coreql::catalog::Catalog;
//! use coreql::sql::{Dialect, Mapping, SqlOptions, SqlValue};
//!
//! let query: Query = "common.platform = \"iOS\" AND common.battery_level >= 50".parse()?;
//! let condition = query.to_sql(&Mapping::of(Catalog::builtin()), SqlOptions::new(Dialect::Sqlite))?;
//! assert_eq!(
//!     condition.text(),
//!     "`common_platform__folded` = ? AND (`common_battery_level` >= ? OR `common_battery_level__real` >= ?)"
//! );
//! let text = |text: &str| SqlValue::Text(text.to_owned());
//! assert_eq!(condition.parameters(), [text("ios"), SqlValue::Integer(50), SqlValue::Double(50.0)]);
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
pub use search::{Direction, Search};
pub use translator::Translator;
pub use writer::{SqlFragment, SqlValue};

use crate::query::Query;

impl Query {
    /// The query as the condition of a WHERE: [`Translator::condition`] in one call.
    ///
    /// # Errors
    /// Those of [`Translator::condition`].
    pub fn to_sql(&self, mapping: &Mapping, options: impl Into<SqlOptions>) -> Result<SqlFragment, SqlError> {
        Translator::new(mapping, options).condition(self)
    }
}
