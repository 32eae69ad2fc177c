//! From tree to text, in four styles.
//!
//! Names and values are printed as the tree holds them; the catalogue's spellings are put into the tree before.

mod layout;
mod quote;
#[cfg(test)]
mod tests;

use std::error::Error;
use std::fmt;

use self::layout::Layout;
pub(crate) use self::quote::name_reads_bare;
use super::ast::{Ast, Condition, NodeKind};
use super::error::Extension;
use crate::text::Span;
use crate::tree::Step;

/// How a query is written (language, rules 8.1 to 8.6).
///
/// In every style words of operators are in lower case, `AND`, `OR`, `NOT`, `IN`, `BETWEEN` in upper case; every mix of `AND`
/// and `OR` is in parentheses, and so is every `AND` and `OR` under `NOT`; no other parentheses are kept.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Style {
    /// Every field in quotes, single spaces: `"common.status" = "ACTIVE" AND "common.retired" = false`.
    #[default]
    Canonical,
    /// As the admin portal's builder writes: canonical, with two spaces between a symbol and a string and before a
    /// connective after a comparison: `"common.status" =  "ACTIVE"  AND "common.retired" = false`.
    /// It has no `NOT`, no `IN`, no `BETWEEN` and no relative dates.
    Portal,
    /// Canonical, but a chain of `AND` or `OR` that does not fit its line gets a line for each operand, and its
    /// parentheses lines of their own. A comparison is never broken. Groups are indented by two columns, to a depth
    /// of twenty: more would make the text grow with the square of the query's length.
    Pretty {
        /// The longest line, in characters.
        width: usize,
    },
    /// Canonical without the spaces and the field quotes that reading does not need:
    /// `common.status="ACTIVE"AND"ios.iPhone UDID"is empty`.
    Compact,
}

/// Prints a tree. Linear in the tree's size, at any depth.
///
/// ```
/// use coreql::syntax::{Style, parse, print};
///
/// let parsed = parse("(common.status=\"ACTIVE\") and common.retired = false");
/// let text = print(parsed.tree(), Style::Canonical)?;
/// assert_eq!(text, r#""common.status" = "ACTIVE" AND "common.retired" = false"#);
/// # Ok::<(), coreql::syntax::PrintError>(())
/// ```
///
/// # Errors
///
/// As [`Printed::new`].
pub fn print(tree: &Ast<'_>, style: Style) -> Result<String, PrintError> {
    Ok(Printed::new(tree, style)?.to_string())
}

/// A text as a string of the language, in its quotes.
///
/// ```
/// assert_eq!(coreql::syntax::quoted(r#"CORP\jdoe "x""#), r#""CORP\jdoe \"x\"""#);
/// ```
pub fn quoted(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 2);
    // Writing to a string never fails.
    let _ = quote::write_quoted(&mut out, text);
    out
}

/// A tree that is known to have a text in a style; its `Display` is that text.
#[derive(Clone, Copy, Debug)]
pub struct Printed<'t, 's> {
    tree: &'t Ast<'s>,
    style: Style,
}

impl<'t, 's> Printed<'t, 's> {
    /// Checks that the tree has a text in this style.
    ///
    /// # Errors
    ///
    /// The first node, in source order, that has none: one with a mistake in it, one that lacks operands or
    /// values (the parser makes none), and in [`Style::Portal`] one of extended syntax.
    pub fn new(tree: &'t Ast<'s>, style: Style) -> Result<Self, PrintError> {
        for step in tree.walk() {
            let Step::Enter(node) = step else { continue };
            let mut operands = node.children();
            let complete = match node.kind() {
                NodeKind::Error(_) => return Err(PrintError::ErrorNode { span: node.span() }),
                NodeKind::And | NodeKind::Or => operands.next().is_some(),
                NodeKind::Not | NodeKind::Group => operands.next().is_some() && operands.next().is_none(),
                NodeKind::Comparison(comparison) => match &comparison.condition {
                    Condition::Relation { .. } | Condition::Empty { .. } | Condition::Between { .. } => true,
                    Condition::In { values, .. } => !values.is_empty(),
                },
            };
            if !complete {
                return Err(PrintError::Incomplete { span: node.span() });
            }
            if let (Style::Portal, Some((extension, span))) = (style, node.extension()) {
                return Err(PrintError::NoPortalForm { extension, span });
            }
        }
        Ok(Self { tree, style })
    }
}

impl fmt::Display for Printed<'_, '_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        Layout::new(self.tree, self.style, f).write()
    }
}

/// Why a tree has no text in a style.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum PrintError {
    /// The tree has a mistake in it.
    ErrorNode {
        /// Its place.
        span: Span,
    },
    /// A node without the operands, or a list without the values, that it needs.
    Incomplete {
        /// Its place.
        span: Span,
    },
    /// A construct of extended syntax, which has no portal form. Rewrite the tree into Core syntax first.
    NoPortalForm {
        /// The construct.
        extension: Extension,
        /// Its words.
        span: Span,
    },
}

impl fmt::Display for PrintError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::ErrorNode { .. } => f.write_str("a query with a syntax error cannot be printed"),
            Self::Incomplete { .. } => f.write_str("a node of the tree lacks an operand or a value"),
            Self::NoPortalForm { extension: Extension::RelativeDate, .. } => {
                f.write_str("a relative date has no portal form")
            }
            Self::NoPortalForm { extension, .. } => write!(f, "`{extension}` has no portal form"),
        }
    }
}

impl Error for PrintError {}
