//! Whether a file is JSON lines (rule 9.8).

use std::io::{self, BufRead, Read};

use serde::de::IgnoredAny;

/// The longest line that is read into memory as a whole, and the most that is read to detect the layout.
pub(super) const MAX_BUFFERED: usize = 1 << 20;

/// How the devices of a file are laid out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Layout {
    /// One value on each line.
    Lines,
    /// Values that may span lines.
    Values,
}

/// Detects the layout from the first lines. Returns what was read of the input as well.
///
/// A line that is a complete object means JSON lines, unless an earlier line looks like part of a value that spans
/// several lines.
pub(super) fn detect(reader: &mut impl BufRead) -> io::Result<(Layout, Vec<u8>)> {
    let mut text = Vec::new();
    loop {
        let start = text.len();
        read_line(reader, &mut text, MAX_BUFFERED.saturating_sub(start))?;
        let line = text.get(start..).unwrap_or_default().trim_ascii();
        let layout = match (line.first(), line.last()) {
            _ if text.len() == start || text.len() >= MAX_BUFFERED => Layout::Values,
            (Some(b'{'), _) if is_json(line) => Layout::Lines,
            (Some(b'[' | b',' | b']' | b'}' | b':'), _) | (_, Some(b',' | b'[' | b'{' | b':')) => {
                Layout::Values
            }
            // A malformed or blank line decides nothing.
            _ => continue,
        };
        return Ok((layout, text));
    }
}

fn is_json(line: &[u8]) -> bool {
    serde_json::Deserializer::from_slice(line).into_iter::<IgnoredAny>().all(|value| value.is_ok())
}

/// Appends the next line with its line end, or its first `max_bytes` bytes.
pub(super) fn read_line(
    reader: &mut impl BufRead,
    line: &mut Vec<u8>,
    max_bytes: usize,
) -> io::Result<usize> {
    reader.by_ref().take(u64::try_from(max_bytes).unwrap_or(u64::MAX)).read_until(b'\n', line)
}
