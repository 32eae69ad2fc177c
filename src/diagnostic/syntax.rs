//! The messages of syntax errors.

mod operators;
mod strings;

use super::fix::{Applicability, Fix};
use super::nearby::{
    after, are_one_token, before, ends_comparison, first_word, is_connective, is_reserved, last_word,
    starts_comparison, starts_operator,
};
use super::{Code, Diagnostic, Severity};
use crate::syntax::ast::Operator;
use crate::syntax::{
    Connective, Expectation, Extension, Limits, SyntaxError, SyntaxErrorKind, TokenKind, quoted,
};
use crate::text::{Span, excerpt};

pub(super) fn diagnostic(error: &SyntaxError, source: &str, limits: Limits) -> Diagnostic {
    let words = Words { error, source, limits };
    let code = code(error.kind);
    let (message, help, fix) = words.tell();
    let mut diagnostic = Diagnostic::new(code, Severity::Error, error.token.span, message)
        .with_token(error.token.text(source))
        .with_fix(fix);
    diagnostic.expected = error.expected;
    diagnostic.help = help;
    if let SyntaxErrorKind::UnclosedGroup { .. } = error.kind {
        diagnostic.with_label(error.related, "opened here")
    } else if error.kind == SyntaxErrorKind::MissingValue && source.get(error.related.range()) == Some("(") {
        diagnostic.with_label(error.related, "the list")
    } else {
        diagnostic
    }
}

fn code(kind: SyntaxErrorKind) -> Code {
    match kind {
        SyntaxErrorKind::MissingOperand => Code::MissingOperand,
        SyntaxErrorKind::MissingOperator => Code::MissingOperator,
        SyntaxErrorKind::ForeignOperator(_) => Code::ForeignOperator,
        SyntaxErrorKind::QuotedOperator(_) => Code::QuotedOperator,
        SyntaxErrorKind::WrongSymbol(_) => Code::WrongSymbol,
        SyntaxErrorKind::MissingValue => Code::MissingValue,
        SyntaxErrorKind::MissingWith
        | SyntaxErrorKind::MissingNot
        | SyntaxErrorKind::MissingContain
        | SyntaxErrorKind::MissingEmpty => Code::IncompleteOperator,
        SyntaxErrorKind::RepeatedWord => Code::RepeatedWord,
        SyntaxErrorKind::MissingList | SyntaxErrorKind::UnclosedList => Code::BrokenList,
        SyntaxErrorKind::MissingConnective => Code::MissingConnective,
        SyntaxErrorKind::WrongConnective(_) => Code::WrongConnective,
        SyntaxErrorKind::UnclosedGroup { .. } => Code::UnclosedGroup,
        SyntaxErrorKind::UnopenedGroup => Code::UnopenedGroup,
        SyntaxErrorKind::UnclosedString => Code::UnclosedString,
        SyntaxErrorKind::WrongQuote => Code::WrongQuote,
        SyntaxErrorKind::ExtendedOnly(_) => Code::ExtendedOnly,
        SyntaxErrorKind::TooLong => Code::TooLong,
        SyntaxErrorKind::TooManyTokens => Code::TooManyTokens,
        SyntaxErrorKind::TooDeep => Code::TooDeep,
        SyntaxErrorKind::TooManyErrors => Code::TooManyErrors,
    }
}

const FIELD_FIRST: &str = "a comparison starts with a field name";

/// Message, help and fix.
type Told = (String, Option<String>, Option<Fix>);

struct Words<'e, 's> {
    error: &'e SyntaxError,
    source: &'s str,
    limits: Limits,
}

