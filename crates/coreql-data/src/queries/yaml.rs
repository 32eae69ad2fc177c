//! Queries in YAML.

use std::ops::Range;

use saphyr_parser::{Event, Parser, ScalarStyle};

use super::source_map::SourceMap;
use super::spelling::Spelling;
use super::{KeyPath, QueryFileError, QueryFileErrorKind, StoredQuery};

pub(super) fn read(source: &str, key_path: &KeyPath) -> Result<Vec<StoredQuery>, QueryFileError> {
    let offsets = Offsets::new(source);
    let mut reader = Reader { source, key_path, frames: Vec::new(), queries: Vec::new() };
    for event in Parser::new_from_str(source) {
        let (event, span) = event.map_err(|error| {
            let kind = QueryFileErrorKind::Malformed(error.info().to_owned());
            QueryFileError::new(kind, offsets.byte(error.marker().index()))
        })?;
        match event {
            Event::Scalar(text, style, ..) => {
                let range = offsets.byte(span.start.index())..offsets.byte(span.end.index());
                reader.scalar(&text, style, range);
            }
            Event::MappingStart(..) => reader.open(true),
            Event::SequenceStart(..) => reader.open(false),
            Event::MappingEnd | Event::SequenceEnd => reader.close(),
            Event::Alias(_) => reader.other(),
            _ => {}
        }
    }
    Ok(reader.queries)
}

/// From the parser's offsets in characters to offsets in bytes.
struct Offsets {
    /// The offset of each character; none if all are ASCII.
    bytes: Vec<usize>,
    len: usize,
}

impl Offsets {
    fn new(source: &str) -> Self {
        let bytes =
            if source.is_ascii() { Vec::new() } else { source.char_indices().map(|(at, _)| at).collect() };
        Self { bytes, len: source.len() }
    }

    fn byte(&self, character: usize) -> usize {
        if self.bytes.is_empty() {
            return character.min(self.len);
        }
        self.bytes.get(character).copied().unwrap_or(self.len)
    }
}

/// An open sequence or mapping.
#[derive(Default)]
struct Frame {
    is_mapping: bool,
    /// The key of the member whose value is next.
    key: Option<String>,
    name: Option<String>,
    queries: Vec<usize>,
}

struct Reader<'s> {
    source: &'s str,
    key_path: &'s KeyPath,
    frames: Vec<Frame>,
    queries: Vec<StoredQuery>,
}

impl Reader<'_> {
    fn open(&mut self, is_mapping: bool) {
        self.frames.push(Frame { is_mapping, ..Frame::default() });
    }

    fn close(&mut self) {
        let Some(frame) = self.frames.pop() else { return };
        for index in frame.queries {
            if let Some(query) = self.queries.get_mut(index) {
                query.name.clone_from(&frame.name);
            }
        }
        self.other();
    }

    /// A node that is no scalar has ended: it was a key, or a value.
    fn other(&mut self) {
        if let Some(frame) = self.frames.last_mut()
            && frame.is_mapping
        {
            frame.key = if frame.key.is_none() { Some(String::new()) } else { None };
        }
    }

    fn scalar(&mut self, text: &str, style: ScalarStyle, range: Range<usize>) {
        if let Some(frame) = self.frames.last_mut()
            && frame.is_mapping
        {
            if frame.key.is_none() {
                frame.key = Some(text.to_owned());
                return;
            }
            if frame.key.as_deref() == Some("name") {
                frame.name = Some(text.to_owned());
            }
        }
        let keys: Vec<&str> = self.frames.iter().filter_map(|frame| frame.key.as_deref()).collect();
        if self.key_path.matches(keys.into_iter()) {
            if let Some(frame) = self.frames.last_mut() {
                frame.queries.push(self.queries.len());
            }
            self.queries.push(stored(self.source, text, style, range));
        }
        if let Some(frame) = self.frames.last_mut() {
            frame.key = None;
        }
    }
}

