//! How queries become SQL.

use super::dialect::Dialect;

/// The function that [`Folding::Registered`] calls: one text to that text as [`fold`](crate::text::fold::fold()) folds
/// it, NULL to NULL, deterministic.
pub const FOLD_FUNCTION: &str = "coreql_fold";

/// What folds the text of plain columns; helper columns of folded text need nothing.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Folding {
    /// The engine's own function; docs/sql-folding.md lists where it differs from the language.
    #[default]
    Engine,
    /// The function [`FOLD_FUNCTION`], which must be registered with the connection: exact. Only on SQLite.
    Registered,
}

/// Whether values are bound or written into the text.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Literals {
    /// Each value is a placeholder, and a parameter beside the text.
    #[default]
    Bound,
    /// Each value is a literal of the dialect.
    Inlined,
}

/// How placeholders are written. Positional ones take the parameters in order; numbered and named ones refer to one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum PlaceholderStyle {
    /// `?`, positional.
    QuestionMark,
    /// `$1`
    Dollar,
    /// `:p1`
    Colon,
    /// `@p1`
    At,
    /// `%s`, positional, as Python's drivers read it: any other `%` in the text is doubled.
    Percent,
    /// `{p1:String}`, as ClickHouse reads it.
    Braces,
}

impl PlaceholderStyle {
    /// Whether a placeholder names its parameter, so that one parameter may be used twice.
    pub const fn is_numbered(self) -> bool {
        match self {
            Self::QuestionMark | Self::Percent => false,
            Self::Dollar | Self::Colon | Self::At | Self::Braces => true,
        }
    }
}

/// How queries become SQL: the dialect, and how values are passed.
///
/// A [`Dialect`] alone makes the usual options: `Translator::new(&mapping, Dialect::Postgres)`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SqlOptions {
    dialect: Dialect,
    literals: Literals,
    folding: Folding,
    placeholders: PlaceholderStyle,
    first_placeholder: usize,
}

impl SqlOptions {
    /// For a dialect: values are bound, by the placeholders that its clients use, from number 1; the engine folds
    /// plain columns.
    pub const fn new(dialect: Dialect) -> Self {
        Self {
            dialect,
            literals: Literals::Bound,
            folding: Folding::Engine,
            placeholders: dialect.facts().placeholder,
            first_placeholder: 1,
        }
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

    /// How placeholders are written.
    pub const fn placeholders(self) -> PlaceholderStyle {
        self.placeholders
    }

    /// The number of the first placeholder.
    pub const fn first_placeholder(self) -> usize {
        self.first_placeholder
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

    /// Sets how placeholders are written, where a client does not take the dialect's usual ones.
    #[must_use]
    pub const fn with_placeholders(mut self, placeholders: PlaceholderStyle) -> Self {
        self.placeholders = placeholders;
        self
    }

    /// Sets the number of the first placeholder: one more than the parameters that come before in a bigger statement.
    #[must_use]
    pub const fn with_first_placeholder(mut self, first: usize) -> Self {
        self.first_placeholder = first;
        self
    }
}

impl From<Dialect> for SqlOptions {
    fn from(dialect: Dialect) -> Self {
        Self::new(dialect)
    }
}
