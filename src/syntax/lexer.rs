//! Text to tokens. logos is named here alone.

use logos::{Lexer, Logos};

use super::limits::Limits;
use super::token::{Token, TokenKind};
use crate::text::Span;

/// What logos tells apart. White space is left out; all the rest of the text is in one token or another.
#[derive(Clone, Copy, Debug, Logos)]
#[logos(skip r"\s+")]
enum Lexeme {
    // The body is lexed by hand: a repeated alternative recurses once a character in debug builds.
    #[token("\"", string)]
    String(TokenKind),
    #[regex(r#"[^\s"(),=!<>]+"#)]
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
            Lexeme::String(kind) => kind,
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

/// The rest of a string, after its opening quote.
fn string(lexer: &mut Lexer<'_, Lexeme>) -> TokenKind {
    let body = lexer.remainder().as_bytes();
    let mut from = 0;
    let mut kind = TokenKind::String;
    while let Some(found) = body.get(from..).and_then(|rest| memchr::memchr2(b'"', b'\\', rest)) {
        let at = from + found;
        if body.get(at) == Some(&b'"') {
            lexer.bump(at + 1);
            return kind;
        }
        if matches!(body.get(at + 1), Some(b'"' | b'\\')) {
            kind = TokenKind::EscapedString;
            from = at + 2;
        } else {
            from = at + 1;
        }
    }
    lexer.bump(body.len());
    TokenKind::UnclosedString
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
