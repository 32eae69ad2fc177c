//! A place in the text, and what the rules of the grammar are made of.

use std::borrow::Cow;

use nom::{Err, IResult};

use crate::syntax::ast::{Literal, Name};
use crate::syntax::lexer::{Text, span};
use crate::syntax::lexical::{self, ByteClass, Keyword};
use crate::syntax::quote_marks;
use crate::syntax::token::{Token, TokenKind};
use crate::text::Span;

/// A place in the text, at which a token starts; the input of every rule. (`nom::Input` is for text and bytes alone,
/// hence a type of our own.)
///
/// No token is kept: a rule reads its own when it comes to it. So a cursor is two registers, and what the rules pass on
/// never goes through memory, where reading at once what was written in parts costs more than the rest of a rule.
#[derive(Clone, Copy, Debug)]
pub(super) struct Cursor<'s, 't> {
    text: &'t Text<'s>,
    at: usize,
}

/// What a rule returns: the rest and what was read, or the mistake.
pub(super) type Rule<'s, 't, T, E> = IResult<Cursor<'s, 't>, T, E>;

impl<'s, 't> Cursor<'s, 't> {
    pub(super) fn new(text: &'t Text<'s>) -> Self {
        Self { text, at: text.first() }
    }

    /// At a token of the text.
    pub(super) fn at_token(text: &'t Text<'s>, token: Token) -> Self {
        Self { text, at: token.span.range().start }
    }

    pub(super) const fn source(self) -> &'s str {
        self.text.source()
    }

    /// The class of the first byte of the next token; `None` at the end.
    #[inline(always)]
    pub(super) fn class(self) -> Option<ByteClass> {
        self.text.class(self.at)
    }

    /// The kind and the place of the next token: for the rules that good texts take. The lexer is part of each of them.
    #[inline(always)]
    pub(super) fn read(self) -> (TokenKind, Span) {
        let (kind, end) = self.text.read(self.at);
        (kind, span(self.at, end))
    }

    /// After the next token, which has this place.
    #[inline(always)]
    pub(super) fn after(self, token: Span) -> Self {
        Self { text: self.text, at: self.text.skip(token.range().end) }
    }

    /// The next token.
    pub(super) fn token(self) -> Token {
        self.text.token(self.at)
    }

    /// After the next token, or at the end: for look-ahead and mistakes.
    #[inline(never)]
    pub(super) fn rest(self) -> Self {
        self.after(self.token().span)
    }

    /// Whether the token before the next one is this parenthesis. A string ends with its quote, and no word holds one.
    pub(super) fn follows(self, parenthesis: char) -> bool {
        self.source().get(..self.at).unwrap_or_default().trim_end().ends_with(parenthesis)
    }

    /// Whether the two tokens before the next one are this parenthesis and `not`.
    pub(super) fn follows_not_after(self, parenthesis: char) -> bool {
        let before = self.source().get(..self.at).unwrap_or_default().trim_end();
        let split = before.len().checked_sub("not".len()).and_then(|at| before.split_at_checked(at));
        split.is_some_and(|(before, not)| {
            not.eq_ignore_ascii_case("not") && before.trim_end().ends_with(parenthesis)
        })
    }

    /// At the first token from this offset on, which may be inside of another token.
    pub(super) fn resume(self, offset: u32) -> Self {
        Self { text: self.text, at: self.text.skip(Span::at(offset).range().start) }
    }

    /// What the limits allow to read, from this offset on.
    pub(super) fn readable_from(self, offset: u32) -> &'s str {
        self.text.readable().get(Span::at(offset).range().start..).unwrap_or_default()
    }

    /// The source of a span.
    #[inline]
    pub(super) fn text(self, span: Span) -> &'s str {
        self.source().get(span.range()).unwrap_or_default()
    }

    /// Whether the next token is of this kind. Where its first byte tells, it is not read: a string may be long.
    pub(super) fn at(self, kind: TokenKind) -> bool {
        match self.class() {
            Some(ByteClass::Word | ByteClass::NotAscii) => kind == TokenKind::Word,
            Some(ByteClass::OpenParen) => kind == TokenKind::OpenParen,
            Some(ByteClass::CloseParen) => kind == TokenKind::CloseParen,
            Some(ByteClass::Comma) => kind == TokenKind::Comma,
            _ => self.token().kind == kind,
        }
    }

    /// Whether the next token is a string with its closing quote.
    pub(super) fn at_string(self) -> bool {
        self.class() == Some(ByteClass::Quote) && self.token().kind.is_string()
    }

    /// Whether the next token is made of `=`, `!`, `<` and `>`.
    pub(super) fn at_symbol(self) -> bool {
        self.class().is_some_and(ByteClass::is_symbol)
    }

    /// The text of the next token if it is a word.
    pub(super) fn word(self) -> Option<&'s str> {
        self.at(TokenKind::Word).then(|| self.text(self.token().span))
    }

    /// The keyword that the next token is, if it is one.
    pub(super) fn keyword(self) -> Option<Keyword> {
        Keyword::of(self.word()?.as_bytes())
    }

    /// The bytes of a span.
    #[inline(always)]
    pub(super) fn bytes(self, span: Span) -> &'s [u8] {
        self.source().as_bytes().get(span.range()).unwrap_or_default()
    }

    /// Whether the next token is this keyword.
    pub(super) fn at_keyword(self, keyword: Keyword) -> bool {
        self.word().is_some_and(|word| keyword.is(word.as_bytes()))
    }

    /// Whether the next token is this keyword, looking at a text that rarely has one here.
    #[inline(always)]
    pub(super) fn may_be(self, keyword: Keyword) -> bool {
        let first = |byte: &u8| keyword.begins_with(*byte);
        self.source().as_bytes().get(self.at).is_some_and(first) && self.at_keyword(keyword)
    }

    /// Whether the next token is this word, in any ASCII case.
    pub(super) fn at_word(self, word: &str) -> bool {
        self.word().is_some_and(|text| text.eq_ignore_ascii_case(word))
    }

    /// Whether the next token is one of these words, in any ASCII case.
    pub(super) fn at_one_of(self, words: &[&str]) -> bool {
        self.word().is_some_and(|text| lexical::is_one_of(text, words))
    }

    /// Whether the next token is a word in quotes other than `"`.
    pub(super) fn at_wrong_quote(self) -> bool {
        self.word().is_some_and(|word| lexical::opens_wrong_quote(word.as_bytes()))
    }

    /// Whether the next token is `AND`, `OR` or `NOT`.
    pub(super) fn at_reserved(self) -> bool {
        self.keyword().is_some_and(Keyword::is_reserved)
    }

    /// Whether the next token is `AND` or `OR`.
    pub(super) fn at_connective(self) -> bool {
        self.keyword().and_then(Keyword::connective).is_some()
    }

    /// Whether the next token is `AND`, `OR`, `&&` or `||`.
    pub(super) fn at_any_connective(self) -> bool {
        self.at_connective() || self.word().is_some_and(|word| lexical::symbolic_connective(word).is_some())
    }

    /// Whether the next token is a name or a value.
    pub(super) fn at_operand(self) -> bool {
        match self.class() {
            Some(ByteClass::Quote) => self.token().kind.is_string(),
            _ => self.word().is_some_and(|word| is_operand(word.as_bytes())),
        }
    }

    /// The next token, if it is a name or a value.
    #[inline(always)]
    pub(super) fn operand(self) -> Option<Operand> {
        let (kind, span) = self.read();
        let is_operand = kind.is_string() || (kind == TokenKind::Word && is_operand(self.bytes(span)));
        is_operand.then_some(Operand { kind, span, wrong_quotes: false, relative: false })
    }
}

