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

    /// The bytes of the source that are shown around the query, in whole lines; `None` if they are more than `most`.
    pub(crate) fn shown_lines(&self, text: &str, most: usize) -> Option<Range<usize>> {
        let range = match self {
            Self::Whole(_) => 0..text.len(),
            Self::File { source, query, .. } => {
                let Range { start, end } = query.range();
                // Not more is searched, because a file may be one long line.
                let before = source.as_bytes().get(start.saturating_sub(most)..start)?;
                let after = source.as_bytes().get(end..source.len().min(end.saturating_add(most)))?;
                let line_start = before.iter().rposition(|byte| *byte == b'\n').map(|at| at + 1);
                let line_end = after.iter().position(|byte| *byte == b'\n');
                let first = line_start.or((start <= most).then_some(0))?;
                let last = line_end.or((source.len() - end <= most).then_some(after.len()))?;
                start - before.len() + first..end + last
            }
        };
        (range.len() <= most).then_some(range)
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
