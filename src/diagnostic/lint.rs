//! The messages of warnings.

use super::check::{with_suggestion, with_swapped};
use super::fix::{Applicability, Editor, Fix};
use super::report::TooLong;
use super::syntax::connective;
use super::{Code, Diagnostic, Severity};
use crate::catalog::Endpoint;
use crate::query::{CheckOptions, Checked, Lint, LintKind, to_core};
use crate::syntax::lexical::{Keyword, means_null};
use crate::syntax::{Parsed, Style, print, quoted};
use crate::text::{Span, excerpt, utf16_len};

pub(super) fn diagnostic(lint: &Lint, parsed: &Parsed<'_>) -> Diagnostic {
    let source = parsed.source();
    let (span, related) = (lint.span, lint.related);
    let text = source.get(span.range()).unwrap_or_default();
    let token = parsed.token_at(span.start).text(source);
    let new =
        |code, message: String| Diagnostic::new(code, Severity::Warning, span, message).with_token(token);
    let fix = |applicability, title: &str, replacement: &str| {
        Fix::new(applicability, title, [Editor::new(source).replace(span, replacement)])
    };
    match &lint.kind {
        LintKind::UnknownField { name, suggestion, swapped } => {
            let diagnostic =
                new(Code::UnlistedField, format!("{} is not in the built-in list of fields", excerpt(name)))
                    .with_help("it is treated as untyped; load the server's own list of fields to be sure");
            with_swapped(with_suggestion(diagnostic, span, suggestion.as_deref()), swapped.as_ref(), source)
        }
        LintKind::DateAsNumber { suggestion } => {
            new(Code::DateAsNumber, format!("{} is read as milliseconds since 1970", excerpt(token)))
                .with_help(format!("did you mean {}?", excerpt(suggestion)))
                .with_fix(fix(
                    Applicability::Suggestion,
                    &format!("write {}", excerpt(suggestion)),
                    suggestion,
                ))
        }
        LintKind::FewMilliseconds { suggestion } => {
            let message = format!("{} is read as milliseconds since 1970", excerpt(token));
            let diagnostic = new(Code::DateAsNumber, message);
            match suggestion {
                Some(date) => {
                    let title = format!("write {}", excerpt(date));
                    diagnostic.with_help(format!("that many days ago was {}", excerpt(date))).with_fix(fix(
                        Applicability::Suggestion,
                        &title,
                        date,
                    ))
                }
                None => diagnostic.with_help("to count days, write the date: `2024-05-31`"),
            }
        }
        LintKind::EqualsNow => new(Code::EqualsNow, format!("{} names one second", excerpt(text)))
            .with_help("use `<` or `>`, or `today` for the whole day"),
        LintKind::ReversedRange { negated, first, second } => {
            let (code, message) = if *negated {
                (Code::AlwaysTrue, "every device with a value matches: the first value is above the second")
            } else {
                (Code::AlwaysFalse, "no device matches: the first value is above the second")
            };
            let text_of = |span: Span| source.get(span.range()).unwrap_or_default().to_owned();
            let edits = [(*first, text_of(*second)), (*second, text_of(*first))];
            new(code, message.to_owned()).with_help("swap the two values").with_fix(Fix::new(
                Applicability::Suggestion,
                "swap the values",
                edits,
            ))
        }
        LintKind::MixedConnectives { ands } => {
            let around =
                |and: &Span| [(Span::at(and.start), "(".to_owned()), (Span::at(and.end), ")".to_owned())];
            let parentheses: Vec<_> = ands.iter().flat_map(around).collect();
            new(Code::MixedConnectives, "`AND` and `OR` are mixed without parentheses".to_owned())
                .with_help(
                    "`AND` binds tighter here, but how Core groups them is not documented: add parentheses",
                )
                .with_fix(Fix::new(Applicability::Automatic, "add parentheses", parentheses))
        }
        LintKind::OrderingOnText => {
            new(Code::OrderingOnText, format!("`{text}` compares text character by character"))
                .with_help("`10` comes before `9`; only number, date and version fields are ordered by value")
        }
        LintKind::UnquotedText => {
            let nothing = means_null(text) || Keyword::Empty.is(text.as_bytes());
            // Quotes keep the meaning, but perhaps not the intention.
            let applicability = if nothing { Applicability::Suggestion } else { Applicability::Automatic };
            let help = if nothing {
                "put it in quotes; to test whether there is a value, write `is empty` or `is not empty`"
            } else {
                "put it in quotes"
            };
            new(Code::UnquotedText, format!("unquoted text {}", excerpt(text))).with_help(help).with_fix(fix(
                applicability,
                "put it in quotes",
                &quoted(text),
            ))
        }
        LintKind::QuotedBoolean => new(Code::QuotedBoolean, format!("quoted boolean {}", excerpt(token)))
            .with_help("write `true` and `false` without quotes")
            .with_fix(fix(Applicability::Automatic, "remove the quotes", token)),
        LintKind::CloseToKnownValue { suggestion } => {
            let message = format!("{} is not a known value of this field", excerpt(token));
            with_suggestion(new(Code::CloseToKnownValue, message), span, Some(suggestion))
        }
        LintKind::Wildcard { operator, text } => {
            let corrected = format!("{operator} {}", quoted(text));
            let edit = Editor::new(source).replace(span, &corrected);
            new(
                Code::Wildcard,
                format!(
                    "wildcards in {} are ordinary characters here",
                    excerpt(source.get(related.range()).unwrap_or_default())
                ),
            )
            .with_help(format!("to match the text between them, write {}", excerpt(&corrected)))
            .with_fix(Fix::new(
                Applicability::Suggestion,
                format!("write {}", excerpt(&corrected)),
                [edit],
            ))
        }
        LintKind::AlwaysTrue => {
            new(Code::AlwaysTrue, "every device matches one of these two conditions".to_owned())
                .with_help("remove both, or join them with `AND`")
                .with_label(related, "the other condition")
        }
        LintKind::AlwaysFalse if span == related => {
            new(Code::AlwaysFalse, "no device matches this condition".to_owned())
        }
        LintKind::AlwaysFalse => {
            new(Code::AlwaysFalse, "no device matches both of these conditions".to_owned())
                .with_help("to find devices that match either, join them with `OR`")
                .with_label(related, "the other condition")
        }
        LintKind::Repeated { joint } => new(Code::Repeated, "duplicate condition".to_owned())
            .with_help("remove one of them, or correct it")
            .with_label(related, "first written here")
            .with_fix(without_condition(span, *joint, source)),
        LintKind::EqualsEmpty { negated } => {
            let (message, spelling) = if *negated {
                ("`!= \"\"` excludes empty text only, not missing values", "is not empty")
            } else {
                ("`= \"\"` matches empty text only, not missing values", "is empty")
            };
            let edit = Editor::new(source).replace(span, spelling);
            new(Code::EqualsEmpty, message.to_owned())
                .with_help(format!("to cover missing values too, write `{spelling}`"))
                .with_fix(Fix::new(Applicability::Suggestion, format!("write `{spelling}`"), [edit]))
        }
    }
}

