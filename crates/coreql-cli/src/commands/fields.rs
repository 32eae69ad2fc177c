//! `coreql fields`

use std::path::PathBuf;

use clap::{Args, ValueEnum};
use coreql::catalog::Field;
use coreql::text::Needle;

use crate::failure::Outcome;
use crate::output::{Table, print};
use crate::query::catalog;

/// List the fields of the catalogue
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  coreql fields udid
  coreql fields --format json > fields.json")]
pub(crate) struct FieldsArgs {
    /// The fields of a server: the JSON of `search_fields`, `device_spaces/criteria` or `coreql fields --format json`
    #[arg(long, value_name = "FILE")]
    catalog: Option<PathBuf>,
    /// The output format
    #[arg(long, value_enum, default_value_t = ListFormat::Table)]
    format: ListFormat,
    /// Only fields with this text in their name, an alias or their description
    pattern: Option<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum ListFormat {
    /// Aligned columns, for people
    Table,
    /// For programs, and for --catalog
    Json,
}

pub(crate) fn run(args: &FieldsArgs) -> Outcome {
    let catalog = catalog::load(args.catalog.as_deref())?;
    let needle = Needle::new(args.pattern.as_deref().unwrap_or_default());
    let matches = |field: &&Field| {
        let texts = [Some(field.name()), field.description()].into_iter().flatten();
        texts.chain(field.aliases().iter().map(String::as_str)).any(|text| needle.is_within(text))
    };
    let fields: Vec<&Field> = catalog.fields().iter().filter(matches).collect();
    match args.format {
        ListFormat::Json => print(serde_json::to_string_pretty(&fields)?)?,
        ListFormat::Table => {
            let mut table = Table::new(["name", "type", "known from", "sample", "description"]);
            for field in fields {
                table.write([
                    field.name(),
                    &field.field_type().to_string(),
                    &field.evidence().to_string(),
                    field.sample().unwrap_or_default(),
                    field.description().unwrap_or_default(),
                ])?;
            }
            table.finish()?;
        }
    }
    Ok(())
}
