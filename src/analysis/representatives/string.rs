//! Text fields.
//!
//! Let T be the prefixes of the folded literals of `=`, `starts with` and the orderings. Take any text s, folded, and its
//! longest prefix u in T. If s = u, u represents it. Otherwise s = u·c·w, where u·c is not in T. Replace c by a character
//! that no literal uses, between the same two of the characters that follow u in T, and w by the needles of the
//! `contains` literals that s contains, each after that character. Then
//!
//! - `=`, `starts with` and the orderings are decided at c or before, alike for both;
//! - a needle that s contains is in u or was added; no other is in u, and none can have formed across the character.
//!
//! If the gap has no unused character, its few characters are taken one by one, with an unused one after each: then a
//! needle that is not in s is not in u·c either.
//!
//! So a field is a choice of stem, and freely any set of needles that has those of the stem and, with a needle, those
//! inside of it. Without orderings, a stem that no literal ends in has the truth vector of the longest
//! `starts with` literal before it, and those few are enough.
//!
//! A stored number or boolean is read as its text, so it adds nothing.

use std::collections::{BTreeMap, BTreeSet};

use super::fresh::{Gap, anywhere, between};
use crate::analysis::atoms::Atom;
use crate::analysis::model::FieldModel;
use crate::analysis::stored::StoredValue;
use crate::query::semantics::{PositiveOperator, Relation};
use crate::text::fold::{fold, fold_char};

pub(super) fn fill(model: &mut FieldModel<'_>) {
    let stems = Stems::of(model.atoms(), &[]);
    stems.each(|stem| {
        match stem {
            Stem::Exact(text) => model.value(StoredValue::Text(text)),
            Stem::Open(text) => model.open_text(text),
        }
        !model.is_exhausted()
    });
}

/// A text that others can start with.
#[derive(Debug)]
pub(super) enum Stem {
    /// The text itself.
    Exact(String),
    /// The text and what may follow its last character, which no literal has.
    Open(String),
}

/// The literals that stems are made of.
#[derive(Debug)]
pub(super) struct Stems {
    /// Of `=`, with the texts that are wanted besides; as written.
    exact: Vec<String>,
    starts: Vec<String>,
    orders: Vec<String>,
    /// All characters of the literals, folded.
    used: BTreeSet<char>,
}

impl Stems {
    /// The literals of the atoms; `also` are texts that represent only themselves.
    pub(super) fn of<'a>(atoms: impl Iterator<Item = &'a Atom>, also: &[&str]) -> Self {
        let mut stems = Self {
            exact: also.iter().copied().map(str::to_owned).collect(),
            starts: Vec::new(),
            orders: Vec::new(),
            used: also.iter().flat_map(|text| text.chars().map(fold_char)).collect(),
        };
        for (operator, text) in atoms.filter(|atom| atom.negates.is_none()).filter_map(Atom::text) {
            stems.used.extend(text.chars().map(fold_char));
            match operator {
                PositiveOperator::Relation(Relation::Equal) => stems.exact.push(text.to_owned()),
                PositiveOperator::Relation(_) => stems.orders.push(text.to_owned()),
                PositiveOperator::StartsWith => stems.starts.push(text.to_owned()),
                PositiveOperator::Contains => {}
            }
        }
        stems
    }

    /// The same, with these characters never chosen to follow a stem.
    pub(super) fn avoiding(mut self, characters: &str) -> Self {
        self.used.extend(characters.chars());
        self
    }

    /// A character that no literal has.
    pub(super) fn separator(&self) -> char {
        anywhere(&self.used)
    }

    /// Passes the stems on until that is refused.
    pub(super) fn each(&self, mut pass: impl FnMut(Stem) -> bool) {
        if !pass(Stem::Exact(String::new())) {
            return;
        }
        if self.orders.is_empty() {
            let exact = self.exact.iter().cloned().map(Stem::Exact);
            let separator = self.separator();
            let open = self.starts.iter().map(String::as_str).chain([""]);
            let mut open = open
                .flat_map(|start| [Stem::Exact(start.to_owned()), Stem::Open(format!("{start}{separator}"))]);
            let _ = exact.chain(open.by_ref()).all(pass);
        } else {
            self.each_prefix(pass);
        }
    }

    /// Passes every prefix on, and an open stem for each gap between the characters that follow it.
    fn each_prefix(&self, mut pass: impl FnMut(Stem) -> bool) {
        let separator = self.separator();
        let literals: BTreeMap<String, &str> = [&self.exact, &self.starts, &self.orders]
            .into_iter()
            .flatten()
            .map(|text| (fold(text).into_owned(), text.as_str()))
            .collect();
        let literals: Vec<(&str, &str)> =
            literals.iter().map(|(folded, written)| (folded.as_str(), *written)).collect();
        // Literals with the same prefix are neighbours, as sorted. A prefix is passed on where it is first.
        for (at, (folded, written)) in literals.iter().enumerate() {
            let before = at.checked_sub(1).and_then(|before| literals.get(before));
            let shared = before
                .map(|(before, _)| before.chars().zip(folded.chars()).take_while(|(a, b)| a == b).count());
            let first = shared.map_or(0, |shared| shared + 1);
            let ends = written.char_indices().map(|(end, _)| end).chain([written.len()]);
            for (length, end) in ends.enumerate().skip(first) {
                let Some(prefix) = written.get(..end) else { continue };
                if !pass(Stem::Exact(prefix.to_owned())) {
                    return;
                }
                let same = literals.iter().skip(at).map(|(folded, _)| folded.chars());
                let following = following(same, folded, length);
                let lows = std::iter::once(None).chain(following.iter().copied().map(Some));
                let highs = following.iter().copied().map(Some).chain([None]);
                for (low, high) in lows.zip(highs) {
                    let stems = match between(&self.used, low, high) {
                        Gap::Fresh(fresh) => vec![format!("{prefix}{fresh}")],
                        Gap::Used(all) => {
                            all.into_iter().map(|c| format!("{prefix}{c}{separator}")).collect()
                        }
                    };
                    if !stems.into_iter().map(Stem::Open).all(&mut pass) {
                        return;
                    }
                }
            }
        }
    }
}

/// The characters that follow the first `length` ones of `folded` in the literals from it on, in order.
fn following<'t>(
    literals: impl Iterator<Item = std::str::Chars<'t>>,
    folded: &str,
    length: usize,
) -> Vec<char> {
    let mut following: Vec<char> = Vec::new();
    for mut literal in literals {
        let mut prefix = folded.chars().take(length);
        if !prefix.by_ref().all(|c| literal.next() == Some(c)) {
            break;
        }
        if let Some(next) = literal.next()
            && following.last() != Some(&next)
        {
            following.push(next);
        }
    }
    following
}
