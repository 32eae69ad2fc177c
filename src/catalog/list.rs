//! Lists of fields: a server's own, or coreql's fuller form.

use std::collections::hash_map::Entry;
use std::collections::{HashMap, HashSet};
use std::fmt;

use super::{Catalog, CatalogError, Evidence, Field, FieldType, Resolution};
use crate::text::fold::fold;

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

impl Catalog {
    /// The catalogue of a list of fields, as a program has it already; `Catalog::from_json` reads one.
    ///
    /// Where a server's name resolves in the built-in catalogue, the built-in field's canonical name, aliases and
    /// description are taken, the name in the list becomes an alias too, and a STRING becomes the boolean, version or
    /// string array that it is known to be. A field in coreql's own form is taken as it is.
    ///
    /// ```
    /// use coreql::catalog::{Catalog, FieldType, ListedField};
    ///
    /// let field = ListedField { name: "os_version".into(), type_name: "STRING".into(), ..ListedField::default() };
    /// let catalog = Catalog::from_list(vec![field])?.catalog;
    /// assert_eq!(catalog.fields()[0].name(), "common.os_version");
    /// assert_eq!(catalog.fields()[0].field_type(), FieldType::Version);
    /// # Ok::<(), coreql::catalog::CatalogError>(())
    /// ```
    ///
    /// # Errors
    ///
    /// An empty name or alias, a name given twice, or more fields than a [`FieldId`](super::FieldId) can number.
    pub fn from_list(entries: Vec<ListedField>) -> Result<Loaded, CatalogError> {
        let mut names: HashSet<String> = HashSet::with_capacity(entries.len());
        for entry in &entries {
            if entry.has_empty_name() {
                return Err(CatalogError::EmptyName);
            }
            if !names.insert(fold(&entry.name).into_owned()) {
                return Err(CatalogError::DuplicateName { name: entry.name.clone() });
            }
        }
        if u32::try_from(entries.len()).is_err() {
            return Err(CatalogError::TooManyFields);
        }
        Ok(assemble(entries))
    }
}

/// INVARIANT: no name is empty, no name is given twice under folding, and the number of entries fits a `u32`.
pub(super) fn assemble(entries: Vec<ListedField>) -> Loaded {
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
    Loaded { catalog: Catalog::assemble(fields, true), warnings }
}

/// One element of a list of fields: a server's, which has a name and a type, or coreql's own form, which has any of
/// `evidence`, `values` and `aliases` too. [`Catalog::from_list`] says what the two mean.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[cfg_attr(feature = "json", derive(serde::Deserialize))]
pub struct ListedField {
    /// The name.
    pub name: String,
    /// The type, in any case: STRING, NUMBER, DATE or BOOLEAN of a server, or any [`FieldType`].
    #[cfg_attr(feature = "json", serde(rename = "type"))]
    pub type_name: String,
    /// How the field is known.
    pub evidence: Option<Evidence>,
    /// A value that the field may have.
    pub sample: Option<String>,
    /// All values that the field is known to take.
    pub values: Option<Vec<String>>,
    /// Other names.
    pub aliases: Option<Vec<String>>,
    /// One sentence.
    pub description: Option<String>,
}

impl ListedField {
    /// Whether the name or an alias is empty or white space.
    pub(super) fn has_empty_name(&self) -> bool {
        let mut names = self.aliases.iter().flatten().chain(std::iter::once(&self.name));
        names.any(|name| name.trim().is_empty())
    }

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
