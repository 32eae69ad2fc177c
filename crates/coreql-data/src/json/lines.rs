//! JSON lines: each line is parsed on its own, so that a malformed line does not end the reading (rule 9.9).

use std::io::{self, BufRead, BufReader, Cursor, Read};

use serde_json::Deserializer;

use super::layout::MAX_BUFFERED;
use super::records::{ANSWER, Records, read_values};
use super::scan::{Bytes, Scanner};
use crate::bytes::{Block, Blocks, LongIntegerQuoter, quote_long_integers};
use crate::select::Row;
use crate::visit::Visit;
use crate::{Device, RecordPosition};

/// The longest line that is parsed as a slice. That is faster, but `serde_json` then finds the position of each value
/// by counting from the start of the line.
const MAX_SLICE: usize = 1 << 14;

/// Reads each line on its own.
pub(super) fn read<V: Visit>(reader: impl BufRead, records: &mut Records<'_, V>) -> io::Result<()> {
    let mut scanner = records.selection().map(|selection| Scanner::new(selection, &ANSWER));
    let mut blocks = Blocks::new(reader);
    let mut number = 0;
    while !records.is_stopped()
        && let Some(block) = blocks.next(MAX_BUFFERED)?
    {
        match block {
            Block::Lines(text) => read_block(text, &mut number, scanner.as_mut(), records)?,
            Block::LongLine(start, reader) => {
                number += 1;
                let mut rest = RestOfLine { reader, ended: false };
                let whole = BufReader::new(Cursor::new(start).chain(&mut rest));
                let whole = BufReader::new(LongIntegerQuoter::new(whole));
                let parsed = read_values(Deserializer::from_reader(whole), records);
                io::copy(&mut rest, &mut io::sink())?;
                count(parsed, number, records)?;
            }
        }
    }
    Ok(())
}

/// Reads lines. What the scanner cannot read is parsed.
fn read_block<V: Visit>(
    text: &[u8],
    number: &mut u64,
    mut scanner: Option<&mut Scanner<'_>>,
    records: &mut Records<'_, V>,
) -> io::Result<()> {
    let all = Bytes::of(text);
    let mut row = Row::default();
    let mut rest = text;
    while !rest.is_empty() && !records.is_stopped() {
        let length = memchr::memchr(b'\n', rest).map_or(rest.len(), |end| end + 1);
        let (line, after) = rest.split_at_checked(length).unwrap_or_default();
        rest = after;
        *number += 1;
        let line = line.trim_ascii_end();
        if let Some(scanner) = &mut scanner
            && records.selects()
        {
            let bytes = if all.are_plain() { all } else { Bytes::of(line) };
            if scanner.scan(line, bytes, &mut row).is_some() {
                let whole = || Device::from_json(line).ok();
                records.row(&row, scanner.columns(), whole);
                continue;
            }
        }
        parse(line, *number, records)?;
    }
    Ok(())
}

fn parse<V: Visit>(line: &[u8], number: u64, records: &mut Records<'_, V>) -> io::Result<()> {
    let quoted = quote_long_integers(line);
    let parsed = if quoted.len() <= MAX_SLICE {
        read_values(Deserializer::from_slice(&quoted), records)
    } else {
        read_values(Deserializer::from_reader(&*quoted), records)
    };
    count(parsed, number, records)
}

/// Counts a line that is malformed.
fn count<V>(parsed: serde_json::Result<()>, line: u64, records: &mut Records<'_, V>) -> io::Result<()> {
    match parsed {
        Err(error) if error.is_io() => return Err(error.into()),
        Err(error) => records.skip(position(line, &error), reason(&error)),
        Ok(()) => {}
    }
    Ok(())
}

fn position(line: u64, error: &serde_json::Error) -> RecordPosition {
    RecordPosition::Line { line, column: u64::try_from(error.column()).unwrap_or(u64::MAX) }
}

/// The message without its position, which counts lines from the start of the line.
fn reason(error: &serde_json::Error) -> String {
    let text = error.to_string();
    let position = format!(" at line {} column {}", error.line(), error.column());
    text.strip_suffix(&position).unwrap_or(&text).to_owned()
}

/// A reader of the rest of a line, which ends before the line end and consumes it.
struct RestOfLine<'r, R> {
    reader: &'r mut R,
    ended: bool,
}

impl<R: BufRead> Read for RestOfLine<'_, R> {
    fn read(&mut self, to: &mut [u8]) -> io::Result<usize> {
        if self.ended {
            return Ok(0);
        }
        let buffer = self.reader.fill_buf()?;
        let mut left = buffer.split(|byte| *byte == b'\n').next().unwrap_or_default();
        let has_line_end = left.len() < buffer.len();
        let read = left.read(to)?;
        // The line end is consumed with the last byte of the line.
        self.ended = has_line_end && left.is_empty();
        self.reader.consume(read + usize::from(self.ended));
        Ok(read)
    }
}
