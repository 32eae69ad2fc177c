//! The selected fields of a device on one line, without a value for anything else.
//!
//! A line is scanned only as far as it is plain. Whatever has a rule of its own is left to the reader of all JSON,
//! which alone decides what is malformed, and words the message: numbers with an exponent or with many digits, halves of
//! surrogate pairs, control characters, deep nesting, text that is not UTF-8, anything that is not JSON.

use std::collections::HashMap;

use serde_json::Value as Json;

use crate::Selection;
use crate::select::{Cell, Columns, Row};

/// More keys than any fleet has fields: a line with a further one is not scanned.
const MOST_KEYS: usize = 10_000;

/// The digits of an integer that fits into 64 bits whatever they are.
const SAFE_DIGITS: usize = 18;

/// The longest number that is scanned.
const LONGEST_NUMBER: usize = 40;

/// How deep values are scanned. The reader of all JSON goes on a while.
const DEEPEST: usize = 32;

/// Scans lines for the fields of a selection.
pub(super) struct Scanner<'s> {
    selection: &'s Selection<'s>,
    columns: Columns,
    /// Keys that are read even if nobody selects them, so that a line with one is not scanned.
    special: &'static [&'static str],
    keys: Vec<Key>,
    by_text: HashMap<Vec<u8>, usize>,
    /// The keys that came first of a record before.
    first: Followers,
}

/// A key as it is written.
struct Key {
    /// With its quotes.
    text: Vec<u8>,
    role: Role,
    followers: Followers,
}

/// The keys that came next before, the last one first.
#[derive(Clone, Copy, Default)]
struct Followers([usize; 2]);

#[derive(Clone, Copy)]
enum Role {
    Discarded,
    Column(usize),
    Special,
}

/// What is known of all bytes of a text.
#[derive(Clone, Copy)]
pub(super) struct Bytes {
    is_ascii: bool,
    has_controls: bool,
    has_escapes: bool,
}

impl Bytes {
    /// Line ends are no controls.
    pub(super) fn of(text: &[u8]) -> Self {
        let (mut all, mut controls, mut escapes) = (0, false, false);
        for chunk in text.chunks(64) {
            let (mut own_controls, mut own_escapes) = (0, 0);
            for byte in chunk {
                all |= byte;
                own_controls |= u8::from(*byte < b' ') & u8::from(*byte != b'\n');
                own_escapes |= u8::from(*byte == b'\\');
            }
            controls |= own_controls != 0;
            escapes |= own_escapes != 0;
        }
        Self { is_ascii: all < 0x80, has_controls: controls, has_escapes: escapes }
    }

    /// Whether all lines of a text with these bytes are known to have the same.
    pub(super) const fn are_plain(self) -> bool {
        self.is_ascii && !self.has_controls && !self.has_escapes
    }
}

