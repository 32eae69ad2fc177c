//! A place in the text, and what the rules of the grammar are made of.

use nom::{Err, IResult};

use crate::syntax::ast::{Literal, Name};
use crate::syntax::lexer::Text;
use crate::syntax::lexical::{self, Keyword};
use crate::syntax::token::{Token, TokenKind};
use crate::text::Span;

/// The next token and all that follows it; the input of every rule. (`nom::Input` is for text and bytes alone, hence a type
/// of our own.)
///
/// Tokens are read when a rule moves on to them. So looking ahead reads tokens again, by no more than a few at a time.
#[derive(Clone, Copy, Debug)]
pub(super) struct Cursor<'s, 't> {
    text: &'t Text<'s>,
    token: Token,
}

/// What a rule returns: the rest and what was read, or the mistake.
pub(super) type Rule<'s, 't, T, E> = IResult<Cursor<'s, 't>, T, E>;

impl<'s, 't> Cursor<'s, 't> {
    pub(super) fn new(text: &'t Text<'s>) -> Self {
        Self { text, token: text.first() }
    }

    /// At a token of the text.
    pub(super) const fn at_token(text: &'t Text<'s>, token: Token) -> Self {
        Self { text, token }
    }

    pub(super) const fn source(self) -> &'s str {
        self.text.source()
    }

    /// The next token.
    #[inline(always)]
    pub(super) const fn token(self) -> Token {
        self.token
    }

    /// Whether the token before the next one is this parenthesis. A string ends with its quote, and no word holds one.
    pub(super) fn follows(self, parenthesis: char) -> bool {
        self.text(Span::new(0, self.token.span.start)).trim_end().ends_with(parenthesis)
    }

    /// After the next token, or at the end: for the rules that good texts take. The lexer is part of each of them.
    #[inline(always)]
    pub(super) fn advance(self) -> Self {
        Self { text: self.text, token: self.text.advance(self.token) }
    }

    /// The same, for look-ahead and mistakes.
    #[inline(never)]
    pub(super) fn rest(self) -> Self {
        Self { text: self.text, token: self.text.after(self.token) }
    }

    /// At the first token from this offset on, which may be inside of another token.
    pub(super) fn resume(self, offset: u32) -> Self {
        Self { text: self.text, token: self.text.token(offset) }
    }

    /// What the limits allow to read, from this offset on.
    pub(super) fn readable_from(self, offset: u32) -> &'s str {
        self.text.readable().get(Span::at(offset).range().start..).unwrap_or_default()
    }

    /// The source of a span.
    #[inline(always)]
    pub(super) fn text(self, span: Span) -> &'s str {
        self.source().get(span.range()).unwrap_or_default()
    }

    /// Whether the next token is of this kind.
    #[inline(always)]
    pub(super) fn at(self, kind: TokenKind) -> bool {
        self.token.kind == kind
    }

    /// Whether the next token is a string with its closing quote.
    pub(super) const fn at_string(self) -> bool {
        self.token.kind.is_string()
    }

    /// Whether the next token is made of `=`, `!`, `<` and `>`.
    pub(super) const fn at_symbol(self) -> bool {
        self.token.kind.is_symbol()
    }

    /// The text of the next token if it is a word.
    #[inline(always)]
    pub(super) fn word(self) -> Option<&'s str> {
        self.at(TokenKind::Word).then(|| self.text(self.token.span))
    }

    /// The keyword that the next token is, if it is one.
    #[inline(always)]
    pub(super) fn keyword(self) -> Option<Keyword> {
        if self.at(TokenKind::Word) { Keyword::of(self.bytes()) } else { None }
    }

    #[inline(always)]
    fn bytes(self) -> &'s [u8] {
        self.source().as_bytes().get(self.token.span.range()).unwrap_or_default()
    }

    /// Whether the next token is this keyword.
    #[inline]
    pub(super) fn at_keyword(self, keyword: Keyword) -> bool {
        self.at(TokenKind::Word) && keyword.is(self.bytes())
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
    #[inline(always)]
    pub(super) fn at_wrong_quote(self) -> bool {
        self.at(TokenKind::Word) && lexical::opens_wrong_quote(self.bytes())
    }

    /// Whether the next token is `AND`, `OR` or `NOT`.
    #[inline(always)]
    pub(super) fn at_reserved(self) -> bool {
        let word = self.bytes();
        // Most words are longer, and the length is at hand.
        word.len() <= Keyword::LONGEST_RESERVED
            && self.at(TokenKind::Word)
            && Keyword::of(word).is_some_and(Keyword::is_reserved)
    }

    /// Whether the next token is `AND` or `OR`.
    pub(super) fn at_connective(self) -> bool {
        self.keyword().and_then(Keyword::connective).is_some()
    }

    /// Whether the next token is `AND`, `OR`, `&&` or `||`.
    pub(super) fn at_any_connective(self) -> bool {
        self.at_connective() || self.word().is_some_and(|word| lexical::symbolic_connective(word).is_some())
    }

    /// The next token as a name, if its kind allows it.
    #[inline(always)]
    pub(super) fn name(self) -> Option<Name<'s>> {
        let Token { kind, span } = self.token;
        Some(Name { text: self.token.value(self.source())?, span, quoted: kind.is_string() })
    }

    /// The next token as a value, if its kind allows it.
    #[inline(always)]
    pub(super) fn literal(self) -> Option<Literal<'s>> {
        let Token { kind, span } = self.token;
        Some(Literal { text: self.token.value(self.source())?, span, quoted: kind.is_string() })
    }

    /// Whether the next token is a name or a value: a string, or a word that is neither reserved nor in wrong quotes.
    #[inline(always)]
    pub(super) fn at_operand(self) -> bool {
        match self.token.kind {
            TokenKind::String | TokenKind::EscapedString => true,
            TokenKind::Word => !self.at_reserved() && !self.at_wrong_quote(),
            _ => false,
        }
    }
}

/// A keyword; its span.
pub(super) fn keyword<'s: 't, 't, E>(
    keyword: Keyword,
    mistake: impl Fn(Cursor<'s, 't>) -> E,
) -> impl Fn(Cursor<'s, 't>) -> Rule<'s, 't, Span, Box<E>> {
    expect(move |input| input.at_keyword(keyword), mistake)
}

/// A token of this kind; its span.
pub(super) fn symbol<'s: 't, 't, E>(
    kind: TokenKind,
    mistake: impl Fn(Cursor<'s, 't>) -> E,
) -> impl Fn(Cursor<'s, 't>) -> Rule<'s, 't, Span, Box<E>> {
    expect(move |input| input.at(kind), mistake)
}

/// The next token, if it is the one that is expected; its span.
fn expect<'s: 't, 't, E>(
    is_expected: impl Fn(Cursor<'s, 't>) -> bool,
    mistake: impl Fn(Cursor<'s, 't>) -> E,
) -> impl Fn(Cursor<'s, 't>) -> Rule<'s, 't, Span, Box<E>> {
    move |input| {
        if is_expected(input) {
            Ok((input.advance(), input.token().span))
        } else {
            Err(Err::Error(Box::new(mistake(input))))
        }
    }
}
