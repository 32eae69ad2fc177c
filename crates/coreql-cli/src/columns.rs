//! Which columns hold which fields, for the commands about SQL.

use std::collections::{HashMap, HashSet};
use std::fs;
use std::io;
use std::ops::ControlFlow;
use std::path::Path;

use coreql::catalog::{Catalog, Field, FieldType, Resolution};
use coreql::sql::{Mapping, Rows};
use coreql::text::fold::fold;
use coreql_data::Device;

use crate::args::TableOptions;
use crate::devices;
use crate::failure::Failure;
use crate::input;
use crate::{print, visible};

/// As many columns every engine takes.
const MOST_COLUMNS: usize = 1000;

/// The mapping of a file, its fields called as in queries.
pub(crate) fn of_file(path: &Path, catalog: &Catalog) -> Result<Mapping, Failure> {
    let name = path.display().to_string();
    let text = if name == "-" { io::read_to_string(input::standard()?) } else { fs::read_to_string(path) };
    let text = text.map_err(|error| Failure::File { path: name.clone(), error })?;
    let mapping = Mapping::from_json(&text).and_then(|mapping| mapping.with_canonical_names(catalog));
    mapping.map_err(|error| Failure::Usage(format!("{name}: {error}")))
}

impl TableOptions {
    /// The mapping of the file, or the default one that is made, for the table that is named.
    pub(crate) fn mapping(
        &self,
        catalog: &Catalog,
        default: impl FnOnce() -> Result<Mapping, Failure>,
    ) -> Result<Mapping, Failure> {
        let mapping = match &self.mapping {
            Some(path) => of_file(path, catalog)?,
            None => default()?,
        };
        Ok(in_table(mapping, self.table.as_deref()))
    }
}

/// The mapping for a table SCHEMA.NAME.
pub(crate) fn in_table(mapping: Mapping, table: Option<&str>) -> Mapping {
    match table {
        Some(table) => mapping.with_table(table.split('.')),
        None => mapping,
    }
}

/// A field's name and type, as the catalogue has it.
pub(crate) fn field_of(catalog: &Catalog, name: &str) -> (String, FieldType) {
    match catalog.resolve(name) {
        Resolution::Field(_, field) => (field.name().to_owned(), field.field_type()),
        Resolution::Custom(custom) => (custom.to_string(), FieldType::Untyped),
        Resolution::Ambiguous(_) | Resolution::Unknown => (name.to_owned(), FieldType::Untyped),
    }
}

/// Fields that the catalogue lacks, each once: custom attributes, and what nobody has listed yet.
#[derive(Debug)]
pub(crate) struct Unlisted<'c> {
    catalog: &'c Catalog,
    fields: Vec<UnlistedField>,
    by_name: HashMap<String, usize>,
    /// What each key seen so far stands for.
    keys: HashMap<String, Option<usize>>,
    /// Whether there are more than a table can hold.
    left_out: bool,
}

#[derive(Debug)]
struct UnlistedField {
    name: String,
    /// Whether a device has it in two spellings. Then the query's own spelling tells which counts, and no column can.
    is_ambiguous: bool,
}

impl<'c> Unlisted<'c> {
    /// Files whose devices have more keys than this in all are looked up key by key again.
    const MOST_KEYS: usize = 10_000;

    pub(crate) fn new(catalog: &'c Catalog) -> Self {
        Self { catalog, fields: Vec::new(), by_name: HashMap::new(), keys: HashMap::new(), left_out: false }
    }

    /// Those that a file of devices has.
    pub(crate) fn of_devices(path: &Path, catalog: &'c Catalog) -> Result<Self, Failure> {
        let mut unlisted = Self::new(catalog);
        devices::scan(path, catalog, |device| {
            unlisted.add_keys(&device);
            ControlFlow::Continue(())
        })?;
        Ok(unlisted)
    }

    fn add_keys(&mut self, device: &Device) {
        let mut seen = HashSet::new();
        for key in device.object().keys() {
            let place = match self.keys.get(key) {
                Some(place) => *place,
                None => {
                    let place = self.add(key);
                    if self.keys.len() < Self::MOST_KEYS {
                        self.keys.insert(key.clone(), place);
                    }
                    place
                }
            };
            if let Some(place) = place
                && !seen.insert(place)
                && let Some(field) = self.fields.get_mut(place)
            {
                field.is_ambiguous = true;
            }
        }
    }

    /// Adds a field by its name or a key. `None` if the catalogue has it, or if no query can name it.
    pub(crate) fn add(&mut self, name: &str) -> Option<usize> {
        let name = match self.catalog.resolve(name) {
            Resolution::Custom(custom) => custom.to_string(),
            Resolution::Unknown if !self.catalog.is_complete() && !name.is_empty() => name.to_owned(),
            Resolution::Field(..) | Resolution::Ambiguous(_) | Resolution::Unknown => return None,
        };
        let folded = fold(&name).into_owned();
        if let Some(place) = self.by_name.get(&folded) {
            return Some(*place);
        }
        if self.fields.len() >= MOST_COLUMNS {
            self.left_out = true;
            return None;
        }
        let place = self.fields.len();
        self.fields.push(UnlistedField { name, is_ambiguous: false });
        self.by_name.insert(folded, place);
        Some(place)
    }

    /// The default mapping of the catalogue and of these, as many as the table can hold. Those without a column are said.
    pub(crate) fn into_mapping(self) -> Result<Mapping, Failure> {
        let listed = column_count(&Mapping::of(self.catalog), self.catalog)?;
        let mut left_out = self.left_out;
        let mut room = MOST_COLUMNS.saturating_sub(listed);
        let mut fields: Vec<Field> = self.catalog.fields().to_vec();
        for UnlistedField { name, is_ambiguous } in self.fields {
            if is_ambiguous {
                let name = visible::line(&name);
                print::note(format_args!(
                    "coreql: `{name}` has no column, because a device spells it in two ways"
                ));
                continue;
            }
            let field = Field::new(name, FieldType::Untyped);
            let columns = column_count(&Mapping::of_fields([&field]), self.catalog)?.saturating_sub(2);
            if columns > room {
                left_out = true;
                break;
            }
            room -= columns;
            fields.push(field);
        }
        if left_out {
            print::note("coreql: there are more fields than a table has columns; the last ones have none");
        }
        Ok(Mapping::of_fields(&fields))
    }
}

fn column_count(mapping: &Mapping, catalog: &Catalog) -> Result<usize, Failure> {
    let rows = Rows::new(mapping, catalog).map_err(|error| Failure::Usage(error.to_string()))?;
    Ok(rows.columns().len())
}
