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
        writer.sql(if index == 0 { "" } else { ", " }).name(name).sql(" ");
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
        let nullable =
            if matches!(holds, ColumnRole::Stored(Storage::TextArray)) { "{}" } else { types.nullable };
        writer.template(nullable, &mut |writer, _| {
            writer.sql(sql_type.unwrap_or(own));
        });
    }
    writer.sql(")").sql(types.table_end);
    writer.finish()
}

/// `INSERT` of rows.
pub(super) fn insert<'r>(
    mapping: &Mapping,
    rows: impl IntoIterator<Item = &'r [SqlValue]>,
    mut writer: Writer<'_>,
) -> Result<SqlFragment, SqlError> {
    check_columns(mapping, writer.dialect())?;
    insert_into(mapping, &mut writer);
    for (index, row) in rows.into_iter().enumerate() {
        writer.sql(if index == 0 { "" } else { ", " });
        values(mapping, row, &mut writer)?;
    }
    writer.finish()
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
        writer.value_in(template, value.clone());
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
    if mapping.table().is_empty() {
        writer.name("");
    }
    for (index, name) in mapping.table().iter().enumerate() {
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
