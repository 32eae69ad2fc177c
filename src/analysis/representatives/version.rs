//! Version fields.
//!
//! A text is read from left to right by a finite automaton whose state decides every comparison:
//!
//! - for each literal of `=` and `starts with`, how many of its characters have matched, or that it cannot match;
//! - for each needle, how much of it is the end of what was read (Knuth, Morris and Pratt), or that it was found;
//! - for each literal of an ordering, the order so far: decided, or which of its pieces comes next, or how far the
//!   piece that is being read agrees with it: for digits how many there are without leading zeros and their order, for
//!   text how many characters;
//! - whether the last character was a digit, a separator or other text, which is the same for all literals.
//!
//! Characters that no state distinguishes may replace each other: digits that the literals lack, between the same two
//! that they have; separators that they lack; other characters that they lack, between the same two of the orderings'.
//! A breadth-first walk over the states with one character of each kind so finds a shortest text for every state, and
//! with it every truth vector. The walk ends at a limit. A stored `""` is missing; a number is read as its text.

use std::collections::hash_map::Entry;
use std::collections::{BTreeSet, HashMap, HashSet};

use super::fresh::{Gap, between};
use crate::analysis::limits::Limits;
use crate::analysis::model::FieldModel;
use crate::analysis::stored::StoredValue;
use crate::analysis::verdict::Reason;
use crate::query::semantics::{PositiveOperator, Relation};
use crate::text::fold::fold_char;
use crate::value::version::{Piece, pieces, separates};

pub(super) fn fill(model: &mut FieldModel<'_>, limits: &Limits) {
    model.value(StoredValue::Text(String::new()));
    let automaton = Automaton::of(model);
    if automaton.too_long {
        model.gap = Some(Reason::States);
        return;
    }
    let mut states = States::default();
    states.add(automaton.start(), None);
    let mut outcomes: HashSet<Vec<u8>> = HashSet::new();
    let mut at = 0;
    while let Some(state) = states.list.get(at).cloned() {
        if at > 0 && outcomes.insert(automaton.outcome(&state)) {
            model.value(StoredValue::Text(states.text(at)));
            if model.is_exhausted() {
                return;
            }
        }
        for c in &automaton.alphabet {
            states.add(automaton.step(&state, *c), Some((at, *c)));
        }
        if states.list.len() > limits.states() {
            model.gap = Some(Reason::States);
            return;
        }
        at += 1;
    }
}

/// The states found, each with the state and the character that lead to it.
#[derive(Default)]
struct States {
    list: Vec<Box<[u32]>>,
    origins: Vec<Option<(usize, char)>>,
    known: HashMap<Box<[u32]>, ()>,
}

impl States {
    fn add(&mut self, state: Box<[u32]>, origin: Option<(usize, char)>) {
        if let Entry::Vacant(new) = self.known.entry(state) {
            self.list.push(new.key().clone());
            new.insert(());
            self.origins.push(origin);
        }
    }

    /// The text that leads to a state.
    fn text(&self, mut state: usize) -> String {
        let mut reversed = Vec::new();
        while let Some(Some((origin, c))) = self.origins.get(state) {
            reversed.push(*c);
            state = *origin;
        }
        reversed.iter().rev().collect()
    }
}

/// A literal that texts are compared with from their start.
struct Pattern {
    text: Vec<char>,
    is_prefix: bool,
}

/// A literal to be found anywhere.
struct Needle {
    text: Vec<char>,
    /// How many characters of the start are also the end of so many.
    borders: Vec<usize>,
}

/// A piece of a literal of an ordering, digits without leading zeros.
enum OwnPiece {
    Number(Vec<char>),
    Text(Vec<char>),
}

struct Automaton {
    patterns: Vec<Pattern>,
    needles: Vec<Needle>,
    orders: Vec<Vec<OwnPiece>>,
    alphabet: Vec<char>,
    /// A literal is longer than states can tell.
    too_long: bool,
}

/// What the last character was; the first number of a state.
const SEPARATOR: u32 = 0;
const DIGIT: u32 = 1;
const TEXT: u32 = 2;

