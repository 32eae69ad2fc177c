//! The tokens as the language page defines them, through logos, which nothing else uses.

use logos::{Lexer, Logos};

use crate::syntax::lexical;
use crate::syntax::token::TokenKind;

/// The tokens that logos distinguishes. White space is skipped; all the rest of the text is in one token or another.
///
/// In debug builds the generated lexer recurses once a character where a pattern repeats characters of several bytes or a
/// choice of patterns, and once for each piece that is skipped. So patterns repeat ASCII characters alone, and callbacks
/// read everything else that repeats.
#[derive(Clone, Copy, Debug, Logos)]
#[logos(skip r"[ \t-\r]+")]
#[logos(skip(r"[\s--\x00-\x7f]", white_space))]
enum Lexeme {
    #[token("\"", string)]
    String,
    EscapedString,
    UnclosedString,
    #[regex(r#"[\x00-\x7f--\s"(),=!<>]+"#, after_ascii)]
    #[regex(r"[^\s\x00-\x7f]", word)]
    Word,
    #[token("=")]
    Equal,
    #[token("!=")]
    NotEqual,
    #[token("<")]
    Less,
    #[token("<=")]
    LessOrEqual,
    #[token(">")]
    Greater,
    #[token(">=")]
    GreaterOrEqual,
    #[regex("[=!<>]+", priority = 1)]
    BadSymbol,
    #[token("(")]
    OpenParen,
    #[token(")")]
    CloseParen,
    #[token(",")]
    Comma,
}

impl From<Lexeme> for TokenKind {
    fn from(lexeme: Lexeme) -> Self {
        match lexeme {
            Lexeme::String => Self::String,
            Lexeme::EscapedString => Self::EscapedString,
            Lexeme::UnclosedString => Self::UnclosedString,
            Lexeme::Word => Self::Word,
            Lexeme::Equal => Self::Equal,
            Lexeme::NotEqual => Self::NotEqual,
            Lexeme::Less => Self::Less,
            Lexeme::LessOrEqual => Self::LessOrEqual,
            Lexeme::Greater => Self::Greater,
            Lexeme::GreaterOrEqual => Self::GreaterOrEqual,
            Lexeme::BadSymbol => Self::BadSymbol,
            Lexeme::OpenParen => Self::OpenParen,
            Lexeme::CloseParen => Self::CloseParen,
            Lexeme::Comma => Self::Comma,
        }
    }
}

/// The rest of white space, after its first character that is not ASCII.
fn white_space(lexer: &mut Lexer<'_, Lexeme>) {
    let rest = lexer.remainder();
    lexer.bump(rest.len() - rest.trim_start().len());
}

/// The rest of a word, after its first run of ASCII characters.
#[inline]
fn after_ascii(lexer: &mut Lexer<'_, Lexeme>) {
    if lexer.remainder().as_bytes().first().is_some_and(|byte| !byte.is_ascii()) {
        word(lexer);
    }
}

/// The rest of a word, wherever in it.
#[inline(never)]
fn word(lexer: &mut Lexer<'_, Lexeme>) {
    let rest = lexer.remainder();
    lexer.bump(rest.find(lexical::ends_word).unwrap_or(rest.len()));
}

/// The rest of a string, after its opening quote.
fn string(lexer: &mut Lexer<'_, Lexeme>) -> Lexeme {
    let body = lexer.remainder().as_bytes();
    let mut from = 0;
    let mut kind = Lexeme::String;
    while let Some(found) = body.get(from..).and_then(|rest| memchr::memchr2(b'"', b'\\', rest)) {
        let at = from + found;
        if body.get(at) == Some(&b'"') {
            lexer.bump(at + 1);
            return kind;
        }
        if matches!(body.get(at + 1), Some(b'"' | b'\\')) {
            kind = Lexeme::EscapedString;
            from = at + 2;
        } else {
            from = at + 1;
        }
    }
    lexer.bump(body.len());
    Lexeme::UnclosedString
}

/// The first token of a text and its place, in bytes; `None` where there is white space alone.
pub(super) fn first(text: &str) -> Option<(TokenKind, std::ops::Range<usize>)> {
    let mut lexer = Lexeme::lexer(text);
    // Every character starts some lexeme, so the error is never seen.
    let kind = lexer.next()?.map_or(TokenKind::BadSymbol, TokenKind::from);
    Some((kind, lexer.span()))
}
