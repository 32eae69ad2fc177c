//! Which members of JSON and YAML are queries.

use std::fmt;
use std::str::FromStr;

/// Which members of a JSON or YAML file are queries: names with dots between them, such as `spaces.*.criteria`.
///
/// They are the last names on the way to a member, so `query`, the default, is any member of that name; `*` is any
/// name. Arrays have no names: the path goes through them. With the default path a text that is in no object is a query
/// too.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct KeyPath {
    names: Vec<String>,
    is_default: bool,
}

impl Default for KeyPath {
    fn default() -> Self {
        Self { names: vec!["query".to_owned()], is_default: true }
    }
}

impl KeyPath {
    /// Whether the last name is one, and not `*`.
    pub(super) fn has_last_name(&self) -> bool {
        self.names.last().is_some_and(|name| name != "*")
    }

    pub(super) fn matches<'n>(&self, names: impl DoubleEndedIterator<Item = &'n str>) -> bool {
        let mut names = names.rev();
        let mut wanted = self.names.iter().rev();
        let Some(last) = names.next() else { return self.is_default };
        let is = |wanted: &str, name: &str| wanted == "*" || wanted == name;
        wanted.next().is_some_and(|name| is(name, last))
            && wanted.all(|wanted| names.next().is_some_and(|name| is(wanted, name)))
    }
}

/// A path without a name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EmptyKeyPath;

impl fmt::Display for EmptyKeyPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a key path has names with dots between them, such as `spaces.*.criteria`")
    }
}

impl std::error::Error for EmptyKeyPath {}

impl FromStr for KeyPath {
    type Err = EmptyKeyPath;

    fn from_str(text: &str) -> Result<Self, EmptyKeyPath> {
        let names: Vec<String> = text.split('.').map(str::to_owned).collect();
        if names.iter().any(String::is_empty) {
            return Err(EmptyKeyPath);
        }
        Ok(Self { names, is_default: false })
    }
}

impl fmt::Display for KeyPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.names.join("."))
    }
}
