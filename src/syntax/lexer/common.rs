//! The tokens that nearly all text is made of, by hand: in half the time of the lexer of all tokens, which is the measure
//! of what is here.

use crate::syntax::token::TokenKind;

/// What was found at a position.
pub(super) enum Found {
    /// A token.
    Token { kind: TokenKind, start: u32, end: u32 },
    /// Something else than a word of ASCII characters, a string without a backslash or a symbol starts here.
    Other(u32),
    /// White space up to the end.
    End,
}

/// What is at a position or behind the ASCII white space there. The text must be shorter than 2 GiB.
#[inline(always)]
pub(super) fn token(text: &[u8], mut at: u32) -> Found {
    // A loop of its own: with white space among the tokens the jump below is hard to predict.
    while byte(text, at).is_some_and(|byte| class(byte) == Class::Space) {
        at += 1;
    }
    let Some(first) = byte(text, at) else { return Found::End };
    let next = at + 1;
    let read = match first {
        byte if class(byte) == Class::Word => word(text, next),
        b'"' => string(text, next),
        b'=' => sign(text, next, TokenKind::Equal),
        b'(' => Some((TokenKind::OpenParen, next)),
        b')' => Some((TokenKind::CloseParen, next)),
        b',' => Some((TokenKind::Comma, next)),
        b'<' => before_equal(text, next, TokenKind::Less, TokenKind::LessOrEqual),
        b'>' => before_equal(text, next, TokenKind::Greater, TokenKind::GreaterOrEqual),
        b'!' => before_equal(text, next, TokenKind::BadSymbol, TokenKind::NotEqual),
        _ => None,
    };
    match read {
        Some((kind, end)) => Found::Token { kind, start: at, end },
        None => Found::Other(at),
    }
}

/// What a byte starts.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Class {
    Space,
    Word,
    Quote,
    Equal,
    Less,
    Greater,
    Bang,
    OpenParen,
    CloseParen,
    Comma,
    /// A character that is not ASCII.
    Other,
}

const CLASSES: [Class; 256] = {
    let mut classes = [Class::Other; 256];
    let mut byte = 0_u8;
    while byte.is_ascii() {
        #[expect(clippy::as_conversions, clippy::indexing_slicing, reason = "within the table, and const")]
        let class = &mut classes[byte as usize];
        *class = match byte {
            b' ' | b'\t'..=b'\r' => Class::Space,
            b'"' => Class::Quote,
            b'=' => Class::Equal,
            b'<' => Class::Less,
            b'>' => Class::Greater,
            b'!' => Class::Bang,
            b'(' => Class::OpenParen,
            b')' => Class::CloseParen,
            b',' => Class::Comma,
            _ => Class::Word,
        };
        byte += 1;
    }
    classes
};

#[inline(always)]
fn class(byte: u8) -> Class {
    CLASSES.get(usize::from(byte)).copied().unwrap_or(Class::Other)
}

#[inline(always)]
fn byte(text: &[u8], at: u32) -> Option<u8> {
    text.get(usize::try_from(at).ok()?).copied()
}

/// A sign that ends here.
#[inline(always)]
fn sign(text: &[u8], end: u32, kind: TokenKind) -> Option<(TokenKind, u32)> {
    let more = byte(text, end).is_some_and(|byte| matches!(byte, b'=' | b'!' | b'<' | b'>'));
    (!more).then_some((kind, end))
}

/// A sign that is another one with `=` behind it.
#[inline(always)]
fn before_equal(text: &[u8], end: u32, alone: TokenKind, with_equal: TokenKind) -> Option<(TokenKind, u32)> {
    match byte(text, end) {
        Some(b'=') => sign(text, end + 1, with_equal),
        _ => sign(text, end, alone),
    }
}

/// The rest of a word, after its first character.
#[inline(always)]
fn word(text: &[u8], mut at: u32) -> Option<(TokenKind, u32)> {
    while let Some(byte) = byte(text, at) {
        if class(byte) != Class::Word {
            return byte.is_ascii().then_some((TokenKind::Word, at));
        }
        at += 1;
    }
    Some((TokenKind::Word, at))
}

/// The rest of a string, after its opening quote.
#[inline(always)]
fn string(text: &[u8], mut at: u32) -> Option<(TokenKind, u32)> {
    while let Some(eight) = text.get(usize::try_from(at).ok()?..).and_then(|rest| rest.first_chunk()) {
        let eight = u64::from_le_bytes(*eight);
        let quotes = zero_bytes(eight ^ repeat(b'"'));
        let backslashes = zero_bytes(eight ^ repeat(b'\\'));
        if quotes != 0 {
            let end = quotes.trailing_zeros();
            let escaped = backslashes.trailing_zeros() < end;
            return (!escaped).then_some((TokenKind::String, at + end / 8 + 1));
        }
        if backslashes != 0 {
            return None;
        }
        at += 8;
    }
    loop {
        let byte = byte(text, at)?;
        at += 1;
        match byte {
            b'"' => return Some((TokenKind::String, at)),
            b'\\' => return None,
            _ => {}
        }
    }
}

const fn repeat(byte: u8) -> u64 {
    u64::from_le_bytes([byte; 8])
}

/// The high bit of each byte that is zero. Above the lowest of them others may be set, by a borrow.
const fn zero_bytes(eight: u64) -> u64 {
    eight.wrapping_sub(repeat(0x01)) & !eight & repeat(0x80)
}
