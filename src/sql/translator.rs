//! The entry point: queries and tables as statements.

use super::error::SqlError;
use super::index::{Indexes, create_indexes};
use super::mapping::Mapping;
use super::search::{self, Search};
use super::table;
use super::writer::{SqlFragment, SqlValue, Writer};
use super::{Literals, SqlOptions, lower};
use crate::query::Query;

/// Translates queries to SQL for one table. Every method returns [`SqlFragment`]s: text, and the parameters that it
/// binds.
///
/// ```
/// use coreql::Query;
/// use coreql::sql::{Dialect, Mapping, Search, SqlOptions, SqlValue, Storage, Translator};
///
/// let mapping = Mapping::builder("devices").with_field("common.platform", "platform", Storage::Text).build()?;
/// let query: Query = "platform = \"iOS\"".parse()?;
///
/// // Whole statements …
/// let sqlite = Translator::new(&mapping, Dialect::Sqlite);
/// let statement = sqlite.search(&query, &Search::new().with_limit(10))?;
/// assert_eq!(statement.text(), "SELECT * FROM `devices` WHERE lower(`platform`) = lower(?) LIMIT 10");
/// assert_eq!(statement.parameters(), [SqlValue::Text("iOS".to_owned())]);
///
/// // … or a condition as a part of your own, after two parameters of yours.
/// let options = SqlOptions::new(Dialect::Sqlite).with_first_placeholder(3);
/// let condition = Translator::new(&mapping, options).with_alias("d").condition(&query)?;
/// let text = format!("SELECT d.serial FROM devices AS d WHERE d.site = ? AND d.state = ? AND ({})", condition.text());
/// assert!(text.ends_with("AND (lower(`d`.`platform`) = lower(?))"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Translator<'m> {
    mapping: &'m Mapping,
    options: SqlOptions,
    alias: Option<&'m str>,
}

impl<'m> Translator<'m> {
    /// For the table of a mapping; a [`Dialect`](super::Dialect) will do as options.
    pub fn new(mapping: &'m Mapping, options: impl Into<SqlOptions>) -> Self {
        Self { mapping, options: options.into(), alias: None }
    }

    /// Sets the table's alias: conditions qualify its columns by it (`"d"."platform"`), and searches and counts give
    /// it to the table.
    #[must_use]
    pub const fn with_alias(mut self, alias: &'m str) -> Self {
        self.alias = Some(alias);
        self
    }

