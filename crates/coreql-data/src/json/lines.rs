//! JSON lines: a value a line, so that a malformed line is no reason to give up the others.

use std::io::{self, BufRead, BufReader, Cursor, Read};
use std::ops::ControlFlow;

use serde::de::IgnoredAny;
use serde_json::Deserializer;

use super::{Device, Place, Stream, values};

/// The longest line that is read into memory whole, and the most that is looked at to tell what the input is.
const MOST: usize = 1 << 20;

/// The longest line that is read as a slice: faster, but each value on it costs a look at all before it.
const SHORT: usize = 1 << 14;

/// The start of the input, as far as it takes to tell whether it is JSON lines.
pub(super) struct Start {
    /// What was read, and belongs to the input.
    pub(super) text: Vec<u8>,
    pub(super) is_lines: bool,
}

impl Start {
    /// A whole object in a line makes JSON lines, unless the lines before it are laid out as parts of one value.
    pub(super) fn read(reader: &mut impl BufRead) -> io::Result<Self> {
        let mut text = Vec::new();
        loop {
            let start = text.len();
            read_line(reader, &mut text, MOST.saturating_sub(start))?;
            let line = text.get(start..).unwrap_or_default().trim_ascii();
            let is_lines = match (line.first(), line.last()) {
                _ if text.len() == start || text.len() >= MOST => false,
                (Some(b'{'), _) if is_json(line) => true,
                (Some(b'[' | b',' | b']' | b'}' | b':'), _) | (_, Some(b',' | b'[' | b'{' | b':')) => false,
                // A malformed line, which says nothing; or a blank one.
                _ => continue,
            };
            return Ok(Self { text, is_lines });
        }
    }
}

fn is_json(line: &[u8]) -> bool {
    serde_json::Deserializer::from_slice(line).into_iter::<IgnoredAny>().all(|value| value.is_ok())
}

/// Appends the next line with its end, or as much of it as may be read.
fn read_line(reader: &mut impl BufRead, line: &mut Vec<u8>, most: usize) -> io::Result<usize> {
    reader.by_ref().take(u64::try_from(most).unwrap_or(u64::MAX)).read_until(b'\n', line)
}

/// Reads each line for itself.
pub(super) fn read<F>(mut reader: impl BufRead, stream: &mut Stream<F>) -> io::Result<()>
where
    F: FnMut(Device) -> ControlFlow<()>,
{
    let mut line = Vec::new();
    let mut number = 0;
    while !stream.stopped && read_line(&mut reader, &mut line, MOST)? > 0 {
        number += 1;
        let read = if line.len() <= SHORT {
            values(Deserializer::from_slice(line.trim_ascii_end()), stream)
        } else if line.len() < MOST || line.ends_with(b"\n") {
            values(Deserializer::from_reader(line.trim_ascii_end()), stream)
        } else {
            let mut rest = RestOfLine { reader: &mut reader, ended: false };
            let whole = BufReader::new(Cursor::new(&line).chain(&mut rest));
            let read = values(Deserializer::from_reader(whole), stream);
            io::copy(&mut rest, &mut io::sink())?;
            read
        };
        match read {
            Err(error) if error.is_io() => return Err(error.into()),
            Err(error) => stream.skip(place(number, &error), reason(&error)),
            Ok(()) => {}
        }
        line.clear();
    }
    Ok(())
}

fn place(line: u64, error: &serde_json::Error) -> Place {
    Place::Line(line, u64::try_from(error.column()).unwrap_or(u64::MAX))
}

/// What is wrong, without the place within the line.
fn reason(error: &serde_json::Error) -> String {
    let text = error.to_string();
    let place = format!(" at line {} column {}", error.line(), error.column());
    text.strip_suffix(&place).unwrap_or(&text).to_owned()
}

/// Up to the end of the line, as a reader.
struct RestOfLine<'r, R> {
    reader: &'r mut R,
    ended: bool,
}

impl<R: BufRead> Read for RestOfLine<'_, R> {
    fn read(&mut self, to: &mut [u8]) -> io::Result<usize> {
        if self.ended {
            return Ok(0);
        }
        let from = self.reader.fill_buf()?;
        let mut left = from.split(|byte| *byte == b'\n').next().unwrap_or_default();
        let ends = left.len() < from.len();
        let read = left.read(to)?;
        // The end goes with the last of the line.
        self.ended = ends && left.is_empty();
        self.reader.consume(read + usize::from(self.ended));
        Ok(read)
    }
}
