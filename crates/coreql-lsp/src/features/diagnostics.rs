//! Diagnostics, sent or asked for.

use coreql::diagnose;
use coreql::diagnostic::{Code as FoundCode, Diagnostic as Found, Severity};
use gen_lsp_types::{
    Code, CodeDescription, Diagnostic, DiagnosticRelatedInformation, DiagnosticSeverity, Location, Message,
    Uri,
};

use super::Context;
use crate::document::Region;

/// Everything that is wrong with the queries of a document, in order.
pub(crate) fn diagnostics(cx: &Context<'_>) -> Vec<Diagnostic> {
    let options = cx.options();
    let mut diagnostics = Vec::new();
    for region in cx.regions() {
        let report = diagnose(&region.text, &options);
        diagnostics.extend(report.diagnostics().iter().map(|found| diagnostic(cx, &region, found)));
    }
    diagnostics
}

/// A diagnostic of a query, as the protocol writes it.
pub(crate) fn diagnostic(cx: &Context<'_>, region: &Region, found: &Found) -> Diagnostic {
    let code = found.code().as_str();
    let mut message = found.message().to_owned();
    if let Some(help) = found.help() {
        message.push_str("\nhelp: ");
        message.push_str(help);
    }
    let related = found.labels().iter().filter(|_| cx.client.related_information);
    let related = related.map(|label| DiagnosticRelatedInformation {
        location: Location {
            uri: Uri(cx.document.uri.clone()),
            range: cx.positions.range(region.in_document(label.span)),
        },
        message: label.text.clone(),
    });
    let related: Vec<_> = related.collect();
    Diagnostic {
        range: cx.positions.range(region.in_document(found.highlight())),
        severity: Some(match found.severity() {
            Severity::Error => DiagnosticSeverity::Error,
            Severity::Warning => DiagnosticSeverity::Warning,
            _ => DiagnosticSeverity::Information,
        }),
        code: Some(Code::String(code.to_owned())),
        code_description: cx
            .client
            .code_links
            .then(|| CodeDescription { href: Uri(FoundCode::DOCUMENTATION.to_owned()) }),
        source: Some("coreql".to_owned()),
        message: Message::String(message),
        tags: None,
        related_information: (!related.is_empty()).then_some(related),
        data: None,
    }
}
