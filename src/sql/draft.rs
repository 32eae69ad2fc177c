//! Drafts of mappings for tables that coreql did not make.

use std::collections::{BTreeMap, HashMap};
use std::fmt;

use super::columns::{FieldColumns, Storage};
use super::dialect::Dialect;
use super::mapping::{Mapping, MappingBuilder};
use crate::catalog::{Catalog, Field, FieldType};
use crate::text::fold::fold;

/// A column as a table declares it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DeclaredColumn {
    name: String,
    sql_type: String,
    is_key: bool,
}

impl DeclaredColumn {
    /// A column of this name and type; the type may be empty where an engine needs none.
    pub fn new(name: impl Into<String>, sql_type: impl Into<String>) -> Self {
        Self { name: name.into(), sql_type: sql_type.into(), is_key: false }
    }

    /// Sets that the column is the whole primary key.
    #[must_use]
    pub fn with_key(mut self) -> Self {
        self.is_key = true;
        self
    }
}

/// A mapping drafted from a table's declaration, with the columns that it leaves out.
///
/// A column belongs to the field whose name it has, but for case, `_` and camel case: `OsVersion` and `os_version` are
/// `common.os_version`. Its type must be one that the field can be compared with. Where either is doubtful, the column
/// is listed with the reason, and is not in the mapping.
///
/// ```
/// use coreql::catalog::Catalog;
/// use coreql::sql::{DeclaredColumn, Dialect, Draft};
///
/// let columns = [
///     DeclaredColumn::new("Platform", "varchar(20)"),
///     DeclaredColumn::new("BatteryLevel", "text"),
///     DeclaredColumn::new("price", "numeric"),
/// ];
/// let draft = Draft::new(["inventory"], columns, Dialect::Postgres, Catalog::builtin());
/// assert_eq!(draft.mapping().field("common.platform").unwrap().column, "Platform");
/// let doubts: Vec<String> = draft.doubts().iter().map(ToString::to_string).collect();
/// assert_eq!(doubts, ["`BatteryLevel`: type `text` does not suit field `common.battery_level` of type number"]);
/// assert_eq!(draft.unmapped(), ["price"]);
/// ```
#[derive(Clone, Debug)]
pub struct Draft {
    mapping: Mapping,
    doubts: Vec<Doubt>,
    unmapped: Vec<String>,
}

/// A column that may belong to a field, and is not in the drafted mapping.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Doubt {
    column: String,
    reason: DoubtReason,
}

/// Why a column is doubtful.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum DoubtReason {
    /// Several fields have the name.
    SeveralFields(Vec<String>),
    /// Several columns have the field's name.
    SeveralColumns {
        /// The field.
        field: String,
        /// The other columns, or some of many.
        others: Vec<String>,
    },
    /// The field cannot be compared with the column's type, or not for certain.
    Type {
        /// The field.
        field: String,
        /// Its type.
        field_type: FieldType,
        /// The column's.
        sql_type: String,
    },
}

impl Doubt {
    /// The column.
    pub fn column(&self) -> &str {
        &self.column
    }

    /// The reason.
    pub const fn reason(&self) -> &DoubtReason {
        &self.reason
    }
}

