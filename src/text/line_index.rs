//! From byte offsets to lines and columns, and back.

/// A line and a column, both from 0.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct LineColumn {
    /// The line.
    pub line: u32,
    /// The column, in bytes or in UTF-16 code units, depending on the method.
    pub column: u32,
}

/// Where the lines of a text start. Lines end with `\n`, `\r\n` or `\r` (language, rule 4.14).
///
/// ```
/// use coreql::text::{LineColumn, LineIndex};
///
/// let index = LineIndex::new("a\r\n😀 b");
/// assert_eq!(index.line_column(8), LineColumn { line: 1, column: 5 });
/// assert_eq!(index.line_column_utf16(8), LineColumn { line: 1, column: 3 });
/// assert_eq!(index.offset_utf16(LineColumn { line: 1, column: 3 }), Some(8));
/// ```
#[derive(Clone, Debug)]
pub struct LineIndex<'s> {
    source: &'s str,
    starts: Vec<u32>,
}

impl<'s> LineIndex<'s> {
    /// The index of a text of at most 4 GiB; lines that start beyond that are not distinguished.
    pub fn new(source: &'s str) -> Self {
        let bytes = source.as_bytes();
        let mut starts = vec![0];
        for end in memchr::memchr2_iter(b'\n', b'\r', bytes) {
            let carriage_return_of_pair =
                bytes.get(end) == Some(&b'\r') && bytes.get(end + 1) == Some(&b'\n');
            if !carriage_return_of_pair {
                starts.extend(u32::try_from(end + 1));
            }
        }
        Self { source, starts }
    }

    /// How many lines there are; an empty text has one.
    pub fn lines(&self) -> usize {
        self.starts.len()
    }

    /// Line and column of an offset, in bytes. An offset beyond the text counts as its end.
    pub fn line_column(&self, offset: u32) -> LineColumn {
        let (line, start, offset) = self.locate(offset);
        LineColumn { line, column: offset - start }
    }

    /// Line and column of an offset, in UTF-16 code units. An offset within a character counts as its start.
    pub fn line_column_utf16(&self, offset: u32) -> LineColumn {
        let (line, start, offset) = self.locate(offset);
        let end = (start..=offset).rev().find_map(|end| self.slice(start, end));
        LineColumn { line, column: u32::try_from(utf16_len(end.unwrap_or_default())).unwrap_or(u32::MAX) }
    }

    /// The offset of a line and a column in bytes; `None` beyond the text. A column beyond its line
    /// counts as the line's end.
    pub fn offset(&self, at: LineColumn) -> Option<u32> {
        let (start, line) = self.line(at.line)?;
        Some(start + at.column.min(length(line)))
    }

    /// The offset of a line and a column in UTF-16 code units, likewise. A column within a surrogate pair counts
    /// as its start.
    pub fn offset_utf16(&self, at: LineColumn) -> Option<u32> {
        let (start, line) = self.line(at.line)?;
        let wanted = usize::try_from(at.column).unwrap_or(usize::MAX);
        let mut units = 0;
        let within = line.char_indices().find(|(_, c)| {
            units += c.len_utf16();
            units > wanted
        });
        Some(start + within.map_or(length(line), |(offset, _)| u32::try_from(offset).unwrap_or(u32::MAX)))
    }

    /// A line's start, and its text without the terminator.
    fn line(&self, line: u32) -> Option<(u32, &'s str)> {
        let line = usize::try_from(line).ok()?;
        let start = *self.starts.get(line)?;
        let end = self.starts.get(line + 1).copied().unwrap_or(length(self.source));
        Some((start, self.slice(start, end)?.trim_end_matches(['\n', '\r'])))
    }

    fn locate(&self, offset: u32) -> (u32, u32, u32) {
        let offset = offset.min(length(self.source));
        let line = self.starts.partition_point(|start| *start <= offset).saturating_sub(1);
        let start = self.starts.get(line).copied().unwrap_or(0);
        (u32::try_from(line).unwrap_or(u32::MAX), start, offset)
    }

    fn slice(&self, start: u32, end: u32) -> Option<&'s str> {
        self.source.get(super::Span::new(start, end).range())
    }
}

fn length(text: &str) -> u32 {
    u32::try_from(text.len()).unwrap_or(u32::MAX)
}

/// The length of a text in UTF-16 code units, the unit of Core's limits and positions.
///
/// ```
/// assert_eq!(coreql::text::utf16_len("a😀"), 3);
/// ```
pub fn utf16_len(text: &str) -> usize {
    // One unit for each character, and one more for each character of four bytes.
    text.bytes().filter(|byte| (byte & 0xc0) != 0x80).count()
        + text.bytes().filter(|byte| *byte >= 0xf0).count()
}