/// A pattern that cannot match any more, and a needle that was found.
const DONE: u32 = u32::MAX;

/// The order of the text relative to a literal, as far as it was read, in 32 bits: two of the kind, then where.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Order {
    Less,
    Greater,
    /// Equal up to this piece.
    Before {
        piece: usize,
    },
    /// In a number: how many digits were read, and the order of them.
    Number {
        piece: usize,
        digits: usize,
        order: std::cmp::Ordering,
    },
    /// In a text: how many characters were read, all equal.
    Text {
        piece: usize,
        length: usize,
    },
}

/// The longest literal of an ordering, so that both numbers of an [`Order`] fit.
const LONGEST: usize = 1 << 13;

impl Automaton {
    fn of(model: &FieldModel<'_>) -> Self {
        let (mut patterns, mut needles, mut orders) = (Vec::new(), Vec::new(), Vec::new());
        let (mut used, mut ordered) = (BTreeSet::new(), BTreeSet::new());
        let mut too_long = false;
        let texts = model.atoms().filter(|atom| atom.negates.is_none()).filter_map(|atom| atom.text());
        for (operator, text) in texts {
            let folded: Vec<char> = text.chars().map(fold_char).collect();
            too_long |= folded.len() > LONGEST;
            used.extend(folded.iter().copied());
            match operator {
                PositiveOperator::Relation(Relation::Equal) => {
                    patterns.push(Pattern { text: folded, is_prefix: false });
                }
                PositiveOperator::StartsWith => patterns.push(Pattern { text: folded, is_prefix: true }),
                PositiveOperator::Contains => needles.push(Needle::new(folded)),
                PositiveOperator::Relation(_) => {
                    ordered.extend(folded.iter().copied());
                    orders.push(pieces(text).map(OwnPiece::new).collect());
                }
            }
        }
        Self { patterns, needles, orders, alphabet: alphabet(&used, &ordered), too_long }
    }

    fn start(&self) -> Box<[u32]> {
        let needle = |needle: &Needle| if needle.text.is_empty() { DONE } else { 0 };
        std::iter::once(SEPARATOR)
            .chain(self.patterns.iter().map(|_| 0))
            .chain(self.needles.iter().map(needle))
            .chain(self.orders.iter().map(|_| Order::Before { piece: 0 }.pack()))
            .collect()
    }

    fn step(&self, state: &[u32], c: char) -> Box<[u32]> {
        let mut parts = state.iter().copied();
        let last = parts.next().unwrap_or(SEPARATOR);
        let kind = kind(c);
        let mut next = Vec::with_capacity(state.len());
        next.push(kind);
        for (pattern, matched) in self.patterns.iter().zip(parts.by_ref()) {
            next.push(pattern.step(matched, c));
        }
        for (needle, matched) in self.needles.iter().zip(parts.by_ref()) {
            next.push(needle.step(matched, c));
        }
        for (pieces, order) in self.orders.iter().zip(parts) {
            let mut order = Order::unpack(order);
            if kind != last {
                order = order.finish(pieces);
            }
            next.push(order.step(pieces, kind, c).pack());
        }
        next.into()
    }

    /// What decides all comparisons, a byte each.
    fn outcome(&self, state: &[u32]) -> Vec<u8> {
        let mut parts = state.iter().copied().skip(1);
        let mut outcome = Vec::with_capacity(state.len());
        for (pattern, matched) in self.patterns.iter().zip(parts.by_ref()) {
            outcome.push(u8::from(usize::try_from(matched) == Ok(pattern.text.len())));
        }
        for (_, matched) in self.needles.iter().zip(parts.by_ref()) {
            outcome.push(u8::from(matched == DONE));
        }
        for (pieces, order) in self.orders.iter().zip(parts) {
            outcome.push(Order::unpack(order).end(pieces));
        }
        outcome
    }
}

fn kind(c: char) -> u32 {
    if separates(c) {
        SEPARATOR
    } else if c.is_ascii_digit() {
        DIGIT
    } else {
        TEXT
    }
}

