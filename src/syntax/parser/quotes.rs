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
