//! What `coreql load` records about a table: its mapping, and the catalogue's fields at that time.

use std::collections::BTreeMap;
use std::fmt::Display;

use coreql::catalog::{Catalog, FieldType};
use coreql::sql::Mapping;
use coreql::text::fold::fold;
use rusqlite::OptionalExtension;
use serde::{Deserialize, Serialize};

use super::database::Database;
use crate::failure::{Failure, Outcome};

/// The table of mappings.
pub(super) const MAPPINGS_TABLE: &str = "coreql_mapping";

/// A table that `coreql load` created.
#[derive(Debug)]
pub(super) struct LoadedTable {
    pub(super) mapping: Mapping,
    /// The fields of the catalogue at the time of the load, by folded name.
    fields: BTreeMap<String, CatalogField>,
}

/// What helper columns and records depend on. With another type, helper columns have other values; with another alias,
/// other keys of a record are the field.
#[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
struct CatalogField {
    #[serde(rename = "type")]
    field_type: FieldType,
    aliases: Vec<String>,
}

impl CatalogField {
    fn new(catalog: &Catalog, name: &str) -> Self {
        let lookup = catalog.lookup(name);
        let aliases = lookup.field().map(|field| field.aliases().to_vec()).unwrap_or_default();
        Self { field_type: lookup.field_type(), aliases }
    }
}

impl LoadedTable {
    pub(super) fn new(mapping: Mapping, catalog: &Catalog) -> Self {
        let field = |name: &str| (fold(name).into_owned(), CatalogField::new(catalog, name));
        let fields = mapping.fields().map(|columns| field(&columns.field)).collect();
        Self { mapping, fields }
    }

    /// Whether this catalogue has the field as the catalogue at the time of the load.
    pub(super) fn has_same_field(&self, catalog: &Catalog, name: &str) -> bool {
        self.fields.get(fold(name).as_ref()) == Some(&CatalogField::new(catalog, name))
    }

    /// Records the table in the database.
    pub(super) fn register(&self, database: &Database) -> Outcome {
        database.run(&format!(
            "CREATE TABLE IF NOT EXISTS {MAPPINGS_TABLE} \
             (name TEXT PRIMARY KEY COLLATE NOCASE, mapping TEXT NOT NULL, fields TEXT NOT NULL)"
        ))?;
        let name = self.mapping.table().last().map(String::as_str).unwrap_or_default();
        let statement =
            format!("INSERT OR REPLACE INTO {MAPPINGS_TABLE} (name, mapping, fields) VALUES (?, ?, ?)");
        let [mapping, fields] = [serde_json::to_string(&self.mapping)?, serde_json::to_string(&self.fields)?];
        let written = database.connection.execute(&statement, [name, &mapping, &fields]);
        written.map_err(|error| database.failed(&error))?;
        Ok(())
    }

    /// Reads the record of a table, or of the only table if no name is given.
    pub(super) fn read(database: &Database, table: Option<&str>) -> Result<Self, Failure> {
        let name = match table {
            Some(table) => Self::without_schema(table).to_owned(),
            None => Self::only(database)?,
        };
        let read = database.connection.query_row(
            &format!("SELECT mapping, fields FROM {MAPPINGS_TABLE} WHERE name = ?"),
            [&name],
            |row| Ok((row.get::<_, String>(0)?, row.get::<_, String>(1)?)),
        );
        let none = || database.failure(format_args!("`coreql load` has not created a table `{name}`"));
        let read = read.optional().map_err(|error| database.failed(&error))?;
        let (mapping, fields) = read.ok_or_else(none)?;
        let corrupt = |error: &dyn Display| {
            database.failure(format_args!("table {MAPPINGS_TABLE} is corrupt: {error}"))
        };
        let mapping = Mapping::from_json(&mapping).map_err(|error| corrupt(&error))?;
        let fields = serde_json::from_str(&fields).map_err(|error| corrupt(&error))?;
        Ok(Self { mapping, fields })
    }

    /// The name of a table without `main`, the only schema of a file.
    pub(super) fn without_schema(table: &str) -> &str {
        match table.split_once('.') {
            Some((schema, name)) if schema.eq_ignore_ascii_case("main") => name,
            Some(_) | None => table,
        }
    }

    /// The name of the only table.
    fn only(database: &Database) -> Result<String, Failure> {
        let failed = |error| database.failed(&error);
        let table = "SELECT count(*) FROM sqlite_master WHERE type = 'table' AND name = ?";
        let tables: i64 =
            database.connection.query_row(table, [MAPPINGS_TABLE], |row| row.get(0)).map_err(failed)?;
        let names = format!("SELECT name FROM {MAPPINGS_TABLE} ORDER BY name");
        let names: Vec<String> = if tables == 0 {
            Vec::new()
        } else {
            let mut statement = database.connection.prepare(&names).map_err(failed)?;
            let rows = statement.query_map([], |row| row.get(0)).map_err(failed)?;
            rows.collect::<Result<_, _>>().map_err(failed)?
        };
        match names.as_slice() {
            [only] => Ok(only.clone()),
            [] => Err(database
                .failure("`coreql load` has not created a table; --mapping describes any other table")),
            _ => Err(database.failure(format_args!("choose one with --table: `{}`", names.join("`, `")))),
        }
    }
}
