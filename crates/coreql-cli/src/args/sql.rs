//! Options of commands about tables of an SQL engine.

use std::path::PathBuf;

use clap::Args;

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
