//! What is around an offending token: the facts that advice needs. Found once the parse is over, and only if there are
//! errors, so that the good path pays for none of it.

use super::cursor::{Cursor, Lexed, Reserved};
use super::foreign::{connective, starts_operator};
use crate::syntax::error::{Context, SyntaxError, SyntaxErrorKind};
use crate::syntax::limits::Limits;
use crate::syntax::token::{Token, TokenKind};
use crate::syntax::tokenize;

/// Adds its context to each error.
pub(super) fn complete(errors: &mut [SyntaxError], text: &Lexed<'_, '_>) {
    let start = Cursor::new(text);
    for error in errors {
        let at = start.at(error.token);
        let before = at.back().map(Cursor::token);
        let mut related = error.token;
        related.span = error.related;
        let after = at.rest();
        error.context = Context {
            before,
            before_related: start.at(related).back().map(Cursor::token),
            after: after.token(),
            at_comparison: starts_comparison(at),
            comparison_follows: starts_comparison(after),
            operator_follows: starts_operator(after),
            end_follows: ends_comparison(after),
            connectives_end: connectives_end(at),
            string_end: string_end(error, before, text.source),
        };
    }
}

/// Whether a group, or a field with an operator after it, starts here.
fn starts_comparison(at: Cursor<'_, '_>) -> bool {
    match at.token().kind {
        TokenKind::OpenParen => true,
        TokenKind::String | TokenKind::EscapedString => starts_operator(at.rest()),
        TokenKind::Word => at.reserved().is_none() && starts_operator(at.rest()),
        _ => false,
    }
}

/// Whether no part of a comparison can follow: at the end, `)` or a connective.
fn ends_comparison(at: Cursor<'_, '_>) -> bool {
    matches!(at.token().kind, TokenKind::End | TokenKind::CloseParen)
        || at_connective(at)
        || at.word().is_some_and(|word| connective(word).is_some())
}

fn at_connective(at: Cursor<'_, '_>) -> bool {
    matches!(at.reserved(), Some(Reserved::And | Reserved::Or))
}

/// The end of the connectives in a row that start here; all of them are one mistake.
fn connectives_end(mut at: Cursor<'_, '_>) -> u32 {
    let mut end = at.token().span.end;
    while at_connective(at) && at_connective(at.rest()) {
        at = at.rest();
        end = at.token().span.end;
    }
    end
}

/// Where a string that is closed too late, or not at all, must have ended: before a connective and a comparison.
fn string_end(error: &SyntaxError, before: Option<Token>, source: &str) -> Option<u32> {
    let string = match before {
        _ if error.kind == SyntaxErrorKind::UnclosedString => error.token,
        Some(before) if before.kind.is_string() && before.span.end == error.token.span.start => before,
        Some(_) | None => return None,
    };
    let body = string.text(source);
    let tokens = tokenize(body, Limits::default().with_max_bytes(Limits::MOST_BYTES));
    let text = Lexed { source: body, tokens: &tokens };
    let mut value = Cursor::new(&text);
    while value.token().kind != TokenKind::End {
        let next = value.rest();
        if at_connective(next) && starts_comparison(next.rest()) {
            return string.span.start.checked_add(1)?.checked_add(value.token().span.end);
        }
        value = next;
    }
    None
}
