//! Tables: `CREATE TABLE` and `INSERT`.

use super::columns::{ColumnRole, Storage};
use super::dialect::Dialect;
use super::error::SqlError;
use super::mapping::Mapping;
use super::options::{Literals, SqlOptions};
use super::writer::{SqlFragment, SqlValue, Writer};

/// `CREATE TABLE` for a mapping.
pub(super) fn create(mapping: &Mapping, dialect: Dialect) -> Result<SqlFragment, SqlError> {
    check_columns(mapping, dialect)?;
    mapping.check_types(dialect)?;
    let types = dialect.facts().types;
    let mut writer = Writer::new(SqlOptions::new(dialect).with_literals(Literals::Inlined));
    writer.sql("CREATE TABLE ");
    name(mapping, &mut writer);
    writer.sql(" (");
    for (index, (name, holds, sql_type)) in mapping.columns().enumerate() {
        writer.sql(if index == 0 { "\n  " } else { ",\n  " }).name(name).sql(" ");
        let own = match holds {
            ColumnRole::Id => {
                writer.sql(types.integer).sql(types.of_id);
                continue;
            }
            ColumnRole::Helper => types.binary_text,
            ColumnRole::Real | ColumnRole::Stored(Storage::Double) => types.double,
            ColumnRole::Stored(Storage::Text | Storage::Json) => types.text,
            ColumnRole::Stored(Storage::Integer | Storage::Milliseconds) => types.integer,
            ColumnRole::Stored(Storage::Boolean) => types.boolean,
            ColumnRole::Stored(Storage::Timestamp) => types.timestamp,
            ColumnRole::Stored(Storage::TimestampZoned) => types.timestamp_zoned,
            ColumnRole::Stored(Storage::TextArray) => types.array,
        };
        if mapping.id() == Some(name)
            && let Some(text) = types.key_text
        {
            let own = if matches!(holds, ColumnRole::Stored(Storage::Text)) { text } else { own };
            writer.sql(sql_type.unwrap_or(own)).sql(" NOT NULL PRIMARY KEY");
            continue;
        }
        let nullable =
            if matches!(holds, ColumnRole::Stored(Storage::TextArray)) { "{}" } else { types.nullable };
        writer.template(nullable, &mut |writer, _| {
            writer.sql(sql_type.unwrap_or(own));
        });
    }
    writer.sql("\n)");
    let [of_place, without] = types.table_end;
    match mapping.place() {
        Some(place) => writer.template(of_place, &mut |writer, _| {
            writer.name(place);
        }),
        None => writer.sql(without),
    };
    writer.finish()
}

/// `INSERT` of rows.
pub(super) fn insert<'r>(
    mapping: &Mapping,
    rows: impl IntoIterator<Item = &'r [SqlValue]>,
    mut writer: Writer<'_>,
) -> Result<SqlFragment, SqlError> {
    insert_rows(mapping, rows, &mut writer)?;
    writer.finish()
}

/// `INSERT` of rows that updates those with the same key.
pub(super) fn upsert<'r>(
    mapping: &Mapping,
    rows: impl IntoIterator<Item = &'r [SqlValue]>,
    mut writer: Writer<'_>,
) -> Result<SqlFragment, SqlError> {
    let dialect = writer.dialect();
    let upsert = dialect.facts().upsert.ok_or(SqlError::NoUpsert { dialect })?;
    let key = mapping.id().filter(|_| mapping.place().is_none()).ok_or(SqlError::NoKey)?;
    let place = mapping.columns().position(|(name, ..)| name == key).ok_or(SqlError::NoKey)?;
    let rows: Vec<&[SqlValue]> = rows.into_iter().collect();
    if rows.iter().any(|row| row.get(place).is_none_or(|value| *value == SqlValue::Null)) {
        return Err(SqlError::EmptyKey { column: key.to_owned() });
    }
    insert_rows(mapping, rows, &mut writer)?;
    let mut updated = mapping.columns().map(|(name, ..)| name).filter(|name| *name != key).peekable();
    let clause = if updated.peek().is_some() { upsert.clause } else { upsert.nothing };
    writer.template(clause, &mut |writer, _| {
        writer.name(key);
    });
    for (index, name) in updated.enumerate() {
        writer.sql(if index == 0 { "" } else { ", " }).name(name).sql(" = ");
        writer.template(upsert.new, &mut |writer, _| {
            writer.name(name);
        });
    }
    writer.finish()
}

