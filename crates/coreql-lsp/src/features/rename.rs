//! Rename: another name for a field, at all its places in its query.

use coreql::ide::{self, RenameError};
use coreql::text::Span;
use gen_lsp_types::{Position, PrepareRenamePlaceholder, WorkspaceEdit};

use super::Context;
use super::actions::workspace_edit;

/// The place of the field at a position, and its name. An error is the message to show.
pub(crate) fn prepare(cx: &Context<'_>, position: Position) -> Result<PrepareRenamePlaceholder, String> {
    let found = cx.region_at(position).and_then(|(region, offset)| {
        let (span, placeholder) = ide::prepare_rename(&region.text, offset, &cx.ide())?;
        Some(PrepareRenamePlaceholder { range: cx.positions.range(region.in_document(span)), placeholder })
    });
    found.ok_or_else(|| RenameError::NotAField.to_string())
}

/// The edits that give the field at a position another name. An error is the message to show.
pub(crate) fn rename(cx: &Context<'_>, position: Position, name: &str) -> Result<WorkspaceEdit, String> {
    let (region, offset) = cx.region_at(position).ok_or_else(|| RenameError::NotAField.to_string())?;
    let edits = ide::rename(&region.text, offset, name, &cx.ide()).map_err(|error| error.to_string())?;
    // A line of a `.coreql` file may end the query, even within quotes.
    if cx.document.is_coreql() && name.contains(['\n', '\r']) {
        return Err("the name of a field has no line break in a file of queries".to_owned());
    }
    let edits: Vec<(Span, &str)> = edits.iter().map(|edit| (edit.span, edit.replacement.as_str())).collect();
    let edits = cx.edits(&region, &edits).ok_or("the string that holds the query cannot hold this name")?;
    Ok(workspace_edit(cx, edits))
}
