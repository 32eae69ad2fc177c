//! Code actions: the fixes of diagnostics, other spellings, and other forms of a query.

use std::collections::HashMap;
use std::ops::Range;

use coreql::ide::{self, Action, ActionKind};
use coreql::text::Span;
use gen_lsp_types::{CodeAction, CodeActionKind, CodeActionParams, TextEdit, Uri, WorkspaceEdit};

use super::Context;
use super::diagnostics::diagnostic;
use crate::document::Region;

/// The kinds of actions that there are.
pub(crate) fn kinds() -> Vec<CodeActionKind> {
    vec![CodeActionKind::QuickFix, CodeActionKind::SourceFixAll, CodeActionKind::RefactorRewrite]
}

/// As many other spellings are offered at most: where a range touches more, none is meant by itself.
const MOST_SPELLINGS: usize = 16;

/// As many actions there are at most, besides that of all fixes: for each of a string, the text around it is read again,
/// and for each of a long line, its columns are counted from the start. No menu shows more; a range with more mistakes
/// is mended by the action of all fixes.
const MOST_ACTIONS: usize = 64;

/// The actions for a range of a document.
pub(crate) fn actions(cx: &Context<'_>, params: &CodeActionParams) -> Vec<CodeAction> {
    let wanted = cx.positions.bytes(params.range);
    let only = params.context.only.as_deref();
    let regions = cx.regions().into_iter();
    let regions: Vec<(Region, Span)> =
        regions.filter_map(|region| region.span_in(&wanted).map(|span| (region, span))).collect();
    let is_one = regions.len() == 1;
    let options = cx.ide();
    let has_places = [ActionKind::QuickFix, ActionKind::Respell].iter().any(|of| is_wanted(only, &kind(*of)));
    let mut actions = Vec::new();
    let mut tried = 0;
    // Those of all queries in one action: an editor that saves makes one after the other.
    let mut all: Option<(String, Vec<TextEdit>)> = None;
    for (region, span) in &regions {
        let span = if has_places { *span } else { Span::at(0) };
        let found = ide::actions(&region.text, span, &options);
        let spellings = found.iter().filter(|action| action.kind == ActionKind::Respell).count();
        for action in found {
            if !is_wanted(only, &kind(action.kind)) || !touches(region, &action, &wanted) {
                continue;
            }
            let is_offered = match action.kind {
                ActionKind::QuickFix => tried < MOST_ACTIONS,
                // The text around strings is read again after the edits of each.
                ActionKind::FixAll => is_one || cx.document.is_coreql(),
                ActionKind::Respell => is_one && tried < MOST_ACTIONS && spellings <= MOST_SPELLINGS,
                _ => is_one && tried < MOST_ACTIONS,
            };
            if !is_offered {
                continue;
            }
            tried += usize::from(action.kind != ActionKind::FixAll);
            let Some(edits) = edits(cx, region, &action) else { continue };
            if action.kind == ActionKind::FixAll {
                all.get_or_insert((action.title, Vec::new())).1.extend(edits);
            } else {
                actions.push(code_action(cx, region, action, edits));
            }
        }
    }
    if let Some((title, edits)) = all {
        actions.push(CodeAction {
            title,
            kind: Some(kind(ActionKind::FixAll)),
            edit: Some(workspace_edit(cx, edits)),
            ..CodeAction::default()
        });
    }
    actions
}

const fn kind(kind: ActionKind) -> CodeActionKind {
    match kind {
        ActionKind::QuickFix => CodeActionKind::QuickFix,
        ActionKind::FixAll => CodeActionKind::SourceFixAll,
        _ => CodeActionKind::RefactorRewrite,
    }
}

/// Whether a fix or a spelling is for what the range touches in the document.
fn touches(region: &Region, action: &Action, wanted: &Range<usize>) -> bool {
    let touches = |span: Span| {
        let place = region.in_document(span);
        place.start <= wanted.end && wanted.start <= place.end
    };
    match (&action.diagnostic, action.kind) {
        (Some(found), _) => touches(found.highlight()) || touches(found.span()),
        (None, ActionKind::Respell) => action.edits.iter().any(|edit| touches(edit.span)),
        (None, _) => true,
    }
}

fn edits(cx: &Context<'_>, region: &Region, action: &Action) -> Option<Vec<TextEdit>> {
    let edits: Vec<_> = action.edits.iter().map(|edit| (edit.span, edit.replacement.as_str())).collect();
    cx.edits(region, &edits)
}

fn code_action(cx: &Context<'_>, region: &Region, action: Action, edits: Vec<TextEdit>) -> CodeAction {
    CodeAction {
        title: action.title,
        kind: Some(kind(action.kind)),
        is_preferred: action.diagnostic.is_some().then_some(action.preferred),
        diagnostics: action.diagnostic.map(|found| vec![diagnostic(cx, region, &found)]),
        edit: Some(workspace_edit(cx, edits)),
        ..CodeAction::default()
    }
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
