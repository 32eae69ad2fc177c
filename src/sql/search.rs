//! The statement that selects what a query matches.

use super::columns::Storage;
use super::dialect::Page;
use super::error::SqlError;
use super::mapping::Mapping;
use super::writer::Writer;
use super::{SqlOptions, lower, table};
use crate::query::Query;
use crate::value::SortOrder;

/// Which columns and which page of the result a search statement selects, and in which order.
///
/// ```
/// use coreql::Query;
/// use coreql::catalog::Catalog;
/// use coreql::sql::{Dialect, Mapping, Search, Translator};
///
/// let query: Query = "common.platform = \"iOS\"".parse()?;
/// let search = Search::new().with_fields(["common.uuid"]).with_limit(10);
/// let mapping = Mapping::of(Catalog::builtin());
/// let statement = Translator::new(&mapping, Dialect::Postgres).search(&query, &search)?;
/// assert_eq!(
///     statement.text(),
///     r#"SELECT "common_uuid" FROM "devices" WHERE "common_platform__folded" = $1 ORDER BY "id" LIMIT 10"#
/// );
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Search {
    fields: Vec<String>,
    order: Vec<(String, SortOrder)>,
    limit: Option<u64>,
    offset: u64,
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

    /// A field to sort by, after those that were added before: text folded, versions in version order, plain columns of text by their own collation.
    /// Ties are in the order of `id`. Arrays and untyped fields have no order in SQL.
    #[must_use]
    pub fn with_order(mut self, field: impl Into<String>, order: SortOrder) -> Self {
        self.order.push((field.into(), order));
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
}

/// Writes `CREATE VIEW` of the rows that a query selects, without an order.
pub(super) fn write_view(
    name: &[String],
    search: &Search,
    query: &Query,
    mapping: &Mapping,
    options: SqlOptions,
    writer: &mut Writer<'_>,
) -> Result<(), SqlError> {
    writer.sql("CREATE VIEW ");
    table::path(name, writer);
    writer.sql(" AS\nSELECT ");
    search.columns(mapping, None, writer)?;
    writer.sql("\nFROM ");
    table::name_with_alias(mapping, writer);
    writer.sql("\nWHERE ");
    lower::write(query, mapping, options, writer)
}

/// Writes the statement.
pub(super) fn write(
    search: &Search,
    query: &Query,
    mapping: &Mapping,
    options: SqlOptions,
    writer: &mut Writer<'_>,
) -> Result<(), SqlError> {
    // SQL Server fetches one row at least.
    let none = options.dialect().facts().page == Page::Fetch && search.limit == Some(0);
    writer.sql(if none { "SELECT TOP (0) " } else { "SELECT " });
    search.columns(mapping, mapping.record(), writer)?;
    writer.sql(" FROM ");
    table::name_with_alias(mapping, writer);
    writer.sql(" WHERE ");
    lower::write(query, mapping, options, writer)?;
    search.order_by(mapping, writer)?;
    if !none {
        search.page(writer);
    }
    Ok(())
}

impl Search {
    /// The columns of the fields; without any, the one that is given, or all.
    fn columns(
        &self,
        mapping: &Mapping,
        default: Option<&str>,
        writer: &mut Writer<'_>,
    ) -> Result<(), SqlError> {
        if self.fields.is_empty() {
            match default {
                Some(record) => writer.column(record),
                None => writer.sql("*"),
            };
            return Ok(());
        }
        for (index, field) in self.fields.iter().enumerate() {
            let columns = mapping.field(field).ok_or_else(|| SqlError::NoColumn { field: field.clone() })?;
            writer.sql(if index == 0 { "" } else { ", " }).column(&columns.column);
            if let Some(real) = &columns.real {
                writer.sql(", ").column(real);
            }
        }
        Ok(())
    }

    fn order_by(&self, mapping: &Mapping, writer: &mut Writer<'_>) -> Result<(), SqlError> {
        let mut separator = " ORDER BY ";
        for (field, order) in &self.order {
            let columns = mapping.field(field).ok_or_else(|| SqlError::NoColumn { field: field.clone() })?;
            let list = matches!(columns.storage, Storage::TextArray | Storage::Json);
            if list || columns.untyped.is_some() {
                let (field, dialect) = (field.clone(), writer.dialect());
                return Err(SqlError::NoForm { field, needs: "one value of one type, to sort by,", dialect });
            }
            let down = if *order == SortOrder::Descending { " DESC" } else { "" };
            writer.sql(separator);
            separator = ", ";
            match &columns.real {
                Some(real) => number_keys(&columns.column, real, down, writer),
                None => {
                    let column = columns.sort.as_ref().or(columns.folded.as_ref());
                    let column = column.unwrap_or(&columns.column);
                    if writer.dialect().facts().has_nulls_last {
                        writer.column(column).sql(down).sql(" NULLS LAST");
                    } else {
                        null_last(column, writer);
                        writer.sql(", ").column(column).sql(down);
                    }
                }
            }
        }
        match mapping.id() {
            Some(id) => {
                writer.sql(separator).column(id);
            }
            // SQL Server has no page without an order.
            None if separator != ", " && writer.dialect().facts().page == Page::Fetch => {
                writer.sql(" ORDER BY (SELECT NULL)");
            }
            None => {}
        }
        Ok(())
    }

    fn page(&self, writer: &mut Writer<'_>) {
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

/// The form of NULLS LAST that all engines read.
fn null_last(column: &str, writer: &mut Writer<'_>) {
    writer.sql("CASE WHEN ").column(column).sql(" IS NULL THEN 1 ELSE 0 END");
}

/// Numbers in two columns: as doubles first. Integers that round to one double, or to that of a number in the second
/// column, which is above them then, are distinguished by their own column.
fn number_keys(integer: &str, real: &str, down: &str, writer: &mut Writer<'_>) {
    let has_nulls_last = writer.dialect().facts().has_nulls_last;
    let double = |writer: &mut Writer<'_>| {
        // The factor makes it a double, which engines are to find one type with.
        writer.sql("COALESCE(").column(real).sql(", ").column(integer).sql(" * 1e0)").sql(down);
    };
    if has_nulls_last {
        double(writer);
        let nulls = if down.is_empty() { " NULLS LAST" } else { " NULLS FIRST" };
        writer.sql(" NULLS LAST, ").column(integer).sql(down).sql(nulls);
        return;
    }
    writer
        .sql("CASE WHEN ")
        .column(integer)
        .sql(" IS NULL AND ")
        .column(real)
        .sql(" IS NULL THEN 1 ELSE 0 END, ");
    double(writer);
    writer.sql(", ");
    null_last(integer, writer);
    writer.sql(down).sql(", ").column(integer).sql(down);
}
