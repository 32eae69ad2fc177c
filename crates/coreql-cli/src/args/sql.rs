//! Options of commands about tables of an SQL engine.

use std::ffi::OsStr;
use std::path::PathBuf;

use clap::builder::{PossibleValue, PossibleValuesParser, TypedValueParser};
use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::{Arg, Args, Command, Error};
use coreql::sql::Dialect;

/// The help of `--dialect`.
pub(crate) const DIALECTS: &str = "The engine: sqlite, postgres, mariadb, duckdb, clickhouse, spark or datafusion, \
    which are tested; or mysql, trino, sqlserver, snowflake or bigquery, which follow the documentation of \
    the engine and have never been run there";

#[derive(Debug, Args)]
pub(crate) struct TableOptions {
    /// The columns of the fields, in the JSON of `coreql mapping`, which prints the default
    #[arg(long, value_name = "FILE")]
    pub(crate) mapping: Option<PathBuf>,
    /// The table, with its schema if it has one: SCHEMA.NAME
    #[arg(long, value_name = "NAME")]
    pub(crate) table: Option<String>,
}

/// Other names of engines, for a "did you mean".
const OTHER_NAMES: [(&str, Dialect); 14] = [
    ("postgresql", Dialect::Postgres),
    ("pg", Dialect::Postgres),
    ("psql", Dialect::Postgres),
    ("pgsql", Dialect::Postgres),
    ("mssql", Dialect::SqlServer),
    ("tsql", Dialect::SqlServer),
    ("sql-server", Dialect::SqlServer),
    ("sqlite3", Dialect::Sqlite),
    ("maria", Dialect::MariaDb),
    ("presto", Dialect::Trino),
    ("databricks", Dialect::Spark),
    ("sparksql", Dialect::Spark),
    ("bq", Dialect::BigQuery),
    ("duck", Dialect::DuckDb),
];

/// The parser of `--dialect`: the names of dialects in any case.
pub(crate) fn dialect_parser() -> DialectParser {
    DialectParser { names: PossibleValuesParser::new(Dialect::ALL.map(Dialect::as_str)) }
}

#[derive(Clone)]
pub(crate) struct DialectParser {
    names: PossibleValuesParser,
}

impl TypedValueParser for DialectParser {
    type Value = Dialect;

    fn parse_ref(&self, command: &Command, arg: Option<&Arg>, value: &OsStr) -> Result<Dialect, Error> {
        let name = value.to_string_lossy();
        if let Ok(dialect) = name.parse() {
            return Ok(dialect);
        }
        let Some((_, dialect)) = OTHER_NAMES.iter().find(|(other, _)| other.eq_ignore_ascii_case(&name))
        else {
            let name = self.names.parse_ref(command, arg, value)?;
            return name
                .parse()
                .map_err(|error| Error::raw(ErrorKind::InvalidValue, error).with_cmd(command));
        };
        let mut error = Error::new(ErrorKind::InvalidValue).with_cmd(command);
        let option = arg.map(ToString::to_string).unwrap_or_default();
        error.insert(ContextKind::InvalidArg, ContextValue::String(option));
        error.insert(ContextKind::InvalidValue, ContextValue::String(name.into_owned()));
        error.insert(ContextKind::SuggestedValue, ContextValue::String(dialect.to_string()));
        Err(error)
    }

    fn possible_values(&self) -> Option<Box<dyn Iterator<Item = PossibleValue> + '_>> {
        self.names.possible_values()
    }
}
