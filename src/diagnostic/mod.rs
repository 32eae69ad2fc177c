//! Errors and warnings in words, with what to do about them.
//!
//! ```
//! use coreql::catalog::Catalog;
//! use coreql::diagnostic::{Severity, diagnose};
//! use coreql::query::CheckOptions;
//! use coreql::syntax::ParseOptions;
//!
//! let source = "common.platform == “iOS”";
//! let report = diagnose(source, Catalog::builtin(), ParseOptions::new(), CheckOptions::new());
//! let [symbol, quotes] = report.diagnostics() else { panic!("one for each mistake") };
//! assert_eq!(symbol.severity(), Severity::Error);
//! assert_eq!(symbol.message(), "`==` is not an operator");
//! assert_eq!(report.fixed(), r#"common.platform = "iOS""#);
//! ```

mod check;
mod code;
mod fix;
mod lint;
#[cfg(feature = "miette")]
mod miette;
mod nearby;
#[cfg(feature = "serde")]
mod serial;
mod syntax;

use std::collections::HashSet;
use std::fmt;

pub use code::Code;
pub use fix::{Applicability, Edit, Fix, apply};
#[cfg(feature = "miette")]
pub use miette::Rendered;

use crate::catalog::Catalog;
use crate::query::{CheckError, CheckErrorKind, CheckOptions, Checked, InvalidQuery, Lint, LintKind, check};
use crate::syntax::{Expected, ParseOptions, Parsed, SyntaxError, SyntaxErrorKind, parse_with};
use crate::text::Span;

/// How bad it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "lowercase"))]
pub enum Severity {
    /// The query has no meaning.
    Error,
    /// The query means something, but perhaps not what its author meant.
    Warning,
}

impl fmt::Display for Severity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Error => "error",
            Self::Warning => "warning",
        })
    }
}

/// Another place that a diagnostic is about.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Label {
    /// The place.
    pub span: Span,
    /// What is there.
    pub text: String,
}

/// One error or warning.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Diagnostic {
    code: Code,
    severity: Severity,
    span: Span,
    token: String,
    expected: Expected,
    message: String,
    help: Option<String>,
    labels: Vec<Label>,
    fixes: Vec<Fix>,
}

impl Diagnostic {
    fn new(code: Code, severity: Severity, span: Span, message: String) -> Self {
        Self {
            code,
            severity,
            span,
            token: String::new(),
            expected: Expected::NONE,
            message,
            help: None,
            labels: Vec::new(),
            fixes: Vec::new(),
        }
    }

    fn with_token(mut self, token: &str) -> Self {
        token.clone_into(&mut self.token);
        self
    }

    fn with_help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    fn with_label(mut self, span: Span, text: impl Into<String>) -> Self {
        self.labels.push(Label { span, text: text.into() });
        self
    }

    fn with_fix(mut self, fix: impl Into<Option<Fix>>) -> Self {
        self.fixes.extend(fix.into());
        self
    }

    /// What it is about; stable.
    pub const fn code(&self) -> Code {
        self.code
    }

    /// Error or warning.
    pub const fn severity(&self) -> Severity {
        self.severity
    }

    /// Where it is.
    pub const fn span(&self) -> Span {
        self.span
    }

    /// The offending token, as `query_test` prints it: without quotes, the end as `<EOF>`.
    pub fn token(&self) -> &str {
        &self.token
    }

    /// What could have stood there; nothing for what is not a syntax error.
    pub const fn expected(&self) -> Expected {
        self.expected
    }

    /// What is wrong: lower case, without a full stop.
    pub fn message(&self) -> &str {
        &self.message
    }

    /// What to do about it.
    pub fn help(&self) -> Option<&str> {
        self.help.as_deref()
    }

    /// Other places that it is about.
    pub fn labels(&self) -> &[Label] {
        &self.labels
    }

    /// Changes that would mend it, the best first.
    pub fn fixes(&self) -> &[Fix] {
        &self.fixes
    }
}

impl fmt::Display for Diagnostic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

/// All diagnostics of a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Report<'s> {
    source: &'s str,
    diagnostics: Vec<Diagnostic>,
}

/// An error or a warning before it is put into words.
enum Finding<'f> {
    Syntax(&'f SyntaxError),
    Check(&'f CheckError),
    Lint(&'f Lint),
}

impl Finding<'_> {
    const fn span(&self) -> Span {
        match self {
            Self::Syntax(error) => error.token.span,
            Self::Check(error) => error.span(),
            Self::Lint(lint) => lint.span,
        }
    }

    const fn severity(&self) -> Severity {
        match self {
            Self::Syntax(_) | Self::Check(_) => Severity::Error,
            Self::Lint(_) => Severity::Warning,
        }
    }
}

/// Where values lie that a syntax error already says the quotes of are missing: `iPad Air`, `iOS"`.
fn places_of_missing_quotes(errors: &[SyntaxError]) -> HashSet<u32> {
    let run = |error: &&SyntaxError| {
        error.kind == SyntaxErrorKind::MissingConnective && error.related.start < error.token.span.start
    };
    let runs = errors.iter().filter(run).map(|error| error.related.start);
    let unclosed = errors.iter().filter(|error| error.kind == SyntaxErrorKind::UnclosedString);
    runs.chain(unclosed.map(|error| error.token.span.start)).collect()
}

/// Takes out all beyond the first `most`, errors before warnings, so that no error hides behind warnings.
fn beyond<'f>(most: usize, findings: &mut Vec<Finding<'f>>) -> Vec<Finding<'f>> {
    if findings.len() <= most {
        return Vec::new();
    }
    findings.sort_by_key(|finding| (finding.severity(), finding.span().start));
    findings.split_off(most)
}

