//! Quotes of other kinds than `"`: where the text in them ends.

use super::cursor::Cursor;
use crate::syntax::lexical::closing_quotes;
use crate::syntax::token::TokenKind;
use crate::text::Span;

/// Text in wrong quotes.
pub(super) struct QuotedRun<'s, 't> {
    /// The word with the opening quote, and all up to the closing one if there is one.
    pub(super) span: Span,
    pub(super) closed: bool,
    /// After it.
    pub(super) rest: Cursor<'s, 't>,
}

/// From the next token, which opens a wrong quote, to the one that closes it.
pub(super) fn quoted_run<'s, 't>(input: Cursor<'s, 't>) -> QuotedRun<'s, 't> {
    let first = input.token().span;
    let closers = closing_quotes(input.text(first)).unwrap_or_default();
    let mut at = input;
    loop {
        let token = at.token();
        if token.kind == TokenKind::End || token.kind.is_fatal() {
            return QuotedRun { span: first, closed: false, rest: input.rest() };
        }
        if let Some(text) = at.word() {
            let is_first = token.span == first;
            // The opening quote closes nothing, not even itself.
            let skipped = if is_first { text.chars().next().map_or(0, char::len_utf8) } else { 0 };
            if text.get(skipped..).unwrap_or_default().ends_with(closers) {
                return QuotedRun { span: first.join(token.span), closed: true, rest: at.rest() };
            }
            if !is_first && at.at_wrong_quote() {
                return QuotedRun { span: first, closed: false, rest: input.rest() };
            }
            let next = at.rest();
            let next_is_string = next.at_string() || next.at(TokenKind::UnclosedString);
            if closers.contains(&'"') && next_is_string && next.token().span.start == token.span.end {
                // `“ACTIVE"`: the quote that should close opens a string, so all that follows was read wrongly.
                let span = Span::new(first.start, token.span.end.saturating_add(1));
                return QuotedRun { span, closed: false, rest: end(at) };
            }
        }
        at = at.rest();
    }
}

fn end<'s, 't>(mut input: Cursor<'s, 't>) -> Cursor<'s, 't> {
    while !input.at(TokenKind::End) {
        input = input.rest();
    }
    input
}
