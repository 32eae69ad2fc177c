//! The report on a text.

use std::collections::HashSet;
use std::fmt;

use super::{Applicability, Code, Diagnostic, Options, Severity, apply, check, dates, lint, lists, syntax};
use crate::catalog::{Endpoint, FieldType};
use crate::query::{self, CheckError, CheckErrorKind, Checked, Lint, LintKind, Query};
use crate::syntax::{Parsed, SyntaxError, SyntaxErrorKind, parse_with};
use crate::text::{Span, utf16_len};

/// Reads and checks a text: the query if there is one, everything that is wrong with the text, and the corrected text.
///
/// ```
/// use coreql::{Options, diagnose};
///
/// let report = diagnose("platform == “iOS”", &Options::new());
/// assert!(report.query().is_none());
/// for diagnostic in report.diagnostics() {
///     println!("{}[{}]: {diagnostic}", diagnostic.severity(), diagnostic.code());
/// }
/// assert_eq!(report.fixed(), "platform = \"iOS\"");
/// ```
pub fn diagnose(text: &str, options: &Options<'_>) -> Report {
    let parsed = parse_with(text, options.parse_options());
    let checked = query::check(parsed.tree(), options.catalog(), options.check_options());
    Report::new(&parsed, &checked, options.endpoint())
}

/// The report on a text: the query if there is one, and the diagnostics.
///
/// `Display` counts them: `2 errors, 1 warning`. With the feature `serde` it can be written as JSON, with `miette` be
/// printed with the marked text.
#[derive(Clone, Debug, PartialEq)]
pub struct Report {
    pub(super) source: String,
    pub(super) query: Option<Query>,
    diagnostics: Vec<Diagnostic>,
}

/// An error or a warning before it becomes a message.
enum Finding<'f> {
    Syntax(&'f SyntaxError),
    Check(&'f CheckError),
    Lint(&'f Lint),
    TooLong(TooLong),
}

impl Finding<'_> {
    const fn span(&self) -> Span {
        match self {
            Self::Syntax(error) => error.token.span,
            Self::Check(error) => error.span(),
            Self::Lint(lint) => lint.span,
            Self::TooLong(long) => long.span,
        }
    }

    const fn severity(&self) -> Severity {
        match self {
            Self::Syntax(_) | Self::Check(_) => Severity::Error,
            Self::Lint(_) => Severity::Warning,
            Self::TooLong(long) => long.severity,
        }
    }
}

/// The places of values whose missing quotes a syntax error has reported already: `iPad Air`, `iOS"`.
fn places_of_missing_quotes(errors: &[SyntaxError]) -> HashSet<u32> {
    let run = |error: &&SyntaxError| {
        error.kind == SyntaxErrorKind::MissingConnective && error.related.start < error.token.span.start
    };
    let runs = errors.iter().filter(run).map(|error| error.related.start);
    // `""iOS""`, `"iOS AND "x`: a string before the token, and touching it, is none.
    let touching = errors.iter().filter(|error| error.kind == SyntaxErrorKind::MissingConnective);
    let touching = touching.map(|error| error.token.span.start);
    let unclosed = errors.iter().filter(|error| error.kind == SyntaxErrorKind::UnclosedString);
    // `=~ "iOS"`: the sign is no value.
    let signs = errors.iter().filter(|error| matches!(error.kind, SyntaxErrorKind::WrongSymbol(None)));
    let signs = signs.map(|error| error.related.end);
    runs.chain(touching).chain(unclosed.map(|error| error.token.span.start)).chain(signs).collect()
}

/// Keeps the first `most`, errors before warnings, so that warnings never displace an error.
fn beyond<'f>(most: usize, findings: &mut Vec<Finding<'f>>) -> Vec<Finding<'f>> {
    if findings.len() <= most {
        return Vec::new();
    }
    findings.sort_by_key(|finding| (finding.severity(), finding.span().start));
    findings.split_off(most)
}

