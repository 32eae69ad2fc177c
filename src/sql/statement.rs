//! Whole statements: search, count, `CREATE TABLE`, `INSERT`.

use super::dialect::{Dialect, Page};
use super::error::SqlError;
use super::mapping::{Holds, Mapping, Storage};
use super::writer::{Literals, SqlFragment, SqlValue, Writer};
use super::{SqlOptions, lower};
use crate::query::Query;

/// Which part of the answer a search statement asks for, and in which order.
///
/// ```
/// use coreql::Query;
/// use coreql::catalog::Catalog;
/// use coreql::sql::{Dialect, Mapping, Search, SqlOptions};
///
/// let query: Query = "common.platform = \"iOS\"".parse()?;
/// let search = Search::new().with_fields(["common.uuid"]).with_limit(10);
/// let statement = search.to_sql(&query, &Mapping::of(Catalog::builtin()), SqlOptions::new(Dialect::Postgres))?;
/// assert_eq!(
///     statement.text(),
///     r#"SELECT "common_uuid" FROM "devices" WHERE "common_platform__folded" = $1 ORDER BY "id" LIMIT 10"#
/// );
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Search {
    fields: Vec<String>,
    order: Option<(String, Direction)>,
    limit: Option<u64>,
    offset: u64,
}

/// Up or down; missing values come last in both.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Direction {
    /// From the lowest.
    #[default]
    Ascending,
    /// From the highest.
    Descending,
}

impl Search {
    /// All rows, in the order of the mapping's `id`.
    pub fn new() -> Self {
        Self::default()
    }

    /// The fields whose columns are selected, by their canonical names: one for each, and two where numbers have two.
    /// Without any, the record is selected, or else all columns.
    #[must_use]
    pub fn with_fields(mut self, fields: impl IntoIterator<Item = impl Into<String>>) -> Self {
        self.fields = fields.into_iter().map(Into::into).collect();
        self
    }

    /// The field to sort by: text folded, versions in their order; plain columns of text in that of their own collation.
    /// Ties are in the order of `id`. Arrays and untyped
    /// fields have no order in SQL.
    #[must_use]
    pub fn with_order(mut self, field: impl Into<String>, direction: Direction) -> Self {
        self.order = Some((field.into(), direction));
        self
    }

    /// How many rows at most.
    #[must_use]
    pub const fn with_limit(mut self, limit: u64) -> Self {
        self.limit = Some(limit);
        self
    }

    /// How many rows to leave out first.
    #[must_use]
    pub const fn with_offset(mut self, offset: u64) -> Self {
        self.offset = offset;
        self
    }

    /// The statement.
    ///
    /// # Errors
    /// As [`Query::to_sql`]; a field that has no column; an order by an array or by an untyped field; a limit and an
    /// offset beyond what the engine counts.
    pub fn to_sql(
        &self,
        query: &Query,
        mapping: &Mapping,
        options: SqlOptions,
    ) -> Result<SqlFragment, SqlError> {
        let mut writer = Writer::new(options.dialect(), options.literals());
        // SQL Server fetches one row at least.
        let none = options.dialect().facts().page == Page::Fetch && self.limit == Some(0);
        writer.sql(if none { "SELECT TOP (0) " } else { "SELECT " });
        self.columns(mapping, &mut writer)?;
        writer.sql(" FROM ");
        table(mapping, &mut writer);
        writer.sql(" WHERE ");
        lower::write(query, mapping, options, &mut writer)?;
        self.order_by(mapping, &mut writer)?;
        if !none {
            self.page(&mut writer);
        }
        writer.finish()
    }

    fn columns(&self, mapping: &Mapping, writer: &mut Writer) -> Result<(), SqlError> {
        if self.fields.is_empty() {
            match mapping.record() {
                Some(record) => writer.name(record),
                None => writer.sql("*"),
            };
            return Ok(());
        }
        for (index, field) in self.fields.iter().enumerate() {
            let columns = mapping.field(field).ok_or_else(|| SqlError::NoColumn { field: field.clone() })?;
            writer.sql(if index == 0 { "" } else { ", " }).name(&columns.column);
            if let Some(real) = &columns.real {
                writer.sql(", ").name(real);
            }
        }
        Ok(())
    }