impl<'s> Scanner<'s> {
    pub(super) fn new(selection: &'s Selection<'s>, special: &'static [&'static str]) -> Self {
        Self {
            selection,
            columns: Columns::default(),
            special,
            keys: Vec::new(),
            by_text: HashMap::new(),
            first: Followers::default(),
        }
    }

    pub(super) const fn columns(&self) -> &Columns {
        &self.columns
    }

    /// Sets a row to the selected fields of a line that is one object. None if the line is to be parsed.
    pub(super) fn scan<'t>(&mut self, line: &'t [u8], bytes: Bytes, row: &mut Row<'t>) -> Option<()> {
        if bytes.has_controls || !bytes.is_ascii && std::str::from_utf8(line).is_err() {
            return None;
        }
        row.clear();
        let mut text = Text { rest: line, has_escapes: bytes.has_escapes };
        text.skip_blanks();
        text.expect(b'{')?;
        text.skip_blanks();
        if text.expect(b'}').is_none() {
            let mut previous = None;
            loop {
                text.skip_blanks();
                let index = self.key(previous, &mut text)?;
                previous = Some(index);
                text.skip_blanks();
                text.expect(b':')?;
                text.skip_blanks();
                match self.keys.get(index)?.role {
                    Role::Discarded => text.skip_value(0)?,
                    Role::Column(column) => row.set(column, text.cell()?, &self.columns),
                    Role::Special => return None,
                }
                text.skip_blanks();
                if text.expect(b',').is_none() {
                    text.expect(b'}')?;
                    break;
                }
            }
        }
        text.skip_blanks();
        text.rest.is_empty().then_some(())
    }

    /// Takes a key off the text.
    fn key(&mut self, previous: Option<usize>, text: &mut Text<'_>) -> Option<usize> {
        let followers =
            previous.and_then(|previous| self.keys.get(previous)).map_or(self.first, |key| key.followers);
        for follower in followers.0 {
            if let Some(key) = self.keys.get(follower)
                && let Some(rest) = text.rest.strip_prefix(key.text.as_slice())
            {
                text.rest = rest;
                return Some(follower);
            }
        }
        let all = text.rest;
        text.expect(b'"')?;
        text.skip_string()?;
        let written = all.get(..all.len() - text.rest.len())?;
        let index = match self.by_text.get(written) {
            Some(index) => *index,
            None => self.add(written)?,
        };
        let followers = match previous {
            Some(previous) => &mut self.keys.get_mut(previous)?.followers,
            None => &mut self.first,
        };
        let Followers([last, _]) = *followers;
        *followers = Followers([index, last]);
        Some(index)
    }

    #[inline(never)]
    fn add(&mut self, written: &[u8]) -> Option<usize> {
        if self.keys.len() >= MOST_KEYS {
            return None;
        }
        let key: String = serde_json::from_slice(written).ok()?;
        let role = if self.special.contains(&key.as_str()) {
            Role::Special
        } else {
            self.columns.column(&key, self.selection).map_or(Role::Discarded, Role::Column)
        };
        let index = self.keys.len();
        self.keys.push(Key { text: written.to_owned(), role, followers: Followers::default() });
        self.by_text.insert(written.to_owned(), index);
        Some(index)
    }
}

/// The rest of a text that is UTF-8 without control characters.
struct Text<'t> {
    rest: &'t [u8],
    has_escapes: bool,
}

impl<'t> Text<'t> {
    #[inline]
    fn skip_blanks(&mut self) {
        while let Some((b' ', rest)) = self.rest.split_first() {
            self.rest = rest;
        }
    }

    #[inline]
    fn expect(&mut self, byte: u8) -> Option<()> {
        let (first, rest) = self.rest.split_first()?;
        if *first != byte {
            return None;
        }
        self.rest = rest;
        Some(())
    }

    /// Skips the rest of a string, whose first quote was taken. Returns whether it has no escapes.
    #[inline]
    fn skip_string(&mut self) -> Option<bool> {
        if !self.has_escapes {
            let end = memchr::memchr(b'"', self.rest)?;
            self.rest = self.rest.get(end + 1..)?;
            return Some(true);
        }
        let mut is_plain = true;
        loop {
            let end = memchr::memchr2(b'"', b'\\', self.rest)?;
            let (byte, rest) = self.rest.get(end..)?.split_first()?;
            self.rest = rest;
            if *byte == b'"' {
                return Some(is_plain);
            }
            is_plain = false;
            self.skip_escape()?;
        }
    }

    /// Skips the rest of an escape, whose backslash was taken.
    fn skip_escape(&mut self) -> Option<()> {
        let (kind, rest) = self.rest.split_first()?;
        self.rest = match kind {
            b'"' | b'\\' | b'/' | b'b' | b'f' | b'n' | b'r' | b't' => rest,
            b'u' => {
                let (digits, rest) = rest.split_at_checked(4)?;
                let is_surrogate =
                    matches!(digits, [b'd' | b'D', b'8' | b'9' | b'a'..=b'f' | b'A'..=b'F', ..]);
                if is_surrogate || !digits.iter().all(u8::is_ascii_hexdigit) {
                    return None;
                }
                rest
            }
            _ => return None,
        };
        Some(())
    }