    /// The mapping.
    pub const fn mapping(&self) -> &'m Mapping {
        self.mapping
    }

    /// The options.
    pub const fn options(&self) -> SqlOptions {
        self.options
    }

    /// The condition of a WHERE. Within a bigger condition, put it in parentheses.
    ///
    /// # Errors
    /// An incomplete query; a field without columns, or with columns that cannot answer exactly on the dialect; more
    /// values or deeper nesting than the engine takes.
    pub fn condition(&self, query: &Query) -> Result<SqlFragment, SqlError> {
        let mut writer = self.writer();
        lower::write(query, self.mapping, self.options, &mut writer)?;
        writer.finish()
    }

    /// The statement that selects what a query matches.
    ///
    /// # Errors
    /// As [`condition`](Self::condition); a field that has no column; an order by an array or by an untyped field; a
    /// limit and an offset beyond what the engine counts.
    pub fn search(&self, query: &Query, search: &Search) -> Result<SqlFragment, SqlError> {
        let mut writer = self.writer();
        search::write(search, query, self.mapping, self.options, &mut writer)?;
        writer.finish()
    }

    /// The statement that counts the rows of a query.
    ///
    /// # Errors
    /// As [`condition`](Self::condition).
    pub fn count(&self, query: &Query) -> Result<SqlFragment, SqlError> {
        let mut writer = self.writer();
        writer.sql("SELECT COUNT(*) FROM ");
        table::name_with_alias(self.mapping, &mut writer);
        writer.sql(" WHERE ");
        lower::write(query, self.mapping, self.options, &mut writer)?;
        writer.finish()
    }

    /// `CREATE TABLE`, with the types and collations that the conditions rely on.
    ///
    /// # Errors
    /// A name or a type that the dialect does not have; names that it does not distinguish; a mapping without columns.
    pub fn create_table(&self) -> Result<SqlFragment, SqlError> {
        table::create(self.mapping, self.options.dialect())
    }

    /// `CREATE VIEW` of the rows that a query selects: the columns of some fields, by their canonical names, or all
    /// columns. Its values are literals, and a date relative to now is the one that it was when the query was read.
    ///
    /// ```
    /// use coreql::Query;
    /// use coreql::sql::{Dialect, Mapping, Storage, Translator};
    ///
    /// let mapping = Mapping::builder("devices").with_field("common.retired", "retired", Storage::Boolean).build()?;
    /// let query: Query = "retired = true".parse()?;
    /// let view = Translator::new(&mapping, Dialect::Postgres).create_view(["mdm", "retired"], &query, ["common.retired"])?;
    /// assert_eq!(
    ///     view.text(),
    ///     "CREATE VIEW \"mdm\".\"retired\" AS\nSELECT \"retired\"\nFROM \"devices\"\nWHERE \"retired\" = TRUE"
    /// );
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// Those of [`condition`](Self::condition); a field without columns; a name that the dialect does not have.
    pub fn create_view(
        &self,
        path: impl IntoIterator<Item = impl Into<String>>,
        query: &Query,
        fields: impl IntoIterator<Item = impl Into<String>>,
    ) -> Result<SqlFragment, SqlError> {
        let options = self.options.with_literals(Literals::Inlined);
        let mut writer = Writer::new(options).with_alias(self.alias);
        let name: Vec<String> = path.into_iter().map(Into::into).collect();
        let search = Search::new().with_fields(fields);
        search::write_view(&name, &search, query, self.mapping, options, &mut writer)?;
        writer.finish()
    }

    /// `CREATE INDEX` for some fields, in order; none if the dialect has no such index.
    ///
    /// # Errors
    /// A field that has no column; a name that the dialect cannot have.
    pub fn create_indexes(&self, indexes: &Indexes) -> Result<Vec<SqlFragment>, SqlError> {
        create_indexes(indexes, self.mapping, self.options.dialect())
    }

    /// `INSERT` of rows that [`Rows`](super::Rows) made.
    ///
    /// # Errors
    /// A name or a text that the dialect cannot store; a mapping without columns; more values than the dialect binds.
    pub fn insert<'r>(
        &self,
        rows: impl IntoIterator<Item = &'r [SqlValue]>,
    ) -> Result<SqlFragment, SqlError> {
        table::insert(self.mapping, rows, Writer::new(self.options))
    }

    /// `INSERT` of rows that [`Rows`](super::Rows) made, which updates the rows that have the same `id`; two of the rows
    /// must not. The table has to have `id` as its primary key, as that of [`create_table`](Self::create_table) does.
    ///
    /// ```
    /// use coreql::sql::{Dialect, Literals, Mapping, SqlOptions, SqlValue, Storage, Translator};
    ///
    /// let mapping = Mapping::builder("devices")
    ///     .with_id("uuid")
    ///     .with_field("common.uuid", "uuid", Storage::Text)
    ///     .with_field("common.retired", "retired", Storage::Boolean)
    ///     .build()?;
    /// let row = [SqlValue::Text("7c54".to_owned()), SqlValue::Boolean(true)];
    /// let options = SqlOptions::new(Dialect::Postgres).with_literals(Literals::Inlined);
    /// assert_eq!(
    ///     Translator::new(&mapping, options).upsert([&row[..]])?.text(),
    ///     "INSERT INTO \"devices\" (\"uuid\", \"retired\") VALUES ('7c54', TRUE) \
    ///      ON CONFLICT (\"uuid\") DO UPDATE SET \"retired\" = excluded.\"retired\""
    /// );
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// Those of [`insert`](Self::insert); a dialect without such a statement; a mapping whose `id` is no field's column,
    /// because the place of a device differs from file to file; a row without a value in it.
    pub fn upsert<'r>(
        &self,
        rows: impl IntoIterator<Item = &'r [SqlValue]>,
    ) -> Result<SqlFragment, SqlError> {
        table::upsert(self.mapping, rows, Writer::new(self.options))
    }

    /// `INSERT` of one row with a placeholder for each column, to be prepared once; the parameters are NULL.
    ///
    /// # Errors
    /// A name that the dialect cannot have; a mapping without columns.
    pub fn prepared_insert(&self) -> Result<SqlFragment, SqlError> {
        let options = self.options.with_literals(Literals::Bound);
        table::prepared_insert(self.mapping, Writer::new(options))
    }

    fn writer(&self) -> Writer<'m> {
        Writer::new(self.options).with_alias(self.alias)
    }
}
