//! The columns of one field.

use serde::{Deserialize, Serialize};

use crate::catalog::FieldType;

/// The columns of a field.
///
/// With a folded copy text is compared exactly; without one it is compared natively, with the engine's own folding.
/// Helper columns hold what [`Rows::row`](super::Rows::row) makes of a device.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, expecting = "an object with `field`, `column` and `storage`")]
#[non_exhaustive]
pub struct FieldColumns {
    /// The field's canonical name.
    pub field: String,
    /// The column.
    pub column: String,
    /// What the column holds.
    pub storage: Storage,
    /// The column's type in `CREATE TABLE`, where the dialect's usual one is not wanted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sql_type: Option<String>,
    /// Helper: the folded text, or the folded texts of an array in one text.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub folded: Option<String>,
    /// Helper: a text in whose binary order versions are.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sort: Option<String>,
    /// For numbers: a second column, of doubles, for those that are no integer of 64 bits.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub real: Option<String>,
    /// Helpers of an untyped field.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub untyped: Option<UntypedColumns>,
}

/// The helper columns of an untyped field, all of them text: lists for equality, ends for ordering.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, expecting = "an object that names six columns")]
#[non_exhaustive]
pub struct UntypedColumns {
    /// The lowest folded text.
    pub least: String,
    /// The highest folded text.
    pub most: String,
    /// The keys of all numbers.
    pub numbers: String,
    /// The lowest number's key.
    pub least_number: String,
    /// The highest number's key.
    pub most_number: String,
    /// All booleans.
    pub booleans: String,
}

/// What a column holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Storage {
    /// Text.
    Text,
    /// An integer of 64 bits.
    Integer,
    /// A double.
    Double,
    /// A boolean.
    Boolean,
    /// A date, as an integer of milliseconds since 1970.
    Milliseconds,
    /// A date, as the engine's timestamp without time zone, in UTC.
    Timestamp,
    /// A date, as the engine's timestamp with time zone.
    TimestampZoned,
    /// An array of texts: the engine's own array, or JSON text where it has none.
    TextArray,
    /// The JSON text of the value, for untyped fields.
    Json,
}

/// What a column of a row is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum ColumnRole {
    Id,
    Stored(Storage),
    /// Folded text, a list or a key: text that is compared by code points.
    Helper,
    Real,
}

impl UntypedColumns {
    /// The names that the default mapping gives them, by that of the field's column.
    pub fn of(column: &str) -> Self {
        Self {
            least: format!("{column}__least"),
            most: format!("{column}__most"),
            numbers: format!("{column}__numbers"),
            least_number: format!("{column}__least_number"),
            most_number: format!("{column}__most_number"),
            booleans: format!("{column}__booleans"),
        }
    }
}

impl FieldColumns {
    /// A field, by its canonical name, with one plain column.
    pub fn new(field: impl Into<String>, column: impl Into<String>, storage: Storage) -> Self {
        Self {
            field: field.into(),
            column: column.into(),
            storage,
            sql_type: None,
            folded: None,
            sort: None,
            real: None,
            untyped: None,
        }
    }

    /// Sets the column's type in `CREATE TABLE`.
    #[must_use]
    pub fn with_sql_type(mut self, sql_type: impl Into<String>) -> Self {
        self.sql_type = Some(sql_type.into());
        self
    }

    /// Sets the helper column of folded text.
    #[must_use]
    pub fn with_folded(mut self, column: impl Into<String>) -> Self {
        self.folded = Some(column.into());
        self
    }

    /// Sets the helper column in whose order versions are.
    #[must_use]
    pub fn with_sort(mut self, column: impl Into<String>) -> Self {
        self.sort = Some(column.into());
        self
    }

    /// Sets the column of the numbers that are no integer of 64 bits.
    #[must_use]
    pub fn with_real(mut self, column: impl Into<String>) -> Self {
        self.real = Some(column.into());
        self
    }

    /// Sets the helper columns of an untyped field.
    #[must_use]
    pub fn with_untyped(mut self, columns: UntypedColumns) -> Self {
        self.untyped = Some(columns);
        self
    }

    /// A column and every helper column that its type has a use for.
    pub(super) fn exact(field: &str, field_type: FieldType, column: String) -> Self {
        let helper = |suffix: &str| Some(format!("{column}__{suffix}"));
        let storage = match field_type {
            FieldType::String | FieldType::Version => Storage::Text,
            FieldType::Number => Storage::Integer,
            FieldType::Date => Storage::Milliseconds,
            FieldType::Boolean => Storage::Boolean,
            FieldType::StringArray | FieldType::Untyped => Storage::Json,
        };
        let text = matches!(storage, Storage::Text | Storage::Json);
        let untyped = (field_type == FieldType::Untyped).then(|| UntypedColumns::of(&column));
        Self {
            field: field.to_owned(),
            storage,
            sql_type: None,
            folded: if text { helper("folded") } else { None },
            sort: if field_type == FieldType::Version { helper("sort") } else { None },
            real: if field_type == FieldType::Number { helper("real") } else { None },
            untyped,
            column,
        }
    }

    /// What a field of this type needs and has not: a column of its kind.
    pub(super) fn needs(&self, field_type: FieldType) -> Option<&'static str> {
        let storage = self.storage;
        let (holds, needs) = match field_type {
            FieldType::Number => {
                (matches!(storage, Storage::Integer | Storage::Double), "a column of integers or doubles")
            }
            FieldType::Date => (
                matches!(storage, Storage::Milliseconds | Storage::Timestamp | Storage::TimestampZoned),
                "a column of milliseconds or timestamps",
            ),
            FieldType::Boolean => (storage == Storage::Boolean, "a column of booleans"),
            FieldType::String | FieldType::Version => {
                (self.folded.is_some() || storage == Storage::Text, "a column of text")
            }
            FieldType::StringArray => (
                self.folded.is_some()
                    || matches!(storage, Storage::Text | Storage::TextArray | Storage::Json),
                "a column of arrays or text",
            ),
            // A column that is missing is reported where it is needed.
            FieldType::Untyped => (true, ""),
        };
        (!holds).then_some(needs)
    }

    /// The names of its helper columns: folded text, sort key, those of an untyped field. What they hold follows from
    /// the value of the field.
    pub fn helpers(&self) -> impl Iterator<Item = &str> {
        let untyped = self.untyped.iter().flat_map(|columns| {
            let UntypedColumns { least, most, numbers, least_number, most_number, booleans } = columns;
            [least, most, numbers, least_number, most_number, booleans]
        });
        self.folded.iter().chain(&self.sort).chain(untyped).map(String::as_str)
    }

    /// Its columns in order.
    pub(super) fn all(&self) -> impl Iterator<Item = (&str, ColumnRole, Option<&str>)> {
        let own = (self.column.as_str(), ColumnRole::Stored(self.storage), self.sql_type.as_deref());
        let real = self.real.as_deref().map(|name| (name, ColumnRole::Real, None));
        [Some(own), real]
            .into_iter()
            .flatten()
            .chain(self.helpers().map(|name| (name, ColumnRole::Helper, None)))
    }
}

/// A field's name as a column's: everything but letters, digits and `_` becomes `_`, in lower case.
pub(super) fn plain_name(field: &str) -> String {
    let plain = |c: char| if c.is_ascii_alphanumeric() { c.to_ascii_lowercase() } else { '_' };
    field.chars().map(plain).take(LONGEST).collect()
}

/// Of a column's own name, in bytes: the longest helper's must fit the 63 of PostgreSQL.
pub(super) const LONGEST: usize = 63 - "__least_number".len();
