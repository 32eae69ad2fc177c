//! Helper columns of a table that exists: folded texts, sort keys of versions, the ends and lists of untyped fields.
//! They are computed from what coreql reads as the device of a row: its record, or else the columns of its fields.

use std::path::Path;

use coreql::catalog::Catalog;
use coreql::eval::json::Binding;
use coreql::sql::{Dialect, FieldColumns, Mapping, Rows, SqlValue};
use coreql_bind::Parameter;
use rusqlite::types::{Value, ValueRef};
use rusqlite::{OptionalExtension, Row, Statement, params_from_iter};

use super::database::{Database, quoted};
use super::reader::Reader;
use super::registry::LoadedTable;
use crate::failure::{Failure, Outcome};
use crate::mapping::for_table;

/// How many rows are read before those that differ are written.
const BATCH: usize = 1_000;

/// What [`update_keys`] did.
#[derive(Debug)]
pub(crate) struct UpdatedKeys {
    pub(crate) table: String,
    pub(crate) rows: u64,
    pub(crate) updated: u64,
}

/// Fills the helper columns of a table in one transaction: that of a mapping, or else one that `coreql load` made.
/// Helper columns that the table lacks are an error, or are added.
pub(crate) fn update_keys(
    path: &Path,
    mapping: Option<Mapping>,
    table: Option<&str>,
    adds_columns: bool,
    catalog: &Catalog,
) -> Result<UpdatedKeys, Failure> {
    let database = Database::open_for_writing(path)?;
    database.run("BEGIN IMMEDIATE")?;
    let mapping = match mapping {
        Some(mapping) => for_table(mapping, table),
        None => loaded(&database, table, catalog)?,
    };
    let name = database.name_in_main(&mapping)?.to_owned();
    match database.type_of(&name)?.as_deref() {
        Some("table") => {}
        Some(other) => return Err(database.failure(format_args!("`{name}` is not a table but a {other}"))),
        None => return Err(database.failure(format_args!("no such table: {name}"))),
    }
    let fields = mapping.fields().filter(|columns| columns.helpers().next().is_some());
    let reduced = reduced(&mapping, fields)?;
    if reduced.fields().next().is_none() {
        return Err(Failure::usage(
            "the mapping has no helper columns; name one beside a column of versions, \
             as in {\"field\": \"common.os_version\", \"column\": \"os\", \"storage\": \"text\", \"sort\": \"os_sort\"}",
        ));
    }
    let helpers = Helpers::new(&reduced, catalog)?;
    add_missing(&database, &name, &helpers, adds_columns)?;
    let key = row_key(&database, &name)?;
    let (rows, updated) = helpers.update(&database, &name, &key)?;
    helpers.check_kinds(&database, &name)?;
    database.run("COMMIT")?;
    Ok(UpdatedKeys { table: name, rows, updated })
}

/// Fails if a helper column that a query over these fields uses is not up to date in some row.
pub(super) fn check<'m>(
    database: &Database,
    mapping: &Mapping,
    catalog: &Catalog,
    columns: impl Iterator<Item = &'m FieldColumns>,
) -> Outcome {
    let mut fields: Vec<&FieldColumns> = Vec::new();
    for columns in columns.filter(|columns| columns.helpers().next().is_some()) {
        if !fields.iter().any(|other| other.column == columns.column) {
            fields.push(columns);
        }
    }
    let reduced = reduced(mapping, fields.into_iter())?;
    if reduced.fields().next().is_none() {
        return Ok(());
    }
    let helpers = Helpers::new(&reduced, catalog)?;
    let path: Vec<String> = mapping.table().iter().map(|name| quoted(name)).collect();
    let select = format!("SELECT {} FROM {}", helpers.selected().join(", "), path.join("."));
    let failed = |error| database.failed(&error);
    let mut statement = database.connection.prepare(&select).map_err(failed)?;
    let reader = helpers.reader(database, &statement)?;
    let mut rows = statement.query([]).map_err(failed)?;
    let mut number: u64 = 0;
    while let Some(row) = rows.next().map_err(failed)? {
        number += 1;
        let values = helpers.values(row, &reader).map_err(|reason| bad_row(database, number, &reason))?;
        if let Some(name) = helpers.stale(row, &values).map_err(failed)? {
            return Err(database.failure(format_args!(
                "column `{name}` is not up to date in row {number}; run `coreql load --update-keys`, \
                 or skip this check with --trust-columns"
            )));
        }
    }
    Ok(())
}

fn bad_row(database: &Database, number: u64, reason: &str) -> Failure {
    database.failure(format_args!("row {number}: {reason}"))
}

/// The mapping of a table that `coreql load` made. Without records its columns may not have every value.
fn loaded(database: &Database, table: Option<&str>, catalog: &Catalog) -> Result<Mapping, Failure> {
    let loaded = LoadedTable::read(database, table)?;
    let name = loaded.mapping.table().last().map(String::as_str).unwrap_or_default();
    if let Some(columns) =
        loaded.mapping.fields().find(|columns| !loaded.has_same_field(catalog, &columns.field))
    {
        return Err(database.failure(format_args!(
            "table `{name}` was loaded with another catalogue, in which field `{}` differs; \
             load it again with --replace",
            columns.field
        )));
    }
    if loaded.mapping.record().is_none() {
        return Err(database.failure(format_args!(
            "table `{name}` was loaded without records; use --update or --replace, or give its --mapping"
        )));
    }
    Ok(loaded.mapping)
}

