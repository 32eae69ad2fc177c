//! Catalogues from JSON: a server's own lists, and coreql's fuller form.

use std::collections::hash_map::Entry;
use std::collections::{HashMap, HashSet};
use std::fmt;
use std::io::{self, Read};
use std::iter;

use serde::Deserialize;
use serde::de::value::MapAccessDeserializer;
use serde::de::{DeserializeSeed, Deserializer, Error, IgnoredAny, MapAccess, SeqAccess, Visitor};

use super::{Catalog, Evidence, Field, FieldType, Resolution};
use crate::text::fold::fold;

#[cfg(test)]
mod tests;

/// The longest list that is read from a stream, in bytes: 64 MiB.
const MAX_BYTES: u64 = 64 << 20;

/// A loaded catalogue, and warnings about its source.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Loaded {
    /// The catalogue. It is complete: see [`Catalog::is_complete`].
    pub catalog: Catalog,
    /// What was corrected, in the order of the list.
    pub warnings: Vec<LoadWarning>,
}

/// A flaw of a list that does not make it useless.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum LoadWarning {
    /// A type that coreql does not know. The field has its built-in type, or is untyped if it has none.
    UnknownType {
        /// The field's name, as the list has it.
        name: String,
        /// The type, as the list has it.
        type_name: String,
    },
    /// Two names in the list are the same field, with different types. The type of the first is kept.
    ConflictingTypes {
        /// The second name, as the list has it.
        name: String,
        /// The field's canonical name.
        field: String,
        /// The type that the field keeps.
        kept: FieldType,
        /// The type that the second name came with.
        ignored: FieldType,
    },
}

impl fmt::Display for LoadWarning {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            LoadWarning::UnknownType { name, type_name } => {
                write!(f, "unknown type `{type_name}` of field `{name}`")
            }
            LoadWarning::ConflictingTypes { name, field, kept, ignored } => {
                write!(
                    f,
                    "`{name}` is another name of field `{field}`, which stays a {kept}, not a {ignored}"
                )
            }
        }
    }
}

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
    /// [`Field`] serialises; a bare array, or an object with the array under `results`.
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
    let mut fields: Vec<Field> = Vec::with_capacity(entries.len());
    let mut positions: HashMap<String, usize> = HashMap::with_capacity(entries.len());
    let mut warnings = Vec::new();
    for entry in entries {
        let name = entry.name.clone();
        let field = entry.into_field(&mut warnings);
        match positions.entry(fold(field.name()).into_owned()) {
            Entry::Vacant(vacant) => {
                vacant.insert(fields.len());
                fields.push(field);
            }
            Entry::Occupied(occupied) => {
                let Some(first) = fields.get_mut(*occupied.get()) else { continue };
                if first.field_type() != field.field_type() {
                    warnings.push(LoadWarning::ConflictingTypes {
                        name,
                        field: first.name().to_owned(),
                        kept: first.field_type(),
                        ignored: field.field_type(),
                    });
                }
                first.add_aliases(field.aliases());
            }
        }
    }
    // 64 MiB of text, and any text that fits in memory, hold fewer than 2^32 entries with different names.
    Ok(Loaded { catalog: Catalog::assemble(fields, true), warnings })
}

/// One element of a list, in either form.
#[derive(Deserialize)]
struct Members {
    name: String,
    #[serde(rename = "type")]
    type_name: String,
    evidence: Option<Evidence>,
    sample: Option<String>,
    values: Option<Vec<String>>,
    aliases: Option<Vec<String>>,
    description: Option<String>,
}

impl Members {
    fn into_field(self, warnings: &mut Vec<LoadWarning>) -> Field {
        let given: Option<FieldType> = self.type_name.parse().ok();
        if given.is_none() {
            let (name, type_name) = (self.name.clone(), self.type_name.clone());
            warnings.push(LoadWarning::UnknownType { name, type_name });
        }
        if self.evidence.is_some() || self.values.is_some() || self.aliases.is_some() {
            return self.into_own_field(given.unwrap_or(FieldType::Untyped));
        }
        match Catalog::builtin().resolve(&self.name) {
            Resolution::Field(_, known) => {
                let mut field = known.clone().with_evidence(Evidence::Server).with_alias(self.name);
                if let Some(given) = given {
                    field.retype(narrower(given, known.field_type()));
                }
                field
            }
            Resolution::Custom(_) | Resolution::Ambiguous(_) | Resolution::Unknown => {
                Field::new(self.name, given.unwrap_or(FieldType::Untyped)).with_evidence(Evidence::Server)
            }
        }
    }

    fn into_own_field(self, field_type: FieldType) -> Field {
        let mut field = Field::new(self.name, field_type)
            .with_evidence(self.evidence.unwrap_or(Evidence::User))
            .with_known_values(self.values.unwrap_or_default())
            .with_aliases(self.aliases.unwrap_or_default());
        if let Some(sample) = self.sample {
            field = field.with_sample(sample);
        }
        if let Some(description) = self.description {
            field = field.with_description(description);
        }
        field
    }
}

/// The type of a field that a server gives one type and the built-in catalogue another. A server knows four types
/// only, and has STRING where coreql may know more.
fn narrower(given: FieldType, known: FieldType) -> FieldType {
    if given != FieldType::String {
        return given;
    }
    match known {
        FieldType::Boolean | FieldType::Version | FieldType::StringArray => known,
        FieldType::String | FieldType::Number | FieldType::Date | FieldType::Untyped => given,
    }
}

/// Reads an entry of a list: an object, with names that are not empty and a name that is not in `names` yet.
struct EntrySeed<'s> {
    names: &'s mut HashSet<String>,
}

impl<'de> DeserializeSeed<'de> for EntrySeed<'_> {
    type Value = Members;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Members, D::Error> {
        deserializer.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for EntrySeed<'_> {
    type Value = Members;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "an object with `name` and `type`")
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Members, A::Error> {
        let members = Members::deserialize(MapAccessDeserializer::new(map))?;
        let mut names = members.aliases.iter().flatten().chain(iter::once(&members.name));
        if names.any(|name| name.trim().is_empty()) {
            return Err(A::Error::custom("a field's name is empty"));
        }
        if !self.names.insert(fold(&members.name).into_owned()) {
            return Err(A::Error::custom(format_args!("field `{}` is given twice", members.name)));
        }
        Ok(members)
    }
}

/// The entries of a list, their names different.
struct List(Vec<Members>);

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
        let mut entries: Vec<Members> = Vec::new();
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