    /// Skips a number. Returns whether it is an integer, and not `-0`.
    #[inline]
    fn skip_number(&mut self) -> Option<bool> {
        let all = self.rest;
        let digits = all.strip_prefix(b"-").unwrap_or(all);
        let length = digit_count(digits);
        if length == 0 || length > SAFE_DIGITS || (length > 1 && digits.starts_with(b"0")) {
            return None;
        }
        self.rest = digits.get(length..)?;
        match self.rest.first() {
            Some(b'.') => {
                let fraction = self.rest.get(1..)?;
                let length = digit_count(fraction);
                self.rest = fraction.get(length..)?;
                let is_plain = length > 0
                    && all.len() - self.rest.len() <= LONGEST_NUMBER
                    && !matches!(self.rest.first(), Some(b'e' | b'E'));
                is_plain.then_some(false)
            }
            Some(b'e' | b'E') => None,
            Some(_) | None => Some(!all.starts_with(b"-0")),
        }
    }

    fn skip_word(&mut self, word: &[u8]) -> Option<()> {
        self.rest = self.rest.strip_prefix(word)?;
        Some(())
    }

    #[inline]
    fn skip_value(&mut self, depth: usize) -> Option<()> {
        match self.rest.first()? {
            b'"' => {
                self.expect(b'"')?;
                self.skip_string().map(drop)
            }
            b'-' | b'0'..=b'9' => self.skip_number().map(drop),
            b't' => self.skip_word(b"true"),
            b'f' => self.skip_word(b"false"),
            b'n' => self.skip_word(b"null"),
            b'[' | b'{' if depth < DEEPEST => self.skip_container(depth),
            _ => None,
        }
    }

    fn skip_container(&mut self, depth: usize) -> Option<()> {
        let (open, rest) = self.rest.split_first()?;
        self.rest = rest;
        let (is_object, close) = if *open == b'{' { (true, b'}') } else { (false, b']') };
        self.skip_blanks();
        if self.expect(close).is_some() {
            return Some(());
        }
        loop {
            self.skip_blanks();
            if is_object {
                self.expect(b'"')?;
                self.skip_string()?;
                self.skip_blanks();
                self.expect(b':')?;
                self.skip_blanks();
            }
            self.skip_value(depth + 1)?;
            self.skip_blanks();
            if self.expect(b',').is_none() {
                return self.expect(close);
            }
        }
    }

    /// Takes a value off the text.
    fn cell(&mut self) -> Option<Cell<'t>> {
        let all = self.rest;
        match all.first()? {
            b'"' => {
                self.expect(b'"')?;
                let start = self.rest;
                if self.skip_string()? {
                    let text = start.get(..start.len() - self.rest.len() - 1)?;
                    return std::str::from_utf8(text).ok().map(Cell::Text);
                }
            }
            b'-' | b'0'..=b'9' => {
                if self.skip_number()? {
                    let number = std::str::from_utf8(all.get(..all.len() - self.rest.len())?).ok()?;
                    return number.parse::<i64>().ok().map(|number| Cell::Json(Json::from(number)));
                }
            }
            b't' | b'f' | b'n' => {
                self.skip_value(0)?;
                let json = match all.first()? {
                    b't' => Json::Bool(true),
                    b'f' => Json::Bool(false),
                    _ => Json::Null,
                };
                return Some(Cell::Json(json));
            }
            _ => self.skip_value(0)?,
        }
        let text = all.get(..all.len() - self.rest.len())?;
        serde_json::from_slice(text).ok().map(Cell::Json)
    }
}

fn digit_count(text: &[u8]) -> usize {
    text.iter().position(|byte| !byte.is_ascii_digit()).unwrap_or(text.len())
}
