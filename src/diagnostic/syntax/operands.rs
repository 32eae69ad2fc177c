//! Operands that are missing or incomplete: comparisons, values, lists, groups.

use super::{
    FIELD_FIRST, Message, MessageBuilder, QUOTE_WORD, SEPARATE, excerpt, is_connective, is_reserved,
};
use crate::diagnostic::fix::{Applicability, Fix};
use crate::syntax::{Expectation, TokenKind, quote_marks, quoted};
use crate::text::Span;

impl MessageBuilder<'_, '_> {
    pub(super) fn missing_operand(&self) -> Message {
        let (token, context) = (self.error.token, self.error.context);
        let message = Message::new(format!("expected {}, found {}", self.error.expected, self.found()));
        let (before, place) = self.word_before();
        let here = self.this_word();
        let at_close = token.kind == TokenKind::CloseParen;
        let at_end = token.kind == TokenKind::End;
        if at_end && is_connective(before) && context.groups > 0 {
            let close = ")".repeat(usize::try_from(context.groups).unwrap_or(1));
            let edit = self.editor.replace(place, &close);
            message
                .help(format!("complete the query, or close the group in place of {}", excerpt(before)))
                .fix(self.suggestion(format!("write `{close}`"), edit))
        } else if (at_end || at_close) && is_reserved(before) {
            message
                .help(format!("complete the query, or remove {}", excerpt(before)))
                .fix(self.remove(place, before))
        } else if at_close {
            message.help("a group must contain a comparison")
        } else if at_end {
            message.help("write a comparison, followed by `)`")
        } else if is_connective(here) && is_connective(before) {
            let keep = (Span::new(place.start, context.connectives_end), before.to_owned());
            message.help("there are two connectives in a row").fix(
                (!context.unbalanced)
                    .then(|| self.suggestion(format!("keep only {}", excerpt(before)), keep)),
            )
        } else if is_reserved(here) && context.operator_follows {
            message
                .help(format!("to use {} as a field name, put it in quotes", excerpt(here)))
                .fix(self.replace_token(QUOTE_WORD, &quoted(here)))
        } else if is_connective(here) && before.is_empty() {
            let connectives = Span::new(token.span.start, context.connectives_end);
            message
                .help(format!("write a comparison before {}, or remove it", excerpt(here)))
                .fix(self.remove(connectives, here))
        } else if is_reserved(here) {
            message.help(format!("{} must be followed by a comparison or a group", excerpt(before)))
        } else if self.at_symbol() {
            message.help(FIELD_FIRST)
        } else {
            message
        }
    }

    pub(super) fn missing_value(&self) -> Message {
        let kind = self.error.token.kind;
        let message = Message::new(format!("expected a value, found {}", self.found()));
        if self.related() == "(" {
            self.missing_list_value(message)
        } else if kind == TokenKind::Word && self.error.context.comparison_follows {
            message.help(format!("write the value before {}", self.found()))
        } else if self.is_before_a_value() {
            message.help("the value must follow the operator directly")
        } else if kind == TokenKind::Word {
            message.help(format!("to compare with the word {}, put it in quotes", self.found()))
        } else if kind == TokenKind::OpenParen {
            message.help("an operator takes one value; repeat the comparison for each value")
        } else {
            message.help("write a value, such as `\"iOS\"`; to find devices without one, write `is empty`")
        }
    }

    fn missing_list_value(&self, message: Message) -> Message {
        match self.error.context.before {
            Some(comma)
                if comma.kind == TokenKind::Comma && self.error.token.kind == TokenKind::CloseParen =>
            {
                let help = "write a value after the comma, or remove it";
                message.help(help).fix(self.remove(comma.span, ","))
            }
            Some(_) | None => message.help("write the values, separated by commas"),
        }
    }

    pub(super) fn missing_list(&self) -> Message {
        let span = self.error.token.span;
        let message = Message::new(format!("expected `(` after `in`, found {}", self.found()))
            .help("write the values in parentheses: `in (\"A\", \"B\")`");
        if self.error.related.start == span.start {
            return self.list_in_brackets(message);
        }
        if !self.at_value() || !self.error.context.end_follows {
            return message;
        }
        let parentheses = [(Span::at(span.start), "(".to_owned()), (Span::at(span.end), ")".to_owned())];
        message.fix(Fix::new(Applicability::Suggestion, "add parentheses", parentheses))
    }

    /// `["a", "b"]`, unless its values are in wrong quotes too.
    fn list_in_brackets(&self, message: Message) -> Message {
        let Span { start, end } = self.error.related;
        let plain = !self.related().contains(|c| quote_marks::family(c).is_some());
        let [open, close] =
            [Span::new(start, start.saturating_add(1)), Span::new(end.saturating_sub(1), end)];
        let edits = [(open, "(".to_owned()), (close, ")".to_owned())];
        message.fix(plain.then(|| Fix::new(Applicability::Automatic, "write parentheses", edits)))
    }

    pub(super) fn unclosed_list(&self) -> Message {
        let expected = self.error.expected;
        let message = Message::new(format!("expected {expected} in a list, found {}", self.found()));
        let end = Span::at(self.end_before());
        if self.at_value() {
            message.help(SEPARATE).fix(self.suggestion("write `,`", (end, ",".to_owned())))
        } else if self.is_before_a_value() {
            message.help(SEPARATE).fix(self.replace_token("write `,`", ","))
        } else {
            message
                .help("write `)` where the list ends")
                .fix(self.suggestion("write `)`", (end, ")".to_owned())))
        }
    }

    pub(super) fn unopened_group(&self) -> Message {
        // Where an operand is missing too, the query is not right without the parenthesis either.
        let dangling =
            self.error.expected.contains(Expectation::Field) && self.error.context.before.is_some();
        let fix = self.suggestion("remove it", (self.error.related, String::new()));
        Message::new("unmatched `)`")
            .help("remove it, or open a group before it")
            .fix((!dangling).then_some(fix))
    }

    pub(super) fn unclosed_group(&self, groups: u32) -> Message {
        let message = match groups {
            1 => Message::new("unclosed `(`"),
            _ => Message::new(format!("{groups} unclosed parentheses")),
        };
        let close = ")".repeat(usize::try_from(groups).unwrap_or(1));
        message
            .help("write `)` where the group ends")
            .fix(self.suggestion("close at the end of the query", (Span::at(self.end_before()), close)))
    }
}
