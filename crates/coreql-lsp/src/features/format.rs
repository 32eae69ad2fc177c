//! Formatting: only of documents of queries, and only of queries without errors.

use coreql::query::{canonical, check};
use coreql::syntax::{Style, parse_with, print};
use coreql_data::config::StyleName;
use gen_lsp_types::{FormattingOptions, TextEdit};

use super::Context;

/// The edits that format a document. `None` if it is of another language.
pub(crate) fn document(cx: &Context<'_>, _options: &FormattingOptions) -> Option<Vec<TextEdit>> {
    if !cx.document.is_coreql() {
        return None;
    }
    let options = cx.options();
    let mut edits = Vec::new();
    for region in cx.regions() {
        let parsed = parse_with(&region.text, options.parse_options());
        let checked = check(parsed.tree(), options.catalog(), options.check_options());
        if !parsed.errors().is_empty() || !checked.errors().is_empty() {
            continue;
        }
        let tree = canonical(parsed.tree(), options.catalog());
        if let Ok(text) = print(&tree, style(cx.settings.style))
            && text != region.text
        {
            edits.push(cx.text_edit((region.range(), text)));
        }
    }
    Some(edits)
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
