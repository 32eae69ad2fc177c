//! Records of CSV that have nothing to decide: where their cells end, and no copy of them.
//!
//! A record is plain if it is one line of UTF-8, and each of its quotes opens a cell, closes it, or is doubled within it.
//! Anything else is left to the reader of all records, which alone decides what is malformed.

use std::borrow::Cow;

/// Finds the cells of plain records.
#[derive(Debug)]
pub(crate) struct PlainRecords {
    delimiter: u8,
    width: usize,
    /// Where the cells of the last record end.
    ends: Vec<usize>,
}

/// The cells of a record, as they are written.
#[derive(Clone, Copy, Debug)]
pub(crate) struct PlainRecord<'t, 'e> {
    text: &'t str,
    ends: &'e [usize],
}

impl PlainRecords {
    /// Records of `width` cells.
    pub(crate) const fn new(delimiter: u8, width: usize) -> Self {
        Self { delimiter, width, ends: Vec::new() }
    }

    /// The record at the start of a text of whole lines, and its length with the line end. None if it is not plain.
    pub(crate) fn next<'t>(&mut self, text: &'t [u8]) -> Option<(PlainRecord<'t, '_>, usize)> {
        self.ends.clear();
        if matches!(text.first()?, b'\n' | b'\r') {
            return None;
        }
        let mut at = 0;
        while self.ends.len() < self.width {
            let rest = text.get(at..)?;
            match rest.first()? {
                first if *first == self.delimiter => {}
                b'"' => at += quoted_length(rest)?,
                _ => at += memchr::memchr3(self.delimiter, b'\n', b'"', rest)?,
            }
            self.ends.push(at);
            match text.get(at)? {
                byte if *byte == self.delimiter => at += 1,
                b'\n' => return self.finish(text, at),
                b'\r' => return self.finish(text, at + 1),
                _ => return None,
            }
        }
        None
    }

    /// The record whose line end is at `end`.
    fn finish<'t>(&mut self, text: &'t [u8], end: usize) -> Option<(PlainRecord<'t, '_>, usize)> {
        let line = text.get(..end)?;
        let line = line.strip_suffix(b"\r").unwrap_or(line);
        if self.ends.len() != self.width
            || text.get(end)? != &b'\n'
            || memchr::memchr2(b'\n', b'\r', line).is_some()
        {
            return None;
        }
        *self.ends.last_mut()? = line.len();
        let text = std::str::from_utf8(line).ok()?;
        Some((PlainRecord { text, ends: &self.ends }, end + 1))
    }
}

impl<'t> PlainRecord<'t, '_> {
    /// A cell without its quotes.
    pub(crate) fn cell(&self, index: usize) -> Option<Cow<'t, str>> {
        let start = match index.checked_sub(1) {
            Some(before) => self.ends.get(before)? + 1,
            None => 0,
        };
        let cell = self.text.get(start..*self.ends.get(index)?)?;
        let Some(inner) = cell.strip_prefix('"') else { return Some(Cow::Borrowed(cell)) };
        let inner = inner.strip_suffix('"')?;
        Some(if memchr::memchr(b'"', inner.as_bytes()).is_some() {
            Cow::Owned(inner.replace("\"\"", "\""))
        } else {
            Cow::Borrowed(inner)
        })
    }

    /// All cells.
    pub(crate) fn cells(&self) -> impl Iterator<Item = Cow<'t, str>> {
        (0..self.ends.len()).map(|index| self.cell(index).unwrap_or_default())
    }
}

/// The length of a cell in quotes, with them.
fn quoted_length(cell: &[u8]) -> Option<usize> {
    let mut from = 1;
    loop {
        let close = from + memchr::memchr(b'"', cell.get(from..)?)?;
        if cell.get(close + 1)? != &b'"' {
            return Some(close + 1);
        }
        from = close + 2;
    }
}
