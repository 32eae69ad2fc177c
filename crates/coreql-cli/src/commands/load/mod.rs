//! `coreql load`

mod csv;
mod inserts;
mod keys;
mod rows;
mod sqlite;

use std::path::PathBuf;

use clap::{ArgGroup, Args, ValueEnum, value_parser};
use coreql::catalog::Catalog;
use coreql::sql::{Dialect, Mapping, Rows};

use crate::args::{DIALECTS, FileOptions, TableOptions, dialect_parser, name_parser};
use crate::devices::DeviceFiles;
use crate::extra_fields::ExtraFields;
use crate::failure::{Failure, Outcome};
use crate::output::note;
use crate::query::catalog::{self, canonical_name};

/// Load devices into an SQLite database, or print them for another engine
#[derive(Debug, Args)]
#[command(
    group(ArgGroup::new("target").required(true).args(["sqlite", "dialect"])),
    after_help = "\
Examples:
  coreql load --sqlite fleet.db --devices fleet.json --index platform,os_version
  coreql load --sqlite fleet.db --devices fleet.json --update
  coreql load --sqlite fleet.db --update-keys
  coreql load --dialect duckdb --ddl --devices fleet.json > fleet.sql
  coreql load --dialect postgres --format csv --devices fleet.json > fleet.csv"
)]
pub(crate) struct LoadArgs {
    /// The fields of a server: the JSON of `search_fields`, `device_spaces/criteria` or `coreql fields --format json`
    #[arg(long, value_name = "FILE")]
    catalog: Option<PathBuf>,
    /// The devices: JSON as Core's API returns it, a JSON array, JSON lines, or CSV; several files, or patterns such as
    /// 'page*.json', are read in their order
    #[arg(long, value_name = "FILE", required_unless_present = "update_keys")]
    devices: Vec<PathBuf>,
    #[command(flatten)]
    files: FileOptions,
    #[command(flatten)]
    table: TableOptions,
    /// Fields to add to those of the catalogue [default: all fields of the file, which is read twice]
    #[arg(long = "field", value_delimiter = ',', value_name = "FIELD,…", conflicts_with = "mapping",
        value_parser = name_parser())]
    fields: Vec<String>,
    /// The SQLite database to load into; it is created if it does not exist
    #[arg(long, value_name = "FILE")]
    sqlite: Option<PathBuf>,
    /// Update the devices of a table that exists, by `common.uuid`, and add those that it lacks; for an engine, print
    /// statements that do so by the mapping's `id`
    #[arg(long, conflicts_with = "replace")]
    update: bool,
    /// Replace the table if it exists
    #[arg(long, conflicts_with = "dialect")]
    replace: bool,
    /// Fill the helper columns that the mapping names, such as the sort keys of versions, in a table that exists, from
    /// its other columns
    #[arg(long, conflicts_with_all = ["devices", "update", "replace", "fields", "indexes", "ddl", "format", "batch",
        "delimiter", "columns", "memory"])]
    update_keys: bool,
    /// With --update-keys, add the helper columns that the table lacks
    #[arg(long, requires = "update_keys")]
    add_columns: bool,
    /// Fields to create an index for
    #[arg(long = "index", value_delimiter = ',', value_name = "FIELD,…", conflicts_with = "dialect",
        value_parser = name_parser())]
    indexes: Vec<String>,
    /// The engine to print for
    #[arg(long, value_name = "DIALECT", long_help = DIALECTS, value_parser = dialect_parser(), hide_possible_values = true)]
    dialect: Option<Dialect>,
    /// Print CREATE TABLE first
    #[arg(long, conflicts_with = "sqlite")]
    ddl: bool,
    /// The output format
    #[arg(long, value_enum, default_value_t = LoadFormat::Insert, conflicts_with = "sqlite")]
    format: LoadFormat,
    /// The number of devices in one INSERT
    #[arg(long, value_name = "N", default_value_t = 50, conflicts_with = "sqlite",
        value_parser = value_parser!(u32).range(1..))]
    batch: u32,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum LoadFormat {
    /// INSERT statements
    Insert,
    /// CSV for the bulk loader of the engine; standard error shows the statement that loads it
    Csv,
}

pub(crate) fn run(args: &LoadArgs) -> Outcome {
    let catalog = catalog::load(args.catalog.as_deref())?;
    if args.update_keys {
        return keys::update(args, &catalog);
    }
    let mapping = args.table.mapping(&catalog, || default_mapping(args, &catalog))?;
    let rows = Rows::new(&mapping, &catalog).map_err(Failure::usage)?;
    rows.check_storage(args.dialect.unwrap_or(Dialect::Sqlite)).map_err(Failure::usage)?;
    match (&args.sqlite, args.dialect) {
        (Some(path), _) => sqlite::load(args, path, &mapping, &catalog),
        (None, Some(dialect)) => match args.format {
            LoadFormat::Insert => inserts::print(args, dialect, &mapping, &catalog),
            LoadFormat::Csv => csv::print(args, dialect, &mapping, &catalog),
        },
        (None, None) => Err(Failure::usage("--sqlite or --dialect is required")),
    }
}

/// The mapping of the catalogue and of the fields that are given, or else of those in the file.
fn default_mapping(args: &LoadArgs, catalog: &Catalog) -> Result<Mapping, Failure> {
    let mut fields = ExtraFields::new(catalog);
    for name in &args.fields {
        fields.add(&canonical_name(catalog, name)?);
    }
    if args.fields.is_empty() {
        let files = DeviceFiles::new(&args.devices, &args.files, catalog)?;
        if files.can_be_read_twice()? {
            files.scan(|device| fields.add_keys(&device))?;
        } else {
            note("a pipe is read only once, so only the catalogue's fields get columns; --field adds others");
        }
    }
    fields.into_mapping()
}
