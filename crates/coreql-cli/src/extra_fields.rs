//! Fields that the catalogue lacks, and default mappings that have columns for them.

use std::collections::{HashMap, HashSet};

use coreql::catalog::{Catalog, Field, FieldType};
use coreql::sql::{Mapping, Rows};
use coreql::text::fold::fold;
use coreql_data::Device;

use crate::failure::Failure;
use crate::output::note;

/// A number of columns that every engine supports.
const MAX_COLUMNS: usize = 1000;

/// Fields that the catalogue lacks, each once: custom attributes, and names that no list has.
#[derive(Debug)]
pub(crate) struct ExtraFields<'c> {
    catalog: &'c Catalog,
    fields: Vec<ExtraField>,
    /// The index of each field by its folded name.
    by_name: HashMap<String, usize>,
    /// The index of the field of each key seen so far; `None` if it has none.
    by_key: HashMap<String, Option<usize>>,
    /// Whether there are more fields than a table can hold.
    is_full: bool,
}

#[derive(Debug)]
struct ExtraField {
    name: String,
    /// Whether a device has two spellings of it. The spelling in the query then decides which one counts, so no column
    /// can represent both.
    is_ambiguous: bool,
}

impl<'c> ExtraFields<'c> {
    /// The number of keys that are remembered. Any further key is resolved whenever it occurs.
    const MAX_KEYS: usize = 10_000;

    pub(crate) fn new(catalog: &'c Catalog) -> Self {
        Self { catalog, fields: Vec::new(), by_name: HashMap::new(), by_key: HashMap::new(), is_full: false }
    }

    /// Adds the keys of a device.
    pub(crate) fn add_keys(&mut self, device: &Device) {
        let mut seen = HashSet::new();
        for key in device.keys() {
            let index = match self.by_key.get(key) {
                Some(index) => *index,
                None => {
                    let index = self.add(key);
                    if self.by_key.len() < Self::MAX_KEYS {
                        self.by_key.insert(key.clone(), index);
                    }
                    index
                }
            };
            if let Some(index) = index
                && !seen.insert(index)
                && let Some(field) = self.fields.get_mut(index)
            {
                field.is_ambiguous = true;
            }
        }
    }

    /// Adds a field by its name or by a key of a device, and returns its index. `None` if the catalogue has it, or if
    /// no query can name it.
    pub(crate) fn add(&mut self, name: &str) -> Option<usize> {
        let lookup = self.catalog.lookup(name);
        let is_unlisted = !lookup.is_known() && !lookup.is_ambiguous() && !self.catalog.is_complete();
        let is_custom = lookup.is_known() && lookup.field().is_none();
        if name.is_empty() || !(is_custom || is_unlisted) {
            return None;
        }
        let folded = fold(lookup.name()).into_owned();
        if let Some(index) = self.by_name.get(&folded) {
            return Some(*index);
        }
        if self.fields.len() >= MAX_COLUMNS {
            self.is_full = true;
            return None;
        }
        let index = self.fields.len();
        self.fields.push(ExtraField { name: lookup.name().to_owned(), is_ambiguous: false });
        self.by_name.insert(folded, index);
        Some(index)
    }

    /// The default mapping of the fields of the catalogue and of as many extra fields as a table can hold. Fields that
    /// get no column are reported.
    pub(crate) fn into_mapping(self) -> Result<Mapping, Failure> {
        let mut is_full = self.is_full;
        let mut free = MAX_COLUMNS.saturating_sub(column_count(&Mapping::of(self.catalog), self.catalog)?);
        let mut fields: Vec<Field> = self.catalog.fields().to_vec();
        for ExtraField { name, is_ambiguous } in self.fields {
            if is_ambiguous {
                note(format_args!("`{name}` gets no column, because a device has two spellings of it"));
                continue;
            }
            let field = Field::new(name, FieldType::Untyped);
            let columns = column_count(&Mapping::of_fields([&field]), self.catalog)?.saturating_sub(2);
            if columns > free {
                is_full = true;
                break;
            }
            free -= columns;
            fields.push(field);
        }
        if is_full {
            note("a table cannot have a column for every field; the last fields get none");
        }
        Ok(Mapping::of_fields(&fields))
    }
}

fn column_count(mapping: &Mapping, catalog: &Catalog) -> Result<usize, Failure> {
    Ok(Rows::new(mapping, catalog).map_err(Failure::usage)?.columns().len())
}
