//! What follows a mistake, as far as it decides how the parse goes on.

use super::cursor::Cursor;
use super::ranges;
use crate::syntax::ast::Operator;
use crate::syntax::lexical::{self, Keyword};
use crate::syntax::token::TokenKind;
use crate::text::Span;

/// Whether a word or a string comes next that is not reserved.
pub(super) fn value_follows(input: Cursor<'_, '_>) -> bool {
    input.at_string() || (input.at(TokenKind::Word) && !input.at_reserved())
}

/// Whether no operand can start here: at the end, `)` or a connective.
pub(super) fn ends_operand(input: Cursor<'_, '_>) -> bool {
    input.at(TokenKind::End) || input.at(TokenKind::CloseParen) || input.at_connective()
}

/// Whether an operator starts here.
pub(super) fn starts_operator(input: Cursor<'_, '_>) -> bool {
    let quoted = || {
        let body = input.token().text(input.source());
        input.at(TokenKind::String)
            && (lexical::quotable_operator(body).is_some() || lexical::quotable_test(body).is_some())
    };
    let word = || input.keyword().is_some_and(Keyword::begins_operator) || input.at_word("between");
    input.at_symbol() || word() || quoted()
}

/// Whether an operand, and not some stray word, starts here.
pub(super) fn starts_operand(mut input: Cursor<'_, '_>) -> bool {
    // A list and the parentheses of a call are no groups.
    while input.at(TokenKind::OpenParen) || input.at_keyword(Keyword::Not) {
        input = input.rest();
    }
    if !value_follows(input) {
        return false;
    }
    // `x NOT (…)`: the word before is no field.
    starts_operator(input.rest()) && !starts_negation(input.rest())
}

/// Whether a `NOT` with its operand starts here, and not `not in` or `not between`.
fn starts_negation(input: Cursor<'_, '_>) -> bool {
    let next = input.rest();
    let operator = next.at_keyword(Keyword::In) || next.at_word("between");
    input.at_keyword(Keyword::Not)
        && (next.at(TokenKind::OpenParen)
            || (value_follows(next) && !operator && starts_operator(next.rest())))
}

/// A word that must be a misspelled keyword, because a value follows it: with it, `words` and the cursor after it; else both
/// as they are.
pub(super) fn misspelled_word<'s, 't>(at: Cursor<'s, 't>, words: Span) -> (Span, Cursor<'s, 't>) {
    let next = at.rest();
    let keyword = match at.token().kind {
        TokenKind::Word => at.at_operand(),
        // Of two strings the first cannot be the value.
        TokenKind::String => next.at(TokenKind::String) && ends_operand(next.rest()),
        _ => false,
    };
    if keyword && value_follows(next) { (words.join(at.token().span), next) } else { (words, at) }
}

/// `does contain`, `does contain not`, `does x contain`: the words of the intended operator, as [`misspelled_word`] takes one.
pub(super) fn misspelled_not<'s, 't>(at: Cursor<'s, 't>, does: Span) -> (Span, Cursor<'s, 't>) {
    let is_contain = |at: Cursor<'s, 't>| at.at_one_of(&["contain", "contains"]);
    let second = at.rest();
    let last = if is_contain(at) && second.at_keyword(Keyword::Not) && value_follows(second.rest()) {
        second
    } else if is_contain(at) {
        at
    } else if value_follows(at) && is_contain(second) && value_follows(second.rest()) {
        second
    } else {
        return (does, at);
    };
    (does.join(last.token().span), last.rest())
}

/// `does not start with`: the second word of the intended operator, as [`misspelled_word`] takes the first.
pub(super) fn misspelled_with<'s, 't>(at: Cursor<'s, 't>, words: Span) -> (Span, Cursor<'s, 't>) {
    if at.at_keyword(Keyword::With) { misspelled_word(at, words) } else { (words, at) }
}

/// `is contains …`, `is with …`: the operator that follows `is`, or a word in its place; what follows that.
pub(super) fn operator_after_is<'s, 't>(at: Cursor<'s, 't>) -> Option<(Operator, Cursor<'s, 't>)> {
    let second = at.rest();
    if at.at_keyword(Keyword::Starts) && second.at_keyword(Keyword::With) && value_follows(second.rest()) {
        return Some((Operator::StartsWith, second.rest()));
    }
    // A string is a value for certain, so the word before it is none.
    if !(at.at(TokenKind::Word) && at.at_operand() && second.at_string()) {
        return None;
    }
    Some((if at.at_keyword(Keyword::Contains) { Operator::Contains } else { Operator::Equal }, second))
}

/// `platform AND 5`: what follows a connective that is in place of an operator or a value, and what belongs to it.
pub(super) fn after_wrong_connective<'s, 't>(connective: Cursor<'s, 't>) -> Option<Cursor<'s, 't>> {
    let mut at = connective.rest();
    // `platform AND AND model = "x"`: the second joins; `level AND between 1 and 2`: the range is skipped as one.
    if at.at_connective() && starts_operand(at.rest()) || at.at_word("between") && value_follows(at.rest()) {
        return Some(at);
    }
    let mut words = 0;
    // The other words of the operator.
    while words < 3 && at.at_one_of(&["with", "not", "contain", "empty", "in"]) {
        at = at.rest();
        words += 1;
    }
    if words > 0 && (ends_operand(at) || starts_operand(at)) {
        return Some(at);
    }
    if at.at(TokenKind::OpenParen) && starts_values(at.rest()) {
        return Some(after_list(at.rest()));
    }
    // A bare word is as likely the name of a field, and so a mistake of its own.
    let next = ranges::plain_value(at)?;
    (!starts_operator(next) || starts_negation(next)).then_some(next)
}

