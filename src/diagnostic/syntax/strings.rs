//! Quotes that are not closed, or of the wrong kind.

use super::{Told, Words, offset};
use crate::diagnostic::fix::{Applicability, Fix};
use crate::diagnostic::nearby::{last_word, value_end};
use crate::syntax::ast::Operator;
use crate::syntax::{Expectation, TokenKind, quoted, unquoted};
use crate::text::{Span, excerpt};

const ESCAPED_QUOTE: &str = "\\\"";

impl Words<'_, '_> {
    pub(super) fn unclosed_string(&self) -> Told {
        let message = "unclosed string".to_owned();
        let token = self.error.token;
        let text = token.text(self.source);
        let body = token.span.start.saturating_add(1);
        let at = |position: usize| Span::at(body.saturating_add(offset(position)));
        let trimmed = text.trim_end();
        // `"C:\temp\"` looks closed: its last quote is an escaped one.
        if let Some(value) = trimmed.strip_suffix(ESCAPED_QUOTE) {
            let (help, fix) = double_backslash(at(value.len()));
            return (message, Some(help), Some(fix));
        }
        // `iOS"`: the quote that should open it is missing, not one that should close it.
        let word = last_word(self.before());
        if trimmed.is_empty() && self.touches_before() && !word.is_empty() {
            let start = token.span.start.saturating_sub(offset(word.len()));
            let fix = write_quote(Span::at(start));
            return (message, Some(format!("write `\"` before {} as well", excerpt(word))), Some(fix));
        }
        let close = at(value_end(text).unwrap_or(trimmed.len()));
        (message, Some("write `\"` where the string ends".to_owned()), Some(write_quote(close)))
    }

    /// Where something stands right behind a closing quote: whether that quote was meant to open the next string.
    pub(super) fn string_closed_late(&self) -> Option<(String, Option<Fix>)> {
        if self.error.token.kind == TokenKind::OpenParen || !self.touches_before() {
            return None;
        }
        let string = self.before().strip_suffix('"')?;
        // The last quote before: it opens the string, unless it is an escaped one in it.
        let (before, body) = string.rsplit_once('"')?;
        let start = before.len();
        if before.ends_with('\\') {
            let (help, fix) = double_backslash(Span::at(offset(start - 1)));
            return Some((help, Some(fix)));
        }
        let end = value_end(body)?;
        let fix = write_quote(Span::at(offset(start + 1 + end)));
        Some(("the previous string ends only here; write `\"` where it should end".to_owned(), Some(fix)))
    }

    pub(super) fn wrong_quote(&self) -> Told {
        let text = self.related();
        let inner = unquoted(text);
        let expected = self.error.expected;
        let message = format!("{} uses the wrong quotes", excerpt(text));
        if expected.contains(Expectation::Operator) {
            let fix =
                operator(inner).map(|operator| self.replace_related(Applicability::Automatic, operator));
            return (message, Some("operators need no quotes".to_owned()), fix);
        }
        // Where nothing closes it, it is not known how far the text goes; where no text may stand, quotes are not enough.
        let sure = closed(text) && !expected.contains(Expectation::And);
        let applicability = if sure { Applicability::Automatic } else { Applicability::Suggestion };
        let help = "put names and values in straight double quotes".to_owned();
        (message, Some(help), Some(self.replace_related(applicability, &quoted(inner))))
    }
}

fn double_backslash(at: Span) -> (String, Fix) {
    let help = "the backslash makes the quote after it part of the string; double the backslash to end the string there";
    let fix = Fix::new(Applicability::Suggestion, "double the backslash", [(at, "\\".to_owned())]);
    (help.to_owned(), fix)
}

fn write_quote(at: Span) -> Fix {
    Fix::new(Applicability::Suggestion, "write `\"`", [(at, "\"".to_owned())])
}

/// Whether the last character closes what the first one, a wrong quote, opens.
fn closed(text: &str) -> bool {
    let mut characters = text.chars();
    match (characters.next(), characters.next_back()) {
        (Some('“' | '”'), Some(last)) => matches!(last, '“' | '”' | '"'),
        (Some(_), Some(last)) => matches!(last, '\'' | '‘' | '’'),
        (_, None) | (None, _) => false,
    }
}

/// The operator that stands in wrong quotes, if it is one.
fn operator(text: &str) -> Option<&'static str> {
    let operators = Operator::ALL.into_iter().map(Operator::as_str).chain(["is empty", "is not empty"]);
    operators.into_iter().find(|operator| operator.eq_ignore_ascii_case(text))
}
