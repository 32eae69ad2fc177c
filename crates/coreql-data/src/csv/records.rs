//! The records of CSV (RFC 4180): cells, quotes and line ends, and nothing of what the cells mean.
//!
//! No record is lost silently. A record that is malformed is reported, and reading goes on with the line after the one
//! that is at fault: a quote that is never closed costs the line where it opens, not the rest of the file.

use std::io::{self, BufRead};
use std::ops::Range;

use encoding_rs::WINDOWS_1252;

use crate::RecordPosition;

/// The bytes that are no character of Windows-1252.
const UNDEFINED: [u8; 5] = [0x81, 0x8d, 0x8f, 0x90, 0x9d];

/// The longest record. What seems longer has a quote that is not closed, or is not CSV.
const MAX_RECORD: usize = 16 << 20;

/// The longest line that is looked at as a whole.
const MAX_PLAIN: usize = 1 << 20;

/// A reader of records.
pub(crate) struct Records<R> {
    source: R,
    delimiter: u8,
    /// Whether blanks after a delimiter belong to it.
    skips_blanks: bool,
    /// What has been read of the source; `text[..position]` is done with.
    text: Vec<u8>,
    position: usize,
    at_end: bool,
    /// The number of the line at `position`, from 1.
    line: u64,
    /// The length of the text from `position` on that was already read as a record and was none. No cell spans lines
    /// there, so no line is read more than twice.
    doubtful: usize,
}

/// The cells of a record.
#[derive(Default)]
pub(crate) struct Record {
    cells: Vec<u8>,
    ends: Vec<usize>,
    /// The first cell that has a quote inside, which is read as written.
    pub(crate) inner_quote: Option<RecordPosition>,
    /// The first quote of a cell that holds what looks like records.
    pub(crate) swallowed_records: Option<RecordPosition>,
}

/// What [`Records::read`] found.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Next {
    Record,
    /// A line that is not a record.
    Malformed(RecordPosition, String),
    End,
}

impl Record {
    pub(crate) fn len(&self) -> usize {
        self.ends.len()
    }

    /// The cells, or nothing if they are not UTF-8.
    pub(crate) fn cells(&self) -> Option<impl Iterator<Item = &str>> {
        let text = std::str::from_utf8(&self.cells).ok()?;
        let mut start = 0;
        let all_whole = self.ends.iter().all(|end| text.is_char_boundary(*end));
        all_whole.then(|| {
            self.ends
                .iter()
                .map(move |end| text.get(std::mem::replace(&mut start, *end)..*end).unwrap_or_default())
        })
    }

    /// Reads the cells as Windows-1252 if they are not UTF-8. Returns whether they were; a byte that Windows-1252 does
    /// not have leaves the record as it is.
    pub(crate) fn decode_windows_1252(&mut self) -> bool {
        if self.cells().is_some() || self.cells.iter().any(|byte| UNDEFINED.contains(byte)) {
            return false;
        }
        let bytes = std::mem::take(&mut self.cells);
        let mut start = 0;
        for end in &mut self.ends {
            let cell = bytes.get(std::mem::replace(&mut start, *end)..*end).unwrap_or_default();
            let (text, _) = WINDOWS_1252.decode_without_bom_handling(cell);
            self.cells.extend_from_slice(text.as_bytes());
            *end = self.cells.len();
        }
        true
    }

    fn clear(&mut self) {
        *self = Self {
            cells: std::mem::take(&mut self.cells),
            ends: std::mem::take(&mut self.ends),
            ..Self::default()
        };
        self.cells.clear();
        self.ends.clear();
    }
}

/// Where the parser is in a record: offsets in the text that count from the record's start.
struct Cursor {
    at: usize,
    /// The lines that have ended within the record.
    lines: u64,
    /// The start of the line that `at` is in.
    line_start: usize,
    /// The end of the first line on which a cell of several lines opens, and the position of its quote.
    first_open: Option<Resume>,
}