/// Whether the warning is about the same mistake as an error, and its fix would stand in the other's way.
fn is_within_mistake(lint: &Lint, places: &HashSet<u32>) -> bool {
    lint.kind == LintKind::UnquotedText
        && (places.contains(&lint.span.start) || places.contains(&lint.span.end))
}

/// Whether the error is about the first word of a value that a syntax error says more about: `now` of `now()`.
fn is_part_of_value(error: &CheckError, places: &HashSet<u32>) -> bool {
    matches!(error.kind, CheckErrorKind::UnreadableValue { .. }) && places.contains(&error.span().start)
}

/// Quotes around a value of several words are no help where its first word is not readable without them.
fn without_quotes(mut diagnostic: Diagnostic, part: Option<&CheckError>) -> Diagnostic {
    if let (Some(CheckErrorKind::UnreadableValue { field_type, .. }), false) =
        (part.map(|part| &part.kind), diagnostic.fixes.is_empty())
    {
        diagnostic.help = Some(check::readable(*field_type).to_owned());
        diagnostic.fixes.clear();
    }
    diagnostic
}

impl<'s> Report<'s> {
    /// The diagnostics of a text that was parsed and checked, in source order, errors before warnings at the same
    /// place, as many as the limits of the parse allow: warnings are the first to be left out.
    pub fn new(parsed: &Parsed<'s>, checked: &Checked) -> Self {
        let source = parsed.source();
        let limits = parsed.options().limits();
        let syntax = parsed.errors().iter().map(Finding::Syntax);
        let mended = places_of_missing_quotes(parsed.errors());
        let (parts, errors): (Vec<_>, Vec<_>) =
            checked.errors().iter().partition(|error| is_part_of_value(error, &mended));
        let check = errors.into_iter().map(Finding::Check);
        let lints =
            checked.lints().iter().filter(|lint| !is_within_mistake(lint, &mended)).map(Finding::Lint);
        let mut findings: Vec<_> = syntax.chain(check).chain(lints).collect();
        let most = usize::try_from(limits.max_diagnostics()).unwrap_or(usize::MAX);
        let hidden = beyond(most, &mut findings);
        findings.sort_by_key(|finding| (finding.span().start, finding.severity()));
        // What is not shown is not put into words either.
        let shown = findings.iter().map(|finding| match finding {
            Finding::Syntax(error) => {
                let diagnostic = syntax::diagnostic(error, source, limits);
                match parts.binary_search_by_key(&error.related.start, |part| part.span().start) {
                    Ok(at) => without_quotes(diagnostic, parts.get(at).copied()),
                    Err(_) => diagnostic,
                }
            }
            Finding::Check(error) => check::diagnostic(error, source),
            Finding::Lint(lint) => lint::diagnostic(lint, parsed),
        });
        let mut diagnostics: Vec<_> = shown.collect();
        if let Some(first) = hidden.first() {
            let message = format!("{} more diagnostics are not shown", hidden.len());
            // An error too if there are errors among them: the report must not look as if only warnings were left.
            let notice = Diagnostic::new(Code::TooManyDiagnostics, first.severity(), first.span(), message)
                .with_token(lint::first_token(first.span(), parsed))
                .with_help(format!("the limit `max_diagnostics` is {most}"));
            let place = |diagnostic: &Diagnostic| (diagnostic.span.start, diagnostic.severity);
            let at = diagnostics.partition_point(|diagnostic| place(diagnostic) <= place(&notice));
            diagnostics.insert(at, notice);
        }
        Self { source, diagnostics }
    }

    /// The text.
    pub const fn source(&self) -> &'s str {
        self.source
    }

    /// The diagnostics, in source order.
    pub fn diagnostics(&self) -> &[Diagnostic] {
        &self.diagnostics
    }

    /// Whether there is an error among them.
    pub fn has_errors(&self) -> bool {
        self.diagnostics.iter().any(|diagnostic| diagnostic.severity == Severity::Error)
    }

    /// The text with every automatic fix in it. Where two overlap, the later is left out.
    pub fn fixed(&self) -> String {
        let automatic = self.diagnostics.iter().filter_map(|diagnostic| {
            diagnostic.fixes.iter().find(|fix| fix.applicability() == Applicability::Automatic)
        });
        apply(self.source, automatic)
    }
}

/// Parses and checks a text, and says what is wrong with it.
pub fn diagnose<'s>(
    source: &'s str,
    catalog: &Catalog,
    parse: ParseOptions,
    options: CheckOptions,
) -> Report<'s> {
    let parsed = parse_with(source, parse);
    let checked = check(&parsed, catalog, options);
    Report::new(&parsed, &checked)
}

impl InvalidQuery {
    /// The errors in words.
    pub fn diagnostics(&self) -> Vec<Diagnostic> {
        let syntax =
            self.syntax_errors().iter().map(|error| syntax::diagnostic(error, self.source(), self.limits()));
        let check = self.check_errors().iter().map(|error| check::diagnostic(error, self.source()));
        let mut diagnostics: Vec<_> = syntax.chain(check).collect();
        diagnostics.sort_by_key(|diagnostic| diagnostic.span.start);
        diagnostics
    }
}

/// A user's text within a message: in backticks, and no longer than a message may be.
fn tick(text: &str) -> String {
    const MOST: usize = 60;
    if text.is_empty() {
        return "`\"\"`".to_owned();
    }
    // Control characters would garble a terminal, bidirectional ones the words around them.
    let shown = |c: char| {
        let bidirectional = matches!(c,
            '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
        if c.is_control() || bidirectional { '\u{fffd}' } else { c }
    };
    let mut ticked: String = text.chars().take(MOST).map(shown).collect();
    if text.chars().nth(MOST).is_some() {
        ticked.push('…');
    }
    format!("`{ticked}`")
}
