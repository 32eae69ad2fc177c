//! The fields that queries may name: the built-in catalogue, a server's own list, users' additions.
//!
//! ```
//! use coreql::catalog::{Catalog, FieldType, Resolution};
//!
//! let catalog = Catalog::builtin();
//! // A name is found in any case, and `common.` may be left out.
//! let Resolution::Field(_, field) = catalog.resolve("OS_VERSION") else { panic!() };
//! assert_eq!(field.name(), "common.os_version");
//! assert_eq!(field.field_type(), FieldType::Version);
//! ```

mod builtin;
mod endpoint;
mod field;
mod field_type;
mod index;
mod list;
#[cfg(feature = "json")]
mod load;
mod lookup;
mod resolve;
mod suggest;
#[cfg(test)]
mod tests;

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::fmt;
use std::sync::{Arc, OnceLock};

pub use self::endpoint::{Endpoint, UnknownEndpoint};
pub(crate) use self::field::TypedName;
pub use self::field::{Evidence, Field};
pub use self::field_type::{FieldType, Reading, UnknownFieldType};
pub use self::list::{ListedField, LoadWarning, Loaded};
#[cfg(feature = "json")]
pub use self::load::LoadError;
pub use self::lookup::Lookup;
pub use self::resolve::{CustomName, CustomScope, KeyMatch, Resolution};
pub(crate) use self::suggest::closest_value;

use self::index::Index;
use self::suggest::Speller;
use crate::text::fold::fold;

/// The number of a [`Field`] in its [`Catalog`]: dense, from 0, in the catalogue's order.
///
/// [`Catalog::with_fields`] keeps the numbers of the fields it started from; numbers of
/// unrelated catalogues have nothing to do with each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FieldId(u32);

impl FieldId {
    /// The number as an index into [`Catalog::fields`].
    #[must_use]
    pub fn index(self) -> usize {
        usize::try_from(self.0).unwrap_or(usize::MAX)
    }

    /// `None` beyond `u32`, which no catalogue reaches.
    fn new(index: usize) -> Option<FieldId> {
        u32::try_from(index).ok().map(FieldId)
    }
}

/// A set of fields and the ways to name them. A clone shares the fields with the original, so it is cheap:
/// each [`Query`](crate::Query) keeps the catalogue that it was checked with.
#[derive(Clone)]
pub struct Catalog {
    contents: Arc<Contents>,
    complete: bool,
}

struct Contents {
    fields: Vec<Field>,
    index: Index,
    /// Made when the first name has to be corrected, which most programs never need.
    speller: OnceLock<Speller>,
}

impl Catalog {
    /// A catalogue without fields: only `custom.device.NAME` and `custom.user.NAME` resolve in it.
    #[must_use]
    pub fn new() -> Catalog {
        Catalog::assemble(Vec::new(), false)
    }

