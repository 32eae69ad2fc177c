//! From text to text, in another style.

use super::{Code, Diagnostic, InvalidQuery, Options, Report, Severity, diagnose};
use crate::query::canonical;
use crate::syntax::{PrintError, Style, parse_with, print};

/// A text in another style, with names as the catalogue spells them and canonical quotes.
///
/// Only the syntax has to be valid: an unknown name stays as it is written, and so does a value that its field cannot
/// read. [`Query::to_text`](crate::Query::to_text) prints a query that was read already.
///
/// ```
/// use coreql::{Options, Style, format};
///
/// let text = "(Platform=iOS) and battery_level>\"50\"";
/// assert_eq!(
///     format(text, Style::Canonical, &Options::new())?,
///     r#""common.platform" = "iOS" AND "common.battery_level" > 50"#,
/// );
/// assert_eq!(format(text, Style::Compact, &Options::new())?, r#"common.platform="iOS"AND common.battery_level>50"#);
/// # Ok::<(), coreql::InvalidQuery>(())
/// ```
///
/// # Errors
/// A text with a syntax error; in [`Style::Portal`] also one with `NOT` or `IN`, which the portal does not have.
pub fn format(text: &str, style: Style, options: &Options<'_>) -> Result<String, InvalidQuery> {
    let parsed = parse_with(text, options.parse_options());
    if !parsed.errors().is_empty() {
        return Err(InvalidQuery::new(diagnose(text, options)));
    }
    let tree = canonical(parsed.tree(), options.catalog());
    print(&tree, style).map_err(|error| InvalidQuery::new(Report::without_query(text, no_form(error))))
}

/// A tree without errors has every form, except that `NOT` and `IN` have no portal form.
fn no_form(error: PrintError) -> Diagnostic {
    let (PrintError::NoPortalForm { span, .. }
    | PrintError::ErrorNode { span }
    | PrintError::Incomplete { span }) = error;
    Diagnostic::new(Code::ExtendedOnly, Severity::Error, span, error.to_string())
        .with_help("rewrite it into Core syntax first")
}
