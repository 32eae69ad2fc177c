//! Extended syntax: dates relative to now, and BETWEEN.

use nom::Parser;

use super::cursor::{Cursor, Operand, keyword};
use super::grammar::{Head, OPERATOR, RuleError, RuleResult, failed, value};
use super::lookahead;
use crate::syntax::ast::Literal;
use crate::syntax::error::{BetweenParts, Expectation, Expected, Extension, SyntaxErrorKind};
use crate::syntax::lexical::{self, Keyword};
use crate::syntax::limits::Syntax;
use crate::syntax::token::TokenKind;
use crate::text::Span;
use crate::value::relative::{Relative, amount, sign};

/// `value = string | word | relative`
pub(super) fn extended_value<'s, 't>(input: Cursor<'s, 't>, operator: Span) -> RuleResult<'s, 't, Operand> {
    let (rest, operand) = value(input, operator)?;
    relative_date(rest, operand)
}

/// `relative = moment | anchor offset | anchor sign amount | begun amount`, after its first word, if that is one.
#[inline(never)]
pub(super) fn relative_date<'s, 't>(input: Cursor<'s, 't>, first: Operand) -> RuleResult<'s, 't, Operand> {
    if first.is_quoted() {
        return Ok((input, first));
    }
    let Some((_, after)) = Relative::anchor(input.text(first.span)) else { return Ok((input, first)) };
    let next = input.word().unwrap_or_default();
    let up_to = |last: Span| Operand::relative_date(first.span.join(last));
    let alone = Operand::relative_date(first.span);
    match (sign(after), sign(next)) {
        // `now`
        (None, Some((_, ""))) if after.is_empty() => {
            let at = input.rest();
            if at.word().and_then(amount).is_some() {
                return Ok((at.rest(), up_to(at.token().span)));
            }
            let expected = Expected::of([Expectation::Amount]);
            let related = first.span.join(input.token().span);
            let error = RuleError::at(at, SyntaxErrorKind::MissingAmount, expected, related);
            // What is in its place is part of the mistake.
            let in_place = at.at_operand() || at.at_connective() || at.at(TokenKind::OpenParen);
            let rest = if in_place && lookahead::ends_operand(at.rest()) { at.rest() } else { at };
            Err(failed(error.guess(alone, rest)))
        }
        (None, Some((_, rest))) if after.is_empty() && amount(rest).is_some() => {
            Ok((input.rest(), up_to(input.token().span)))
        }
        (None, _) if after.is_empty() => Ok((input, alone)),
        // `now-`
        (Some((_, "")), _) if amount(next).is_some() => Ok((input.rest(), up_to(input.token().span))),
        // `now-30d`
        (Some((_, rest)), _) if amount(rest).is_some() => Ok((input, alone)),
        // `now-playing`, `nowhere`
        _ => Ok((input, first)),
    }
}

/// `[ "not" ] "between"`, extended
#[inline(never)]
pub(super) fn between<'s, 't>(
    syntax: Syntax,
    first: Cursor<'s, 't>,
    between: Cursor<'s, 't>,
    field: Span,
) -> RuleResult<'s, 't, Head> {
    let span = first.token().span.join(between.token().span);
    let negated = span != between.token().span;
    let head = Head::Between { negated, span };
    let rest = between.rest();
    if syntax == Syntax::Extended {
        return Ok((rest, head));
    }
    let extension = if negated { Extension::NotBetween } else { Extension::Between };
    let extended_only = RuleError::at(first, SyntaxErrorKind::ExtendedOnly(extension), OPERATOR, span);
    Err(failed(match bounds(rest, span) {
        Ok((after, values))
            if values.iter().all(|value| !value.relative)
                && (lookahead::ends_operand(after) || after.at_any_connective()) =>
        {
            let [low, high] = values.map(|value| value.span);
            let parts = BetweenParts { negated, field, low, high };
            RuleError::at(first, SyntaxErrorKind::CoreBetween(parts), OPERATOR, span).guess(head, rest)
        }
        Ok(_) => extended_only.guess(head, rest),
        Err(_) => RuleError { rest, ..extended_only },
    }))
}