/// Where reading goes on after a malformed record.
#[derive(Clone, Copy)]
struct Resume {
    /// The quote.
    quote: RecordPosition,
    /// The offset of the next line.
    next: usize,
    /// The lines before it.
    lines: u64,
}

/// Why a record ends before its line does.
enum Fault {
    /// At a quote that opens here.
    Quote(Resume, &'static str),
    Io(io::Error),
}

impl From<io::Error> for Fault {
    fn from(error: io::Error) -> Self {
        Self::Io(error)
    }
}

impl<R: BufRead> Records<R> {
    pub(crate) fn new(source: R, delimiter: u8, skips_blanks: bool) -> Self {
        Self {
            source,
            delimiter,
            skips_blanks,
            text: Vec::new(),
            position: 0,
            at_end: false,
            line: 1,
            doubtful: 0,
        }
    }

    /// The number of the line that is read next.
    pub(crate) const fn line(&self) -> u64 {
        self.line
    }

    /// Counts a line that was taken from the source before.
    pub(crate) const fn skip_line_number(&mut self) {
        self.line += 1;
    }

    /// The whole lines that have arrived, if each of them starts a record, or may; none at the end of the source, or if
    /// a record is very long. What is used of them is to be [skipped](Self::skip_lines).
    ///
    /// # Errors
    /// The source fails.
    pub(crate) fn whole_lines(&mut self) -> io::Result<&[u8]> {
        if self.doubtful > 0 {
            return Ok(&[]);
        }
        let mut searched = 0;
        loop {
            let text = self.text.get(self.position..).unwrap_or_default();
            let new = text.get(searched..).unwrap_or_default();
            if let Some(end) = memchr::memrchr(b'\n', new) {
                return Ok(self.slice(0..searched + end + 1));
            }
            searched = text.len();
            if searched > MAX_PLAIN || !self.read_more()? {
                return Ok(&[]);
            }
        }
    }

    /// Skips lines that were used.
    pub(crate) fn skip_lines(&mut self, bytes: usize, lines: u64) {
        self.advance(bytes, lines);
    }

    /// Reads the next record. With a width, a record of any other number of cells is malformed.
    ///
    /// # Errors
    /// The source fails, or a line is longer than any record.
    pub(crate) fn read(&mut self, record: &mut Record, width: Option<usize>) -> io::Result<Next> {
        self.skip_blank_lines()?;
        if self.byte(0)?.is_none() {
            return Ok(Next::End);
        }
        record.clear();
        let mut cursor = Cursor { at: 0, lines: 0, line_start: 0, first_open: None };
        let line = self.line;
        let (quote, reason) = match self.read_cells(record, &mut cursor, width) {
            Ok(()) => match width {
                Some(width) if record.len() != width => {
                    let reason = unequal(record.len(), width);
                    match cursor.first_open {
                        // The cell of several lines is what is doubtful, so all but its first line are read again.
                        Some(open) => {
                            self.doubtful = self.doubtful.max(cursor.at);
                            (
                                open,
                                format!("{reason}, and the quote that opens here is closed on a later line"),
                            )
                        }
                        None => {
                            self.advance(cursor.at, cursor.lines);
                            let position = RecordPosition::Line { line, column: 1 };
                            return Ok(Next::Malformed(position, reason));
                        }
                    }
                }
                Some(_) | None => {
                    self.advance(cursor.at, cursor.lines);
                    return Ok(Next::Record);
                }
            },
            Err(Fault::Io(error)) => return Err(error),
            Err(Fault::Quote(resume, reason)) => (resume, reason.to_owned()),
        };
        self.advance(quote.next, quote.lines);
        Ok(Next::Malformed(quote.quote, reason))
    }