    /// The fields that come with the crate, as `grammar/core_fields.tsv` lists them.
    ///
    /// The list is known to be incomplete: see [`Catalog::is_complete`].
    #[must_use]
    pub fn builtin() -> &'static Catalog {
        builtin::catalog()
    }

    /// This catalogue with a user's own fields.
    ///
    /// A field whose name is new is added at the end. A field whose name exists replaces that field's type in its
    /// place; what it lacks (sample, known values, description) is kept, except that a new type drops the old
    /// sample and values; aliases are added.
    ///
    /// # Errors
    ///
    /// An empty name or alias, a name given twice, or an alias that already belongs to another field.
    pub fn with_fields<I>(&self, additions: I) -> Result<Catalog, CatalogError>
    where
        I: IntoIterator<Item = Field>,
    {
        let mut fields = self.contents.fields.clone();
        let mut positions: HashMap<String, usize> = fields
            .iter()
            .enumerate()
            .map(|(position, field)| (fold(field.name()).into_owned(), position))
            .collect();
        let mut added = vec![false; fields.len()];
        for addition in additions {
            addition.check_names()?;
            match positions.entry(fold(addition.name()).into_owned()) {
                Entry::Vacant(vacant) => {
                    vacant.insert(fields.len());
                    fields.push(addition);
                    added.push(true);
                }
                Entry::Occupied(occupied) => {
                    let position = *occupied.get();
                    if added.get(position) == Some(&true) {
                        return Err(CatalogError::DuplicateName { name: addition.name().to_owned() });
                    }
                    if let (Some(field), Some(added)) = (fields.get_mut(position), added.get_mut(position)) {
                        field.overlay(addition);
                        *added = true;
                    }
                }
            }
        }
        if FieldId::new(fields.len()).is_none() {
            return Err(CatalogError::TooManyFields);
        }
        let catalog = Catalog::assemble(fields, self.complete);
        catalog.check_added_aliases(&added)?;
        Ok(catalog)
    }

    /// Checks that every alias of the fields of a user leads to its field.
    fn check_added_aliases(&self, added: &[bool]) -> Result<(), CatalogError> {
        for ((id, field), _) in self.iter().zip(added).filter(|(_, added)| **added) {
            for alias in field.aliases() {
                let owner = self.match_key(alias).map(|key| key.field);
                if let Some(owner) = owner.filter(|owner| *owner != id).and_then(|owner| self.field(owner)) {
                    return Err(CatalogError::AliasTaken {
                        alias: alias.clone(),
                        field: field.name().to_owned(),
                        owner: owner.name().to_owned(),
                    });
                }
            }
        }
        Ok(())
    }

    /// INVARIANT: the callers have made names unique under folding, and their number fits a `u32`.
    pub(crate) fn assemble(fields: Vec<Field>, complete: bool) -> Catalog {
        let index = Index::new(&fields);
        Catalog { contents: Arc::new(Contents { fields, index, speller: OnceLock::new() }), complete }
    }

    /// Whether a name that is not here is known not to exist, as in a server's own list: then it is an error in
    /// a query. Otherwise, as in the built-in catalogue, it is a warning, and the field is untyped.
    #[must_use]
    pub fn is_complete(&self) -> bool {
        self.complete
    }

    /// The same fields, declared complete: see [`Catalog::is_complete`].
    #[must_use]
    pub fn into_complete(mut self) -> Catalog {
        self.complete = true;
        self
    }

    /// Whether the two share their fields, so that numbers of the one are numbers of the other.
    pub(crate) fn is_same(&self, other: &Catalog) -> bool {
        Arc::ptr_eq(&self.contents, &other.contents)
    }

    /// All fields, in the order of their [`FieldId`]s.
    #[must_use]
    pub fn fields(&self) -> &[Field] {
        &self.contents.fields
    }

    /// All fields with their numbers, in order.
    pub fn iter(&self) -> impl Iterator<Item = (FieldId, &Field)> {
        (0..).map(FieldId).zip(self.fields())
    }

    /// The field of this number; `None` for a number of another, larger catalogue.
    #[must_use]
    pub fn field(&self, id: FieldId) -> Option<&Field> {
        self.fields().get(id.index())
    }

    /// The names of these fields.
    pub(crate) fn names(&self, ids: &[FieldId]) -> Vec<String> {
        ids.iter().filter_map(|id| self.field(*id)).map(|field| field.name().to_owned()).collect()
    }

    /// How many fields there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.fields().len()
    }

    /// Whether there are no fields.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.fields().is_empty()
    }

    /// The field that was most likely intended by a misspelt name: its canonical name, or `None` when nothing is close.
    ///
    /// Forgives a few typing errors (more in a longer name), lost or exchanged separators, and a right name in a
    /// wrong group. A name of more than 128 characters is never corrected.
    ///
    /// ```
    /// use coreql::catalog::Catalog;
    ///
    /// let catalog = Catalog::builtin();
    /// assert_eq!(catalog.suggest_field("common.platfrom"), Some("common.platform"));
    /// assert_eq!(catalog.suggest_field("ios.os_version"), Some("common.os_version"));
    /// assert_eq!(catalog.suggest_field("shoe_size"), None);
    /// ```
    #[must_use]
    pub fn suggest_field(&self, name: &str) -> Option<&str> {
        let speller = self.contents.speller.get_or_init(|| Speller::new(self.fields()));
        self.field(speller.suggest(name)?).map(Field::name)
    }
}

impl Default for Catalog {
    fn default() -> Catalog {
        Catalog::new()
    }
}

impl fmt::Debug for Catalog {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Catalog")
            .field("fields", &self.len())
            .field("complete", &self.complete)
            .finish_non_exhaustive()
    }
}

/// Why fields cannot be added to a catalogue.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum CatalogError {
    /// A field's name, or one of its aliases, is empty or white space.
    EmptyName,
    /// A name is given twice in one list; names are case-insensitive.
    DuplicateName {
        /// The name, as given the second time.
        name: String,
    },
    /// An alias already names another field.
    AliasTaken {
        /// The alias.
        alias: String,
        /// The field that it was given for.
        field: String,
        /// The field that has it.
        owner: String,
    },
    /// More fields than a [`FieldId`] can number.
    TooManyFields,
}

impl fmt::Display for CatalogError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            CatalogError::EmptyName => write!(f, "a field's name is empty"),
            CatalogError::DuplicateName { name } => write!(f, "field `{name}` is given twice"),
            CatalogError::AliasTaken { alias, field, owner } => {
                write!(f, "alias `{alias}` of field `{field}` already names field `{owner}`")
            }
            CatalogError::TooManyFields => write!(f, "more than {} fields", u32::MAX),
        }
    }
}

impl std::error::Error for CatalogError {}
