//! Searching a table: in SQL where that gives exact results.

use std::ops::ControlFlow;
use std::path::Path;

use coreql::Query;
use coreql::catalog::{Catalog, FieldType};
use coreql::sql::{Dialect, Folding, Mapping, Search, SqlError, SqlOptions, Storage, Translator};
use coreql_data::Device;
use rusqlite::params_from_iter;

use super::check;
use super::database::Database;
use super::keys;
use super::reader::Reader;
use super::registry::LoadedTable;
use crate::devices::Keys;
use crate::failure::{Failure, Outcome};
use crate::mapping::for_table;
use crate::output::note;

/// A table of devices.
#[derive(Debug)]
pub(crate) struct DeviceTable {
    database: Database,
    origin: Origin,
}

#[derive(Debug)]
enum Origin {
    /// `coreql load` created it: its helper columns depend on the catalogue of that time, and `record` has the whole
    /// device.
    Loaded(LoadedTable),
    /// The user's mapping describes it. Its columns are checked unless they are trusted.
    Described { mapping: Mapping, is_trusted: bool },
}

/// Where the query is evaluated.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Matching {
    /// In SQL: every device that SQLite returns matches.
    InSql,
    /// In coreql: SQLite returns every device.
    InCoreql,
}

/// A described table has no columns of folded text, so SQLite folds by a function that is registered for it.
fn translator(mapping: &Mapping) -> Translator<'_> {
    Translator::new(mapping, SqlOptions::new(Dialect::Sqlite).with_folding(Folding::Registered))
}

impl DeviceTable {
    /// Opens a table. All results come from one snapshot of the database.
    pub(crate) fn open(
        path: &Path,
        mapping: Option<Mapping>,
        table: Option<&str>,
        is_trusted: bool,
    ) -> Result<Self, Failure> {
        let database = Database::open(path)?;
        database.run("BEGIN")?;
        let origin = match mapping {
            Some(mapping) => Origin::Described { mapping: for_table(mapping, table), is_trusted },
            None => Origin::Loaded(LoadedTable::read(&database, table)?),
        };
        Ok(Self { database, origin })
    }

    fn mapping(&self) -> &Mapping {
        match &self.origin {
            Origin::Loaded(LoadedTable { mapping, .. }) | Origin::Described { mapping, .. } => mapping,
        }
    }

    /// The keys of the records, or else the fields that have columns.
    pub(crate) fn keys(&self) -> Result<Keys, Failure> {
        let mut keys = Keys::default();
        if self.mapping().record().is_some() {
            self.search(&Search::new(), &Query::all(), |device| {
                device.keys().for_each(|key| keys.add(key));
                ControlFlow::Continue(())
            })?;
        } else {
            self.mapping().fields().for_each(|columns| keys.add(&columns.field));
        }
        Ok(keys)
    }

    /// Where a query is evaluated. If that is not SQL, the reason is reported, because it takes longer.
    pub(crate) fn matching(&self, query: &Query, catalog: &Catalog) -> Result<Matching, Failure> {
        let reason = match &self.origin {
            Origin::Loaded(loaded) => {
                let names = || query.fields().map(|field| field.name());
                let changed = names().find(|name| {
                    loaded.mapping.field(name).is_some() && !loaded.has_same_field(catalog, name)
                });
                match changed {
                    Some(name) => {
                        format!(
                            "the table was loaded with another catalogue, in which field `{name}` differs"
                        )
                    }
                    None => match translator(&loaded.mapping).condition(query) {
                        Ok(_) => return Ok(Matching::InSql),
                        Err(error) => error.to_string(),
                    },
                }
            }
            Origin::Described { mapping, is_trusted } => match translator(mapping).condition(query) {
                Ok(_) => {
                    if !is_trusted {
                        let columns = || query.fields().filter_map(|field| mapping.field(field.name()));
                        check::columns(&self.database, mapping, columns())?;
                        keys::check(&self.database, mapping, catalog, columns())?;
                    }
                    return Ok(Matching::InSql);
                }
                // The mapping does not define where the values of the field are.
                Err(error @ SqlError::NoColumn { .. }) if mapping.record().is_none() => {
                    return Err(Failure::usage(error));
                }
                Err(error) => error.to_string(),
            },
        };
        note(format_args!("{reason}, so every device is read"));
        Ok(Matching::InCoreql)
    }

    /// Whether SQLite sorts by a field exactly as coreql does.
    pub(crate) fn sorts_exactly(&self, catalog: &Catalog, field: &str) -> bool {
        let Origin::Loaded(loaded) = &self.origin else { return false };
        let has_order =
            loaded.mapping.field(field).is_some_and(|columns| match catalog.lookup(field).field_type() {
                FieldType::String => columns.folded.is_some(),
                FieldType::Version => columns.sort.is_some(),
                FieldType::Number => columns.storage == Storage::Integer && columns.real.is_some(),
                FieldType::Date => columns.storage == Storage::Milliseconds,
                FieldType::Boolean => columns.storage == Storage::Boolean,
                FieldType::StringArray | FieldType::Untyped | _ => false,
            });
        has_order && loaded.mapping.id().is_some() && loaded.has_same_field(catalog, field)
    }

    /// The number of devices that a query selects in SQL.
    pub(crate) fn count(&self, query: &Query) -> Result<u64, Failure> {
        let statement = translator(self.mapping()).count(query).map_err(Failure::usage)?;
        let parameters = params_from_iter(coreql_bind::parameters(&statement));
        let counted =
            self.database.connection.query_row(statement.text(), parameters, |row| row.get::<_, i64>(0));
        Ok(counted.map_err(|error| self.database.failed(&error))?.unsigned_abs())
    }

    /// Passes each device that a search selects in SQL to `visit`, until that breaks.
    pub(crate) fn search(
        &self,
        search: &Search,
        query: &Query,
        mut visit: impl FnMut(Device) -> ControlFlow<()>,
    ) -> Outcome {
        let failed = |error| self.database.failed(&error);
        let statement = translator(self.mapping()).search(query, search).map_err(Failure::usage)?;
        let mut prepared = self.database.connection.prepare(statement.text()).map_err(failed)?;
        let reader = Reader::new(self.mapping(), &prepared.column_names().collect::<Vec<_>>())
            .map_err(|reason| self.database.failure(reason))?;
        let parameters = params_from_iter(coreql_bind::parameters(&statement));
        let mut rows = prepared.query(parameters).map_err(failed)?;
        let mut number: u64 = 0;
        while let Some(row) = rows.next().map_err(failed)? {
            number += 1;
            let device = reader.device(row).map_err(|reason| {
                self.database.failure(format_args!("row {number} of the result: {reason}"))
            })?;
            if visit(device).is_break() {
                break;
            }
        }
        Ok(())
    }
}
