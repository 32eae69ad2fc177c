//! Why a file of queries cannot be read.

use std::fmt;

/// Why a file of queries cannot be read or written, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct QueryFileError {
    kind: QueryFileErrorKind,
    offset: usize,
}

/// What is wrong with a file of queries.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum QueryFileErrorKind {
    /// It is not JSON or YAML; the reason.
    Malformed(String),
    /// What is at the key path is a number or a boolean.
    NoText(String),
    /// No member is at the key path.
    NoQuery(String),
    /// Two queries have this name.
    DuplicateName(String),
    /// The format has no spelling for a text.
    CannotHold,
}

impl QueryFileError {
    pub(super) const fn new(kind: QueryFileErrorKind, offset: usize) -> Self {
        Self { kind, offset }
    }

    /// What is wrong.
    pub const fn kind(&self) -> &QueryFileErrorKind {
        &self.kind
    }

    /// Where, in bytes from the start of the file.
    pub const fn offset(&self) -> usize {
        self.offset
    }
}

impl fmt::Display for QueryFileError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.kind {
            QueryFileErrorKind::Malformed(reason) => f.write_str(reason),
            QueryFileErrorKind::NoText(path) => write!(f, "the value at the key path `{path}` is not a text"),
            QueryFileErrorKind::NoQuery(path) => write!(f, "no text is at the key path `{path}`"),
            QueryFileErrorKind::DuplicateName(name) => write!(f, "two queries have the name `{name}`"),
            QueryFileErrorKind::CannotHold => f.write_str("the file cannot hold the corrected query"),
        }
    }
}

impl std::error::Error for QueryFileError {}
