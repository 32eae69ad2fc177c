//! ASCII text eight bytes at a time, without regard to case.

const EACH: u64 = 0x0101_0101_0101_0101;
const HIGH: u64 = 0x80 * EACH;
/// What distinguishes a small letter from its capital.
const CASE: u64 = 0x20 * EACH;

/// Eight bytes with ASCII capitals in lower case, and nothing else changed.
#[inline]
pub(crate) const fn lower_case(word: u64) -> u64 {
    word | case_of_capitals(word)
}

/// The case bit of each byte that is an ASCII capital.
#[inline]
const fn case_of_capitals(word: u64) -> u64 {
    // Sums of seven bits a byte stay in their bytes; the high bit is set if the byte is at least `A`, or beyond `Z`.
    let ascii = word & !HIGH;
    let from_a = ascii + (0x80 - 0x41) * EACH;
    let beyond_z = ascii + (0x7f - 0x5a) * EACH;
    (from_a & !beyond_z & !word & HIGH) >> 2
}

/// The first bytes of a text, at most eight: the first is the lowest, and zeros fill a shorter text up.
#[inline]
pub(crate) fn first_word(text: &[u8]) -> u64 {
    if let Some(word) = text.first_chunk() {
        return u64::from_le_bytes(*word);
    }
    // Reads that overlap: the bytes that two of them have are the same.
    let at = |index: usize, bytes: u64| bytes << (8 * index);
    match (text.first_chunk(), text.last_chunk()) {
        (Some(first), Some(last)) => {
            u64::from(u32::from_le_bytes(*first)) | at(text.len() - 4, u32::from_le_bytes(*last).into())
        }
        _ => text.iter().rev().fold(0, |word, byte| word << 8 | u64::from(*byte)),
    }
}

/// The last eight bytes of a text in the same order; 0 for a shorter one.
#[inline]
pub(crate) fn last_word(text: &[u8]) -> u64 {
    text.last_chunk().map_or(0, |word| u64::from_le_bytes(*word))
}

/// What is known of a text's bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Class {
    /// ASCII alone; with or without `k` or `s` of either case, to which two other characters fold.
    Ascii { has_kin: bool },
    /// Some byte is not ASCII.
    Other,
}

/// The class of a text.
#[inline]
pub(super) fn class(text: &[u8]) -> Class {
    if text.len() > 8 {
        return class_of_long(text);
    }
    let word = first_word(text);
    if word & HIGH != 0 { Class::Other } else { Class::Ascii { has_kin: has_kin(word) } }
}

#[inline(never)]
fn class_of_long(text: &[u8]) -> Class {
    if !text.is_ascii() {
        return Class::Other;
    }
    let (words, rest) = text.as_chunks::<8>();
    let in_words = words.iter().any(|word| has_kin(u64::from_le_bytes(*word)));
    Class::Ascii { has_kin: in_words || has_kin(first_word(rest)) }
}

/// Whether eight bytes of ASCII have a `k` or `s`.
#[inline]
const fn has_kin(word: u64) -> bool {
    const fn zeros(word: u64) -> u64 {
        // The lowest mark is of a byte that is zero: a borrow comes from one only.
        word.wrapping_sub(EACH) & !word & HIGH
    }
    let folded = word | CASE;
    zeros(folded ^ (0x6b * EACH)) | zeros(folded ^ (0x73 * EACH)) != 0
}

/// The start of an ASCII text, to be compared with many texts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) struct Start {
    bytes: u64,
    /// The bits that count: those of the text's bytes, except the case of letters.
    mask: u64,
}

impl Start {
    /// How much of a text it has.
    pub(super) const LEN: usize = 8;

    #[inline]
    pub(super) fn of(text: &str) -> Self {
        let bytes = first_word(text.as_bytes());
        let within = match text.len() {
            len @ 0..Self::LEN => (1 << (8 * len)) - 1,
            _ => u64::MAX,
        };
        Self { bytes, mask: within & !case_of_capitals(bytes & !CASE) }
    }

    /// Whether a text may start so under case folding, by its first byte.
    #[inline]
    pub(super) fn may_begin_folded(self, text: &str) -> bool {
        let first = text.as_bytes().first().copied().unwrap_or_default();
        !first.is_ascii() || (u64::from(first) ^ self.bytes) & self.mask & 0xff == 0
    }

    /// Whether a text that is no shorter than the whole one starts so.
    #[inline]
    pub(super) fn begins(self, text: &str) -> bool {
        (first_word(text.as_bytes()) ^ self.bytes) & self.mask == 0
    }
}

#[cfg(test)]
mod tests {
    use super::{Class, Start, class, first_word, lower_case};

    #[test]
    fn words_hold_the_bytes_in_order() {
        let text = b"\x01\x02\x03\x04\x05\x06\x07\x08\x09";
        for len in 0..=text.len() {
            let mut expected = [0; 8];
            let held = len.min(8);
            expected[..held].copy_from_slice(&text[..held]);
            assert_eq!(first_word(&text[..len]).to_le_bytes(), expected, "{len}");
        }
    }

    #[test]
    fn only_capitals_change() {
        for byte in 0..=u8::MAX {
            let lowered = lower_case(u64::from_le_bytes([byte; 8])).to_le_bytes();
            assert_eq!(lowered, [byte.to_ascii_lowercase(); 8], "{byte:#x}");
        }
    }

    #[test]
    fn starts_compare_as_ascii_does() {
        for wanted in 0..0x80_u8 {
            let folded = char::from(wanted.to_ascii_lowercase()).to_string();
            for byte in 0..0x80_u8 {
                let text = char::from(byte).to_string();
                assert_eq!(
                    Start::of(&folded).begins(&text),
                    text.eq_ignore_ascii_case(&folded),
                    "{folded} {text}"
                );
            }
            assert!(!Start::of(&folded).begins("\u{17f}"));
            let has_kin = matches!(wanted, b'k' | b's' | b'K' | b'S');
            for text in [char::from(wanted).to_string(), format!("abcdefgh{}", char::from(wanted))] {
                assert_eq!(class(text.as_bytes()), Class::Ascii { has_kin }, "{text}");
            }
        }
        assert!(Start::of("ab").begins("ABc"));
        assert!(Start::of("").begins("x"));
        assert!(!Start::of("a\0").begins("ab"));
    }
}
