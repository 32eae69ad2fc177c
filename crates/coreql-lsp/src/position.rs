//! Positions of the protocol: lines, and columns in the units that were agreed on.

use std::cell::Cell;
use std::ops::Range;

use coreql::text::{LineColumn, LineIndex, utf16_len};
use gen_lsp_types::{Position, PositionEncodingKind};

/// The unit of columns.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Encoding {
    Utf8,
    /// What holds where nothing is agreed on.
    #[default]
    Utf16,
    Utf32,
}

impl Encoding {
    /// The first one that the client names, in its order, that there is.
    pub(crate) fn choose<'n>(mut names: impl Iterator<Item = &'n str>) -> Self {
        let known = names.find_map(|name| match name {
            "utf-8" => Some(Self::Utf8),
            "utf-16" => Some(Self::Utf16),
            "utf-32" => Some(Self::Utf32),
            _ => None,
        });
        known.unwrap_or_default()
    }

    pub(crate) const fn kind(self) -> PositionEncodingKind {
        match self {
            Self::Utf8 => PositionEncodingKind::UTF8,
            Self::Utf16 => PositionEncodingKind::UTF16,
            Self::Utf32 => PositionEncodingKind::UTF32,
        }
    }

    /// The length of a text.
    pub(crate) fn units(self, text: &str) -> u32 {
        let units = match self {
            Self::Utf8 => text.len(),
            Self::Utf16 => utf16_len(text),
            Self::Utf32 => text.chars().count(),
        };
        u32::try_from(units).unwrap_or(u32::MAX)
    }

    const fn units_of(self, c: char) -> usize {
        match self {
            Self::Utf8 => c.len_utf8(),
            Self::Utf16 => c.len_utf16(),
            Self::Utf32 => 1,
        }
    }
}

/// From offsets in a text to positions, and back.
pub(crate) struct Positions<'s> {
    source: &'s str,
    index: LineIndex<'s>,
    encoding: Encoding,
    /// The last position that was computed: positions mostly come in order, and a line may be long.
    last: Cell<(u32, Position)>,
}

impl<'s> Positions<'s> {
    pub(crate) fn new(source: &'s str, encoding: Encoding) -> Self {
        let last = Cell::new((0, Position { line: 0, character: 0 }));
        Self { source, index: LineIndex::new(source), encoding, last }
    }

    /// The position of an offset. One within a character counts as its start, one beyond the text as its end.
    pub(crate) fn position(&self, offset: usize) -> Position {
        let offset = self.source.floor(offset);
        let offset = u32::try_from(offset).unwrap_or(u32::MAX);
        let LineColumn { line, column } = self.index.line_column(offset);
        let (known, at) = self.last.get();
        let (from, before) = if at.line == line && known <= offset {
            (known, at.character)
        } else {
            (offset.saturating_sub(column), 0)
        };
        let text = self.source.get(index(from)..index(offset)).unwrap_or_default();
        let position = Position { line, character: before + self.encoding.units(text) };
        self.last.set((offset, position));
        position
    }

    pub(crate) fn range(&self, range: Range<usize>) -> gen_lsp_types::Range {
        gen_lsp_types::Range { start: self.position(range.start), end: self.position(range.end) }
    }

    /// The positions of ranges in any order, in time that does not grow with the product of their number and the length
    /// of a line.
    pub(crate) fn ranges(&self, ranges: &[Range<usize>]) -> Vec<gen_lsp_types::Range> {
        let mut offsets: Vec<usize> = ranges.iter().flat_map(|range| [range.start, range.end]).collect();
        offsets.sort_unstable();
        offsets.dedup();
        let known: Vec<Position> = offsets.iter().map(|offset| self.position(*offset)).collect();
        let position = |offset: usize| {
            let at = offsets.partition_point(|other| *other < offset);
            known.get(at).copied().unwrap_or_default()
        };
        let range = |range: &Range<usize>| gen_lsp_types::Range {
            start: position(range.start),
            end: position(range.end),
        };
        ranges.iter().map(range).collect()
    }