impl fmt::Display for Doubt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{}`: ", self.column)?;
        match &self.reason {
            DoubtReason::SeveralFields(fields) => {
                write!(f, "may be any of the fields `{}`", fields.join("`, `"))
            }
            DoubtReason::SeveralColumns { field, others } => {
                write!(f, "field `{field}` may also be in `{}`", others.join("`, `"))
            }
            DoubtReason::Type { field, field_type, sql_type } if sql_type.is_empty() => {
                write!(f, "has no type, and field `{field}` is of type {field_type}")
            }
            DoubtReason::Type { field, field_type, sql_type } => {
                write!(f, "type `{sql_type}` does not suit field `{field}` of type {field_type}")
            }
        }
    }
}

impl Draft {
    /// A draft for a table, given by its path and its columns.
    pub fn new(
        table: impl IntoIterator<Item = impl Into<String>>,
        columns: impl IntoIterator<Item = DeclaredColumn>,
        dialect: Dialect,
        catalog: &Catalog,
    ) -> Self {
        Self::of(table, columns, dialect, &Names::of(catalog))
    }

    /// The same, with the names of the catalogue at hand.
    pub(super) fn of(
        table: impl IntoIterator<Item = impl Into<String>>,
        columns: impl IntoIterator<Item = DeclaredColumn>,
        dialect: Dialect,
        names: &Names<'_>,
    ) -> Self {
        let columns: Vec<DeclaredColumn> = columns.into_iter().collect();
        let mut doubts = Vec::new();
        let mut unmapped = Vec::new();
        let mut by_field: BTreeMap<&str, Vec<&DeclaredColumn>> = BTreeMap::new();
        for column in &columns {
            match names.fields(&column.name) {
                [] => unmapped.push(column.name.clone()),
                [field] => by_field.entry(field.name()).or_default().push(column),
                several => doubts.push(Doubt {
                    column: column.name.clone(),
                    reason: DoubtReason::SeveralFields(
                        several.iter().map(|field| field.name().to_owned()).collect(),
                    ),
                }),
            }
        }
        let mut builder = Mapping::builder("").with_path(table);
        let key = columns.iter().find(|column| column.is_key);
        if let Some(key) = key {
            builder = builder.with_id(key.name.as_str());
        }
        // In the order of the table.
        for column in &columns {
            let [field] = names.fields(&column.name) else { continue };
            let same: &[&DeclaredColumn] = by_field.get(field.name()).map_or(&[], Vec::as_slice);
            match place(field, column, same, dialect) {
                Ok(columns) => builder = builder.with_columns(columns),
                Err(reason) => doubts.push(Doubt { column: column.name.clone(), reason }),
            }
        }
        Self { mapping: builder.build_unchecked(), doubts, unmapped }
    }

    /// The mapping of the columns that are beyond doubt.
    pub const fn mapping(&self) -> &Mapping {
        &self.mapping
    }

    /// The same, alone.
    pub fn into_mapping(self) -> Mapping {
        self.mapping
    }

    /// The columns that may belong to a field.
    pub fn doubts(&self) -> &[Doubt] {
        &self.doubts
    }

    /// The columns that have no field's name.
    pub fn unmapped(&self) -> &[String] {
        &self.unmapped
    }
}

fn place(
    field: &Field,
    column: &DeclaredColumn,
    same: &[&DeclaredColumn],
    dialect: Dialect,
) -> Result<FieldColumns, DoubtReason> {
    if same.len() > 1 {
        // Enough to find them: there are as many doubts as columns.
        const MOST: usize = 8;
        let others = same.iter().filter(|other| other.name != column.name).take(MOST);
        return Err(DoubtReason::SeveralColumns {
            field: field.name().to_owned(),
            others: others.map(|other| other.name.clone()).collect(),
        });
    }
    let mut columns = FieldColumns::new(field.name(), column.name.as_str(), Storage::Text);
    if let Some(storage) = storage(&column.sql_type, field.field_type(), dialect) {
        columns.storage = storage;
        if columns.needs(field.field_type()).is_none() {
            return Ok(columns);
        }
    }
    Err(DoubtReason::Type {
        field: field.name().to_owned(),
        field_type: field.field_type(),
        sql_type: column.sql_type.clone(),
    })
}

/// The fields of a catalogue by the letters and digits of their names.
pub(super) struct Names<'c> {
    by_key: HashMap<String, Vec<&'c Field>>,
}

impl<'c> Names<'c> {
    pub(super) fn of(catalog: &'c Catalog) -> Self {
        // What decides is what decides in a query: a full name or an alias, then the group `common`, then any group.
        let mut full: HashMap<String, Vec<&Field>> = HashMap::new();
        let mut common: HashMap<String, Vec<&Field>> = HashMap::new();
        let mut grouped: HashMap<String, Vec<&Field>> = HashMap::new();
        for field in catalog.fields() {
            let names = std::iter::once(field.name()).chain(field.aliases().iter().map(String::as_str));
            for name in names {
                add(&mut full, key(name), field);
                let Some((group, own)) = name.split_once('.') else { continue };
                let is_common = fold(group) == "common";
                add(if is_common { &mut common } else { &mut grouped }, key(own), field);
            }
        }
        for (name, fields) in common.into_iter().collect::<Vec<_>>() {
            full.entry(name).or_insert(fields);
        }
        for (name, fields) in grouped {
            full.entry(name).or_insert(fields);
        }
        Self { by_key: full }
    }

    fn fields(&self, column: &str) -> &[&'c Field] {
        self.by_key.get(&key(column)).map_or(&[], Vec::as_slice)
    }
}

fn add<'c>(by_key: &mut HashMap<String, Vec<&'c Field>>, key: String, field: &'c Field) {
    let fields = by_key.entry(key).or_default();
    if !fields.iter().any(|other| other.name() == field.name()) {
        fields.push(field);
    }
}

/// The letters and digits of a name, folded.
fn key(name: &str) -> String {
    let kept: String = name.chars().filter(|c| !matches!(c, '_' | '-' | '.' | ' ')).collect();
    fold(&kept).into_owned()
}

/// How a column of a declared type is compared as a field of another, if that is certain.
fn storage(sql_type: &str, field_type: FieldType, dialect: Dialect) -> Option<Storage> {
    let declared = Declared::of(sql_type);
    let facts = dialect.facts();
    let storage = match field_type {
        FieldType::String | FieldType::Version | FieldType::Untyped => {
            declared.is_text(dialect).then_some(Storage::Text)?
        }
        FieldType::Number => declared.number(dialect)?,
        FieldType::Boolean => declared.is_boolean(dialect).then_some(Storage::Boolean)?,
        FieldType::Date => declared.timestamp(dialect)?,
        FieldType::StringArray => {
            (declared.is_text_array() && facts.any_element.is_some()).then_some(Storage::TextArray)?
        }
    };
    match storage {
        Storage::Text if facts.fold.is_none() => None,
        Storage::Timestamp if facts.timestamp.is_none() => None,
        Storage::TimestampZoned if facts.timestamp_zoned.is_none() && facts.instants.zoned_as.is_none() => {
            None
        }
        other => Some(other),
    }
}

/// A declared type in parts: its words without arguments, in capitals; its arguments; whether it is an array.
struct Declared {
    words: String,
    arguments: Vec<String>,
    is_array: bool,
}

impl Declared {
    fn of(sql_type: &str) -> Self {
        let capitals = sql_type.to_ascii_uppercase();
        let mut capitals = capitals.trim();
        let mut is_array = false;
        while let Some((has_array, element)) = element(capitals) {
            is_array |= has_array;
            capitals = element;
        }
        let (before, arguments, after) = match capitals.split_once('(') {
            Some((before, rest)) => {
                let (arguments, after) = rest.rsplit_once(')').unwrap_or((rest, ""));
                (before, arguments, after)
            }
            None => (capitals, "", ""),
        };
        let words: Vec<&str> = before.split_whitespace().chain(after.split_whitespace()).collect();
        let arguments = arguments.split(',').map(|argument| argument.trim().to_owned());
        Self { words: words.join(" "), arguments: arguments.collect(), is_array }
    }

    fn is_text(&self, dialect: Dialect) -> bool {
        // PostgreSQL compares no enumeration as text.
        let enumeration = self.words == "ENUM" && matches!(dialect, Dialect::MariaDb | Dialect::MySql);
        // Fixed lengths pad with spaces.
        let names = [
            "TEXT",
            "VARCHAR",
            "CHARACTER VARYING",
            "CHAR VARYING",
            "NVARCHAR",
            "VARCHAR2",
            "CLOB",
            "STRING",
            "TINYTEXT",
            "MEDIUMTEXT",
            "LONGTEXT",
            "NTEXT",
            "NATIONAL CHARACTER VARYING",
            "UTF8",
            "BPCHAR",
            "CITEXT",
        ];
        !self.is_array && (enumeration || names.contains(&self.words.as_str()))
    }

    fn number(&self, dialect: Dialect) -> Option<Storage> {
        if self.is_array {
            return None;
        }
        let plain = self.words.trim_end_matches(" ZEROFILL").trim_end_matches(" UNSIGNED");
        let plain = plain.trim_end_matches(" SIGNED");
        match plain {
            "INT" | "INTEGER" | "BIGINT" | "SMALLINT" | "TINYINT" | "MEDIUMINT" | "INT2" | "INT4"
            | "INT8" | "INT16" | "INT32" | "INT64" | "UINT8" | "UINT16" | "UINT32" | "UINT64" | "UBIGINT"
            | "UINTEGER" | "USMALLINT" | "UTINYINT" | "HUGEINT" | "SERIAL" | "BIGSERIAL" | "SMALLSERIAL"
            | "LONG" | "SHORT" | "BYTE" => Some(Storage::Integer),
            "REAL" | "FLOAT" | "DOUBLE" | "DOUBLE PRECISION" | "FLOAT4" | "FLOAT8" | "FLOAT32"
            | "FLOAT64" => Some(Storage::Double),
            // DataFusion's conversion of decimals to doubles is not exact.
            "NUMERIC" | "DECIMAL" | "DEC" | "NUMBER" if dialect != Dialect::DataFusion => {
                let [_, scale] = self.arguments.as_slice() else {
                    let has_no_scale = self.arguments.iter().all(String::is_empty);
                    // On PostgreSQL and SQLite a decimal may have any scale, if none is given.
                    let any = has_no_scale && matches!(dialect, Dialect::Postgres | Dialect::Sqlite);
                    return Some(if any { Storage::Double } else { Storage::Integer });
                };
                Some(if scale == "0" { Storage::Integer } else { Storage::Double })
            }
            _ => None,
        }
    }

    fn is_boolean(&self, dialect: Dialect) -> bool {
        let of_mysql = self.words == "TINYINT"
            && self.arguments == ["1"]
            && matches!(dialect, Dialect::MariaDb | Dialect::MySql);
        let of_sql_server = self.words == "BIT" && dialect == Dialect::SqlServer;
        !self.is_array && (matches!(self.words.as_str(), "BOOL" | "BOOLEAN") || of_mysql || of_sql_server)
    }

    fn timestamp(&self, dialect: Dialect) -> Option<Storage> {
        use Dialect::{
            BigQuery, ClickHouse, DataFusion, DuckDb, MariaDb, MySql, Postgres, Snowflake, Spark, SqlServer,
            Trino,
        };
        if self.is_array {
            return None;
        }
        let zoned = Some(Storage::TimestampZoned);
        let plain = Some(Storage::Timestamp);
        match (self.words.as_str(), dialect) {
            ("TIMESTAMPTZ" | "TIMESTAMP WITH TIME ZONE", Postgres | DuckDb | Trino) => zoned,
            ("TIMESTAMP" | "TIMESTAMP WITHOUT TIME ZONE", Postgres | DuckDb | DataFusion | Trino) => plain,
            // A date is its midnight.
            ("DATE", Postgres | MariaDb | MySql) => plain,
            ("DATETIME", MariaDb | MySql | DuckDb) => plain,
            ("TIMESTAMP", MariaDb | MySql | Spark | BigQuery) => zoned,
            ("TIMESTAMP_NTZ", Spark | Snowflake) => plain,
            ("TIMESTAMP_TZ" | "TIMESTAMP_LTZ", Snowflake) => zoned,
            ("DATETIME64" | "DATETIME", ClickHouse) => zoned,
            ("DATETIME2", SqlServer) => plain,
            ("DATETIMEOFFSET", SqlServer) => zoned,
            // SQLite has none, and an integer may be of seconds or of milliseconds.
            _ => None,
        }
    }

    fn is_text_array(&self) -> bool {
        self.is_array && matches!(self.words.as_str(), "TEXT" | "VARCHAR" | "STRING" | "CHARACTER VARYING")
    }
}

/// The type within another, and whether the other is an array of it.
fn element(sql_type: &str) -> Option<(bool, &str)> {
    let within = |prefix: &str, end: char| Some(sql_type.strip_prefix(prefix)?.strip_suffix(end)?.trim());
    if let Some(element) = sql_type.strip_suffix("[]") {
        return Some((true, element.trim()));
    }
    if let Some(element) = within("ARRAY<", '>').or_else(|| within("ARRAY(", ')')) {
        return Some((true, element));
    }
    let nullable = within("NULLABLE(", ')').or_else(|| within("LOWCARDINALITY(", ')'))?;
    Some((false, nullable))
}

impl MappingBuilder {
    /// Sets the whole path of the table.
    fn with_path(mut self, path: impl IntoIterator<Item = impl Into<String>>) -> Self {
        self.table = path.into_iter().map(Into::into).collect();
        self
    }
}

#[cfg(test)]
mod tests;
