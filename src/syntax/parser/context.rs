//! What is around an offending token: the facts that advice needs. Found once the parse is over, and only if there are
//! errors, so that the good path pays for none of it.

use super::cursor::Cursor;
use super::lookahead::{ends_operand, starts_operator, value_follows};
use crate::syntax::error::{Context, SyntaxError, SyntaxErrorKind};
use crate::syntax::lexer::Text;
use crate::syntax::limits::Limits;
use crate::syntax::quote_marks;
use crate::syntax::token::{Token, TokenKind};
use crate::text::Span;

/// Adds its context to each error.
#[cold]
#[inline(never)]
pub(super) fn complete(errors: &mut [SyntaxError], text: &Text<'_>) {
    let tokens = tokens(errors, text);
    let following = |offset: u32| tokens.partition_point(|token| token.span.start < offset);
    let before = |offset: u32| tokens.get(following(offset).checked_sub(1)?).copied();
    for error in errors {
        let at = Cursor::at_token(text, error.token);
        let quoted = quoted(error);
        let after = quoted.map_or_else(|| at.rest(), |quoted| at.resume(quoted.end));
        let last = before(error.token.span.start);
        error.context = Context {
            before: last,
            before_related: before(error.related.start),
            after: after.token(),
            at_comparison: starts_comparison(at),
            comparison_follows: starts_comparison(after),
            operator_follows: starts_operator(after),
            end_follows: ends_operand(after) || after.at_any_connective(),
            connectives_end: connectives_end(at),
            after_related: tokens.get(following(error.related.end)).copied().unwrap_or(after.token()),
            groups: error.context.groups,
            restart: error.context.restart,
            unbalanced: error.context.unbalanced,
            quoted: error.context.quoted,
            quoted_value: error.context.quoted_value,
            missing_quote: error.context.missing_quote,
            string_end: string_end(error, last, text.source()),
        };
    }
}

/// The text in wrong quotes that an offending token begins. The parse went on where it ends, which may be inside of a
/// token.
const fn quoted(error: &SyntaxError) -> Option<Span> {
    match error.kind {
        SyntaxErrorKind::WrongQuote | SyntaxErrorKind::QuotedQuery => Some(error.related),
        _ => error.context.quoted,
    }
}

/// The tokens as they were parsed.
fn tokens(errors: &[SyntaxError], text: &Text<'_>) -> Vec<Token> {
    let quoted = |error: &SyntaxError| {
        let value = error.context.quoted_value;
        [
            quoted(error).map(|quoted| (error.token.span.start, quoted)),
            value.map(|value| (value.start, value)),
        ]
    };
    let mut texts = errors.iter().flat_map(quoted).flatten().peekable();
    let mut tokens = Vec::new();
    let mut at = Cursor::new(text);
    loop {
        let token = at.token();
        while texts.next_if(|(start, _)| *start < token.span.start).is_some() {}
        match texts.next_if(|(start, _)| *start == token.span.start) {
            Some((_, quoted)) => {
                tokens.push(Token { span: quoted, ..token });
                at = at.resume(quoted.end);
            }
            None => {
                tokens.push(token);
                at = at.rest();
            }
        }
        if token.kind == TokenKind::End {
            return tokens;
        }
    }
}

/// Whether a group, or a field with an operator after it, starts here.
fn starts_comparison(at: Cursor<'_, '_>) -> bool {
    at.at(TokenKind::OpenParen) || (value_follows(at) && starts_operator(at.rest()))
}

/// The end of the connectives in a row that start here; all of them are one mistake.
fn connectives_end(mut at: Cursor<'_, '_>) -> u32 {
    let mut end = at.token().span.end;
    while at.at_connective() && at.rest().at_connective() {
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
    if let Some(length) = quote_marks::closed_by_mistake(body) {
        return string.span.start.checked_add(1)?.checked_add(u32::try_from(length).ok()?);
    }
    let text = Text::new(body, Limits::default().with_max_bytes(Limits::MAX_BYTES).with_max_tokens(u32::MAX));
    let mut value = Cursor::new(&text);
    let (mut depth, mut last) = (0_u32, 0);
    while !value.at(TokenKind::End) {
        // A parenthesis that nothing opened closes a group around the string.
        match value.token().kind {
            TokenKind::OpenParen => depth = depth.saturating_add(1),
            TokenKind::CloseParen if depth == 0 => {}
            TokenKind::CloseParen => depth -= 1,
            _ => last = value.token().span.end,
        }
        let next = value.rest();
        if depth == 0 && next.at_connective() && starts_comparison(next.rest()) {
            return string.span.start.checked_add(1)?.checked_add(last);
        }
        value = next;
    }
    None
}
