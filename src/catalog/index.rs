//! The table from folded names to fields.
//!
//! All rules of precedence are settled when the table is built, so that a lookup is one hash and, almost always, one
//! comparison, without an allocation. A name that is spelt as its key is found by a few of its bytes alone.

use std::collections::HashMap;
use std::hash::{BuildHasher, Hasher, RandomState};

use super::field::split_group;
use super::{Field, FieldId};
use crate::text::ascii::{first_word, last_word, lower_case};
use crate::text::fold::{fold, fold_char};

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
    direct: Direct,
}

impl Index {
    /// Builds the table in order of precedence; the first target of a key is kept: names; aliases (of one claimed
    /// twice the first field has it); `common.NAME` without its group; what only one group has, without its group.
    pub(super) fn new(fields: &[Field]) -> Index {
        let keys = fields.iter().map(|field| 1 + field.aliases().len()).sum::<usize>();
        // Every key may occur with and without its group, and at most half of the slots are taken.
        let slots = keys.saturating_mul(4).next_power_of_two();
        let mut index = Index {
            // Random, so that no foreign catalogue can be crafted to collide.
            seed: RandomState::new().build_hasher().finish(),
            mask: u64::try_from(slots.saturating_sub(1)).unwrap_or(0),
            slots: vec![0; slots],
            entries: Vec::with_capacity(keys),
            ambiguous: Vec::new(),
            direct: Direct::new(slots),
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
                self.direct.insert(key, self.entries.len());
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
        self.get_as_spelt(name).or_else(|| self.get_folded(name))
    }

    /// The target of a name that is spelt as its key. `None` for any other name, and for a few keys.
    #[inline]
    pub(super) fn get_as_spelt(&self, name: &str) -> Option<Target> {
        let entry = self.entries.get(self.direct.entry(name))?;
        (*entry.key == *name).then_some(entry.target)
    }

    #[inline(never)]
    pub(super) fn get_folded(&self, name: &str) -> Option<Target> {
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

    #[inline]
    fn hash(&self, name: &str) -> u64 {
        if name.is_ascii() { hash_ascii(self.seed, name.as_bytes()) } else { hash_folded(self.seed, name) }
    }
}

/// For most keys, the number of its entry: each is where a few of its bytes lead, if no other key was there before.
///
/// It is not searched, so keys that are made to collide cost what they would without it.
#[derive(Debug, Clone)]
struct Direct {
    /// The number of an entry, or one that none has.
    entries: Vec<u32>,
    /// What reduces 64 bits to an index.
    shift: u32,
}

impl Direct {
    const FREE: u32 = u32::MAX;

    /// For at most half of this number of keys, which is a power of two.
    fn new(size: usize) -> Direct {
        // A shift by 64 is none, and 2 entries are as good as 1.
        let size = size.max(2);
        Direct { entries: vec![Self::FREE; size], shift: 64 - size.trailing_zeros() }
    }

    fn insert(&mut self, key: &str, entry: usize) {
        let position = self.position(key);
        if let (Some(free), Ok(entry)) = (self.entries.get_mut(position), u32::try_from(entry))
            && *free == Self::FREE
        {
            *free = entry;
        }
    }

    /// The number of the only entry that may have this key; of none, for most names that are no key.
    #[inline]
    fn entry(&self, name: &str) -> usize {
        let entry = self.entries.get(self.position(name)).copied().unwrap_or(Self::FREE);
        usize::try_from(entry).unwrap_or(usize::MAX)
    }

    #[inline]
    fn position(&self, key: &str) -> usize {
        let (first, last) = (first_word(key.as_bytes()), last_word(key.as_bytes()));
        let length = u64::try_from(key.len()).unwrap_or(u64::MAX);
        let product = (first ^ last.rotate_left(29) ^ length).wrapping_mul(0x9E37_79B9_7F4A_7C15);
        usize::try_from(product >> self.shift).unwrap_or(usize::MAX)
    }
}

/// Whether `name` folds to `folded`.
#[inline]
fn is_folded_as(name: &str, folded: &str) -> bool {
    if name == folded {
        true
    } else if name.is_ascii() {
        // Folded ASCII is in lower case, and ASCII never equals a folded text that has other characters.
        name.eq_ignore_ascii_case(folded)
    } else {
        name.chars().map(fold_char).eq(folded.chars())
    }
}

/// A hash of the folded name: of its words of eight bytes; of its last eight bytes, where they are not a word (shorter
/// names are padded in front); and of its length.
#[inline]
fn hash_ascii(seed: u64, name: &[u8]) -> u64 {
    let (words, rest) = name.as_chunks::<8>();
    let mut hash = words.iter().fold(seed, |hash, word| mix_word(hash, u64::from_le_bytes(*word)));
    if !rest.is_empty() {
        let last = name.last_chunk::<8>().map_or_else(
            || rest.iter().fold(0, |last, byte| push_byte(last, *byte)),
            |last| u64::from_le_bytes(*last),
        );
        hash = mix_word(hash, last);
    }
    mix_length(hash, name.len())
}

/// The same hash of any name, folded as it is read: some characters beyond ASCII fold into it.
fn hash_folded(seed: u64, name: &str) -> u64 {
    let (mut hash, mut last, mut length) = (seed, 0, 0_usize);
    for character in name.chars().map(fold_char) {
        for byte in character.encode_utf8(&mut [0; 4]).bytes() {
            last = push_byte(last, byte);
            length += 1;
            if length.is_multiple_of(8) {
                hash = mix_word(hash, last);
            }
        }
    }
    if !length.is_multiple_of(8) {
        hash = mix_word(hash, last);
    }
    mix_length(hash, length)
}

/// The last eight bytes, in the order of `u64::from_le_bytes`, after one more.
#[inline]
fn push_byte(last: u64, byte: u8) -> u64 {
    last >> 8 | u64::from(byte) << 56
}

/// Nothing but letters of either case may become equal: otherwise names could be crafted to collide whatever the seed.
#[inline]
fn mix_word(hash: u64, word: u64) -> u64 {
    mix(hash ^ lower_case(word), 0x9E37_79B9_7F4A_7C15)
}

#[inline]
fn mix_length(hash: u64, length: usize) -> u64 {
    mix(hash ^ u64::try_from(length).unwrap_or(u64::MAX), 0xD6E8_FEB8_6659_FD93)
}

/// The halves of a product of 128 bits, combined, as wyhash mixes.
#[inline]
fn mix(word: u64, factor: u64) -> u64 {
    let product = u128::from(word) * u128::from(factor);
    let high = u64::try_from(product >> 64).unwrap_or(0);
    let low = u64::try_from(product & u128::from(u64::MAX)).unwrap_or(0);
    high ^ low
}
