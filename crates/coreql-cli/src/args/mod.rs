//! What the command line takes.

mod sql;

pub(crate) use self::sql::{Bulk, DeviceSource, LoadArgs, MappingArgs, SqlArgs, Statement, TableOptions};

use std::io::{self, Write};
use std::path::PathBuf;

use clap::builder::{NonEmptyStringValueParser, PossibleValue, PossibleValuesParser, TypedValueParser};
use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::{Args, CommandFactory, Parser, Subcommand, ValueEnum, value_parser};
use coreql::catalog::Endpoint;
use coreql::diagnostic::Code;
use coreql::query::MissingValues;
use coreql::syntax::{Limits, Syntax};

/// Check, search, count, format and explain search expressions of MobileIron Core (Ivanti EPMM)
#[derive(Debug, Parser)]
#[command(
    name = "coreql",
    version,
    after_help = "Exit status: 0 fine, 1 the query is invalid, 2 usage, or a file that cannot be read or written.\nA QUERY or FILE of `-` is standard input."
)]
pub(crate) struct Cli {
    #[command(subcommand)]
    pub(crate) command: Command,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Say what is wrong with queries
    Check(CheckArgs),
    /// Answer as the server's `query_test` does: valid or not, one token, one position
    QueryTest(QueryTestArgs),
    /// Print the devices that a query selects
    Search(SearchArgs),
    /// Count the devices that a query selects
    Count(CountArgs),
    /// Say whether one record matches
    Match(MatchArgs),
    /// Print a query in another style
    Fmt(FmtArgs),
    /// Print a query as SQL
    Sql(SqlArgs),
    /// Load devices into an SQLite database, or print them for another engine
    Load(LoadArgs),
    /// Print the default mapping of fields to columns, to be edited
    Mapping(MappingArgs),
    /// Show how a query is understood
    Explain(ExplainArgs),
    /// Say what a diagnostic's code means, or list all codes
    ExplainCode(ExplainCodeArgs),
    /// List the fields
    Fields(FieldsArgs),
    /// Make up a fleet of devices, always the same for the same seed
    Generate(GenerateArgs),
    /// Print completions for a shell
    Completions {
        /// The shell
        shell: clap_complete::Shell,
    },
    /// Print the manual page
    Man,
}

impl Cli {
    /// The command line as it was given. A wrong one ends the program; `None` if only help was asked for, which is printed.
    pub(crate) fn read() -> io::Result<Option<Self>> {
        match Self::try_parse() {
            Ok(cli) => Ok(Some(cli)),
            Err(error) if error.use_stderr() => named(error).exit(),
            Err(help) => {
                help.print()?;
                io::stdout().flush()?;
                Ok(None)
            }
        }
    }
}

/// A mistyped option was taken for the QUERY, so that it is the argument behind it that was not expected: the error names the option.
fn named(error: clap::Error) -> clap::Error {
    let mut command = Cli::command();
    command.build();
    let mut arguments = std::env::args_os().skip(1).filter_map(|argument| argument.into_string().ok());
    let subcommand = arguments.next().and_then(|name| command.find_subcommand(&name).cloned());
    let (ErrorKind::UnknownArgument, Some(subcommand)) = (error.kind(), subcommand) else { return error };
    let is_option = |argument: &str| {
        let name = argument.trim_start_matches('-').split('=').next();
        subcommand.get_arguments().any(|option| option.get_long() == name)
    };
    let mut words = arguments.take_while(|argument| argument != "--");
    match words.find(|word| not_an_option(word).is_err() && !is_option(word)) {
        Some(mistyped) => {
            let mut error = clap::Error::new(ErrorKind::UnknownArgument).with_cmd(&subcommand);
            error.insert(ContextKind::InvalidArg, ContextValue::String(mistyped));
            error
        }
        None => error,
    }
}

/// A QUERY may start with a hyphen, but a mistyped option is none.
fn not_an_option(argument: &str) -> Result<String, String> {
    let word = argument.strip_prefix("--").unwrap_or_default();
    if word.starts_with(|c: char| c.is_ascii_alphabetic()) && !word.contains(char::is_whitespace) {
        return Err(
            "there is no such option, and a query that looks like one needs a space before it".to_owned()
        );
    }
    Ok(argument.to_owned())
}

