//! The fields that the headings of CSV name (rules 5.11 to 5.14).

use std::cell::OnceCell;
use std::collections::{HashMap, HashSet};
use std::fmt;

use coreql::catalog::{Catalog, CustomName, Field, FieldId, FieldType};
use coreql::text::fold::fold_char;

use super::ReadOptions;

/// The headings of a file of CSV, in order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Headings(Vec<Heading>);

/// One heading.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Heading {
    text: String,
    key: Option<String>,
    field: Option<String>,
    field_type: FieldType,
    doubt: Option<HeadingDoubt>,
}

/// Why a heading does not name the field that it may seem to name.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum HeadingDoubt {
    /// Several fields have this name.
    Ambiguous {
        /// Their canonical names.
        fields: Vec<String>,
    },
    /// Another heading names the same field, and counts.
    Repeated {
        /// The field.
        field: String,
        /// The heading that counts.
        heading: String,
    },
}

impl Headings {
    /// The headings, in order.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = &Heading> {
        self.0.iter()
    }

    pub(crate) fn get(&self, index: usize) -> Option<&Heading> {
        self.0.get(index)
    }

    /// The heading of the column that counts for a field, by its canonical name.
    pub fn of_field(&self, field: &str) -> Option<&Heading> {
        self.0.iter().find(|heading| heading.doubt.is_none() && heading.field() == Some(field))
    }

    /// The headings that are not read as they may have been intended, and why.
    pub fn doubts(&self) -> impl Iterator<Item = (&str, &HeadingDoubt)> {
        self.0.iter().filter_map(|heading| Some((heading.text(), heading.doubt.as_ref()?)))
    }
}

impl Heading {
    /// The heading as the file has it.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The key of its values in a device; none if they are left out, because the same heading comes twice.
    pub fn key(&self) -> Option<&str> {
        self.key.as_deref()
    }

    /// The canonical name of the field that it names; none if that is no known field.
    pub fn field(&self) -> Option<&str> {
        self.field.as_deref()
    }

    /// Whether a cell may hold a JSON array.
    pub(crate) const fn may_hold_arrays(&self) -> bool {
        matches!(self.field_type, FieldType::StringArray | FieldType::Untyped)
    }
}

/// What is reported of a heading: `is one of …`, `is left out …`.
impl fmt::Display for HeadingDoubt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Ambiguous { fields } => {
                write!(f, "may be any of `{}`, so it is none of them", fields.join("`, `"))
            }
            Self::Repeated { field, heading } => {
                write!(f, "also names `{field}`, for which the heading `{heading}` counts")
            }
        }
    }
}

/// How well a heading names a field; the lowest counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Quality {
    Exact,
    Other,
}

/// From headings to fields.
pub(crate) struct HeadingReader<'o, 'c> {
    options: &'o ReadOptions<'c>,
    /// Made when a heading needs them.
    names: OnceCell<LooseNames>,
}

/// The names of a catalogue's fields without case, blanks and `_`.
struct LooseNames {
    full: HashMap<String, Vec<FieldId>>,
    /// Names of the group `common`, without it.
    common: HashMap<String, Vec<FieldId>>,
    /// Names of any group, without it.
    bare: HashMap<String, Vec<FieldId>>,
}

/// What a heading names.
enum Target {
    Field(FieldId),
    Custom(String),
    Ambiguous(Vec<FieldId>),
    Unknown,
}

impl<'o, 'c> HeadingReader<'o, 'c> {
    pub(crate) const fn new(options: &'o ReadOptions<'c>) -> Self {
        Self { options, names: OnceCell::new() }
    }

