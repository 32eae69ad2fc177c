//! Bytes and UTF-16 code units.

use coreql::text::Span;

use crate::json::Json;

/// From bytes to UTF-16 code units in one text, and back, in a time that does not depend on its length.
pub(crate) struct Positions<'t> {
    text: &'t str,
    /// The UTF-16 offset of every block of bytes; none for a text in ASCII, where the two are equal.
    blocks: Vec<u32>,
}

const BLOCK: usize = 256;

impl<'t> Positions<'t> {
    pub(crate) fn new(text: &'t str) -> Self {
        let mut units = 0u32;
        let blocks = text.as_bytes().chunks(BLOCK).map(|block| {
            let start = units;
            units = units.saturating_add(units_of(block));
            start
        });
        Self { text, blocks: if text.is_ascii() { Vec::new() } else { blocks.collect() } }
    }

    /// The UTF-16 offset of an offset in bytes; of the end for one beyond it.
    fn units(&self, offset: u32) -> u32 {
        let offset = usize::try_from(offset).unwrap_or(usize::MAX).min(self.text.len());
        // At the very end the last block may be full, and none follows.
        let block = (offset / BLOCK).min(self.blocks.len().saturating_sub(1));
        let Some(before) = self.blocks.get(block) else { return u32::try_from(offset).unwrap_or(u32::MAX) };
        before.saturating_add(units_of(self.text.as_bytes().get(block * BLOCK..offset).unwrap_or_default()))
    }

    /// The offset in bytes of a UTF-16 offset: of the character that it is in, of the end for one beyond it.
    pub(crate) fn bytes(&self, units: u32) -> usize {
        let block = self.blocks.partition_point(|start| *start <= units).saturating_sub(1);
        let Some(start) = self.blocks.get(block) else {
            return usize::try_from(units).unwrap_or(usize::MAX).min(self.text.len());
        };
        // A block may start within a character, whose units are counted in the block before.
        let mut offset = block * BLOCK;
        while !self.text.is_char_boundary(offset) {
            offset += 1;
        }
        let mut left = units - start;
        for c in self.text.get(offset..).unwrap_or_default().chars() {
            let length = u32::try_from(c.len_utf16()).unwrap_or(2);
            if left < length {
                break;
            }
            left -= length;
            offset += c.len_utf8();
        }
        offset
    }

    /// A span in UTF-16 code units.
    pub(crate) fn span(&self, span: Span) -> (u32, u32) {
        (self.units(span.start), self.units(span.end))
    }

    /// Writes the members `from` and `to`.
    pub(crate) fn write(&self, span: Span, json: &mut Json) {
        let (from, to) = self.span(span);
        json.key("from").number(from);
        json.key("to").number(to);
    }
}

/// The UTF-16 code units of the characters that start in these bytes.
fn units_of(bytes: &[u8]) -> u32 {
    let units = bytes.iter().map(|byte| match byte {
        0x80..=0xbf => 0,
        0xf0.. => 2,
        _ => 1,
    });
    units.sum()
}
