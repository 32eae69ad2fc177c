//! How well a name fits what is typed.

use crate::text::fold::fold_char;

/// The better, the lower.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Rank {
    /// The same, or the same as the name without its group.
    Exact,
    /// It begins so.
    Prefix,
    /// A part of it begins so, after a character that is neither a letter nor a digit.
    Segment,
    /// It has the same characters in the same order.
    Fuzzy,
}

/// The rank of a candidate, compared by folding; `None` if it does not fit. Allocates nothing.
pub(super) fn rank(typed: &str, candidate: &str) -> Option<Rank> {
    if typed.is_empty() {
        return Some(Rank::Prefix);
    }
    if let Some(rest) = strip(candidate, typed) {
        return Some(if rest.is_empty() { Rank::Exact } else { Rank::Prefix });
    }
    let segments = candidate.char_indices().filter(|(_, c)| !c.is_alphanumeric());
    let mut best = None;
    for (at, separator) in segments {
        let segment = candidate.get(at + separator.len_utf8()..).unwrap_or_default();
        match strip(segment, typed) {
            Some("") if separator == '.' => return Some(Rank::Exact),
            Some(_) => best = Some(Rank::Segment),
            None => {}
        }
    }
    best.or_else(|| is_within(typed, candidate).then_some(Rank::Fuzzy))
}

/// The rest of a text that begins with a prefix.
fn strip<'t>(text: &'t str, prefix: &str) -> Option<&'t str> {
    let mut rest = text.chars();
    let same = prefix.chars().all(|c| rest.next().is_some_and(|other| same(c, other)));
    same.then_some(rest.as_str())
}

/// Whether a text has these characters, in this order.
fn is_within(characters: &str, text: &str) -> bool {
    let mut rest = text.chars();
    characters.chars().all(|c| rest.any(|other| same(c, other)))
}

fn same(a: char, b: char) -> bool {
    if a.is_ascii() && b.is_ascii() { a.eq_ignore_ascii_case(&b) } else { fold_char(a) == fold_char(b) }
}
