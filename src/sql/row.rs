//! Devices as rows of a mapping's table: what `INSERT` takes.

use serde_json::Value as Json;

use super::columns::{FieldColumns, Storage};
use super::condition::{boolean_text, whole};
use super::dialect::Dialect;
use super::error::SqlError;
use super::key;
use super::mapping::Mapping;
use super::writer::SqlValue;
use crate::catalog::{Catalog, FieldType};
use crate::eval::{Record, Schema, SchemaError, Slot};
use crate::text::fold::fold;
use crate::value::{Number, TextBuffer, Value, as_text, boolean_of, instant_of, number_of};

/// Makes rows of devices.
///
/// ```
/// use coreql::catalog::Catalog;
/// use coreql_data::Device;
/// use coreql::eval::json::Binding;
/// use coreql::sql::{Mapping, Rows, SqlValue};
///
/// let catalog = Catalog::builtin();
/// let mapping = Mapping::of(catalog);
/// let rows = Rows::new(&mapping, catalog)?;
/// let binding = Binding::new(rows.schema(), catalog);
/// let device: Device = [("common.platform".to_owned(), serde_json::json!("iOS"))].into_iter().collect();
/// let row = rows.row(7, r#"{"common.platform":"iOS"}"#, &binding.row(&device));
/// let at = rows.columns().iter().position(|name| *name == "common_platform__folded").unwrap();
/// assert_eq!(row[at], SqlValue::Text("ios".into()));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug)]
pub struct Rows<'m> {
    mapping: &'m Mapping,
    schema: Schema,
    fields: Vec<(Slot, FieldType, &'m FieldColumns)>,
}

impl<'m> Rows<'m> {
    /// Rows of a mapping, its fields typed by a catalogue.
    ///
    /// # Errors
    /// A field of the mapping whose name is ambiguous.
    pub fn new(mapping: &'m Mapping, catalog: &Catalog) -> Result<Self, SchemaError> {
        let schema = Schema::new(catalog, mapping.fields().map(|columns| columns.field.as_str()))?;
        let fields = mapping.fields().zip(0..).filter_map(|(columns, _)| {
            let field = catalog.lookup(&columns.field);
            Some((schema.slot(field.name())?, field.field_type(), columns))
        });
        Ok(Self { mapping, fields: fields.collect(), schema })
    }

    /// Whether each field has a column of its kind. A column of another kind would be NULL in most rows.
    ///
    /// # Errors
    /// The first field that has none.
    pub fn check_storage(&self, dialect: Dialect) -> Result<(), SqlError> {
        for (_, field_type, columns) in &self.fields {
            if let Some(needs) = columns.needs(*field_type) {
                return Err(SqlError::NoForm { field: columns.field.clone(), needs, dialect });
            }
        }
        Ok(())
    }

    /// The slots of the fields, for the records that rows are made of.
    pub fn schema(&self) -> &Schema {
        &self.schema
    }

    /// The names of the columns, in the order of the values.
    pub fn columns(&self) -> Vec<&'m str> {
        self.mapping.columns().map(|(name, ..)| name).collect()
    }

    /// The row of a device: its place, its JSON, its fields. What a field's type cannot read is NULL.
    pub fn row<R: Record + ?Sized>(&self, id: i64, json: &str, record: &R) -> Vec<SqlValue> {
        let mut row = Vec::new();
        if self.mapping.place().is_some() {
            row.push(SqlValue::Integer(id));
        }
        if self.mapping.record().is_some() {
            row.push(SqlValue::Text(json.to_owned()));
        }
        for (slot, field_type, columns) in &self.fields {
            push(*field_type, columns, record.value(*slot), &mut row);
        }
        row
    }

    /// The fields whose columns cannot store the value that a device has, but another or none: a decimal in a column
    /// of integers that has no `real` beside it, an integer that no double is, a lone `""` in an array of text, a list
    /// in a column of plain text. The default mapping has none of these.
    pub fn inexact<'r, R: Record + ?Sized>(&'r self, record: &'r R) -> impl Iterator<Item = &'m str> + 'r {
        let inexact = self
            .fields
            .iter()
            .filter(|(slot, field_type, columns)| is_inexact(*field_type, columns, record.value(*slot)));
        inexact.map(|(_, _, columns)| columns.field.as_str())
    }

    /// Whether an engine can store a row.
    ///
    /// # Errors
    /// Text with U+0000 where the engine's text has none.
    pub fn check(row: &[SqlValue], dialect: Dialect) -> Result<(), SqlError> {
        let nul = |value: &SqlValue| matches!(value, SqlValue::Text(text) if text.contains('\0'));
        if dialect.facts().nul == super::dialect::Nul::Impossible && row.iter().any(nul) {
            return Err(SqlError::NulCharacter { dialect });
        }
        Ok(())
    }
}

