//! The listing of `search_fields`.

use crate::catalog::{Catalog, FieldType};

/// A field as `search_fields` lists it.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct SearchField {
    /// The name.
    pub name: String,
    /// `STRING`, `NUMBER`, `DATE` or `BOOLEAN`.
    #[cfg_attr(feature = "serde", serde(rename = "type"))]
    pub field_type: String,
}

/// A catalogue in Core's shape. Core knows four types only: versions, arrays and untyped fields are strings there.
pub fn search_fields(catalog: &Catalog) -> Vec<SearchField> {
    let listed = |(name, field_type): (&str, FieldType)| {
        let field_type = match field_type {
            FieldType::String | FieldType::Version | FieldType::StringArray | FieldType::Untyped => "STRING",
            FieldType::Number => "NUMBER",
            FieldType::Date => "DATE",
            FieldType::Boolean => "BOOLEAN",
        };
        SearchField { name: name.to_owned(), field_type: field_type.to_owned() }
    };
    catalog.fields().iter().map(|field| listed((field.name(), field.field_type()))).collect()
}
