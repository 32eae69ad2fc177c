//! Operators of other query languages, and the operators of this language that they denote.

use super::cursor::Cursor;
use super::lookahead;
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

/// The words for operators in other languages, in lower case.
const PHRASES: &[(&[&str], ForeignOperator)] = &[
    (&["equals"], ForeignOperator::Relation(Operator::Equal)),
    (&["equal"], ForeignOperator::Relation(Operator::Equal)),
    (&["equal", "to"], ForeignOperator::Relation(Operator::Equal)),
    (&["is", "equal", "to"], ForeignOperator::Relation(Operator::Equal)),
    (&["is", "equals"], ForeignOperator::Relation(Operator::Equal)),
    (&["eq"], ForeignOperator::Relation(Operator::Equal)),
    (&["-eq"], ForeignOperator::Relation(Operator::Equal)),
    (&[":"], ForeignOperator::Relation(Operator::Equal)),
    (&["is", "the", "same", "as"], ForeignOperator::Relation(Operator::Equal)),
    (&["is", "exactly"], ForeignOperator::Relation(Operator::Equal)),
    (&["ne"], ForeignOperator::Relation(Operator::NotEqual)),
    (&["-ne"], ForeignOperator::Relation(Operator::NotEqual)),
    (&["neq"], ForeignOperator::Relation(Operator::NotEqual)),
    (&["≠"], ForeignOperator::Relation(Operator::NotEqual)),
    (&["not", "equal"], ForeignOperator::Relation(Operator::NotEqual)),
    (&["not", "equals"], ForeignOperator::Relation(Operator::NotEqual)),
    (&["not", "equal", "to"], ForeignOperator::Relation(Operator::NotEqual)),
    (&["is", "not", "equal"], ForeignOperator::Relation(Operator::NotEqual)),
    (&["is", "not", "equal", "to"], ForeignOperator::Relation(Operator::NotEqual)),
    (&["does", "not", "equal"], ForeignOperator::Relation(Operator::NotEqual)),
    (&["doesn't", "equal"], ForeignOperator::Relation(Operator::NotEqual)),
    (&["doesn’t", "equal"], ForeignOperator::Relation(Operator::NotEqual)),
    (&["isn't", "equal", "to"], ForeignOperator::Relation(Operator::NotEqual)),
    (&["isn’t", "equal", "to"], ForeignOperator::Relation(Operator::NotEqual)),
    (&["isn't"], ForeignOperator::Relation(Operator::NotEqual)),
    (&["isn’t"], ForeignOperator::Relation(Operator::NotEqual)),
    (&["differs", "from"], ForeignOperator::Relation(Operator::NotEqual)),
    (&["is", "different", "from"], ForeignOperator::Relation(Operator::NotEqual)),
    (&["lt"], ForeignOperator::Relation(Operator::Less)),
    (&["-lt"], ForeignOperator::Relation(Operator::Less)),
    (&["less", "than"], ForeignOperator::Relation(Operator::Less)),
    (&["is", "less", "than"], ForeignOperator::Relation(Operator::Less)),
    (&["lower", "than"], ForeignOperator::Relation(Operator::Less)),
    (&["is", "lower", "than"], ForeignOperator::Relation(Operator::Less)),
    (&["is", "below"], ForeignOperator::Relation(Operator::Less)),
    (&["before"], ForeignOperator::Relation(Operator::Less)),
    (&["is", "before"], ForeignOperator::Relation(Operator::Less)),
    (&["is", "older", "than"], ForeignOperator::Relation(Operator::Less)),
    (&["is", "earlier", "than"], ForeignOperator::Relation(Operator::Less)),
    (&["le"], ForeignOperator::Relation(Operator::LessOrEqual)),
    (&["lte"], ForeignOperator::Relation(Operator::LessOrEqual)),
    (&["-le"], ForeignOperator::Relation(Operator::LessOrEqual)),
    (&["≤"], ForeignOperator::Relation(Operator::LessOrEqual)),
    (&["less", "than", "or", "equal", "to"], ForeignOperator::Relation(Operator::LessOrEqual)),
    (&["less", "than", "or", "equal"], ForeignOperator::Relation(Operator::LessOrEqual)),
    (&["is", "less", "than", "or", "equal", "to"], ForeignOperator::Relation(Operator::LessOrEqual)),
    (&["is", "less", "than", "or", "equal"], ForeignOperator::Relation(Operator::LessOrEqual)),
    (&["at", "most"], ForeignOperator::Relation(Operator::LessOrEqual)),
    (&["is", "at", "most"], ForeignOperator::Relation(Operator::LessOrEqual)),
    (&["gt"], ForeignOperator::Relation(Operator::Greater)),
    (&["-gt"], ForeignOperator::Relation(Operator::Greater)),
    (&["greater", "than"], ForeignOperator::Relation(Operator::Greater)),
    (&["is", "greater", "than"], ForeignOperator::Relation(Operator::Greater)),
    (&["more", "than"], ForeignOperator::Relation(Operator::Greater)),
    (&["is", "more", "than"], ForeignOperator::Relation(Operator::Greater)),
    (&["is", "above"], ForeignOperator::Relation(Operator::Greater)),
    (&["after"], ForeignOperator::Relation(Operator::Greater)),
    (&["is", "after"], ForeignOperator::Relation(Operator::Greater)),
    (&["is", "later", "than"], ForeignOperator::Relation(Operator::Greater)),
    (&["is", "newer", "than"], ForeignOperator::Relation(Operator::Greater)),
    (&["ge"], ForeignOperator::Relation(Operator::GreaterOrEqual)),
    (&["gte"], ForeignOperator::Relation(Operator::GreaterOrEqual)),
    (&["-ge"], ForeignOperator::Relation(Operator::GreaterOrEqual)),
    (&["≥"], ForeignOperator::Relation(Operator::GreaterOrEqual)),
    (&["greater", "than", "or", "equal", "to"], ForeignOperator::Relation(Operator::GreaterOrEqual)),
    (&["greater", "than", "or", "equal"], ForeignOperator::Relation(Operator::GreaterOrEqual)),
    (&["is", "greater", "than", "or", "equal", "to"], ForeignOperator::Relation(Operator::GreaterOrEqual)),
    (&["is", "greater", "than", "or", "equal"], ForeignOperator::Relation(Operator::GreaterOrEqual)),
    (&["at", "least"], ForeignOperator::Relation(Operator::GreaterOrEqual)),
    (&["is", "at", "least"], ForeignOperator::Relation(Operator::GreaterOrEqual)),
    (&["contain"], ForeignOperator::Relation(Operator::Contains)),
    (&["containing"], ForeignOperator::Relation(Operator::Contains)),
    (&["includes"], ForeignOperator::Relation(Operator::Contains)),
    (&["include"], ForeignOperator::Relation(Operator::Contains)),
    (&["has"], ForeignOperator::Relation(Operator::Contains)),
    (&["co"], ForeignOperator::Relation(Operator::Contains)),
    (&["-contains"], ForeignOperator::Relation(Operator::Contains)),
    (&["is", "containing"], ForeignOperator::Relation(Operator::Contains)),
    (&["is", "like"], ForeignOperator::Relation(Operator::Contains)),
    (&["like"], ForeignOperator::Relation(Operator::Contains)),
    (&["ilike"], ForeignOperator::Relation(Operator::Contains)),
    (&["-like"], ForeignOperator::Relation(Operator::Contains)),
    (&["not", "contain"], ForeignOperator::Relation(Operator::DoesNotContain)),
    (&["not", "contains"], ForeignOperator::Relation(Operator::DoesNotContain)),
    (&["not", "containing"], ForeignOperator::Relation(Operator::DoesNotContain)),
    (&["not", "includes"], ForeignOperator::Relation(Operator::DoesNotContain)),
    (&["doesn't", "contain"], ForeignOperator::Relation(Operator::DoesNotContain)),
    (&["doesn’t", "contain"], ForeignOperator::Relation(Operator::DoesNotContain)),
    (&["doesnt", "contain"], ForeignOperator::Relation(Operator::DoesNotContain)),
    (&["does", "not", "include"], ForeignOperator::Relation(Operator::DoesNotContain)),
    (&["doesn't", "include"], ForeignOperator::Relation(Operator::DoesNotContain)),
    (&["is", "not", "contain"], ForeignOperator::Relation(Operator::DoesNotContain)),
    (&["is", "not", "contains"], ForeignOperator::Relation(Operator::DoesNotContain)),
    (&["is", "not", "containing"], ForeignOperator::Relation(Operator::DoesNotContain)),
    (&["-notcontains"], ForeignOperator::Relation(Operator::DoesNotContain)),
    (&["not", "like"], ForeignOperator::Relation(Operator::DoesNotContain)),
    (&["not", "ilike"], ForeignOperator::Relation(Operator::DoesNotContain)),
    (&["is", "not", "like"], ForeignOperator::Relation(Operator::DoesNotContain)),
    (&["-notlike"], ForeignOperator::Relation(Operator::DoesNotContain)),
    (&["notlike"], ForeignOperator::Relation(Operator::DoesNotContain)),
    (&["not", "has"], ForeignOperator::Relation(Operator::DoesNotContain)),
    (&["startswith"], ForeignOperator::Relation(Operator::StartsWith)),
    (&["starts-with"], ForeignOperator::Relation(Operator::StartsWith)),
    (&["starts_with"], ForeignOperator::Relation(Operator::StartsWith)),
    (&["beginswith"], ForeignOperator::Relation(Operator::StartsWith)),
    (&["begins", "with"], ForeignOperator::Relation(Operator::StartsWith)),
    (&["begin", "with"], ForeignOperator::Relation(Operator::StartsWith)),
    (&["start", "with"], ForeignOperator::Relation(Operator::StartsWith)),
    (&["starting", "with"], ForeignOperator::Relation(Operator::StartsWith)),
    (&["is", "starting", "with"], ForeignOperator::Relation(Operator::StartsWith)),
    (&["sw"], ForeignOperator::Relation(Operator::StartsWith)),
    (&["isempty"], ForeignOperator::Empty),
    (&["is_empty"], ForeignOperator::Empty),
    (&["isnull"], ForeignOperator::Empty),
    (&["is_null"], ForeignOperator::Empty),
    (&["isblank"], ForeignOperator::Empty),
    (&["not", "exists"], ForeignOperator::Empty),
    (&["not", "exist"], ForeignOperator::Empty),
    (&["does", "not", "exist"], ForeignOperator::Empty),
    (&["doesn't", "exist"], ForeignOperator::Empty),
    (&["doesn’t", "exist"], ForeignOperator::Empty),
    (&["not", "present"], ForeignOperator::Empty),
    (&["is", "not", "present"], ForeignOperator::Empty),
    (&["is", "absent"], ForeignOperator::Empty),
    (&["is", "not", "set"], ForeignOperator::Empty),
    (&["is", "not", "defined"], ForeignOperator::Empty),
    (&["is", "unset"], ForeignOperator::Empty),
    (&["is", "undefined"], ForeignOperator::Empty),
    (&["is", "null"], ForeignOperator::Empty),
    (&["is", "nil"], ForeignOperator::Empty),
    (&["is", "none"], ForeignOperator::Empty),
    (&["is", "blank"], ForeignOperator::Empty),
    (&["is", "missing"], ForeignOperator::Empty),
    (&["is", "nothing"], ForeignOperator::Empty),
    (&["empty"], ForeignOperator::Empty),
    (&["null"], ForeignOperator::Empty),
    (&["isnotempty"], ForeignOperator::NotEmpty),
    (&["is_not_empty"], ForeignOperator::NotEmpty),
    (&["isnotnull"], ForeignOperator::NotEmpty),
    (&["is_not_null"], ForeignOperator::NotEmpty),
    (&["notnull"], ForeignOperator::NotEmpty),
    (&["not_null"], ForeignOperator::NotEmpty),
    (&["notempty"], ForeignOperator::NotEmpty),
    (&["not_empty"], ForeignOperator::NotEmpty),
    (&["exists"], ForeignOperator::NotEmpty),
    (&["exist"], ForeignOperator::NotEmpty),
    (&["does", "exist"], ForeignOperator::NotEmpty),
    (&["pr"], ForeignOperator::NotEmpty),
    (&["present"], ForeignOperator::NotEmpty),
    (&["is", "present"], ForeignOperator::NotEmpty),
    (&["is", "set"], ForeignOperator::NotEmpty),
    (&["is", "defined"], ForeignOperator::NotEmpty),
    (&["isn't", "empty"], ForeignOperator::NotEmpty),
    (&["isn’t", "empty"], ForeignOperator::NotEmpty),
    (&["isn't", "null"], ForeignOperator::NotEmpty),
    (&["isn’t", "null"], ForeignOperator::NotEmpty),
    (&["not", "empty"], ForeignOperator::NotEmpty),
    (&["not", "null"], ForeignOperator::NotEmpty),
    (&["not", "nil"], ForeignOperator::NotEmpty),
    (&["not", "none"], ForeignOperator::NotEmpty),
    (&["not", "blank"], ForeignOperator::NotEmpty),
    (&["not", "missing"], ForeignOperator::NotEmpty),
    (&["is", "not", "null"], ForeignOperator::NotEmpty),
    (&["is", "not", "nil"], ForeignOperator::NotEmpty),
    (&["is", "not", "none"], ForeignOperator::NotEmpty),
    (&["is", "not", "blank"], ForeignOperator::NotEmpty),
    (&["is", "not", "missing"], ForeignOperator::NotEmpty),
    (&["is", "not", "nothing"], ForeignOperator::NotEmpty),
    (&["is", "in"], ForeignOperator::In),
    (&["one", "of"], ForeignOperator::In),
    (&["is", "one", "of"], ForeignOperator::In),
    (&["any", "of"], ForeignOperator::In),
    (&["is", "any", "of"], ForeignOperator::In),
    (&["is", "among"], ForeignOperator::In),
    (&["-in"], ForeignOperator::In),
    (&["notin"], ForeignOperator::NotIn),
    (&["is", "not", "in"], ForeignOperator::NotIn),
    (&["isn't", "in"], ForeignOperator::NotIn),
    (&["isn’t", "in"], ForeignOperator::NotIn),
    (&["not", "one", "of"], ForeignOperator::NotIn),
    (&["is", "not", "one", "of"], ForeignOperator::NotIn),
    (&["isn't", "one", "of"], ForeignOperator::NotIn),
    (&["isn’t", "one", "of"], ForeignOperator::NotIn),
    (&["not", "any", "of"], ForeignOperator::NotIn),
    (&["is", "not", "any", "of"], ForeignOperator::NotIn),
    (&["is", "none", "of"], ForeignOperator::NotIn),
    (&["none", "of"], ForeignOperator::NotIn),
    (&["-notin"], ForeignOperator::NotIn),
    (&["is", "between"], ForeignOperator::Between),
    (&["is", "not", "between"], ForeignOperator::NotBetween),
    (&["isn't", "between"], ForeignOperator::NotBetween),
    (&["isn’t", "between"], ForeignOperator::NotBetween),
];

