//! What the server answers: `coreql`'s own answers about a query, as the protocol writes them.

pub(crate) mod actions;
pub(crate) mod complete;
pub(crate) mod diagnostics;
pub(crate) mod folding;
pub(crate) mod format;
pub(crate) mod highlight;
pub(crate) mod hints;
pub(crate) mod hover;
pub(crate) mod rename;
pub(crate) mod selection;
pub(crate) mod signature;
pub(crate) mod symbols;
pub(crate) mod tokens;

use std::ops::Range;

use coreql::text::Span;
use coreql::{Options, ide};
use gen_lsp_types::{MarkupContent, MarkupKind, Position, TextEdit};

use crate::client::Client;
use crate::document::{Document, Region};
use crate::position::Positions;
use crate::settings::Settings;

/// A document with all that an answer about it depends on.
pub(crate) struct Context<'a> {
    pub(crate) document: &'a Document,
    pub(crate) settings: Settings,
    pub(crate) client: &'a Client,
    pub(crate) positions: Positions<'a>,
    now: i64,
}

impl<'a> Context<'a> {
    pub(crate) fn new(document: &'a Document, settings: Settings, client: &'a Client, now: i64) -> Self {
        let positions = Positions::new(&document.text, client.encoding);
        Self { document, settings, client, positions, now }
    }

    pub(crate) fn options(&self) -> Options<'_> {
        self.settings.options(self.now)
    }

    /// The options of what editors show.
    pub(crate) fn ide(&self) -> ide::Options<'_> {
        ide::Options::new(self.options())
    }

    pub(crate) fn regions(&self) -> Vec<Region> {
        self.document.regions(&self.settings.keys, self.settings.embedded)
    }

    /// The query that is edited at a position, and the offset in it.
    pub(crate) fn region_at(&self, position: Position) -> Option<(Region, u32)> {
        let offset = self.positions.offset(position);
        let (region, offset) =
            self.document.region_at(offset, &self.settings.keys, self.settings.embedded)?;
        Some((region, u32::try_from(offset).ok()?))
    }

    pub(crate) fn text_edit(&self, (range, new_text): (Range<usize>, String)) -> TextEdit {
        TextEdit { range: self.positions.range(range), new_text }
    }

    /// The edits of the document that make edits of a query. `None` if the document cannot hold what they make.
    pub(crate) fn edits(&self, region: &Region, edits: &[(Span, &str)]) -> Option<Vec<TextEdit>> {
        let again = |text: String| {
            let document = Document { text, ..self.document.clone() };
            document.regions(&self.settings.keys, self.settings.embedded)
        };
        let edits = region.edits(edits, &self.document.text, again)?;
        Some(edits.into_iter().map(|edit| self.text_edit(edit)).collect())
    }
}

/// A text in Markdown, for a client that knows that or only plain text.
pub(crate) const fn markup(is_markdown: bool, value: String) -> MarkupContent {
    let kind = if is_markdown { MarkupKind::Markdown } else { MarkupKind::PlainText };
    MarkupContent { kind, value }
}
