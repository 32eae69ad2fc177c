//! Loading a table in one transaction.

use std::path::Path;

use coreql::catalog::Catalog;
use coreql::sql::{Dialect, Mapping, SqlFragment, SqlValue, Translator};
use coreql_bind::Parameter;
use rusqlite::{OptionalExtension, params_from_iter};

use super::database::{Database, quoted};
use super::registry::{LoadedTable, MAPPINGS_TABLE};
use crate::failure::{Failure, Outcome};

/// A table that is being loaded. It becomes visible with [`finish`](Self::finish); dropping it undoes everything.
///
/// A database file that was created for it then stays, empty: another process may be waiting to write it.
#[derive(Debug)]
pub(crate) struct Loader {
    database: Database,
    table: LoadedTable,
    insert: String,
}

impl Loader {
    pub(crate) fn new(
        path: &Path,
        mapping: &Mapping,
        catalog: &Catalog,
        replace: bool,
    ) -> Result<Self, Failure> {
        let translator = Translator::new(mapping, Dialect::Sqlite);
        let create = translator.create_table().map_err(Failure::usage)?;
        let insert = translator.prepared_insert().map_err(Failure::usage)?;
        let loader = Self {
            database: Database::create(path)?,
            table: LoadedTable::new(mapping.clone(), catalog),
            insert: insert.text().to_owned(),
        };
        let database = &loader.database;
        database.run("BEGIN IMMEDIATE")?;
        let name = loader.table_name()?;
        match (loader.type_of_existing(name)?.as_deref(), replace) {
            (None, _) => {}
            (Some("table"), true) => database.run(&format!("DROP TABLE {}", quoted(name)))?,
            (Some("table"), false) => {
                return Err(
                    database.failure(format_args!("table `{name}` exists; use --replace to replace it"))
                );
            }
            (Some(other), _) => {
                return Err(database.failure(format_args!("`{name}` is the name of an existing {other}")));
            }
        }
        database.run(create.text())?;
        Ok(loader)
    }

    /// The name of the table in `main`, the only schema of a file.
    fn table_name(&self) -> Result<&str, Failure> {
        match self.table.mapping.table() {
            [name] | [_, name] if name.eq_ignore_ascii_case(MAPPINGS_TABLE) => Err(self
                .database
                .failure(format_args!("table `{name}` is reserved for the mappings of coreql"))),
            [name] => Ok(name),
            [schema, name] if schema.eq_ignore_ascii_case("main") => Ok(name),
            path => Err(self
                .database
                .failure(format_args!("no schema for `{}`: a file has only `main`", path.join(".")))),
        }
    }

    /// What has this name already: a table, a view, an index.
    fn type_of_existing(&self, name: &str) -> Result<Option<String>, Failure> {
        let statement = "SELECT type FROM sqlite_master WHERE name = ? COLLATE NOCASE AND type <> 'trigger'";
        let existing = self.database.connection.query_row(statement, [name], |row| row.get(0)).optional();
        existing.map_err(|error| self.database.failed(&error))
    }

    pub(crate) fn insert(&mut self, row: &[SqlValue]) -> Outcome {
        let failed = |error| self.database.failed(&error);
        let mut statement = self.database.connection.prepare_cached(&self.insert).map_err(failed)?;
        statement.execute(params_from_iter(row.iter().map(Parameter::new))).map_err(failed)?;
        Ok(())
    }

    /// Creates the indexes, commits, and returns the name of the table.
    pub(crate) fn finish(self, indexes: &[SqlFragment]) -> Result<String, Failure> {
        let name = self.table_name()?.to_owned();
        for index in indexes {
            self.database.run(index.text())?;
        }
        self.table.register(&self.database)?;
        self.database.run("COMMIT")?;
        Ok(name)
    }
}