/// Whether the warning is about the same mistake as an error, and their fixes would conflict.
fn is_within_mistake(lint: &Lint, places: &HashSet<u32>) -> bool {
    matches!(
        lint.kind,
        LintKind::UnquotedText
            | LintKind::QuotedBoolean
            | LintKind::CloseToKnownValue { .. }
            | LintKind::DateAsNumber { .. }
            | LintKind::FewMilliseconds { .. }
            | LintKind::EqualsEmpty { .. }
    ) && (places.contains(&lint.span.start) || places.contains(&lint.span.end))
}

/// Whether the error is about the first word of a value that a syntax error explains better: `now` of `now()`.
fn is_part_of_value(error: &CheckError, places: &HashSet<u32>) -> bool {
    let Span { start, end } = error.span();
    matches!(error.kind, CheckErrorKind::UnreadableValue { .. } | CheckErrorKind::NoClock { .. })
        && (places.contains(&start) || places.contains(&end))
}

/// Quotes around a value of several words are no help where its first word is not readable without them.
fn without_quotes(mut diagnostic: Diagnostic, part: Option<&CheckError>) -> Diagnostic {
    let field_type = match part.map(|part| &part.kind) {
        Some(CheckErrorKind::UnreadableValue { field_type, .. }) => *field_type,
        Some(CheckErrorKind::NoClock { .. }) => FieldType::Date,
        _ => return diagnostic,
    };
    if !diagnostic.fixes.is_empty() {
        diagnostic.help = Some(check::readable(field_type));
        diagnostic.fixes.clear();
    }
    diagnostic
}

