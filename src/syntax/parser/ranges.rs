//! Extended syntax: dates relative to now, and BETWEEN.

use nom::Parser;

use super::cursor::{Cursor, Operand, keyword};
use super::grammar::{Head, OPERATOR, RuleError, RuleResult, failed, value};
use super::lookahead;
use crate::syntax::ast::Literal;
use crate::syntax::error::{BetweenParts, Expectation, Expected, Extension, SyntaxErrorKind};
use crate::syntax::lexical::Keyword;
use crate::syntax::limits::Syntax;
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
            // A word in its place is part of the mistake.
            let rest = if at.at_operand() && lookahead::ends_operand(at.rest()) { at.rest() } else { at };
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
        Ok((_, values)) if values.iter().all(|value| !value.relative) => {
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
    let missing = move |at: Cursor<'s, 't>| {
        RuleError::at(at, SyntaxErrorKind::MissingAnd, Expected::of([Expectation::And]), operator)
    };
    let (input, and) = keyword(Keyword::And, missing).parse(input)?;
    let (input, high) = extended_value(input, and).map_err(without_guess)?;
    Ok((input, Box::new([low, high].map(|value| value.literal(input.source())))))
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
