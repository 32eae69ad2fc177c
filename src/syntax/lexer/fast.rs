//! The tokens that nearly all text is made of, read by hand.
//!
//! The lexer of [`lexeme`](super::lexeme) reads every token.
//! This one stays only while it saves 15% of a parse: the ignored test `the_fast_lexer_pays` measures that in release
//! builds, and the others hold that the two agree. `docs/performance.md` has its outcome, and why functions are inlined.

use crate::syntax::lexical::ByteClass;
use crate::syntax::token::TokenKind;

/// The kind and the end of the token that starts here, with a byte of this class, if it is a word of ASCII characters, a string without a
/// backslash or a symbol.
#[inline(always)]
pub(super) fn token(text: &[u8], start: usize, class: ByteClass) -> Option<(TokenKind, usize)> {
    let next = start + 1;
    match class {
        ByteClass::Word => word(text, next),
        ByteClass::Quote => string(text, next),
        ByteClass::Equal => symbol(text, next, TokenKind::Equal),
        ByteClass::OpenParen => Some((TokenKind::OpenParen, next)),
        ByteClass::CloseParen => Some((TokenKind::CloseParen, next)),
        ByteClass::Comma => Some((TokenKind::Comma, next)),
        ByteClass::Less => before_equal(text, next, TokenKind::Less, TokenKind::LessOrEqual),
        ByteClass::Greater => before_equal(text, next, TokenKind::Greater, TokenKind::GreaterOrEqual),
        ByteClass::Bang => before_equal(text, next, TokenKind::BadSymbol, TokenKind::NotEqual),
        ByteClass::Space | ByteClass::NotAscii => None,
    }
}

/// The class of the byte here; `None` at the end.
#[inline(always)]
pub(super) fn class(text: &[u8], at: usize) -> Option<ByteClass> {
    byte(text, at).map(ByteClass::of)
}

#[inline(always)]
fn byte(text: &[u8], at: usize) -> Option<u8> {
    text.get(at).copied()
}

/// A symbol operator that ends here.
#[inline(always)]
fn symbol(text: &[u8], end: usize, kind: TokenKind) -> Option<(TokenKind, usize)> {
    let more = byte(text, end).is_some_and(|byte| ByteClass::of(byte).is_symbol());
    (!more).then_some((kind, end))
}

/// A symbol operator that is another one with `=` after it.
#[inline(always)]
fn before_equal(
    text: &[u8],
    end: usize,
    alone: TokenKind,
    with_equal: TokenKind,
) -> Option<(TokenKind, usize)> {
    match byte(text, end) {
        Some(b'=') => symbol(text, end + 1, with_equal),
        _ => symbol(text, end, alone),
    }
}

/// The rest of a word, after its first character.
#[inline(always)]
fn word(text: &[u8], at: usize) -> Option<(TokenKind, usize)> {
    let rest = text.get(at..)?;
    match rest
        .iter()
        .map(|byte| ByteClass::of(*byte))
        .enumerate()
        .find(|(_, class)| *class != ByteClass::Word)
    {
        Some((_, ByteClass::NotAscii)) => None,
        Some((length, _)) => Some((TokenKind::Word, at + length)),
        None => Some((TokenKind::Word, text.len())),
    }
}

/// The rest of a string, after its opening quote.
#[inline(always)]
fn string(text: &[u8], mut at: usize) -> Option<(TokenKind, usize)> {
    let (chunks, _) = text.get(at..)?.as_chunks();
    for eight in chunks {
        let eight = u64::from_le_bytes(*eight);
        let quotes = zero_bytes(eight ^ repeat(b'"'));
        let backslashes = zero_bytes(eight ^ repeat(b'\\'));
        if quotes != 0 {
            let end = quotes.trailing_zeros();
            let escaped = backslashes.trailing_zeros() < end;
            let length = usize::try_from(end / u8::BITS).ok()?;
            return (!escaped).then_some((TokenKind::String, at + length + 1));
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
