//! Connectives that are missing, or from another language.

use super::strings::write_quote;
use super::{JOIN, Message, MessageBuilder, connective, excerpt};
use crate::diagnostic::fix::Applicability;
use crate::syntax::lexical::{Keyword, is_one_of, symbolic_connective};
use crate::syntax::{Connective, Expectation, TokenKind, quoted};
use crate::text::Span;
use crate::value::{Number, boolean, date};

impl MessageBuilder<'_, '_> {
    pub(super) fn wrong_connective(&self, intended: Connective) -> Message {
        // `&& AND` means one thing, `&& OR` two.
        let same = |word: &str| symbolic_connective(word).or_else(|| connective(word)) == Some(intended);
        let applicability = if self.related().split_whitespace().all(same) {
            Applicability::Automatic
        } else {
            Applicability::Suggestion
        };
        Message::new(format!("{} is not a connective", self.found()))
            .help(format!("write `{}`", intended.as_str()))
            .fix(self.replace_related(applicability, intended.as_str()))
    }

    pub(super) fn missing_connective(&self) -> Message {
        let (token, context) = (self.error.token, self.error.context);
        let message = Message::new(format!("expected {}, found {}", self.error.expected, self.found()));
        let text = self.text(token.span);
        let message = match self.no_group(message) {
            Ok(done) => return done,
            Err(message) => message,
        };
        if is_one_of(text, &["order", "limit", "group", "having", "sort"]) {
            return message.help("a query only filters; sorting and limits are not part of it");
        }
        if self.error.related.start < token.span.start {
            return self.value_of_several_words(message);
        }
        // `iOS" AND …`
        if let (Some(before), true) =
            (context.before, context.restart == Some(token.span.start.saturating_add(1)))
        {
            let help = format!("write `\"` before {} as well", excerpt(self.text(before.span)));
            return message.help(help).fix(write_quote(before.span.start));
        }
        if let (TokenKind::String, Some(connective)) = (token.kind, connective(token.text(self.source)))
            && context.comparison_follows
        {
            let connective = connective.as_str();
            let help = format!("write `{connective}` without quotes");
            return message.help(help).fix(self.replace_token(&format!("write `{connective}`"), connective));
        }
        // `"Ole""s"`: a doubled quote within a string.
        if let (true, Some(before)) =
            (token.kind == TokenKind::String && self.touches_before(), context.before)
            && before.kind == TokenKind::String
            && before.span.end.saturating_sub(before.span.start) > 2
            && context.end_follows
            && !reads_as_data(before.text(self.source))
        {
            if self.text(before.span) == text {
                return message.help("the value is there twice").fix(self.remove(token.span, text));
            }
            let quote = (Span::new(before.span.end.saturating_sub(1), before.span.end), "\\".to_owned());
            return message
                .help("a quotation mark within a string is written `\\\"`")
                .fix(self.suggestion("escape the quotation mark", quote));
        }
        if text == ";" && context.after.kind == TokenKind::End {
            return message.help("a query does not end with `;`").fix(self.remove(token.span, text));
        }
        let message = match self.string_closed_late(message) {
            Ok(done) => return done,
            Err(message) => message,
        };
        if context.restart.is_some() {
            return message.help("the previous string ends only here; write `\"` where it should end");
        }
        let connective = match text {
            "," | "&" | "+" => Some(Connective::And),
            "|" | "/" => Some(Connective::Or),
            _ => None,
        };
        // `b is empty" AND …`: the quote belongs to the word before it.
        let (word, _) = self.word_before();
        if token.kind == TokenKind::String && self.touches_before() && !word.is_empty() {
            return message.help("write `\"` where the string starts as well");
        }
        if context.at_comparison {
            return message.help(JOIN).fix(self.insert(Connective::And.as_str()));
        }
        if let Some(connective) = connective.filter(|_| context.comparison_follows) {
            let connective = connective.as_str();
            return message.help(JOIN).fix(self.replace_token(&format!("write `{connective}`"), connective));
        }
        if self.at_symbol() {
            message.help("a comparison has one operator; join it to the next with `AND` or `OR`")
        } else {
            message.help("remove it, or join comparisons with `AND` or `OR`")
        }
    }

    /// `iPad Air 2`
    fn value_of_several_words(&self, message: Message) -> Message {
        let value = self.related();
        if let Some(inner) = value.strip_prefix("\"\"").and_then(|value| value.strip_suffix("\"\"")) {
            return Message::new(format!("{} is in doubled quotes", excerpt(inner)))
                .help("write one quotation mark on either side")
                .fix(self.replace_related(Applicability::Automatic, &quoted(inner)));
        }
        if names_time(value) {
            return message
                .help("dates are absolute; write one such as `\"2024-05-31\"`, or milliseconds since 1970");
        }
        let first = value.split_whitespace().next().unwrap_or_default();
        if reads_as_data(first) {
            return message.help("remove it, or join comparisons with `AND` or `OR`");
        }
        let edit = (self.error.related, quoted(value));
        message
            .help(format!("if {} is one value, put it in quotes", excerpt(value)))
            .fix(self.suggestion("put the value in quotes", edit))
    }

    /// `now()`, `= in (…)`, `( AND`: parentheses that enclose no comparison. The message comes back if it is none of
    /// them.
    fn no_group(&self, message: Message) -> Result<Message, Message> {
        let context = self.error.context;
        if self.error.token.kind != TokenKind::OpenParen {
            return Err(message);
        }
        let (word, _) = self.word_before();
        if Keyword::In.is(word.as_bytes()) {
            return Ok(message.help(
                "an operator takes one value; for several, repeat the comparison or, in extended syntax, write `in` alone",
            ));
        }
        let closes = self.error.expected.contains(Expectation::CloseParen);
        if context.end_follows && closes && context.after.kind != TokenKind::CloseParen {
            return Ok(message.help("close the group with `)`").fix(self.replace_token("write `)`", ")")));
        }
        if context.comparison_follows {
            Err(message)
        } else if self.touches_before() && !word.is_empty() {
            Ok(message.help("there are no functions; write the value itself"))
        } else {
            Ok(message.help("parentheses enclose comparisons, not values"))
        }
    }
}

/// Whether a text may be the value of a field that is not text.
fn reads_as_data(text: &str) -> bool {
    Number::parse(text).is_some() || boolean::parse(text).is_some() || date::parse(text).is_some()
}

/// `7 days ago`
fn names_time(words: &str) -> bool {
    let unit = |word: &str| {
        let units = ["second", "minute", "hour", "day", "week", "month", "year"];
        let singular = word.strip_suffix(['s', 'S']).unwrap_or(word);
        is_one_of(word, &["ago"]) || is_one_of(singular, &units)
    };
    // A run of words may be as long as the text; a time has its unit at once.
    words.split_whitespace().take(4).any(unit)
}
