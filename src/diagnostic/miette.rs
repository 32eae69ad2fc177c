//! Diagnostics for miette, which is named here alone.

use std::fmt;

use miette::{LabeledSpan, SourceCode};

use super::{Code, Diagnostic, Report, Severity};
use crate::text::Span;

/// A diagnostic with its text, as miette wants both together.
#[derive(Clone, Copy, Debug)]
pub struct Rendered<'d> {
    diagnostic: &'d Diagnostic,
    source: &'d str,
}

impl Report<'_> {
    /// The diagnostics for miette to print.
    ///
    /// ```
    /// use coreql::catalog::Catalog;
    /// use coreql::diagnostic::diagnose;
    /// use coreql::query::CheckOptions;
    /// use coreql::syntax::ParseOptions;
    ///
    /// let report = diagnose("test", Catalog::builtin(), ParseOptions::new(), CheckOptions::new());
    /// let mut text = String::new();
    /// for diagnostic in report.rendered() {
    ///     miette::NarratableReportHandler::new().render_report(&mut text, &diagnostic)?;
    /// }
    /// assert!(text.contains("expected an operator"));
    /// # Ok::<(), std::fmt::Error>(())
    /// ```
    pub fn rendered(&self) -> impl Iterator<Item = Rendered<'_>> {
        self.diagnostics.iter().map(|diagnostic| Rendered { diagnostic, source: self.source })
    }
}

impl fmt::Display for Rendered<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.diagnostic.fmt(f)
    }
}

impl std::error::Error for Rendered<'_> {}

impl miette::Diagnostic for Rendered<'_> {
    fn code<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        Some(Box::new(self.diagnostic.code))
    }

    fn severity(&self) -> Option<miette::Severity> {
        Some(match self.diagnostic.severity {
            Severity::Error => miette::Severity::Error,
            Severity::Warning => miette::Severity::Warning,
        })
    }

    fn help<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        let help = self.diagnostic.help.as_ref()?;
        Some(Box::new(help))
    }

    fn source_code(&self) -> Option<&dyn SourceCode> {
        Some(&self.source)
    }

    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        let label = |text: &str, span: Span| {
            let range = span.range();
            LabeledSpan::new(Some(text.to_owned()), range.start, range.len())
        };
        let others = self.diagnostic.labels.iter().map(move |other| label(&other.text, other.span));
        let span = self.diagnostic.span;
        let first = match last_character(self.source) {
            // miette draws nothing behind the last line's end.
            Some(last) if span.start >= last.end => label("the query ends here", last),
            Some(_) | None => label(&self.first_label(), span),
        };
        Some(Box::new(std::iter::once(first).chain(others)))
    }
}

impl Rendered<'_> {
    /// What there is to say at the place itself, in a few words.
    fn first_label(&self) -> String {
        let words = match self.diagnostic.code {
            Code::IncompleteOperator => return format!("expected {}", self.diagnostic.expected),
            // The message says what was expected.
            Code::MissingOperand => "no comparison starts here",
            Code::MissingOperator => "not an operator",
            Code::MissingValue => "not a value",
            Code::BrokenList => "the list breaks off here",
            Code::MissingConnective => "not joined to what is before",
            Code::RepeatedWord => "once more",
            Code::ForeignOperator => "of another language",
            Code::WrongSymbol => "no such symbol",
            Code::QuotedOperator => "an operator in quotes",
            Code::WrongConnective => "not a connective",
            Code::UnclosedGroup => "`)` is missing",
            Code::UnopenedGroup => "closes nothing",
            Code::UnclosedString => "opened here",
            Code::WrongQuote => "the wrong quotes",
            Code::ExtendedOnly => "extended syntax",
            Code::TooLong | Code::TooManyTokens | Code::TooDeep | Code::TooManyErrors => {
                "not read from here on"
            }
            Code::TooManyDiagnostics => "the first that is not shown",
            Code::UnknownField => "no such field",
            Code::AmbiguousField => "one of several fields",
            Code::OperatorNotAllowed => "not for this field",
            Code::UnreadableValue => "not readable",
            Code::UnlistedField => "not in the list",
            Code::MixedConnectives => "binds tighter than `OR`",
            Code::OrderingOnText => "orders text",
            Code::UnquotedText => "text without quotes",
            Code::QuotedBoolean => "a boolean in quotes",
            Code::CloseToKnownValue => "not a known value",
            Code::DateAsNumber => "milliseconds",
            Code::AlwaysTrue | Code::AlwaysFalse => "this condition",
            Code::Repeated => "the same again",
            Code::EqualsEmpty => "the empty text only",
            Code::OverLimit => "beyond the limit",
        };
        words.to_owned()
    }
}

/// The last character that is no white space.
fn last_character(source: &str) -> Option<Span> {
    let text = source.trim_end();
    let width = text.chars().next_back()?.len_utf8();
    let [start, end] = [text.len() - width, text.len()].map(u32::try_from);
    Some(Span::new(start.ok()?, end.ok()?))
}
