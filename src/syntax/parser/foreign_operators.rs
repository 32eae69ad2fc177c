//! Operators of other query languages, and the operators of this language that they denote.

use super::cursor::Cursor;
use crate::syntax::ast::Operator;
use crate::syntax::error::ForeignOperator;
use crate::syntax::lexical::{is_one_of, means_null};
use crate::syntax::token::TokenKind;
use crate::text::Span;

/// The operator that a run of symbols, perhaps with spaces in it, is probably intended to be.
pub(super) fn symbols(text: &str) -> Option<Operator> {
    // Nobody writes longer runs, so no guess is made.
    let mut symbols = [' '; 4];
    for (place, symbol) in text.chars().filter(|c| !c.is_whitespace()).enumerate() {
        *symbols.get_mut(place)? = symbol;
    }
    match symbols {
        ['=', '=', ' ' | '=', ' '] => Some(Operator::Equal),
        ['!', ' ', ' ', ' '] | ['!', '=', '=', ' '] | ['!', '=', ' ', ' '] => Some(Operator::NotEqual),
        ['<', '>', ' ', ' '] | ['=', '!', ' ' | '=', ' '] | ['!', '!', '=', ' '] => Some(Operator::NotEqual),
        ['=', '>', ' ', ' '] | ['>', '=', ' ' | '=', ' '] => Some(Operator::GreaterOrEqual),
        ['=', '<', ' ', ' '] | ['<', '=', ' ' | '=', ' '] => Some(Operator::LessOrEqual),
        _ => None,
    }
}

/// The words for operators in other languages, in lower case. Those of two words come first.
const WORDS: &[(&[&str], ForeignOperator)] = &[
    (&["begins", "with"], ForeignOperator::Relation(Operator::StartsWith)),
    (&["startswith"], ForeignOperator::Relation(Operator::StartsWith)),
    (&["starts-with"], ForeignOperator::Relation(Operator::StartsWith)),
    (&["starts_with"], ForeignOperator::Relation(Operator::StartsWith)),
    (&["beginswith"], ForeignOperator::Relation(Operator::StartsWith)),
    (&["start", "with"], ForeignOperator::Relation(Operator::StartsWith)),
    (&["sw"], ForeignOperator::Relation(Operator::StartsWith)),
    (&["doesn't", "contain"], ForeignOperator::Relation(Operator::DoesNotContain)),
    (&["doesn’t", "contain"], ForeignOperator::Relation(Operator::DoesNotContain)),
    (&["isn't", "empty"], ForeignOperator::NotEmpty),
    (&["isn’t", "empty"], ForeignOperator::NotEmpty),
    (&["contain"], ForeignOperator::Relation(Operator::Contains)),
    (&["includes"], ForeignOperator::Relation(Operator::Contains)),
    (&["has"], ForeignOperator::Relation(Operator::Contains)),
    (&["like"], ForeignOperator::Relation(Operator::Contains)),
    (&["ilike"], ForeignOperator::Relation(Operator::Contains)),
    (&["co"], ForeignOperator::Relation(Operator::Contains)),
    (&["equals"], ForeignOperator::Relation(Operator::Equal)),
    (&["eq"], ForeignOperator::Relation(Operator::Equal)),
    (&["-eq"], ForeignOperator::Relation(Operator::Equal)),
    (&["ne"], ForeignOperator::Relation(Operator::NotEqual)),
    (&["-ne"], ForeignOperator::Relation(Operator::NotEqual)),
    (&["lt"], ForeignOperator::Relation(Operator::Less)),
    (&["-lt"], ForeignOperator::Relation(Operator::Less)),
    (&["le"], ForeignOperator::Relation(Operator::LessOrEqual)),
    (&["-le"], ForeignOperator::Relation(Operator::LessOrEqual)),
    (&["gt"], ForeignOperator::Relation(Operator::Greater)),
    (&["-gt"], ForeignOperator::Relation(Operator::Greater)),
    (&["ge"], ForeignOperator::Relation(Operator::GreaterOrEqual)),
    (&["-ge"], ForeignOperator::Relation(Operator::GreaterOrEqual)),
    (&["≠"], ForeignOperator::Relation(Operator::NotEqual)),
    (&["≤"], ForeignOperator::Relation(Operator::LessOrEqual)),
    (&["≥"], ForeignOperator::Relation(Operator::GreaterOrEqual)),
];

/// The operator that the next word or two denote, their span, and what follows them.
pub(super) fn word<'s, 't>(input: Cursor<'s, 't>) -> Option<(ForeignOperator, Span, Cursor<'s, 't>)> {
    WORDS.iter().find_map(|(words, intended)| {
        let mut at = input;
        let mut span = input.token().span;
        for word in *words {
            if !at.at_word(word) {
                return None;
            }
            span = span.join(at.token().span);
            at = at.rest();
        }
        Some((*intended, span, at))
    })
}

/// The operator that quoted text denotes: one that may not be quoted, or that is spelt with other spaces.
pub(super) fn quoted(body: &str) -> Option<ForeignOperator> {
    // The longest is `does not contain`; with more words than that it is no operator.
    let words: Vec<&str> = body.split_whitespace().take(4).collect();
    let is = |text: &str| {
        let mut parts = text.split(' ');
        words.iter().all(|word| parts.next().is_some_and(|part| part.eq_ignore_ascii_case(word)))
            && parts.next().is_none()
    };
    if words.is_empty() {
        return None;
    }
    let relation =
        Operator::ALL.into_iter().find(|operator| is(operator.as_str())).map(ForeignOperator::Relation);
    relation.or_else(|| {
        [ForeignOperator::Empty, ForeignOperator::NotEmpty].into_iter().find(|operator| is(operator.as_str()))
    })
}

/// The operator that `not` and the next token denote together.
pub(super) fn negated(input: Cursor<'_, '_>) -> Option<ForeignOperator> {
    if input.at(TokenKind::Equal) {
        return Some(ForeignOperator::Relation(Operator::NotEqual));
    }
    let word = input.word()?;
    let is = |words: &[&str]| is_one_of(word, words);
    if is(&["contain", "contains", "like", "includes"]) {
        Some(ForeignOperator::Relation(Operator::DoesNotContain))
    } else if is(&["equals", "equal"]) {
        Some(ForeignOperator::Relation(Operator::NotEqual))
    } else if is(&["empty"]) || means_null(word) {
        Some(ForeignOperator::NotEmpty)
    } else {
        None
    }
}