    /// The offset of a position. A column beyond its line counts as the line's end, a line beyond the text as the
    /// text's end, and a column within a character as the character's start.
    pub(crate) fn offset(&self, at: Position) -> usize {
        let column = |column| self.index.offset(LineColumn { line: at.line, column });
        let (Some(start), Some(end)) = (column(0), column(u32::MAX)) else { return self.source.len() };
        let (start, end) = (index(start), index(end));
        let line = self.source.get(start..end).unwrap_or_default();
        let wanted = index(at.character);
        let mut units = 0;
        let within = line.char_indices().find(|(_, c)| {
            units += self.encoding.units_of(*c);
            units > wanted
        });
        within.map_or(end, |(offset, _)| start + offset)
    }

    /// The bytes of a range, whose ends may be the wrong way round.
    pub(crate) fn bytes(&self, range: gen_lsp_types::Range) -> Range<usize> {
        let ends = [self.offset(range.start), self.offset(range.end)];
        ends.into_iter().min().unwrap_or_default()..ends.into_iter().max().unwrap_or_default()
    }
}

fn index(offset: u32) -> usize {
    usize::try_from(offset).unwrap_or(usize::MAX)
}

/// Boundaries of characters.
pub(crate) trait Floor {
    /// The last boundary of a character up to this offset.
    fn floor(&self, offset: usize) -> usize;
}

impl Floor for str {
    fn floor(&self, offset: usize) -> usize {
        let offset = offset.min(self.len());
        (0..=offset).rev().find(|offset| self.is_char_boundary(*offset)).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use gen_lsp_types::Position;

    use super::{Encoding, Positions};

    const TEXT: &str = "aé😀b\r\n😀\n\nx";

    #[test]
    fn columns_are_counted_in_the_unit() {
        for (encoding, columns) in [
            (Encoding::Utf8, [0, 1, 3, 7, 8]),
            (Encoding::Utf16, [0, 1, 2, 4, 5]),
            (Encoding::Utf32, [0, 1, 2, 3, 4]),
        ] {
            let positions = Positions::new(TEXT, encoding);
            for (offset, character) in [0, 1, 3, 7, 8].into_iter().zip(columns) {
                assert_eq!(
                    positions.position(offset),
                    Position { line: 0, character },
                    "{encoding:?} {offset}"
                );
                assert_eq!(
                    positions.offset(Position { line: 0, character }),
                    offset,
                    "{encoding:?} {offset}"
                );
            }
        }
    }

    #[test]
    fn every_boundary_is_found_again_in_any_order() {
        for encoding in [Encoding::Utf8, Encoding::Utf16, Encoding::Utf32] {
            let positions = Positions::new(TEXT, encoding);
            let boundaries: Vec<usize> = TEXT.char_indices().map(|(at, _)| at).chain([TEXT.len()]).collect();
            // The end of a line is before its terminator, so an offset within `\r\n` is not found again.
            let boundaries: Vec<usize> = boundaries.into_iter().filter(|at| *at != 9).collect();
            let ranges: Vec<_> = boundaries.iter().rev().map(|start| *start..TEXT.len()).collect();
            for (range, found) in ranges.iter().zip(positions.ranges(&ranges)) {
                assert_eq!(found, positions.range(range.clone()), "{encoding:?}");
            }
            for offset in boundaries.iter().chain(boundaries.iter().rev()) {
                assert_eq!(positions.offset(positions.position(*offset)), *offset, "{encoding:?}");
            }
        }
    }

    #[test]
    fn positions_beyond_a_line_and_within_a_character_count_as_the_nearest_before() {
        let positions = Positions::new(TEXT, Encoding::Utf16);
        assert_eq!(positions.offset(Position { line: 0, character: 99 }), 8);
        assert_eq!(positions.offset(Position { line: 0, character: 3 }), 3);
        assert_eq!(positions.offset(Position { line: 99, character: 0 }), TEXT.len());
        assert_eq!(positions.position(5), Position { line: 0, character: 2 });
        assert_eq!(positions.position(999), Position { line: 3, character: 1 });
    }

    #[test]
    fn the_first_known_encoding_of_the_client_is_chosen() {
        let choose = |names: &[&str]| Encoding::choose(names.iter().copied());
        assert_eq!(choose(&["utf-32", "utf-8"]), Encoding::Utf32);
        assert_eq!(choose(&["ebcdic", "utf-8", "utf-16"]), Encoding::Utf8);
        assert_eq!(choose(&["ebcdic"]), Encoding::Utf16);
        assert_eq!(choose(&[]), Encoding::Utf16);
    }
}
