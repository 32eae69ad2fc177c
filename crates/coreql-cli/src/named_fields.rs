//! The fields that options name: `platform`, `common.*`, `*`.

use std::cell::{OnceCell, RefCell};

use coreql::catalog::{Catalog, CustomName};
use coreql::text::fold::{eq_folded, fold};

use crate::devices::Keys;
use crate::failure::Failure;
use crate::query::catalog::{known_name, unknown_name};
use crate::sqlite::Source;

/// A column of the output.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Column {
    /// A field, by its canonical name.
    Field(String),
    /// A key of the file that no query can name.
    Key(String),
}

/// Reads the names of fields. Names that the catalogue lacks, and patterns, need the keys of the file, which is then
/// read once more.
pub(crate) struct FieldReader<'s, 'c> {
    catalog: &'c Catalog,
    source: RefCell<&'s mut Source<'c>>,
    keys: OnceCell<Keys>,
}

impl<'s, 'c> FieldReader<'s, 'c> {
    pub(crate) fn new(catalog: &'c Catalog, source: &'s mut Source<'c>) -> Self {
        Self { catalog, source: RefCell::new(source), keys: OnceCell::new() }
    }

    fn keys(&self) -> Result<&Keys, Failure> {
        if self.keys.get().is_none() {
            let keys = self.source.borrow_mut().keys()?;
            return Ok(self.keys.get_or_init(|| keys));
        }
        Ok(self.keys.get_or_init(Keys::default))
    }

    /// The columns of these names and patterns, each once.
    pub(crate) fn columns(&self, names: &[String]) -> Result<Vec<Column>, Failure> {
        let mut columns: Vec<Column> = Vec::new();
        for name in names {
            let read =
                match name.strip_suffix('*').filter(|prefix| prefix.is_empty() || prefix.ends_with('.')) {
                    Some(prefix) => self.matching(prefix)?,
                    None if name.contains('*') => return Err(not_a_pattern(name)),
                    None => vec![Column::Field(self.field(name)?)],
                };
            for column in read {
                if !columns.iter().any(|other| other.is_same(&column)) {
                    columns.push(column);
                }
            }
        }
        Ok(columns)
    }

    /// The canonical name of a field.
    pub(crate) fn field(&self, name: &str) -> Result<String, Failure> {
        if let Some(canonical) = known_name(self.catalog, name)? {
            return Ok(canonical);
        }
        let known = self.catalog.suggest_field(name);
        if self.catalog.is_complete() {
            return Err(unknown_name(name, known));
        }
        let keys = self.keys()?;
        if keys.contains(name) {
            return Ok(name.to_owned());
        }
        // A key that no query can name is no help.
        let own = keys.suggest(name).filter(|key| matches!(self.column(key), Column::Field(_)));
        Err(unknown_name(name, own.as_deref().or(known)))
    }

    /// The columns of the keys that begin with a group and a dot, or of all.
    fn matching(&self, prefix: &str) -> Result<Vec<Column>, Failure> {
        let folded = fold(prefix);
        let columns: Vec<Column> = self
            .keys()?
            .iter()
            .map(|key| self.column(key))
            .filter(|column| fold(column.name()).starts_with(&*folded))
            .collect();
        let is_known = self.catalog.fields().iter().any(|field| fold(field.name()).starts_with(&*folded))
            || CustomName::parse(&format!("{prefix}x")).is_some()
            || eq_folded(prefix, "custom.");
        if columns.is_empty() && !prefix.is_empty() && !is_known {
            return Err(self.unknown_group(prefix));
        }
        Ok(columns)
    }

    fn column(&self, key: &str) -> Column {
        if let Some(field) = self.catalog.lookup_key(key) {
            return Column::Field(field.name().to_owned());
        }
        match CustomName::parse(key) {
            Some(custom) => Column::Field(custom.to_string()),
            None if self.catalog.lookup(key).is_known()
                || self.catalog.lookup(key).is_ambiguous()
                || key.is_empty() =>
            {
                Column::Key(key.to_owned())
            }
            None => Column::Field(key.to_owned()),
        }
    }

    fn unknown_group(&self, prefix: &str) -> Failure {
        let groups = self.catalog.fields().iter().filter_map(|field| field.group());
        let mut keys = Keys::default();
        groups.for_each(|group| keys.add(group));
        let group = prefix.trim_end_matches('.');
        let suggestion =
            keys.suggest(group).map(|group| format!("; did you mean `{group}.*`?")).unwrap_or_default();
        Failure::Usage(format!("no field matches `{prefix}*`{suggestion}"))
    }
}

fn not_a_pattern(name: &str) -> Failure {
    Failure::Usage(format!(
        "`{name}`: `*` is all fields, and `common.*` those of a group; no other pattern is known"
    ))
}

impl Column {
    pub(crate) fn name(&self) -> &str {
        let (Self::Field(name) | Self::Key(name)) = self;
        name
    }

    fn is_same(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Field(a), Self::Field(b)) => eq_folded(a, b),
            (Self::Key(a), Self::Key(b)) => a == b,
            (Self::Field(_), Self::Key(_)) | (Self::Key(_), Self::Field(_)) => false,
        }
    }
}
