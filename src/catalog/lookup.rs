//! From a name to the field's canonical name and type.

use std::borrow::Cow;

use super::{Catalog, Field, FieldId, FieldType, Resolution};

/// What a catalogue knows about a name: the canonical name and the type, whether the catalogue has the field or not.
///
/// `'c` is the catalogue's lifetime, `'n` the name's.
#[derive(Debug, Clone)]
pub struct Lookup<'c, 'n> {
    field: Option<(FieldId, &'c Field)>,
    /// A name that is not of a field of the catalogue.
    name: Cow<'n, str>,
    candidates: Vec<&'c str>,
    is_known: bool,
}

impl Catalog {
    /// The canonical name and the type of what a name in a query refers to.
    ///
    /// A field of the catalogue has the catalogue's spelling and type. A custom attribute has its prefix in lower case;
    /// it, a name of several groups, and a name that the catalogue lacks are untyped. The last two are as written.
    /// [`Catalog::resolve`] distinguishes the cases without allocating.
    ///
    /// ```
    /// use coreql::catalog::{Catalog, FieldType};
    ///
    /// let version = Catalog::builtin().lookup("OS_VERSION");
    /// assert_eq!((version.name(), version.field_type()), ("common.os_version", FieldType::Version));
    /// let custom = Catalog::builtin().lookup("Custom.Device.Asset");
    /// assert_eq!((custom.name(), custom.field_type()), ("custom.device.Asset", FieldType::Untyped));
    /// assert!(!Catalog::builtin().lookup("shoe_size").is_known());
    /// ```
    #[must_use]
    pub fn lookup<'c, 'n>(&'c self, name: &'n str) -> Lookup<'c, 'n> {
        let as_written =
            Lookup { name: Cow::Borrowed(name), field: None, candidates: Vec::new(), is_known: false };
        match self.resolve(name) {
            Resolution::Field(id, field) => Lookup { field: Some((id, field)), is_known: true, ..as_written },
            Resolution::Custom(custom) => {
                Lookup { name: Cow::Owned(custom.to_string()), is_known: true, ..as_written }
            }
            Resolution::Ambiguous(ids) => {
                let candidates = ids.iter().filter_map(|id| self.field(*id)).map(Field::name).collect();
                Lookup { candidates, ..as_written }
            }
            Resolution::Unknown => as_written,
        }
    }

    /// The field that a key of a record names: by its name or an alias, never without its group.
    #[must_use]
    pub fn lookup_key(&self, key: &str) -> Option<&Field> {
        self.field(self.match_key(key)?.field)
    }
}

impl<'c> Lookup<'c, '_> {
    /// The canonical name.
    #[must_use]
    pub fn name(&self) -> &str {
        self.field().map_or(&self.name, Field::name)
    }

    /// The type.
    #[must_use]
    pub fn field_type(&self) -> FieldType {
        self.field().map_or(FieldType::Untyped, Field::field_type)
    }

    /// The catalogue's entry, if it has one.
    #[must_use]
    pub fn field(&self) -> Option<&'c Field> {
        self.field.map(|(_, field)| field)
    }

    /// The number of the catalogue's entry, if it has one.
    #[must_use]
    pub fn id(&self) -> Option<FieldId> {
        self.field.map(|(id, _)| id)
    }

    /// Whether the name is that of a field of the catalogue or of a custom attribute.
    #[must_use]
    pub fn is_known(&self) -> bool {
        self.is_known
    }

    /// The full names of the fields, in the catalogue's order, if several groups have the name; otherwise none.
    #[must_use]
    pub fn candidates(&self) -> &[&'c str] {
        &self.candidates
    }

    /// Whether several groups have the name.
    #[must_use]
    pub fn is_ambiguous(&self) -> bool {
        !self.candidates.is_empty()
    }
}
