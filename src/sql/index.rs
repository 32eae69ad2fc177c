//! Statements for the indexes that conditions can use.

use std::collections::HashSet;

use super::columns::{FieldColumns, Storage};
use super::dialect::{Dialect, Index, IndexSchema, Longest, Trigrams};
use super::error::SqlError;
use super::mapping::Mapping;
use super::options::{Literals, SqlOptions};
use super::table;
use super::writer::{SqlFragment, Writer};
use crate::text::fold::fold;

/// Which fields get indexes, and of which kind.
///
/// An index never changes an answer. PostgreSQL, SQLite, MariaDB and MySQL have the kinds of index that answer these
/// conditions. For the other dialects there are no statements: what scans columns in blocks (ClickHouse, Spark, DuckDB,
/// DataFusion) passes over blocks by their least and greatest values, which need no statement.
///
/// PostgreSQL refuses a row whose indexed text has more than about 2,700 bytes after compression, so give no index to a
/// field with such texts. MariaDB and MySQL index the first 768 characters.
///
/// ```
/// use coreql::catalog::Catalog;
/// use coreql::sql::{Dialect, Indexes, Mapping, Translator};
///
/// let mapping = Mapping::of(Catalog::builtin());
/// let indexes = Indexes::new().with_fields(["common.platform"]).with_substring_fields(["common.owner"]);
/// let statements = Translator::new(&mapping, Dialect::Postgres).create_indexes(&indexes)?;
/// let texts: Vec<&str> = statements.iter().map(|statement| statement.text()).collect();
/// assert_eq!(
///     texts,
///     [
///         r#"CREATE INDEX "devices_common_platform__folded" ON "devices" ("common_platform__folded")"#,
///         "CREATE EXTENSION IF NOT EXISTS pg_trgm",
///         r#"CREATE INDEX "devices_common_owner__folded_trigrams" ON "devices" USING gin (("common_owner__folded") gin_trgm_ops)"#,
///     ]
/// );
/// # Ok::<(), coreql::sql::SqlError>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Indexes {
    fields: Option<Vec<String>>,
    substring_fields: Vec<String>,
}

/// One index: its key, and the end of its name.
#[derive(Debug)]
struct Wanted<'m> {
    column: &'m str,
    key: Key,
    suffix: &'static str,
}

/// What a condition compares, and so the key of an index.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Key {
    Text,
    Number,
    /// Plain text that the engine folds.
    Native,
}

impl Indexes {
    /// Indexes for all fields of the mapping, and none for substrings.
    pub fn new() -> Self {
        Self::default()
    }

    /// The fields whose equality, lists, prefixes and orderings an index answers, by their canonical names. Booleans
    /// have none, because they have too few values, nor have arrays, whose equality is a search for a substring.
    #[must_use]
    pub fn with_fields(mut self, fields: impl IntoIterator<Item = impl Into<String>>) -> Self {
        self.fields = Some(fields.into_iter().map(Into::into).collect());
        self
    }

    /// The fields whose `contains` an index answers too, and all conditions of arrays and of untyped fields. Only
    /// PostgreSQL has one, by its extension pg_trgm, for texts of three letters or digits or more.
    #[must_use]
    pub fn with_substring_fields(mut self, fields: impl IntoIterator<Item = impl Into<String>>) -> Self {
        self.substring_fields = fields.into_iter().map(Into::into).collect();
        self
    }
}

/// The statements, in order; none if the dialect has no such index.
pub(super) fn create_indexes(
    indexes: &Indexes,
    mapping: &Mapping,
    dialect: Dialect,
) -> Result<Vec<SqlFragment>, SqlError> {
    let fields = match &indexes.fields {
        Some(fields) => columns_of(fields, mapping)?,
        None => mapping.fields().collect(),
    };
    let substring_fields = columns_of(&indexes.substring_fields, mapping)?;
    let Some(index) = &dialect.facts().index else { return Ok(Vec::new()) };
    let mut names = Names::of(mapping, dialect);
    let mut statements = Vec::new();
    for wanted in fields.into_iter().flat_map(ordered) {
        statements.extend(ordinary(mapping, &wanted, index, &mut names, dialect)?);
    }
    if let Some(trigrams) = &index.trigrams
        && !substring_fields.is_empty()
    {
        let mut extension = writer(dialect);
        extension.sql(trigrams.extension);
        statements.push(extension.finish()?);
        for wanted in substring_fields.into_iter().flat_map(searched) {
            statements.push(of_trigrams(mapping, &wanted, trigrams, &mut names, dialect)?);
        }
    }
    Ok(statements)
}

fn writer(dialect: Dialect) -> Writer<'static> {
    Writer::new(SqlOptions::new(dialect).with_literals(Literals::Inlined))
}

/// The columns of fields, each field once.
fn columns_of<'m>(fields: &[String], mapping: &'m Mapping) -> Result<Vec<&'m FieldColumns>, SqlError> {
    let mut seen = HashSet::new();
    let mut all = Vec::new();
    for field in fields {
        let columns = mapping.field(field).ok_or_else(|| SqlError::NoColumn { field: field.clone() })?;
        if seen.insert(columns.field.as_str()) {
            all.push(columns);
        }
    }
    Ok(all)
}

