//! The messages of syntax errors.

mod connectives;
mod operands;
mod operators;
mod ranges;
mod strings;

use super::fix::{Applicability, Editor, Fix};
use super::{Code, Diagnostic, Severity};
use crate::syntax::ast::Operator;
use crate::syntax::lexical::Keyword;
use crate::syntax::{Connective, Extension, Limits, SyntaxError, SyntaxErrorKind, Token, TokenKind};
use crate::text::{Span, excerpt};

pub(super) fn diagnostic(error: &SyntaxError, source: &str, limits: Limits) -> Diagnostic {
    let Message { text, help, fix } =
        MessageBuilder { error, source, limits, editor: Editor::new(source) }.render();
    let diagnostic = Diagnostic::new(code(error.kind), Severity::Error, error.token.span, text)
        .with_token(error.token.text(source))
        .with_expected(error.expected)
        .with_fix(fix);
    let diagnostic = match help {
        Some(help) => diagnostic.with_help(help),
        None => diagnostic,
    };
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
        SyntaxErrorKind::CoreBetween(_) => Code::ExtendedOnly,
        SyntaxErrorKind::MissingAnd => Code::IncompleteOperator,
        SyntaxErrorKind::MissingAmount => Code::MissingAmount,
        SyntaxErrorKind::RepeatedWord => Code::RepeatedWord,
        SyntaxErrorKind::MissingList | SyntaxErrorKind::UnclosedList => Code::BrokenList,
        SyntaxErrorKind::MissingConnective => Code::MissingConnective,
        SyntaxErrorKind::WrongConnective(_) => Code::WrongConnective,
        SyntaxErrorKind::UnclosedGroup { .. } => Code::UnclosedGroup,
        SyntaxErrorKind::UnopenedGroup => Code::UnopenedGroup,
        SyntaxErrorKind::UnclosedString => Code::UnclosedString,
        SyntaxErrorKind::WrongQuote | SyntaxErrorKind::QuotedQuery => Code::WrongQuote,
        SyntaxErrorKind::ExtendedOnly(_) => Code::ExtendedOnly,
        SyntaxErrorKind::TooLong => Code::TooLong,
        SyntaxErrorKind::TooManyTokens => Code::TooManyTokens,
        SyntaxErrorKind::TooDeep => Code::TooDeep,
        SyntaxErrorKind::TooManyErrors => Code::TooManyErrors,
    }
}

const FIELD_FIRST: &str = "a comparison starts with a field name";
const JOIN: &str = "join comparisons with `AND` or `OR`";
const QUOTE_NAME: &str = "put the name in quotes";
const QUOTE_WORD: &str = "put it in quotes";
const SEPARATE: &str = "separate the values with a comma";

/// The text of a diagnostic: the message, advice, and a fix.
struct Message {
    text: String,
    help: Option<String>,
    fix: Option<Fix>,
}

impl Message {
    fn new(text: impl Into<String>) -> Self {
        Self { text: text.into(), help: None, fix: None }
    }

    fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    fn fix(mut self, fix: impl Into<Option<Fix>>) -> Self {
        self.fix = fix.into();
        self
    }
}

/// Makes the message of one error. It reads the spans of the error and of its context, and nothing around them.
struct MessageBuilder<'e, 's> {
    error: &'e SyntaxError,
    source: &'s str,
    limits: Limits,
    editor: Editor<'s>,
}

