//! Folding ranges: queries and parentheses over several lines.

use std::ops::Range;

use coreql::ide;
use coreql::text::Span;
use gen_lsp_types::FoldingRange;

use super::Context;

/// What can be folded in a file of queries, from outside to inside. `None` if the document is of another language.
pub(crate) fn folds(cx: &Context<'_>) -> Option<Vec<FoldingRange>> {
    if !cx.document.is_coreql() {
        return None;
    }
    let options = cx.ide();
    let mut places: Vec<(Range<usize>, bool)> = Vec::new();
    for region in cx.regions() {
        places.push((region.range(), false));
        // What is within the parentheses: they stay.
        places.extend(ide::folds(&region.text, &options).into_iter().map(|span| {
            let within = Span::new(span.start.saturating_add(1), span.end.saturating_sub(1));
            (region.in_document(within), true)
        }));
    }
    places.sort_by_key(|(place, _)| (place.start, usize::MAX - place.end));
    let (places, has_end): (Vec<Range<usize>>, Vec<bool>) = places.into_iter().unzip();
    let mut folds: Vec<FoldingRange> = Vec::new();
    for (range, has_end) in cx.positions.ranges(&places).into_iter().zip(has_end) {
        let (start, end) = (range.start, range.end);
        if cx.client.folds_lines {
            // The line of a closing parenthesis stays, with what is after it. Of two in one line, the outer.
            let end_line = end.line.saturating_sub(u32::from(has_end));
            if start.line < end_line && folds.last().is_none_or(|last| last.start_line != start.line) {
                folds.push(FoldingRange { start_line: start.line, end_line, ..FoldingRange::default() });
            }
        } else if start.line < end.line {
            folds.push(FoldingRange {
                start_line: start.line,
                start_character: Some(start.character),
                end_line: end.line,
                end_character: Some(end.character),
                ..FoldingRange::default()
            });
        }
    }
    Some(folds)
}
