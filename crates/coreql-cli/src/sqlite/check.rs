//! Whether the columns of a table hold what a mapping says. SQLite stores any value in any column, and compares values
//! of different kinds by their kind, so a date stored as text would never be found as a number of milliseconds.

use coreql::sql::{FieldColumns, Mapping, Storage};
use rusqlite::OptionalExtension;
use rusqlite::types::ValueRef;

use super::database::{Database, quoted};
use crate::failure::{Failure, Outcome};

/// Looks for a value of the wrong kind in any of these columns: one statement with `LIMIT 1`, which reads the table once
/// if there is none. STRICT tables are not read.
pub(super) fn columns<'m>(
    database: &Database,
    mapping: &Mapping,
    columns: impl Iterator<Item = &'m FieldColumns>,
) -> Outcome {
    let mut checked: Vec<(&FieldColumns, &[&str])> = Vec::new();
    for columns in columns {
        if let Some(kinds) = kinds(columns)
            && !checked.iter().any(|(other, _)| other.column == columns.column)
        {
            checked.push((columns, kinds));
        }
    }
    let name = mapping.table().last().map(String::as_str).unwrap_or_default();
    if checked.is_empty() || is_strict(database, name)? {
        return Ok(());
    }
    let path: Vec<String> = mapping.table().iter().map(|name| quoted(name)).collect();
    let names: Vec<String> = checked.iter().map(|(columns, _)| quoted(&columns.column)).collect();
    let conditions = names
        .iter()
        .zip(&checked)
        .map(|(column, (_, kinds))| format!("typeof({column}) NOT IN ('null', '{}')", kinds.join("', '")));
    let statement = format!(
        "SELECT {} FROM {} WHERE {} LIMIT 1",
        names.join(", "),
        path.join("."),
        conditions.collect::<Vec<_>>().join(" OR ")
    );
    let wrong = database.connection.query_row(&statement, [], |row| {
        for (index, (columns, kinds)) in checked.iter().enumerate() {
            let (kind, value) = match row.get_ref(index)? {
                ValueRef::Null => continue,
                ValueRef::Integer(integer) => ("integer", integer.to_string()),
                ValueRef::Real(double) => ("real", double.to_string()),
                ValueRef::Text(text) => ("text", format!("the text `{}`", String::from_utf8_lossy(text))),
                ValueRef::Blob(_) => ("blob", "a blob".to_owned()),
            };
            if !kinds.contains(&kind) {
                return Ok(Some(mismatch(database, columns, &value)));
            }
        }
        Ok(None)
    });
    match wrong.optional().map_err(|error| database.failed(&error))?.flatten() {
        Some(mismatch) => Err(mismatch),
        None => Ok(()),
    }
}

fn mismatch(database: &Database, columns: &FieldColumns, value: &str) -> Failure {
    database.failure(format_args!(
        "column `{}` is {} in the mapping of `{}`, but holds {value}; \
         correct the mapping or the values, or skip this check with --trust-columns",
        columns.column,
        name(columns.storage),
        columns.field
    ))
}

/// The kinds of values in SQLite that SQL compares as the mapping expects. None if all are.
fn kinds(columns: &FieldColumns) -> Option<&'static [&'static str]> {
    match columns.storage {
        Storage::Integer if columns.real.is_none() => Some(&["integer", "real"]),
        Storage::Integer | Storage::Boolean | Storage::Milliseconds => Some(&["integer"]),
        Storage::Double => Some(&["real", "integer"]),
        // Text that is compared is folded first, which reads numbers as text.
        Storage::Text => Some(&["text", "integer", "real"]),
        Storage::Timestamp | Storage::TimestampZoned | Storage::TextArray | Storage::Json => Some(&["text"]),
        _ => None,
    }
}

fn name(storage: Storage) -> &'static str {
    match storage {
        Storage::Text => "text",
        Storage::Integer => "an integer",
        Storage::Double => "a number",
        Storage::Boolean => "a boolean (0 or 1)",
        Storage::Milliseconds => "a date in milliseconds since 1970",
        Storage::Timestamp | Storage::TimestampZoned => "a timestamp as text",
        Storage::TextArray => "a JSON array",
        Storage::Json => "JSON text",
        _ => "another kind of value",
    }
}

/// Whether SQLite itself holds the columns to their types.
fn is_strict(database: &Database, table: &str) -> Result<bool, Failure> {
    let statement = "SELECT strict FROM pragma_table_list WHERE name = ? COLLATE NOCASE AND schema = 'main'";
    let strict = database.connection.query_row(statement, [table], |row| row.get::<_, bool>(0)).optional();
    Ok(strict.map_err(|error| database.failed(&error))?.unwrap_or(false))
}
