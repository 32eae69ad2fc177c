//! Literals prepared once, to be compared with many texts.
//!
//! Two characters beyond ASCII fold into it: `ſ` to `s` and the Kelvin sign to `k`. All the shortcuts here rest on
//! that; a test checks it for all of Unicode.

use std::cmp::Ordering;

use super::SmallStr;
use super::ascii::{self, Class, Start};
use super::fold::{eq_folded, fold, fold_char};

/// A text to compare others with, under simple case folding. Comparing allocates nothing.
///
/// ```
/// use coreql::text::Pattern;
///
/// let pattern = Pattern::new("Straße");
/// assert!(pattern.matches("STRAßE"));
/// assert!(pattern.is_prefix_of("straßenbahn"));
/// assert!(!pattern.matches("strasse"));
/// ```
#[derive(Clone, Debug)]
pub struct Pattern {
    literal: Literal,
    /// The length of the literal, in bytes.
    len: usize,
    start: Start,
}

/// A text in some case, and which texts can match it.
#[derive(Clone, Debug)]
struct Literal {
    /// ASCII as it was written, so that it need not be copied letter by letter; anything else folded.
    text: SmallStr,
    reach: Reach,
}

/// Which texts can match a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Reach {
    /// ASCII without `k` and `s`: only ASCII does.
    Ascii,
    /// ASCII with one of them: longer text with `ſ` or the Kelvin sign does as well.
    AsciiAndKin,
    /// Anything else.
    Unicode,
}

impl Literal {
    // Measured with the two that call it: without, compiling a query takes 7% longer, because patterns are moved.
    #[inline(always)]
    fn new(text: &SmallStr, reach: Reach) -> Self {
        Self { text: text.clone(), reach }
    }

    /// The text of a literal and its reach; `folded` keeps the text of one that is not ASCII.
    #[inline(always)]
    fn parts<'t>(text: &'t SmallStr, folded: &'t mut SmallStr) -> (&'t SmallStr, Reach) {
        match ascii::class(text.as_bytes()) {
            Class::Ascii { has_kin: true } => (text, Reach::AsciiAndKin),
            Class::Ascii { has_kin: false } => (text, Reach::Ascii),
            Class::Other => Self::beyond_ascii(text, folded),
        }
    }

    #[cold]
    #[inline(never)]
    fn beyond_ascii<'t>(text: &str, folded: &'t mut SmallStr) -> (&'t SmallStr, Reach) {
        *folded = SmallStr::from(&*fold(text));
        // Folding leads into ASCII from two characters, which are kin.
        let reach = if folded.is_ascii() { Reach::AsciiAndKin } else { Reach::Unicode };
        (folded, reach)
    }

    /// Whether a text starts with it, character by character.
    fn starts(&self, text: &str) -> bool {
        let mut text = text.chars();
        let mut literal = self.text.chars().map(fold_char);
        literal.all(|wanted| text.next().is_some_and(|c| fold_char(c) == wanted))
    }
}

impl Pattern {
    /// The pattern of a text.
    pub fn new(text: impl Into<SmallStr>) -> Self {
        Self::of(&text.into())
    }

    // See `Literal::new`.
    #[inline(always)]
    pub(crate) fn of(text: &SmallStr) -> Self {
        let mut folded = SmallStr::default();
        // All is made from `text`, not from its copy: what was just written in parts is slow to read.
        let (text, reach) = Literal::parts(text, &mut folded);
        Self { literal: Literal::new(text, reach), len: text.len(), start: Start::of(text) }
    }

    /// Whether the text is equal to the pattern.
    #[inline]
    pub fn matches(&self, text: &str) -> bool {
        match self.literal.reach {
            Reach::Ascii => text.len() == self.len && self.begins_ascii(text),
            // `ſ` and the Kelvin sign take more bytes than what they fold to, so they make a text longer.
            Reach::AsciiAndKin if text.len() <= self.len => text.len() == self.len && self.begins_ascii(text),
            // Most texts differ in their first character already.
            Reach::AsciiAndKin => self.start.may_begin_folded(text) && self.matches_folded(text),
            Reach::Unicode => self.matches_folded(text),
        }
    }

    #[inline(never)]
    fn matches_folded(&self, text: &str) -> bool {
        (self.literal.reach == Reach::Unicode || !text.is_ascii()) && eq_folded(text, &self.literal.text)
    }

    /// Whether the text starts with the pattern.
    #[inline]
    pub fn is_prefix_of(&self, text: &str) -> bool {
        let same = || text.len() >= self.len && self.begins_ascii(text);
        match self.literal.reach {
            Reach::Ascii => same(),
            Reach::AsciiAndKin => same() || self.starts_folded(text),
            Reach::Unicode => self.starts_folded(text),
        }
    }

    #[inline(never)]
    fn starts_folded(&self, text: &str) -> bool {
        self.literal.starts(text)
    }

    /// Whether a text that is no shorter starts with the pattern, which is ASCII, letter by letter.
    #[inline]
    fn begins_ascii(&self, text: &str) -> bool {
        self.start.begins(text) && (self.len <= Start::LEN || self.begins_bytes(text))
    }

    #[inline(never)]
    fn begins_bytes(&self, text: &str) -> bool {
        let start = text.as_bytes().get(..self.len);
        start.is_some_and(|start| start.eq_ignore_ascii_case(self.literal.text.as_bytes()))
    }
}

/// A text to order others by, under simple case folding.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Folded(SmallStr);

impl Folded {
    /// The order key of a text.
    pub(crate) fn new(text: &str) -> Self {
        Self(SmallStr::from(&*fold(text)))
    }

    /// Compares another text, folded, with this one, by scalar values.
    pub(crate) fn compare(&self, text: &str) -> Ordering {
        text.chars().map(fold_char).cmp(self.0.chars())
    }
}