/// A name or a value.
#[derive(Clone, Copy, Debug)]
pub(super) struct Operand {
    kind: TokenKind,
    /// Its place, with its quotes.
    pub(super) span: Span,
    wrong_quotes: bool,
    relative: bool,
}

impl Operand {
    /// A text in quotes other than `"`, which is taken for one in these.
    pub(super) const fn in_wrong_quotes(span: Span) -> Self {
        Self { kind: TokenKind::String, span, wrong_quotes: true, relative: false }
    }

    /// A relative date, from its first word to its last.
    pub(super) const fn relative_date(span: Span) -> Self {
        Self { kind: TokenKind::Word, span, wrong_quotes: false, relative: true }
    }

    pub(super) const fn is_relative_date(self) -> bool {
        self.relative
    }

    pub(super) const fn is_quoted(self) -> bool {
        self.kind.is_string()
    }

    /// Whether its text is not part of the source.
    pub(super) fn is_escaped(self) -> bool {
        self.kind == TokenKind::EscapedString
    }

    fn text(self, source: &str) -> Cow<'_, str> {
        let Self { kind, span, wrong_quotes, .. } = self;
        if wrong_quotes {
            return quote_marks::unquoted(source.get(span.range()).unwrap_or_default()).text;
        }
        Token { kind, span }.value(source).unwrap_or_default()
    }

    pub(super) fn name(self, source: &str) -> Name<'_> {
        Name { text: self.text(source), span: self.span, quoted: self.is_quoted() }
    }

    pub(super) fn literal(self, source: &str) -> Literal<'_> {
        Literal {
            text: self.text(source),
            span: self.span,
            quoted: self.is_quoted(),
            relative: self.relative,
        }
    }
}

/// Whether a word is a name or a value: neither reserved nor in wrong quotes.
#[inline(always)]
fn is_operand(word: &[u8]) -> bool {
    !(lexical::is_reserved(word) || lexical::opens_wrong_quote(word))
}

/// A keyword; its span.
#[inline(always)]
pub(super) fn keyword<'s: 't, 't, E>(
    keyword: Keyword,
    mistake: impl Fn(Cursor<'s, 't>) -> E,
) -> impl Fn(Cursor<'s, 't>) -> Rule<'s, 't, Span, Box<E>> {
    expect(move |input, kind, span| kind == TokenKind::Word && keyword.is(input.bytes(span)), mistake)
}

/// A token of this kind; its span.
pub(super) fn symbol<'s: 't, 't, E>(
    kind: TokenKind,
    mistake: impl Fn(Cursor<'s, 't>) -> E,
) -> impl Fn(Cursor<'s, 't>) -> Rule<'s, 't, Span, Box<E>> {
    expect(move |_, found, _| found == kind, mistake)
}

/// The next token, if it is the one that is expected; its span.
#[inline(always)]
fn expect<'s: 't, 't, E>(
    is_expected: impl Fn(Cursor<'s, 't>, TokenKind, Span) -> bool,
    mistake: impl Fn(Cursor<'s, 't>) -> E,
) -> impl Fn(Cursor<'s, 't>) -> Rule<'s, 't, Span, Box<E>> {
    move |input| {
        let (kind, span) = input.read();
        if is_expected(input, kind, span) {
            Ok((input.after(span), span))
        } else {
            Err(failed(input, &mistake))
        }
    }
}

#[cold]
#[inline(never)]
fn failed<'s, 't, E>(input: Cursor<'s, 't>, mistake: impl Fn(Cursor<'s, 't>) -> E) -> Err<Box<E>> {
    Err::Error(Box::new(mistake(input)))
}