impl<'s> MessageBuilder<'_, 's> {
    fn render(&self) -> Message {
        if let Some(quote) = self.error.context.missing_quote {
            return self.missing_quote(quote);
        }
        match self.error.kind {
            SyntaxErrorKind::MissingOperand => self.missing_operand(),
            SyntaxErrorKind::MissingOperator => self.missing_operator(),
            SyntaxErrorKind::ForeignOperator(intended) => self.foreign_operator(intended),
            SyntaxErrorKind::QuotedOperator(intended) => self.quoted_operator(intended),
            SyntaxErrorKind::WrongSymbol(intended) => self.wrong_symbol(intended),
            SyntaxErrorKind::MissingValue => self.missing_value(),
            SyntaxErrorKind::MissingWith => self.incomplete("starts", Operator::StartsWith),
            SyntaxErrorKind::MissingNot => self.missing_not(),
            SyntaxErrorKind::MissingContain => self.incomplete("does not", Operator::DoesNotContain),
            SyntaxErrorKind::MissingEmpty => self.missing_empty(),
            SyntaxErrorKind::RepeatedWord => self.repeated_word(),
            SyntaxErrorKind::CoreBetween(parts) => ranges::core_between(self, parts),
            SyntaxErrorKind::MissingAnd => ranges::missing_and(self),
            SyntaxErrorKind::MissingAmount => ranges::missing_amount(self),
            SyntaxErrorKind::MissingList => self.missing_list(),
            SyntaxErrorKind::UnclosedList => self.unclosed_list(),
            SyntaxErrorKind::MissingConnective => self.missing_connective(),
            SyntaxErrorKind::WrongConnective(intended) => self.wrong_connective(intended),
            SyntaxErrorKind::UnclosedGroup { groups } => self.unclosed_group(groups),
            SyntaxErrorKind::UnopenedGroup => self.unopened_group(),
            SyntaxErrorKind::UnclosedString => self.unclosed_string(),
            SyntaxErrorKind::WrongQuote => self.wrong_quote(),
            SyntaxErrorKind::QuotedQuery => self.quoted_query(),
            SyntaxErrorKind::ExtendedOnly(extension) => self.extended_only(extension),
            SyntaxErrorKind::TooLong => limit("the text is too long", "max_bytes", self.limits.max_bytes()),
            SyntaxErrorKind::TooManyTokens => {
                limit("too many tokens", "max_tokens", self.limits.max_tokens())
            }
            SyntaxErrorKind::TooDeep => {
                limit("groups are nested too deeply", "max_nesting", self.limits.max_nesting())
            }
            SyntaxErrorKind::TooManyErrors => {
                limit("too many errors", "max_errors", self.limits.max_errors())
            }
        }
    }

    fn text(&self, span: Span) -> &'s str {
        self.source.get(span.range()).unwrap_or_default()
    }

    /// The offending token, for a message.
    fn found(&self) -> String {
        if self.error.token.kind == TokenKind::End {
            return "the end of the query".to_owned();
        }
        excerpt(self.text(self.error.token.span))
    }

    fn related(&self) -> &'s str {
        self.text(self.error.related)
    }

    /// The text of a token if it is a word; empty if it is not.
    fn word(&self, token: Token) -> &'s str {
        if token.kind == TokenKind::Word { self.text(token.span) } else { "" }
    }

    /// The offending token if it is a word; empty if it is not.
    fn this_word(&self) -> &'s str {
        self.word(self.error.token)
    }

    /// The word before the offending token; empty if there is none.
    fn word_before(&self) -> (&'s str, Span) {
        match self.error.context.before {
            Some(token) if token.kind == TokenKind::Word => (self.text(token.span), token.span),
            Some(_) | None => ("", Span::at(self.error.token.span.start)),
        }
    }

    /// The word after the offending token; empty if there is none.
    fn word_after(&self) -> &'s str {
        self.word(self.error.context.after)
    }

    /// Whether the token is a string or a word that is not reserved: something that could be a value.
    fn at_value(&self) -> bool {
        let token = self.error.token;
        token.kind.is_string() || (token.kind == TokenKind::Word && !is_reserved(self.this_word()))
    }

    fn at_symbol(&self) -> bool {
        self.error.token.kind.is_symbol()
    }

    /// Whether a string follows, closed or not.
    fn string_follows(&self) -> bool {
        let kind = self.error.context.after.kind;
        kind.is_string() || kind == TokenKind::UnclosedString
    }

    /// `platform AND "x"`: whether the token is a connective that joins nothing.
    fn is_before_a_value(&self) -> bool {
        is_connective(self.this_word()) && self.string_follows() && !self.error.context.comparison_follows
    }

    /// The end of the token before.
    fn end_before(&self) -> u32 {
        self.error.context.before.map_or(0, |token| token.span.end)
    }

    fn touches_before(&self) -> bool {
        self.end_before() == self.error.token.span.start
    }

    fn suggestion(&self, title: impl Into<String>, edit: (Span, String)) -> Fix {
        Fix::new(Applicability::Suggestion, title, [edit])
    }

    fn extended_only(&self, extension: Extension) -> Message {
        let words = match extension {
            Extension::Not => "NOT",
            Extension::In => "in",
            Extension::NotIn => "not in",
            Extension::Between => "between",
            Extension::NotBetween => "not between",
            Extension::RelativeDate => "now",
        };
        let found = self.related();
        if !found.split_whitespace().eq(words.split(' ')) && !found.eq_ignore_ascii_case(words) {
            return Message::new(format!("{} is not an operator", excerpt(found))).help(format!(
                "repeat the comparison for each value; extended syntax, which Core does not accept, has `{words}`"
            ));
        }
        Message::new(format!("`{words}` is extended syntax, which Core does not accept")).help(
            "to read it, choose extended syntax (`--syntax extended` of the command); to send it to Core, rewrite it",
        )
    }

    /// Writes a word or an operator before the token.
    fn insert(&self, text: &str) -> Fix {
        self.suggestion(format!("write `{text}`"), self.editor.insert(self.error.token.span.start, text))
    }

    /// Replaces the token.
    fn replace_token(&self, title: &str, text: &str) -> Fix {
        self.suggestion(title, self.editor.replace(self.error.token.span, text))
    }

    /// Replaces what is related.
    fn replace_related(&self, applicability: Applicability, text: &str) -> Fix {
        let edit = self.editor.replace(self.error.related, text);
        Fix::new(applicability, format!("write {}", excerpt(text)), [edit])
    }

    /// Removes a word or a symbol.
    fn remove(&self, span: Span, text: &str) -> Fix {
        self.suggestion(format!("remove {}", excerpt(text)), self.editor.remove(span))
    }
}

fn limit(text: &str, option: &str, most: u32) -> Message {
    Message::new(text).help(format!("the limit `{option}` is {most}; the rest was not read"))
}

/// The connective that a word is, if it is one.
pub(super) fn connective(word: &str) -> Option<Connective> {
    Keyword::of(word.as_bytes()).and_then(Keyword::connective)
}

/// AND or OR.
fn is_connective(word: &str) -> bool {
    connective(word).is_some()
}

/// AND, OR or NOT.
fn is_reserved(word: &str) -> bool {
    Keyword::of(word.as_bytes()).is_some_and(Keyword::is_reserved)
}

fn offset(position: usize) -> u32 {
    u32::try_from(position).unwrap_or(u32::MAX)
}