/// What every command that takes a query takes.
#[derive(Debug, Args)]
pub(crate) struct QueryOptions {
    /// A server's own list of fields: the JSON of `search_fields` or `device_spaces/criteria`, or of `coreql fields --format json`
    #[arg(long, value_name = "FILE")]
    pub(crate) catalog: Option<PathBuf>,
    /// The grammar: what Core takes, or with NOT, IN and NOT IN
    #[arg(long, value_enum, default_value_t = SyntaxArg::Core)]
    pub(crate) syntax: SyntaxArg,
    #[command(flatten)]
    pub(crate) limits: LimitOptions,
}

const LIMITS: &str = "Limits";

/// How much of a query the parser takes on.
#[derive(Clone, Copy, Debug, Args)]
pub(crate) struct LimitOptions {
    /// The longest query, in bytes
    #[arg(long, value_name = "N", help_heading = LIMITS, default_value_t = Limits::default().max_bytes(),
        value_parser = value_parser!(u32).range(..=i64::from(Limits::MOST_BYTES)))]
    max_bytes: u32,
    /// The most tokens
    #[arg(long, value_name = "N", help_heading = LIMITS, default_value_t = Limits::default().max_tokens())]
    max_tokens: u32,
    /// The deepest nesting of groups and NOTs
    #[arg(long, value_name = "N", help_heading = LIMITS, default_value_t = Limits::default().max_nesting())]
    max_nesting: u32,
    /// The most syntax errors; the parse ends at the next
    #[arg(long, value_name = "N", help_heading = LIMITS, default_value_t = Limits::default().max_errors(),
        value_parser = value_parser!(u32).range(1..))]
    max_errors: u32,
    /// The most errors and warnings that are shown
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

#[derive(Clone, Copy, Debug, ValueEnum)]
pub(crate) enum SyntaxArg {
    Core,
    Extended,
}

impl From<SyntaxArg> for Syntax {
    fn from(syntax: SyntaxArg) -> Self {
        match syntax {
            SyntaxArg::Core => Self::Core,
            SyntaxArg::Extended => Self::Extended,
        }
    }
}

