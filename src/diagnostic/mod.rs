//! Errors and warnings as messages with places, advice and fixes.
//!
//! [`diagnose`] reads and checks a text and gives a [`Report`]: the query if there is one, all diagnostics, and the
//! corrected text. [`Query::parse`](crate::Query::parse) is the shorter way for programs that need the query or an
//! error.
//!
//! ```
//! use coreql::diagnostic::{Severity, diagnose};
//! use coreql::Options;
//!
//! let report = diagnose("common.platform == “iOS”", &Options::new());
//! let [symbol, quotes] = report.diagnostics() else { panic!("one for each mistake") };
//! assert_eq!(symbol.severity(), Severity::Error);
//! assert_eq!(symbol.message(), "`==` is not an operator");
//! assert_eq!(quotes.message(), "`“iOS”` uses the wrong quotes");
//! assert_eq!(report.fixed(), r#"common.platform = "iOS""#);
//! ```

mod check;
mod code;
mod dates;
mod fix;
mod format;
mod invalid;
mod lint;
mod lists;
#[cfg(feature = "miette")]
mod miette;
mod options;
mod report;
#[cfg(feature = "serde")]
mod serial;
mod syntax;

use std::fmt;

pub use code::{Code, UnknownCode};
pub use fix::{Applicability, Edit, Fix, apply};
pub use format::format;
pub use invalid::InvalidQuery;
pub use options::Options;
pub use report::{Report, diagnose};

use crate::syntax::Expected;
use crate::text::Span;

/// How bad it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "lowercase"))]
#[non_exhaustive]
pub enum Severity {
    /// The query has no meaning.
    Error,
    /// The query has a meaning, but perhaps not the intended one.
    Warning,
    /// There is nothing to correct.
    Note,
}

impl fmt::Display for Severity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Error => "error",
            Self::Warning => "warning",
            Self::Note => "note",
        })
    }
}

/// Another place that a diagnostic is about.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct Label {
    /// The place.
    pub span: Span,
    /// What is there.
    pub text: String,
}

/// One error or warning.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Diagnostic {
    code: Code,
    severity: Severity,
    span: Span,
    token: String,
    expected: Expected,
    message: String,
    help: Option<String>,
    labels: Vec<Label>,
    fixes: Vec<Fix>,
    /// What to underline; see [`Self::highlight`].
    highlight: Span,
}

impl Diagnostic {
    fn new(code: Code, severity: Severity, span: Span, message: String) -> Self {
        Self {
            code,
            severity,
            span,
            token: String::new(),
            expected: Expected::NONE,
            message,
            help: None,
            labels: Vec::new(),
            fixes: Vec::new(),
            highlight: span,
        }
    }

    fn with_token(mut self, token: &str) -> Self {
        token.clone_into(&mut self.token);
        self
    }

    fn with_expected(mut self, expected: Expected) -> Self {
        self.expected = expected;
        self
    }

    fn with_help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    fn with_label(mut self, span: Span, text: impl Into<String>) -> Self {
        self.labels.push(Label { span, text: text.into() });
        self
    }

    fn with_fix(mut self, fix: impl Into<Option<Fix>>) -> Self {
        self.fixes.extend(fix.into());
        self
    }

    /// What it is about; stable.
    pub const fn code(&self) -> Code {
        self.code
    }

    /// Error, warning or note.
    pub const fn severity(&self) -> Severity {
        self.severity
    }

    /// Where it is.
    pub const fn span(&self) -> Span {
        self.span
    }

    /// What to underline: the [span](Self::span), or the last character of the text where that is at the end, with
    /// nothing in it to underline.
    pub const fn highlight(&self) -> Span {
        self.highlight
    }

    /// The offending token, as `query_test` prints it: without quotes, the end as `<EOF>`.
    pub fn token(&self) -> &str {
        &self.token
    }

    /// What would be valid there; empty unless it is a syntax error.
    pub const fn expected(&self) -> Expected {
        self.expected
    }

    /// What is wrong: lower case, without a full stop.
    pub fn message(&self) -> &str {
        &self.message
    }

    /// What to do about it.
    pub fn help(&self) -> Option<&str> {
        self.help.as_deref()
    }

    /// Other places that it is about.
    pub fn labels(&self) -> &[Label] {
        &self.labels
    }

    /// Changes that would correct it, the best first.
    pub fn fixes(&self) -> &[Fix] {
        &self.fixes
    }
}

impl fmt::Display for Diagnostic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for Diagnostic {}