    fn order_by(&self, mapping: &Mapping, writer: &mut Writer) -> Result<(), SqlError> {
        let mut separator = " ORDER BY ";
        if let Some((field, direction)) = &self.order {
            let columns = mapping.field(field).ok_or_else(|| SqlError::NoColumn { field: field.clone() })?;
            let list = matches!(columns.storage, Storage::TextArray | Storage::Json);
            if list || columns.untyped.is_some() {
                let (field, dialect) = (field.clone(), writer.dialect());
                return Err(SqlError::NoForm { field, needs: "one value of one type, to sort by,", dialect });
            }
            let down = if *direction == Direction::Descending { " DESC" } else { "" };
            writer.sql(separator);
            separator = ", ";
            match &columns.real {
                Some(real) => number_keys(&columns.column, real, down, writer),
                None => {
                    let column = columns.sort.as_ref().or(columns.folded.as_ref());
                    let column = column.unwrap_or(&columns.column);
                    null_last(column, writer);
                    writer.sql(", ").name(column).sql(down);
                }
            }
        }
        match mapping.id() {
            Some(id) => {
                writer.sql(separator).name(id);
            }
            // SQL Server has no page without an order.
            None if separator != ", " && writer.dialect().facts().page == Page::Fetch => {
                writer.sql(" ORDER BY (SELECT NULL)");
            }
            None => {}
        }
        Ok(())
    }

    fn page(&self, writer: &mut Writer) {
        // Engines count with 64 bits and a sign, and none has more rows.
        let most = i64::MAX.unsigned_abs();
        let (limit, offset) = (self.limit.map(|limit| limit.min(most)), self.offset.min(most));
        let dialect = writer.dialect();
        let longest = dialect.facts().longest_page;
        if limit.unwrap_or_default().saturating_add(offset) > longest {
            writer.fail(SqlError::LongPage { most: longest, dialect });
        }
        match dialect.facts().page {
            Page::Limit(none) => {
                let none = none.filter(|_| offset > 0).map(str::to_owned);
                if let Some(limit) = limit.map(|limit| limit.to_string()).or(none) {
                    writer.sql(" LIMIT ").sql(&limit);
                }
                if offset > 0 {
                    writer.sql(" OFFSET ").sql(&offset.to_string());
                }
            }
            Page::OffsetFirst => {
                if offset > 0 {
                    writer.sql(" OFFSET ").sql(&offset.to_string());
                }
                if let Some(limit) = limit {
                    writer.sql(" LIMIT ").sql(&limit.to_string());
                }
            }
            Page::Fetch => {
                if limit.is_some() || offset > 0 {
                    writer.sql(" OFFSET ").sql(&offset.to_string()).sql(" ROWS");
                }
                if let Some(limit) = limit {
                    writer.sql(" FETCH NEXT ").sql(&limit.to_string()).sql(" ROWS ONLY");
                }
            }
        }
    }
}

/// The one form of NULLS LAST that all engines read.
fn null_last(column: &str, writer: &mut Writer) {
    writer.sql("CASE WHEN ").name(column).sql(" IS NULL THEN 1 ELSE 0 END");
}

/// Numbers in two columns: as doubles first. Integers that round to one double, or to that of a number in the second
/// column, which is above them then, are told apart by their own column.
fn number_keys(integer: &str, real: &str, down: &str, writer: &mut Writer) {
    writer.sql("CASE WHEN ").name(integer).sql(" IS NULL AND ").name(real).sql(" IS NULL THEN 1 ELSE 0 END");
    // The factor makes it a double, which engines are to find one type with.
    writer.sql(", COALESCE(").name(real).sql(", ").name(integer).sql(" * 1e0)").sql(down).sql(", ");
    null_last(integer, writer);
    writer.sql(down).sql(", ").name(integer).sql(down);
}

/// The statement that counts the rows of a query.
///
/// # Errors
/// As [`Query::to_sql`].
pub fn count(query: &Query, mapping: &Mapping, options: SqlOptions) -> Result<SqlFragment, SqlError> {
    let mut writer = Writer::new(options.dialect(), options.literals());
    writer.sql("SELECT COUNT(*) FROM ");
    table(mapping, &mut writer);
    writer.sql(" WHERE ");
    lower::write(query, mapping, options, &mut writer)?;
    writer.finish()
}

