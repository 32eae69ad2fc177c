//! The delimiter of CSV, detected from the headings (rule 9.19).

use super::ReadOptions;
use super::headings::HeadingReader;
use crate::csv::{Next, Record, Records};

/// The delimiters that are detected; of equals the first.
const DELIMITERS: [u8; 4] = [b',', b';', b'\t', b'|'];

/// How the cells of a file of CSV are separated.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct CsvShape {
    pub(crate) delimiter: u8,
    pub(crate) has_blanks: bool,
    /// The length of a first line `sep=;`, which Excel writes.
    pub(crate) preamble: usize,
}

impl CsvShape {
    /// Detects it from the start of a file, which has at least the first line: the delimiter that gives the most
    /// headings of known fields, and of equals the one that gives the most headings.
    pub(crate) fn detect(start: &[u8], options: &ReadOptions<'_>, reader: &HeadingReader<'_, '_>) -> Self {
        let (preamble, announced) = preamble(start);
        let line = start.get(preamble..).unwrap_or_default();
        let shape = |delimiter| {
            let cells = cells(line, delimiter);
            // A blank after each delimiter belongs to it.
            let has_blanks = cells.len() > 1 && cells.iter().skip(1).all(|cell| cell.starts_with(' '));
            (Self { delimiter, has_blanks, preamble }, cells)
        };
        if let Some(delimiter) = options.delimiter().or(announced) {
            return shape(delimiter).0;
        }
        let candidates = DELIMITERS.into_iter().rev().map(|delimiter| {
            let (shape, cells) = shape(delimiter);
            let rank = match cells.len() {
                // A quote that does not close is a reason against one heading, not against several.
                0 => (0, 3),
                // A delimiter that does not occur gives no field, or the one that any other gives.
                1 if delimiter != b',' => (0, 2),
                count => (reader.count_known(cells.iter().map(|cell| cell.trim())), 2 * count),
            };
            (rank, shape)
        });
        let best = candidates.max_by_key(|(rank, _)| *rank);
        best.map_or(Self { delimiter: b',', has_blanks: false, preamble }, |(_, shape)| shape)
    }
}

/// The length of a first line `sep=;`, and its delimiter.
fn preamble(start: &[u8]) -> (usize, Option<u8>) {
    let end = memchr::memchr(b'\n', start).map_or(start.len(), |end| end + 1);
    let line = start.get(..end).unwrap_or_default();
    match line.trim_ascii_end().strip_prefix(b"sep=") {
        Some([delimiter]) => (end, Some(*delimiter)),
        // The delimiter is white space, which has been trimmed.
        Some([]) if line.starts_with(b"sep=\t") => (end, Some(b'\t')),
        Some(_) | None => (0, None),
    }
}

/// The cells of the first line; none if it is malformed.
fn cells(line: &[u8], delimiter: u8) -> Vec<String> {
    let mut record = Record::default();
    match Records::new(line, delimiter, false).read(&mut record, None) {
        Ok(Next::Record) => {
            record.decode_windows_1252();
            record.cells().map(|cells| cells.map(str::to_owned).collect()).unwrap_or_default()
        }
        Ok(Next::Malformed(..) | Next::End) | Err(_) => Vec::new(),
    }
}
