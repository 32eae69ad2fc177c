//! What the lexer makes of the text.

use crate::text::Span;

/// The kinds of token (language, section 2).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize), serde(rename_all = "snake_case"))]
pub enum TokenKind {
    /// `"…"`.
    String,
    /// `"…"` with `\"` or `\\` in it.
    EscapedString,
    /// A string without its closing quote: the rest of the text.
    UnclosedString,
    /// A run of characters that are neither white space nor symbols: a name, a keyword, a value.
    Word,
    /// `=`
    Equal,
    /// `!=`
    NotEqual,
    /// `<`
    Less,
    /// `<=`
    LessOrEqual,
    /// `>`
    Greater,
    /// `>=`
    GreaterOrEqual,
    /// Any other run of `=`, `!`, `<` and `>`.
    BadSymbol,
    /// `(`
    OpenParen,
    /// `)`
    CloseParen,
    /// `,`
    Comma,
    /// The first token beyond [`Limits::max_bytes`](super::Limits::max_bytes); what comes after it is not read.
    BeyondBytes,
    /// The first token beyond [`Limits::max_tokens`](super::Limits::max_tokens); what comes after it is not read.
    BeyondTokens,
    /// The end of the text.
    End,
}

impl TokenKind {
    /// Whether it is a string that is closed.
    pub(crate) fn is_string(self) -> bool {
        matches!(self, Self::String | Self::EscapedString)
    }

    /// Whether it is one of `=`, `!=`, `<`, `<=`, `>`, `>=`, or another run of their characters.
    pub(crate) fn is_symbol(self) -> bool {
        matches!(
            self,
            Self::Equal
                | Self::NotEqual
                | Self::Less
                | Self::LessOrEqual
                | Self::Greater
                | Self::GreaterOrEqual
                | Self::BadSymbol
        )
    }
}

/// A token: its kind, and where it stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
pub struct Token {
    /// What it is.
    pub kind: TokenKind,
    /// Where it stands in the source, in bytes; a string's quotes are part of it.
    pub span: Span,
}

impl Token {
    /// The token as `query_test` prints it: a string without its quotes and with its escapes as written, the end as `<EOF>`.
    pub fn text(self, source: &str) -> &str {
        let text = source.get(self.span.range()).unwrap_or_default();
        match self.kind {
            TokenKind::End => "<EOF>",
            TokenKind::String
            | TokenKind::EscapedString
            | TokenKind::UnclosedString
            | TokenKind::BeyondBytes
            | TokenKind::BeyondTokens => without_quotes(text, self.kind),
            TokenKind::Word
            | TokenKind::Equal
            | TokenKind::NotEqual
            | TokenKind::Less
            | TokenKind::LessOrEqual
            | TokenKind::Greater
            | TokenKind::GreaterOrEqual
            | TokenKind::BadSymbol
            | TokenKind::OpenParen
            | TokenKind::CloseParen
            | TokenKind::Comma => text,
        }
    }
}

fn without_quotes(text: &str, kind: TokenKind) -> &str {
    match text.strip_prefix('"') {
        // The last quote of an unclosed string is an escaped one, which belongs to its text.
        Some(body) if kind == TokenKind::UnclosedString => body,
        Some(body) => body.strip_suffix('"').unwrap_or(body),
        None => text,
    }
}

/// What a string's body stands for: `\"` and `\\` are escapes, any other backslash stands for itself.
pub(crate) fn unescape(body: &str) -> String {
    let mut text = String::with_capacity(body.len());
    let mut rest = body;
    while let Some((before, after)) = rest.split_once('\\') {
        text.push_str(before);
        rest = match after.as_bytes().first() {
            Some(b'"') => {
                text.push('"');
                after.get(1..).unwrap_or_default()
            }
            Some(b'\\') => {
                text.push('\\');
                after.get(1..).unwrap_or_default()
            }
            Some(_) | None => {
                text.push('\\');
                after
            }
        };
    }
    text.push_str(rest);
    text
}
