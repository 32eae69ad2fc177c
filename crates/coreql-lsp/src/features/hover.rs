//! Hover: what is known about what is at a position.

use coreql::ide;
use gen_lsp_types::{Hover, Position};

use super::{Context, markup};

/// What is known about the field, the operator, the value or the keyword at a position.
pub(crate) fn hover(cx: &Context<'_>, position: Position) -> Option<Hover> {
    let (region, offset) = cx.region_at(position)?;
    let found = ide::hover(&region.text, offset, &cx.ide())?;
    Some(Hover {
        contents: markup(cx.client.markdown_hover, found.markdown).into(),
        range: Some(cx.positions.range(region.in_document(found.span))),
    })
}
