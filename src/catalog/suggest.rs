//! "Did you mean": the field or value that was most likely intended by a misspelt one.
//!
//! Texts are compared folded and without separators, by the number of insertions, deletions, substitutions and
//! exchanges of neighbours (optimal string alignment). Two bounds that cost a few instructions, on the length and on
//! the set of letters, keep most of a catalogue from being compared at all.

use rapidfuzz::distance::osa;

use super::field::split_group;
use super::{Field, FieldId};
use crate::text::fold::{eq_folded, fold_char};

#[cfg(test)]
mod tests;

/// A longer text than this, in characters, is not a typing error.
const MAX_CHARS: usize = 128;

/// A heading line, then lines of a word and the field that is most likely intended by it, separated by a tab.
const EVERYDAY_WORDS: &str = include_str!("../../grammar/everyday_words.tsv");

/// The names and aliases of a catalogue, and everyday words for its fields, prepared for comparison.
#[derive(Debug, Clone)]
pub(super) struct Speller {
    candidates: Vec<Candidate>,
}

#[derive(Debug, Clone)]
struct Candidate {
    field: FieldId,
    /// The name with its group, and without.
    whole: Letters,
    name: Letters,
    group: Letters,
}

impl Speller {
    pub(super) fn new(fields: &[Field]) -> Speller {
        let names = (0..).map(FieldId).zip(fields).flat_map(|(id, field)| {
            field.aliases().iter().map(String::as_str).chain([field.name()]).map(move |name| (id, name))
        });
        let words = EVERYDAY_WORDS.lines().skip(1).filter_map(|line| {
            let (word, name) = line.split_once('\t')?;
            let (id, _) = (0..).map(FieldId).zip(fields).find(|(_, field)| eq_folded(field.name(), name))?;
            Some((id, word))
        });
        let candidates = names.chain(words).map(|(field, text)| {
            let (group, name) = split_group(text).unwrap_or(("", text));
            let (whole, name, group) = (Letters::of(text), Letters::of(name), Letters::of(group));
            Candidate { field, whole, name, group }
        });
        Speller { candidates: candidates.collect() }
    }

    /// The closest field; of several, one in the group that is written, then the first.
    pub(super) fn suggest(&self, text: &str) -> Option<FieldId> {
        if is_too_long(text) {
            return None;
        }
        let (group, name) = split_group(text).unwrap_or(("", text));
        let (group, name, whole) = (Letters::of(group), Pattern::of(name)?, Pattern::of(text)?);
        let ranked = self.candidates.iter().filter_map(|candidate| {
            let tolerance = tolerance(name.letters.count.min(candidate.name.count));
            let other_group = group.count > 0 && candidate.group != group;
            let with_group =
                whole.distance(&candidate.whole, tolerance).map(|distance| (distance, other_group));
            // A missing group is no error; a wrong one is, and leaves less tolerance for others.
            let (tolerance, slips) = if group.count == 0 { (tolerance, 0) } else { (tolerance / 2, 1) };
            let without_group =
                name.distance(&candidate.name, tolerance).map(|distance| (distance + slips, true));
            let rank = [with_group, without_group].into_iter().flatten().min()?;
            Some((rank, candidate.field))
        });
        ranked.min().map(|(_, field)| field)
    }
}

impl Field {
    /// The known value that was most likely intended by a misspelt one; `None` for a value that is known, in any case,
    /// and for one that is not close to any of them.
    ///
    /// Values whose digits differ are different values, never a typing error: `Windows Phone 10` is not `Windows Phone
    /// 8`.
    ///
    /// ```
    /// use coreql::catalog::{Catalog, Resolution};
    ///
    /// let Resolution::Field(_, status) = Catalog::builtin().resolve("status") else { panic!() };
    /// assert_eq!(status.suggest_value("ACTVIE"), Some("ACTIVE"));
    /// assert_eq!(status.suggest_value("active"), None);
    /// ```
    #[must_use]
    pub fn suggest_value(&self, value: &str) -> Option<&str> {
        closest_value(value, self.known_values().iter().map(String::as_str))
    }
}

/// The one of some values that was most likely intended by a misspelt one; `None` for one of them, in any case.
pub(crate) fn closest_value<'k>(
    value: &str,
    known: impl Iterator<Item = &'k str> + Clone,
) -> Option<&'k str> {
    if is_too_long(value) || known.clone().any(|known| eq_folded(known, value)) {
        return None;
    }
    let pattern = Pattern::of(value)?;
    let ranked = known.filter(|known| !is_too_long(known)).filter_map(|known| {
        let letters = Letters::of(known);
        let digits = pattern.letters.digits();
        if digits.clone().next().is_some() && !digits.eq(letters.digits()) {
            return None;
        }
        let distance = pattern.distance(&letters, tolerance(pattern.letters.count.min(letters.count)))?;
        Some((distance, known))
    });
    // Of several the first, so no comparison of the values themselves.
    ranked.min_by_key(|(distance, _)| *distance).map(|(_, known)| known)
}

fn is_too_long(text: &str) -> bool {
    text.chars().nth(MAX_CHARS).is_some()
}

/// How many errors are forgiven for this number of letters.
fn tolerance(letters: usize) -> usize {
    ((letters + 1) / 4).min(4)
}

/// A folded text without separators.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Letters {
    text: Box<str>,
    count: usize,
    /// A set of the letters that occur: each sets one of 64 bits.
    set: u64,
}

impl Letters {
    fn of(text: &str) -> Letters {
        let kept = text.chars().filter(|character| !matches!(character, '.' | '_' | '-' | ' '));
        let text: Box<str> = kept.map(fold_char).collect();
        let set = text.chars().fold(0, |set, character| set | 1 << (u32::from(character) % 64));
        Letters { count: text.chars().count(), set, text }
    }

    fn digits(&self) -> impl Iterator<Item = char> + Clone {
        self.text.chars().filter(char::is_ascii_digit)
    }
}

/// A text that is compared with many others.
struct Pattern {
    letters: Letters,
    comparator: osa::BatchComparator<char>,
}

impl Pattern {
    /// `None` for a text of separators alone.
    fn of(text: &str) -> Option<Pattern> {
        let letters = Letters::of(text);
        let comparator = osa::BatchComparator::new(letters.text.chars());
        (letters.count > 0).then_some(Pattern { letters, comparator })
    }

    /// The distance, if it is within the tolerance.
    fn distance(&self, other: &Letters, tolerance: usize) -> Option<usize> {
        // An edit brings in at most one letter, and takes out at most one.
        let brought = (other.set & !self.letters.set).count_ones();
        let taken = (self.letters.set & !other.set).count_ones();
        let least = usize::try_from(brought.max(taken)).ok()?.max(self.letters.count.abs_diff(other.count));
        if least > tolerance {
            return None;
        }
        self.comparator.distance_with_args(other.text.chars(), &osa::Args::default().score_cutoff(tolerance))
    }
}