/// One character of each kind that the automaton distinguishes: short and plain versions are found first.
fn alphabet(used: &BTreeSet<char>, ordered: &BTreeSet<char>) -> Vec<char> {
    let mut alphabet = Vec::new();
    // A run of digits that the literals lack is as good as one of them; zeros may lead.
    let mut in_run = false;
    for digit in '0'..='9' {
        let is_used = digit == '0' || used.contains(&digit);
        if is_used || !in_run {
            alphabet.push(digit);
        }
        in_run = !is_used;
    }
    let mut lacks_one = false;
    for separator in ['.', '-', '_', ' '] {
        if used.contains(&separator) || !lacks_one {
            alphabet.push(separator);
            lacks_one |= !used.contains(&separator);
        }
    }
    let is_text = |c: &&char| kind(**c) == TEXT;
    // What is of another kind is never chosen as text.
    let mut taken: BTreeSet<char> = used.clone();
    taken.extend(('0'..='9').chain(['.', '-', '_', ' ']));
    let bounds: Vec<char> = ordered.iter().filter(is_text).copied().collect();
    let lows = std::iter::once(None).chain(bounds.iter().copied().map(Some));
    let highs = bounds.iter().copied().map(Some).chain([None]);
    for (low, high) in lows.zip(highs) {
        // Of a gap without such a character, all that there are and are used come below.
        if let Gap::Fresh(fresh) = between(&taken, low, high) {
            alphabet.push(fresh);
        }
    }
    alphabet.extend(used.iter().filter(is_text));
    alphabet
}

impl Pattern {
    fn step(&self, matched: u32, c: char) -> u32 {
        let Ok(at) = usize::try_from(matched) else { return DONE };
        match self.text.get(at) {
            Some(wanted) if *wanted == c => matched + 1,
            None if self.is_prefix && at == self.text.len() => matched,
            Some(_) | None => DONE,
        }
    }
}

impl Needle {
    fn new(text: Vec<char>) -> Self {
        let mut needle = Self { text, borders: Vec::new() };
        let mut border = 0;
        for (at, c) in needle.text.clone().into_iter().enumerate() {
            needle.borders.push(border);
            border = if at == 0 { 0 } else { needle.extend(border, c) };
        }
        needle
    }

    /// How many characters match up to `c`, if `matched` did before it.
    fn extend(&self, mut matched: usize, c: char) -> usize {
        loop {
            match (self.text.get(matched), self.borders.get(matched)) {
                (Some(wanted), _) if *wanted == c => return matched + 1,
                (_, Some(border)) if matched > 0 => matched = *border,
                _ => return 0,
            }
        }
    }

    fn step(&self, matched: u32, c: char) -> u32 {
        if matched == DONE {
            return DONE;
        }
        let extended = self.extend(usize::try_from(matched).unwrap_or(0), c);
        if extended == self.text.len() { DONE } else { u32::try_from(extended).unwrap_or(DONE) }
    }
}

impl OwnPiece {
    fn new(piece: Piece<'_>) -> Self {
        match piece {
            Piece::Number(digits) => Self::Number(digits.chars().collect()),
            Piece::Text(text) => Self::Text(text.chars().map(fold_char).collect()),
        }
    }

    /// A missing piece is 0.
    const ZERO: &'static Self = &Self::Number(Vec::new());

    fn of(pieces: &[Self], piece: usize) -> &Self {
        pieces.get(piece).unwrap_or(Self::ZERO)
    }
}

impl Order {
    const fn of(order: std::cmp::Ordering, otherwise: Self) -> Self {
        match order {
            std::cmp::Ordering::Less => Self::Less,
            std::cmp::Ordering::Equal => otherwise,
            std::cmp::Ordering::Greater => Self::Greater,
        }
    }

    /// Takes a character of this kind. Where the kind is new, [`finish`](Self::finish) came before.
    fn step(self, pieces: &[OwnPiece], kind: u32, c: char) -> Self {
        match (self, kind) {
            (Self::Less | Self::Greater, _) | (_, SEPARATOR) => self,
            (Self::Before { piece }, DIGIT) => {
                Self::Number { piece, digits: 0, order: std::cmp::Ordering::Equal }.digit(pieces, c)
            }
            (Self::Number { .. }, _) => self.digit(pieces, c),
            (Self::Before { piece }, _) => Self::Text { piece, length: 0 }.character(pieces, c),
            (Self::Text { .. }, _) => self.character(pieces, c),
        }
    }