/// `CREATE TABLE` for a mapping, with the types and collations that the conditions count on.
///
/// # Errors
/// A name or a type that the dialect does not have; names that it does not tell apart; a mapping without columns.
pub fn create_table(mapping: &Mapping, dialect: Dialect) -> Result<SqlFragment, SqlError> {
    check_columns(mapping, dialect)?;
    mapping.check_types(dialect)?;
    let types = dialect.facts().types;
    let mut writer = Writer::new(dialect, Literals::Inlined);
    writer.sql("CREATE TABLE ");
    table(mapping, &mut writer);
    writer.sql(" (");
    for (index, (name, holds, sql_type)) in mapping.columns().enumerate() {
        writer.sql(if index == 0 { "" } else { ", " }).name(name).sql(" ");
        let own = match holds {
            Holds::Id => {
                writer.sql(types.integer).sql(types.of_id);
                continue;
            }
            Holds::Helper => types.binary_text,
            Holds::Real | Holds::Stored(Storage::Double) => types.double,
            Holds::Stored(Storage::Text | Storage::Json) => types.text,
            Holds::Stored(Storage::Integer | Storage::Milliseconds) => types.integer,
            Holds::Stored(Storage::Boolean) => types.boolean,
            Holds::Stored(Storage::Timestamp) => types.timestamp,
            Holds::Stored(Storage::TimestampZoned) => types.timestamp_zoned,
            Holds::Stored(Storage::TextArray) => types.array,
        };
        let nullable = if matches!(holds, Holds::Stored(Storage::TextArray)) { "{}" } else { types.nullable };
        writer.template(nullable, &mut |writer, _| {
            writer.sql(sql_type.unwrap_or(own));
        });
    }
    writer.sql(")").sql(types.table_end);
    writer.finish()
}

/// `INSERT` of rows that [`Rows`](super::Rows) made, values inlined.
///
/// # Errors
/// A name or a text that the dialect cannot hold; a mapping without columns.
pub fn insert<'r>(
    mapping: &Mapping,
    rows: impl IntoIterator<Item = &'r [SqlValue]>,
    dialect: Dialect,
) -> Result<SqlFragment, SqlError> {
    check_columns(mapping, dialect)?;
    let mut writer = insert_into(mapping, dialect, Literals::Inlined);
    for (index, row) in rows.into_iter().enumerate() {
        writer.sql(if index == 0 { "" } else { ", " });
        values(mapping, row, &mut writer)?;
    }
    writer.finish()
}

/// `INSERT` of one row with a placeholder for each column.
///
/// # Errors
/// A name that the dialect cannot have; a mapping without columns.
pub fn insert_row(mapping: &Mapping, dialect: Dialect) -> Result<SqlFragment, SqlError> {
    check_columns(mapping, dialect)?;
    let mut writer = insert_into(mapping, dialect, Literals::Bound);
    let nulls = vec![SqlValue::Null; mapping.columns().count()];
    values(mapping, &nulls, &mut writer)?;
    writer.finish()
}

fn insert_into(mapping: &Mapping, dialect: Dialect, literals: Literals) -> Writer {
    let mut writer = Writer::new(dialect, literals);
    writer.sql("INSERT INTO ");
    table(mapping, &mut writer);
    writer.sql(" (");
    for (index, (name, ..)) in mapping.columns().enumerate() {
        writer.sql(if index == 0 { "" } else { ", " }).name(name);
    }
    writer.sql(") VALUES ");
    writer
}

fn values(mapping: &Mapping, row: &[SqlValue], writer: &mut Writer) -> Result<(), SqlError> {
    writer.sql("(");
    for (index, (value, (name, holds, _))) in row.iter().zip(mapping.columns()).enumerate() {
        writer.sql(if index == 0 { "" } else { ", " });
        let facts = writer.dialect().facts();
        let (template, needs) = match holds {
            // A literal is no value of a type that it would have to be made one of.
            _ if *value == SqlValue::Null && writer.literals() == Literals::Inlined => (Some("{}"), ""),
            Holds::Stored(Storage::Timestamp) => (facts.timestamp, "a column of milliseconds"),
            Holds::Stored(Storage::TimestampZoned) => (facts.timestamp_zoned, "a column of milliseconds"),
            Holds::Stored(Storage::TextArray) => (facts.types.array_of_json, "a column of JSON text"),
            Holds::Id | Holds::Helper | Holds::Real | Holds::Stored(_) => (Some("{}"), ""),
        };
        let dialect = writer.dialect();
        let no_form = || SqlError::NoForm { field: name.to_owned(), needs, dialect };
        let template = template.ok_or_else(no_form)?;
        if let (Holds::Stored(Storage::Timestamp | Storage::TimestampZoned), SqlValue::Integer(instant)) =
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

pub(super) fn table(mapping: &Mapping, writer: &mut Writer) {
    if mapping.table().is_empty() {
        writer.name("");
    }
    for (index, name) in mapping.table().iter().enumerate() {
        writer.sql(if index == 0 { "" } else { "." }).name(name);
    }
}
