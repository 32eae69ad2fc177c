//! How much the parser accepts, and which syntax it reads.

use std::fmt;

/// The bounds of one parse (language, rules 1.6 and 1.7). Everything bounded by them is linear in time.
///
/// ```
/// use coreql::syntax::Limits;
///
/// let limits = Limits::default().with_max_nesting(8);
/// assert_eq!(limits.max_nesting(), 8);
/// assert_eq!(limits.max_bytes(), 1 << 20);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Limits {
    max_bytes: u32,
    max_tokens: u32,
    max_nesting: u32,
    max_errors: u32,
    max_diagnostics: u32,
}

impl Default for Limits {
    /// 1 MiB of text, 200,000 tokens, nesting 64, 20 errors, 100 diagnostics.
    fn default() -> Self {
        Self {
            max_bytes: 1 << 20,
            max_tokens: 200_000,
            max_nesting: 64,
            max_errors: 20,
            max_diagnostics: 100,
        }
    }
}

impl Limits {
    /// The most text that any limits allow, in bytes: 1 GiB, so that a position always fits 32 bits.
    pub const MAX_BYTES: u32 = 1 << 30;

    /// The longest text, in bytes.
    pub const fn max_bytes(self) -> u32 {
        self.max_bytes
    }

    /// The most tokens, the end not counted.
    pub const fn max_tokens(self) -> u32 {
        self.max_tokens
    }

    /// The deepest nesting: each group and each `NOT` counts.
    pub const fn max_nesting(self) -> u32 {
        self.max_nesting
    }

    /// The most syntax errors of one parse.
    pub const fn max_errors(self) -> u32 {
        self.max_errors
    }

    /// The most diagnostics of one report.
    pub const fn max_diagnostics(self) -> u32 {
        self.max_diagnostics
    }

    /// Sets the longest text, in bytes; more than [`Self::MAX_BYTES`] counts as that.
    #[must_use]
    pub const fn with_max_bytes(mut self, bytes: u32) -> Self {
        self.max_bytes = if bytes > Self::MAX_BYTES { Self::MAX_BYTES } else { bytes };
        self
    }

    /// Sets the most tokens.
    #[must_use]
    pub const fn with_max_tokens(mut self, tokens: u32) -> Self {
        self.max_tokens = tokens;
        self
    }

    /// Sets the deepest nesting. No depth can overflow the stack: nothing in the crate recurses over a tree.
    #[must_use]
    pub const fn with_max_nesting(mut self, nesting: u32) -> Self {
        self.max_nesting = nesting;
        self
    }

    /// Sets the most syntax errors; zero counts as one.
    #[must_use]
    pub const fn with_max_errors(mut self, errors: u32) -> Self {
        self.max_errors = if errors == 0 { 1 } else { errors };
        self
    }

    /// Sets the most diagnostics; zero counts as one.
    #[must_use]
    pub const fn with_max_diagnostics(mut self, diagnostics: u32) -> Self {
        self.max_diagnostics = if diagnostics == 0 { 1 } else { diagnostics };
        self
    }
}

/// Which grammar is read (language, rules 3.6 and 3.7).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "snake_case"))]
#[non_exhaustive]
pub enum Syntax {
    /// What the server accepts.
    #[default]
    Core,
    /// The same, and `NOT`, `IN`, `NOT IN`.
    Extended,
}

impl Syntax {
    /// The name: `core` or `extended`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Core => "core",
            Self::Extended => "extended",
        }
    }
}

impl fmt::Display for Syntax {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// How to parse: the syntax and the limits.
///
/// ```
/// use coreql::syntax::{ParseOptions, parse_with};
///
/// assert!(parse_with("NOT common.retired = true", ParseOptions::extended()).errors().is_empty());
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct ParseOptions {
    syntax: Syntax,
    limits: Limits,
}

impl ParseOptions {
    /// Core syntax under the default limits.
    pub fn new() -> Self {
        Self::default()
    }

    /// Extended syntax under the default limits.
    pub fn extended() -> Self {
        Self::default().with_syntax(Syntax::Extended)
    }

    /// Which grammar is read.
    pub const fn syntax(self) -> Syntax {
        self.syntax
    }

    /// The bounds.
    pub const fn limits(self) -> Limits {
        self.limits
    }

    /// Sets the grammar.
    #[must_use]
    pub const fn with_syntax(mut self, syntax: Syntax) -> Self {
        self.syntax = syntax;
        self
    }

    /// Sets the bounds.
    #[must_use]
    pub const fn with_limits(mut self, limits: Limits) -> Self {
        self.limits = limits;
        self
    }
}