/// `value "AND" value`, after `"between"`
#[inline(never)]
pub(super) fn bounds<'s, 't>(
    input: Cursor<'s, 't>,
    operator: Span,
) -> RuleResult<'s, 't, Box<[Literal<'s>; 2]>> {
    let (input, low) = extended_value(input, operator).map_err(without_guess)?;
    let (input, high) = last_bound(input, operator).map_err(without_guess)?;
    Ok((input, Box::new([low, high].map(|value| value.literal(input.source())))))
}

/// `"AND" value`, after `"between" value`
#[inline]
pub(super) fn last_bound<'s, 't>(input: Cursor<'s, 't>, operator: Span) -> RuleResult<'s, 't, Operand> {
    let missing = move |at: Cursor<'s, 't>| {
        RuleError::at(at, SyntaxErrorKind::MissingAnd, Expected::of([Expectation::And]), operator)
    };
    let (input, and) = keyword(Keyword::And, missing).parse(input)?;
    extended_value(input, and)
}

/// The most tokens in place of the first bound of a broken range: a relative date has three, and one is too many.
const MOST_TOKENS: u32 = 5;

/// After the `and` of a broken range, from what is in place of its first bound on. `None` without such an `and`.
pub(super) fn after_and<'s, 't>(mut input: Cursor<'s, 't>) -> Option<Cursor<'s, 't>> {
    for _ in 0..=MOST_TOKENS {
        let kind = input.token().kind;
        if input.at_connective() {
            return goes_on(input, true);
        }
        if kind == TokenKind::End || kind.is_fatal() {
            return None;
        }
        input = input.rest();
    }
    None
}

/// After a connective that is the `and` of a range, for within a mistake: no operand follows it. If it is not known
/// that there is a range, what follows is a value that is no name.
pub(super) fn goes_on<'s, 't>(and: Cursor<'s, 't>, in_range: bool) -> Option<Cursor<'s, 't>> {
    let next = and.rest();
    if !and.at_keyword(Keyword::And) || lookahead::starts_operand(next) {
        return None;
    }
    if !in_range {
        let rest = plain_value(next)?;
        return lookahead::ends_operand(rest).then_some(rest);
    }
    // `and AND`: one of them joins the range to the comparison after it, or is too many.
    if next.at_connective() && !lookahead::starts_operand(next.rest()) {
        return Some(next.rest());
    }
    Some(next)
}

/// Whether both bounds of a range are here, so that the operator before them was to be `between`.
pub(super) fn has_bounds(syntax: Syntax, input: Cursor<'_, '_>) -> bool {
    let last = || plain_value(input).and_then(|and| goes_on(and, false));
    syntax == Syntax::Extended && last().is_some()
}

/// After a value that is no name: a string, a number, a boolean, a relative date or what is left of one.
pub(super) fn plain_value<'s, 't>(input: Cursor<'s, 't>) -> Option<Cursor<'s, 't>> {
    if let Some(rest) = offset(input) {
        return Some(rest);
    }
    let plain = |word: &str| {
        word.starts_with(|c: char| c.is_ascii_digit()) || lexical::is_one_of(word, &["true", "false"])
    };
    let (rest, value) = extended_value(input, input.token().span).ok()?;
    let plain = value.is_quoted() || value.is_relative_date() || input.word().is_some_and(plain);
    plain.then_some(rest)
}

/// After a sign and an amount, which a relative date has after its first word.
pub(super) fn offset<'s, 't>(input: Cursor<'s, 't>) -> Option<Cursor<'s, 't>> {
    end_of_offset(input).map(|last| last.rest())
}

/// At the last token of a sign and an amount.
pub(super) fn end_of_offset<'s, 't>(input: Cursor<'s, 't>) -> Option<Cursor<'s, 't>> {
    let (_, rest) = sign(input.word()?)?;
    let last = if rest.is_empty() { input.rest() } else { input };
    let text = if rest.is_empty() { last.word()? } else { rest };
    amount(text).map(|_| last)
}

/// The mistake of a part as the mistake of the whole.
fn without_guess<'s, 't, T, U>(
    error: nom::Err<Box<RuleError<'s, 't, T>>>,
) -> nom::Err<Box<RuleError<'s, 't, U>>> {
    error.map(|mistake| {
        let RuleError { error, at, rest, .. } = *mistake;
        Box::new(RuleError { error, at, guess: None, rest })
    })
}
