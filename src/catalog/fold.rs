//! Folding, until the text room has it: ASCII, and single-character lower case.

use std::borrow::Cow;

pub(super) fn fold_char(character: char) -> char {
    let mut folded = character.to_uppercase().flat_map(char::to_lowercase);
    match (folded.next(), folded.next()) {
        (Some(folded), None) => folded,
        _ => character,
    }
}

pub(super) fn fold(text: &str) -> Cow<'_, str> {
    Cow::Owned(text.chars().map(fold_char).collect())
}

pub(super) fn eq_folded(a: &str, b: &str) -> bool {
    a.chars().map(fold_char).eq(b.chars().map(fold_char))
}