/// What the next words denote.
pub(super) struct Phrase<'s, 't> {
    pub(super) intended: ForeignOperator,
    pub(super) span: Span,
    /// What follows it.
    pub(super) rest: Cursor<'s, 't>,
}

/// The operator that the next words denote; the longest one, if there are several, and one with what belongs after it.
pub(super) fn phrase<'s, 't>(input: Cursor<'s, 't>) -> Option<Phrase<'s, 't>> {
    let first = input.word()?;
    let begun = PHRASES.iter().filter(|(words, _)| words.first().is_some_and(|word| eq(word, first)));
    let read = begun.filter_map(|(words, intended)| {
        let (mut last, mut rest) = (input, input.rest());
        for word in words.get(1..)? {
            if !rest.word().is_some_and(|text| eq(word, text)) {
                return None;
            }
            (last, rest) = (rest, rest.rest());
        }
        let follows = match intended {
            ForeignOperator::Relation(_) => {
                !lookahead::ends_operand(rest) && !starts_list(rest) && !rest.at_symbol()
            }
            ForeignOperator::Empty | ForeignOperator::NotEmpty => lookahead::ends_operand(rest),
            ForeignOperator::In | ForeignOperator::NotIn => starts_list(rest),
            ForeignOperator::Between | ForeignOperator::NotBetween => lookahead::value_follows(rest),
        };
        let span = input.token().span.join(last.token().span);
        follows.then_some((words.len(), Phrase { intended: *intended, span, rest }))
    });
    read.max_by_key(|(words, _)| *words).map(|(_, phrase)| phrase)
}