/// What every command that evaluates takes.
#[derive(Debug, Args)]
pub(crate) struct EvalOptions {
    /// What !=, "does not contain" and NOT IN say of a missing value: they hold, or they do not
    #[arg(long, value_enum, default_value_t = MissingArg::Complement)]
    pub(crate) missing: MissingArg,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
pub(crate) enum MissingArg {
    Complement,
    Exclude,
}

impl From<MissingArg> for MissingValues {
    fn from(missing: MissingArg) -> Self {
        match missing {
            MissingArg::Complement => Self::Complement,
            MissingArg::Exclude => Self::Exclude,
        }
    }
}

#[derive(Clone, Copy, Debug, ValueEnum)]
pub(crate) enum EndpointArg {
    Search,
    Count,
    QueryTest,
    Export,
}

impl From<EndpointArg> for Endpoint {
    fn from(endpoint: EndpointArg) -> Self {
        match endpoint {
            EndpointArg::Search => Self::Search,
            EndpointArg::Count => Self::Count,
            EndpointArg::QueryTest => Self::QueryTest,
            EndpointArg::Export => Self::Export,
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum TextFormat {
    Text,
    Json,
}

#[derive(Debug, Args)]
pub(crate) struct CheckArgs {
    #[command(flatten)]
    pub(crate) options: QueryOptions,
    /// Warn about a query that is too long for this endpoint
    #[arg(long, value_enum)]
    pub(crate) endpoint: Option<EndpointArg>,
    /// What to print
    #[arg(long, value_enum, default_value_t = TextFormat::Text)]
    pub(crate) format: TextFormat,
    /// The expressions; `-` reads one from standard input
    #[arg(required = true, value_name = "QUERY", allow_hyphen_values = true, value_parser = not_an_option)]
    pub(crate) queries: Vec<String>,
}

#[derive(Debug, Args)]
pub(crate) struct QueryTestArgs {
    #[command(flatten)]
    pub(crate) options: QueryOptions,
    /// Answer each line {"query": …} of standard input
    #[arg(long, conflicts_with = "query")]
    pub(crate) jsonl: bool,
    /// The expression; `-` reads it from standard input
    #[arg(required_unless_present = "jsonl", value_name = "QUERY", allow_hyphen_values = true, value_parser = not_an_option)]
    pub(crate) query: Option<String>,
}

#[derive(Debug, Args)]
pub(crate) struct SearchArgs {
    #[command(flatten)]
    pub(crate) options: QueryOptions,
    #[command(flatten)]
    pub(crate) eval: EvalOptions,
    #[command(flatten)]
    pub(crate) source: DeviceSource,
    #[command(flatten)]
    pub(crate) page: PageOptions,
    /// What to print
    #[arg(long, value_enum, default_value_t = DeviceFormat::Table)]
    pub(crate) format: DeviceFormat,
    /// The expression; `-` reads it from standard input
    #[arg(value_name = "QUERY", allow_hyphen_values = true, value_parser = not_an_option)]
    pub(crate) query: String,
}

/// Which part of an answer is wanted, and in which order.
#[derive(Debug, Args)]
pub(crate) struct PageOptions {
    /// The fields to print
    #[arg(long, value_delimiter = ',', value_name = "FIELD,…", value_parser = NonEmptyStringValueParser::new())]
    pub(crate) fields: Vec<String>,
    /// The most devices to print
    #[arg(long, value_name = "N")]
    pub(crate) limit: Option<u64>,
    /// How many devices to leave out before them
    #[arg(long, value_name = "N", default_value_t = 0)]
    pub(crate) offset: u64,
    /// The field to sort by; devices without it come last
    #[arg(long, value_name = "FIELD", value_parser = NonEmptyStringValueParser::new())]
    pub(crate) sort_field: Option<String>,
    /// From the lowest value on, or from the highest
    #[arg(long, value_name = "ORDER", value_enum, ignore_case = true, default_value_t = OrderArg::Asc, requires = "sort_field")]
    pub(crate) sort_order: OrderArg,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
pub(crate) enum OrderArg {
    #[value(name = "ASC")]
    Asc,
    #[value(name = "DESC")]
    Desc,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum DeviceFormat {
    /// Columns for people
    Table,
    /// Core's envelope
    Json,
    /// A JSON object a line
    Jsonl,
    /// A header line of field names, and a line a device
    Csv,
}

#[derive(Debug, Args)]
pub(crate) struct CountArgs {
    #[command(flatten)]
    pub(crate) options: QueryOptions,
    #[command(flatten)]
    pub(crate) eval: EvalOptions,
    #[command(flatten)]
    pub(crate) source: DeviceSource,
    /// What to print
    #[arg(long, value_enum, default_value_t = TextFormat::Text)]
    pub(crate) format: TextFormat,
    /// The expression; `-` reads it from standard input
    #[arg(value_name = "QUERY", allow_hyphen_values = true, value_parser = not_an_option)]
    pub(crate) query: String,
}

#[derive(Debug, Args)]
pub(crate) struct MatchArgs {
    #[command(flatten)]
    pub(crate) options: QueryOptions,
    #[command(flatten)]
    pub(crate) eval: EvalOptions,
    /// The record: a JSON object
    #[arg(long, value_name = "FILE", required_unless_present = "jsonl")]
    pub(crate) record: Option<PathBuf>,
    /// Show which comparisons held, on which values
    #[arg(long, conflicts_with = "jsonl")]
    pub(crate) explain: bool,
    /// Answer each line {"query": …, "record": {…}} of standard input; "missing" and "syntax" may be given as well
    #[arg(long, conflicts_with_all = ["query", "record"])]
    pub(crate) jsonl: bool,
    /// The expression; `-` reads it from standard input
    #[arg(required_unless_present = "jsonl", value_name = "QUERY", allow_hyphen_values = true, value_parser = not_an_option)]
    pub(crate) query: Option<String>,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
pub(crate) enum StyleArg {
    /// The usual form
    Canonical,
    /// As the admin portal writes
    Portal,
    /// Over several lines
    Pretty,
    /// As short as it can be
    Compact,
}

#[derive(Debug, Args)]
pub(crate) struct FmtArgs {
    #[command(flatten)]
    pub(crate) options: QueryOptions,
    /// How to print it
    #[arg(long, value_enum, default_value_t = StyleArg::Canonical)]
    pub(crate) style: StyleArg,
    /// The longest line of the pretty style; the terminal's width, or 80
    #[arg(long)]
    pub(crate) width: Option<usize>,
    /// Rewrite NOT, IN and NOT IN into what Core takes; reads the extended syntax
    #[arg(long)]
    pub(crate) to_core: bool,
    /// What the rewritten query must mean on missing values
    #[arg(long, value_enum, default_value_t = MissingArg::Complement, requires = "to_core")]
    pub(crate) missing: MissingArg,
    /// Percent-encode it, for a request line
    #[arg(long)]
    pub(crate) url: bool,
    /// The expression; `-` reads it from standard input
    #[arg(value_name = "QUERY", allow_hyphen_values = true, value_parser = not_an_option)]
    pub(crate) query: String,
}

#[derive(Debug, Args)]
pub(crate) struct ExplainArgs {
    #[command(flatten)]
    pub(crate) options: QueryOptions,
    /// What to print
    #[arg(long, value_enum, default_value_t = TextFormat::Text)]
    pub(crate) format: TextFormat,
    /// The expression; `-` reads it from standard input
    #[arg(value_name = "QUERY", allow_hyphen_values = true, value_parser = not_an_option)]
    pub(crate) query: String,
}

#[derive(Debug, Args)]
pub(crate) struct ExplainCodeArgs {
    /// What to print
    #[arg(long, value_enum, default_value_t = TextFormat::Text)]
    pub(crate) format: TextFormat,
    /// A code, such as syntax/wrong-quote or wrong-quote; without it, all are listed
    #[arg(value_parser = code(), ignore_case = true, hide_possible_values = true)]
    pub(crate) code: Option<Code>,
}

/// A code by its name, or by its name without the group.
fn code() -> impl TypedValueParser<Value = Code> {
    let names = Code::ALL.iter().map(|code| {
        let name = code.as_str();
        PossibleValue::new(name).alias(without_group(name)).help(code.explanation())
    });
    PossibleValuesParser::new(names).try_map(|given| {
        let is_given = |name: &str| name.eq_ignore_ascii_case(&given);
        let found = Code::ALL.iter().find(|code| {
            let name = code.as_str();
            is_given(name) || is_given(without_group(name))
        });
        found.copied().ok_or("no such code")
    })
}

fn without_group(name: &str) -> &str {
    name.rsplit('/').next().unwrap_or(name)
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum ListFormat {
    Table,
    Json,
}

#[derive(Debug, Args)]
pub(crate) struct FieldsArgs {
    /// A server's own list of fields
    #[arg(long, value_name = "FILE")]
    pub(crate) catalog: Option<PathBuf>,
    /// What to print
    #[arg(long, value_enum, default_value_t = ListFormat::Table)]
    pub(crate) format: ListFormat,
    /// Only fields with this in their name, an alias or their description
    pub(crate) pattern: Option<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum FleetFormat {
    /// Core's envelope
    Json,
    /// A JSON object a line
    Jsonl,
    /// A header line of field names, and a line a device
    Csv,
}

#[derive(Debug, Args)]
pub(crate) struct GenerateArgs {
    /// How many
    #[arg(long, value_name = "N", default_value_t = 1000)]
    pub(crate) devices: u64,
    /// What the fleet is drawn from; any number
    #[arg(long, value_name = "N", default_value_t = 1)]
    pub(crate) seed: u64,
    /// What to print
    #[arg(long, value_enum, default_value_t = FleetFormat::Json)]
    pub(crate) format: FleetFormat,
}
