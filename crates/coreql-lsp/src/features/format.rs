//! Formatting: only of documents of queries.

use std::ops::Range;

use coreql::ide::{self, Edit};
use coreql::query::check;
use coreql::syntax::{Style, parse_with};
use coreql::text::Span;
use coreql_data::config::StyleName;
use gen_lsp_types::{Position, TextEdit};

use super::Context;
use crate::document::Region;

/// The edits that format a document. `None` if it is of another language.
pub(crate) fn document(cx: &Context<'_>) -> Option<Vec<TextEdit>> {
    edits(cx, |region, style, options| ide::format(&region.text, style, options))
}

/// The edits that format the comparisons that a range touches, and what is between them.
pub(crate) fn range(cx: &Context<'_>, range: gen_lsp_types::Range) -> Option<Vec<TextEdit>> {
    let range: Range<usize> = cx.positions.bytes(range);
    edits(cx, |region, style, options| {
        ide::format_range(&region.text, region.span_in(&range)?, style, options)
    })
}

/// The edits after a character was typed, of what it ends. The rest of the query may have mistakes.
pub(crate) fn on_type(cx: &Context<'_>, position: Position, typed: &str) -> Option<Vec<TextEdit>> {
    if !cx.document.is_coreql() {
        return None;
    }
    let typed = typed.parse().ok()?;
    let (region, offset) = cx.region_at(position)?;
    let options = cx.ide();
    let found = ide::format_on_type(&region.text, offset, typed, style(cx.settings.style), &options)?;
    text_edits(cx, &region, &found)
}

/// The edits of each query without errors.
fn edits(
    cx: &Context<'_>,
    format: impl Fn(&Region, Style, &ide::Options<'_>) -> Option<Vec<Edit>>,
) -> Option<Vec<TextEdit>> {
    if !cx.document.is_coreql() {
        return None;
    }
    let options = cx.ide();
    let mut edits = Vec::new();
    for region in cx.regions() {
        let Some(found) = format(&region, style(cx.settings.style), &options) else { continue };
        let parsed = parse_with(&region.text, options.query().parse_options());
        let checked = check(parsed.tree(), options.query().catalog(), options.query().check_options());
        if checked.errors().is_empty() {
            edits.extend(text_edits(cx, &region, &found).unwrap_or_default());
        }
    }
    Some(edits)
}

fn text_edits(cx: &Context<'_>, region: &Region, edits: &[Edit]) -> Option<Vec<TextEdit>> {
    let edits: Vec<(Span, &str)> = edits.iter().map(|edit| (edit.span, edit.replacement.as_str())).collect();
    cx.edits(region, &edits)
}

/// The line width of the pretty style.
const WIDTH: usize = 80;

const fn style(name: StyleName) -> Style {
    match name {
        StyleName::Canonical => Style::Canonical,
        StyleName::Portal => Style::Portal,
        StyleName::Pretty => Style::Pretty { width: WIDTH },
        StyleName::Compact => Style::Compact,
    }
}
