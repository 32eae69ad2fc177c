//! Which columns hold which fields.

use std::collections::{HashMap, HashSet};

use serde::{Deserialize, Serialize};

use super::columns::{ColumnRole, FieldColumns, LONGEST, Storage, plain_name};
use super::dialect::Dialect;
use super::error::SqlError;
use super::sql_type::is_type;
use crate::catalog::{Catalog, Field};
use crate::text::fold::fold;

/// The table of devices and the columns of its fields; reads from JSON and serialises to it.
///
/// ```
/// use coreql::catalog::Catalog;
/// use coreql::sql::Mapping;
///
/// let mapping = Mapping::of(Catalog::builtin());
/// let columns = mapping.field("common.os_version").unwrap();
/// assert_eq!(columns.column, "common_os_version");
/// assert_eq!(columns.sort.as_deref(), Some("common_os_version__sort"));
///
/// // A table that is there already: plain columns, compared with the engine's own folding.
/// let mapping = Mapping::from_json(
///     r#"{"table": ["mdm", "devices"], "fields": [
///         {"field": "common.platform", "column": "Platform", "storage": "text"},
///         {"field": "common.battery_level", "column": "battery", "storage": "integer"}
///     ]}"#,
/// )?;
/// assert_eq!(mapping.fields().count(), 2);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Mapping {
    table: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    id: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    record: Option<String>,
    fields: Vec<FieldColumns>,
    #[serde(skip)]
    by_name: HashMap<String, usize>,
    /// Whether `id` is a column of its own, which holds the row's place, and no field's.
    #[serde(skip)]
    has_place: bool,
    /// The first column that differs from one before it in case alone.
    #[serde(skip)]
    alike: Option<String>,
}

/// A mapping that is none.
#[derive(Debug)]
#[non_exhaustive]
pub enum MappingError {
    /// Not the JSON of a mapping.
    Json(serde_json::Error),
    /// Two entries for one field.
    DuplicateField(String),
    /// One column for two things.
    DuplicateColumn(String),
}

impl std::fmt::Display for MappingError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Json(error) => write!(f, "no mapping: {error}"),
            Self::DuplicateField(field) => write!(f, "the field `{field}` has two entries"),
            Self::DuplicateColumn(column) => write!(f, "the column `{column}` has two uses"),
        }
    }
}

impl std::error::Error for MappingError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Json(error) => Some(error),
            Self::DuplicateField(_) | Self::DuplicateColumn(_) => None,
        }
    }
}

/// Makes a [`Mapping`] in code; [`Mapping::builder`] begins one.
#[derive(Clone, Debug)]
pub struct MappingBuilder {
    pub(super) table: Vec<String>,
    id: Option<String>,
    record: Option<String>,
    fields: Vec<FieldColumns>,
}

impl MappingBuilder {
    /// Sets the schema of the table, or its path: catalogue and schema.
    #[must_use]
    pub fn with_schema(mut self, path: impl IntoIterator<Item = impl Into<String>>) -> Self {
        let name = self.table.pop();
        self.table = path.into_iter().map(Into::into).chain(name).collect();
        self
    }

    /// Sets the column that identifies rows and orders them; it may be a field's own.
    #[must_use]
    pub fn with_id(mut self, column: impl Into<String>) -> Self {
        self.id = Some(column.into());
        self
    }

    /// Sets the column of the device's JSON.
    #[must_use]
    pub fn with_record(mut self, column: impl Into<String>) -> Self {
        self.record = Some(column.into());
        self
    }

    /// Adds a field, by its canonical name, with one plain column.
    #[must_use]
    pub fn with_field(self, field: impl Into<String>, column: impl Into<String>, storage: Storage) -> Self {
        self.with_columns(FieldColumns::new(field, column, storage))
    }

    /// Adds a field with its columns.
    #[must_use]
    pub fn with_columns(mut self, columns: FieldColumns) -> Self {
        self.fields.push(columns);
        self
    }

    /// The mapping of fields and columns that are known to differ.
    #[cfg(feature = "ddl")]
    pub(super) fn build_unchecked(self) -> Mapping {
        let Self { table, id, record, fields } = self;
        Mapping { table, id, record, fields, by_name: HashMap::new(), has_place: true, alike: None }.indexed()
    }

