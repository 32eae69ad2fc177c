//! Queries in JSON.

use serde::de::IgnoredAny;

use super::source_map::SourceMap;
use super::spelling::Spelling;
use super::{KeyPath, QueryFileError, QueryFileErrorKind, StoredQuery};

/// What is at the key path.
#[derive(Default)]
pub(super) struct Found {
    pub(super) queries: Vec<StoredQuery>,
    /// Where the first number or boolean is, in bytes from the start of the file.
    pub(super) first_other: Option<usize>,
}

/// The queries of each line.
pub(super) fn read_lines(source: &str, key_path: &KeyPath) -> Result<Found, QueryFileError> {
    let mut found = Found::default();
    let mut start = 0;
    for line in source.split_inclusive('\n') {
        if !line.trim().is_empty() {
            let Found { queries, first_other } = read(line, start, key_path)?;
            found.queries.extend(queries);
            found.first_other = found.first_other.or(first_other);
        }
        start += line.len();
    }
    Ok(found)
}

/// The queries of a document that starts at this offset of the file.
pub(super) fn read(document: &str, start: usize, key_path: &KeyPath) -> Result<Found, QueryFileError> {
    if document.trim().is_empty() {
        return Ok(Found::default());
    }
    serde_json::from_str::<IgnoredAny>(document).map_err(|error| {
        let offset = offset_of(document, error.line(), error.column());
        // The place is told by the offset.
        let reason = error.to_string();
        let reason = reason.rsplit_once(" at line ").map_or(reason.as_str(), |(reason, _)| reason).to_owned();
        QueryFileError::new(QueryFileErrorKind::Malformed(reason), start + offset)
    })?;
    let scanner = Scanner {
        document,
        start,
        at: 0,
        frames: Vec::new(),
        queries: Vec::new(),
        first_other: None,
        key_path,
    };
    Ok(scanner.scan())
}

/// The offset of a line and a column in bytes, both from 1.
fn offset_of(text: &str, line: usize, column: usize) -> usize {
    let before = text.split_inclusive('\n').take(line.saturating_sub(1)).map(str::len).sum::<usize>();
    (before + column.saturating_sub(1)).min(text.len())
}

/// An open array or object.
#[derive(Default)]
struct Frame {
    is_object: bool,
    /// The key of the member that is read, between `:` and `,`.
    key: Option<String>,
    /// Its member `name`.
    name: Option<String>,
    /// Its queries, whose name may come after them.
    queries: Vec<usize>,
}

/// Walks over a valid document, without recursion.
struct Scanner<'d> {
    document: &'d str,
    start: usize,
    at: usize,
    frames: Vec<Frame>,
    queries: Vec<StoredQuery>,
    first_other: Option<usize>,
    key_path: &'d KeyPath,
}

impl Scanner<'_> {
    fn scan(mut self) -> Found {
        while let Some(byte) = self.document.as_bytes().get(self.at) {
            match byte {
                b'{' | b'[' => {
                    self.frames.push(Frame { is_object: *byte == b'{', ..Frame::default() });
                }
                b'}' | b']' => self.close(),
                b',' => {
                    if let Some(frame) = self.frames.last_mut() {
                        frame.key = None;
                    }
                }
                b'"' => {
                    self.string();
                    continue;
                }
                b'-' | b'0'..=b'9' | b't' | b'f' | b'n' => {
                    // `null` is no query.
                    if *byte != b'n' && self.first_other.is_none() && self.is_query() {
                        self.first_other = Some(self.start + self.at);
                    }
                    self.literal();
                    continue;
                }
                _ => {}
            }
            self.at += 1;
        }
        Found { queries: self.queries, first_other: self.first_other }
    }

    /// A number, `true`, `false` or `null`.
    fn literal(&mut self) {
        let rest = self.document.as_bytes().get(self.at..).unwrap_or_default();
        let is_part = |byte: &u8| byte.is_ascii_alphanumeric() || b"+-.".contains(byte);
        self.at += rest.iter().take_while(|byte| is_part(byte)).count().max(1);
    }

    /// Whether the value that is next is a query.
    fn is_query(&self) -> bool {
        self.key_path.matches(self.frames.iter().filter_map(|frame| frame.key.as_deref()))
    }

    fn close(&mut self) {
        let Some(frame) = self.frames.pop() else { return };
        for index in frame.queries {
            if let Some(query) = self.queries.get_mut(index) {
                query.name.clone_from(&frame.name);
            }
        }
    }

    /// A string: a key, or a value.
    fn string(&mut self) {
        let opening = self.at;
        let (text, map) = self.characters();
        let range = self.start + opening..self.start + self.at;
        let Some(frame) = self.frames.last_mut() else {
            self.add(text, map, range);
            return;
        };
        if frame.is_object && frame.key.is_none() {
            frame.key = Some(text);
            return;
        }
        if frame.is_object && frame.key.as_deref() == Some("name") {
            frame.name = Some(text.clone());
        }
        self.add(text, map, range);
    }

    fn add(&mut self, text: String, map: SourceMap, range: std::ops::Range<usize>) {
        if !self.is_query() {
            return;
        }
        if let Some(frame) = self.frames.last_mut() {
            frame.queries.push(self.queries.len());
        }
        self.queries.push(StoredQuery { name: None, text, range, map, spelling: Spelling::DoubleQuoted });
    }

    /// The characters of a string, whose opening quote is next, and where each is.
    fn characters(&mut self) -> (String, SourceMap) {
        let mut text = String::new();
        let mut map = SourceMap::new();
        self.at += 1;
        let mut surrogate = None;
        while let Some(c) = self.document.get(self.at..).and_then(|rest| rest.chars().next()) {
            let start = self.at;
            self.at += c.len_utf8();
            let character = match c {
                '"' => break,
                '\\' => self.escape(&mut surrogate),
                c => Some(c),
            };
            if let Some(character) = character {
                // The escape of a character beyond U+FFFF is a pair.
                let width = if character > '\u{ffff}' && c == '\\' { 6 } else { 0 };
                map.add(text.len(), self.start + start.saturating_sub(width));
                text.push(character);
            }
        }
        map.add(text.len(), self.start + self.at.saturating_sub(1));
        (text, map)
    }

    /// The character of an escape, whose backslash has been read. `None` for the first half of a pair.
    fn escape(&mut self, surrogate: &mut Option<u32>) -> Option<char> {
        let c = self.document.get(self.at..)?.chars().next()?;
        self.at += c.len_utf8();
        match c {
            'b' => Some('\u{8}'),
            'f' => Some('\u{c}'),
            'n' => Some('\n'),
            'r' => Some('\r'),
            't' => Some('\t'),
            'u' => {
                let unit = u32::from_str_radix(self.document.get(self.at..self.at + 4)?, 16).ok()?;
                self.at += 4;
                match (surrogate.take(), unit) {
                    (Some(high), 0xdc00..=0xdfff) => {
                        char::from_u32(0x1_0000 + ((high - 0xd800) << 10) + (unit - 0xdc00))
                    }
                    (_, 0xd800..=0xdbff) => {
                        *surrogate = Some(unit);
                        None
                    }
                    (_, unit) => char::from_u32(unit),
                }
            }
            c => Some(c),
        }
    }
}
