//! What a name in a query, or a key of a record, refers to.

use std::fmt;

use super::index::Target;
use super::{Catalog, Field, FieldId};
use crate::text::fold::fold_char;

#[cfg(test)]
mod tests;

/// What a name in a query refers to: `'c` is the catalogue's lifetime, `'n` the name's.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Resolution<'c, 'n> {
    /// A field of the catalogue.
    Field(FieldId, &'c Field),
    /// A custom attribute: always accepted, untyped.
    Custom(CustomName<'n>),
    /// Several groups have the name: their fields, at least two, in the catalogue's order.
    Ambiguous(&'c [FieldId]),
    /// Nothing that the catalogue knows.
    Unknown,
}

/// What a custom attribute belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum CustomScope {
    /// A device: `custom.device.NAME`.
    Device,
    /// A user: `custom.user.NAME`.
    User,
}

impl CustomScope {
    pub(crate) const ALL: [CustomScope; 2] = [CustomScope::Device, CustomScope::User];

    /// What precedes the attribute's own name, in lower case.
    #[must_use]
    pub fn prefix(self) -> &'static str {
        match self {
            CustomScope::Device => "custom.device.",
            CustomScope::User => "custom.user.",
        }
    }
}

/// The name of a custom attribute. [`Display`](fmt::Display) writes it canonically: the prefix in lower case, the
/// attribute's own name as the query has it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct CustomName<'a> {
    scope: CustomScope,
    name: &'a str,
}

impl<'a> CustomName<'a> {
    /// Reads `custom.device.NAME` or `custom.user.NAME`, the prefix compared by folding, NAME not empty.
    #[must_use]
    pub fn parse(text: &'a str) -> Option<CustomName<'a>> {
        CustomScope::ALL.into_iter().find_map(|scope| {
            let name = strip_folded_prefix(text, scope.prefix()).filter(|name| !name.is_empty())?;
            Some(CustomName { scope, name })
        })
    }

    /// Whether the attribute belongs to a device or a user.
    #[must_use]
    pub fn scope(self) -> CustomScope {
        self.scope
    }

    /// The attribute's own name, as written.
    #[must_use]
    pub fn name(self) -> &'a str {
        self.name
    }
}

impl fmt::Display for CustomName<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}", self.scope.prefix(), self.name)
    }
}

/// How a key of a record names a field.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct KeyMatch {
    /// The field.
    pub field: FieldId,
    /// Whether the key is exactly the canonical name: such a key takes precedence over others of the same field.
    pub exact: bool,
}

impl Catalog {
    /// What a name in a query refers to.
    ///
    /// Names are compared under simple folding. The first of these that exists decides (language, rule 5.7): a field's
    /// full name; an alias; `common.` and the name; the only group that has the name; a custom attribute.
    ///
    /// Takes time linear in the name, whatever the catalogue holds, and allocates nothing.
    ///
    /// ```
    /// use coreql::catalog::{Catalog, Resolution};
    ///
    /// let catalog = Catalog::builtin();
    /// assert!(matches!(catalog.resolve("ldap.baseDn"), Resolution::Field(_, field) if field.name() == "user.ldap.baseDn"));
    /// assert!(matches!(catalog.resolve("custom.device.Asset"), Resolution::Custom(name) if name.name() == "Asset"));
    /// assert_eq!(catalog.resolve("shoe_size"), Resolution::Unknown);
    /// ```
    #[must_use]
    #[inline]
    pub fn resolve<'c, 'n>(&'c self, name: &'n str) -> Resolution<'c, 'n> {
        if let Some(Target::Name(id) | Target::Unprefixed(id)) = self.contents.index.get_as_spelt(name)
            && let Some(field) = self.field(id)
        {
            return Resolution::Field(id, field);
        }
        self.resolve_folded(name)
    }

    #[inline(never)]
    fn resolve_folded<'c, 'n>(&'c self, name: &'n str) -> Resolution<'c, 'n> {
        match self.contents.index.get_folded(name) {
            Some(Target::Name(id) | Target::Unprefixed(id)) => {
                self.field(id).map_or(Resolution::Unknown, |field| Resolution::Field(id, field))
            }
            Some(Target::Ambiguous { start, end }) => {
                Resolution::Ambiguous(self.contents.index.ambiguous(start, end))
            }
            None => CustomName::parse(name).map_or(Resolution::Unknown, Resolution::Custom),
        }
    }

    /// The field that a key of a record names: by its name or an alias, compared by folding, never without its group.
    #[must_use]
    pub fn match_key(&self, key: &str) -> Option<KeyMatch> {
        match self.contents.index.get(key)? {
            Target::Name(field) => {
                let exact = self.field(field).is_some_and(|field| field.name() == key);
                Some(KeyMatch { field, exact })
            }
            Target::Unprefixed(_) | Target::Ambiguous { .. } => None,
        }
    }
}

/// `text` after a prefix that is compared by folding.
fn strip_folded_prefix<'t>(text: &'t str, prefix: &str) -> Option<&'t str> {
    let mut rest = text.chars();
    prefix.chars().all(|character| rest.next().map(fold_char) == Some(character)).then_some(rest.as_str())
}
