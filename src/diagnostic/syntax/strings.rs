//! Quotes that are not closed, or of the wrong kind.

use super::{Message, MessageBuilder, connective, excerpt, offset};
use crate::diagnostic::fix::{Applicability, Fix};
use crate::syntax::ast::Operator;
use crate::syntax::lexical::{Keyword, is_symbol, name_and_operator, name_before_operator};
use crate::syntax::quote_marks::{self, Place, Unquoted};
use crate::syntax::{Expectation, ForeignOperator, MissingQuote, TokenKind, quoted};
use crate::text::Span;

const ESCAPED_QUOTE: &str = "\\\"";

impl MessageBuilder<'_, '_> {
    pub(super) fn unclosed_string(&self) -> Message {
        let message = Message::new("unclosed string");
        let token = self.error.token;
        let body = token.span.start.saturating_add(1);
        let trimmed = token.text(self.source).trim_end();
        // `"C:\temp\"` looks closed: its last quote is an escaped one.
        if let Some(value) = trimmed.strip_suffix(ESCAPED_QUOTE) {
            return double_backslash(message, body.saturating_add(offset(value.len())));
        }
        // `iOS"`: the quote that should open it is missing, not one that should close it.
        let (word, place) = self.word_before();
        let touches = self.touches_before();
        if touches && !word.is_empty() && quote_marks::may_follow(trimmed, Place::Field) {
            // After a name comes an operator, after a value something else.
            let value = self.error.related.start < token.span.start;
            let operator = quote_marks::operator_may_follow(trimmed);
            if (value == operator) || Keyword::of(word.as_bytes()).is_some() {
                return message.help("write `\"` where the string starts as well");
            }
            let help = format!("write `\"` before {} as well", excerpt(word));
            return message.help(help).fix(write_quote(place.start));
        }
        // `"model = ""`: the quote that closes the string before was to open one.
        let before = self.error.context.before.filter(|before| touches && before.kind == TokenKind::String);
        if let Some(before) = before {
            let text = before.text(self.source);
            let name = name_and_operator(text).map(|_| name_before_operator(text));
            let end = name.map(|name| before.span.start.saturating_add(1).saturating_add(offset(name.len())));
            if end.is_some() || trimmed.is_empty() {
                return message.help("write `\"` where the string before it ends").fix(end.map(write_quote));
            }
        }
        let related = self.error.related.end;
        let marked = self.text(Span::new(body, related)).ends_with(|c| quote_marks::family(c).is_some());
        let end = self.error.context.string_end.filter(|_| !marked).map_or(related, |end| end.min(related));
        message.help("write `\"` where the string ends").fix(self.close_string(body, end))
    }

    /// One quote is missing, and with it there is no mistake; so this one follows from that.
    pub(super) fn missing_quote(&self, MissingQuote { string, at }: MissingQuote) -> Message {
        let message = Message::new(format!("expected {}, found {}", self.error.expected, self.found()));
        if at == string {
            return message
                .help("a quotation mark is missing; write `\"` where the string starts as well")
                .fix(write_quote(at));
        }
        message
            .help("a quotation mark is missing; write `\"` where the string ends")
            .fix(self.close_string(string.saturating_add(1), at))
    }

    /// Closes the string whose text is between these positions, in place of a wrong quote at its end.
    fn close_string(&self, start: u32, end: u32) -> Fix {
        let text = self.text(Span::new(start, end));
        let mark = text.chars().next_back().filter(|mark| quote_marks::family(*mark).is_some());
        let mark = mark.map_or(0, |mark| offset(mark.len_utf8()));
        let edit = (Span::new(end.saturating_sub(mark), end), "\"".to_owned());
        self.suggestion("write `\"`", edit)
    }

    /// Something comes right after a closing quote: perhaps that quote was to open the next string. The message comes
    /// back if not.
    pub(super) fn string_closed_late(&self, message: Message) -> Result<Message, Message> {
        let context = self.error.context;
        let string = context.before.filter(|token| token.kind.is_string() && self.touches_before());
        let Some(string) = string.filter(|_| self.error.token.kind != TokenKind::OpenParen) else {
            return Err(message);
        };
        // The quote that closes it was to open the next string.
        let opens = |c: char| c.is_whitespace() || c == '(' || is_symbol(c);
        let text = string.text(self.source);
        if !text.ends_with(opens) && quote_marks::closed_by_mistake(text).is_none() {
            return Err(message);
        }
        // The last quote before the closing one, if it has one: an escaped one, with its backslash.
        if let Some((before, _)) = string.text(self.source).rsplit_once(ESCAPED_QUOTE) {
            let body = string.span.start.saturating_add(1);
            return Ok(double_backslash(message, body.saturating_add(offset(before.len()))));
        }
        match context.string_end {
            Some(end) => Ok(message
                .help("the previous string ends only here; write `\"` where it should end")
                .fix(self.close_string(string.span.start.saturating_add(1), end))),
            None => Err(message),
        }
    }

    pub(super) fn wrong_quote(&self) -> Message {
        let text = self.related();
        let Unquoted { text: inner, sure } = quote_marks::unquoted(text);
        let expected = self.error.expected;
        let message = Message::new(format!("{} uses the wrong quotes", excerpt(text)));
        let applicability = if sure { Applicability::Automatic } else { Applicability::Suggestion };
        if expected.contains(Expectation::Operator) {
            let operator = operator(&inner);
            return message
                .help("operators need no quotes")
                .fix(operator.map(|operator| self.replace_related(applicability, operator)));
        }
        if expected.contains(Expectation::And) && self.error.related.start == self.error.token.span.start {
            if let Some(connective) = connective(&inner) {
                return message
                    .help("connectives need no quotes")
                    .fix(self.replace_related(applicability, connective.as_str()));
            }
            // Where no text is valid, other quotes are not enough.
            return message.help("remove it, or join comparisons with `AND` or `OR`");
        }
        message
            .help("put names and values in straight double quotes")
            .fix(self.replace_related(applicability, &quoted(&inner)))
    }

    pub(super) fn quoted_query(&self) -> Message {
        let mut inner = self.related().chars();
        inner.next();
        inner.next_back();
        let edit = self.editor.replace(self.error.related, inner.as_str());
        Message::new(format!("{} is a comparison in quotes", excerpt(self.related())))
            .help("only names and values are put in quotes")
            .fix(self.suggestion("remove the quotes", edit))
    }
}

fn double_backslash(message: Message, at: u32) -> Message {
    let edit = (Span::at(at), "\\".to_owned());
    message
        .help("the backslash makes the quote after it part of the string; double the backslash to end the string there")
        .fix(Fix::new(Applicability::Suggestion, "double the backslash", [edit]))
}

pub(super) fn write_quote(at: u32) -> Fix {
    Fix::new(Applicability::Suggestion, "write `\"`", [(Span::at(at), "\"".to_owned())])
}

/// The operator that is in wrong quotes, if it is one.
fn operator(text: &str) -> Option<&'static str> {
    let tests = [ForeignOperator::Empty, ForeignOperator::NotEmpty].map(ForeignOperator::as_str);
    let operators = Operator::ALL.into_iter().map(Operator::as_str).chain(tests);
    operators.into_iter().find(|operator| operator.eq_ignore_ascii_case(text))
}
