//! The table from folded names to fields.
//!
//! All rules of precedence are settled when the table is built, so that a lookup is one hash and, almost always, one
//! comparison, without an allocation.

use std::collections::HashMap;
use std::hash::{BuildHasher, Hasher, RandomState};

use super::field::split_group;
use super::fold::{fold, fold_char};
use super::{Field, FieldId};

/// What a key of the table leads to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Target {
    /// The key is a field's name or alias.
    Name(FieldId),
    /// The key is a name without its group.
    Unprefixed(FieldId),
    /// The key is a name in several groups: a range of [`Index::ambiguous`].
    Ambiguous { start: usize, end: usize },
}

#[derive(Debug, Clone)]
struct Entry {
    /// Folded.
    key: Box<str>,
    hash: u64,
    target: Target,
}

#[derive(Debug, Clone)]
pub(super) struct Index {
    seed: u64,
    /// The number of slots, a power of two, less one.
    mask: u64,
    /// Open addressing: 0 is free, `n` is entry `n - 1`.
    slots: Vec<usize>,
    entries: Vec<Entry>,
    ambiguous: Vec<FieldId>,
}

impl Index {
    /// Builds the table in order of precedence, the first target of a key staying: names; aliases (of one claimed
    /// twice the first field has it); `common.NAME` without its group; what only one group has, without its group.
    pub(super) fn new(fields: &[Field]) -> Index {
        let keys = fields.iter().map(|field| 1 + field.aliases().len()).sum::<usize>();
        // Every key may stand with and without its group, and at most half of the slots are taken.
        let slots = keys.saturating_mul(4).next_power_of_two();
        let mut index = Index {
            // Random, so that a catalogue from elsewhere cannot be made to collide.
            seed: RandomState::new().build_hasher().finish(),
            mask: u64::try_from(slots.saturating_sub(1)).unwrap_or(0),
            slots: vec![0; slots],
            entries: Vec::with_capacity(keys),
            ambiguous: Vec::new(),
        };
        let ids = || (0..).map(FieldId).zip(fields);
        for (id, field) in ids() {
            index.insert(&fold(field.name()), Target::Name(id));
        }
        for (id, field) in ids() {
            for alias in field.aliases() {
                index.insert(&fold(alias), Target::Name(id));
            }
        }
        index.insert_unprefixed_common();
        index.insert_unprefixed(ids());
        index
    }

    fn insert_unprefixed_common(&mut self) {
        let mut unprefixed: Vec<(Box<str>, FieldId)> = Vec::new();
        for entry in &self.entries {
            if let (Some(("common", name)), Target::Name(id)) = (split_group(&entry.key), entry.target) {
                unprefixed.push((name.into(), id));
            }
        }
        for (name, id) in unprefixed {
            self.insert(&name, Target::Unprefixed(id));
        }
    }

