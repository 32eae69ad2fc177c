//! `coreql fields`

use std::path::PathBuf;

use clap::builder::PossibleValuesParser;
use clap::{Args, ValueEnum};
use coreql::catalog::{Field, FieldType};
use coreql::text::Needle;
use coreql::text::fold::eq_folded;

use super::help::operators_of;
use crate::failure::Outcome;
use crate::output::{Table, note, print};
use crate::query::catalog;

/// List the fields of the catalogue, with their operators and known values
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  coreql fields udid
  coreql fields --type date --group common
  coreql fields common.status
  coreql fields --format json > fields.json")]
pub(crate) struct FieldsArgs {
    /// The fields of a server: the JSON of `search_fields`, `device_spaces/criteria` or `coreql fields --format json`
    #[arg(long, value_name = "FILE")]
    catalog: Option<PathBuf>,
    /// Only fields of this type
    #[arg(long = "type", value_name = "TYPE", ignore_case = true,
        value_parser = PossibleValuesParser::new(FieldType::ALL.map(FieldType::as_str)))]
    field_type: Option<String>,
    /// Only fields of this group: `common`, `ios`, …
    #[arg(long, value_name = "GROUP")]
    group: Option<String>,
    /// The output format
    #[arg(long, value_enum, default_value_t = ListFormat::Table)]
    format: ListFormat,
    /// Only fields with this text in their name, an alias or their description; of one field, everything is shown
    pattern: Option<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum ListFormat {
    /// Aligned columns, for people
    Table,
    /// For programs, and for --catalog
    Json,
}

impl FieldsArgs {
    fn matches(&self, field: &Field) -> bool {
        let needle = Needle::new(self.pattern.as_deref().unwrap_or_default());
        let texts = [Some(field.name()), field.description()].into_iter().flatten();
        let has_text =
            texts.chain(field.aliases().iter().map(String::as_str)).any(|text| needle.is_within(text));
        let is_wanted = |wanted: &Option<String>, own: &str| {
            wanted.as_deref().is_none_or(|wanted| eq_folded(wanted, own))
        };
        has_text
            && is_wanted(&self.field_type, field.field_type().as_str())
            && is_wanted(&self.group, field.group().unwrap_or_default())
    }
}

pub(crate) fn run(args: &FieldsArgs) -> Outcome {
    let catalog = catalog::load(args.catalog.as_deref())?;
    let fields: Vec<&Field> = catalog.fields().iter().filter(|field| args.matches(field)).collect();
    if args.format == ListFormat::Json {
        print(serde_json::to_string_pretty(&fields)?)?;
    }
    // A name means its field, although others contain it.
    let named = args.pattern.as_deref().and_then(|pattern| catalog.lookup(pattern).field());
    let named = named.filter(|named| fields.iter().any(|field| field.name() == named.name()));
    match (args.format, fields.as_slice(), named) {
        (_, [], _) => {
            let suggestion = args.pattern.as_deref().and_then(|pattern| catalog.suggest_field(pattern));
            let suggestion = suggestion.map(|name| format!("; did you mean `{name}`?")).unwrap_or_default();
            let mut groups: Vec<&str> = catalog.fields().iter().filter_map(|field| field.group()).collect();
            groups.dedup();
            let is_group = |wanted: &String| groups.iter().any(|group| eq_folded(group, wanted));
            match args.group.as_ref().filter(|group| !is_group(group)) {
                Some(group) => {
                    groups.sort_unstable();
                    groups.dedup();
                    note(format_args!("no group `{group}`; the groups are {}", groups.join(", ")));
                }
                None => note(format_args!("no field matches{suggestion}")),
            }
        }
        (ListFormat::Json, ..) => {}
        (ListFormat::Table, [field], _) => print_one(field)?,
        (ListFormat::Table, _, Some(field)) => print_one(field)?,
        (ListFormat::Table, fields, None) => {
            let mut table = Table::new(["name", "type", "known values", "description"]);
            for field in fields {
                table.write([
                    field.name(),
                    field.field_type().as_str(),
                    &field.known_values().join(", "),
                    field.description().unwrap_or_default(),
                ])?;
            }
            table.finish()?;
        }
    }
    Ok(())
}

fn print_one(field: &Field) -> Outcome {
    let lines = [
        ("name", field.name().to_owned()),
        ("type", field.field_type().to_string()),
        ("operators", operators_of(field.field_type())),
        ("known values", field.known_values().join(", ")),
        ("sample", field.sample().unwrap_or_default().to_owned()),
        ("other names", field.aliases().join(", ")),
        ("known from", field.evidence().to_string()),
        ("description", field.description().unwrap_or_default().to_owned()),
    ];
    for (name, value) in lines.iter().filter(|(_, value)| !value.is_empty()) {
        print(format_args!("{name:12}  {}", crate::output::visible::line(value)))?;
    }
    Ok(())
}
