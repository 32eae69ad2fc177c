//! Text to tokens, one at a time: no token is stored.
//!
//! [`lexeme`] reads every kind of token; [`fast`] reads the common ones faster, and leaves the others to it.

mod fast;
mod lexeme;
#[cfg(test)]
mod tests;

use super::lexical::{BYTE_ORDER_MARK, ByteClass};
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
    /// Where the next token starts; `None` after the last.
    next: Option<usize>,
}

impl Iterator for Tokens<'_> {
    type Item = Token;

    #[inline]
    fn next(&mut self) -> Option<Token> {
        let start = self.next?;
        let (kind, end) = self.text.read(start);
        self.next = (kind != TokenKind::End).then(|| self.text.skip(end));
        Some(Token { kind, span: span(start, end) })
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
        // A token takes one byte at least.
        let most = limits.max_tokens().min(limits.max_bytes());
        if offset(source.len()) <= most { Self::whole(source) } else { Self::cut(source, limits) }
    }

    /// A text without limits.
    pub(super) fn whole(source: &'s str) -> Self {
        let last = Token { kind: TokenKind::End, span: Span::at(offset(source.len())) };
        Self { source, readable: source, last }
    }

    /// A text of which a limit may refuse one token and all that follows it.
    #[cold]
    #[inline(never)]
    fn cut(source: &'s str, limits: Limits) -> Self {
        let whole = Self::whole(source);
        // A token that starts within the limit may end beyond it, but never beyond 32 bits.
        let most = source.len().min(usize::try_from(i32::MAX).unwrap_or(usize::MAX));
        let readable = (0..=most).rev().find_map(|end| source.get(..end)).unwrap_or_default();
        let text = Self { readable, ..whole };
        let mut tokens_left = limits.max_tokens();
        let mut start = text.first();
        loop {
            let token = text.token(start);
            let beyond = if token.kind == TokenKind::End {
                return whole;
            } else if token.span.end > limits.max_bytes() {
                Some(TokenKind::BeyondBytes)
            } else if tokens_left == 0 {
                Some(TokenKind::BeyondTokens)
            } else {
                None
            };
            if let Some(kind) = beyond {
                let last = Token { kind, ..token };
                return Self { readable: readable.get(..start).unwrap_or(readable), last, ..whole };
            }
            tokens_left -= 1;
            start = text.skip(token.span.range().end);
        }
    }

    /// The text up to here; all from here on is a string without its closing quote.
    pub(super) fn unclosed_from(self, start: u32) -> Self {
        let place = Span::new(start, offset(self.readable.len()));
        let last = Token { kind: TokenKind::UnclosedString, span: place };
        let readable = self.readable.get(..Span::at(start).range().start).unwrap_or(self.readable);
        Self { readable, last, ..self }
    }

    pub(super) fn tokens(self) -> Tokens<'s> {
        Tokens { text: self, next: Some(self.first()) }
    }

    /// The text, with what the limits refuse.
    pub(super) const fn source(&self) -> &'s str {
        self.source
    }

    /// The text without what the limits refuse.
    pub(super) const fn readable(&self) -> &'s str {
        self.readable
    }

    /// Where the first token starts.
    pub(super) fn first(&self) -> usize {
        // Before a look at the mark itself: nearly every text starts with ASCII.
        let marked = self.class(0) == Some(ByteClass::NotAscii) && self.readable.starts_with(BYTE_ORDER_MARK);
        self.skip(if marked { BYTE_ORDER_MARK.len_utf8() } else { 0 })
    }

    /// The position after the white space here, at which the next token starts.
    #[inline(always)]
    pub(super) fn skip(&self, mut at: usize) -> usize {
        loop {
            match fast::class(self.readable.as_bytes(), at) {
                Some(ByteClass::Space) => at += 1,
                Some(ByteClass::NotAscii) => return self.skip_any(at),
                _ => return at,
            }
        }
    }

    /// The same, where a character that is not ASCII starts.
    #[cold]
    #[inline(never)]
    fn skip_any(&self, at: usize) -> usize {
        let rest = self.readable.get(at..).unwrap_or_default();
        at + (rest.len() - rest.trim_start().len())
    }

    /// The class of the first byte of the token that starts here; `None` at the end.
    #[inline(always)]
    pub(super) fn class(&self, start: usize) -> Option<ByteClass> {
        fast::class(self.readable.as_bytes(), start)
    }

    /// The token that starts here: its kind and its end.
    #[inline(always)]
    pub(super) fn read(&self, start: usize) -> (TokenKind, usize) {
        let text = self.readable.as_bytes();
        match fast::class(text, start) {
            Some(class) => fast::token(text, start, class).unwrap_or_else(|| self.other(start)),
            None => self.end(start),
        }
    }

    /// The same, for look-ahead and mistakes.
    #[inline(never)]
    pub(super) fn token(&self, start: usize) -> Token {
        let (kind, end) = self.read(start);
        Token { kind, span: span(start.min(end), end) }
    }

    #[cold]
    #[inline(never)]
    fn other(&self, start: usize) -> (TokenKind, usize) {
        match self.readable.get(start..).and_then(lexeme::first) {
            Some((kind, range)) => (kind, start + range.end),
            None => self.end(start),
        }
    }

    #[inline(never)]
    fn end(&self, at: usize) -> (TokenKind, usize) {
        let end = self.last.span.range().end;
        // Nothing but the end follows what a limit refuses.
        (if at < end { self.last.kind } else { TokenKind::End }, end)
    }
}

/// What is read of a text ends before 4 GiB.
#[inline(always)]
pub(super) fn span(start: usize, end: usize) -> Span {
    #[expect(clippy::as_conversions, clippy::cast_possible_truncation, reason = "within 32 bits")]
    Span::new(start as u32, end as u32)
}

fn offset(position: usize) -> u32 {
    u32::try_from(position).unwrap_or(u32::MAX)
}
