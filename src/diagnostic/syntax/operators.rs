//! Operators that are missing, incomplete, or from another language.

use std::borrow::Cow;

use super::strings::write_quote;
use super::{FIELD_FIRST, Message, MessageBuilder, QUOTE_NAME, excerpt, is_reserved, offset};
use crate::diagnostic::fix::{Applicability, Fix};
use crate::syntax::ast::Operator;
use crate::syntax::lexical::{
    Keyword, is_one_of, means_null, name_and_operator, name_before_operator, opens_wrong_quote,
    quotable_operator, symbolic_connective, takes_pattern,
};
use crate::syntax::{Expectation, ForeignOperator, TokenKind, quote_marks, quoted, wildcards};
use crate::text::Span;

impl MessageBuilder<'_, '_> {
    pub(super) fn foreign_operator(&self, intended: ForeignOperator) -> Message {
        let message = Message::new(format!("{} is not an operator", excerpt(self.related())));
        // `… AND is not null`: the words are an operator, and it is the field that is missing.
        let before = self.error.context.before_related.map_or("", |token| self.word(token));
        if matches!(Keyword::of(before.as_bytes()), Some(Keyword::Is | Keyword::Does)) {
            return message.help(FIELD_FIRST);
        }
        let words = self.related();
        if let Some(message) = self.like(words, intended) {
            return message;
        }
        // `is 20 and 80`: a guess from what follows.
        let range = matches!(intended, ForeignOperator::Between | ForeignOperator::NotBetween);
        let guessed = range && !words.split_whitespace().any(|word| word.eq_ignore_ascii_case("between"));
        let applicability = if guessed { Applicability::Suggestion } else { foreign_applicability(words) };
        message
            .help(format!("write `{}`", intended.as_str()))
            .fix(self.replace_related(applicability, intended.as_str()))
    }

    /// `like "%iPad%"`: the pattern decides on the operator.
    fn like(&self, words: &str, intended: ForeignOperator) -> Option<Message> {
        if !takes_pattern(words) {
            return None;
        }
        let message = Message::new(format!("{} is not an operator", excerpt(words)));
        let value = self.error.context.after_related;
        let source = self.text(value.span);
        let text = match value.kind {
            TokenKind::String => Cow::Borrowed(value.text(self.source)),
            _ if opens_wrong_quote(source.as_bytes()) => quote_marks::unquoted(source).text,
            _ => Cow::Borrowed(source),
        };
        let negated = intended == ForeignOperator::Relation(Operator::DoesNotContain);
        let (operator, text) = match (wildcards::like(&text), negated) {
            (Some((Operator::Contains, text)), true) => (Operator::DoesNotContain, text),
            (Some((operator, text)), false) => (operator, text),
            (None, _) if !text.contains(['%', '*', '_', '?']) => {
                let title = format!("write `{}`", intended.as_str());
                let mut edits = vec![self.editor.replace(self.error.related, intended.as_str())];
                if self.error.context.quoted_value.is_some() {
                    edits.push(self.editor.replace(value.span, &quoted(&text)));
                }
                let fix = Fix::new(Applicability::Suggestion, title.as_str(), edits);
                return Some(message.help(title).fix(fix));
            }
            (Some(_) | None, _) => {
                let help = "patterns are not supported; `contains` and `starts with` are the closest";
                return Some(message.help(help));
            }
        };
        let text = quoted(text);
        let edits = [
            self.editor.replace(self.error.related, operator.as_str()),
            self.editor.replace(value.span, &text),
        ];
        let title = format!("write {}", excerpt(&format!("{operator} {text}")));
        Some(message.help("patterns are not supported; the operator tells where the text is").fix(Fix::new(
            Applicability::Suggestion,
            title,
            edits,
        )))
    }

    pub(super) fn quoted_operator(&self, intended: ForeignOperator) -> Message {
        let body = self.error.token.text(self.source);
        let message = Message::new(format!("quoted operator {}", excerpt(body)));
        // White space within the quotes: they are those of the name before and of the value after.
        if body.trim() != body {
            return message.help("is a quotation mark missing before the name?");
        }
        message
            .help("only operators that are words may be quoted, with single spaces")
            .fix(self.replace_related(Applicability::Automatic, intended.as_str()))
    }