/// The mapping with some of its fields alone.
fn reduced<'m>(
    mapping: &Mapping,
    fields: impl Iterator<Item = &'m FieldColumns>,
) -> Result<Mapping, Failure> {
    let mut builder = Mapping::builder("");
    if let Some(record) = mapping.record() {
        builder = builder.with_record(record);
    }
    for columns in fields {
        builder = builder.with_columns(columns.clone());
    }
    builder.build().map_err(Failure::usage)
}

/// Adds the helper columns that a table lacks, or fails with the statements that do.
fn add_missing(database: &Database, table: &str, helpers: &Helpers<'_>, adds: bool) -> Outcome {
    let existing = column_names(database, table)?;
    let lacks = |name: &str| !existing.iter().any(|column| column.eq_ignore_ascii_case(name));
    let mapping = helpers.mapping;
    let sources = match mapping.record() {
        Some(record) => vec![record],
        None => mapping.fields().map(|columns| columns.column.as_str()).collect(),
    };
    if let Some(name) = sources.into_iter().find(|name| lacks(name)) {
        return Err(database.failure(format_args!("table `{table}` has no column `{name}`")));
    }
    let missing: Vec<&str> = helpers.names().filter(|name| lacks(name)).collect();
    let statements: Vec<String> = missing
        .iter()
        .map(|name| format!("ALTER TABLE {} ADD COLUMN {} TEXT", quoted(table), quoted(name)))
        .collect();
    match missing.as_slice() {
        [] => {}
        _ if adds => statements.iter().try_for_each(|statement| database.run(statement))?,
        names => {
            return Err(database.failure(format_args!(
                "table `{table}` has no column `{}`; add {} with --add-columns, or with {};",
                names.join("`, `"),
                if names.len() == 1 { "it" } else { "them" },
                statements.join("; ")
            )));
        }
    }
    Ok(())
}

fn column_names(database: &Database, table: &str) -> Result<Vec<String>, Failure> {
    names(database, "SELECT name FROM pragma_table_xinfo(?)", table)
}

fn names(database: &Database, statement: &str, table: &str) -> Result<Vec<String>, Failure> {
    let failed = |error| database.failed(&error);
    let mut statement = database.connection.prepare(statement).map_err(failed)?;
    let names = statement.query_map([table], |row| row.get(0)).map_err(failed)?;
    names.collect::<Result<_, _>>().map_err(failed)
}

/// The columns that identify a row: SQLite's own, or the primary key of a table WITHOUT ROWID.
fn row_key(database: &Database, table: &str) -> Result<Vec<String>, Failure> {
    let without_rowid = "SELECT wr FROM pragma_table_list WHERE name = ? COLLATE NOCASE AND schema = 'main'";
    let without_rowid =
        database.connection.query_row(without_rowid, [table], |row| row.get::<_, bool>(0)).optional();
    if without_rowid.map_err(|error| database.failed(&error))?.unwrap_or(false) {
        return names(database, "SELECT name FROM pragma_table_xinfo(?) WHERE pk > 0 ORDER BY pk", table);
    }
    let columns = column_names(database, table)?;
    let is_free = |name: &&str| !columns.iter().any(|column| column.eq_ignore_ascii_case(name));
    let free = ["rowid", "_rowid_", "oid"].into_iter().find(is_free);
    let none = || database.failure(format_args!("table `{table}` has columns `rowid`, `_rowid_` and `oid`"));
    Ok(vec![free.ok_or_else(none)?.to_owned()])
}

/// The helper columns of some fields, and how their values are computed.
struct Helpers<'m> {
    /// The fields that have some.
    mapping: &'m Mapping,
    rows: Rows<'m>,
    binding: Binding,
    /// The name of each helper column, and its place in a row.
    places: Vec<(&'m str, usize)>,
}

impl<'m> Helpers<'m> {
    fn new(mapping: &'m Mapping, catalog: &Catalog) -> Result<Self, Failure> {
        let rows = Rows::new(mapping, catalog).map_err(Failure::usage)?;
        rows.check_storage(Dialect::Sqlite).map_err(Failure::usage)?;
        let columns = rows.columns();
        let helpers = mapping.fields().flat_map(FieldColumns::helpers);
        let places = helpers.filter_map(|helper| {
            let place = columns.iter().position(|name| *name == helper)?;
            Some((helper, place))
        });
        Ok(Self { mapping, places: places.collect(), binding: Binding::new(rows.schema(), catalog), rows })
    }

    fn names(&self) -> impl Iterator<Item = &'m str> + '_ {
        self.places.iter().map(|(name, _)| *name)
    }

