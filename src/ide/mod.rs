//! What editors show while a query is being written: diagnostics, completion, hover, formatting and the like.
//!
//! Plain functions over a text, [`Options`], and an offset or a range. There is no protocol and no I/O here; the
//! language server and the WebAssembly package are built on these.
//!
//! Places are byte offsets and [`Span`]s; [`LineIndex`](crate::text::LineIndex) converts them to lines and columns.
//! Every function takes any text and any offset: an offset within a character counts as its start, one beyond the text
//! as its end. All take time linear in the text.
//!
//! ```
//! use coreql::ide::{self, Options};
//!
//! let options = Options::default();
//! let completions = ide::complete("plat", 4, &options);
//! let item = &completions.items[0];
//! assert_eq!((item.label.as_str(), item.insert.as_str()), ("common.platform", "common.platform "));
//!
//! let completions = ide::complete("battery_level ", 14, &options);
//! assert!(completions.items.iter().all(|item| item.label != "contains"));
//! ```

mod actions;
mod automaton;
mod complete;
mod describe;
mod format;
mod hints;
mod hover;
mod length;
mod locate;
mod rename;
mod signature;
mod structure;
mod tokens;

pub use self::actions::{Action, ActionKind, actions};
pub use self::automaton::Automaton;
pub use self::complete::{Completions, Item, ItemKind, complete};
pub use self::format::{format, format_on_type, format_range};
pub use self::hints::{Hint, HintKind, hints};
pub use self::hover::{Hover, hover};
pub use self::length::{Lengths, length};
pub use self::rename::{RenameError, highlights, prepare_rename, rename};
pub use self::signature::{Signature, signature};
pub use self::structure::{Symbol, SymbolKind, folds, matching_parenthesis, selections, symbols};
pub use self::tokens::{Modifiers, Token, TokenKind, tokens, tokens_in};
pub use crate::diagnostic::{Diagnostic, Edit};

use crate::diagnostic;
use crate::text::Span;

/// How a text is read, and what is shown of it.
///
/// ```
/// use coreql::ide;
///
/// let options = ide::Options::new(coreql::Options::extended()).with_max_items(50);
/// assert!(ide::diagnose("NOT common.retired = true", &options).is_empty());
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Options<'c> {
    query: crate::Options<'c>,
    hints: bool,
    max_items: usize,
}

impl Default for Options<'static> {
    fn default() -> Self {
        Self::new(crate::Options::new())
    }
}

impl<'c> Options<'c> {
    /// Options for texts that are read and checked with these: no inlay hints, at most 200 completion items.
    pub const fn new(query: crate::Options<'c>) -> Self {
        Self { query, hints: false, max_items: 200 }
    }

    /// How a text is read and checked.
    pub const fn query(&self) -> &crate::Options<'c> {
        &self.query
    }

    /// Whether there are inlay hints.
    pub const fn hints(&self) -> bool {
        self.hints
    }

    /// Sets whether there are inlay hints.
    #[must_use]
    pub const fn with_hints(mut self, hints: bool) -> Self {
        self.hints = hints;
        self
    }

    /// The number of completion items at most.
    pub const fn max_items(&self) -> usize {
        self.max_items
    }

    /// Sets the number of completion items at most. Where there are more, the list is
    /// [incomplete](Completions::is_incomplete).
    #[must_use]
    pub const fn with_max_items(mut self, items: usize) -> Self {
        self.max_items = items;
        self
    }
}

/// Everything that is wrong with a text, as [`coreql::diagnose`](crate::diagnose) reports it.
/// [`Code::DOCUMENTATION`](diagnostic::Code::DOCUMENTATION) is the address of a page about the codes.
///
/// ```
/// use coreql::ide::{Options, diagnose};
///
/// let [mistake] = &diagnose("platform == \"iOS\"", &Options::default())[..] else { panic!() };
/// assert_eq!((mistake.span().start, mistake.code().as_str()), (9, "syntax/wrong-symbol"));
/// assert_eq!(mistake.fixes()[0].edits()[0].replacement, "=");
/// ```
pub fn diagnose(text: &str, options: &Options<'_>) -> Vec<Diagnostic> {
    diagnostic::diagnose(text, &options.query).into_diagnostics()
}

/// The offset, moved to the start of the character that it is in, at most to the end of the text.
fn floor(text: &str, offset: u32) -> usize {
    let mut at = usize::try_from(offset).unwrap_or(usize::MAX).min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

/// The range, moved likewise, its ends in order.
fn clamp(text: &str, span: Span) -> Span {
    let start = floor(text, span.start);
    span_of(start, floor(text, span.end).max(start))
}

/// Texts that are read have offsets of 32 bits.
fn span_of(start: usize, end: usize) -> Span {
    Span::new(u32::try_from(start).unwrap_or(u32::MAX), u32::try_from(end).unwrap_or(u32::MAX))
}

fn slice(text: &str, span: Span) -> &str {
    text.get(span.range()).unwrap_or_default()
}

/// Whether two ranges have a place in common, ends included.
const fn touch(a: Span, b: Span) -> bool {
    a.start <= b.end && b.start <= a.end
}