    pub(super) fn missing_operator(&self) -> Message {
        let token = self.error.token;
        let (name, run) = (self.error.related, self.related());
        let message = Message::new(format!("expected an operator, found {}", self.found()));
        // The name reaches over the token.
        let several_words = name.end > token.span.start;
        // `imei" = "1"`
        if self.error.context.restart == Some(token.span.start.saturating_add(1)) {
            let help = format!("write `\"` before {} as well", excerpt(run));
            return message.help(help).fix(write_quote(name.start));
        }
        if let Some(message) = self.before_the_condition(&message) {
            return message;
        }
        if several_words && run.contains(char::is_whitespace) && !run.starts_with('"') {
            return message
                .help(format!("if {} is a single field name, put it in quotes", excerpt(run)))
                .fix(self.suggestion(QUOTE_NAME, (name, quoted(run))));
        }
        let body = run.strip_prefix('"').and_then(|run| run.strip_suffix('"')).unwrap_or_default();
        if name_and_operator(body).is_some() {
            let name_text = name_before_operator(body);
            let end = name.start.saturating_add(1).saturating_add(offset(name_text.len()));
            return message
                .help(format!("if the name is {}, its closing quotation mark is missing", excerpt(name_text)))
                .fix(write_quote(end));
        }
        if let Some(message) = self.lone_not() {
            return message;
        }
        let message =
            Message::new(format!("expected an operator after {}, found {}", excerpt(run), self.found()));
        if self.is_before_a_value() {
            message
                .help(format!("to compare the two, write `=` in place of {}", self.found()))
                .fix(self.replace_token("write `=`", "="))
        } else if !self.at_value() {
            message.help("write an operator, such as `=`, `contains` or `is empty`")
        } else if is_operator(run) {
            message.help(FIELD_FIRST)
        } else if token.kind == TokenKind::Word && !self.error.context.end_follows {
            message.help(unknown_operator(self.this_word()))
        } else {
            let fix = self.error.context.end_follows.then(|| self.insert("="));
            message.help("to compare the two, write `=` between them").fix(fix)
        }
    }

    /// `SELECT … WHERE platform = "iOS"`, `WHERE …`, `filter: …`, `&& …`; `platform: "iOS"`.
    fn before_the_condition(&self, message: &Message) -> Option<Message> {
        let (name, run, token) = (self.error.related, self.related(), self.error.token);
        let mut words = run.split_whitespace();
        let first = words.next()?;
        if first.starts_with('"') {
            return None;
        }
        let condition = Message::new(message.text.clone()).help("a query is the condition alone");
        let select = words.next_back().is_some_and(|last| last.eq_ignore_ascii_case("where"));
        if name.end > token.span.start && select {
            return Some(
                condition.fix(self.suggestion("remove all before the condition", self.editor.remove(name))),
            );
        }
        let prefix =
            is_one_of(first, &["where", "filter", "query", "select", "find", "show", "if", "when", "with"]);
        let first_span = Span::new(name.start, name.start.saturating_add(offset(first.len())));
        if self.error.context.at_comparison
            && (prefix || first.ends_with(':') || symbolic_connective(first).is_some())
        {
            let edit = (Span::new(name.start, token.span.start), String::new());
            return Some(condition.fix(self.suggestion(format!("remove {}", excerpt(first)), edit)));
        }
        if first.starts_with(['[', '{']) {
            let bracket = Span::new(name.start, name.start.saturating_add(1));
            let fix = self.suggestion("write `(`", (bracket, "(".to_owned()));
            return Some(Message::new(message.text.clone()).help("groups are in parentheses").fix(fix));
        }
        // Between name and value, as in other languages.
        let (field, value) = first.split_once(':').filter(|(field, _)| !field.is_empty())?;
        let equal = Operator::Equal.as_str();
        let colon = first_span.start.saturating_add(offset(field.len()));
        let edit = if value.is_empty() && self.at_value() && self.error.context.end_follows {
            Some((Span::new(colon, token.span.start), format!(" {equal} ")))
        } else if !value.is_empty()
            && (token.kind == TokenKind::End
                || token.kind == TokenKind::CloseParen
                || is_reserved(self.this_word()))
        {
            Some((Span::new(colon, first_span.end), format!(" {equal} {}", quoted(value))))
        } else {
            None
        };
        let fix = edit.map(|edit| self.suggestion("write `=`", edit));
        let message =
            Message::new(format!("expected an operator after {}, found {}", excerpt(field), excerpt(":")));
        Some(message.help(format!("write `{equal}` in place of `:`")).fix(fix))
    }

