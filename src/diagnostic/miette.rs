//! Diagnostics for miette, which only this file names.

use std::fmt::Display;
use std::{iter, ptr};

use miette::{LabeledSpan, SourceCode};

use super::{Code, Diagnostic, InvalidQuery, Report, Severity};
use crate::text::Span;

/// The longest line, in bytes, of a text that is shown.
const LONGEST_LINE: usize = 16_000;

/// Without its text, which is the report's: `miette::Report::new(diagnostic).with_source_code(text)`.
impl miette::Diagnostic for Diagnostic {
    fn code<'a>(&'a self) -> Option<Box<dyn Display + 'a>> {
        Some(Box::new(self.code))
    }

    fn severity(&self) -> Option<miette::Severity> {
        Some(match self.severity {
            Severity::Error => miette::Severity::Error,
            Severity::Warning => miette::Severity::Warning,
            Severity::Note => miette::Severity::Advice,
        })
    }

    fn help<'a>(&'a self) -> Option<Box<dyn Display + 'a>> {
        let help = self.help.as_ref()?;
        Some(Box::new(help))
    }

    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        let label = |text: &str, span: Span| {
            let range = span.range();
            LabeledSpan::new(Some(text.to_owned()), range.start, range.len())
        };
        // At the end there is nothing to underline, so the last character is.
        let text = if self.highlight == self.span { self.label() } else { "the query ends here".to_owned() };
        let others = self.labels.iter().map(move |other| label(&other.text, other.span));
        Some(Box::new(iter::once(label(&text, self.highlight)).chain(others)))
    }
}

/// The first error, and everything else as related diagnostics, each with its labels.
///
/// ```
/// use coreql::Query;
/// use miette::{GraphicalReportHandler, GraphicalTheme};
///
/// fn read() -> miette::Result<Query> {
///     Ok("platform == \"iOS\" AND (retired = false".parse()?)
/// }
///
/// let mut shown = String::new();
/// GraphicalReportHandler::new_themed(GraphicalTheme::unicode_nocolor())
///     .render_report(&mut shown, read().unwrap_err().as_ref())?;
/// assert_eq!(shown, r#"syntax/wrong-symbol
///
///   × `==` is not an operator (line 1, column 10; 1 more error)
///    ╭────
///  1 │ platform == "iOS" AND (retired = false
///    ·          ─┬
///    ·           ╰── no such operator
///    ╰────
///   help: write `=`
///
/// Error: syntax/unclosed-group
///
///   × unclosed `(`
///    ╭────
///  1 │ platform == "iOS" AND (retired = false
///    ·                       ┬              ┬
///    ·                       │              ╰── the query ends here
///    ·                       ╰── opened here
///    ╰────
///   help: write `)` where the group ends
/// "#);
/// # Ok::<(), std::fmt::Error>(())
/// ```
impl miette::Diagnostic for InvalidQuery {
    fn code<'a>(&'a self) -> Option<Box<dyn Display + 'a>> {
        miette::Diagnostic::code(self.errors().next()?)
    }

    fn severity(&self) -> Option<miette::Severity> {
        Some(miette::Severity::Error)
    }

    fn help<'a>(&'a self) -> Option<Box<dyn Display + 'a>> {
        miette::Diagnostic::help(self.errors().next()?)
    }

    fn source_code(&self) -> Option<&dyn SourceCode> {
        self.report().source_code()
    }

    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        miette::Diagnostic::labels(self.errors().next()?)
    }

    fn related<'a>(&'a self) -> Option<Box<dyn Iterator<Item = &'a dyn miette::Diagnostic> + 'a>> {
        let first = self.errors().next()?;
        let others = self.diagnostics().iter().filter(move |other| !ptr::eq(*other, first));
        Some(Box::new(others.map(|other| -> &dyn miette::Diagnostic { other })))
    }
}

/// All diagnostics as related ones, under their number.
impl miette::Diagnostic for Report {
    fn severity(&self) -> Option<miette::Severity> {
        if self.has_errors() { Some(miette::Severity::Error) } else { Some(miette::Severity::Warning) }
    }

