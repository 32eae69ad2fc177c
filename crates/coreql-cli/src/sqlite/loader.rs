//! Loading a table in one transaction.

use std::path::Path;

use coreql::catalog::Catalog;
use coreql::sql::{Dialect, Mapping, Rows, SqlFragment, SqlValue, Translator};
use coreql_bind::Parameter;
use rusqlite::params_from_iter;

use super::database::{Database, quoted};
use super::registry::LoadedTable;
use crate::failure::{Failure, Outcome};
use crate::output::note;

/// A table that is being loaded. It becomes visible with [`finish`](Self::finish); dropping it undoes everything.
///
/// A database file that was created for it then stays, empty: another process may be waiting to write it.
#[derive(Debug)]
pub(crate) struct Loader {
    database: Database,
    table: LoadedTable,
    insert: String,
    /// How devices are updated, in a table that exists.
    update: Option<Update>,
}

/// What is done with a table that exists.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Existing {
    /// It is an error.
    Refused,
    Replaced,
    /// Its devices are updated by their UUID.
    Updated,
}

/// The statement that updates a device, and where its values are in a row.
#[derive(Debug)]
struct Update {
    statement: String,
    /// Of the UUID.
    key: usize,
    /// Of the device's place in the table, with the next one.
    place: Option<(usize, i64)>,
    updated: u64,
    added: u64,
}

impl Update {
    /// For a table whose columns are those of rows.
    fn new(database: &Database, mapping: &Mapping, columns: &[&str], name: &str) -> Result<Self, Failure> {
        let Some(uuid) = mapping.field(UUID) else {
            return Err(database.failure(format_args!(
                "table `{name}` has no column for `{UUID}`, by which devices are updated; use --replace"
            )));
        };
        let key_name = uuid.folded.as_ref().unwrap_or(&uuid.column);
        let position = |name: &str| columns.iter().position(|column| *column == name);
        let missing = || database.failure(format_args!("table `{name}` has no column `{key_name}`"));
        let key = position(key_name).ok_or_else(missing)?;
        let is_place = |id: &&str| mapping.fields().all(|field| field.column != **id);
        let id = mapping.id().filter(is_place);
        let place = match id.and_then(|id| Some((id, position(id)?))) {
            Some((id, place)) => {
                let last = format!("SELECT coalesce(max({}), 0) FROM {}", quoted(id), quoted(name));
                let last = database.connection.query_row(&last, [], |row| row.get::<_, i64>(0));
                Some((place, last.map_err(|error| database.failed(&error))?))
            }
            None => None,
        };
        let sets = columns.iter().zip(1..).filter(|(name, _)| Some(**name) != id);
        let sets: Vec<String> = sets.map(|(name, number)| format!("{} = ?{number}", quoted(name))).collect();
        let statement = format!(
            "UPDATE {} SET {} WHERE {} = ?{}",
            quoted(name),
            sets.join(", "),
            quoted(key_name),
            key.saturating_add(1)
        );
        let indexed = "SELECT count(*) FROM pragma_index_list(?1) AS l, pragma_index_info(l.name) AS i \
                       WHERE i.seqno = 0 AND i.name = ?2 AND l.partial = 0";
        let indexed = database.connection.query_row(indexed, [name, key_name], |row| row.get::<_, i64>(0));
        if indexed.map_err(|error| database.failed(&error))? == 0 {
            // Without one, each device would be looked for in the whole table.
            let index = quoted(&format!("{name}_{key_name}"));
            database.run(&format!(
                "CREATE INDEX IF NOT EXISTS {index} ON {} ({})",
                quoted(name),
                quoted(key_name)
            ))?;
        }
        Ok(Self { statement, key, place, updated: 0, added: 0 })
    }
}

/// The field that identifies devices.
const UUID: &str = "common.uuid";

