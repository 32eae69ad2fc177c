//! One `"` too few: where it is missing, so that what is around it can be read as it was intended.
//!
//! Behind a missing quote, texts in quotes and what is between them change places. The first mistake that shows may be
//! far from that quote, and others follow from it. If the number of quotes is odd, one is missing; where, is found by
//! writing it at the likely places, one after the other, until a text without a mistake comes of it.

use super::cursor::Cursor;
use super::{Parser, lookahead};
use crate::syntax::ast::Ast;
use crate::syntax::error::{MissingQuote, SyntaxError, SyntaxErrorKind};
use crate::syntax::lexer::Text;
use crate::syntax::lexical::Keyword;
use crate::syntax::limits::ParseOptions;
use crate::syntax::quote_marks::{self, Family};
use crate::syntax::token::TokenKind;
use crate::text::Span;

/// How many runs between two quotes are searched, up to the first mistake.
const RUNS: usize = 4;

/// How many places are tried at either end of a run. So a text is parsed a bounded number of times.
const PLACES: usize = 4;

/// The one quote that is missing, if it explains all mistakes.
#[cold]
#[inline(never)]
pub(super) fn find(text: &Text<'_>, options: ParseOptions, errors: &[SyntaxError]) -> Option<MissingQuote> {
    let first = errors.first()?;
    if errors.len() == 1 && is_about_quotes(first) {
        // What is known of the text is advice enough, if it is right.
        let advised = first.context.string_end;
        if advised.is_none_or(|end| mends(text, options, end, true)) {
            return None;
        }
    }
    // Beyond a limit no text is right.
    if text.readable().len() < text.source().len() {
        return None;
    }
    let quotes = unbalanced_quotes(text)?;
    // What is behind the first mistake does not explain it.
    let end = first.token.span.end;
    let last = quotes.partition_point(|quote| *quote < end);
    (0..=last).rev().take(RUNS).find_map(|run| {
        let opening = run.checked_sub(1).and_then(|before| quotes.get(before)).copied();
        let start = opening.map_or(0, |quote| quote.saturating_add(1));
        let end = quotes.get(run).map_or(end, |quote| end.min(*quote));
        // Quotes before a mistake are in pairs: one opens, the next closes.
        let string = opening.filter(|_| run % 2 == 1);
        let places = places(text.source().get(Span::new(start, end).range())?, string.is_some());
        let mut places = places.into_iter().map(|place| start.saturating_add(place));
        let at = places.find(|at| mends(text, options, *at, string.is_some()))?;
        Some(MissingQuote { string: string.unwrap_or(at), at })
    })
}

/// Whether a mistake alone is one of quotes already.
fn is_about_quotes(error: &SyntaxError) -> bool {
    error.context.restart.is_some()
        || matches!(error.kind, SyntaxErrorKind::UnclosedString | SyntaxErrorKind::WrongQuote)
}

/// The places of all quotes as they were read, if one has no counterpart.
fn unbalanced_quotes(text: &Text<'_>) -> Option<Vec<u32>> {
    let mut quotes = Vec::new();
    for token in text.tokens() {
        let Span { start, end } = token.span;
        if token.kind.is_string() {
            quotes.extend([start, end.saturating_sub(1)]);
        } else if token.kind == TokenKind::UnclosedString {
            quotes.push(start);
            return Some(quotes);
        }
    }
    has_odd_quotes(text.readable()).then_some(quotes)
}

/// Whether the number of quotes is odd, escaped ones aside: a quote that is missing may turn those into others.
fn has_odd_quotes(text: &str) -> bool {
    let mut odd = false;
    let mut escaped = false;
    for byte in text.bytes() {
        odd ^= byte == b'"' && !escaped;
        escaped = byte == b'\\' && !escaped;
    }
    odd
}

/// Where a quote may be missing in a run between two quotes, the likeliest place first: one that closes what was opened
/// before the run, or one that opens what is closed after it.
fn places(run: &str, closes: bool) -> Vec<u32> {
    let text = Text::whole(run);
    let mut places = Vec::new();
    let mut at = Cursor::new(&text);
    let mut before = 0;
    // An operand or a value may start.
    let mut starts = true;
    loop {
        let token = at.token();
        let ends = lookahead::starts_operator(at) || lookahead::ends_operand(at) || at.at(TokenKind::Comma);
        if closes && ends {
            places.push(before);
        } else if !closes && starts {
            places.push(token.span.start);
        }
        if token.kind == TokenKind::End {
            break;
        }
        before = token.span.end;
        let word = token.kind == TokenKind::Word;
        starts = !word || Keyword::of(run.get(token.span.range()).unwrap_or_default().as_bytes()).is_some();
        at = at.rest();
    }
    if let Some(others) = places.len().checked_sub(PLACES) {
        places.drain(PLACES.min(others)..others);
    }
    if !closes {
        places.reverse();
    }
    places
}

/// Whether a text is without a mistake once a quote is here, in place of a wrong one if it closes a text.
fn mends(text: &Text<'_>, options: ParseOptions, at: u32, closes: bool) -> bool {
    let Some((before, after)) = text.source().split_at_checked(Span::at(at).range().start) else {
        return false;
    };
    let wrong = |c| closes && quote_marks::family(c) == Some(Family::Double);
    let mended = [before.strip_suffix(wrong).unwrap_or(before), after].join("\"");
    let (mut tree, mut errors) = (Ast::with_capacity(&mended, 0), Vec::new());
    let limits = options.limits().with_max_errors(1);
    Parser::new(&Text::new(&mended, limits), options.with_limits(limits), &mut tree, &mut errors).query();
    errors.is_empty()
}