fn stored(source: &str, text: &str, style: ScalarStyle, range: Range<usize>) -> StoredQuery {
    let (range, content) = match style {
        ScalarStyle::Plain => (range.clone(), range),
        // Without the quotes.
        ScalarStyle::SingleQuoted | ScalarStyle::DoubleQuoted => {
            (range.clone(), range.start + 1..range.end.saturating_sub(1))
        }
        ScalarStyle::Literal | ScalarStyle::Folded => {
            let content = block(source, range);
            (content.clone(), content)
        }
    };
    // The lines of a block end with a line end, which is no part of the query.
    let text = match style {
        ScalarStyle::Literal | ScalarStyle::Folded => text.trim_end_matches('\n'),
        ScalarStyle::Plain | ScalarStyle::SingleQuoted | ScalarStyle::DoubleQuoted => text,
    };
    let aligned = align(source, content.clone(), text, style);
    let end = aligned.as_ref().map_or(content.end, |(_, end)| *end);
    let map = aligned.map_or_else(|| SourceMap::whole(content.clone()), |(map, _)| map);
    let indentation = || {
        let before = source.get(..content.start).unwrap_or_default();
        before.get(before.rfind('\n').map_or(0, |at| at + 1)..).unwrap_or_default().to_owned()
    };
    let (range, spelling) = match style {
        ScalarStyle::Plain => (range.start..end, Spelling::Plain),
        ScalarStyle::SingleQuoted => (range, Spelling::SingleQuoted),
        ScalarStyle::DoubleQuoted => (range, Spelling::DoubleQuoted),
        ScalarStyle::Literal => (range.start..end, Spelling::Literal { indentation: indentation() }),
        ScalarStyle::Folded => (range.start..end, Spelling::Folded { indentation: indentation() }),
    };
    StoredQuery { name: None, text: text.to_owned(), range, map, spelling }
}

/// The lines of a block scalar, from the first character that is not indentation.
fn block(source: &str, range: Range<usize>) -> Range<usize> {
    let raw = source.get(range.clone()).unwrap_or_default();
    let header = if raw.starts_with(['|', '>']) { raw.find('\n').map_or(raw.len(), |at| at + 1) } else { 0 };
    let lines = raw.get(header..).unwrap_or_default();
    let blank = lines.len() - lines.trim_start().len();
    range.start + header + blank..range.end
}

/// Where each character of a text is, and where the text ends. `None` if the text is not what is there.
fn align(source: &str, range: Range<usize>, text: &str, style: ScalarStyle) -> Option<(SourceMap, usize)> {
    let raw = source.get(..range.end)?;
    let mut map = SourceMap::new();
    let mut at = range.start;
    for (offset, c) in text.char_indices() {
        let mut rest = raw.get(at..)?;
        // The end of a line that is joined with the next one, and indentation.
        if style == ScalarStyle::DoubleQuoted && (rest.starts_with("\\\n") || rest.starts_with("\\\r\n")) {
            at += 1 + white_space(rest.get(1..)?);
            rest = raw.get(at..)?;
        }
        let width = match spelled_width(rest, c, style) {
            Some(width) => width,
            None => {
                let skipped = white_space(rest);
                if skipped > 0 && matches!(c, ' ' | '\n') {
                    // A line end that is read as a blank, or blank lines that are read as line ends.
                    skipped
                } else {
                    at += skipped;
                    spelled_width(raw.get(at..)?, c, style)?
                }
            }
        };
        map.add(offset, at);
        at += width;
    }
    map.add(text.len(), at);
    Some((map, at))
}

/// The length of the spelling of a character at the start of this; `None` if that is not the character.
fn spelled_width(raw: &str, c: char, style: ScalarStyle) -> Option<usize> {
    let is_pair = style == ScalarStyle::SingleQuoted && c == '\'' && raw.starts_with("''")
        || c == '\n' && raw.starts_with("\r\n");
    if style == ScalarStyle::DoubleQuoted && raw.starts_with('\\') {
        Some(escape_width(raw))
    } else if is_pair {
        Some(2)
    } else {
        raw.starts_with(c).then(|| c.len_utf8())
    }
}

fn white_space(text: &str) -> usize {
    text.len() - text.trim_start_matches([' ', '\t', '\r', '\n']).len()
}

/// The length of an escape in double quotes.
fn escape_width(text: &str) -> usize {
    match text.chars().nth(1) {
        Some('x') => 4,
        Some('u') => 6,
        Some('U') => 10,
        Some(c) => 1 + c.len_utf8(),
        None => 1,
    }
}
