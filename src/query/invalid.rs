//! A text, or a query built from code, that is no query.

use std::fmt;
use std::str::FromStr;

use super::Query;
use super::check::{CheckOptions, check};
use super::error::CheckError;
use super::lint::Lints;
use crate::catalog::Catalog;
use crate::syntax::{Limits, ParseOptions, SyntaxError, Token, parse_with};
use crate::text::LineIndex;

/// Why a text is no query: its text, and every error in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InvalidQuery {
    source: String,
    limits: Limits,
    syntax: Vec<SyntaxError>,
    check: Vec<CheckError>,
}

impl InvalidQuery {
    /// The text.
    pub fn source(&self) -> &str {
        &self.source
    }

    /// The syntax errors, in source order.
    pub fn syntax_errors(&self) -> &[SyntaxError] {
        &self.syntax
    }

    /// The errors of names, operators and values, in source order.
    pub fn check_errors(&self) -> &[CheckError] {
        &self.check
    }

    /// The limits that the text was read under.
    pub const fn limits(&self) -> Limits {
        self.limits
    }

    /// The token of the first error.
    fn first(&self) -> Option<Token> {
        let syntax = self.syntax.first().map(|error| error.token);
        let check = self.check.first().map(|error| error.token);
        syntax.into_iter().chain(check).min_by_key(|token| token.span.start)
    }
}

impl fmt::Display for InvalidQuery {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Some(token) = self.first() else { return f.write_str("invalid query") };
        let at = LineIndex::new(&self.source).line_column(token.span.start);
        // A token may be as long as the text; a message is not.
        let text: String = token.text(&self.source).chars().take(40).collect();
        write!(f, "invalid query: `{text}` at line {}, column {}", at.line + 1, at.column + 1)
    }
}

impl std::error::Error for InvalidQuery {}

impl Query {
    /// Parses and checks a text.
    ///
    /// # Errors
    /// All that is wrong with the text. For warnings as well, use [`check`](super::check).
    ///
    /// ```
    /// use coreql::Query;
    /// use coreql::catalog::Catalog;
    /// use coreql::syntax::ParseOptions;
    ///
    /// let query = Query::parse("common.owner IN (\"COMPANY\")", Catalog::builtin(), ParseOptions::extended())?;
    /// assert_eq!(query.fields().len(), 1);
    /// # Ok::<(), coreql::query::InvalidQuery>(())
    /// ```
    pub fn parse(source: &str, catalog: &Catalog, options: ParseOptions) -> Result<Self, InvalidQuery> {
        let parsed = parse_with(source, options);
        let checked = check(&parsed, catalog, CheckOptions::new().with_lints(Lints::Silent));
        if parsed.errors().is_empty() && checked.errors().is_empty() {
            return Ok(checked.into_query());
        }
        let (syntax, check) = (parsed.errors().to_vec(), checked.errors().to_vec());
        Err(InvalidQuery { source: source.to_owned(), limits: options.limits(), syntax, check })
    }
}

impl FromStr for Query {
    type Err = InvalidQuery;

    /// Core syntax, the built-in fields, default limits.
    fn from_str(source: &str) -> Result<Self, InvalidQuery> {
        Self::parse(source, Catalog::builtin(), ParseOptions::default())
    }
}