fn eq(word: &str, text: &str) -> bool {
    word.eq_ignore_ascii_case(text)
}

/// Whether a list starts here, in whatever brackets.
pub(super) fn starts_list(input: Cursor<'_, '_>) -> bool {
    input.at(TokenKind::OpenParen) || input.word().is_some_and(|word| word.starts_with(['[', '{']))
}

/// The operator of symbols and a word without letters, as in `:=`, `^=`, `!~`: those of other languages.
pub(super) fn symbols_and_word(text: &str) -> Option<ForeignOperator> {
    match text {
        ":=" | "=:" => Some(ForeignOperator::Relation(Operator::Equal)),
        "^=" | "=^" => Some(ForeignOperator::Relation(Operator::StartsWith)),
        "*=" => Some(ForeignOperator::Relation(Operator::Contains)),
        _ => None,
    }
}

/// Whether a word is made of signs, so that it may be a part of an operator.
pub(super) fn is_signs(word: &str) -> bool {
    !word.is_empty() && word.chars().all(|c| c.is_ascii_punctuation() && !"'`[]{};&-+./_\\".contains(c))
}

/// The operator that `!` and the word after it denote together.
pub(super) fn negated(word: &str) -> Option<ForeignOperator> {
    if is_one_of(word, &["contain", "contains", "like", "includes", "has", "co"]) {
        Some(ForeignOperator::Relation(Operator::DoesNotContain))
    } else if is_one_of(word, &["in"]) {
        Some(ForeignOperator::NotIn)
    } else if is_one_of(word, &["exists", "pr"]) || means_null(word) {
        let test = if means_null(word) { ForeignOperator::NotEmpty } else { ForeignOperator::Empty };
        Some(test)
    } else {
        None
    }
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
