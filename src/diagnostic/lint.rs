//! Warnings in words.

use super::check::with_suggestion;
use super::fix::{Applicability, Fix};
use super::{Code, Diagnostic, Severity, tick};
use crate::query::{Lint, LintKind};
use crate::syntax::{Parsed, Style, print, quoted};
use crate::text::{Span, utf16_len};

pub(super) fn diagnostic(lint: &Lint, parsed: &Parsed<'_>) -> Diagnostic {
    let source = parsed.source();
    let (span, related) = (lint.span, lint.related);
    let text = source.get(span.range()).unwrap_or_default();
    let token = text.strip_prefix('"').and_then(|body| body.strip_suffix('"')).unwrap_or(text);
    let new =
        |code, message: String| Diagnostic::new(code, Severity::Warning, span, message).with_token(token);
    let fix = |applicability, title: &str, replacement: String| {
        Fix::new(applicability, title, [(span, replacement)])
    };
    match &lint.kind {
        LintKind::UnknownField { name, suggestion } => {
            let diagnostic = new(Code::UnlistedField, format!("no built-in field is called {}", tick(name)))
                .with_help("it is taken as untyped; load the server's own list of fields to be sure");
            with_suggestion(diagnostic, span, suggestion.as_deref())
        }
        LintKind::MixedConnectives => {
            let parentheses = [(Span::at(span.start), "(".to_owned()), (Span::at(span.end), ")".to_owned())];
            new(Code::MixedConnectives, "`AND` and `OR` are mixed without parentheses".to_owned())
                .with_help(
                    "`AND` is read first here; how Core reads it is not documented, so write parentheses",
                )
                .with_label(related, "the whole")
                .with_fix(Fix::new(Applicability::Automatic, "write the parentheses", parentheses))
        }
        LintKind::OrderingOnText => {
            new(Code::OrderingOnText, format!("`{text}` orders plain text character by character")).with_help(
                "so `10` comes before `9`; only number, date and version fields have an order of their own",
            )
        }
        LintKind::UnquotedText => {
            new(Code::UnquotedText, format!("the text {} is not in quotes", tick(text)))
                .with_help("put it in quotes")
                .with_fix(fix(Applicability::Automatic, "put it in quotes", quoted(text)))
        }
        LintKind::QuotedBoolean => {
            new(Code::QuotedBoolean, format!("the boolean {} is in quotes", tick(token)))
                .with_help("write true and false without quotes")
                .with_fix(fix(Applicability::Automatic, "remove the quotes", token.to_owned()))
        }
        LintKind::CloseToKnownValue { suggestion } => {
            let message = format!("{} is none of the known values of this field", tick(token));
            with_suggestion(new(Code::CloseToKnownValue, message), span, Some(suggestion))
        }
        LintKind::AlwaysTrue => with_other(
            new(Code::AlwaysTrue, "every device meets this condition or the other".to_owned()),
            span,
            related,
        ),
        LintKind::AlwaysFalse if span == related => {
            new(Code::AlwaysFalse, "no device meets this condition".to_owned())
        }
        LintKind::AlwaysFalse => with_other(
            new(Code::AlwaysFalse, "no device meets both this condition and the other".to_owned()),
            span,
            related,
        ),
        LintKind::Repeated => with_other(
            new(Code::Repeated, "this condition stands there already".to_owned())
                .with_help("remove one of them"),
            span,
            related,
        ),
        LintKind::EqualsEmpty { negated } => {
            let (operator, spelling) = if *negated { ("!=", "is not empty") } else { ("=", "is empty") };
            let space =
                if source.get(..span.range().start).is_some_and(|before| before.ends_with([' ', '\t'])) {
                    ""
                } else {
                    " "
                };
            new(
                Code::EqualsEmpty,
                format!("`{operator} \"\"` treats a device without the value as different from \"\""),
            )
            .with_help(format!("to treat missing values the same, write `{spelling}`"))
            .with_fix(fix(
                Applicability::Suggestion,
                &format!("write `{spelling}`"),
                format!("{space}{spelling}"),
            ))
        }
        LintKind::OverLimit { endpoint, units } => {
            let limit = endpoint.max_query_utf16();
            let message = format!(
                "the query has {units} characters (UTF-16), and the endpoint `{endpoint}` takes {limit}"
            );
            let diagnostic = Diagnostic::new(Code::OverLimit, Severity::Warning, span, message);
            match print(parsed.tree(), Style::Compact) {
                Ok(compact) => diagnostic.with_help(format!("its compact form has {}", utf16_len(&compact))),
                Err(_) => diagnostic,
            }
        }
    }
}

fn with_other(diagnostic: Diagnostic, span: Span, related: Span) -> Diagnostic {
    if related == span { diagnostic } else { diagnostic.with_label(related, "the other") }
}