    fn read_cells(
        &mut self,
        record: &mut Record,
        cursor: &mut Cursor,
        width: Option<usize>,
    ) -> Result<(), Fault> {
        loop {
            if self.skips_blanks && record.len() > 0 {
                while self.byte(cursor.at)? == Some(b' ') {
                    cursor.at += 1;
                }
            }
            if self.byte(cursor.at)? == Some(b'"') {
                self.read_quoted(record, cursor, width)?;
            } else {
                self.read_bare(record, cursor)?;
            }
            record.ends.push(record.cells.len());
            match self.byte(cursor.at)? {
                Some(byte) if byte == self.delimiter => cursor.at += 1,
                Some(b'\r') if self.byte(cursor.at + 1)? == Some(b'\n') => {
                    cursor.at += 2;
                    cursor.lines += 1;
                    return Ok(());
                }
                Some(_) => {
                    cursor.at += 1;
                    cursor.lines += 1;
                    return Ok(());
                }
                None => return Ok(()),
            }
        }
    }

    /// Reads a cell without quotes around it, up to the delimiter or the line end.
    fn read_bare(&mut self, record: &mut Record, cursor: &mut Cursor) -> Result<(), Fault> {
        let start = cursor.at;
        let end = self.find(start, |rest, delimiter| memchr::memchr3(delimiter, b'\n', b'\r', rest))?;
        let Some(end) = end else {
            let message =
                format!("line {}: longer than {} MiB, so this is not CSV", self.line, MAX_RECORD >> 20);
            return Err(io::Error::new(io::ErrorKind::InvalidData, message).into());
        };
        let cell = self.slice(start..end);
        if let Some(quote) = memchr::memchr(b'"', cell) {
            let position = self.position_of(start + quote, cursor);
            record.inner_quote.get_or_insert(position);
        }
        record.cells.extend_from_slice(self.slice(start..end));
        cursor.at = end;
        Ok(())
    }

    /// Reads a cell in quotes, which may span lines; a doubled quote is one.
    fn read_quoted(
        &mut self,
        record: &mut Record,
        cursor: &mut Cursor,
        width: Option<usize>,
    ) -> Result<(), Fault> {
        let open = cursor.at;
        let quote = self.position_of(open, cursor);
        let mut at = open + 1;
        let end = loop {
            let end = if open < self.doubtful {
                self.find(at, |rest, _| memchr::memchr3(b'"', b'\n', b'\r', rest))?
            } else {
                self.find(at, |rest, _| memchr::memchr(b'"', rest))?
            };
            let Some(end) = end.filter(|end| self.slice(*end..end + 1) == b"\"") else {
                return Err(Fault::Quote(
                    self.resume(quote, open, cursor)?,
                    "the quote that opens here is not closed",
                ));
            };
            record.cells.extend_from_slice(self.slice(at..end));
            if self.byte(end + 1)? != Some(b'"') {
                break end;
            }
            record.cells.push(b'"');
            at = end + 2;
        };
        let mut after = end + 1;
        while self.byte(after)? == Some(b' ') && self.delimiter != b' ' {
            after += 1;
        }
        match self.byte(after)? {
            None | Some(b'\n' | b'\r') => {}
            Some(byte) if byte == self.delimiter => {}
            Some(_) => {
                let reason = "the quote that opens here is closed within the cell, not at its end";
                return Err(Fault::Quote(self.resume(quote, open, cursor)?, reason));
            }
        }
        let (lines, last_line) = lines_in(self.slice(open..end));
        if lines > 0 {
            if cursor.first_open.is_none() {
                cursor.first_open = Some(self.resume(quote, open, cursor)?);
            }
            if width.is_some_and(|width| self.has_records(open..end, width)) {
                record.swallowed_records.get_or_insert(quote);
            }
            cursor.lines += lines;
            cursor.line_start = open + last_line;
        }
        cursor.at = after;
        Ok(())
    }

    /// Whether a line that a quoted cell holds has as many delimiters as a record.
    fn has_records(&self, cell: Range<usize>, width: usize) -> bool {
        if width < 3 {
            return false;
        }
        // The last line of the cell goes on after the quote.
        let rest = self.text.get(self.position.saturating_add(cell.end)..).unwrap_or_default();
        let rest = rest.get(..memchr::memchr2(b'\n', b'\r', rest).unwrap_or(rest.len())).unwrap_or_default();
        let text = self.slice(cell.start..cell.end + rest.len());
        let mut lines = text.split(|byte| matches!(byte, b'\n' | b'\r')).skip(1);
        lines.any(|line| memchr::memchr_iter(self.delimiter, line).count() + 1 == width)
    }

