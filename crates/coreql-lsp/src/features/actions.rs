//! Code actions: the fixes of diagnostics.

use std::collections::HashMap;

use coreql::diagnose;
use coreql::diagnostic::Applicability;
use gen_lsp_types::{CodeAction, CodeActionKind, CodeActionParams, TextEdit, Uri, WorkspaceEdit};

use super::Context;
use super::diagnostics::diagnostic;

/// The kinds of actions that there are.
pub(crate) fn kinds() -> Vec<CodeActionKind> {
    vec![CodeActionKind::QuickFix]
}

/// The actions for a range of a document.
pub(crate) fn actions(cx: &Context<'_>, params: &CodeActionParams) -> Vec<CodeAction> {
    let wanted = cx.positions.bytes(params.range);
    let only = params.context.only.as_deref();
    let mut actions = Vec::new();
    if !is_wanted(only, &CodeActionKind::QuickFix) {
        return actions;
    }
    let options = cx.options();
    for region in cx.regions() {
        let range = region.range();
        if range.end < wanted.start || wanted.end < range.start {
            continue;
        }
        let report = diagnose(&region.text, &options);
        for found in report.diagnostics().iter().filter(|found| region.concerns(found)) {
            let place = region.in_document(found.highlight());
            if place.end < wanted.start || wanted.end < place.start {
                continue;
            }
            for fix in found.fixes() {
                let edits: Vec<_> =
                    fix.edits().iter().map(|edit| (edit.span, edit.replacement.as_str())).collect();
                let Some(edits) = cx.edits(&region, &edits) else { continue };
                actions.push(CodeAction {
                    title: fix.title().to_owned(),
                    kind: Some(CodeActionKind::QuickFix),
                    diagnostics: Some(vec![diagnostic(cx, &region, found)]),
                    is_preferred: Some(fix.applicability() == Applicability::Automatic),
                    edit: Some(workspace_edit(cx, edits)),
                    ..CodeAction::default()
                });
            }
        }
    }
    actions
}

/// Whether the client wants actions of this kind: it names that, or a kind that contains it.
fn is_wanted(only: Option<&[CodeActionKind]>, kind: &CodeActionKind) -> bool {
    let kind = kind.to_string();
    only.is_none_or(|only| {
        only.iter().any(|wanted| {
            let wanted = wanted.to_string();
            kind.strip_prefix(wanted.as_str()).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
        })
    })
}

pub(crate) fn workspace_edit(cx: &Context<'_>, edits: Vec<TextEdit>) -> WorkspaceEdit {
    let changes = HashMap::from([(Uri(cx.document.uri.clone()), edits)]);
    WorkspaceEdit { changes: Some(changes), ..WorkspaceEdit::default() }
}
