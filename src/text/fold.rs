//! Unicode simple case folding: one character to one, the same in every locale (CaseFolding.txt, statuses C and S;
//! language, rule 6.22).

use std::borrow::Cow;
use std::cmp::Ordering;

use super::fold_table::RUNS;

/// A run of characters that fold alike: every `stride`-th one from `first` to `last`, each to the character at `offset`
/// from it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Run {
    pub(super) first: u32,
    pub(super) last: u32,
    pub(super) stride: u32,
    pub(super) offset: i32,
}

/// Folds a character.
///
/// ```
/// use coreql::text::fold::fold_char;
///
/// assert_eq!(fold_char('Σ'), 'σ');
/// assert_eq!(fold_char('ς'), 'σ');
/// assert_eq!(fold_char('\u{212a}'), 'k');
/// assert_eq!(fold_char('ß'), 'ß');
/// ```
#[inline]
pub fn fold_char(c: char) -> char {
    if c.is_ascii() { c.to_ascii_lowercase() } else { fold_beyond_ascii(c) }
}

fn fold_beyond_ascii(c: char) -> char {
    let code = u32::from(c);
    let at = RUNS.partition_point(|run| run.last < code);
    match RUNS.get(at) {
        Some(run) if run.first <= code && (code - run.first).is_multiple_of(run.stride) => {
            code.checked_add_signed(run.offset).and_then(char::from_u32).unwrap_or(c)
        }
        Some(_) | None => c,
    }
}

/// Folds a text.
///
/// ```
/// assert_eq!(coreql::text::fold::fold("ÄRZTIN"), "ärztin");
/// ```
pub fn fold(text: &str) -> Cow<'_, str> {
    if text.is_ascii() {
        let folds = text.bytes().any(|byte| byte.is_ascii_uppercase());
        return if folds { Cow::Owned(text.to_ascii_lowercase()) } else { Cow::Borrowed(text) };
    }
    match text.find(|c| fold_char(c) != c) {
        None => Cow::Borrowed(text),
        Some(first) => {
            let (same, rest) = text.split_at_checked(first).unwrap_or(("", text));
            let mut folded = String::with_capacity(text.len());
            folded.push_str(same);
            folded.extend(rest.chars().map(fold_char));
            Cow::Owned(folded)
        }
    }
}

/// Whether two texts are equal when folded.
pub fn eq_folded(a: &str, b: &str) -> bool {
    if a.is_ascii() && b.is_ascii() { a.eq_ignore_ascii_case(b) } else { cmp_folded(a, b).is_eq() }
}

/// The order of two texts by the scalar values of their folded characters.
pub fn cmp_folded(a: &str, b: &str) -> Ordering {
    a.chars().map(fold_char).cmp(b.chars().map(fold_char))
}