/// The columns that conditions compare whole.
fn ordered(columns: &FieldColumns) -> Vec<Wanted<'_>> {
    let wanted = |column, key| Wanted { column, key, suffix: "" };
    let mut all = Vec::new();
    match (columns.storage, &columns.folded) {
        (Storage::Text, Some(folded)) => all.push(wanted(folded.as_str(), Key::Text)),
        (Storage::Text, None) => {
            all.push(Wanted { suffix: "_native", ..wanted(columns.column.as_str(), Key::Native) });
        }
        (
            Storage::Integer
            | Storage::Double
            | Storage::Milliseconds
            | Storage::Timestamp
            | Storage::TimestampZoned,
            _,
        ) => all.push(wanted(columns.column.as_str(), Key::Number)),
        (Storage::Boolean | Storage::TextArray | Storage::Json, _) => {}
    }
    all.extend(columns.real.as_deref().map(|real| wanted(real, Key::Number)));
    all.extend(columns.sort.as_deref().map(|sort| wanted(sort, Key::Text)));
    if let Some(untyped) = &columns.untyped {
        for end in [&untyped.least, &untyped.most, &untyped.least_number, &untyped.most_number] {
            all.push(wanted(end, Key::Text));
        }
    }
    all
}

/// The columns that conditions search for a text.
fn searched(columns: &FieldColumns) -> Vec<Wanted<'_>> {
    let wanted = |column, key| Wanted { column, key, suffix: "_trigrams" };
    let mut all = Vec::new();
    match (columns.storage, &columns.folded) {
        (_, Some(folded)) => all.push(wanted(folded.as_str(), Key::Text)),
        (Storage::Text, None) => all.push(wanted(columns.column.as_str(), Key::Native)),
        (
            Storage::Integer
            | Storage::Double
            | Storage::Boolean
            | Storage::Milliseconds
            | Storage::Timestamp
            | Storage::TimestampZoned
            | Storage::TextArray
            | Storage::Json,
            None,
        ) => {}
    }
    all.extend(columns.untyped.as_ref().map(|untyped| wanted(untyped.numbers.as_str(), Key::Text)));
    all
}

/// `None` where the engine has no index of an expression.
fn ordinary(
    mapping: &Mapping,
    wanted: &Wanted<'_>,
    index: &Index,
    names: &mut Names,
    dialect: Dialect,
) -> Result<Option<SqlFragment>, SqlError> {
    let template = match wanted.key {
        Key::Text => Some(index.text),
        Key::Number => Some("{}"),
        Key::Native => index.expression.filter(|_| dialect.facts().fold.is_some()),
    };
    let Some(template) = template else { return Ok(None) };
    let mut writer = begun(mapping, wanted, index.schema, names, dialect);
    writer.sql(" (");
    writer.template(template, &mut |writer, _| compared(wanted, writer));
    writer.sql(")");
    writer.finish().map(Some)
}

fn of_trigrams(
    mapping: &Mapping,
    wanted: &Wanted<'_>,
    trigrams: &Trigrams,
    names: &mut Names,
    dialect: Dialect,
) -> Result<SqlFragment, SqlError> {
    let mut writer = begun(mapping, wanted, IndexSchema::OfTable, names, dialect);
    writer.sql(trigrams.method).sql(" (");
    writer.template(trigrams.key, &mut |writer, _| compared(wanted, writer));
    writer.sql(")");
    writer.finish()
}

/// `CREATE INDEX … ON …`
fn begun(
    mapping: &Mapping,
    wanted: &Wanted<'_>,
    schema: IndexSchema,
    names: &mut Names,
    dialect: Dialect,
) -> Writer<'static> {
    let mut writer = writer(dialect);
    writer.sql("CREATE INDEX ");
    let name = names.next(wanted);
    match (schema, mapping.table().split_last()) {
        (IndexSchema::OfIndex, Some((own, path))) => {
            for part in path {
                writer.name(part).sql(".");
            }
            writer.name(&name).sql(" ON ").name(own);
        }
        (IndexSchema::OfIndex | IndexSchema::OfTable, _) => {
            writer.name(&name).sql(" ON ");
            table::name(mapping, &mut writer);
        }
    }
    writer
}

/// The operand, exactly as conditions write it: an index on an expression serves no other.
fn compared(wanted: &Wanted<'_>, writer: &mut Writer<'_>) {
    let template = match wanted.key {
        Key::Text | Key::Number => None,
        Key::Native => writer.dialect().facts().fold.map(|fold| fold.engine),
    };
    writer.template(template.unwrap_or("{}"), &mut |writer, _| {
        writer.name(wanted.column);
    });
}

/// Names of indexes, each given once: the table's and the column's, cut short where the dialect's limit is.
#[derive(Debug)]
struct Names {
    table: String,
    longest: usize,
    taken: HashSet<String>,
}

impl Names {
    fn of(mapping: &Mapping, dialect: Dialect) -> Self {
        let table = mapping.table().last().cloned().unwrap_or_default();
        Self {
            // PostgreSQL and SQLite give no index the name of a table.
            taken: HashSet::from([fold(&table).into_owned()]),
            table,
            // No name has fewer bytes than characters or units.
            longest: match dialect.facts().longest_identifier {
                Longest::None => usize::MAX,
                Longest::Bytes(most) | Longest::Characters(most) | Longest::Units(most) => most,
            },
        }
    }

    fn next(&mut self, wanted: &Wanted<'_>) -> String {
        let whole = format!("{}_{}{}", self.table, wanted.column, wanted.suffix);
        let mut name = cut(&whole, self.longest).to_owned();
        let mut number = 1_u32;
        while !self.taken.insert(fold(&name).into_owned()) {
            number += 1;
            let number = format!("_{number}");
            name = cut(&whole, self.longest.saturating_sub(number.len())).to_owned() + &number;
        }
        name
    }
}

/// The longest start of a text that has no more bytes.
fn cut(text: &str, bytes: usize) -> &str {
    let ends = text.char_indices().map(|(at, c)| at + c.len_utf8());
    let end = ends.take_while(|end| *end <= bytes).last().unwrap_or(0);
    text.get(..end).unwrap_or(text)
}