    fn digit(self, pieces: &[OwnPiece], c: char) -> Self {
        let Self::Number { piece, digits, order } = self else { return self };
        let OwnPiece::Number(own) = OwnPiece::of(pieces, piece) else { return Self::Less };
        if digits == 0 && c == '0' {
            return self;
        }
        match own.get(digits) {
            None => Self::Greater,
            Some(wanted) => Self::Number { piece, digits: digits + 1, order: order.then(c.cmp(wanted)) },
        }
    }

    fn character(self, pieces: &[OwnPiece], c: char) -> Self {
        let Self::Text { piece, length } = self else { return self };
        match OwnPiece::of(pieces, piece) {
            OwnPiece::Number(_) => Self::Greater,
            OwnPiece::Text(own) => match own.get(length) {
                None => Self::Greater,
                Some(wanted) => Self::of(c.cmp(wanted), Self::Text { piece, length: length + 1 }),
            },
        }
    }

    /// Equal up to the piece after this one. Those beyond the last are all 0, so they count as one.
    fn after(pieces: &[OwnPiece], piece: usize) -> Self {
        Self::Before { piece: (piece + 1).min(pieces.len()) }
    }

    /// Ends the piece that is being read.
    fn finish(self, pieces: &[OwnPiece]) -> Self {
        match self {
            Self::Less | Self::Greater | Self::Before { .. } => self,
            Self::Number { piece, digits, order } => match OwnPiece::of(pieces, piece) {
                OwnPiece::Number(own) => {
                    Self::of(digits.cmp(&own.len()).then(order), Self::after(pieces, piece))
                }
                OwnPiece::Text(_) => Self::Less,
            },
            Self::Text { piece, length } => match OwnPiece::of(pieces, piece) {
                OwnPiece::Text(own) => Self::of(length.cmp(&own.len()), Self::after(pieces, piece)),
                OwnPiece::Number(_) => Self::Greater,
            },
        }
    }

    /// 0, 1 or 2: the text that was read is lower than the literal, equal or higher.
    fn end(self, pieces: &[OwnPiece]) -> u8 {
        match self.finish(pieces) {
            Self::Less => 0,
            Self::Before { piece } => {
                let is_zero = |own: &OwnPiece| matches!(own, OwnPiece::Number(digits) if digits.is_empty());
                u8::from(pieces.iter().skip(piece).all(is_zero))
            }
            Self::Greater | Self::Number { .. } | Self::Text { .. } => 2,
        }
    }

    fn pack(self) -> u32 {
        let (tag, piece, within) = match self {
            Self::Less => (0, 0, 0),
            Self::Greater => (0, 1, 0),
            Self::Before { piece } => (1, piece, 0),
            Self::Number { piece, digits, order } => {
                let order = match order {
                    std::cmp::Ordering::Less => 0,
                    std::cmp::Ordering::Equal => 1,
                    std::cmp::Ordering::Greater => 2,
                };
                (2, piece, digits * 3 + order)
            }
            Self::Text { piece, length } => (3, piece, length),
        };
        // Fewer than 2¹³ pieces of fewer than 2¹³ characters.
        u32::try_from((tag << 30) | (within << 14) | piece).unwrap_or(0)
    }

    fn unpack(packed: u32) -> Self {
        let packed = usize::try_from(packed).unwrap_or(0);
        let (tag, within, piece) = (packed >> 30, packed >> 14 & 0xffff, packed & 0x3fff);
        match tag {
            0 if piece == 0 => Self::Less,
            0 => Self::Greater,
            1 => Self::Before { piece },
            2 => {
                let order = match within % 3 {
                    0 => std::cmp::Ordering::Less,
                    1 => std::cmp::Ordering::Equal,
                    _ => std::cmp::Ordering::Greater,
                };
                Self::Number { piece, digits: within / 3, order }
            }
            _ => Self::Text { piece, length: within },
        }
    }
}
