//! What `coreql load` notes beside a table: its mapping, and how the catalogue then had its fields.

use std::collections::BTreeMap;
use std::fmt::Display;

use coreql::catalog::{Catalog, FieldType, Resolution};
use coreql::sql::Mapping;
use coreql::text::fold::fold;
use rusqlite::OptionalExtension;
use serde::{Deserialize, Serialize};

use super::Database;
use crate::failure::Failure;

/// The table of mappings.
pub(super) const MAPPINGS: &str = "coreql_mapping";

/// A table that `coreql load` made.
#[derive(Debug)]
pub(super) struct Loaded {
    pub(super) mapping: Mapping,
    /// By folded name.
    fields: BTreeMap<String, Known>,
}

/// How a catalogue has a field. Another type would find other helper columns, another alias other keys of records.
#[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Known {
    #[serde(rename = "type")]
    field_type: FieldType,
    aliases: Vec<String>,
}

impl Known {
    fn new(catalog: &Catalog, name: &str) -> Self {
        match catalog.resolve(name) {
            Resolution::Field(_, field) => {
                Self { field_type: field.field_type(), aliases: field.aliases().to_vec() }
            }
            Resolution::Custom(_) | Resolution::Ambiguous(_) | Resolution::Unknown => {
                Self { field_type: FieldType::Untyped, aliases: Vec::new() }
            }
        }
    }
}

impl Loaded {
    pub(super) fn new(mapping: Mapping, catalog: &Catalog) -> Self {
        let field = |name: &str| (fold(name).into_owned(), Known::new(catalog, name));
        let fields = mapping.fields().map(|columns| field(&columns.field)).collect();
        Self { mapping, fields }
    }

    /// Whether a catalogue has a field as the one that the table was loaded with.
    pub(super) fn knows(&self, catalog: &Catalog, name: &str) -> bool {
        self.fields.get(fold(name).as_ref()) == Some(&Known::new(catalog, name))
    }

    /// Writes it down.
    pub(super) fn write(&self, database: &Database) -> Result<(), Failure> {
        database.run(&format!(
            "CREATE TABLE IF NOT EXISTS {MAPPINGS} \
             (name TEXT PRIMARY KEY COLLATE NOCASE, mapping TEXT NOT NULL, fields TEXT NOT NULL)"
        ))?;
        let name = self.mapping.table().last().map(String::as_str).unwrap_or_default();
        let statement = format!("INSERT OR REPLACE INTO {MAPPINGS} (name, mapping, fields) VALUES (?, ?, ?)");
        let [mapping, fields] = [serde_json::to_string(&self.mapping)?, serde_json::to_string(&self.fields)?];
        let written = database.connection.execute(&statement, [name, &mapping, &fields]);
        written.map_err(|error| database.failed(&error))?;
        Ok(())
    }

    /// Reads what was written of a table; without a name, of the only one.
    pub(super) fn read(database: &Database, table: Option<&str>) -> Result<Self, Failure> {
        let name = match table {
            Some(table) => Self::in_main(table).to_owned(),
            None => Self::only(database)?,
        };
        let read = database.connection.query_row(
            &format!("SELECT mapping, fields FROM {MAPPINGS} WHERE name = ?"),
            [&name],
            |row| Ok((row.get::<_, String>(0)?, row.get::<_, String>(1)?)),
        );
        let none = || database.failure(format_args!("`coreql load` made no table `{name}` there"));
        let read = read.optional().map_err(|error| database.failed(&error))?;
        let (mapping, fields) = read.ok_or_else(none)?;
        let broken = |error: &dyn Display| database.failure(format_args!("{MAPPINGS} is broken: {error}"));
        let mapping = Mapping::from_json(&mapping).map_err(|error| broken(&error))?;
        let fields = serde_json::from_str(&fields).map_err(|error| broken(&error))?;
        Ok(Self { mapping, fields })
    }

    /// The name of a table without that of the one schema that a file is.
    fn in_main(table: &str) -> &str {
        match table.split_once('.') {
            Some((schema, name)) if schema.eq_ignore_ascii_case("main") => name,
            Some(_) | None => table,
        }
    }

    fn only(database: &Database) -> Result<String, Failure> {
        let failed = |error| database.failed(&error);
        let table = "SELECT count(*) FROM sqlite_master WHERE type = 'table' AND name = ?";
        let tables: i64 =
            database.connection.query_row(table, [MAPPINGS], |row| row.get(0)).map_err(failed)?;
        let names = format!("SELECT name FROM {MAPPINGS} ORDER BY name");
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
                .failure("`coreql load` made no table there; --mapping describes a table of another making")),
            _ => Err(database.failure(format_args!("which --table: `{}`?", names.join("`, `")))),
        }
    }
}
