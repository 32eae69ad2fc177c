//! Options of commands that take a query.

use std::borrow::Cow;
use std::path::PathBuf;

use clap::{Args, value_parser};
use coreql::query::MissingValues;
use coreql::syntax::{Limits, Syntax};

use super::{ClockOptions, MissingArg, SyntaxArg};
use crate::config::config;
use crate::failure::Failure;
use crate::query::place::Place;
use crate::query::{argument_text, file_text};

/// The query, as an argument or in a file.
#[derive(Debug, Args)]
pub(crate) struct QueryInput {
    /// Read the query from a file: UTF-8, or UTF-16 with a byte order mark
    #[arg(long, value_name = "FILE", conflicts_with = "query")]
    query_file: Option<PathBuf>,
    /// The query; `-` reads it from standard input; one that begins with a hyphen goes after `--`
    #[arg(value_name = "QUERY", required_unless_present = "query_file")]
    query: Option<String>,
}

impl QueryInput {
    /// Whether there is a query.
    pub(crate) const fn is_given(&self) -> bool {
        self.query.is_some() || self.query_file.is_some()
    }

    /// Whether the query is an argument itself.
    pub(crate) fn is_argument(&self) -> bool {
        self.query_file.is_none() && self.query.as_deref().is_some_and(|query| query != "-")
    }

    /// Where the query is from.
    pub(crate) fn place(&self) -> Place<'_> {
        Place::Whole(self.query_file.as_deref())
    }

    /// The text of the query; empty if there is none.
    pub(crate) fn text(&self) -> Result<Cow<'_, str>, Failure> {
        match (&self.query_file, &self.query) {
            (Some(path), _) => file_text(path).map(Cow::Owned),
            (None, Some(argument)) => argument_text(argument),
            (None, None) => Ok(Cow::Borrowed("")),
        }
    }
}

#[derive(Debug, Args)]
pub(crate) struct QueryOptions {
    /// The fields of a server: the JSON of `search_fields`, `device_spaces/criteria` or `coreql fields --format json`
    #[arg(long, value_name = "FILE")]
    pub(crate) catalog: Option<PathBuf>,
    /// The syntax of the query [default: core]
    #[arg(long, value_enum)]
    syntax: Option<SyntaxArg>,
    #[command(flatten)]
    pub(crate) clock: ClockOptions,
    #[command(flatten)]
    pub(crate) limits: LimitOptions,
}

#[derive(Debug, Args)]
pub(crate) struct MissingOption {
    /// Whether !=, `does not contain` and NOT IN match missing values [default: complement]
    #[arg(long, value_enum)]
    missing: Option<MissingArg>,
}

impl QueryOptions {
    /// The option, or the setting of a file, or the default.
    pub(crate) fn syntax(&self) -> Syntax {
        self.syntax.map(Syntax::from).or(config().syntax).unwrap_or_default()
    }
}

impl MissingOption {
    /// The option, or the setting of a file, or the default.
    pub(crate) fn value(&self) -> MissingValues {
        self.missing.map(MissingValues::from).or(config().missing).unwrap_or_default()
    }
}

const LIMITS: &str = "Limits";

#[derive(Clone, Copy, Debug, Args)]
pub(crate) struct LimitOptions {
    /// The longest query, in bytes
    #[arg(long, value_name = "N", help_heading = LIMITS, default_value_t = Limits::default().max_bytes(),
        value_parser = value_parser!(u32).range(..=i64::from(Limits::MAX_BYTES)))]
    max_bytes: u32,
    /// The maximum number of tokens
    #[arg(long, value_name = "N", help_heading = LIMITS, default_value_t = Limits::default().max_tokens())]
    max_tokens: u32,
    /// The deepest nesting of groups and NOTs
    #[arg(long, value_name = "N", help_heading = LIMITS, default_value_t = Limits::default().max_nesting())]
    max_nesting: u32,
    /// The maximum number of syntax errors, after which parsing ends
    #[arg(long, value_name = "N", help_heading = LIMITS, default_value_t = Limits::default().max_errors(),
        value_parser = value_parser!(u32).range(1..))]
    max_errors: u32,
    /// The maximum number of errors and warnings that are shown
    #[arg(long, value_name = "N", help_heading = LIMITS, default_value_t = Limits::default().max_diagnostics(),
        value_parser = value_parser!(u32).range(1..))]
    max_diagnostics: u32,
}

impl From<LimitOptions> for Limits {
    fn from(options: LimitOptions) -> Self {
        Self::default()
            .with_max_bytes(options.max_bytes)
            .with_max_tokens(options.max_tokens)
            .with_max_nesting(options.max_nesting)
            .with_max_errors(options.max_errors)
            .with_max_diagnostics(options.max_diagnostics)
    }
}
