//! The tokens that nearly all text is made of, read by hand.
//!
//! The lexer of [`lexeme`](super::lexeme) reads every token.
//! This one stays only while it saves 15% of a parse: the ignored test `the_fast_lexer_pays` measures that in release
//! builds, and the others hold that the two agree.

use crate::syntax::lexical::ByteClass;
use crate::syntax::token::TokenKind;

/// What was found at a position.
pub(super) enum Found {
    /// A token.
    Token { kind: TokenKind, start: u32, end: u32 },
    /// Anything else than a word of ASCII characters, a string without a backslash or a symbol starts here.
    Other(u32),
    /// White space up to the end.
    End,
}

/// What is at a position or after the ASCII white space there. The text must be shorter than 2 GiB.
#[inline(always)]
pub(super) fn token(text: &[u8], mut at: u32) -> Found {
    // A loop of its own: with white space among the tokens the branch below is hard to predict.
    while byte(text, at).is_some_and(|byte| ByteClass::of(byte) == ByteClass::Space) {
        at += 1;
    }
    let Some(first) = byte(text, at) else { return Found::End };
    let next = at + 1;
    let read = match ByteClass::of(first) {
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
    };
    match read {
        Some((kind, end)) => Found::Token { kind, start: at, end },
        None => Found::Other(at),
    }
}

#[inline(always)]
fn byte(text: &[u8], at: u32) -> Option<u8> {
    text.get(usize::try_from(at).ok()?).copied()
}

/// A symbol operator that ends here.
#[inline(always)]
fn symbol(text: &[u8], end: u32, kind: TokenKind) -> Option<(TokenKind, u32)> {
    let more = byte(text, end).is_some_and(|byte| ByteClass::of(byte).is_symbol());
    (!more).then_some((kind, end))
}

/// A symbol operator that is another one with `=` after it.
#[inline(always)]
fn before_equal(text: &[u8], end: u32, alone: TokenKind, with_equal: TokenKind) -> Option<(TokenKind, u32)> {
    match byte(text, end) {
        Some(b'=') => symbol(text, end + 1, with_equal),
        _ => symbol(text, end, alone),
    }
}

/// The rest of a word, after its first character.
#[inline(always)]
fn word(text: &[u8], mut at: u32) -> Option<(TokenKind, u32)> {
    while let Some(byte) = byte(text, at) {
        match ByteClass::of(byte) {
            ByteClass::Word => at += 1,
            ByteClass::NotAscii => return None,
            _ => break,
        }
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
