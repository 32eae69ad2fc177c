//! Catalogues from JSON: a server's own lists, and coreql's fuller form.

use std::collections::HashSet;
use std::fmt;
use std::io::{self, Read};

use serde::Deserialize;
use serde::de::value::MapAccessDeserializer;
use serde::de::{DeserializeSeed, Deserializer, Error, IgnoredAny, MapAccess, SeqAccess, Visitor};

use super::Catalog;
use super::list::{ListedField, Loaded, assemble};
use crate::text::fold::fold;

#[cfg(test)]
mod tests;

/// The longest list that is read from a stream, in bytes: 64 MiB.
const MAX_BYTES: u64 = 64 << 20;

/// Why a catalogue cannot be loaded.
#[derive(Debug)]
#[non_exhaustive]
pub enum LoadError {
    /// The source cannot be read.
    Io(io::Error),
    /// The source is longer than 64 MiB.
    TooLong,
    /// Not JSON, not a list of fields, an empty name, or a name given twice; with the line and the column.
    Json(serde_json::Error),
}

impl fmt::Display for LoadError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            LoadError::Io(error) => write!(f, "cannot read the list of fields: {error}"),
            LoadError::TooLong => write!(f, "the list of fields is longer than {} MiB", MAX_BYTES >> 20),
            LoadError::Json(error) => write!(f, "not a list of fields: {error}"),
        }
    }
}

impl std::error::Error for LoadError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            LoadError::Io(error) => Some(error),
            LoadError::TooLong => None,
            LoadError::Json(error) => Some(error),
        }
    }
}

impl From<io::Error> for LoadError {
    fn from(error: io::Error) -> LoadError {
        LoadError::Io(error)
    }
}

impl From<serde_json::Error> for LoadError {
    fn from(error: serde_json::Error) -> LoadError {
        LoadError::Json(error)
    }
}

impl Catalog {
    /// Loads a list of fields: a server's answer to `search_fields` or `device_spaces/criteria`, or fields as
    /// [`Field`](super::Field) serialises; a bare array, or an object with the array under `results`.
    ///
    /// A server's entry is `{"name": …, "type": …}`, the type STRING, NUMBER, DATE or BOOLEAN in any case; other
    /// keys are ignored. Where the name resolves in the built-in catalogue, the built-in field's canonical name,
    /// aliases and description are taken, the name in the list becomes an alias too, and a STRING becomes the boolean,
    /// version or string array that it is known to be.
    ///
    /// An entry with any of the keys `evidence`, `values` and `aliases` is coreql's own form (with `sample` and
    /// `description`), and is taken as it is.
    ///
    /// # Errors
    ///
    /// See [`LoadError`]. A type that coreql does not know is a warning only: a newer server's list stays useful.
    ///
    /// ```
    /// use coreql::catalog::{Catalog, FieldType, Resolution};
    ///
    /// let list = r#"[{"name": "os_version", "type": "STRING"}, {"name": "sticker", "type": "NUMBER"}]"#;
    /// let catalog = Catalog::from_json(list)?.catalog;
    /// assert!(catalog.is_complete());
    /// let Resolution::Field(_, field) = catalog.resolve("os_version") else { panic!() };
    /// assert_eq!((field.name(), field.field_type()), ("common.os_version", FieldType::Version));
    /// # Ok::<(), coreql::catalog::LoadError>(())
    /// ```
    pub fn from_json(text: &str) -> Result<Loaded, LoadError> {
        from_bytes(text.as_bytes())
    }

    /// [`Catalog::from_json`] of what a reader provides, 64 MiB at most.
    ///
    /// # Errors
    ///
    /// See [`LoadError`].
    pub fn from_json_reader<R: Read>(reader: R) -> Result<Loaded, LoadError> {
        let mut bytes = Vec::new();
        let length = reader.take(MAX_BYTES + 1).read_to_end(&mut bytes)?;
        if u64::try_from(length).is_ok_and(|length| length > MAX_BYTES) {
            return Err(LoadError::TooLong);
        }
        from_bytes(&bytes)
    }
}

fn from_bytes(bytes: &[u8]) -> Result<Loaded, LoadError> {
    // Editors on Windows put a byte order mark first, which JSON does not allow.
    let List(entries) = serde_json::from_slice(bytes.strip_prefix("\u{feff}".as_bytes()).unwrap_or(bytes))?;
    // 64 MiB of text, and any text that fits in memory, hold fewer than 2^32 entries with different names.
    Ok(assemble(entries))
}

/// Reads an entry of a list: an object, with names that are not empty and a name that is not in `names` yet.
struct EntrySeed<'s> {
    names: &'s mut HashSet<String>,
}

impl<'de> DeserializeSeed<'de> for EntrySeed<'_> {
    type Value = ListedField;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<ListedField, D::Error> {
        deserializer.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for EntrySeed<'_> {
    type Value = ListedField;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "an object with `name` and `type`")
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<ListedField, A::Error> {
        let members = ListedField::deserialize(MapAccessDeserializer::new(map))?;
        if members.has_empty_name() {
            return Err(A::Error::custom("a field's name is empty"));
        }
        if !self.names.insert(fold(&members.name).into_owned()) {
            return Err(A::Error::custom(format_args!("field `{}` is given twice", members.name)));
        }
        Ok(members)
    }
}

/// The entries of a list, their names different.
struct List(Vec<ListedField>);

impl<'de> Deserialize<'de> for List {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<List, D::Error> {
        deserializer.deserialize_any(ListVisitor)
    }
}

struct ListVisitor;

impl<'de> Visitor<'de> for ListVisitor {
    type Value = List;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "an array of fields, or an object with one in `results`")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<List, A::Error> {
        let mut entries: Vec<ListedField> = Vec::new();
        let mut names: HashSet<String> = HashSet::new();
        while let Some(entry) = seq.next_element_seed(EntrySeed { names: &mut names })? {
            entries.push(entry);
        }
        Ok(List(entries))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<List, A::Error> {
        let mut results = None;
        while let Some(key) = map.next_key::<String>()? {
            if key == "results" {
                if results.is_some() {
                    return Err(A::Error::duplicate_field("results"));
                }
                let Results(list) = map.next_value()?;
                results = Some(list);
            } else {
                map.next_value::<IgnoredAny>()?;
            }
        }
        results.ok_or_else(|| A::Error::missing_field("results"))
    }
}

/// The value of `results`: an array, and not again an object.
struct Results(List);

impl<'de> Deserialize<'de> for Results {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Results, D::Error> {
        deserializer.deserialize_seq(ListVisitor).map(Results)
    }
}
