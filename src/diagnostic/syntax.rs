//! Syntax errors in words.

use super::fix::{Applicability, Fix};
use super::{Code, Diagnostic, Severity, tick};
use crate::syntax::ast::Operator;
use crate::syntax::{Extension, Limits, SyntaxError, SyntaxErrorKind, TokenKind, quoted, unquoted};
use crate::text::Span;

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
    } else if error.kind == SyntaxErrorKind::MissingValue {
        diagnostic.with_label(error.related, "the operator")
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
            SyntaxErrorKind::ForeignOperator(meant) => (
                format!("{} is not an operator", tick(self.related())),
                Some(format!("write `{}`", meant.as_str())),
                Some(self.replace_related(foreign_applicability(self.related()), meant.as_str())),
            ),
            SyntaxErrorKind::QuotedOperator(meant) => (
                format!("the operator {} is in quotes", tick(self.error.token.text(self.source))),
                Some("only `contains`, `starts with` and `does not contain` may be quoted".to_owned()),
                Some(self.replace_related(Applicability::Automatic, meant.as_str())),
            ),
            SyntaxErrorKind::WrongSymbol(meant) => self.wrong_symbol(meant),
            SyntaxErrorKind::MissingValue => self.missing_value(),
            SyntaxErrorKind::MissingWith => self.incomplete("starts", Operator::StartsWith),
            SyntaxErrorKind::MissingNot => self.missing_not(),
            SyntaxErrorKind::MissingContain => self.incomplete("does not", Operator::DoesNotContain),
            SyntaxErrorKind::MissingEmpty => self.missing_empty(),
            SyntaxErrorKind::MissingList => (
                format!("expected `(` after `in`, found {found}"),
                Some("write `in (\"A\", \"B\")`".to_owned()),
                None,
            ),
            SyntaxErrorKind::UnclosedList => {
                (format!("expected {} in a list, found {found}", self.error.expected), None, None)
            }
            SyntaxErrorKind::MissingConnective => self.missing_connective(),
            SyntaxErrorKind::WrongConnective(meant) => (
                format!("{found} is not a connective"),
                Some(format!("write `{}`", meant.as_str())),
                Some(self.replace_related(Applicability::Automatic, meant.as_str())),
            ),
            SyntaxErrorKind::UnclosedGroup { groups } => self.unclosed_group(groups),
            SyntaxErrorKind::UnopenedGroup => (
                "a parenthesis is closed that was not opened".to_owned(),
                Some("remove it, or open a group before it".to_owned()),
                Some(Fix::new(Applicability::Suggestion, "remove it", [(self.error.related, String::new())])),
            ),
            SyntaxErrorKind::UnclosedString => self.unclosed_string(),
            SyntaxErrorKind::WrongQuote => self.wrong_quote(),
            SyntaxErrorKind::ExtendedOnly(extension) => (
                format!("`{}` is extended syntax, which Core does not take", extension_words(extension)),
                Some(
                    "read it with the extended syntax, and rewrite it into Core syntax to send it".to_owned(),
                ),
                None,
            ),
            SyntaxErrorKind::TooLong => self.limit("the text is too long", "bytes", self.limits.max_bytes()),
            SyntaxErrorKind::TooManyTokens => {
                self.limit("too many tokens", "tokens", self.limits.max_tokens())
            }
            SyntaxErrorKind::TooDeep => self.limit(
                "groups are nested too deep",
                "groups and `NOT`s in each other",
                self.limits.max_nesting(),
            ),
            SyntaxErrorKind::TooManyErrors => {
                self.limit("too many errors", "errors", self.limits.max_errors())
            }
        }
    }

    /// The offending token, in words.
    fn found(&self) -> String {
        if self.error.token.kind == TokenKind::End {
            return "the end of the query".to_owned();
        }
        tick(self.source.get(self.error.token.span.range()).unwrap_or_default())
    }

    fn related(&self) -> &'s str {
        self.source.get(self.error.related.range()).unwrap_or_default()
    }

    fn replace_related(&self, applicability: Applicability, text: &str) -> Fix {
        Fix::new(applicability, format!("write {}", tick(text)), [(self.error.related, text.to_owned())])
    }

    fn limit(&self, message: &str, unit: &str, most: u32) -> Told {
        (message.to_owned(), Some(format!("the limit is {most} {unit}; the rest was not read")), None)
    }

    /// Whether the token is a string or a word that is not reserved: something that could be a value.
    fn at_value(&self) -> bool {
        let kind = self.error.token.kind;
        matches!(kind, TokenKind::String | TokenKind::EscapedString)
            || (kind == TokenKind::Word && !is_reserved(self.error.token.text(self.source)))
    }

    /// The text before the offending token, without the white space between.
    fn before(&self) -> &'s str {
        let start = usize::try_from(self.error.token.span.start).unwrap_or(usize::MAX);
        self.source.get(..start).unwrap_or_default().trim_end()
    }

    /// The connective that is the last word before the offending token.
    fn connective_before(&self) -> Option<Span> {
        let before = self.before();
        let stop = |c: char| c.is_whitespace() || matches!(c, '"' | '(' | ')' | ',' | '=' | '!' | '<' | '>');
        let word = before.rsplit(stop).next().filter(|word| is_reserved(word))?;
        let end = u32::try_from(before.len()).ok()?;
        Some(Span::new(end.checked_sub(u32::try_from(word.len()).ok()?)?, end))
    }

    fn missing_operand(&self) -> Told {
        let found = self.found();
        let message = format!("expected {}, found {found}", self.error.expected);
        match (self.error.token.kind, self.connective_before()) {
            (TokenKind::End, Some(connective)) => {
                let word = self.source.get(connective.range()).unwrap_or_default();
                let help = format!("complete the query, or remove the {} at its end", tick(word));
                // The space before it goes with it.
                let start = u32::try_from(
                    self.source.get(..connective.range().start).unwrap_or_default().trim_end().len(),
                );
                let span = Span::new(start.unwrap_or(connective.start), connective.end);
                (
                    message,
                    Some(help),
                    Some(Fix::new(
                        Applicability::Suggestion,
                        format!("remove {}", tick(word)),
                        [(span, String::new())],
                    )),
                )
            }
            (TokenKind::CloseParen, None) => {
                (message, Some("a group must hold a comparison".to_owned()), None)
            }
            (TokenKind::Word, Some(connective)) if is_reserved(self.error.token.text(self.source)) => {
                let span = connective.join(self.error.token.span);
                let word = self.source.get(connective.range()).unwrap_or_default();
                let fix = Fix::new(
                    Applicability::Suggestion,
                    format!("keep {}", tick(word)),
                    [(span, word.to_owned())],
                );
                (message, Some("two connectives stand side by side".to_owned()), Some(fix))
            }
            (TokenKind::Word, None) if is_reserved(self.error.token.text(self.source)) => {
                let help = format!("to use {found} as a field, put it in quotes");
                (message, Some(help), None)
            }
            _ => (message, None, None),
        }
    }

    fn missing_operator(&self) -> Told {
        let found = self.found();
        let (field, run) = (self.error.related, self.related());
        if run.contains(char::is_whitespace)
            && !run.starts_with('"')
            && field.end > self.error.token.span.start
        {
            let help = format!("if {} is the name of one field, put it in quotes", tick(run));
            return (
                format!("expected an operator, found {found}"),
                Some(help),
                Some(Fix::new(Applicability::Suggestion, "put the name in quotes", [(field, quoted(run))])),
            );
        }
        let message = format!("expected an operator after {}, found {found}", tick(run));
        let help = if self.at_value() {
            "to compare the two, write `=` between them"
        } else {
            "such as `=`, `contains` or `is empty`"
        };
        let equals = self.at_value().then(|| {
            let at = Span::at(self.error.token.span.start);
            Fix::new(Applicability::Suggestion, "write `=`", [(at, "= ".to_owned())])
        });
        (message, Some(help.to_owned()), equals)
    }

    fn wrong_symbol(&self, meant: Option<Operator>) -> Told {
        let message = format!("{} is not an operator", tick(self.related()));
        match meant {
            Some(operator) => (
                message,
                Some(format!("write `{operator}`")),
                Some(self.replace_related(Applicability::Automatic, operator.as_str())),
            ),
            None => (message, Some("the symbols are `=`, `!=`, `<`, `<=`, `>` and `>=`".to_owned()), None),
        }
    }

    fn missing_value(&self) -> Told {
        let found = self.found();
        let message = format!("expected a value, found {found}");
        if self.error.token.kind == TokenKind::Word {
            let word = self.error.token.text(self.source);
            let help = format!("to compare with the word {}, put it in quotes", tick(word));
            let fix = Fix::new(
                Applicability::Suggestion,
                "put it in quotes",
                [(self.error.token.span, quoted(word))],
            );
            return (message, Some(help), Some(fix));
        }
        let list = self.error.token.kind == TokenKind::OpenParen;
        (
            message,
            list.then(|| "an operator takes one value; repeat the comparison for others".to_owned()),
            None,
        )
    }

    /// An operator of several words, of which the last is missing or misspelt.
    fn incomplete(&self, start: &str, operator: Operator) -> Told {
        let help = format!("the operator is `{operator}`");
        let words = self.operator_words();
        let fix = Fix::new(
            Applicability::Automatic,
            format!("write `{operator}`"),
            [(words, operator.to_string())],
        );
        (
            format!("expected {} after `{start}`, found {}", self.error.expected, self.found()),
            Some(help),
            Some(fix),
        )
    }

    /// The words of the operator: those that are related, and all up to the offending token if that is no part of it.
    fn operator_words(&self) -> Span {
        let related = self.error.related;
        if related.end > self.error.token.span.start {
            return related;
        }
        let end = u32::try_from(self.before().len()).unwrap_or(related.end);
        Span::new(related.start, end)
    }

    fn missing_not(&self) -> Told {
        let message = format!("expected `not` after `does`, found {}", self.found());
        if self.error.related.end > self.error.token.span.start {
            let fix = self.replace_related(Applicability::Suggestion, "contains");
            return (
                message,
                Some("the operators are `contains` and `does not contain`".to_owned()),
                Some(fix),
            );
        }
        (message, Some("the operator is `does not contain`".to_owned()), None)
    }

    fn missing_empty(&self) -> Told {
        let negated = self.related().chars().any(char::is_whitespace);
        let (words, operator) =
            if negated { ("is not", Operator::NotEqual) } else { ("is", Operator::Equal) };
        let message = format!("expected {} after `{words}`, found {}", self.error.expected, self.found());
        let help = format!("to compare with a value, write `{operator}`");
        let fix = self.at_value().then(|| self.replace_related(Applicability::Suggestion, operator.as_str()));
        (message, Some(help), fix)
    }

    fn missing_connective(&self) -> Told {
        let message = format!("expected {}, found {}", self.error.expected, self.found());
        let run = self.error.related;
        if run.start < self.error.token.span.start {
            let fix = Fix::new(
                Applicability::Suggestion,
                "put the value in quotes",
                [(run, quoted(self.related()))],
            );
            return (
                message,
                Some(format!("if {} is one value, put it in quotes", tick(self.related()))),
                Some(fix),
            );
        }
        let help = Some("join comparisons with `AND` or `OR`".to_owned());
        let operand = self.at_value() || self.error.token.kind == TokenKind::OpenParen;
        let at = Span::at(self.error.token.span.start);
        let fix =
            operand.then(|| Fix::new(Applicability::Suggestion, "write `AND`", [(at, "AND ".to_owned())]));
        (message, help, fix)
    }

    fn unclosed_group(&self, groups: u32) -> Told {
        let message = match groups {
            1 => "a parenthesis is not closed".to_owned(),
            _ => format!("{groups} parentheses are not closed"),
        };
        let end = u32::try_from(self.before().len()).unwrap_or(self.error.token.span.start);
        let close = ")".repeat(usize::try_from(groups).unwrap_or(1));
        let fix = Fix::new(Applicability::Suggestion, "close at the end", [(Span::at(end), close)]);
        (message, Some("write `)` where the group ends".to_owned()), Some(fix))
    }

    fn unclosed_string(&self) -> Told {
        let text = self.error.token.text(self.source);
        let end = self.error.token.span.end;
        let message = "a string is not closed".to_owned();
        let trimmed = text.trim_end();
        // `"C:\temp\"` looks closed: its last quote is an escaped one.
        if let Some(body) = trimmed.strip_suffix("\\\"") {
            let backslash = end.saturating_sub(u32::try_from(text.len() - body.len()).unwrap_or(0));
            let at = Span::at(backslash);
            let fix = Fix::new(Applicability::Suggestion, "double the backslash", [(at, "\\".to_owned())]);
            let help =
                "the backslash before the last quote makes that a part of the string; double the backslash";
            return (message, Some(help.to_owned()), Some(fix));
        }
        let close =
            u32::try_from(text.len() - trimmed.len()).map_or(end, |spaces| end.saturating_sub(spaces));
        let fix =
            Fix::new(Applicability::Suggestion, "close it at the end", [(Span::at(close), "\"".to_owned())]);
        (message, Some("write `\"` where the string ends".to_owned()), Some(fix))
    }

    fn wrong_quote(&self) -> Told {
        let text = self.related();
        let message = format!("{} is in quotes that make no string", tick(text));
        let help = Some("strings are in straight double quotes".to_owned());
        (message, help, Some(self.replace_related(Applicability::Automatic, &quoted(unquoted(text)))))
    }
}

/// Words that mean the same in every language are taken as meant; `like` has patterns elsewhere, `null` is not "".
fn foreign_applicability(words: &str) -> Applicability {
    let risky = ["like", "null", "nil", "none", "blank", "missing", "nothing", "has"];
    let said = |risk: &&str| words.split_whitespace().any(|word| word.eq_ignore_ascii_case(risk));
    if risky.iter().any(said) { Applicability::Suggestion } else { Applicability::Automatic }
}

const fn extension_words(extension: Extension) -> &'static str {
    match extension {
        Extension::Not => "NOT",
        Extension::In => "in",
        Extension::NotIn => "not in",
    }
}

fn is_reserved(word: &str) -> bool {
    ["and", "or", "not"].iter().any(|reserved| reserved.eq_ignore_ascii_case(word))
}