    /// How many of these headings name a known field.
    pub(super) fn count_known<'h>(&self, headings: impl Iterator<Item = &'h str>) -> usize {
        let is_known = |heading: &&str| {
            self.options.column(heading).is_some() || !matches!(self.target(heading), Target::Unknown)
        };
        headings.filter(is_known).count()
    }

    pub(crate) fn read<'h>(&self, headings: impl Iterator<Item = &'h str>) -> Headings {
        let mut read: Vec<(Heading, Quality)> = headings.map(|text| self.heading(text)).collect();
        // For each field the first of the exact headings, or else the first.
        let mut chosen: HashMap<String, (usize, Quality)> = HashMap::new();
        for (index, (heading, quality)) in read.iter().enumerate() {
            if let Some(name) = heading.field.as_ref().or(heading.key.as_ref()) {
                let best = chosen.entry(name.clone()).or_insert((index, *quality));
                if *quality < best.1 {
                    *best = (index, *quality);
                }
            }
        }
        let texts: Vec<String> = read.iter().map(|(heading, _)| heading.text.clone()).collect();
        let mut keys: HashSet<String> = HashSet::new();
        for (index, (heading, _)) in read.iter_mut().enumerate() {
            let name = heading.field.clone().or(heading.key.clone()).unwrap_or_default();
            if let Some((best, _)) = chosen.get(&name).filter(|(best, _)| *best != index) {
                let counts = texts.get(*best).cloned().unwrap_or_default();
                heading.key = Some(heading.text.clone());
                heading.doubt = Some(HeadingDoubt::Repeated { field: name, heading: counts });
            }
            // What a key holds already counts.
            heading.key = heading.key.take().filter(|key| keys.insert(key.clone()));
        }
        Headings(read.into_iter().map(|(heading, _)| heading).collect())
    }

    fn heading(&self, text: &str) -> (Heading, Quality) {
        let catalog = self.options.catalog();
        let unknown = Heading {
            text: text.to_owned(),
            key: Some(text.to_owned()),
            field: None,
            field_type: FieldType::Untyped,
            doubt: None,
        };
        if let Some(name) = self.options.column(text) {
            let field_type = catalog.lookup(name).field_type();
            let (key, field) = (Some(name.to_owned()), Some(name.to_owned()));
            return (Heading { key, field, field_type, ..unknown }, Quality::Exact);
        }
        match self.target(text) {
            Target::Field(id) => {
                let Some(known) = catalog.field(id) else { return (unknown, Quality::Other) };
                let (name, field_type) = (known.name(), known.field_type());
                let quality = if name == text { Quality::Exact } else { Quality::Other };
                // A heading that is a key of a record in JSON too stays as it is.
                let key = if catalog.lookup_key(text).is_some() { text } else { name };
                let (key, field) = (Some(key.to_owned()), Some(name.to_owned()));
                (Heading { key, field, field_type, ..unknown }, quality)
            }
            Target::Custom(name) => (Heading { field: Some(name), ..unknown }, Quality::Exact),
            Target::Ambiguous(ids) => {
                let fields =
                    ids.iter().filter_map(|id| catalog.field(*id)).map(|field| field.name().to_owned());
                let doubt = Some(HeadingDoubt::Ambiguous { fields: fields.collect() });
                (Heading { doubt, ..unknown }, Quality::Other)
            }
            Target::Unknown => (unknown, Quality::Other),
        }
    }

    /// Rule 5.11.
    fn target(&self, heading: &str) -> Target {
        if let Some(key) = self.options.catalog().match_key(heading) {
            return Target::Field(key.field);
        }
        let loose = loose(heading);
        let LooseNames { full, common, bare } =
            self.names.get_or_init(|| LooseNames::new(self.options.catalog()));
        for names in [full, common, bare] {
            match names.get(&loose).map(Vec::as_slice) {
                Some([field]) => return Target::Field(*field),
                Some([]) | None => {}
                Some(several) => return Target::Ambiguous(several.to_vec()),
            }
        }
        CustomName::parse(heading).map_or(Target::Unknown, |custom| Target::Custom(custom.to_string()))
    }
}

impl LooseNames {
    fn new(catalog: &Catalog) -> Self {
        let mut names = Self { full: HashMap::new(), common: HashMap::new(), bare: HashMap::new() };
        let mut add = |map: fn(&mut Self) -> &mut HashMap<String, Vec<FieldId>>, name: &str, id| {
            let fields = map(&mut names).entry(loose(name)).or_default();
            if !fields.contains(&id) {
                fields.push(id);
            }
        };
        for (id, field) in catalog.iter() {
            for name in std::iter::once(field.name()).chain(field.aliases().iter().map(String::as_str)) {
                add(|names| &mut names.full, name, id);
                if let Some(("common", bare)) = name.split_once('.') {
                    add(|names| &mut names.common, bare, id);
                }
            }
            if let Some(bare) = field.group().and_then(|group| without_group(field, group)) {
                add(|names| &mut names.bare, bare, id);
            }
        }
        names
    }
}

fn without_group<'f>(field: &'f Field, group: &str) -> Option<&'f str> {
    field.name().strip_prefix(group)?.strip_prefix('.')
}

/// A name without case, blanks and `_`.
fn loose(name: &str) -> String {
    name.chars().filter(|c| !c.is_whitespace() && *c != '_').map(fold_char).collect()
}

impl<'h> IntoIterator for &'h Headings {
    type Item = &'h Heading;
    type IntoIter = std::slice::Iter<'h, Heading>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.iter()
    }
}
