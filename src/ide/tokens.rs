//! Semantic tokens: what each token of a text is.

use super::automaton::Place;
use super::{Automaton, Options, clamp, touch};
use crate::catalog::{FieldType, Resolution};
use crate::syntax::{TokenKind as Lexical, tokenize};
use crate::text::Span;
use crate::value::{Number, boolean, date};

/// A token with a meaning. Tokens do not overlap; strings may span lines.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Token {
    /// Its place.
    pub span: Span,
    /// What it is.
    pub kind: TokenKind,
    /// What else is known about it.
    pub modifiers: Modifiers,
}

/// The kinds of [`Token`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum TokenKind {
    /// The name of a field.
    Field,
    /// A word or a symbol of an operator.
    Operator,
    /// `AND`, `OR`, `NOT` before an operand, and the `AND` of `BETWEEN`.
    Keyword,
    /// A value that is text.
    String,
    /// A value that is a number.
    Number,
    /// `true` or `false`.
    Boolean,
    /// A value of a date field.
    Date,
    /// A parenthesis or a comma.
    Punctuation,
    /// A token that cannot be there, or what follows one.
    Invalid,
}

impl TokenKind {
    /// All kinds.
    pub const ALL: [Self; 9] = [
        Self::Field,
        Self::Operator,
        Self::Keyword,
        Self::String,
        Self::Number,
        Self::Boolean,
        Self::Date,
        Self::Punctuation,
        Self::Invalid,
    ];
}

/// What else is known about a [`Token`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct Modifiers {
    /// A field that the catalogue lacks, or whose name is that of several.
    pub unknown: bool,
    /// A field by another name than the catalogue's.
    pub alias: bool,
    /// A custom attribute.
    pub custom: bool,
}

/// The tokens of a text that mean something.
///
/// ```
/// use coreql::ide::{Options, TokenKind, tokens};
///
/// let kinds: Vec<_> = tokens("platform = iOS", &Options::default()).iter().map(|token| token.kind).collect();
/// assert_eq!(kinds, [TokenKind::Field, TokenKind::Operator, TokenKind::String]);
/// ```
pub fn tokens(text: &str, options: &Options<'_>) -> Vec<Token> {
    tokens_in(text, Span::new(0, u32::MAX), options)
}

/// The tokens that a range touches.
pub fn tokens_in(text: &str, span: Span, options: &Options<'_>) -> Vec<Token> {
    let span = clamp(text, span);
    let mut automaton = Automaton::new(options.query.parse_options());
    let mut tokens = Vec::new();
    for token in tokenize(text, options.query.limits()) {
        if token.kind == Lexical::End || token.span.start > span.end {
            break;
        }
        let place = automaton.place;
        let accepted = automaton.read(token, text);
        if !touch(token.span, span) {
            continue;
        }
        let mut modifiers = Modifiers::default();
        let kind = match token.kind {
            Lexical::OpenParen | Lexical::CloseParen | Lexical::Comma => TokenKind::Punctuation,
            // A limit: nothing after it is read.
            kind if kind.is_fatal() && kind != Lexical::UnclosedString => break,
            _ if !accepted && automaton.is_lost() => TokenKind::Invalid,
            _ => match place {
                Place::Operand if automaton.place == Place::Operator => {
                    modifiers = field(token.value(text).as_deref().unwrap_or_default(), options);
                    TokenKind::Field
                }
                Place::Value => value(token, text, &automaton, options),
                // Only dates go on after their first word.
                Place::Amount => TokenKind::Date,
                Place::AfterValue(_) if matches!(automaton.place, Place::AfterValue(_) | Place::Amount) => {
                    TokenKind::Date
                }
                Place::Operand | Place::AfterValue(_) | Place::Connective | Place::Lost => TokenKind::Keyword,
                Place::Operator
                | Place::Starts
                | Place::Does
                | Place::DoesNot
                | Place::Is
                | Place::IsNot
                | Place::Not
                | Place::In => TokenKind::Operator,
            },
        };
        tokens.push(Token { span: token.span, kind, modifiers });
    }
    tokens
}

fn field(name: &str, options: &Options<'_>) -> Modifiers {
    let modifiers = Modifiers::default();
    match options.query.catalog().resolve(name) {
        Resolution::Field(_, field) => Modifiers { alias: field.name() != name, ..modifiers },
        Resolution::Custom(_) => Modifiers { custom: true, ..modifiers },
        Resolution::Ambiguous(_) | Resolution::Unknown => Modifiers { unknown: true, ..modifiers },
    }
}

fn value(token: crate::syntax::Token, text: &str, automaton: &Automaton, options: &Options<'_>) -> TokenKind {
    let value = token.value(text).unwrap_or_default();
    let quoted = token.kind.is_string();
    match automaton.field_type(text, options.query.catalog()) {
        FieldType::Boolean if boolean::parse(&value).is_some() => TokenKind::Boolean,
        FieldType::Number if Number::parse(&value).is_some() => TokenKind::Number,
        FieldType::Date if date::parse(&value).is_some() || automaton.begins_date() => TokenKind::Date,
        FieldType::Untyped if !quoted && Number::parse(&value).is_some() => TokenKind::Number,
        FieldType::Untyped if !quoted && boolean::parse(&value).is_some() => TokenKind::Boolean,
        _ => TokenKind::String,
    }
}
