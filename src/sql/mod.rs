//! Queries as SQL: a condition that selects exactly the devices that [`Matcher::matches`](crate::eval::Matcher::matches)
//! selects, for a table that a [`Mapping`] describes, on each [`Dialect`].
//!
//! Text is compared **exactly**, over helper columns that [`Rows`] fills with folded text and keys, or **natively**, over
//! plain columns with the engine's own folding; docs/sql.md tells where that differs. Values are bound, or inlined
//! by the dialect's own rules; no text of a user ever changes the shape of a statement. What a dialect cannot ask exactly
//! is an error, never a wrong answer.
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

mod condition;
mod dialect;
mod error;
mod index;
mod key;
mod lower;
mod mapping;
mod plan;
mod row;
mod simplify;
mod statement;
#[cfg(test)]
mod tests;
mod writer;

pub use dialect::{Dialect, UnknownDialect};
pub use error::SqlError;
pub use index::Indexes;
pub use mapping::{FieldColumns, Mapping, MappingError, Storage, UntypedColumns};
pub use row::Rows;
pub use statement::{Direction, Search, count, create_table, insert, insert_row};
pub use writer::{Literals, SqlFragment, SqlValue};

use self::writer::Writer;
use crate::query::Query;

/// The function that [`Folding::Registered`] counts on: one text to that text as [`fold`](crate::text::fold::fold()) folds
/// it, NULL to NULL, deterministic.
pub const FOLD_FUNCTION: &str = "coreql_fold";

/// What folds the text of plain columns; helper columns of folded text need nothing.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Folding {
    /// The engine's own function, which differs from ours in what docs/sql-folding.md lists.
    #[default]
    Engine,
    /// Ours, which whoever opens the database has registered as [`FOLD_FUNCTION`]: exact. SQLite alone has it.
    Registered,
}

/// How a query becomes SQL.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SqlOptions {
    dialect: Dialect,
    literals: Literals,
    folding: Folding,
}

impl SqlOptions {
    /// For a dialect; values are bound, the engine folds plain columns.
    pub const fn new(dialect: Dialect) -> Self {
        Self { dialect, literals: Literals::Bound, folding: Folding::Engine }
    }

    /// The dialect.
    pub const fn dialect(self) -> Dialect {
        self.dialect
    }

    /// Whether values are bound.
    pub const fn literals(self) -> Literals {
        self.literals
    }

    /// What folds the text of plain columns.
    pub const fn folding(self) -> Folding {
        self.folding
    }

    /// Sets whether values are bound.
    #[must_use]
    pub const fn with_literals(mut self, literals: Literals) -> Self {
        self.literals = literals;
        self
    }

    /// Sets what folds the text of plain columns.
    #[must_use]
    pub const fn with_folding(mut self, folding: Folding) -> Self {
        self.folding = folding;
        self
    }
}

impl Query {
    /// The query as the condition of a WHERE, and the values that it binds.
    ///
    /// # Errors
    /// An incomplete query; a field without columns, or with columns that cannot answer exactly on the dialect; more
    /// values or deeper nesting than the engine takes.
    pub fn to_sql(&self, mapping: &Mapping, options: SqlOptions) -> Result<SqlFragment, SqlError> {
        let mut writer = Writer::new(options.dialect, options.literals);
        lower::write(self, mapping, options, &mut writer)?;
        writer.finish()
    }
}
