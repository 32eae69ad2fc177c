//! Text to tokens.
//!
//! [`lexeme`] says what a token is; [`common`] reads the plain ones faster, and leaves the others to it.

mod common;
mod lexeme;
#[cfg(test)]
mod tests;

use self::common::Found;
use super::limits::Limits;
use super::token::{Token, TokenKind};
use crate::text::Span;

/// The tokens of a text, the last of them [`TokenKind::End`]. Tokens and white space tile the text, one leading
/// U+FEFF aside, unless a limit ends it early.
///
/// ```
/// use coreql::syntax::{Limits, TokenKind, tokenize};
///
/// let kinds: Vec<_> = tokenize(r#"common.uuid="x""#, Limits::default()).iter().map(|token| token.kind).collect();
/// assert_eq!(kinds, [TokenKind::Word, TokenKind::Equal, TokenKind::String, TokenKind::End]);
/// ```
pub fn tokenize(source: &str, limits: Limits) -> Vec<Token> {
    // A token that starts within the byte limit may end beyond it, but never beyond 32 bits.
    let most = source.len().min(usize::try_from(i32::MAX).unwrap_or(usize::MAX));
    let text = (0..=most).rev().find_map(|end| source.get(..end)).unwrap_or_default();

    let max_tokens = usize::try_from(limits.max_tokens()).unwrap_or(usize::MAX);
    // Published queries run to eight bytes a token or more; a denser text grows the vector.
    let mut tokens = Vec::with_capacity((text.len() / 6 + 8).min(max_tokens.saturating_add(2)));
    let mut end = offset(text.len());
    let mut at = if text.starts_with('\u{feff}') { offset('\u{feff}'.len_utf8()) } else { 0 };
    while let Some((kind, start, after)) = next(text, at) {
        at = after;
        let span = Span::new(start, after);
        let beyond = if span.end > limits.max_bytes() {
            TokenKind::BeyondBytes
        } else if tokens.len() == max_tokens {
            TokenKind::BeyondTokens
        } else {
            tokens.push(Token { kind, span });
            continue;
        };
        tokens.push(Token { kind: beyond, span });
        end = span.end;
        break;
    }
    // INVARIANT: the last token is End, and no other is.
    tokens.push(Token { kind: TokenKind::End, span: Span::at(end) });
    tokens
}

/// The first token at a position or behind it, and where it starts and ends.
#[inline(always)]
fn next(text: &str, at: u32) -> Option<(TokenKind, u32, u32)> {
    match common::token(text.as_bytes(), at) {
        Found::Token { kind, start, end } => Some((kind, start, end)),
        Found::Other(at) => other(text, at),
        Found::End => None,
    }
}

#[cold]
fn other(text: &str, at: u32) -> Option<(TokenKind, u32, u32)> {
    let (kind, range) = lexeme::first(text.get(usize::try_from(at).ok()?..)?)?;
    let [start, end] = [range.start, range.end].map(|position| at.saturating_add(offset(position)));
    Some((kind, start, end))
}

fn offset(position: usize) -> u32 {
    u32::try_from(position).unwrap_or(u32::MAX)
}
