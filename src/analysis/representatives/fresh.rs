//! Characters that no literal has.

use std::collections::BTreeSet;

use crate::text::fold::fold_char;

/// The characters between two others, both excluded, as far as they matter.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Gap {
    /// One that folding leaves alone and that is not used.
    Fresh(char),
    /// There is no such character: all that folding leaves alone.
    Used(Vec<char>),
}

/// What reads well in a value.
const PREFERRED: &str = "xzyqjvkwabcdefghilmnoprstu0123456789 -_+~!#$%&*@";

/// More characters than folding changes: so many in a row are never all changed.
const FOLDED: usize = 3_000;

/// What is between two characters.
pub(super) fn between(used: &BTreeSet<char>, low: Option<char>, high: Option<char>) -> Gap {
    let is_within = |c: char| low.is_none_or(|low| low < c) && high.is_none_or(|high| c < high);
    let is_fresh = |c: char| !used.contains(&c) && fold_char(c) == c;
    if let Some(fresh) = PREFERRED.chars().find(|c| is_within(*c) && is_fresh(*c)) {
        return Gap::Fresh(fresh);
    }
    let range = || low.unwrap_or('\0')..=high.unwrap_or(char::MAX);
    let mut within = range().filter(|c| is_within(*c));
    // What is not printed comes last.
    let tried = used.len() + FOLDED;
    let printed = within.clone().filter(|c| *c > ' ' && !c.is_control()).take(tried).find(|c| is_fresh(*c));
    match printed.or_else(|| within.clone().take(tried).find(|c| is_fresh(*c))) {
        Some(fresh) => Gap::Fresh(fresh),
        None => Gap::Used(within.by_ref().take(tried).filter(|c| fold_char(*c) == *c).collect()),
    }
}

/// A character that is not used at all.
pub(super) fn anywhere(used: &BTreeSet<char>) -> char {
    match between(used, None, None) {
        Gap::Fresh(fresh) => fresh,
        // No text has all characters there are.
        Gap::Used(_) => char::MAX,
    }
}

#[cfg(test)]
mod tests {
    use super::{BTreeSet, Gap, between};

    #[test]
    fn a_fresh_character_reads_well_if_one_can() {
        let used = BTreeSet::from(['x', 'z']);
        assert_eq!(between(&used, None, None), Gap::Fresh('y'));
        assert_eq!(between(&used, None, Some('a')), Gap::Fresh('0'));
        assert_eq!(between(&used, Some('a'), Some('c')), Gap::Fresh('b'));
    }

    #[test]
    fn a_gap_without_a_fresh_character_is_listed() {
        // Folding leaves no letter between `@` and `B` alone.
        assert_eq!(between(&BTreeSet::new(), Some('@'), Some('B')), Gap::Used(Vec::new()));
        assert_eq!(between(&BTreeSet::from(['\0']), None, Some('\u{1}')), Gap::Used(vec!['\0']));
        assert_eq!(between(&BTreeSet::new(), None, Some('\0')), Gap::Used(Vec::new()));
    }
}
