//! What the commands about SQL take.

use std::path::PathBuf;

use clap::builder::NonEmptyStringValueParser;
use clap::{ArgGroup, Args, ValueEnum, value_parser};
use coreql::sql::Dialect;

use super::{EvalOptions, PageOptions, QueryOptions, TextFormat, not_an_option};

const DIALECTS: &str = "The engine: sqlite, postgres, mariadb, duckdb, clickhouse, spark or datafusion; \
    or, written from their documentation and not run: mysql, trino, sqlserver, snowflake, bigquery";

/// Where the devices are.
#[derive(Debug, Args)]
#[command(group(ArgGroup::new("source").required(true).args(["devices", "sqlite"])))]
pub(crate) struct DeviceSource {
    /// The devices: JSON as Core's API returns it, an array, JSON lines, or CSV
    #[arg(long, value_name = "FILE")]
    pub(crate) devices: Option<PathBuf>,
    /// An SQLite database, made by `coreql load` or described by --mapping
    #[arg(long, value_name = "FILE")]
    pub(crate) sqlite: Option<PathBuf>,
    /// The columns of a table that `coreql load` did not make: JSON as of `coreql mapping`
    #[arg(long, value_name = "FILE", conflicts_with = "devices")]
    pub(crate) mapping: Option<PathBuf>,
    /// Which table
    #[arg(long, value_name = "NAME", conflicts_with = "devices")]
    pub(crate) table: Option<String>,
}

/// A table and its columns.
#[derive(Debug, Args)]
pub(crate) struct TableOptions {
    /// The columns of the fields: JSON as of `coreql mapping`, which prints the one that is used without this
    #[arg(long, value_name = "FILE")]
    pub(crate) mapping: Option<PathBuf>,
    /// The table, SCHEMA.NAME where it has a schema
    #[arg(long, value_name = "NAME")]
    pub(crate) table: Option<String>,
}

#[derive(Debug, Args)]
pub(crate) struct SqlArgs {
    #[command(flatten)]
    pub(crate) options: QueryOptions,
    #[command(flatten)]
    pub(crate) eval: EvalOptions,
    /// The engine
    #[arg(long, value_name = "DIALECT", long_help = DIALECTS)]
    pub(crate) dialect: Dialect,
    #[command(flatten)]
    pub(crate) table: TableOptions,
    /// Which statement
    #[arg(long, value_enum, default_value_t = Statement::Search)]
    pub(crate) statement: Statement,
    /// Write values into the statement; without this it has placeholders, and the values are given beside it
    #[arg(long)]
    pub(crate) inline: bool,
    #[command(flatten)]
    pub(crate) page: PageOptions,
    /// Fields to have an index, behind CREATE TABLE
    #[arg(long = "index", value_delimiter = ',', value_name = "FIELD,…", value_parser = NonEmptyStringValueParser::new())]
    pub(crate) indexes: Vec<String>,
    /// Fields whose `contains` an index answers, on PostgreSQL by pg_trgm
    #[arg(long = "substring-index", value_delimiter = ',', value_name = "FIELD,…",
        value_parser = NonEmptyStringValueParser::new())]
    pub(crate) substring_indexes: Vec<String>,
    /// Text is the bare statement, its values on standard error; JSON is an object a statement
    #[arg(long, value_enum, default_value_t = TextFormat::Text)]
    pub(crate) format: TextFormat,
    /// The expression; `-` reads it from standard input
    #[arg(value_name = "QUERY", allow_hyphen_values = true, value_parser = not_an_option)]
    pub(crate) query: Option<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Statement {
    /// The condition alone
    Where,
    /// SELECT
    Search,
    /// SELECT COUNT(*)
    Count,
    /// CREATE TABLE and CREATE INDEX, which take no QUERY
    Ddl,
}

#[derive(Debug, Args)]
#[command(group(ArgGroup::new("target").required(true).args(["sqlite", "dialect"])))]
pub(crate) struct LoadArgs {
    /// A server's own list of fields: the JSON of `search_fields` or `device_spaces/criteria`, or of `coreql fields --format json`
    #[arg(long, value_name = "FILE")]
    pub(crate) catalog: Option<PathBuf>,
    /// The devices: JSON as Core's API returns it, an array, JSON lines, or CSV
    #[arg(long, value_name = "FILE")]
    pub(crate) devices: PathBuf,
    #[command(flatten)]
    pub(crate) table: TableOptions,
    /// Fields to have columns besides those of the catalogue; without this, all that the file has, which is read twice
    #[arg(long = "field", value_delimiter = ',', value_name = "FIELD,…", conflicts_with = "mapping",
        value_parser = NonEmptyStringValueParser::new())]
    pub(crate) fields: Vec<String>,
    /// The SQLite database to load into, which is made if need be
    #[arg(long, value_name = "FILE")]
    pub(crate) sqlite: Option<PathBuf>,
    /// Take the place of a table that is there
    #[arg(long, conflicts_with = "dialect")]
    pub(crate) replace: bool,
    /// Fields to have an index
    #[arg(long = "index", value_delimiter = ',', value_name = "FIELD,…", conflicts_with = "dialect",
        value_parser = NonEmptyStringValueParser::new())]
    pub(crate) indexes: Vec<String>,
    /// The engine to print for
    #[arg(long, value_name = "DIALECT", long_help = DIALECTS)]
    pub(crate) dialect: Option<Dialect>,
    /// Print CREATE TABLE first
    #[arg(long, conflicts_with = "sqlite")]
    pub(crate) ddl: bool,
    /// What to print
    #[arg(long, value_enum, default_value_t = Bulk::Insert, conflicts_with = "sqlite")]
    pub(crate) format: Bulk,
    /// Devices of one INSERT
    #[arg(long, value_name = "N", default_value_t = 50, conflicts_with = "sqlite",
        value_parser = value_parser!(u32).range(1..))]
    pub(crate) batch: u32,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Bulk {
    /// INSERT statements
    Insert,
    /// Lines for the engine's own loader, which is said on standard error
    Csv,
}

#[derive(Debug, Args)]
pub(crate) struct MappingArgs {
    /// A server's own list of fields: the JSON of `search_fields` or `device_spaces/criteria`, or of `coreql fields --format json`
    #[arg(long, value_name = "FILE")]
    pub(crate) catalog: Option<PathBuf>,
    /// Fields to have columns besides those of the catalogue
    #[arg(long = "field", value_delimiter = ',', value_name = "FIELD,…", value_parser = NonEmptyStringValueParser::new())]
    pub(crate) fields: Vec<String>,
    /// Devices whose fields are to have columns besides those of the catalogue
    #[arg(long, value_name = "FILE", conflicts_with = "fields")]
    pub(crate) devices: Option<PathBuf>,
    /// Print the mapping that `coreql load` gave this database
    #[arg(long, value_name = "FILE", conflicts_with_all = ["catalog", "fields", "devices"])]
    pub(crate) sqlite: Option<PathBuf>,
    /// The table, SCHEMA.NAME where it has a schema
    #[arg(long, value_name = "NAME")]
    pub(crate) table: Option<String>,
}
