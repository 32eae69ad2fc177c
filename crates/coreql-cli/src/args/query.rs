//! Options of commands that take a query.

use std::path::PathBuf;

use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::{Args, Command, value_parser};
use coreql::syntax::Limits;

use super::{MissingArg, SyntaxArg};

#[derive(Debug, Args)]
pub(crate) struct QueryOptions {
    /// The fields of a server: the JSON of `search_fields`, `device_spaces/criteria` or `coreql fields --format json`
    #[arg(long, value_name = "FILE")]
    pub(crate) catalog: Option<PathBuf>,
    /// The syntax of the query
    #[arg(long, value_enum, default_value_t = SyntaxArg::Core)]
    pub(crate) syntax: SyntaxArg,
    #[command(flatten)]
    pub(crate) limits: LimitOptions,
}

#[derive(Debug, Args)]
pub(crate) struct MissingOption {
    /// Whether !=, `does not contain` and NOT IN match missing values
    #[arg(long, value_enum, default_value_t = MissingArg::Complement)]
    pub(crate) missing: MissingArg,
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

/// The parser of QUERY arguments. A query may start with a hyphen, but what looks like an option is not a query.
pub(crate) fn query_argument(argument: &str) -> Result<String, String> {
    if looks_like_an_option(argument) {
        return Err("no such option; put a space before a query that looks like an option".to_owned());
    }
    Ok(argument.to_owned())
}

fn looks_like_an_option(argument: &str) -> bool {
    let name = argument.strip_prefix("--").unwrap_or_default();
    name.starts_with(|c: char| c.is_ascii_alphabetic()) && !name.contains(char::is_whitespace)
}

/// Improves the error about an unexpected argument: if an option is misspelt, clap takes it for the QUERY and reports
/// the argument after it. The returned error names the option.
pub(crate) fn unexpected_option(error: clap::Error, mut command: Command) -> clap::Error {
    command.build();
    let mut arguments = std::env::args_os().skip(1).filter_map(|argument| argument.into_string().ok());
    let subcommand = arguments.next().and_then(|name| command.find_subcommand(&name).cloned());
    let (ErrorKind::UnknownArgument, Some(subcommand)) = (error.kind(), subcommand) else { return error };
    let is_known = |argument: &str| {
        let name = argument.trim_start_matches('-').split('=').next();
        subcommand.get_arguments().any(|option| option.get_long() == name)
    };
    let mut options = arguments.take_while(|argument| argument != "--");
    match options.find(|argument| looks_like_an_option(argument) && !is_known(argument)) {
        Some(misspelt) => {
            let mut error = clap::Error::new(ErrorKind::UnknownArgument).with_cmd(&subcommand);
            error.insert(ContextKind::InvalidArg, ContextValue::String(misspelt));
            error
        }
        None => error,
    }
}