    /// The mapping.
    ///
    /// # Errors
    /// A field given twice, a column used twice.
    pub fn build(self) -> Result<Mapping, MappingError> {
        let Self { table, id, record, fields } = self;
        Mapping::checked(table, id, record, fields)
    }
}

#[derive(Deserialize)]
#[serde(untagged, expecting = "`table` is neither a name nor a list of names")]
enum TableForm {
    Name(String),
    Path(Vec<String>),
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, expecting = "an object with `table` and `fields`")]
struct MappingForm {
    table: TableForm,
    #[serde(default)]
    id: Option<String>,
    #[serde(default)]
    record: Option<String>,
    fields: Vec<FieldColumns>,
}

impl Mapping {
    /// The default mapping of a catalogue's fields: table `devices`, a column for each field, every helper column; with
    /// `id`, the devices' place in what was loaded, and `record`, their JSON.
    pub fn of(catalog: &Catalog) -> Self {
        Self::of_fields(catalog.fields())
    }

    /// The default mapping of some fields.
    pub fn of_fields<'f>(fields: impl IntoIterator<Item = &'f Field>) -> Self {
        let mut taken: HashSet<String> = ["id", "record"].map(str::to_owned).into();
        // How often each name was wanted, so that many alike do not try the same ones over and over.
        let mut wanted: HashMap<String, usize> = HashMap::new();
        let columns = fields.into_iter().map(|field| {
            let plain = plain_name(field.name());
            let uses = wanted.entry(plain.clone()).or_default();
            loop {
                *uses += 1;
                let end = if *uses == 1 { String::new() } else { format!("_{uses}") };
                let start: String = plain.chars().take(LONGEST.saturating_sub(end.len())).collect();
                let columns = FieldColumns::exact(field.name(), field.field_type(), start + &end);
                if columns.all().all(|(name, ..)| !taken.contains(name)) {
                    taken.extend(columns.all().map(|(name, ..)| name.to_owned()));
                    break columns;
                }
            }
        });
        let table = vec!["devices".to_owned()];
        let mapping = Self {
            table,
            id: Some("id".to_owned()),
            record: Some("record".to_owned()),
            fields: columns.collect(),
            by_name: HashMap::new(),
            has_place: true,
            alike: None,
        };
        mapping.indexed()
    }

    /// Reads a mapping: `{"table": …, "id": …, "record": …, "fields": [{"field": …, "column": …, "storage": …}]}`.
    ///
    /// # Errors
    /// Text that is not that, a field given twice, a column used twice.
    pub fn from_json(text: &str) -> Result<Self, MappingError> {
        let MappingForm { table, id, record, fields } =
            serde_json::from_str(text.strip_prefix('\u{feff}').unwrap_or(text))
                .map_err(MappingError::Json)?;
        let table = match table {
            TableForm::Name(name) => vec![name],
            TableForm::Path(path) => path,
        };
        Self::checked(table, id, record, fields)
    }

    fn checked(
        table: Vec<String>,
        id: Option<String>,
        record: Option<String>,
        fields: Vec<FieldColumns>,
    ) -> Result<Self, MappingError> {
        let by_name = HashMap::new();
        let mapping = Self { table, id, record, fields, by_name, has_place: true, alike: None }.indexed();
        mapping.check()?;
        Ok(mapping)
    }

    /// A mapping from code: the table's name, and then its fields.
    ///
    /// ```
    /// use coreql::sql::{FieldColumns, Mapping, Storage};
    ///
    /// let mapping = Mapping::builder("devices")
    ///     .with_id("serial")
    ///     .with_field("common.platform", "platform", Storage::Text)
    ///     .with_field("common.battery_level", "battery", Storage::Integer)
    ///     .with_columns(FieldColumns::new("common.os_version", "os", Storage::Text).with_sort("os_sort"))
    ///     .build()?;
    /// assert_eq!(mapping.fields().count(), 3);
    /// # Ok::<(), coreql::sql::MappingError>(())
    /// ```
    pub fn builder(table: impl Into<String>) -> MappingBuilder {
        MappingBuilder { table: vec![table.into()], id: None, record: None, fields: Vec::new() }
    }

    /// The same with each field called what queries of this catalogue call it: `platform` is `common.platform`.
    ///
    /// # Errors
    /// Two entries for one field.
    pub fn with_canonical_names(mut self, catalog: &Catalog) -> Result<Self, MappingError> {
        for columns in &mut self.fields {
            columns.field = catalog.lookup(&columns.field).name().to_owned();
        }
        let mapping = self.indexed();
        mapping.check()?;
        Ok(mapping)
    }

    fn indexed(mut self) -> Self {
        let names = self.fields.iter().enumerate();
        self.by_name = names.map(|(index, columns)| (fold(&columns.field).into_owned(), index)).collect();
        self.has_place = !self.fields.iter().any(|columns| Some(&columns.column) == self.id.as_ref());
        let mut seen = HashSet::new();
        let alike = self.columns().map(|(name, ..)| name).find(|name| !seen.insert(fold(name)));
        self.alike = alike.map(str::to_owned);
        self
    }

    fn check(&self) -> Result<(), MappingError> {
        let mut fields = HashSet::new();
        for columns in &self.fields {
            if !fields.insert(fold(&columns.field)) {
                return Err(MappingError::DuplicateField(columns.field.clone()));
            }
        }
        let mut names = HashSet::new();
        for (name, ..) in self.columns() {
            if !names.insert(name) {
                return Err(MappingError::DuplicateColumn(name.to_owned()));
            }
        }
        Ok(())
    }

    /// The same with another table, given as its path: catalogue, schema, name.
    #[must_use]
    pub fn with_table(mut self, path: impl IntoIterator<Item = impl Into<String>>) -> Self {
        self.table = path.into_iter().map(Into::into).collect();
        self
    }

    /// The table's path.
    pub fn table(&self) -> &[String] {
        &self.table
    }

    /// The column that identifies rows and orders them; it may be a field's own.
    pub fn id(&self) -> Option<&str> {
        self.id.as_deref()
    }

    /// That column if it is no field's: then it holds the row's place.
    pub(super) fn place(&self) -> Option<&str> {
        self.id().filter(|_| self.has_place)
    }

    /// The column of the device's JSON.
    pub fn record(&self) -> Option<&str> {
        self.record.as_deref()
    }

    /// The fields and their columns, in order.
    pub fn fields(&self) -> impl ExactSizeIterator<Item = &FieldColumns> {
        self.fields.iter()
    }

    /// The columns of a field, by its canonical name in any case.
    pub fn field(&self, name: &str) -> Option<&FieldColumns> {
        self.by_name.get(fold(name).as_ref()).and_then(|index| self.fields.get(*index))
    }

    /// All columns in the order of `CREATE TABLE`, with what they hold: `id` and `record` first.
    pub(super) fn columns(&self) -> impl Iterator<Item = (&str, ColumnRole, Option<&str>)> {
        let id = self.place().map(|name| (name, ColumnRole::Id, None));
        let record = self.record.as_deref().map(|name| (name, ColumnRole::Stored(Storage::Json), None));
        id.into_iter().chain(record).chain(self.fields.iter().flat_map(FieldColumns::all))
    }

    /// Whether a dialect distinguishes the names of all columns.
    pub(super) fn check_names(&self, dialect: Dialect) -> Result<(), SqlError> {
        match &self.alike {
            Some(column) if dialect.facts().folds_columns => {
                Err(SqlError::DuplicateColumn { column: column.clone(), dialect })
            }
            Some(_) | None => Ok(()),
        }
    }

    /// Checks the types of its own against a dialect.
    pub(super) fn check_types(&self, dialect: Dialect) -> Result<(), SqlError> {
        for sql_type in self.fields.iter().filter_map(|columns| columns.sql_type.as_deref()) {
            if !is_type(sql_type) {
                return Err(SqlError::BadType { sql_type: sql_type.to_owned(), dialect });
            }
        }
        Ok(())
    }
}