/// A text to search for in others, under simple case folding. A search takes time linear in the text, whatever both
/// are, and allocates nothing.
///
/// ```
/// use coreql::text::Needle;
///
/// assert!(Needle::new("SMITH").is_within("Agnes \u{17f}mith"));
/// assert!(Needle::new("").is_within(""));
/// ```
#[derive(Clone, Debug)]
pub struct Needle {
    literal: Literal,
    /// The rarest byte of an ASCII literal, in lower case, and its index.
    rare: u8,
    rare_at: u32,
    /// Knuth, Morris and Pratt's table: each folded character, and how many characters of the start are also the end
    /// of what is before it. A short needle has none.
    borders: Option<Box<[(char, usize)]>>,
}

impl Needle {
    /// A needle of at most this many bytes is tried at every position: that costs a few times the text at most.
    const SHORT: usize = 16;

    /// The needle of a text.
    pub fn new(text: impl Into<SmallStr>) -> Self {
        Self::of(&text.into())
    }

    // See `Pattern::of`.
    #[inline(always)]
    pub(crate) fn of(text: &SmallStr) -> Self {
        let mut folded = SmallStr::default();
        let (text, reach) = Literal::parts(text, &mut folded);
        let (rare_at, rare) = rarest(text);
        let borders = (text.len() > Self::SHORT).then(|| borders(text));
        Self { literal: Literal::new(text, reach), rare, rare_at, borders }
    }

    /// Whether the text contains it.
    #[inline]
    pub fn is_within(&self, text: &str) -> bool {
        match self.literal.reach {
            Reach::Ascii => self.search_ascii(text),
            Reach::AsciiAndKin if text.is_ascii() => self.search_ascii(text),
            Reach::AsciiAndKin | Reach::Unicode => self.search_folded(text),
        }
    }

    /// Looks at each position of the rarest byte; in a text made to defeat that, falls back on the search that cannot
    /// be defeated.
    fn search_ascii(&self, text: &str) -> bool {
        let (wanted, bytes) = (self.literal.text.as_bytes(), text.as_bytes());
        if wanted.is_empty() {
            return true;
        }
        // Each look costs the needle's length at most; together they may cost a few times the text's.
        let mut budget = bytes.len().saturating_mul(4).saturating_add(256);
        let Some(rest) = usize::try_from(self.rare_at).ok().and_then(|at| bytes.get(at..)) else {
            return false;
        };
        for start in memchr::memchr2_iter(self.rare, self.rare.to_ascii_uppercase(), rest) {
            match bytes.get(start..start + wanted.len()) {
                Some(window) if window.eq_ignore_ascii_case(wanted) => return true,
                Some(_) => {}
                // After any later position even less text is left.
                None => return false,
            }
            match budget.checked_sub(wanted.len()) {
                Some(left) => budget = left,
                None => return self.search_folded(text),
            }
        }
        false
    }

    fn search_folded(&self, text: &str) -> bool {
        let Some(borders) = &self.borders else { return self.search_each(text) };
        // Knuth, Morris and Pratt: every character is looked at once.
        let mut matched = 0;
        text.chars().map(fold_char).any(|c| {
            matched = extend(borders, matched, c);
            matched == borders.len()
        })
    }

    /// Tries every position, the end too.
    fn search_each(&self, text: &str) -> bool {
        let mut rest = text.chars();
        loop {
            if self.literal.starts(rest.as_str()) {
                return true;
            }
            if rest.next().is_none() {
                return false;
            }
        }
    }
}

/// How many characters of the needle match up to and including `c`, when `matched` did before it.
#[inline]
fn extend(borders: &[(char, usize)], mut matched: usize, c: char) -> usize {
    loop {
        match borders.get(matched) {
            Some((wanted, _)) if *wanted == c => return matched + 1,
            Some((_, border)) if matched > 0 => matched = *border,
            Some(_) | None => return 0,
        }
    }
}

#[inline(never)]
fn borders(literal: &str) -> Box<[(char, usize)]> {
    let mut borders: Vec<(char, usize)> = Vec::with_capacity(literal.len());
    let mut border = 0;
    for c in literal.chars().map(fold_char) {
        borders.push((c, border));
        border = if borders.len() == 1 { 0 } else { extend(&borders, border, c) };
    }
    borders.into_boxed_slice()
}

/// ASCII letters from the most frequent in names, addresses and identifiers to the least.
const FREQUENT: &[u8; 26] = b"eaionrtslcmdupghbyvfkwxzjq";

/// How rare each byte of a folded text is.
#[expect(clippy::as_conversions, clippy::indexing_slicing, reason = "within the tables, and const")]
const RARITY: [u8; 256] = {
    let mut rarity = [FREQUENT.len() as u8; 256];
    let mut rank = 0;
    while rank < FREQUENT.len() {
        rarity[FREQUENT[rank] as usize] = rank as u8;
        rank += 1;
    }
    // Digits fill identifiers, points and hyphens divide them.
    let mut digit = b'0';
    while digit <= b'9' {
        rarity[digit as usize] = 8;
        digit += 1;
    }
    rarity[b'.' as usize] = 5;
    rarity[b'-' as usize] = 5;
    rarity[b' ' as usize] = 5;
    rarity
};

/// The index of the rarest byte, of several the last, and that byte in lower case.
fn rarest(literal: &str) -> (u32, u8) {
    let (mut rarest, mut most) = ((0, 0), 0);
    for (offset, byte) in (0..).zip(literal.bytes()) {
        let byte = byte.to_ascii_lowercase();
        let rarity = RARITY.get(usize::from(byte)).copied().unwrap_or(0);
        if rarity >= most {
            (rarest, most) = ((offset, byte), rarity);
        }
    }
    rarest
}
