//! Inlay hints: full names of fields, and the intervals of dates.

use coreql::ide;
use coreql::text::Span;
use gen_lsp_types::{InlayHint, Label};

use super::Context;

/// The hints of a range, if the settings have them on.
pub(crate) fn hints(cx: &Context<'_>, range: gen_lsp_types::Range) -> Vec<InlayHint> {
    let options = cx.ide().with_hints(cx.settings.hints);
    let mut hints = Vec::new();
    if !options.hints() {
        return hints;
    }
    let range = cx.positions.bytes(range);
    for region in cx.regions().iter().filter(|region| region.has_places()) {
        let Some(span) = region.span_in(&range) else { continue };
        for hint in ide::hints(&region.text, span, &options) {
            let place = region.in_document(Span::at(hint.offset));
            hints.push(InlayHint {
                position: cx.positions.position(place.start),
                label: Label::String(hint.label),
                kind: None,
                text_edits: None,
                tooltip: None,
                padding_left: Some(true),
                padding_right: None,
                data: None,
            });
        }
    }
    hints
}
