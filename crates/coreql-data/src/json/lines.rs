//! JSON lines: each line is parsed on its own, so that a malformed line does not end the reading (rule 9.9).

use std::io::{self, BufRead, BufReader, Cursor, Read};
use std::ops::ControlFlow;

use serde_json::Deserializer;

use super::layout::{MAX_BUFFERED, read_line};
use super::records::{Records, read_values};
use crate::{Device, RecordPosition};

/// The longest line that is parsed as a slice. That is faster, but `serde_json` then finds the position of each value
/// by counting from the start of the line.
const MAX_SLICE: usize = 1 << 14;

/// Parses each line on its own.
pub(super) fn read<F>(mut reader: impl BufRead, records: &mut Records<'_, F>) -> io::Result<()>
where
    F: FnMut(Device) -> ControlFlow<()>,
{
    let mut line = Vec::new();
    let mut number = 0;
    while !records.is_stopped() && read_line(&mut reader, &mut line, MAX_BUFFERED)? > 0 {
        number += 1;
        let parsed = if line.len() <= MAX_SLICE {
            read_values(Deserializer::from_slice(line.trim_ascii_end()), records)
        } else if line.len() < MAX_BUFFERED || line.ends_with(b"\n") {
            read_values(Deserializer::from_reader(line.trim_ascii_end()), records)
        } else {
            let mut rest = RestOfLine { reader: &mut reader, ended: false };
            let whole = BufReader::new(Cursor::new(&line).chain(&mut rest));
            let parsed = read_values(Deserializer::from_reader(whole), records);
            io::copy(&mut rest, &mut io::sink())?;
            parsed
        };
        match parsed {
            Err(error) if error.is_io() => return Err(error.into()),
            Err(error) => records.skip(position(number, &error), reason(&error)),
            Ok(()) => {}
        }
        line.clear();
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
