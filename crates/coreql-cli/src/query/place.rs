//! Where a query is from: an argument, or a file of queries.

use std::ops::Range;
use std::path::Path;

use coreql::text::{LineColumn, LineIndex, Span};
use coreql_data::queries::StoredQuery;

/// Where a query is from.
#[derive(Clone, Copy)]
pub(crate) enum Place<'f> {
    /// The whole of an argument, of standard input or of a file; its name, if it has one.
    Whole(Option<&'f Path>),
    /// A part of a file.
    File { path: &'f Path, source: &'f str, lines: &'f LineIndex<'f>, query: &'f StoredQuery },
}

impl<'f> Place<'f> {
    pub(crate) const fn path(&self) -> Option<&'f Path> {
        match self {
            Self::Whole(path) => *path,
            Self::File { path, .. } => Some(path),
        }
    }

    /// The bytes of the file that a span of the query is.
    pub(crate) fn range(&self, span: Span) -> Range<usize> {
        match self {
            Self::Whole(_) => span.range(),
            Self::File { query, .. } => query.range_in_file(span.range()),
        }
    }

    /// The line and the column in UTF-16 of the start and the end of a span, from 1. The text is that of the query.
    pub(crate) fn positions(&self, text: &str, span: Span) -> (LineColumn, LineColumn) {
        let range = self.range(span);
        let at = |lines: &LineIndex<'_>, offset: usize| {
            let mut at = lines.line_column_utf16(u32::try_from(offset).unwrap_or(u32::MAX));
            at.line += 1;
            at.column += 1;
            at
        };
        match self {
            Self::Whole(_) => {
                let lines = LineIndex::new(text);
                (at(&lines, range.start), at(&lines, range.end))
            }
            Self::File { lines, .. } => (at(lines, range.start), at(lines, range.end)),
        }
    }
}
