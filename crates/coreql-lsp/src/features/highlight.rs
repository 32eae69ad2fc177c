//! Document highlights: all places of a field in its query.

use coreql::ide;
use gen_lsp_types::{DocumentHighlight, DocumentHighlightKind, Position};

use super::Context;

/// The places of the field at a position, by all its names. `None` where no query is.
pub(crate) fn highlights(cx: &Context<'_>, position: Position) -> Option<Vec<DocumentHighlight>> {
    let (region, offset) = cx.region_at(position)?;
    let places = ide::highlights(&region.text, offset, &cx.ide()).into_iter();
    let places = places.map(|span| DocumentHighlight {
        range: cx.positions.range(region.in_document(span)),
        kind: Some(DocumentHighlightKind::Read),
    });
    Some(places.collect())
}
