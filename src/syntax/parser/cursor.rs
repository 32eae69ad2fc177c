//! Where the parser stands: the tokens that are left, and the text that they are of.

use std::borrow::Cow;

use nom::{Err, IResult};

use crate::syntax::ast::{Literal, Name};
use crate::syntax::token::{Token, TokenKind, unescape};
use crate::text::Span;

/// The rest of the tokens; the input of every rule. (`nom::Input` stands for text and bytes alone, hence a type of our own.)
///
/// It is handed from rule to rule by value, so it is kept small: two words.
#[derive(Clone, Copy, Debug)]
pub(super) struct Cursor<'s, 't> {
    text: &'t Lexed<'s, 't>,
    at: usize,
}

/// A text and all of its tokens.
#[derive(Clone, Copy, Debug)]
pub(super) struct Lexed<'s, 't> {
    pub(super) source: &'s str,
    pub(super) tokens: &'t [Token],
}

/// What a rule returns: the rest and what was read, or the mistake.
pub(super) type Rule<'s, 't, T, E> = IResult<Cursor<'s, 't>, T, E>;

impl<'s, 't> Cursor<'s, 't> {
    pub(super) const fn new(text: &'t Lexed<'s, 't>) -> Self {
        Self { text, at: 0 }
    }

    pub(super) const fn source(self) -> &'s str {
        self.text.source
    }

    /// The next token.
    #[inline(always)]
    pub(super) fn token(self) -> Token {
        // The last token is End and `rest` stays on it, so there always is one.
        self.text
            .tokens
            .get(self.at)
            .copied()
            .unwrap_or(Token { kind: TokenKind::End, span: Span::new(0, 0) })
    }

    /// Behind the next token, or at the end.
    #[inline(always)]
    pub(super) fn rest(self) -> Self {
        let last = self.text.tokens.len().saturating_sub(1);
        Self { text: self.text, at: (self.at + 1).min(last) }
    }

    /// Before this token, which is one of the text's.
    pub(super) fn at(self, token: Token) -> Self {
        let before = |other: &Token| other.span.start < token.span.start;
        Self { text: self.text, at: self.text.tokens.partition_point(before) }
    }

    /// Before the last token, if there is one.
    pub(super) fn back(self) -> Option<Self> {
        Some(Self { text: self.text, at: self.at.checked_sub(1)? })
    }

    /// The source of a span.
    #[inline(always)]
    pub(super) fn text(self, span: Span) -> &'s str {
        self.text.source.get(span.range()).unwrap_or_default()
    }

    /// The text of the next token if it is a word.
    #[inline(always)]
    pub(super) fn word(self) -> Option<&'s str> {
        let token = self.token();
        (token.kind == TokenKind::Word).then(|| self.text(token.span))
    }

    /// Whether the next token is this word, in any ASCII case.
    #[inline]
    pub(super) fn at_word(self, word: &str) -> bool {
        self.word().is_some_and(|text| text.eq_ignore_ascii_case(word))
    }

    /// The connective that the next token is.
    #[inline(always)]
    pub(super) fn reserved(self) -> Option<Reserved> {
        // Only words this short are reserved, and the length is at hand.
        let Token { kind: TokenKind::Word, span: Span { start, end } } = self.token() else { return None };
        if end.saturating_sub(start) > 3 { None } else { Reserved::of(self.text(Span { start, end })) }
    }

    /// The next token as a name, if its kind allows it.
    #[inline]
    pub(super) fn name(self) -> Option<Name<'s>> {
        let span = self.token().span;
        self.operand().map(|(text, quoted)| Name { text, span, quoted })
    }

    /// The next token as a value, if its kind allows it.
    #[inline]
    pub(super) fn literal(self) -> Option<Literal<'s>> {
        let span = self.token().span;
        self.operand().map(|(text, quoted)| Literal { text, span, quoted })
    }

    #[inline(always)]
    fn operand(self) -> Option<(Cow<'s, str>, bool)> {
        let Token { kind, span } = self.token();
        match kind {
            TokenKind::Word => Some((Cow::Borrowed(self.text(span)), false)),
            TokenKind::String => Some((Cow::Borrowed(self.text(within_quotes(span))), true)),
            TokenKind::EscapedString => Some((Cow::Owned(unescape(self.text(within_quotes(span)))), true)),
            TokenKind::UnclosedString
            | TokenKind::Equal
            | TokenKind::NotEqual
            | TokenKind::Less
            | TokenKind::LessOrEqual
            | TokenKind::Greater
            | TokenKind::GreaterOrEqual
            | TokenKind::BadSymbol
            | TokenKind::OpenParen
            | TokenKind::CloseParen
            | TokenKind::Comma
            | TokenKind::BeyondBytes
            | TokenKind::BeyondTokens
            | TokenKind::End => None,
        }
    }
}

fn within_quotes(span: Span) -> Span {
    Span::new(span.start.saturating_add(1), span.end.saturating_sub(1))
}

/// The words that stand for themselves where an operand or a value may start.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Reserved {
    And,
    Or,
    Not,
}

impl Reserved {
    #[inline(always)]
    fn of(word: &str) -> Option<Self> {
        match word.as_bytes() {
            [b'o' | b'O', b'r' | b'R'] => Some(Self::Or),
            [b'a' | b'A', b'n' | b'N', b'd' | b'D'] => Some(Self::And),
            [b'n' | b'N', b'o' | b'O', b't' | b'T'] => Some(Self::Not),
            _ => None,
        }
    }
}

/// A keyword, in any ASCII case; its span.
pub(super) fn keyword<'s: 't, 't, E>(
    word: &'static str,
    mistake: impl Fn(Cursor<'s, 't>) -> E,
) -> impl Fn(Cursor<'s, 't>) -> Rule<'s, 't, Span, Box<E>> {
    move |input| {
        if input.at_word(word) {
            Ok((input.rest(), input.token().span))
        } else {
            Err(Err::Error(Box::new(mistake(input))))
        }
    }
}

/// A token of this kind; its span.
pub(super) fn symbol<'s: 't, 't, E>(
    kind: TokenKind,
    mistake: impl Fn(Cursor<'s, 't>) -> E,
) -> impl Fn(Cursor<'s, 't>) -> Rule<'s, 't, Span, Box<E>> {
    move |input| {
        let token = input.token();
        if token.kind == kind {
            Ok((input.rest(), token.span))
        } else {
            Err(Err::Error(Box::new(mistake(input))))
        }
    }
}
