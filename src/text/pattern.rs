//! Literals folded once, to be compared with many texts.
//!
//! Two characters beyond ASCII fold into it: `ſ` to `s` and the Kelvin sign to `k`. All the shortcuts here rest on
//! that; a test checks it for all of Unicode.

use std::cmp::Ordering;

use super::SmallStr;
use super::ascii::Start;
use super::fold::{fold, fold_char};

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
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Pattern {
    folded: SmallStr,
    /// The length of the folded text, in bytes.
    len: usize,
    start: Start,
    reach: Reach,
}

/// Which texts can match a folded text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Reach {
    /// ASCII without `k` and `s`: only ASCII does.
    Ascii,
    /// ASCII with one of them: longer text with `ſ` or the Kelvin sign does as well.
    AsciiAndKin,
    /// Anything else.
    Unicode,
}

impl Reach {
    /// `is_ascii`: whether the text is already known to be ASCII.
    #[inline(never)]
    fn of(folded: &str, is_ascii: bool) -> Self {
        if !(is_ascii || folded.is_ascii()) {
            Self::Unicode
        } else if folded.bytes().any(|byte| matches!(byte, b'k' | b's')) {
            Self::AsciiAndKin
        } else {
            Self::Ascii
        }
    }
}

impl Pattern {
    /// The pattern of a text.
    #[inline(always)]
    pub fn new(text: &str) -> Self {
        // Calls that return in registers, so that the pattern is built in place.
        let is_ascii = text.is_ascii();
        let folded = folded(text, is_ascii);
        let reach = Reach::of(&folded, is_ascii);
        let (len, start) = (folded.len(), Start::of(&folded));
        Self { folded, len, start, reach }
    }

    /// The folded text.
    pub fn folded(&self) -> &str {
        &self.folded
    }

    /// Whether the text is equal to the pattern.
    #[inline(always)]
    pub fn matches(&self, text: &str) -> bool {
        match self.reach {
            Reach::Ascii => text.len() == self.len && self.begins_ascii(text),
            // `ſ` and the Kelvin sign take more bytes than what they fold to, so they make a text longer.
            Reach::AsciiAndKin if text.len() <= self.len => text.len() == self.len && self.begins_ascii(text),
            Reach::AsciiAndKin => self.matches_kin(text),
            Reach::Unicode => self.compare(text).is_eq(),
        }
    }

    /// Whether a text that is longer than the pattern matches.
    #[inline]
    fn matches_kin(&self, text: &str) -> bool {
        // Most texts differ in their first character already.
        let starts_alike = match (text.as_bytes().first(), self.folded.as_bytes().first()) {
            (Some(first), Some(wanted)) => !first.is_ascii() || first.eq_ignore_ascii_case(wanted),
            (None, _) | (_, None) => true,
        };
        starts_alike && !text.is_ascii() && self.compare(text).is_eq()
    }

    /// Whether the text starts with the pattern.
    #[inline(always)]
    pub fn is_prefix_of(&self, text: &str) -> bool {
        let same = || text.len() >= self.len && self.begins_ascii(text);
        match self.reach {
            Reach::Ascii => same(),
            Reach::AsciiAndKin => same() || starts_folded(text, &self.folded),
            Reach::Unicode => starts_folded(text, &self.folded),
        }
    }

    /// Whether a text that is no shorter starts with the pattern, which is ASCII, letter by letter.
    #[inline]
    fn begins_ascii(&self, text: &str) -> bool {
        self.start.begins(text) && (self.len <= Start::LEN || self.begins_bytes(text))
    }

    fn begins_bytes(&self, text: &str) -> bool {
        let start = text.as_bytes().get(..self.len);
        start.is_some_and(|start| start.eq_ignore_ascii_case(self.folded.as_bytes()))
    }

    /// Compares the text, folded, with the pattern, by scalar values.
    pub fn compare(&self, text: &str) -> Ordering {
        text.chars().map(fold_char).cmp(self.folded.chars())
    }
}

fn starts_folded(text: &str, folded: &str) -> bool {
    let mut text = text.chars();
    folded.chars().all(|wanted| text.next().is_some_and(|c| fold_char(c) == wanted))
}

#[inline(never)]
fn folded(text: &str, is_ascii: bool) -> SmallStr {
    if is_ascii { SmallStr::ascii_lowercase(text) } else { SmallStr::from(&*fold(text)) }
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
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Needle {
    folded: SmallStr,
    reach: Reach,
    /// The index of the rarest byte of an ASCII pattern.
    rare: usize,
    /// Knuth, Morris and Pratt's table: each folded character, and how many characters of the start are also the end
    /// of what is before it. A short needle has none.
    borders: Option<Box<[(char, usize)]>>,
}

impl Needle {
    /// A needle of at most this many bytes is tried at every position: that costs a few times the text at most.
    const SHORT: usize = 16;

    /// The needle of a text.
    #[inline(always)]
    pub fn new(text: &str) -> Self {
        let is_ascii = text.is_ascii();
        let folded = folded(text, is_ascii);
        let reach = Reach::of(&folded, is_ascii);
        let rare = rarest(&folded);
        let borders = (folded.len() > Self::SHORT).then(|| borders(&folded));
        Self { folded, reach, rare, borders }
    }

    /// The folded text.
    pub fn folded(&self) -> &str {
        &self.folded
    }

    /// Whether the text contains it.
    #[inline(always)]
    pub fn is_within(&self, text: &str) -> bool {
        match self.reach {
            Reach::Ascii => self.search_ascii(text),
            Reach::AsciiAndKin if text.is_ascii() => self.search_ascii(text),
            Reach::AsciiAndKin | Reach::Unicode => self.search_folded(text),
        }
    }

    /// Looks at each position of the rarest byte; in a text made to defeat that, falls back on the search that cannot
    /// be defeated.
    fn search_ascii(&self, text: &str) -> bool {
        let (wanted, bytes) = (self.folded.as_bytes(), text.as_bytes());
        if wanted.is_empty() {
            return true;
        }
        let offset = self.rare;
        let lower = wanted.get(offset).copied().unwrap_or_default();
        let upper = lower.to_ascii_uppercase();
        // Each look costs the needle's length at most; together they may cost a few times the text's.
        let mut budget = bytes.len().saturating_mul(4).saturating_add(256);
        let Some(rest) = bytes.get(offset..) else { return false };
        for start in memchr::memchr2_iter(lower, upper, rest) {
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
            if starts_folded(rest.as_str(), &self.folded) {
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
fn borders(folded: &str) -> Box<[(char, usize)]> {
    let mut borders: Vec<(char, usize)> = Vec::with_capacity(folded.len());
    let mut border = 0;
    for c in folded.chars() {
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

/// The index of the rarest byte; of several, the last.
#[inline(never)]
fn rarest(folded: &str) -> usize {
    let (mut rarest, mut most) = (0, 0);
    for (offset, byte) in folded.bytes().enumerate() {
        let rarity = RARITY.get(usize::from(byte)).copied().unwrap_or(0);
        if rarity >= most {
            (rarest, most) = (offset, rarity);
        }
    }
    rarest
}
