//! Why a command failed.

use std::path::Path;
use std::{fmt, io};

use crate::input::is_standard_input;
use crate::output::plural;

#[derive(Debug)]
pub(crate) enum Failure {
    /// The query is invalid; the reason has been reported.
    InvalidQuery,
    /// A file cannot be read or written.
    File { name: String, error: io::Error },
    /// Standard input or output failed.
    Io(io::Error),
    /// The arguments, or files, do not allow what the command should do.
    Usage(String),
    /// Some lines of standard input were answered with an error.
    BadLines(u64),
    /// The answer, which has been printed, has this exit status.
    Answer(u8),
}

impl Failure {
    pub(crate) fn usage(reason: impl fmt::Display) -> Self {
        Self::Usage(reason.to_string())
    }

    /// What is wrong with the content of a file.
    pub(crate) fn content(path: &Path, reason: impl fmt::Display) -> Self {
        Self::Usage(format!("{}: {reason}", name_of(path)))
    }

    pub(crate) fn file(path: &Path, error: io::Error) -> Self {
        Self::File { name: name_of(path), error }
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::InvalidQuery => f.write_str("the query is invalid"),
            Self::File { name, error } => write!(f, "{name}: {error}"),
            Self::Io(error) => error.fmt(f),
            Self::Usage(message) => f.write_str(message),
            Self::BadLines(count) => write!(f, "{} answered with an error", plural(*count, "line")),
            Self::Answer(status) => write!(f, "the answer has the exit status {status}"),
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

fn name_of(path: &Path) -> String {
    if is_standard_input(path) { "standard input".to_owned() } else { path.display().to_string() }
}

pub(crate) type Outcome = Result<(), Failure>;