impl Loader {
    pub(crate) fn new(
        path: &Path,
        mapping: &Mapping,
        catalog: &Catalog,
        existing: Existing,
    ) -> Result<Self, Failure> {
        let translator = Translator::new(mapping, Dialect::Sqlite);
        let create = translator.create_table().map_err(Failure::usage)?;
        let insert = translator.prepared_insert().map_err(Failure::usage)?;
        let mut loader = Self {
            database: Database::create(path)?,
            table: LoadedTable::new(mapping.clone(), catalog),
            insert: insert.text().to_owned(),
            update: None,
        };
        let database = &loader.database;
        database.run("BEGIN IMMEDIATE")?;
        let name = loader.table_name()?;
        match (database.type_of(name)?.as_deref(), existing) {
            (None, _) => {}
            (Some("table"), Existing::Replaced) => database.run(&format!("DROP TABLE {}", quoted(name)))?,
            (Some("table"), Existing::Updated) => {
                let name = name.to_owned();
                loader.begin_update(&name, catalog)?;
                return Ok(loader);
            }
            (Some("table"), Existing::Refused) => {
                return Err(database.failure(format_args!(
                    "table `{name}` exists; use --update to update its devices, or --replace to replace it"
                )));
            }
            (Some(other), _) => {
                return Err(database.failure(format_args!("`{name}` is the name of an existing {other}")));
            }
        }
        database.run(create.text())?;
        Ok(loader)
    }

    /// Prepares the update of a table that `coreql load` created, with the mapping of that time.
    fn begin_update(&mut self, name: &str, catalog: &Catalog) -> Outcome {
        let loaded = LoadedTable::read(&self.database, Some(name))?;
        let fields = || loaded.mapping.fields().map(|columns| columns.field.as_str());
        if let Some(field) = fields().find(|field| !loaded.has_same_field(catalog, field)) {
            return Err(self.database.failure(format_args!(
                "table `{name}` was loaded with another catalogue, in which field `{field}` differs; use --replace"
            )));
        }
        let new =
            self.table.mapping.fields().filter(|columns| loaded.mapping.field(&columns.field).is_none());
        for columns in new {
            note(format_args!(
                "table `{name}` has no column for field `{}`; --replace would add one",
                columns.field
            ));
        }
        let rows = Rows::new(&loaded.mapping, catalog).map_err(Failure::usage)?;
        let update = Update::new(&self.database, &loaded.mapping, &rows.columns(), name)?;
        let insert = Translator::new(&loaded.mapping, Dialect::Sqlite).prepared_insert();
        self.insert = insert.map_err(Failure::usage)?.text().to_owned();
        self.update = Some(update);
        self.table = loaded;
        Ok(())
    }

    /// The mapping of the rows: that of the table, if it exists.
    pub(crate) fn mapping(&self) -> Mapping {
        self.table.mapping.clone()
    }

    /// How many devices were updated and how many were added, if the table existed.
    pub(crate) fn updated(&self) -> Option<(u64, u64)> {
        self.update.as_ref().map(|update| (update.updated, update.added))
    }

    fn table_name(&self) -> Result<&str, Failure> {
        self.database.name_in_main(&self.table.mapping)
    }

    /// Inserts a row, or updates that of the same device.
    pub(crate) fn insert(&mut self, mut row: Vec<SqlValue>) -> Outcome {
        let failed = |error| self.database.failed(&error);
        if let Some(update) = &mut self.update {
            if !matches!(row.get(update.key), Some(SqlValue::Text(uuid)) if !uuid.is_empty()) {
                return Err(self.database.failure(format_args!(
                    "a device has no `{UUID}`, by which devices are updated; use --replace"
                )));
            }
            let mut statement = self.database.connection.prepare_cached(&update.statement).map_err(failed)?;
            for (number, value) in (1..).zip(&row) {
                // The place stays, and is no parameter.
                if update.place.is_none_or(|(place, _)| number != place.saturating_add(1)) {
                    statement.raw_bind_parameter(number, Parameter::new(value)).map_err(failed)?;
                }
            }
            match statement.raw_execute().map_err(failed)? {
                0 => update.added += 1,
                1 => {
                    update.updated += 1;
                    return Ok(());
                }
                _ => {
                    return Err(self
                        .database
                        .failure("several devices of the table have the same `common.uuid`; use --replace"));
                }
            }
            if let Some((place, last)) = &mut update.place
                && let Some(value) = row.get_mut(*place)
            {
                *last = last.saturating_add(1);
                *value = SqlValue::Integer(*last);
            }
        }
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
