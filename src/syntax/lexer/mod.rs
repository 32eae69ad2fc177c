//! Text to tokens, one at a time: no token is stored.
//!
//! [`lexeme`] reads every kind of token; [`fast`] reads the common ones faster, and leaves the others to it.

mod fast;
mod lexeme;
#[cfg(test)]
mod tests;

use self::fast::Found;
use super::lexical::BYTE_ORDER_MARK;
use super::limits::Limits;
use super::token::{Token, TokenKind};
use crate::text::Span;

/// The tokens of a text, the last of them [`TokenKind::End`]. Tokens and white space tile the text, one leading
/// U+FEFF aside, unless a limit ends it early.
///
/// ```
/// use coreql::syntax::{Limits, TokenKind, tokenize};
///
/// let kinds: Vec<_> = tokenize(r#"common.uuid="x""#, Limits::default()).map(|token| token.kind).collect();
/// assert_eq!(kinds, [TokenKind::Word, TokenKind::Equal, TokenKind::String, TokenKind::End]);
/// ```
pub fn tokenize(source: &str, limits: Limits) -> Tokens<'_> {
    Text::new(source, limits).tokens()
}

/// The iterator of [`tokenize`]; it reads each token on demand.
#[derive(Clone, Debug)]
pub struct Tokens<'s> {
    text: Text<'s>,
    last: Option<Token>,
}

impl Iterator for Tokens<'_> {
    type Item = Token;

    #[inline]
    fn next(&mut self) -> Option<Token> {
        let token = match self.last {
            None => self.text.first(),
            Some(Token { kind: TokenKind::End, .. }) => return None,
            Some(last) => self.text.after(last),
        };
        self.last = Some(token);
        Some(token)
    }
}

/// A text as far as the limits allow to read it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Text<'s> {
    source: &'s str,
    /// All before the token that a limit refuses; so no token needs to be compared with the limits.
    readable: &'s str,
    /// The end, or the token that a limit refuses.
    last: Token,
}

impl<'s> Text<'s> {
    pub(super) fn new(source: &'s str, limits: Limits) -> Self {
        let text = Self::whole(source);
        // A token takes one byte at least.
        let most = limits.max_tokens().min(limits.max_bytes());
        if text.last.span.end <= most { text } else { text.cut(limits) }
    }

    /// A text without limits.
    pub(super) fn whole(source: &'s str) -> Self {
        let last = Token { kind: TokenKind::End, span: Span::at(offset(source.len())) };
        Self { source, readable: source, last }
    }

    /// The same text, if a limit refuses one of its tokens without that and all that follows it.
    #[cold]
    fn cut(self, limits: Limits) -> Self {
        // A token that starts within the limit may end beyond it, but never beyond 32 bits.
        let most = self.source.len().min(usize::try_from(i32::MAX).unwrap_or(usize::MAX));
        let readable = (0..=most).rev().find_map(|end| self.source.get(..end)).unwrap_or_default();
        let text = Self { readable, ..self };
        let mut token = text.first();
        let mut tokens_left = limits.max_tokens();
        while token.kind != TokenKind::End {
            let beyond = if token.span.end > limits.max_bytes() {
                Some(TokenKind::BeyondBytes)
            } else if tokens_left == 0 {
                Some(TokenKind::BeyondTokens)
            } else {
                None
            };
            if let Some(kind) = beyond {
                let read = usize::try_from(token.span.start).unwrap_or(usize::MAX);
                let last = Token { kind, ..token };
                return Self { readable: readable.get(..read).unwrap_or(readable), last, ..self };
            }
            tokens_left -= 1;
            token = text.after(token);
        }
        self
    }

    pub(super) const fn tokens(self) -> Tokens<'s> {
        Tokens { text: self, last: None }
    }

    /// The text, with what the limits refuse.
    pub(super) const fn source(&self) -> &'s str {
        self.source
    }

    /// The text without what the limits refuse.
    pub(super) const fn readable(&self) -> &'s str {
        self.readable
    }

    /// The first token.
    pub(super) fn first(&self) -> Token {
        let start = if self.readable.starts_with(BYTE_ORDER_MARK) { BYTE_ORDER_MARK.len_utf8() } else { 0 };
        self.token(offset(start))
    }

    /// The token after another one; the end follows itself.
    pub(super) fn after(&self, last: Token) -> Token {
        self.token(last.span.end)
    }

    /// The same, as part of the caller: for the rules that good texts take.
    #[inline(always)]
    pub(super) fn advance(&self, last: Token) -> Token {
        match read(self.readable, last.span.end) {
            Some((kind, place)) => Token { kind, span: place.span() },
            None => self.end(last.span.end),
        }
    }

    /// The first token at a position or after it.
    pub(super) fn token(&self, at: u32) -> Token {
        match read_apart(self.readable, at) {
            Some((kind, place)) => Token { kind, span: place.span() },
            None => self.end(at),
        }
    }

    #[cold]
    fn end(&self, at: u32) -> Token {
        let last = self.last;
        // Nothing but the end follows what a limit refuses.
        if at < last.span.end || last.kind == TokenKind::End {
            last
        } else {
            Token { kind: TokenKind::End, span: Span::at(last.span.end) }
        }
    }
}

/// A token's place: its start in the high half, its end in the low one.
///
/// This and a kind are returned in two registers. A [`Token`] is returned in memory, where reading its parts right
/// after they were written costs more than the rest of the lexer.
#[derive(Clone, Copy)]
struct Packed(u64);

impl Packed {
    #[inline(always)]
    fn new(start: u32, end: u32) -> Self {
        Self((u64::from(start) << 32) | u64::from(end))
    }

    #[inline(always)]
    fn span(self) -> Span {
        #[expect(clippy::as_conversions, reason = "the two halves")]
        Span::new((self.0 >> 32) as u32, self.0 as u32)
    }
}

#[inline(never)]
fn read_apart(source: &str, at: u32) -> Option<(TokenKind, Packed)> {
    read(source, at)
}

#[inline(always)]
fn read(source: &str, at: u32) -> Option<(TokenKind, Packed)> {
    match fast::token(source.as_bytes(), at) {
        Found::Token { kind, start, end } => Some((kind, Packed::new(start, end))),
        Found::Other(at) => other(source, at),
        Found::End => None,
    }
}

#[cold]
fn other(text: &str, at: u32) -> Option<(TokenKind, Packed)> {
    let (kind, range) = lexeme::first(text.get(usize::try_from(at).ok()?..)?)?;
    let [start, end] = [range.start, range.end].map(|position| at.saturating_add(offset(position)));
    Some((kind, Packed::new(start, end)))
}

#[inline(always)]
fn offset(position: usize) -> u32 {
    u32::try_from(position).unwrap_or(u32::MAX)
}
