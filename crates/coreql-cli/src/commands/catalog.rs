//! `coreql catalog`

use std::collections::HashMap;
use std::ops::ControlFlow;
use std::path::PathBuf;

use clap::Args;
use coreql::Query;
use coreql::catalog::{Catalog, Field, FieldType};
use coreql::eval::Schema;
use coreql::text::fold::fold;
use serde_json::Value as Json;

use crate::args::FileOptions;
use crate::devices::{DeviceFiles, Printing, Unreadable};
use crate::failure::{Failure, Outcome};
use crate::output::{note, plural, print};

/// Make a catalogue of the fields that a file of devices has, for --catalog
#[derive(Debug, Args)]
#[command(after_help = "\
A field that the built-in list has keeps its type; the type of any other is that
of all its values. Fields that no device of the file has are left out.

Examples:
  coreql catalog --from fleet.json > fields.json")]
pub(crate) struct CatalogArgs {
    /// The devices: JSON as Core's API returns it, a JSON array, JSON lines, or CSV
    #[arg(long, value_name = "FILE", required = true, num_args = 1..)]
    from: Vec<PathBuf>,
    #[command(flatten)]
    files: FileOptions,
}

/// A field, and what its values allow it to be.
struct Found {
    name: String,
    /// The type in the built-in list.
    listed: Option<Field>,
    value_type: Option<FieldType>,
}

pub(crate) fn run(args: &CatalogArgs) -> Outcome {
    let builtin = Catalog::builtin();
    let files = DeviceFiles::new(&args.from, &args.files, builtin)?;
    let mut found: Vec<Found> = Vec::new();
    let mut by_key: HashMap<String, usize> = HashMap::new();
    let open = files.open(Printing::AtTheEnd, &[])?;
    let reading = open.read(|device| {
        for (key, value) in device.object() {
            let index = match by_key.get(key) {
                Some(index) => *index,
                None => {
                    let lookup = builtin.lookup(key);
                    let listed = lookup.field().cloned();
                    let name = listed.as_ref().map_or(key.as_str(), Field::name).to_owned();
                    let folded = fold(&name).into_owned();
                    let index = *by_key.entry(folded).or_insert_with(|| {
                        found.push(Found { name, listed, value_type: None });
                        found.len() - 1
                    });
                    by_key.insert(key.clone(), index);
                    index
                }
            };
            if let Some(found) = found.get_mut(index) {
                found.value_type = joined(found.value_type, type_of(value));
            }
        }
        ControlFlow::Continue(())
    })?;
    if found.is_empty() {
        return Err(Failure::usage("no device has a field"));
    }
    found.sort_by(|a, b| a.name.cmp(&b.name));
    let fields: Vec<Field> = found
        .into_iter()
        .map(|found| match found.listed {
            Some(field) => field,
            None => Field::new(found.name, found.value_type.unwrap_or(FieldType::Untyped)),
        })
        .collect();
    note(format_args!(
        "{} of {}",
        plural(fields.len().try_into().unwrap_or(u64::MAX), "field"),
        plural(reading.devices(), "device")
    ));
    print(serde_json::to_string_pretty(&fields)?)?;
    reading.report(&Unreadable::new(&Schema::of(&Query::all()), builtin));
    Ok(())
}

/// The type that a value shows; `None` for one that is missing.
fn type_of(value: &Json) -> Option<FieldType> {
    match value {
        Json::Null => None,
        Json::Bool(_) => Some(FieldType::Boolean),
        Json::Number(_) => Some(FieldType::Number),
        Json::Array(_) => Some(FieldType::StringArray),
        Json::String(text) if text.is_empty() => None,
        Json::String(text) if is_date(text) => Some(FieldType::Date),
        Json::String(_) => Some(FieldType::String),
        Json::Object(_) => Some(FieldType::Untyped),
    }
}

/// Whether the text is a date by its form: a day, and not a number or a year alone.
fn is_date(text: &str) -> bool {
    let is_day = text.len() >= 10 && text.starts_with(|c: char| c.is_ascii_digit()) && text.contains('-');
    is_day && FieldType::Date.read(coreql::syntax::ast::Operator::Equal, text, true).is_some()
}

/// The type of values of both types.
fn joined(a: Option<FieldType>, b: Option<FieldType>) -> Option<FieldType> {
    match (a, b) {
        (Some(a), Some(b)) if a == b => Some(a),
        (Some(FieldType::Date), Some(FieldType::String))
        | (Some(FieldType::String), Some(FieldType::Date)) => Some(FieldType::String),
        (Some(_), Some(_)) => Some(FieldType::Untyped),
        (a, b) => a.or(b),
    }
}