fn is_inexact(field_type: FieldType, columns: &FieldColumns, value: Value<'_>) -> bool {
    let number = if field_type == FieldType::Number { number_of(value) } else { None };
    let inexact = match columns.storage {
        Storage::Integer => columns.real.is_none() && number.is_some_and(|number| whole(number).is_none()),
        Storage::Double => match number {
            Some(Number::Integer(integer)) => {
                whole(Number::Double(key::nearest_double(integer))) != Some(integer)
            }
            Some(Number::Double(_)) | None => false,
        },
        Storage::TextArray => columns.folded.is_none() && matches!(value, Value::Text("")),
        Storage::Text
        | Storage::Boolean
        | Storage::Milliseconds
        | Storage::Timestamp
        | Storage::TimestampZoned
        | Storage::Json => false,
    };
    inexact || is_lost(field_type, columns, value)
}

/// Whether a value of a field that takes every kind is NULL in its column, and no helper column answers for it.
fn is_lost(field_type: FieldType, columns: &FieldColumns, value: Value<'_>) -> bool {
    matches!(field_type, FieldType::StringArray | FieldType::Untyped)
        && columns.folded.is_none()
        && elements(value).is_some()
        && stored(field_type, columns.storage, value) == SqlValue::Null
}

/// The values of a field's columns, in the order of [`FieldColumns::all`].
fn push(field_type: FieldType, columns: &FieldColumns, value: Value<'_>, row: &mut Vec<SqlValue>) {
    let number = if field_type == FieldType::Number { number_of(value) } else { None };
    row.push(stored(field_type, columns.storage, value));
    if columns.real.is_some() {
        let real = number.filter(|number| whole(*number).is_none());
        row.push(real.map_or(SqlValue::Null, real_value));
    }
    if columns.folded.is_some() {
        row.push(folded(field_type, value).map_or(SqlValue::Null, SqlValue::Text));
    }
    if columns.sort.is_some() {
        let text = text_of(value).filter(|text| !text.is_empty());
        row.push(text.map_or(SqlValue::Null, |text| SqlValue::Text(key::version(&text))));
    }
    if columns.untyped.is_some() {
        row.extend(Untyped::of(value).values());
    }
}

fn stored(field_type: FieldType, storage: Storage, value: Value<'_>) -> SqlValue {
    match storage {
        Storage::Text => text_of(value).map_or(SqlValue::Null, SqlValue::Text),
        Storage::Integer => number_of(value).and_then(whole).map_or(SqlValue::Null, SqlValue::Integer),
        Storage::Double => number_of(value).map_or(SqlValue::Null, real_value),
        Storage::Boolean => boolean_of(value).map_or(SqlValue::Null, SqlValue::Boolean),
        Storage::Milliseconds | Storage::Timestamp | Storage::TimestampZoned => {
            instant_of(value).map_or(SqlValue::Null, SqlValue::Integer)
        }
        Storage::TextArray => match elements(value) {
            Some(texts) => SqlValue::Text(Json::from(texts).to_string()),
            None => SqlValue::Null,
        },
        Storage::Json if field_type == FieldType::StringArray => match elements(value) {
            // A lone "" is blank, and the array of it is not.
            Some(_) if matches!(value, Value::Text("")) => SqlValue::Text(Json::from("").to_string()),
            Some(texts) => SqlValue::Text(Json::from(texts).to_string()),
            None => SqlValue::Null,
        },
        Storage::Json => json_of(value).map_or(SqlValue::Null, |json| SqlValue::Text(json.to_string())),
    }
}

fn real_value(number: Number) -> SqlValue {
    SqlValue::Double(match number {
        Number::Double(double) => double,
        Number::Integer(integer) => key::nearest_double(integer),
    })
}

fn text_of(value: Value<'_>) -> Option<String> {
    as_text(value, &mut TextBuffer::new()).map(str::to_owned)
}

