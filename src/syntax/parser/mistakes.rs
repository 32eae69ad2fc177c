//! Mistakes in operators that are known from elsewhere, and quotes that are missing: what was intended, where that is
//! clear.

use super::cursor::Cursor;
use super::foreign_operators::{self, Phrase};
use super::grammar::{Head, OPERATOR, RuleError};
use crate::syntax::error::{Expected, Extension, ForeignOperator, SyntaxErrorKind};
use crate::syntax::lexical::Keyword;
use crate::syntax::limits::Syntax;
use crate::syntax::quote_marks::{self, Place};
use crate::syntax::token::TokenKind;
use crate::text::Span;

/// The mistake, at a token of it, of words that denote an operator; lists are extended syntax.
pub(super) fn phrase<'s, 't>(
    syntax: Syntax,
    input: Cursor<'s, 't>,
    at: Cursor<'s, 't>,
    expected: Expected,
) -> Option<RuleError<'s, 't, Head>> {
    let Phrase { intended, span, rest } = foreign_operators::phrase(input)?;
    Some(denoted(syntax, at, expected, intended, span, rest))
}

pub(super) fn denoted<'s, 't>(
    syntax: Syntax,
    at: Cursor<'s, 't>,
    expected: Expected,
    intended: ForeignOperator,
    span: Span,
    rest: Cursor<'s, 't>,
) -> RuleError<'s, 't, Head> {
    let kind = match (syntax, intended) {
        (Syntax::Core, ForeignOperator::In) => SyntaxErrorKind::ExtendedOnly(Extension::In),
        (Syntax::Core, ForeignOperator::NotIn) => SyntaxErrorKind::ExtendedOnly(Extension::NotIn),
        (Syntax::Core, ForeignOperator::Between) => SyntaxErrorKind::ExtendedOnly(Extension::Between),
        (Syntax::Core, ForeignOperator::NotBetween) => SyntaxErrorKind::ExtendedOnly(Extension::NotBetween),
        _ => SyntaxErrorKind::ForeignOperator(intended),
    };
    RuleError::at(at, kind, expected, span).guess(head_of(intended, span), rest)
}

/// The mistake, at a token, of an operator of signs and symbols right after one another: `:=`, `^=`, `!~`, `!contains`.
pub(super) fn signs<'s, 't>(
    syntax: Syntax,
    at: Cursor<'s, 't>,
    first: Cursor<'s, 't>,
    second: Cursor<'s, 't>,
) -> Option<RuleError<'s, 't, Head>> {
    let (one, two) = (first.token().span, second.token().span);
    let touches = one.end == two.start;
    let word = if first.at_symbol() { second.word() } else { first.word() }?;
    let span = one.join(two);
    if first.at_symbol()
        && first.text(one) == "!"
        && let Some(intended) = foreign_operators::negated(word)
    {
        return Some(denoted(syntax, at, OPERATOR, intended, span, second.rest()));
    }
    let symbol = first.at_symbol() || second.at_symbol();
    if !touches || !symbol || !foreign_operators::is_signs(word) {
        return None;
    }
    Some(match foreign_operators::symbols_and_word(first.text(span)) {
        Some(intended) => denoted(syntax, at, OPERATOR, intended, span, second.rest()),
        None => {
            let error = RuleError::at(at, SyntaxErrorKind::WrongSymbol(None), OPERATOR, span);
            RuleError { rest: second.rest(), ..error }
        }
    })
}

/// Whether the quote that opens the next token, a string right after a name, closes that name.
pub(super) fn closes_name(input: Cursor<'_, '_>, body: &str) -> bool {
    if !quote_marks::operator_may_follow(body) {
        return false;
    }
    let next = input.rest();
    // `imei"=""`
    let end = input.token().span.end;
    if next.token().span.start == end && (next.at_string() || next.at(TokenKind::UnclosedString)) {
        return quote_marks::may_follow(next.readable_from(end.saturating_add(1)), Place::Other);
    }
    let whole = Keyword::of(body.trim().as_bytes()).is_some();
    if !whole && (body.trim() != body || foreign_operators::quoted(body).is_none()) {
        return true;
    }
    // The value follows, and its closing quote.
    let (mut end, mut at) = (end, next);
    let mut touches = at.at(TokenKind::Word) && !at.at_connective() && at.token().span.start == end;
    while touches && at.at(TokenKind::Word) && !at.at_connective() {
        (end, at) = (at.token().span.end, at.rest());
        touches = at.at(TokenKind::Word) || at.token().span.start == end;
    }
    touches && (at.at_string() || at.at(TokenKind::UnclosedString))
}

/// The mistake of a missing quote, so that the parse goes on at this offset, where no token started.
pub(super) fn restart<'s, 't, T>(mut mistake: RuleError<'s, 't, T>, offset: u32) -> RuleError<'s, 't, T> {
    mistake.error.context.restart = Some(offset);
    RuleError { rest: mistake.at.resume(offset), ..mistake }
}

pub(super) const fn head_of(intended: ForeignOperator, span: Span) -> Head {
    match intended {
        ForeignOperator::Relation(operator) => Head::Relation(operator, span),
        ForeignOperator::Empty => Head::Empty { negated: false, span },
        ForeignOperator::NotEmpty => Head::Empty { negated: true, span },
        ForeignOperator::In => Head::In { negated: false, span },
        ForeignOperator::NotIn => Head::In { negated: true, span },
        ForeignOperator::Between => Head::Between { negated: false, span },
        ForeignOperator::NotBetween => Head::Between { negated: true, span },
    }
}
