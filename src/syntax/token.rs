//! Tokens, the result of the lexer.

use std::borrow::Cow;
use std::fmt;

use super::ast::Operator;
use crate::text::Span;

/// The kinds of token (language, section 2).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize), serde(rename_all = "snake_case"))]
// As wide as the parts of a span, so that a token has no padding: copies of one take whole words.
#[repr(u32)]
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
    /// The name of the kind in data.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::String => "string",
            Self::EscapedString => "escaped_string",
            Self::UnclosedString => "unclosed_string",
            Self::Word => "word",
            Self::Equal => "equal",
            Self::NotEqual => "not_equal",
            Self::Less => "less",
            Self::LessOrEqual => "less_or_equal",
            Self::Greater => "greater",
            Self::GreaterOrEqual => "greater_or_equal",
            Self::BadSymbol => "bad_symbol",
            Self::OpenParen => "open_paren",
            Self::CloseParen => "close_paren",
            Self::Comma => "comma",
            Self::BeyondBytes => "beyond_bytes",
            Self::BeyondTokens => "beyond_tokens",
            Self::End => "end",
        }
    }

    /// Whether it is a string with its closing quote.
    pub const fn is_string(self) -> bool {
        matches!(self, Self::String | Self::EscapedString)
    }

    /// Whether it is made of `=`, `!`, `<` and `>`.
    pub const fn is_symbol(self) -> bool {
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

    /// The operator that it is.
    pub(crate) const fn operator(self) -> Option<Operator> {
        match self {
            Self::Equal => Some(Operator::Equal),
            Self::NotEqual => Some(Operator::NotEqual),
            Self::Less => Some(Operator::Less),
            Self::LessOrEqual => Some(Operator::LessOrEqual),
            Self::Greater => Some(Operator::Greater),
            Self::GreaterOrEqual => Some(Operator::GreaterOrEqual),
            _ => None,
        }
    }

    /// Whether every parse ends at it, with one error.
    pub(crate) const fn is_fatal(self) -> bool {
        matches!(self, Self::UnclosedString | Self::BeyondBytes | Self::BeyondTokens)
    }
}

impl fmt::Display for TokenKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// A token: its kind and its place.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
pub struct Token {
    /// What it is.
    pub kind: TokenKind,
    /// Its place in the source, in bytes; a string's quotes are part of it.
    pub span: Span,
}

impl Token {
    /// The token as `query_test` prints it: a string without its quotes and with its escapes as written, the end as
    /// `<EOF>`.
    pub fn text(self, source: &str) -> &str {
        let text = source.get(self.span.range()).unwrap_or_default();
        match self.kind {
            TokenKind::End => "<EOF>",
            kind if kind.is_string() || kind.is_fatal() => without_quotes(text, kind),
            _ => text,
        }
    }

    /// The text of a word or a string as a value: without quotes, its escapes resolved.
    #[inline(always)]
    pub(crate) fn value(self, source: &str) -> Option<Cow<'_, str>> {
        let Span { start, end } = self.span;
        let within_quotes = Span::new(start.saturating_add(1), end.saturating_sub(1));
        match self.kind {
            TokenKind::Word => source.get(self.span.range()).map(Cow::Borrowed),
            TokenKind::String => source.get(within_quotes.range()).map(Cow::Borrowed),
            TokenKind::EscapedString => {
                source.get(within_quotes.range()).map(|body| Cow::Owned(unescape(body)))
            }
            _ => None,
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

/// The value of a string's body: `\"` and `\\` are escapes, any other backslash is literal.
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
