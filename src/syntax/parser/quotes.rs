//! Quotes of other kinds than `"`: where the text in them ends, and how the parse goes on there.

use super::cursor::Cursor;
use super::lookahead;
use crate::syntax::lexer::Text;
use crate::syntax::limits::Limits;
use crate::syntax::quote_marks::{self, Place};
use crate::syntax::token::TokenKind;
use crate::text::Span;

/// Text in wrong quotes.
pub(super) struct QuotedRun<'s, 't> {
    /// From the opening quote to the closing one; without one, up to where the text probably ends.
    pub(super) span: Span,
    /// After it, which may be inside of a token.
    pub(super) rest: Cursor<'s, 't>,
}

/// From the next token, which opens a wrong quote, to the one that closes it.
pub(super) fn quoted_run<'s, 't>(input: Cursor<'s, 't>, place: Place) -> QuotedRun<'s, 't> {
    let first = input.token().span;
    let text = input.readable_from(first.start);
    if let Some(length) = quote_marks::closed(text, place) {
        let end = first.start.saturating_add(u32::try_from(length).unwrap_or(u32::MAX));
        return QuotedRun { span: Span::new(first.start, end), rest: input.resume(end) };
    }
    // `'AND model = "x"`: the empty text.
    let mark = text.chars().next().map_or(0, char::len_utf8);
    let mark = Span::new(first.start, first.start.saturating_add(u32::try_from(mark).unwrap_or(u32::MAX)));
    let inside = input.resume(mark.end);
    if inside.at_connective() && lookahead::starts_operand(inside.rest()) {
        return QuotedRun { span: mark, rest: inside };
    }
    let mut last = first;
    let mut at = input.rest();
    while !ends_unclosed(at, place) {
        last = at.token().span;
        at = at.rest();
    }
    QuotedRun { span: first.join(last), rest: at }
}

/// Whether a text whose closing quote is missing ends before the next token.
fn ends_unclosed(at: Cursor<'_, '_>, place: Place) -> bool {
    match at.token().kind {
        TokenKind::Word => match place {
            _ if at.at_wrong_quote() => true,
            Place::Field => lookahead::starts_operator(at) || at.at_any_connective(),
            Place::Other => at.at_any_connective() && lookahead::starts_operand(at.rest()),
        },
        _ => true,
    }
}

/// Whether the text in wrong quotes is a comparison, or more than one.
pub(super) fn is_query(quoted: &QuotedRun<'_, '_>, inner: &str) -> bool {
    if !lookahead::ends_operand(quoted.rest) {
        return false;
    }
    let text =
        Text::new(inner, Limits::default().with_max_bytes(Limits::MAX_BYTES).with_max_tokens(u32::MAX));
    lookahead::starts_operand(Cursor::new(&text))
}

/// Where a string without its closing quote probably ends: after the name before an operator, if a field is expected;
/// before the parentheses that close the open groups.
pub(super) fn unclosed_end(input: Cursor<'_, '_>, groups: u32) -> u32 {
    let Span { start, end } = input.token().span;
    let body = input.readable_from(start.saturating_add(1));
    if let Some(length) = quote_marks::closed_by_mistake(body) {
        return start.saturating_add(1).saturating_add(u32::try_from(length).unwrap_or(u32::MAX)).min(end);
    }
    let mut text = body.trim_end();
    for _ in 0..groups {
        text = text.strip_suffix(')').unwrap_or(text).trim_end();
    }
    start.saturating_add(1).saturating_add(u32::try_from(text.len()).unwrap_or(u32::MAX)).min(end)
}

/// Where the name at the start of a string without its closing quote probably ends: before an operator.
pub(super) fn unclosed_name(input: Cursor<'_, '_>) -> Option<u32> {
    let start = input.token().span.start.saturating_add(1);
    let body = input.readable_from(start);
    let text = Text::new(body, Limits::default().with_max_bytes(Limits::MAX_BYTES).with_max_tokens(u32::MAX));
    let mut at = Cursor::new(&text);
    let mut end = None;
    while at.at(TokenKind::Word) && !(end.is_some() && lookahead::starts_operator(at)) {
        end = Some(at.token().span.end);
        at = at.rest();
    }
    end.filter(|_| lookahead::starts_operator(at)).map(|end| start.saturating_add(end))
}