impl Report {
    /// The report on a text that was parsed and checked already; [`diagnose`] does all three.
    ///
    /// There are as many diagnostics as the limits of the parse allow: warnings are the first to be left out.
    pub fn new(parsed: &Parsed<'_>, checked: &Checked, endpoint: Option<Endpoint>) -> Self {
        let source = parsed.source();
        let limits = parsed.options().limits();
        let syntax = parsed.errors().iter().map(Finding::Syntax);
        let unquoted = places_of_missing_quotes(parsed.errors());
        let (parts, errors): (Vec<_>, Vec<_>) =
            checked.errors().iter().partition(|error| is_part_of_value(error, &unquoted));
        let check = errors.into_iter().map(Finding::Check);
        // Near a syntax error it is not known how operands are joined.
        let joins = |lint: &Lint| matches!(lint.kind, LintKind::MixedConnectives { .. });
        let unsure = |lint: &&Lint| !parsed.errors().is_empty() && joins(lint);
        let lints =
            checked.lints().iter().filter(|lint| !unsure(lint) && !is_within_mistake(lint, &unquoted));
        let lints = lints.map(Finding::Lint);
        let long = TooLong::of(source, endpoint).map(Finding::TooLong);
        let mut findings: Vec<_> = syntax.chain(check).chain(long).chain(lints).collect();
        let most = usize::try_from(limits.max_diagnostics()).unwrap_or(usize::MAX);
        let hidden = beyond(most, &mut findings);
        findings.sort_by_key(|finding| (finding.span().start, finding.severity()));
        // No message is made for what is not shown.
        let shown = findings.iter().map(|finding| match finding {
            Finding::Syntax(error) => {
                let diagnostic = syntax::diagnostic(error, source, limits);
                if error.context.missing_quote.is_some() {
                    return diagnostic;
                }
                let part = parts.binary_search_by_key(&error.related.start, |part| part.span().start);
                let diagnostic = match part {
                    Ok(at) => without_quotes(diagnostic, parts.get(at).copied()),
                    Err(_) => diagnostic,
                };
                let diagnostic = lists::as_comparisons(diagnostic, error, parsed);
                let diagnostic = lists::if_ordered(diagnostic, error, parsed, checked);
                dates::worked_out(diagnostic, error, parsed, checked)
            }
            Finding::Check(error) => check::diagnostic(error, source, checked.clock()),
            Finding::Lint(lint) => lint::diagnostic(lint, parsed),
            Finding::TooLong(long) => lint::too_long(long, parsed, checked),
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
        if let Some(last) = last_character(source) {
            for diagnostic in diagnostics.iter_mut().filter(|diagnostic| diagnostic.span.start >= last.end) {
                diagnostic.highlight = last;
            }
        }
        let valid = parsed.errors().is_empty() && checked.errors().is_empty();
        Self { source: source.to_owned(), query: valid.then(|| checked.query().clone()), diagnostics }
    }

    /// A text that has no query, and why.
    pub(super) fn without_query(source: &str, reason: Diagnostic) -> Self {
        Self { source: source.to_owned(), query: None, diagnostics: vec![reason] }
    }

    /// The text.
    pub fn source(&self) -> &str {
        &self.source
    }

    /// The query, if there is no error.
    pub const fn query(&self) -> Option<&Query> {
        self.query.as_ref()
    }

    /// The diagnostics, in source order, errors before warnings at the same place.
    pub fn diagnostics(&self) -> &[Diagnostic] {
        &self.diagnostics
    }

    /// The diagnostics alone.
    pub fn into_diagnostics(self) -> Vec<Diagnostic> {
        self.diagnostics
    }

    /// Whether there is an error among them.
    pub fn has_errors(&self) -> bool {
        self.diagnostics.iter().any(|diagnostic| diagnostic.severity == Severity::Error)
    }

    /// The text with every [automatic](Applicability::Automatic) fix made. Where two overlap, the later is left out.
    pub fn fixed(&self) -> String {
        let automatic = self.diagnostics.iter().filter_map(|diagnostic| {
            diagnostic.fixes.iter().find(|fix| fix.applicability() == Applicability::Automatic)
        });
        apply(&self.source, automatic)
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let count = |severity| self.diagnostics.iter().filter(|other| other.severity == severity).count();
        let counted = |f: &mut fmt::Formatter<'_>, count: usize, word: &str| match count {
            1 => write!(f, "1 {word}"),
            _ => write!(f, "{count} {word}s"),
        };
        let notes = count(Severity::Note);
        match (count(Severity::Error), count(Severity::Warning)) {
            (0, 0) if notes > 0 => counted(f, notes, "note"),
            (0, 0) => f.write_str("no errors, no warnings"),
            (errors, 0) => counted(f, errors, "error"),
            (0, warnings) => counted(f, warnings, "warning"),
            (errors, warnings) => {
                counted(f, errors, "error")?;
                f.write_str(", ")?;
                counted(f, warnings, "warning")
            }
        }
    }
}

/// The last character that is not white space.
fn last_character(source: &str) -> Option<Span> {
    let text = source.trim_end();
    let width = text.chars().next_back()?.len_utf8();
    let [start, end] = [text.len() - width, text.len()].map(u32::try_from);
    Some(Span::new(start.ok()?, end.ok()?))
}

/// A text over the documented limit of an endpoint.
pub(super) struct TooLong {
    pub(super) endpoint: Endpoint,
    /// A warning for the endpoint that it is for, a note where none is known.
    pub(super) severity: Severity,
    /// Its length, in UTF-16 code units.
    pub(super) units: usize,
    /// All that is beyond the limit.
    pub(super) span: Span,
}

impl TooLong {
    /// For the endpoint; without one, for the endpoints of the longest limit that the text exceeds.
    fn of(source: &str, endpoint: Option<Endpoint>) -> Option<Self> {
        match endpoint {
            Some(endpoint) => Self::new(source, endpoint, Severity::Warning),
            None => Self::new(source, Endpoint::Count, Severity::Note)
                .or_else(|| Self::new(source, Endpoint::Search, Severity::Note)),
        }
    }

    fn new(source: &str, endpoint: Endpoint, severity: Severity) -> Option<Self> {
        // Most texts are short.
        if source.len() <= endpoint.max_query_utf16() {
            return None;
        }
        let limit = endpoint.max_query_utf16();
        let units = utf16_len(source);
        if units <= limit {
            return None;
        }
        let mut counted = 0;
        let (start, _) = source.char_indices().find(|(_, c)| {
            counted += c.len_utf16();
            counted > limit
        })?;
        let [start, end] = [start, source.len()].map(|at| u32::try_from(at).unwrap_or(u32::MAX));
        Some(Self { endpoint, severity, units, span: Span::new(start, end) })
    }
}

impl std::error::Error for Report {}