    /// `not` alone: the token itself in Core syntax, the word before it in extended syntax.
    fn lone_not(&self) -> Option<Message> {
        let (before, place) = self.word_before();
        let (not, span, value_follows) = if self.error.expected.contains(Expectation::In) {
            (before, place, self.at_value())
        } else if Keyword::Not.is(self.this_word().as_bytes()) {
            let next = self.word_after();
            let value = self.string_follows() || !(next.is_empty() || is_reserved(next));
            (self.related(), self.error.token.span, value)
        } else {
            return None;
        };
        let found = self.found();
        let message = format!("expected {} after {}, found {found}", self.error.expected, excerpt(not));
        let edit = self.editor.replace(span, Operator::NotEqual.as_str());
        let fix = value_follows.then(|| self.suggestion("write `!=`", edit));
        Some(Message::new(message).help("to match any other value, write `!=`").fix(fix))
    }

    pub(super) fn wrong_symbol(&self, intended: Option<Operator>) -> Message {
        let message = Message::new(format!("{} is not an operator", excerpt(self.related())));
        match intended {
            Some(operator) => message
                .help(format!("write `{operator}`"))
                .fix(self.replace_related(Applicability::Automatic, operator.as_str())),
            None if self.related().contains('~') => {
                message.help("patterns are not supported; write `contains` or `starts with`")
            }
            None => message.help("the symbolic operators are `=`, `!=`, `<`, `<=`, `>` and `>=`"),
        }
    }

    /// An operator of several words, of which the last is missing or misspelt.
    pub(super) fn incomplete(&self, start: &str, operator: Operator) -> Message {
        let token = self.error.token;
        let message = format!("expected {} after `{start}`, found {}", self.error.expected, self.found());
        let message = Message::new(message).help(format!("the operator is `{operator}`"));
        let replaced = self.error.related.end > token.span.start;
        if !replaced && !self.at_value() {
            return message;
        }
        let text = token.text(self.source);
        let mut words = operator.as_str().split(' ');
        if replaced && token.kind == TokenKind::String && !words.clone().any(|word| word == text) {
            // One of the two strings has no place, and it is not known which.
            return message;
        }
        // `starts "x" with`: the last word is after the value.
        let last = words.next_back().unwrap_or_default();
        if !replaced && self.word_after().eq_ignore_ascii_case(last) {
            let edits = [
                self.editor.insert(self.end_before(), last),
                self.editor.remove(self.error.context.after.span),
            ];
            let title = format!("write `{operator}` before the value");
            return message.fix(Fix::new(Applicability::Suggestion, title, edits));
        }
        // A word that goes away must be a form of the right one, and a value not need another fix first.
        let sure = if replaced {
            let contain = text.get(.."contain".len());
            operator == Operator::DoesNotContain
                && contain.is_some_and(|word| word.eq_ignore_ascii_case("contain"))
        } else {
            !opens_wrong_quote(text.as_bytes())
        };
        let applicability = if sure { Applicability::Automatic } else { Applicability::Suggestion };
        let words = if replaced {
            self.error.related
        } else {
            // Everything up to the offending token, which is no part of it.
            Span::new(self.error.related.start, self.end_before())
        };
        let edit = self.editor.replace(words, operator.as_str());
        message.fix(Fix::new(applicability, format!("write `{operator}`"), [edit]))
    }

    /// `is is empty`: all but the first are removed.
    pub(super) fn repeated_word(&self) -> Message {
        let found = self.found();
        let edit = (Span::new(self.end_before(), self.error.related.end), String::new());
        Message::new(format!("repeated {found}")).help(format!("remove one {found}")).fix(Fix::new(
            Applicability::Automatic,
            format!("remove {found}"),
            [edit],
        ))
    }

