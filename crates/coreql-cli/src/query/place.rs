//! Where a query is from: an argument, or a file of queries.

use std::ops::Range;
use std::path::Path;

use coreql::text::{LineColumn, LineIndex, Span, utf16_len};
use coreql_data::queries::StoredQuery;

/// Where a query is from.
#[derive(Clone, Copy)]
pub(crate) enum Place<'f> {
    /// The whole of an argument, of standard input or of a file; its name, if it has one.
    Whole(Option<&'f Path>),
    /// A part of a file.
    File { path: &'f Path, source: &'f str, lines: &'f FileLines<'f>, query: &'f StoredQuery },
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
                // `\r\n` is one line end.
                let line_end = line_end.map(|end| match after.get(end.wrapping_sub(1)) {
                    Some(b'\r') => end - 1,
                    Some(_) | None => end,
                });
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
        let from_one = |at: LineColumn| LineColumn { line: at.line + 1, column: at.column + 1 };
        let ends = [range.start, range.end].map(|at| u32::try_from(at).unwrap_or(u32::MAX));
        let [start, end] = match self {
            Self::Whole(_) => {
                let lines = LineIndex::new(text);
                ends.map(|at| from_one(lines.line_column_utf16(at)))
            }
            Self::File { lines, .. } => ends.map(|at| from_one(lines.line_column_utf16(at))),
        };
        (start, end)
    }
}

/// The lines of a file. A position costs the same wherever it is in a long line.
pub(crate) struct FileLines<'s> {
    source: &'s str,
    index: LineIndex<'s>,
    /// The UTF-16 code units before each block.
    units: Vec<usize>,
}

impl<'s> FileLines<'s> {
    /// The bytes of a block.
    const BLOCK: usize = 1024;

    pub(crate) fn new(source: &'s str) -> Self {
        let mut units = vec![0];
        let mut start = 0;
        let mut counted = 0;
        while let Some(end) = Self::block_start(source, units.len()) {
            counted += utf16_len(source.get(start..end).unwrap_or_default());
            units.push(counted);
            start = end;
        }
        Self { source, index: LineIndex::new(source), units }
    }

    /// Where a block begins: at the first character from there on.
    fn block_start(source: &str, block: usize) -> Option<usize> {
        let start = block * Self::BLOCK;
        (start..source.len()).find(|at| source.is_char_boundary(*at))
    }

    fn units_before(&self, offset: usize) -> usize {
        let block = offset / Self::BLOCK;
        // The block may begin after the offset, within whose character it would.
        let found = (block.saturating_sub(1)..=block).rev().find_map(|block| {
            let start = Self::block_start(self.source, block)?;
            let within = self.source.get(start..offset)?;
            Some(self.units.get(block)? + utf16_len(within))
        });
        found.unwrap_or_default()
    }

    /// Line and column of an offset, in bytes.
    pub(crate) fn line_column(&self, offset: u32) -> LineColumn {
        self.index.line_column(offset)
    }

    /// Line and column of an offset, in UTF-16 code units.
    fn line_column_utf16(&self, offset: u32) -> LineColumn {
        let at = self.index.line_column(offset);
        let [end, column] = [offset, at.column].map(|at| usize::try_from(at).unwrap_or(usize::MAX));
        let end = end.min(self.source.len());
        let units = self.units_before(end).saturating_sub(self.units_before(end.saturating_sub(column)));
        LineColumn { line: at.line, column: u32::try_from(units).unwrap_or(u32::MAX) }
    }
}

#[cfg(test)]
mod tests {
    use coreql::text::LineIndex;

    use super::FileLines;

    #[test]
    fn columns_are_those_of_the_index() {
        for source in
            ["", "a\nb", &"é😀x\n".repeat(700), &"😀é".repeat(900), &"x".repeat(1024), &"x".repeat(3000)]
        {
            let (lines, index) = (FileLines::new(source), LineIndex::new(source));
            for (offset, _) in source.char_indices().chain([(source.len(), ' ')]) {
                let offset = u32::try_from(offset).unwrap_or_default();
                assert_eq!(lines.line_column_utf16(offset), index.line_column_utf16(offset), "{offset}");
            }
        }
    }
}