    /// The line after the one that has the quote.
    fn resume(&mut self, quote: RecordPosition, open: usize, cursor: &Cursor) -> io::Result<Resume> {
        let end = self
            .find(open, |rest, _| memchr::memchr2(b'\n', b'\r', rest))?
            .unwrap_or_else(|| self.available());
        let mut next = end;
        if self.byte(next)? == Some(b'\r') && self.byte(next + 1)? == Some(b'\n') {
            next += 1;
        }
        next = (next + 1).min(self.available());
        Ok(Resume { quote, next, lines: cursor.lines + 1 })
    }

    fn position_of(&self, at: usize, cursor: &Cursor) -> RecordPosition {
        let column =
            u64::try_from(at.saturating_sub(cursor.line_start)).unwrap_or(u64::MAX).saturating_add(1);
        RecordPosition::Line { line: self.line + cursor.lines, column }
    }

    fn skip_blank_lines(&mut self) -> io::Result<()> {
        loop {
            match self.byte(0)? {
                Some(b'\r') if self.byte(1)? == Some(b'\n') => self.advance(2, 1),
                Some(b'\r' | b'\n') => self.advance(1, 1),
                Some(_) | None => return Ok(()),
            }
        }
    }

    fn advance(&mut self, bytes: usize, lines: u64) {
        self.position += bytes;
        self.line += lines;
        self.doubtful = self.doubtful.saturating_sub(bytes);
        // What is done with is dropped when it is most of the buffer, so that every byte is moved a few times at most.
        if self.position > (1 << 16) && self.position > self.text.len() / 2 {
            self.text.drain(..self.position);
            self.position = 0;
        }
    }

    fn available(&self) -> usize {
        self.text.len().saturating_sub(self.position)
    }

    fn slice(&self, range: Range<usize>) -> &[u8] {
        self.text.get(self.position + range.start..self.position + range.end).unwrap_or_default()
    }

    /// The byte at an offset; none at the end of the source.
    fn byte(&mut self, at: usize) -> io::Result<Option<u8>> {
        while self.available() <= at && self.read_more()? {}
        Ok(self.text.get(self.position + at).copied())
    }

    /// The offset from `at` on where `find` finds something, or the end of the source. None if the record would be too
    /// long.
    fn find(&mut self, at: usize, find: impl Fn(&[u8], u8) -> Option<usize>) -> io::Result<Option<usize>> {
        let mut searched = at;
        loop {
            let rest = self.text.get(self.position + searched..).unwrap_or_default();
            if let Some(found) = find(rest, self.delimiter) {
                return Ok(Some(searched + found));
            }
            searched = self.available().max(at);
            if searched > MAX_RECORD {
                return Ok(None);
            }
            if !self.read_more()? {
                return Ok(Some(searched));
            }
        }
    }

    /// Reads more of the source; false at its end.
    fn read_more(&mut self) -> io::Result<bool> {
        if self.at_end {
            return Ok(false);
        }
        let chunk = self.source.fill_buf()?;
        let length = chunk.len();
        self.text.extend_from_slice(chunk);
        self.source.consume(length);
        self.at_end = length == 0;
        Ok(length > 0)
    }
}

/// How many lines end in a text, and where its last line starts.
fn lines_in(text: &[u8]) -> (u64, usize) {
    let (mut lines, mut last) = (0, 0);
    for at in memchr::memchr2_iter(b'\n', b'\r', text) {
        let is_half = text.get(at) == Some(&b'\r') && text.get(at + 1) == Some(&b'\n');
        if !is_half {
            lines += 1;
            last = at + 1;
        }
    }
    (lines, last)
}

fn unequal(cells: usize, width: usize) -> String {
    format!("{cells} {}, but the header has {width}", if cells == 1 { "cell" } else { "cells" })
}
