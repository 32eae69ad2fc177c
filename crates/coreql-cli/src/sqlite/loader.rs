//! Loading a table, in one transaction.

use std::path::Path;

use coreql::catalog::Catalog;
use coreql::sql::{Dialect, Mapping, SqlFragment, SqlValue, Translator};
use rusqlite::{OptionalExtension, params_from_iter};

use super::{Bound, Database, Loaded, MAPPINGS, quoted};
use crate::failure::{Failure, Outcome};

/// A table that is being loaded. Until [`finish`](Self::finish) nobody sees it, and dropping it undoes all; of a file
/// that was made for it, an empty one stays, because somebody else may be waiting to write it.
#[derive(Debug)]
pub(crate) struct Loader {
    database: Database,
    loaded: Loaded,
    insert: String,
}

impl Loader {
    pub(crate) fn new(
        path: &Path,
        mapping: &Mapping,
        catalog: &Catalog,
        replace: bool,
    ) -> Result<Self, Failure> {
        let create = Translator::new(mapping, Dialect::Sqlite).create_table().map_err(Failure::usage)?;
        let insert = Translator::new(mapping, Dialect::Sqlite).prepared_insert().map_err(Failure::usage)?;
        let loader = Self {
            database: Database::create(path)?,
            loaded: Loaded::new(mapping.clone(), catalog),
            insert: insert.text().to_owned(),
        };
        let database = &loader.database;
        database.run("BEGIN IMMEDIATE")?;
        let name = loader.table()?;
        match (loader.there(name)?.as_deref(), replace) {
            (None, _) => {}
            (Some("table"), true) => database.run(&format!("DROP TABLE {}", quoted(name)))?,
            (Some("table"), false) => {
                return Err(
                    database.failure(format_args!("there is a table `{name}`; --replace takes its place"))
                );
            }
            (Some(other), _) => {
                return Err(database.failure(format_args!("`{name}` is the name of a {other} there")));
            }
        }
        database.run(create.text())?;
        Ok(loader)
    }

    /// The table's name, in the one schema that the file is.
    fn table(&self) -> Result<&str, Failure> {
        match self.loaded.mapping.table() {
            [name] | [_, name] if name.eq_ignore_ascii_case(MAPPINGS) => {
                Err(self.database.failure(format_args!("`{name}` is where coreql keeps its mappings")))
            }
            [name] => Ok(name),
            [schema, name] if schema.eq_ignore_ascii_case("main") => Ok(name),
            path => Err(self.database.failure(format_args!("there is no schema for `{}`", path.join(".")))),
        }
    }

    /// What has this name by now: a table, a view, an index.
    fn there(&self, name: &str) -> Result<Option<String>, Failure> {
        let statement = "SELECT type FROM sqlite_master WHERE name = ? COLLATE NOCASE AND type <> 'trigger'";
        let there = self.database.connection.query_row(statement, [name], |row| row.get(0)).optional();
        there.map_err(|error| self.database.failed(&error))
    }

    pub(crate) fn insert(&mut self, row: &[SqlValue]) -> Outcome {
        let failed = |error| self.database.failed(&error);
        let mut statement = self.database.connection.prepare_cached(&self.insert).map_err(failed)?;
        statement.execute(params_from_iter(row.iter().map(Bound))).map_err(failed)?;
        Ok(())
    }

    /// Makes the indexes and commits; the table's name.
    pub(crate) fn finish(self, indexes: &[SqlFragment]) -> Result<String, Failure> {
        let name = self.table()?.to_owned();
        for index in indexes {
            self.database.run(index.text())?;
        }
        self.loaded.write(&self.database)?;
        self.database.run("COMMIT")?;
        Ok(name)
    }
}