    fn insert_unprefixed<'f>(&mut self, fields: impl Iterator<Item = (FieldId, &'f Field)>) {
        let mut groups: HashMap<String, Vec<FieldId>> = HashMap::new();
        for (id, field) in fields {
            if let Some((_, name)) = split_group(field.name()) {
                groups.entry(fold(name).into_owned()).or_default().push(id);
            }
        }
        for (name, ids) in groups {
            let target = match ids.as_slice() {
                [id] => Target::Unprefixed(*id),
                _ => {
                    let start = self.ambiguous.len();
                    self.ambiguous.extend(&ids);
                    Target::Ambiguous { start, end: self.ambiguous.len() }
                }
            };
            self.insert(&name, target);
        }
    }

    /// Inserts a folded key unless it is there.
    fn insert(&mut self, key: &str, target: Target) {
        let hash = self.hash(key);
        let number = self.entries.len() + 1;
        let mut position = hash & self.mask;
        while let Some(slot) =
            usize::try_from(position).ok().and_then(|position| self.slots.get_mut(position))
        {
            if *slot == 0 {
                *slot = number;
                self.entries.push(Entry { key: key.into(), hash, target });
                return;
            }
            if self.entries.get(*slot - 1).is_some_and(|entry| *entry.key == *key) {
                return;
            }
            position = (position + 1) & self.mask;
        }
    }

    /// The target of a name, compared by folding.
    #[inline]
    pub(super) fn get(&self, name: &str) -> Option<Target> {
        let hash = self.hash(name);
        let mut position = hash & self.mask;
        // INVARIANT: `new` leaves at least half of the slots free, so that the search ends.
        loop {
            let slot = *self.slots.get(usize::try_from(position).ok()?)?;
            let entry = self.entries.get(slot.checked_sub(1)?)?;
            if entry.hash == hash && is_folded_as(name, &entry.key) {
                return Some(entry.target);
            }
            position = (position + 1) & self.mask;
        }
    }

    /// The fields of [`Target::Ambiguous`], in the catalogue's order.
    pub(super) fn ambiguous(&self, start: usize, end: usize) -> &[FieldId] {
        self.ambiguous.get(start..end).unwrap_or_default()
    }

    /// A hash of the folded name, eight bytes at a time.
    #[inline]
    fn hash(&self, name: &str) -> u64 {
        let mut words = Words::new(self.seed);
        if name.is_ascii() {
            let (whole, rest) = name.as_bytes().as_chunks::<8>();
            for word in whole {
                words.word(*word);
            }
            words.rest(rest, name.len())
        } else {
            words.slow(name)
        }
    }
}

/// Whether `name` folds to `folded`.
#[inline]
fn is_folded_as(name: &str, folded: &str) -> bool {
    // Folded ASCII is in lower case, and ASCII never equals a folded text that has other characters.
    if name.is_ascii() {
        name.eq_ignore_ascii_case(folded)
    } else {
        name.chars().map(fold_char).eq(folded.chars())
    }
}

/// The running hash, in the manner of wyhash: each word is mixed in by a product of 128 bits, its halves combined.
struct Words {
    hash: u64,
}

impl Words {
    fn new(seed: u64) -> Words {
        Words { hash: seed }
    }

    #[inline]
    fn mix(&mut self, word: u64, factor: u64) {
        let product = u128::from(self.hash ^ word) * u128::from(factor);
        let high = u64::try_from(product >> 64).unwrap_or(0);
        let low = u64::try_from(product & u128::from(u64::MAX)).unwrap_or(0);
        self.hash = high ^ low;
    }

    /// Setting the bit that tells ASCII capitals from small letters makes one of both. It merges a few other
    /// characters too, which costs a comparison and no more.
    #[inline]
    fn word(&mut self, bytes: [u8; 8]) {
        self.mix(u64::from_le_bytes(bytes) | 0x2020_2020_2020_2020, 0x9E37_79B9_7F4A_7C15);
    }

    /// The fewer than eight bytes at the end, and the length of all.
    #[inline]
    fn rest(mut self, rest: &[u8], length: usize) -> u64 {
        let mut last = [0; 8];
        for (to, from) in last.iter_mut().zip(rest) {
            *to = *from;
        }
        self.word(last);
        self.mix(u64::try_from(length).unwrap_or(0), 0xD6E8_FEB8_6659_FD93);
        self.hash
    }

    /// The same hash of any text, folded on the way: some characters beyond ASCII fold into it.
    fn slow(mut self, name: &str) -> u64 {
        let mut word = [0; 8];
        let mut filled = 0;
        let mut length = 0;
        for character in name.chars().map(fold_char) {
            for byte in character.encode_utf8(&mut [0; 4]).bytes() {
                if let Some(to) = word.get_mut(filled) {
                    *to = byte;
                }
                filled += 1;
                length += 1;
                if filled == 8 {
                    self.word(word);
                    word = [0; 8];
                    filled = 0;
                }
            }
        }
        self.rest(word.get(..filled).unwrap_or_default(), length)
    }
}
