//! Devices in a database: asked in SQL where SQL has the answer.

use std::ops::ControlFlow;
use std::path::Path;

use coreql::Query;
use coreql::catalog::{Catalog, FieldType};
use coreql::sql::{Dialect, Folding, Mapping, Search, SqlError, SqlOptions, Storage, Translator};
use coreql_data::Device;
use rusqlite::params_from_iter;

use super::reader::Reader;
use super::{Bound, Database, Loaded};
use crate::columns;
use crate::failure::Failure;
use crate::{print, visible};

/// A table of devices.
#[derive(Debug)]
pub(crate) struct Stored {
    database: Database,
    table: Table,
}

#[derive(Debug)]
enum Table {
    /// `coreql load` made it: helper columns are as the catalogue of that time has it, and `record` has all of a device.
    Loaded(Loaded),
    /// A mapping of the user's describes it.
    Described(Mapping),
}

/// Who finds the devices that match.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Finder {
    /// The engine: what it returns matches.
    Engine,
    /// coreql: the engine returns all devices.
    Coreql,
}

impl Stored {
    /// Opens a database to ask it, all answers being of one moment.
    pub(crate) fn open(path: &Path, mapping: Option<Mapping>, table: Option<&str>) -> Result<Self, Failure> {
        let database = Database::open(path)?;
        database.run("BEGIN")?;
        let table = match mapping {
            Some(mapping) => Table::Described(columns::in_table(mapping, table)),
            None => Table::Loaded(Loaded::read(&database, table)?),
        };
        Ok(Self { database, table })
    }

    /// How queries become SQL there.
    pub(crate) fn options() -> SqlOptions {
        SqlOptions::new(Dialect::Sqlite).with_folding(Folding::Registered)
    }

    pub(crate) fn into_mapping(self) -> Mapping {
        match self.table {
            Table::Loaded(Loaded { mapping, .. }) | Table::Described(mapping) => mapping,
        }
    }

    fn mapping(&self) -> &Mapping {
        match &self.table {
            Table::Loaded(Loaded { mapping, .. }) | Table::Described(mapping) => mapping,
        }
    }

    /// Who can find the devices that a query selects. That SQL cannot is said, for it takes longer.
    pub(crate) fn finder(
        &self,
        query: &Query,
        catalog: &Catalog,
        options: SqlOptions,
    ) -> Result<Finder, Failure> {
        let reason = match &self.table {
            Table::Loaded(loaded) => {
                let names = || query.fields().map(|field| field.name());
                let other =
                    names().find(|name| loaded.mapping.field(name).is_some() && !loaded.knows(catalog, name));
                match other {
                    Some(name) => format!("the table was loaded with another catalogue's field `{name}`"),
                    None => match query.to_sql(&loaded.mapping, options) {
                        Ok(_) => return Ok(Finder::Engine),
                        Err(error) => error.to_string(),
                    },
                }
            }
            Table::Described(mapping) => match query.to_sql(mapping, options) {
                Ok(_) => return Ok(Finder::Engine),
                // Nobody said where the field's values are.
                Err(error @ SqlError::NoColumn { .. }) if mapping.record().is_none() => {
                    return Err(Failure::usage(error));
                }
                Err(error) => error.to_string(),
            },
        };
        print::note(format_args!("coreql: {}, so every device is read", visible::line(&reason)));
        Ok(Finder::Coreql)
    }

    /// Whether the engine sorts by a field just as coreql does.
    pub(crate) fn sorts(&self, catalog: &Catalog, field: &str) -> bool {
        let Table::Loaded(loaded) = &self.table else { return false };
        let (_, field_type) = columns::field_of(catalog, field);
        let has_order = loaded.mapping.field(field).is_some_and(|columns| match field_type {
            FieldType::String => columns.folded.is_some(),
            FieldType::Version => columns.sort.is_some(),
            FieldType::Number => columns.storage == Storage::Integer && columns.real.is_some(),
            FieldType::Date => columns.storage == Storage::Milliseconds,
            FieldType::Boolean => columns.storage == Storage::Boolean,
            FieldType::StringArray | FieldType::Untyped | _ => false,
        });
        has_order && loaded.mapping.id().is_some() && loaded.knows(catalog, field)
    }

    /// How many devices a query selects, which the engine can find.
    pub(crate) fn count(&self, query: &Query, options: SqlOptions) -> Result<u64, Failure> {
        let statement = Translator::new(self.mapping(), options).count(query).map_err(Failure::usage)?;
        let parameters = params_from_iter(statement.parameters().iter().map(Bound));
        let counted =
            self.database.connection.query_row(statement.text(), parameters, |row| row.get::<_, i64>(0));
        Ok(counted.map_err(|error| self.database.failed(&error))?.unsigned_abs())
    }

    /// Hands each device that a search selects to `visit`, until that breaks.
    pub(crate) fn search(
        &self,
        search: &Search,
        query: &Query,
        options: SqlOptions,
        mut visit: impl FnMut(Device) -> ControlFlow<()>,
    ) -> Result<(), Failure> {
        let failed = |error| self.database.failed(&error);
        let statement =
            Translator::new(self.mapping(), options).search(query, search).map_err(Failure::usage)?;
        let mut prepared = self.database.connection.prepare(statement.text()).map_err(failed)?;
        let reader = Reader::new(self.mapping(), &prepared.column_names().collect::<Vec<_>>())
            .map_err(|reason| self.database.failure(reason))?;
        let parameters = params_from_iter(statement.parameters().iter().map(Bound));
        let mut rows = prepared.query(parameters).map_err(failed)?;
        let mut number: u64 = 0;
        while let Some(row) = rows.next().map_err(failed)? {
            number += 1;
            let device = reader.device(row).map_err(|reason| {
                self.database.failure(format_args!("row {number} of the answer: {reason}"))
            })?;
            if visit(device).is_break() {
                break;
            }
        }
        Ok(())
    }
}