    pub(super) fn missing_not(&self) -> Message {
        let message = Message::new(format!("expected `not` after `does`, found {}", self.found()));
        if self.error.related.end <= self.error.token.span.start {
            return message.help("the operator is `does not contain`");
        }
        // `does contain` may mean either, `does contain not` one of them.
        let both = self.related().split_whitespace().count() > 2;
        let intended = if both { Operator::DoesNotContain } else { Operator::Contains };
        message
            .help("the operators are `contains` and `does not contain`")
            .fix(self.replace_related(Applicability::Suggestion, intended.as_str()))
    }

    pub(super) fn missing_empty(&self) -> Message {
        let (token, context) = (self.error.token, self.error.context);
        let start = self.error.related.start;
        let negated = self.related().chars().any(char::is_whitespace);
        let (words, operator, empty) = if negated {
            ("is not", Operator::NotEqual, "is not empty")
        } else {
            ("is", Operator::Equal, "is empty")
        };
        let message =
            Message::new(format!("expected {} after `{words}`, found {}", self.error.expected, self.found()));
        // From the words to before the token.
        let words_alone = Span::new(start, token.span.start);
        let replace = |end: u32, text: &str| {
            let edit = self.editor.replace(Span::new(start, end), text);
            self.suggestion(format!("write `{text}`"), edit)
        };

        // The token is in the place of `empty`, or before it.
        let empty_follows = Keyword::Empty.is(self.word_after().as_bytes());
        if (self.at_symbol() && context.end_follows) || empty_follows {
            let end = if self.at_symbol() { token.span.end } else { context.after.span.end };
            return message.help(format!("the operator is `{empty}`")).fix(replace(end, empty));
        }
        let word = Keyword::of(self.text(token.span).as_bytes());
        let another = matches!(word, Some(Keyword::Contains | Keyword::Starts));
        if self.at_symbol() || (another && !context.end_follows) {
            let edit = (words_alone, String::new());
            let fix = (!negated).then(|| self.suggestion(format!("remove `{words}`"), edit));
            let help = format!("`{words}` goes with `empty` only; remove it before another operator");
            return message.help(help).fix(fix);
        }
        if context.after.kind == TokenKind::OpenParen && word == Some(Keyword::In) {
            let (list, kept) = if negated { ("not in", "not ") } else { ("in", "") };
            return message
                .help(format!("before a list, write `{list}`"))
                .fix(self.suggestion(format!("write `{list}`"), (words_alone, kept.to_owned())));
        }
        // `is named "x"`: the word before a string is no value.
        let misspelt = token.kind == TokenKind::Word && self.string_follows();
        let end = if misspelt { token.span.end } else { self.error.related.end };
        message
            .help(format!("to compare with a value, write `{operator}`"))
            .fix(self.at_value().then(|| replace(end, operator.as_str())))
    }
}

/// Whether a text is an operator, or the first word of one.
fn is_operator(text: &str) -> bool {
    let unquoted = text.trim_matches('"');
    if unquoted.len() < text.len() {
        return quotable_operator(unquoted).is_some();
    }
    Keyword::of(text.as_bytes()).is_some_and(Keyword::begins_operator)
}

/// Advice about a word that is not an operator and that a value follows.
fn unknown_operator(word: &str) -> &'static str {
    let is = |others: &[&str]| is_one_of(word, others);
    if is(&["ends", "endswith", "ends-with", "ends_with"]) {
        "there is no operator for the end of a text; `contains` is the closest"
    } else if is(&["matches", "match", "regex", "regexp", "rlike", "glob"]) {
        "patterns are not supported; write `contains` or `starts with`"
    } else {
        "replace it with an operator, such as `=`, `contains` or `starts with`"
    }
}

/// Words that mean the same in every language are replaced automatically; `like` has patterns elsewhere, `null` is not
/// "".
fn foreign_applicability(words: &str) -> Applicability {
    let is_risky = |word: &str| {
        means_null(word)
            || word.starts_with(|c: char| c.is_ascii_punctuation() && !matches!(c, '-' | '!'))
            || is_one_of(
                word,
                &[
                    "like", "ilike", "has", "exists", "exist", "pr", "present", "set", "defined", "before",
                    "after", "older", "newer", "earlier", "later", "among",
                ],
            )
    };
    let risky = words.split_whitespace().any(is_risky);
    if risky { Applicability::Suggestion } else { Applicability::Automatic }
}
