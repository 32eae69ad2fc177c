//! `coreql mapping`

use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

use clap::Args;
use coreql::catalog::Catalog;
use coreql::eval::Schema;
use coreql::sql::{Dialect, Draft, Mapping};

use crate::args::{DIALECTS, FileOptions, dialect_parser, name_parser};
use crate::devices::{DeviceFiles, Printing, Unreadable};
use crate::extra_fields::ExtraFields;
use crate::failure::{Failure, Outcome};
use crate::input::read_text;
use crate::mapping::for_table;
use crate::output::{note, print};
use crate::query::catalog::{self, canonical_name};
use crate::sqlite::TableMapping;

/// Print a mapping of fields to columns, as a starting point for your own
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  coreql mapping --devices fleet.json > mapping.json
  coreql mapping --field custom.device.asset --table mdm.phones
  echo 'CREATE TABLE mdm (id text, OsVersion text)' | coreql mapping --ddl -")]
pub(crate) struct MappingArgs {
    /// The fields of a server: the JSON of `search_fields`, `device_spaces/criteria` or `coreql fields --format json`
    #[arg(long, value_name = "FILE")]
    catalog: Option<PathBuf>,
    /// Fields to add to those of the catalogue
    #[arg(long = "field", value_delimiter = ',', value_name = "FIELD,…",
        value_parser = name_parser())]
    fields: Vec<String>,
    /// Devices whose fields are added to those of the catalogue
    #[arg(long, value_name = "FILE", conflicts_with = "fields")]
    devices: Vec<PathBuf>,
    #[command(flatten)]
    files: FileOptions,
    /// Print the mapping that `coreql load` used for a table of this SQLite database, or draft one for any other table
    #[arg(long, value_name = "FILE", conflicts_with_all = ["fields", "devices"])]
    sqlite: Option<PathBuf>,
    /// Draft a mapping from CREATE TABLE: columns match fields by name, and all others are reported
    #[arg(long, value_name = "FILE", conflicts_with_all = ["fields", "devices", "sqlite"])]
    ddl: Option<PathBuf>,
    /// The engine that --ddl is written for [default: postgres]
    #[arg(long, value_name = "DIALECT", long_help = DIALECTS, requires = "ddl",
        value_parser = dialect_parser(), hide_possible_values = true)]
    dialect: Option<Dialect>,
    /// The table, with its schema if it has one: SCHEMA.NAME
    #[arg(long, value_name = "NAME")]
    table: Option<String>,
}

pub(crate) fn run(args: &MappingArgs) -> Outcome {
    let catalog = catalog::load(args.catalog.as_deref())?;
    let mapping = match (&args.ddl, &args.sqlite) {
        (Some(path), _) => reported(drafted(
            path,
            args.dialect.unwrap_or(Dialect::Postgres),
            args.table.as_deref(),
            &catalog,
        )?),
        (None, Some(path)) => match TableMapping::read(path, args.table.as_deref(), &catalog)? {
            TableMapping::Loaded(_) if args.catalog.is_some() => {
                return Err(Failure::usage("--catalog does not apply to a table that `coreql load` created"));
            }
            TableMapping::Loaded(mapping) => mapping,
            TableMapping::Drafted(draft) => reported(draft),
        },
        (None, None) => {
            let mut fields = ExtraFields::new(&catalog);
            if !args.devices.is_empty() {
                add_keys(args, &catalog, &mut fields)?;
            }
            for name in &args.fields {
                fields.add(&canonical_name(&catalog, name)?);
            }
            for_table(fields.into_mapping()?, args.table.as_deref())
        }
    };
    print(serde_json::to_string_pretty(&mapping).map_err(Failure::from)?)?;
    Ok(())
}

/// Adds the keys of the devices, and reports what is wrong with them.
fn add_keys(args: &MappingArgs, catalog: &Catalog, fields: &mut ExtraFields<'_>) -> Outcome {
    let files = DeviceFiles::new(&args.devices, &args.files, catalog)?;
    let reading = files.open(Printing::AtTheEnd, &[])?.read(|device| {
        fields.add_keys(&device);
        ControlFlow::Continue(())
    })?;
    reading.report(&Unreadable::new(&Schema::default(), catalog));
    Ok(())
}

/// The draft of one table in a file of statements.
fn drafted(path: &Path, dialect: Dialect, table: Option<&str>, catalog: &Catalog) -> Result<Draft, Failure> {
    let failed = |reason: &dyn std::fmt::Display| Failure::content(path, reason);
    let drafts = Mapping::from_ddl(&read_text(path)?, dialect, catalog).map_err(|error| failed(&error))?;
    let name = |draft: &Draft| draft.mapping().table().join(".");
    let is_named = |draft: &Draft, table: &str| {
        let last = draft.mapping().table().last().map(String::as_str).unwrap_or_default();
        name(draft).eq_ignore_ascii_case(table) || last.eq_ignore_ascii_case(table)
    };
    let names: Vec<String> = drafts.iter().map(name).collect();
    let mut chosen = drafts.into_iter().filter(|draft| table.is_none_or(|table| is_named(draft, table)));
    match (chosen.next(), chosen.next(), table) {
        (Some(draft), None, _) => Ok(draft),
        (None, _, Some(table)) => Err(failed(&format_args!("no table `{table}`"))),
        _ => Err(failed(&format_args!("choose one with --table: `{}`", names.join("`, `")))),
    }
}

/// Reports the columns that a draft leaves out.
fn reported(draft: Draft) -> Mapping {
    for doubt in draft.doubts() {
        note(format_args!("column {doubt}; left out"));
    }
    if !draft.unmapped().is_empty() {
        let names = draft.unmapped().join("`, `");
        note(format_args!("columns without a field: `{names}`"));
    }
    draft.into_mapping()
}