    /// The columns that the helpers are computed from.
    fn sources(&self) -> Vec<&'m str> {
        let fields = self.mapping.fields();
        match self.mapping.record() {
            Some(record) => vec![record],
            None => fields
                .flat_map(|columns| [Some(columns.column.as_str()), columns.real.as_deref()])
                .flatten()
                .collect(),
        }
    }

    /// The columns that are read: what the helpers are computed from, as a [`Reader`] has it, then the helpers.
    fn selected(&self) -> Vec<String> {
        self.sources().into_iter().chain(self.names()).map(quoted).collect()
    }

    fn reader(&self, database: &Database, statement: &Statement<'_>) -> Result<Reader<'m>, Failure> {
        let names: Vec<&str> = statement.column_names().collect();
        Reader::new(self.mapping, &names).map_err(|reason| database.failure(reason))
    }

    /// The values that the helper columns of a row should have, or why the device of the row cannot be read.
    fn values(&self, row: &Row<'_>, reader: &Reader<'_>) -> Result<Vec<SqlValue>, String> {
        let device = reader.device(row)?;
        let made = self.rows.row(0, "", &self.binding.row(&device));
        Ok(self.places.iter().filter_map(|(_, place)| made.get(*place).cloned()).collect())
    }

    /// The first helper column of a row that has another value.
    fn stale(&self, row: &Row<'_>, values: &[SqlValue]) -> rusqlite::Result<Option<&'m str>> {
        for ((place, name), value) in (self.sources().len()..).zip(self.names()).zip(values) {
            let is_same = match (row.get_ref(place)?, value) {
                (ValueRef::Null, SqlValue::Null) => true,
                (ValueRef::Text(stored), SqlValue::Text(text)) => stored == text.as_bytes(),
                _ => false,
            };
            if !is_same {
                return Ok(Some(name));
            }
        }
        Ok(None)
    }

    /// Writes the rows whose helper columns have other values. Returns how many rows there are, and how many of them
    /// were written.
    fn update(&self, database: &Database, table: &str, key: &[String]) -> Result<(u64, u64), Failure> {
        let failed = |error| database.failed(&error);
        let keys: Vec<String> = key.iter().map(|name| quoted(name)).collect();
        let columns = self.selected();
        let first_key = columns.len();
        let [listed, marks] = [keys.join(", "), vec!["?"; keys.len()].join(", ")];
        let select = |condition: &str| {
            format!(
                "SELECT {}, {listed} FROM {} {condition} ORDER BY {listed} LIMIT {BATCH}",
                columns.join(", "),
                quoted(table)
            )
        };
        let sets: Vec<String> = self.names().map(|name| format!("{} = ?", quoted(name))).collect();
        let wheres: Vec<String> = keys.iter().map(|name| format!("{name} = ?")).collect();
        let update =
            format!("UPDATE {} SET {} WHERE {}", quoted(table), sets.join(", "), wheres.join(" AND "));
        let connection = &database.connection;
        let mut first = connection.prepare(&select("")).map_err(failed)?;
        let mut next =
            connection.prepare(&select(&format!("WHERE ({listed}) > ({marks})"))).map_err(failed)?;
        let mut update = connection.prepare(&update).map_err(failed)?;
        let reader = self.reader(database, &first)?;
        let mut last: Option<Vec<Value>> = None;
        let (mut rows, mut updated) = (0_u64, 0_u64);
        loop {
            let mut changes: Vec<(Vec<SqlValue>, Vec<Value>)> = Vec::new();
            let before = rows;
            let mut batch = match &last {
                None => first.query([]),
                Some(key) => next.query(params_from_iter(key)),
            }
            .map_err(failed)?;
            while let Some(row) = batch.next().map_err(failed)? {
                rows += 1;
                let values = self.values(row, &reader).map_err(|reason| bad_row(database, rows, &reason))?;
                let key: Vec<Value> = (first_key..first_key.saturating_add(keys.len()))
                    .map(|place| row.get(place))
                    .collect::<Result<_, _>>()
                    .map_err(failed)?;
                if self.stale(row, &values).map_err(failed)?.is_some() {
                    changes.push((values, key.clone()));
                }
                last = Some(key);
            }
            drop(batch);
            for (values, key) in changes {
                let mut number = 0;
                for value in &values {
                    number += 1;
                    update.raw_bind_parameter(number, Parameter::new(value)).map_err(failed)?;
                }
                for value in &key {
                    number += 1;
                    update.raw_bind_parameter(number, value).map_err(failed)?;
                }
                update.raw_execute().map_err(failed)?;
                updated += 1;
            }
            if rows == before {
                return Ok((rows, updated));
            }
        }
    }

    /// Fails if SQLite made numbers of the texts, because of the type of their column.
    fn check_kinds(&self, database: &Database, table: &str) -> Outcome {
        for name in self.names() {
            let column = quoted(name);
            let statement = format!(
                "SELECT 1 FROM {} WHERE typeof({column}) NOT IN ('text', 'null') LIMIT 1",
                quoted(table)
            );
            let found = database.connection.query_row(&statement, [], |_| Ok(())).optional();
            if found.map_err(|error| database.failed(&error))?.is_some() {
                return Err(database.failure(format_args!(
                    "the type of column `{name}` makes numbers of texts; it must be TEXT"
                )));
            }
        }
        Ok(())
    }
}