/// `SELECT … WHERE`, at the second of its words: all of them, and what follows.
pub(super) fn select_where<'s, 't>(field: Span, mut input: Cursor<'s, 't>) -> Option<(Span, Cursor<'s, 't>)> {
    if !lexical::is_one_of(input.text(field), &["select", "delete", "find", "show", "get", "list"]) {
        return None;
    }
    while !ends_operand(input) {
        let token = input.token();
        let word = input.at_word("where");
        input = input.rest();
        if word && starts_operand(input) {
            return Some((field.join(token.span), input));
        }
    }
    None
}

/// A list in square brackets or braces, and what follows it.
pub(super) fn brackets<'s, 't>(input: Cursor<'s, 't>) -> Option<(Span, Cursor<'s, 't>)> {
    let start = input.token().span.start;
    let close = match input.word()?.chars().next()? {
        '[' => ']',
        '{' => '}',
        _ => return None,
    };
    let mut in_string = false;
    let (length, _) = input.readable_from(start).char_indices().find(|(_, c)| {
        in_string ^= *c == '"';
        *c == close && !in_string
    })?;
    let end = start.saturating_add(u32::try_from(length).ok()?).saturating_add(1);
    Some((Span::new(start, end), input.resume(end)))
}

/// From a bare name to the last of the bare words after it that an operator follows: a name with spaces that lacks its quotes.
/// The name alone, if the words end otherwise.
pub(super) fn run_before_operator(name: Span, mut input: Cursor<'_, '_>) -> Span {
    let mut run = name;
    while at_plain_word(input) {
        if starts_operator(input) && run != name {
            return run;
        }
        run = run.join(input.token().span);
        input = input.rest();
    }
    // The operator has its value, so what precedes it is a name.
    let has_value = input.at_symbol() && {
        let value = input.rest();
        value_follows(value) || value.at(TokenKind::UnclosedString)
    };
    if has_value { run } else { name }
}

/// From a bare value to the last of the bare words after it: a value with spaces that lacks its quotes.
/// `None`, if an operator follows and so the words are a comparison of their own.
pub(super) fn run_of_value(value: Span, mut input: Cursor<'_, '_>) -> Option<Span> {
    let mut run = value;
    while at_plain_word(input) {
        if starts_operator(input) {
            return None;
        }
        // Signs at the end are no part of it.
        if input.word().is_some_and(|word| word.contains(char::is_alphanumeric)) {
            run = run.join(input.token().span);
        }
        input = input.rest();
    }
    let ends = ends_operand(input) || input.at_any_connective() || input.at(TokenKind::Comma);
    (run != value && ends).then_some(run)
}

fn at_plain_word(input: Cursor<'_, '_>) -> bool {
    input.at(TokenKind::Word) && !input.at_reserved() && !input.at_any_connective()
}

/// `now(…)`, `= in (…)`: from a bare value to the `(` after it, if that opens no group; of `now()` and `now() - 30d` all
/// of it.
pub(super) fn call_of_value(value: Span, input: Cursor<'_, '_>) -> Option<Span> {
    if !input.at(TokenKind::OpenParen) || starts_operand(input) {
        return None;
    }
    let token = input.token();
    let next = input.rest();
    let empty = next.at(TokenKind::CloseParen) && value.end == token.span.start;
    let last = ranges::end_of_offset(next.rest()).unwrap_or(next);
    if empty && ends_operand(last.rest()) {
        return Some(value.join(last.token().span));
    }
    (empty || !ends_operand(next)).then(|| value.join(token.span))
}

/// Whether the first value of a list is here, with what follows it in one.
pub(super) fn starts_values(input: Cursor<'_, '_>) -> bool {
    let second = input.rest();
    value_follows(input) && (second.at(TokenKind::Comma) || second.at(TokenKind::CloseParen))
}

/// Whether an operand starts after a connective, which is then none in place of a comma or a value.
fn leaves_list(input: Cursor<'_, '_>) -> bool {
    let at_list_symbol = |at: Cursor<'_, '_>| at.at(TokenKind::CloseParen) || at.at(TokenKind::Comma);
    let value = input.at_string() || input.at(TokenKind::Word);
    let next = ranges::plain_value(input).unwrap_or_else(|| input.rest());
    !(at_list_symbol(input) || value && at_list_symbol(next))
}

/// After the `)` of a list; before a connective or the end if that comes first.
pub(super) fn after_list<'s, 't>(mut input: Cursor<'s, 't>) -> Cursor<'s, 't> {
    let mut depth = 0u32;
    loop {
        match input.token().kind {
            TokenKind::CloseParen if depth == 0 => return input.rest(),
            TokenKind::CloseParen => depth -= 1,
            TokenKind::OpenParen => depth = depth.saturating_add(1),
            TokenKind::Word if depth == 0 && input.at_connective() && leaves_list(input.rest()) => {
                // `("a" AND`, `("a" AND AND`: this one is in place of the `)`.
                let next = input.rest();
                return if next.at_connective() || next.at(TokenKind::End) { next } else { input };
            }
            kind if kind == TokenKind::End || kind.is_fatal() => return input,
            _ => {}
        }
        input = input.rest();
    }
}