/// A text that is longer than its endpoint accepts.
pub(super) fn too_long(long: &TooLong, parsed: &Parsed<'_>, checked: &Checked) -> Diagnostic {
    let TooLong { endpoint, severity, units, span } = long;
    let limit = endpoint.max_query_utf16();
    let accepts = match (severity, endpoint) {
        (Severity::Note, Endpoint::Search) => format!("a device search accepts {limit}"),
        (Severity::Note, _) => format!("Core accepts {limit} at most"),
        (Severity::Error | Severity::Warning, _) => format!("the endpoint `{endpoint}` accepts {limit}"),
    };
    let message = format!("the query has {units} characters (UTF-16), but {accepts}");
    let diagnostic = Diagnostic::new(Code::OverLimit, *severity, *span, message);
    match compact_length(parsed, checked) {
        Some(length) => diagnostic.with_help(format!("printed in the compact style it has {length}")),
        None => diagnostic,
    }
}

/// The length of the shortest form that Core accepts, if there is no error and the query has such a form.
fn compact_length(parsed: &Parsed<'_>, checked: &Checked) -> Option<usize> {
    if !parsed.errors().is_empty() || !checked.errors().is_empty() {
        return None;
    }
    let query = checked.query();
    let options = CheckOptions::new().with_missing(query.missing());
    let core = to_core(parsed.tree(), query.catalog(), options).ok()?;
    print(&core, Style::Compact).ok().map(|compact| utf16_len(&compact))
}

/// Removes a condition, with the connective before it, unless a parenthesis is opened between the two.
fn without_condition(span: Span, joint: Span, source: &str) -> Option<Fix> {
    let between = source.get(joint.range())?;
    // What closes there belongs to the condition before.
    let closed = between.rfind(')').map_or(0, |at| at + 1);
    let plain = connective(between.get(closed..)?.trim()).is_some();
    let start = joint.start.checked_add(u32::try_from(closed).ok()?)?;
    let edit = Editor::new(source).replace(Span::new(start, span.end), "");
    plain.then(|| Fix::new(Applicability::Suggestion, "remove it", [edit]))
}

/// The first token of a place, as `query_test` prints it.
pub(super) fn first_token<'s>(span: Span, parsed: &Parsed<'s>) -> &'s str {
    let first = parsed.tokens().find(|token| token.span.start >= span.start);
    first.map_or("", |token| token.text(parsed.source()))
}
