//! tmp
#![allow(missing_docs)]
use std::borrow::Cow;
pub fn fold_char(c: char) -> char {
    let mut f = c.to_uppercase().flat_map(char::to_lowercase);
    match (f.next(), f.next()) {
        (Some(f), None) => f,
        _ => c,
    }
}
pub fn fold(text: &str) -> Cow<'_, str> {
    Cow::Owned(text.chars().map(fold_char).collect())
}
pub fn eq_folded(a: &str, b: &str) -> bool {
    a.chars().map(fold_char).eq(b.chars().map(fold_char))
}
#[derive(Clone, Debug)]
pub struct Pattern(String);
impl Pattern {
    pub fn new(t: &str) -> Self {
        Self(fold(t).into_owned())
    }
    pub fn folded(&self) -> &str {
        &self.0
    }
    pub fn matches(&self, t: &str) -> bool {
        fold(t) == self.0
    }
    pub fn is_prefix_of(&self, t: &str) -> bool {
        fold(t).starts_with(&self.0)
    }
    pub fn is_within(&self, t: &str) -> bool {
        fold(t).contains(&self.0)
    }
    pub fn compare(&self, t: &str) -> std::cmp::Ordering {
        fold(t).as_ref().cmp(&self.0)
    }
}