fn insert_rows<'r>(
    mapping: &Mapping,
    rows: impl IntoIterator<Item = &'r [SqlValue]>,
    writer: &mut Writer<'_>,
) -> Result<(), SqlError> {
    check_columns(mapping, writer.dialect())?;
    insert_into(mapping, writer);
    for (index, row) in rows.into_iter().enumerate() {
        writer.sql(if index == 0 { "" } else { ", " });
        values(mapping, row, writer)?;
    }
    Ok(())
}

/// `INSERT` of one row with a placeholder for each column.
pub(super) fn prepared_insert(mapping: &Mapping, writer: Writer<'_>) -> Result<SqlFragment, SqlError> {
    let nulls = vec![SqlValue::Null; mapping.columns().count()];
    insert(mapping, [nulls.as_slice()], writer)
}

fn insert_into(mapping: &Mapping, writer: &mut Writer<'_>) {
    writer.sql("INSERT INTO ");
    name(mapping, writer);
    writer.sql(" (");
    for (index, (name, ..)) in mapping.columns().enumerate() {
        writer.sql(if index == 0 { "" } else { ", " }).name(name);
    }
    writer.sql(") VALUES ");
}

fn values(mapping: &Mapping, row: &[SqlValue], writer: &mut Writer<'_>) -> Result<(), SqlError> {
    writer.sql("(");
    for (index, (value, (name, holds, _))) in row.iter().zip(mapping.columns()).enumerate() {
        writer.sql(if index == 0 { "" } else { ", " });
        let facts = writer.dialect().facts();
        let (template, needs) = match holds {
            // A literal would first have to be converted to the type.
            _ if *value == SqlValue::Null && writer.literals() == Literals::Inlined => (Some("{}"), ""),
            ColumnRole::Stored(Storage::Timestamp) => (facts.timestamp, "a column of milliseconds"),
            ColumnRole::Stored(Storage::TimestampZoned) => {
                (facts.timestamp_zoned, "a column of milliseconds")
            }
            ColumnRole::Stored(Storage::TextArray) => (facts.types.array_of_json, "a column of JSON text"),
            ColumnRole::Id | ColumnRole::Helper | ColumnRole::Real | ColumnRole::Stored(_) => {
                (Some("{}"), "")
            }
        };
        let dialect = writer.dialect();
        let no_form = || SqlError::NoForm { field: name.to_owned(), needs, dialect };
        let template = template.ok_or_else(no_form)?;
        if let (ColumnRole::Stored(Storage::Timestamp | Storage::TimestampZoned), SqlValue::Integer(instant)) =
            (holds, value)
            && !(facts.instants.first..=facts.instants.last).contains(instant)
        {
            return Err(SqlError::FarDate { column: name.to_owned(), dialect });
        }
        let literals = facts.timestamp_literals;
        match (holds, value) {
            (ColumnRole::Stored(Storage::Timestamp), SqlValue::Integer(instant)) => {
                writer.instant(template, literals.plain, *instant)
            }
            (ColumnRole::Stored(Storage::TimestampZoned), SqlValue::Integer(instant)) => {
                writer.instant(template, literals.zoned, *instant)
            }
            _ => writer.value_in(template, value.clone()),
        };
    }
    writer.sql(")");
    Ok(())
}

/// Few engines have tables without columns.
fn check_columns(mapping: &Mapping, dialect: Dialect) -> Result<(), SqlError> {
    mapping.columns().next().ok_or(SqlError::NoColumns)?;
    mapping.check_names(dialect)
}

/// The name of the table.
pub(super) fn name(mapping: &Mapping, writer: &mut Writer<'_>) {
    path(mapping.table(), writer);
}

/// A name of several parts.
pub(super) fn path(path: &[String], writer: &mut Writer<'_>) {
    if path.is_empty() {
        writer.name("");
    }
    for (index, name) in path.iter().enumerate() {
        writer.sql(if index == 0 { "" } else { "." }).name(name);
    }
}

/// The name of the table, and its alias if it has one.
pub(super) fn name_with_alias(mapping: &Mapping, writer: &mut Writer<'_>) {
    name(mapping, writer);
    if let Some(alias) = writer.alias() {
        writer.sql(" AS ").name(alias);
    }
}
