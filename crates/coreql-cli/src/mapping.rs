//! Mappings of fields to columns: from a file, or for a table that an option names.

use std::path::Path;

use coreql::catalog::Catalog;
use coreql::sql::Mapping;

use crate::args::TableOptions;
use crate::failure::Failure;
use crate::input::read_text;

/// Reads a mapping, and gives its fields their canonical names.
pub(crate) fn read(path: &Path, catalog: &Catalog) -> Result<Mapping, Failure> {
    let mapping =
        Mapping::from_json(&read_text(path)?).and_then(|mapping| mapping.with_canonical_names(catalog));
    mapping.map_err(|error| Failure::content(path, error))
}

/// The mapping for a table SCHEMA.NAME, if one is given.
pub(crate) fn for_table(mapping: Mapping, table: Option<&str>) -> Mapping {
    match table {
        Some(table) => mapping.with_table(table.split('.')),
        None => mapping,
    }
}

impl TableOptions {
    /// The mapping of the file, or the default one, for the table of the options.
    pub(crate) fn mapping(
        &self,
        catalog: &Catalog,
        default: impl FnOnce() -> Result<Mapping, Failure>,
    ) -> Result<Mapping, Failure> {
        let mapping = match &self.mapping {
            Some(path) => read(path, catalog)?,
            None => default()?,
        };
        Ok(for_table(mapping, self.table.as_deref()))
    }
}
