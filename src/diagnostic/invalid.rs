//! From text to query, or to the reasons why it is not one.

use std::fmt;
use std::str::FromStr;

use super::{Diagnostic, Options, Report, Severity, diagnose};
use crate::query::{Lints, Query, check};
use crate::syntax::parse_with;
use crate::text::LineIndex;

/// Why a text is not a query: the [report](Report) on a text with at least one error.
///
/// `Display` gives the first error with its place, and how many more there are. Lines and columns count from 1,
/// columns in UTF-16 code units.
///
/// ```
/// use coreql::Query;
///
/// let invalid = "platform = \"iOS\" AND battery_level contains 5".parse::<Query>().unwrap_err();
/// assert_eq!(
///     invalid.to_string(),
///     "`contains` does not apply to the number field `common.battery_level` (line 1, column 36)",
/// );
/// ```
///
/// With the feature `miette` it is a `miette::Diagnostic`, so that `?` in a function that returns `miette::Result`
/// leads to the message, the marked text and the advice; further errors and warnings are related diagnostics.
#[derive(Clone, Debug, PartialEq)]
pub struct InvalidQuery {
    // INVARIANT: the report has an error. Boxed, so that a `Result` of a query stays small.
    report: Box<Report>,
}

impl InvalidQuery {
    /// The report must have an error.
    pub(super) fn new(report: Report) -> Self {
        Self { report: Box::new(report) }
    }

    /// The text.
    pub fn source(&self) -> &str {
        self.report.source()
    }

    /// Everything that is wrong with the text, warnings included unless they are [silent](Lints::Silent).
    pub fn report(&self) -> &Report {
        &self.report
    }

    /// The report, owned.
    pub fn into_report(self) -> Report {
        *self.report
    }

    /// The diagnostics, in source order: at least one error, and warnings.
    pub fn diagnostics(&self) -> &[Diagnostic] {
        self.report.diagnostics()
    }

    /// The errors, in source order; at least one.
    pub fn errors(&self) -> impl Iterator<Item = &Diagnostic> {
        self.diagnostics().iter().filter(|diagnostic| diagnostic.severity() == Severity::Error)
    }
}

impl fmt::Display for InvalidQuery {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut errors = self.errors();
        let Some(first) = errors.next() else { return f.write_str("invalid query") };
        let at = LineIndex::new(self.source()).line_column_utf16(first.span().start);
        let (line, column) = (at.line.saturating_add(1), at.column.saturating_add(1));
        write!(f, "{first} (line {line}, column {column}")?;
        match errors.count() {
            0 => f.write_str(")"),
            1 => f.write_str("; 1 more error)"),
            more => write!(f, "; {more} more errors)"),
        }
    }
}

impl std::error::Error for InvalidQuery {}

impl Report {
    /// The query, or the report as an error.
    ///
    /// # Errors
    /// The report, if it has an [error](Report::has_errors).
    pub fn into_result(mut self) -> Result<Query, InvalidQuery> {
        self.query.take().ok_or_else(|| InvalidQuery::new(self))
    }
}

impl Query {
    /// Parses and checks a text.
    ///
    /// This looks for no warnings; [`diagnose`] does. Messages are made only if there is an error.
    ///
    /// # Errors
    /// Everything that is wrong with the text, if it has no meaning.
    ///
    /// ```
    /// use coreql::{Options, Query};
    ///
    /// let query = Query::parse("common.owner IN (\"COMPANY\")", &Options::extended())?;
    /// assert_eq!(query.fields().len(), 1);
    /// # Ok::<(), coreql::InvalidQuery>(())
    /// ```
    pub fn parse(text: &str, options: &Options<'_>) -> Result<Self, InvalidQuery> {
        let parsed = parse_with(text, options.parse_options());
        if parsed.errors().is_empty() {
            let silent = options.check_options().with_lints(Lints::Silent);
            let checked = check(parsed.tree(), options.catalog(), silent);
            if checked.errors().is_empty() {
                return Ok(checked.into_query());
            }
        }
        diagnose(text, options).into_result()
    }
}

impl FromStr for Query {
    type Err = InvalidQuery;

    /// [`Query::parse`] with the default [`Options`]: Core syntax, the built-in fields.
    fn from_str(text: &str) -> Result<Self, InvalidQuery> {
        Self::parse(text, &Options::new())
    }
}
