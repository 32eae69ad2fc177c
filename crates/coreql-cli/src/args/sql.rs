//! Options of commands about tables of an SQL engine.

use std::path::PathBuf;

use clap::Args;
use clap::builder::NonEmptyStringValueParser;
use coreql::sql::Dialect;

/// The help of `--dialect`.
pub(crate) const DIALECTS: &str = "The engine: sqlite, postgres, mariadb, duckdb, clickhouse, spark or datafusion, \
    which are tested; or mysql, trino, sqlserver, snowflake or bigquery, which follow the documentation of the engine and \
    have never been run there";

#[derive(Debug, Args)]
pub(crate) struct TableOptions {
    /// The columns of the fields, in the JSON of `coreql mapping`, which prints the default
    #[arg(long, value_name = "FILE")]
    pub(crate) mapping: Option<PathBuf>,
    /// The table, with its schema if it has one: SCHEMA.NAME
    #[arg(long, value_name = "NAME")]
    pub(crate) table: Option<String>,
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
    /// Print the mapping of a table in this SQLite database: the one that `coreql load` used, or a draft from the table's
    /// declaration
    #[arg(long, value_name = "FILE", conflicts_with_all = ["fields", "devices"])]
    pub(crate) sqlite: Option<PathBuf>,
    /// Draft a mapping from a CREATE TABLE statement. Columns match fields by name; those without a field, or with a
    /// doubtful one, are reported on standard error
    #[arg(long, value_name = "FILE", conflicts_with_all = ["fields", "devices", "sqlite"])]
    pub(crate) ddl: Option<PathBuf>,
    /// The engine that the statement is for, which is postgres by default
    #[arg(long, value_name = "DIALECT", long_help = DIALECTS, requires = "ddl")]
    pub(crate) dialect: Option<Dialect>,
    /// The table, SCHEMA.NAME where it has a schema
    #[arg(long, value_name = "NAME")]
    pub(crate) table: Option<String>,
}
