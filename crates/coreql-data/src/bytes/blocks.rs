//! A text in blocks of whole lines.

use std::io::{self, Read};

/// How much is read at once: it stays in a processor's cache until it has been parsed.
const BLOCK: usize = 1 << 18;

/// Whole lines, as many as have arrived, so that a slow pipe is passed on at once.
pub(crate) struct Blocks<R> {
    reader: R,
    /// What was read is `text[..filled]`, of which `text[..start]` has been passed on.
    text: Vec<u8>,
    filled: usize,
    start: usize,
    at_end: bool,
}

/// What comes next of a text.
pub(crate) enum Block<'b, R> {
    /// Whole lines. Only the last line of the text may lack its line end.
    Lines(&'b [u8]),
    /// The start of a line that is longer than any that is read into memory, and the reader of the rest.
    LongLine(&'b [u8], &'b mut R),
}

impl<R: Read> Blocks<R> {
    pub(crate) const fn new(reader: R) -> Self {
        Self { reader, text: Vec::new(), filled: 0, start: 0, at_end: false }
    }

    /// The next block; none at the end of the text. A line of `max_line` bytes and more is long.
    ///
    /// # Errors
    /// The reader fails. All whole lines before were returned.
    pub(crate) fn next(&mut self, max_line: usize) -> io::Result<Option<Block<'_, R>>> {
        // What is left is the start of a line.
        self.text.copy_within(self.start..self.filled, 0);
        self.filled -= self.start;
        self.start = 0;
        loop {
            let known = self.filled;
            if !self.at_end {
                self.read_more()?;
            }
            let new = self.text.get(known..self.filled).unwrap_or_default();
            let end = match memchr::memrchr(b'\n', new) {
                Some(end) => known + end + 1,
                None if self.at_end => self.filled,
                None if self.filled >= max_line => {
                    let line = std::mem::take(&mut self.filled);
                    let start = self.text.get(..line).unwrap_or_default();
                    return Ok(Some(Block::LongLine(start, &mut self.reader)));
                }
                None => continue,
            };
            if end == 0 {
                return Ok(None);
            }
            self.start = end;
            return Ok(Some(Block::Lines(self.text.get(..end).unwrap_or_default())));
        }
    }

    fn read_more(&mut self) -> io::Result<()> {
        if self.text.len() < self.filled + BLOCK / 2 {
            self.text.resize(self.filled + BLOCK, 0);
        }
        let free = self.text.get_mut(self.filled..).unwrap_or_default();
        let read = loop {
            match self.reader.read(free) {
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                read => break read?,
            }
        };
        self.filled += read;
        self.at_end = read == 0;
        Ok(())
    }
}
