//! Why a command did not do what it was asked.

use std::{fmt, io};

#[derive(Debug)]
pub(crate) enum Failure {
    /// The query is invalid; that was reported.
    InvalidQuery,
    /// A file could not be read or written.
    File { path: String, error: io::Error },
    /// Standard input or output failed.
    Io(io::Error),
    /// What was asked for cannot be.
    Usage(String),
    /// Some lines got an error for an answer.
    BadLines(u64),
}

impl Failure {
    /// What cannot be, for this reason.
    pub(crate) fn usage(error: impl fmt::Display) -> Self {
        Self::Usage(error.to_string())
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::InvalidQuery => f.write_str("the query is invalid"),
            Self::File { path, error } if path == "-" => write!(f, "standard input: {error}"),
            Self::File { path, error } => write!(f, "{path}: {error}"),
            Self::Io(error) => error.fmt(f),
            Self::Usage(message) => f.write_str(message),
            Self::BadLines(1) => f.write_str("one line has no answer but an error"),
            Self::BadLines(count) => write!(f, "{count} lines have no answer but an error"),
        }
    }
}

impl From<io::Error> for Failure {
    fn from(error: io::Error) -> Self {
        Self::Io(error)
    }
}

impl From<serde_json::Error> for Failure {
    fn from(error: serde_json::Error) -> Self {
        Self::Io(error.into())
    }
}

pub(crate) type Outcome = Result<(), Failure>;
