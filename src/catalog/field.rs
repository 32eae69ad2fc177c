//! One field: its name, its type, and what is known about it.

use std::collections::HashSet;
use std::fmt;
use std::iter;

use super::{CatalogError, CustomName, FieldType};
use crate::text::fold::fold;

/// How a field is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "lowercase"))]
#[non_exhaustive]
pub enum Evidence {
    /// The vendor's V2 API guide shows it.
    Guide,
    /// Other documents of the product show it.
    Product,
    /// A published client sends or reads it.
    Client,
    /// A server's own list has it.
    Server,
    /// The user declares it.
    User,
}

impl Evidence {
    /// All kinds of evidence.
    pub const ALL: [Evidence; 5] =
        [Evidence::Guide, Evidence::Product, Evidence::Client, Evidence::Server, Evidence::User];

    /// The name, as catalogues write it.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Evidence::Guide => "guide",
            Evidence::Product => "product",
            Evidence::Client => "client",
            Evidence::Server => "server",
            Evidence::User => "user",
        }
    }
}

impl fmt::Display for Evidence {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

/// A field of devices.
///
/// ```
/// use coreql::catalog::{Catalog, Field, FieldType};
///
/// let asset = Field::new("custom.device.Asset", FieldType::Number).with_description("number on the sticker");
/// let catalog = Catalog::builtin().with_fields([asset])?;
/// assert_eq!(catalog.len(), Catalog::builtin().len() + 1);
/// # Ok::<(), coreql::catalog::CatalogError>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
pub struct Field {
    #[cfg_attr(feature = "serde", serde(flatten))]
    typed: TypedName,
    evidence: Evidence,
    #[cfg_attr(feature = "serde", serde(skip_serializing_if = "Option::is_none"))]
    sample: Option<String>,
    #[cfg_attr(feature = "serde", serde(rename = "values", skip_serializing_if = "Vec::is_empty"))]
    known_values: Vec<String>,
    #[cfg_attr(feature = "serde", serde(skip_serializing_if = "Vec::is_empty"))]
    aliases: Vec<String>,
    #[cfg_attr(feature = "serde", serde(skip_serializing_if = "Option::is_none"))]
    description: Option<String>,
}

/// A name, and the type of the field with that name.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
pub(crate) struct TypedName {
    pub(crate) name: Box<str>,
    #[cfg_attr(feature = "serde", serde(rename = "type"))]
    pub(crate) field_type: FieldType,
}

impl Field {
    /// A field that the user declares, with nothing else known about it.
    #[must_use]
    pub fn new(name: impl Into<String>, field_type: FieldType) -> Field {
        Field {
            typed: TypedName { name: name.into().into(), field_type },
            evidence: Evidence::User,
            sample: None,
            known_values: Vec::new(),
            aliases: Vec::new(),
            description: None,
        }
    }

    /// Sets how the field is known.
    #[must_use]
    pub fn with_evidence(mut self, evidence: Evidence) -> Field {
        self.evidence = evidence;
        self
    }

    /// Sets an example of a value.
    #[must_use]
    pub fn with_sample(mut self, sample: impl Into<String>) -> Field {
        self.sample = Some(sample.into());
        self
    }

    /// Sets the known values; others remain possible.
    #[must_use]
    pub fn with_known_values<I>(mut self, values: I) -> Field
    where
        I: IntoIterator,
        I::Item: Into<String>,
    {
        self.known_values = values.into_iter().map(Into::into).collect();
        self
    }

    /// Adds another name of the field.
    #[must_use]
    pub fn with_alias(self, alias: impl Into<String>) -> Field {
        self.with_aliases([alias])
    }

    /// Adds other names of the field, except those that it has already.
    #[must_use]
    pub fn with_aliases<I>(mut self, aliases: I) -> Field
    where
        I: IntoIterator,
        I::Item: Into<String>,
    {
        self.add_aliases(aliases);
        self
    }

    /// Describes in a few words what the field holds.
    #[must_use]
    pub fn with_description(mut self, description: impl Into<String>) -> Field {
        self.description = Some(description.into());
        self
    }

    /// The canonical name, group included: `common.platform`.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.typed.name
    }

    /// The name and the type.
    pub(crate) fn typed_name(&self) -> &TypedName {
        &self.typed
    }

    /// The group, `common` in `common.platform`, `custom.device` in `custom.device.asset`; `None` for a name without one.
    #[must_use]
    pub fn group(&self) -> Option<&str> {
        split_group(self.name()).map(|(group, _)| group)
    }

    /// How values are read and compared.
    #[must_use]
    pub fn field_type(&self) -> FieldType {
        self.typed.field_type
    }

    /// How the field is known.
    #[must_use]
    pub fn evidence(&self) -> Evidence {
        self.evidence
    }

    /// An example of a value, as text.
    #[must_use]
    pub fn sample(&self) -> Option<&str> {
        self.sample.as_deref()
    }

    /// The values that are known. The list is open: others may occur.
    #[must_use]
    pub fn known_values(&self) -> &[String] {
        &self.known_values
    }

    /// Other names of the field.
    #[must_use]
    pub fn aliases(&self) -> &[String] {
        &self.aliases
    }

    /// What the field holds, in a few words.
    #[must_use]
    pub fn description(&self) -> Option<&str> {
        self.description.as_deref()
    }

    pub(super) fn check_names(&self) -> Result<(), CatalogError> {
        let mut names = self.aliases.iter().map(String::as_str).chain(iter::once(self.name()));
        if names.any(|name| name.trim().is_empty()) { Err(CatalogError::EmptyName) } else { Ok(()) }
    }

    pub(super) fn add_aliases<I>(&mut self, aliases: I)
    where
        I: IntoIterator,
        I::Item: Into<String>,
    {
        let own = self.aliases.iter().map(String::as_str).chain(iter::once(self.name()));
        // A set, because a list from elsewhere may give a field any number of aliases.
        let mut names: HashSet<String> = own.map(|name| fold(name).into_owned()).collect();
        for alias in aliases.into_iter().map(Into::into) {
            if names.insert(fold(&alias).into_owned()) {
                self.aliases.push(alias);
            }
        }
    }

    /// Changes the type; a sample and values of another type are dropped.
    pub(super) fn retype(&mut self, field_type: FieldType) {
        if self.field_type() != field_type {
            self.typed.field_type = field_type;
            self.sample = None;
            self.known_values.clear();
        }
    }

    /// What `over` has replaces what this field has, except the spelling of the name; aliases are added.
    pub(super) fn overlay(&mut self, over: Field) {
        self.retype(over.field_type());
        self.evidence = over.evidence;
        self.sample = over.sample.or(self.sample.take());
        if !over.known_values.is_empty() {
            self.known_values = over.known_values;
        }
        self.description = over.description.or(self.description.take());
        self.add_aliases(over.aliases);
    }
}

/// `GROUP.NAME` at the first dot, or after `custom.device` or `custom.user` (rule 5.8), both parts non-empty; NAME may
/// contain dots.
pub(super) fn split_group(name: &str) -> Option<(&str, &str)> {
    if let Some(custom) = CustomName::parse(name) {
        return Some((name.strip_suffix(custom.name())?.strip_suffix('.')?, custom.name()));
    }
    name.split_once('.').filter(|(group, name)| !group.is_empty() && !name.is_empty())
}