    /// The text, unless it has a line of more than 16,000 bytes: miette's handlers panic beyond 65,535 columns, and a tab
    /// takes four.
    fn source_code(&self) -> Option<&dyn SourceCode> {
        let fits = self.source.lines().all(|line| line.len() <= LONGEST_LINE);
        if fits { Some(&self.source) } else { None }
    }

    fn related<'a>(&'a self) -> Option<Box<dyn Iterator<Item = &'a dyn miette::Diagnostic> + 'a>> {
        Some(Box::new(self.diagnostics().iter().map(|other| -> &dyn miette::Diagnostic { other })))
    }
}

impl Diagnostic {
    /// The label at the place itself, in a few words.
    fn label(&self) -> String {
        let words = match self.code {
            Code::IncompleteOperator => return format!("expected {}", self.expected),
            // The message has what was expected.
            Code::MissingOperand => "not a comparison",
            Code::MissingOperator => "not an operator",
            Code::MissingValue => "not a value",
            Code::MissingAmount => "not an amount",
            Code::BrokenList => "the list is broken here",
            Code::MissingConnective => "not joined to the comparison before it",
            Code::RepeatedWord => "repeated",
            Code::Wildcard => "no wildcards here",
            Code::ForeignOperator => "from another language",
            Code::WrongSymbol => "no such operator",
            Code::QuotedOperator => "quoted operator",
            Code::WrongConnective => "not a connective",
            Code::UnclosedGroup => "missing `)`",
            Code::UnopenedGroup => "no matching `(`",
            Code::UnclosedString => "opened here",
            Code::WrongQuote => "wrong quotes",
            Code::ExtendedOnly => "extended syntax",
            Code::TooLong | Code::TooManyTokens | Code::TooDeep | Code::TooManyErrors => {
                "not read from here on"
            }
            Code::TooManyDiagnostics => "the first that is not shown",
            Code::UnknownField => "no such field",
            Code::AmbiguousField => "ambiguous name",
            Code::OperatorNotAllowed => "not for this type of field",
            Code::UnreadableValue => "unreadable value",
            Code::NoClock => "relative to what?",
            Code::UnlistedField => "not in the list",
            Code::MixedConnectives => "binds tighter than `OR`",
            Code::OrderingOnText => "compares text",
            Code::UnquotedText => "unquoted text",
            Code::QuotedBoolean => "quoted boolean",
            Code::CloseToKnownValue => "not a known value",
            Code::DateAsNumber => "read as milliseconds",
            Code::AlwaysTrue | Code::AlwaysFalse => "this condition",
            Code::Repeated => "duplicate",
            Code::EqualsNow => "one second",
            Code::EqualsEmpty => "empty text only",
            Code::OverLimit => "beyond the limit",
        };
        words.to_owned()
    }
}

#[cfg(test)]
mod tests {
    use miette::{GraphicalReportHandler, GraphicalTheme};

    use crate::{Options, Query};

    fn render(text: &str) -> String {
        let error = Query::parse(text, &Options::new()).unwrap_err();
        let mut shown = String::new();
        GraphicalReportHandler::new_themed(GraphicalTheme::unicode_nocolor())
            .render_report(&mut shown, &error)
            .unwrap();
        shown
    }

    /// Beyond 65,535 columns the handler would panic.
    #[test]
    fn a_long_line_is_not_shown() {
        for blank in ["\t", " ", "\u{3000}"] {
            let shown = render(&format!("{}platform = ", blank.repeat(200_000)));
            assert!(shown.contains("value") && !shown.contains('╰'), "{shown}");
        }
        let shown = render(&format!("{}platform = ", "\t".repeat(15_000)));
        assert!(shown.contains('╰'), "a line that fits is shown");
        let shown = render(&format!("{}platform = ", "\n".repeat(200_000)));
        assert!(shown.contains('╰'), "many lines do not matter");
    }
}
