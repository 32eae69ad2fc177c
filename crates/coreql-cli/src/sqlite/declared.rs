//! Tables that `coreql load` did not create, as their declarations describe them.

use std::path::Path;

use coreql::catalog::Catalog;
use coreql::sql::{DeclaredColumn, Dialect, Draft};
use rusqlite::OptionalExtension as _;

use super::database::Database;
use super::registry::{LoadedTable, MAPPINGS_TABLE};
use crate::failure::Failure;

/// The mapping of a table in a database.
pub(crate) enum TableMapping {
    /// `coreql load` created the table, and recorded its mapping.
    Loaded(coreql::sql::Mapping),
    /// Drafted from the declaration of the table.
    Drafted(Draft),
}

impl TableMapping {
    /// The mapping of a table, or of the only table if no name is given.
    pub(crate) fn read(path: &Path, table: Option<&str>, catalog: &Catalog) -> Result<Self, Failure> {
        let database = Database::open(path)?;
        database.run("BEGIN")?;
        if is_loaded(&database, table)? {
            return Ok(Self::Loaded(LoadedTable::read(&database, table)?.mapping));
        }
        let name = name(&database, table)?;
        Ok(Self::Drafted(Draft::new([name.as_str()], columns(&database, &name)?, Dialect::Sqlite, catalog)))
    }
}

/// Whether `coreql load` created the table, or any table if no name is given.
fn is_loaded(database: &Database, table: Option<&str>) -> Result<bool, Failure> {
    let failed = |error| database.failed(&error);
    let registry = "SELECT count(*) FROM sqlite_master WHERE type = 'table' AND name = ?";
    let count: i64 =
        database.connection.query_row(registry, [MAPPINGS_TABLE], |row| row.get(0)).map_err(failed)?;
    if count == 0 {
        return Ok(false);
    }
    let recorded = format!("SELECT count(*) FROM {MAPPINGS_TABLE} WHERE ?1 IS NULL OR name = ?1");
    let name = table.map(LoadedTable::without_schema);
    let count: i64 = database.connection.query_row(&recorded, [name], |row| row.get(0)).map_err(failed)?;
    Ok(count > 0)
}

/// The name of a table or view as it is declared.
fn name(database: &Database, table: Option<&str>) -> Result<String, Failure> {
    let failed = |error| database.failed(&error);
    let tables = "SELECT name FROM sqlite_master WHERE type IN ('table', 'view') AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'";
    if let Some(table) = table {
        let one = format!("{tables} AND name = ? COLLATE NOCASE");
        let found =
            database.connection.query_row(&one, [LoadedTable::without_schema(table)], |row| row.get(0));
        let found: Option<String> = found.optional().map_err(failed)?;
        return found.ok_or_else(|| database.failure(format_args!("no table `{table}`")));
    }
    let mut statement = database.connection.prepare(&format!("{tables} ORDER BY name")).map_err(failed)?;
    let names = statement.query_map([], |row| row.get(0)).map_err(failed)?;
    let names: Vec<String> = names.collect::<Result<_, _>>().map_err(failed)?;
    match names.as_slice() {
        [only] => Ok(only.clone()),
        [] => Err(database.failure("no tables")),
        _ => Err(database.failure(format_args!("choose one with --table: `{}`", names.join("`, `")))),
    }
}

fn columns(database: &Database, table: &str) -> Result<Vec<DeclaredColumn>, Failure> {
    let failed = |error| database.failed(&error);
    let mut statement = database
        .connection
        .prepare("SELECT name, type, pk FROM pragma_table_xinfo(?) WHERE hidden <> 1")
        .map_err(failed)?;
    let columns = statement
        .query_map([table], |row| Ok((row.get(0)?, row.get(1)?, row.get::<_, i64>(2)? > 0)))
        .map_err(failed)?;
    let columns: Vec<(String, String, bool)> = columns.collect::<Result<_, _>>().map_err(failed)?;
    let has_one_key = columns.iter().filter(|(.., is_key)| *is_key).count() == 1;
    let declared = columns.into_iter().map(|(name, sql_type, is_key)| {
        let column = DeclaredColumn::new(name, sql_type);
        if is_key && has_one_key { column.with_key() } else { column }
    });
    Ok(declared.collect())
}
