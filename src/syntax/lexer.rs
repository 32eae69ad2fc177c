//! Text to tokens. logos is named here alone.

use logos::{Lexer, Logos};

use super::limits::Limits;
use super::token::{Token, TokenKind};
use crate::text::Span;

/// What logos tells apart. White space is left out; all the rest of the text is in one token or another.
///
/// In debug builds the lexer recurses once a character where a pattern repeats characters of several bytes or a choice
/// of patterns, and once for each piece that is left out. So patterns repeat ASCII characters alone, and what else
/// repeats is lexed by hand.
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
    let ends = |c: char| c.is_whitespace() || matches!(c, '"' | '(' | ')' | ',' | '=' | '!' | '<' | '>');
    lexer.bump(rest.find(ends).unwrap_or(rest.len()));
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
    let readable = (0..=most).rev().find_map(|end| source.get(..end)).unwrap_or_default();
    let text = readable.strip_prefix('\u{feff}').unwrap_or(readable);
    let skipped = readable.len() - text.len();

    let max_tokens = usize::try_from(limits.max_tokens()).unwrap_or(usize::MAX);
    // Published queries run to eight bytes a token or more; a denser text grows the vector.
    let mut tokens = Vec::with_capacity((text.len() / 6 + 8).min(max_tokens.saturating_add(2)));
    let mut lexer = Lexeme::lexer(text);
    let mut end = offset(readable.len());
    while let Some(lexeme) = lexer.next() {
        // Every character starts some lexeme, so the error is never seen.
        let mut kind = lexeme.map_or(TokenKind::BadSymbol, TokenKind::from);
        let range = lexer.span();
        let span = Span::new(offset(range.start + skipped), offset(range.end + skipped));
        if span.end > limits.max_bytes() {
            kind = TokenKind::BeyondBytes;
        } else if tokens.len() == max_tokens {
            kind = TokenKind::BeyondTokens;
        }
        tokens.push(Token { kind, span });
        if matches!(kind, TokenKind::BeyondBytes | TokenKind::BeyondTokens) {
            end = span.end;
            break;
        }
    }
    // INVARIANT: the last token is End, and no other is.
    tokens.push(Token { kind: TokenKind::End, span: Span::at(end) });
    tokens
}

fn offset(position: usize) -> u32 {
    u32::try_from(position).unwrap_or(u32::MAX)
}