impl<'s> Words<'_, 's> {
    fn tell(&self) -> Told {
        let found = self.found();
        match self.error.kind {
            SyntaxErrorKind::MissingOperand => self.missing_operand(),
            SyntaxErrorKind::MissingOperator => self.missing_operator(),
            SyntaxErrorKind::ForeignOperator(meant) => self.foreign_operator(meant),
            SyntaxErrorKind::QuotedOperator(meant) => self.quoted_operator(meant),
            SyntaxErrorKind::WrongSymbol(meant) => self.wrong_symbol(meant),
            SyntaxErrorKind::MissingValue => self.missing_value(),
            SyntaxErrorKind::MissingWith => self.incomplete("starts", Operator::StartsWith),
            SyntaxErrorKind::MissingNot => self.missing_not(),
            SyntaxErrorKind::MissingContain => self.incomplete("does not", Operator::DoesNotContain),
            SyntaxErrorKind::MissingEmpty => self.missing_empty(),
            SyntaxErrorKind::RepeatedWord => self.repeated_word(),
            SyntaxErrorKind::MissingList => self.missing_list(),
            SyntaxErrorKind::UnclosedList => self.unclosed_list(),
            SyntaxErrorKind::MissingConnective => self.missing_connective(),
            SyntaxErrorKind::WrongConnective(meant) => (
                format!("{found} is not a connective"),
                Some(format!("write `{}`", meant.as_str())),
                Some(self.replace_related(self.one_connective(meant), meant.as_str())),
            ),
            SyntaxErrorKind::UnclosedGroup { groups } => self.unclosed_group(groups),
            SyntaxErrorKind::UnopenedGroup => self.unopened_group(),
            SyntaxErrorKind::UnclosedString => self.unclosed_string(),
            SyntaxErrorKind::WrongQuote => self.wrong_quote(),
            SyntaxErrorKind::ExtendedOnly(extension) => (
                format!("`{}` is extended syntax, which Core does not accept", extension_words(extension)),
                Some(
                    "to read it, set the option `syntax` to `extended`; to send it to Core, rewrite it into Core syntax"
                        .to_owned(),
                ),
                None,
            ),
            SyntaxErrorKind::TooLong => {
                self.limit("the text is too long", "`max_bytes`", self.limits.max_bytes())
            },
            SyntaxErrorKind::TooManyTokens => {
                self.limit("too many tokens", "`max_tokens`", self.limits.max_tokens())
            }
            SyntaxErrorKind::TooDeep => {
                self.limit("groups are nested too deeply", "`max_nesting`", self.limits.max_nesting())
            }
            SyntaxErrorKind::TooManyErrors => {
                self.limit("too many errors", "`max_errors`", self.limits.max_errors())
            }
        }
    }

    /// The offending token, in words.
    fn found(&self) -> String {
        if self.error.token.kind == TokenKind::End {
            return "the end of the query".to_owned();
        }
        excerpt(self.source.get(self.error.token.span.range()).unwrap_or_default())
    }

    fn related(&self) -> &'s str {
        self.source.get(self.error.related.range()).unwrap_or_default()
    }

    /// Writes a text in place of what is related, with spaces where it would become one token with what touches it.
    fn replace_related(&self, applicability: Applicability, text: &str) -> Fix {
        let range = self.error.related.range();
        let before = self.source.get(..range.start).and_then(|before| before.chars().next_back());
        let behind = self.source.get(range.end..).and_then(|behind| behind.chars().next());
        let space = |glued| if glued { " " } else { "" };
        let left = space(are_one_token(before, text.chars().next()));
        let right = space(are_one_token(text.chars().next_back(), behind));
        let title = format!("write {}", excerpt(text));
        Fix::new(applicability, title, [(self.error.related, format!("{left}{text}{right}"))])
    }

    fn limit(&self, message: &str, option: &str, most: u32) -> Told {
        (message.to_owned(), Some(format!("the limit {option} is {most}; the rest was not read")), None)
    }

    /// Whether the token is a string or a word that is not reserved: something that could be a value.
    fn at_value(&self) -> bool {
        let kind = self.error.token.kind;
        matches!(kind, TokenKind::String | TokenKind::EscapedString)
            || (kind == TokenKind::Word && !is_reserved(self.error.token.text(self.source)))
    }

    fn at_symbol(&self) -> bool {
        self.source.get(self.error.token.span.range()).unwrap_or_default().starts_with(['=', '!', '<', '>'])
    }

    /// The text before the offending token, without the white space between.
    fn before(&self) -> &'s str {
        before(self.source, self.error.token.span.start)
    }

    /// The text behind the offending token, without the white space between.
    fn after(&self) -> &'s str {
        after(self.source, self.error.token.span.end)
    }

    /// The word before the offending token.
    fn word_before(&self) -> (&'s str, Span) {
        let before = self.before();
        let word = last_word(before);
        let [start, end] = [before.len() - word.len(), before.len()].map(offset);
        (word, Span::new(start, end))
    }

    fn missing_operand(&self) -> Told {
        let token = self.error.token;
        let message = format!("expected {}, found {}", self.error.expected, self.found());
        let (word, place) = self.word_before();
        let here = if token.kind == TokenKind::Word { token.text(self.source) } else { "" };
        let at_close = token.kind == TokenKind::CloseParen;
        let at_end = token.kind == TokenKind::End;
        let (help, fix) = if (at_end || at_close) && is_reserved(word) {
            // The space before the word goes with it.
            let start = before(self.source, place.start).len();
            let fix = remove(Span::new(offset(start), place.end), word);
            (format!("complete the query, or remove {}", excerpt(word)), Some(fix))
        } else if at_close {
            ("a group must contain a comparison".to_owned(), None)
        } else if at_end {
            ("write a comparison, followed by `)`".to_owned(), None)
        } else if is_connective(here) && is_connective(word) {
            let keep = (Span::new(place.start, self.connectives_end()), word.to_owned());
            let fix = Fix::new(Applicability::Suggestion, format!("keep only {}", excerpt(word)), [keep]);
            ("there are two connectives in a row".to_owned(), Some(fix))
        } else if is_reserved(here) && starts_operator(self.after()) {
            let fix = self.replace_token("put it in quotes", quoted(here));
            (format!("to use {} as a field name, put it in quotes", excerpt(here)), Some(fix))
        } else if is_connective(here) && word.is_empty() {
            // The space behind the word goes with it.
            let end = self.source.len() - after(self.source, self.connectives_end()).len();
            let fix = remove(Span::new(token.span.start, offset(end)), here);
            (format!("write a comparison before {}, or remove it", excerpt(here)), Some(fix))
        } else if is_reserved(here) {
            (format!("{} must be followed by a comparison or a group", excerpt(word)), None)
        } else if self.at_symbol() {
            (FIELD_FIRST.to_owned(), None)
        } else {
            return (message, None, None);
        };
        (message, Some(help), fix)
    }

    /// The end of the connectives in a row that the token begins; all of them are one mistake.
    fn connectives_end(&self) -> u32 {
        let mut end = self.error.token.span.end;
        loop {
            let rest = after(self.source, end);
            let word = first_word(rest);
            if !is_connective(word) {
                return end;
            }
            end = offset(self.source.len() - rest.len() + word.len());
        }
    }

    /// `&& AND` means one thing, `&& OR` two.
    fn one_connective(&self, meant: Connective) -> Applicability {
        let sign = match meant {
            Connective::And => "&&",
            Connective::Or => "||",
        };
        let same = |word: &str| word == sign || word.eq_ignore_ascii_case(meant.as_str());
        if self.related().split_whitespace().all(same) {
            Applicability::Automatic
        } else {
            Applicability::Suggestion
        }
    }

    /// `platform AND "x"`: whether the token is a connective that joins nothing.
    fn stands_before_a_value(&self) -> bool {
        let token = self.error.token;
        token.kind == TokenKind::Word
            && is_connective(token.text(self.source))
            && self.after().starts_with('"')
            && !starts_comparison(self.after())
    }

    fn missing_value(&self) -> Told {
        let token = self.error.token;
        let message = format!("expected a value, found {}", self.found());
        if self.related() == "(" {
            return self.missing_list_value(message);
        }
        let (help, fix) = if token.kind == TokenKind::Word && starts_comparison(self.after()) {
            (format!("write the value before {}", self.found()), None)
        } else if self.stands_before_a_value() {
            ("the value must follow the operator directly".to_owned(), None)
        } else if token.kind == TokenKind::Word {
            let fix = self.replace_token("put it in quotes", quoted(token.text(self.source)));
            (format!("to compare with the word {}, put it in quotes", self.found()), Some(fix))
        } else if token.kind == TokenKind::OpenParen {
            ("an operator takes one value; repeat the comparison for each value".to_owned(), None)
        } else {
            let help = "write a value, such as `\"iOS\"`; to find devices without one, write `is empty`";
            (help.to_owned(), None)
        };
        (message, Some(help), fix)
    }

    fn missing_list_value(&self, message: String) -> Told {
        let before = self.before();
        if self.error.token.kind == TokenKind::CloseParen && before.ends_with(',') {
            let comma = Span::new(offset(before.len() - 1), offset(before.len()));
            return (
                message,
                Some("write a value after the comma, or remove it".to_owned()),
                Some(remove(comma, ",")),
            );
        }
        (message, Some("write the values, separated by commas".to_owned()), None)
    }

    fn missing_list(&self) -> Told {
        let message = format!("expected `(` after `in`, found {}", self.found());
        let span = self.error.token.span;
        let fix = (self.at_value() && !self.after().starts_with(',')).then(|| {
            let parentheses = [(Span::at(span.start), "(".to_owned()), (Span::at(span.end), ")".to_owned())];
            Fix::new(Applicability::Suggestion, "add parentheses", parentheses)
        });
        (message, Some("write the values in parentheses: `in (\"A\", \"B\")`".to_owned()), fix)
    }

    fn unclosed_list(&self) -> Told {
        let message = format!("expected {} in a list, found {}", self.error.expected, self.found());
        let end = Span::at(offset(self.before().len()));
        if self.at_value() {
            let fix = Fix::new(Applicability::Suggestion, "write `,`", [(end, ",".to_owned())]);
            return (message, Some("separate the values with a comma".to_owned()), Some(fix));
        }
        if self.stands_before_a_value() {
            let fix = self.replace_token("write `,`", ",".to_owned());
            return (message, Some("separate the values with a comma".to_owned()), Some(fix));
        }
        let fix = Fix::new(Applicability::Suggestion, "write `)`", [(end, ")".to_owned())]);
        (message, Some("write `)` where the list ends".to_owned()), Some(fix))
    }

    fn missing_connective(&self) -> Told {
        let token = self.error.token;
        let message = format!("expected {}, found {}", self.error.expected, self.found());
        let run = self.error.related;
        if let Some((help, fix)) = self.no_group() {
            return (message, Some(help), fix);
        }
        if run.start < token.span.start {
            if names_time(self.related()) {
                let help =
                    "dates are absolute; write one such as `\"2024-05-31\"`, or milliseconds since 1970";
                return (message, Some(help.to_owned()), None);
            }
            let fix = Fix::new(
                Applicability::Suggestion,
                "put the value in quotes",
                [(run, quoted(self.related()))],
            );
            return (
                message,
                Some(format!("if {} is one value, put it in quotes", excerpt(self.related()))),
                Some(fix),
            );
        }
        if let Some((help, fix)) = self.string_closed_late() {
            return (message, Some(help), fix);
        }
        let text = self.source.get(token.span.range()).unwrap_or_default();
        let connective = match text {
            "," | "&" | "+" => "AND",
            "|" | "/" => "OR",
            _ => "",
        };
        let (help, fix) = if starts_comparison(after(self.source, token.span.start)) {
            ("join comparisons with `AND` or `OR`", Some(self.insert("AND")))
        } else if !connective.is_empty() && starts_comparison(self.after()) {
            let space = if self.touches_before() { " " } else { "" };
            let behind = if self.touches_after() { " " } else { "" };
            let fix = Fix::new(
                Applicability::Suggestion,
                format!("write `{connective}`"),
                [(token.span, format!("{space}{connective}{behind}"))],
            );
            ("join comparisons with `AND` or `OR`", Some(fix))
        } else if text == ";" && self.after().is_empty() {
            ("a query does not end with `;`", Some(remove(token.span, text)))
        } else if self.at_symbol() {
            ("a comparison has one operator; join it to the next with `AND` or `OR`", None)
        } else {
            ("remove it, or join comparisons with `AND` or `OR`", None)
        };
        (message, Some(help.to_owned()), fix)
    }

    /// `now()`, `= in (…)`, `( AND`: parentheses that hold no comparison.
    fn no_group(&self) -> Option<(String, Option<Fix>)> {
        if self.error.token.kind != TokenKind::OpenParen {
            return None;
        }
        let (word, _) = self.word_before();
        let after = self.after();
        let help = if word.eq_ignore_ascii_case("in") {
            "an operator takes one value; for several, repeat the comparison or, in extended syntax, write `in` alone"
        } else if ends_comparison(after)
            && self.error.expected.contains(Expectation::CloseParen)
            && !after.starts_with(')')
        {
            let fix = self.replace_token("write `)`", ")".to_owned());
            return Some(("close the group with `)`".to_owned(), Some(fix)));
        } else if after.starts_with('(') || starts_comparison(after) {
            return None;
        } else if self.touches_before() && !word.is_empty() {
            "there are no functions; write the value itself"
        } else {
            "parentheses enclose comparisons, not values"
        };
        Some((help.to_owned(), None))
    }

    fn unopened_group(&self) -> Told {
        // Where an operand is missing too, the query is not right without the parenthesis either.
        let dangling = self.error.expected.contains(Expectation::Field) && !self.before().is_empty();
        let fix = Fix::new(Applicability::Suggestion, "remove it", [(self.error.related, String::new())]);
        (
            "unmatched `)`".to_owned(),
            Some("remove it, or open a group before it".to_owned()),
            (!dangling).then_some(fix),
        )
    }

    fn unclosed_group(&self, groups: u32) -> Told {
        let message = match groups {
            1 => "unclosed `(`".to_owned(),
            _ => format!("{groups} unclosed parentheses"),
        };
        let end = offset(self.before().len());
        let close = ")".repeat(usize::try_from(groups).unwrap_or(1));
        let fix =
            Fix::new(Applicability::Suggestion, "close at the end of the query", [(Span::at(end), close)]);
        (message, Some("write `)` where the group ends".to_owned()), Some(fix))
    }

    fn touches_before(&self) -> bool {
        offset(self.before().len()) == self.error.token.span.start
    }

    fn touches_after(&self) -> bool {
        let behind = self.source.len() - self.after().len();
        offset(behind) == self.error.token.span.end
    }

    /// Writes a word before the token, with spaces.
    fn insert(&self, word: &str) -> Fix {
        let space = if self.touches_before() { " " } else { "" };
        let at = Span::at(self.error.token.span.start);
        Fix::new(Applicability::Suggestion, format!("write `{word}`"), [(at, format!("{space}{word} "))])
    }

    fn replace_token(&self, title: &str, text: String) -> Fix {
        Fix::new(Applicability::Suggestion, title, [(self.error.token.span, text)])
    }
}

/// `7 days ago`
fn names_time(words: &str) -> bool {
    let unit = |word: &str| {
        let units = ["second", "minute", "hour", "day", "week", "month", "year"];
        let singular = word.strip_suffix(['s', 'S']).unwrap_or(word);
        word.eq_ignore_ascii_case("ago") || units.iter().any(|unit| unit.eq_ignore_ascii_case(singular))
    };
    // A run of words may be as long as the text; a time has its unit at once.
    words.split_whitespace().take(4).any(unit)
}

fn remove(span: Span, text: &str) -> Fix {
    Fix::new(Applicability::Suggestion, format!("remove {}", excerpt(text)), [(span, String::new())])
}

fn offset(position: usize) -> u32 {
    u32::try_from(position).unwrap_or(u32::MAX)
}

const fn extension_words(extension: Extension) -> &'static str {
    match extension {
        Extension::Not => "NOT",
        Extension::In => "in",
        Extension::NotIn => "not in",
    }
}