/// The elements as texts, null and nested ones dropped; a lone value is an array of one.
fn elements(value: Value<'_>) -> Option<Vec<String>> {
    match value {
        Value::List(list) => Some((0..list.len()).filter_map(|at| text_of(list.element(at))).collect()),
        Value::Missing
        | Value::Text(_)
        | Value::Integer(_)
        | Value::Double(_)
        | Value::Boolean(_)
        | Value::Uuid(_)
        | Value::Unreadable => text_of(value).map(|text| vec![text]),
    }
}

fn folded(field_type: FieldType, value: Value<'_>) -> Option<String> {
    match field_type {
        FieldType::StringArray | FieldType::Untyped => {
            let folded: Vec<String> = elements(value)?.iter().map(|text| fold(text).into_owned()).collect();
            let lone = matches!(value, Value::Text(""));
            Some(key::list(folded) + if lone { key::LONE } else { "" })
        }
        // A version "" is as good as missing.
        FieldType::Version => {
            text_of(value).filter(|text| !text.is_empty()).map(|text| fold(&text).into_owned())
        }
        FieldType::String | FieldType::Number | FieldType::Date | FieldType::Boolean => {
            text_of(value).map(|text| fold(&text).into_owned())
        }
    }
}

fn json_of(value: Value<'_>) -> Option<Json> {
    Some(match value {
        Value::Missing | Value::Unreadable => return None,
        Value::Text(text) => Json::from(text),
        Value::Integer(integer) => Json::from(integer),
        Value::Double(double) => Json::from(double),
        Value::Boolean(value) => Json::from(value),
        Value::Uuid(_) => Json::from(text_of(value)?),
        Value::List(list) => (0..list.len()).map(|at| flat(list.element(at))).collect(),
    })
}

/// An element; nested ones are dropped by every reader, so null represents them.
fn flat(element: Value<'_>) -> Json {
    match element {
        Value::List(_) => Json::Null,
        Value::Missing | Value::Unreadable => Json::Null,
        Value::Text(text) => Json::from(text),
        Value::Integer(integer) => Json::from(integer),
        Value::Double(double) => Json::from(double),
        Value::Boolean(value) => Json::from(value),
        Value::Uuid(_) => text_of(element).map_or(Json::Null, Json::from),
    }
}

/// What an untyped value is to each kind of literal: `None` where it is missing to it.
struct Untyped {
    texts: Option<Vec<String>>,
    numbers: Option<Vec<String>>,
    booleans: Option<Vec<&'static str>>,
}

impl Untyped {
    fn of(value: Value<'_>) -> Self {
        let number = |value| number_of(value).map(key::number);
        let boolean = |value| boolean_of(value).map(boolean_text);
        let texts = elements(value).map(|texts| texts.iter().map(|text| fold(text).into_owned()).collect());
        match value {
            // An array is never missing.
            Value::List(list) => {
                let elements = || (0..list.len()).map(|at| list.element(at));
                Self {
                    texts,
                    numbers: Some(elements().filter_map(number).collect()),
                    booleans: Some(elements().filter_map(boolean).collect()),
                }
            }
            Value::Missing
            | Value::Text(_)
            | Value::Integer(_)
            | Value::Double(_)
            | Value::Boolean(_)
            | Value::Uuid(_)
            | Value::Unreadable => Self {
                texts,
                numbers: number(value).map(|key| vec![key]),
                booleans: boolean(value).map(|text| vec![text]),
            },
        }
    }

    /// In the order of [`UntypedColumns`](super::columns::UntypedColumns).
    fn values(self) -> [SqlValue; 6] {
        let text = |text: Option<String>| text.map_or(SqlValue::Null, SqlValue::Text);
        let least =
            |keys: &Option<Vec<String>>| text(keys.as_ref().and_then(|keys| keys.iter().min().cloned()));
        let most =
            |keys: &Option<Vec<String>>| text(keys.as_ref().and_then(|keys| keys.iter().max().cloned()));
        let ends = [least(&self.texts), most(&self.texts), least(&self.numbers), most(&self.numbers)];
        let [least_text, most_text, least_number, most_number] = ends;
        let numbers = text(self.numbers.map(key::list));
        let booleans = text(self.booleans.map(key::list));
        [least_text, most_text, numbers, least_number, most_number, booleans]
    }
}
