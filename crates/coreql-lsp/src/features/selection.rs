//! Selection ranges: what grows around a position.

use std::ops::Range;

use coreql::ide;
use gen_lsp_types::{Position, SelectionRange};

use super::Context;

/// The ranges around each of the positions.
pub(crate) fn selections(cx: &Context<'_>, positions: &[Position]) -> Vec<SelectionRange> {
    positions.iter().map(|position| selection(cx, *position)).collect()
}

/// The token at a position, in what is around it, up to the query, and in a file of queries up to that. Where no query
/// is, only the position itself.
fn selection(cx: &Context<'_>, position: Position) -> SelectionRange {
    let at = cx.positions.offset(position);
    let mut places: Vec<Range<usize>> = Vec::new();
    if let Some((region, offset)) = cx.region_at(position) {
        let found = ide::selections(&region.text, offset, &cx.ide()).into_iter();
        // A position within an escape is beyond what ends before that.
        let found = found.map(|span| region.in_document(span));
        places.extend(found.filter(|place| place.start <= at && at <= place.end));
    }
    if places.is_empty() {
        places.push(at..at);
    }
    if cx.document.is_coreql() {
        places.push(0..cx.document.text.len());
    }
    places.dedup();
    let mut selection: Option<SelectionRange> = None;
    for range in cx.positions.ranges(&places).into_iter().rev() {
        selection = Some(SelectionRange { range, parent: selection.map(Box::new) });
    }
    selection.unwrap_or_default()
}
