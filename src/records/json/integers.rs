//! Integers that JSON readers would round: they become texts, digit by digit as they were.

use std::borrow::Cow;
use std::io::{self, BufRead, Read};

/// JSON text in which each integer beyond 64 bits, as a member's value or an array's element, is a string of its digits.
/// So a string field reads it as written, and a number field as the nearest double. All else, malformed text too, stays
/// as it is.
///
/// ```
/// use coreql::records::json::with_long_integers_as_text;
///
/// let text = br#"{"common.iccid": 89441000301234567890, "common.id": 7}"#;
/// let read = with_long_integers_as_text(text);
/// assert_eq!(&*read, br#"{"common.iccid": "89441000301234567890", "common.id": 7}"#);
/// ```
pub fn with_long_integers_as_text(json: &[u8]) -> Cow<'_, [u8]> {
    let mut scan = Scan::default();
    let mut text = Vec::with_capacity(json.len());
    scan.pass(json, &mut text);
    scan.end_number(&mut text);
    // Quotes were added, or nothing was.
    if text.len() == json.len() { Cow::Borrowed(json) } else { Cow::Owned(text) }
}

/// The same of a reader.
pub(super) struct LongIntegers<R> {
    from: R,
    scan: Scan,
    held: Vec<u8>,
    handed: usize,
}

impl<R: BufRead> LongIntegers<R> {
    pub(super) fn new(from: R) -> Self {
        Self { from, scan: Scan::default(), held: Vec::new(), handed: 0 }
    }
}

impl<R: BufRead> Read for LongIntegers<R> {
    fn read(&mut self, to: &mut [u8]) -> io::Result<usize> {
        while self.handed == self.held.len() {
            self.held.clear();
            self.handed = 0;
            let chunk = self.from.fill_buf()?;
            let length = chunk.len();
            if length == 0 {
                self.scan.end_number(&mut self.held);
                if self.held.is_empty() {
                    return Ok(0);
                }
            } else {
                self.scan.pass(chunk, &mut self.held);
                self.from.consume(length);
            }
        }
        let read = self.held.get(self.handed..).unwrap_or_default().read(to)?;
        self.handed += read;
        Ok(read)
    }
}

/// Where in a JSON text the next byte is.
#[derive(Debug, Default)]
struct Scan {
    place: Place,
    /// The number so far, if one was begun.
    number: Vec<u8>,
    /// Whether a value may stand here: a name that is a number is malformed, and must stay so.
    value: bool,
    /// The innermost containers, the last one in the lowest bit: an object is 1. What is deeper than JSON readers go
    /// may be forgotten.
    objects: u128,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Place {
    #[default]
    Between,
    Number,
    String,
    /// Behind a backslash in a string.
    Escape,
}

impl Scan {
    /// Appends a piece of the text, but for a number at its end.
    fn pass(&mut self, mut rest: &[u8], to: &mut Vec<u8>) {
        while !rest.is_empty() {
            let length = match self.place {
                Place::Between => {
                    let starts = |byte: &u8| matches!(byte, b'"' | b'-' | b'0'..=b'9');
                    rest.iter().position(starts).unwrap_or(rest.len())
                }
                Place::Number => {
                    let ends = |byte: &u8| !matches!(byte, b'-' | b'+' | b'.' | b'e' | b'E' | b'0'..=b'9');
                    rest.iter().position(ends).unwrap_or(rest.len())
                }
                // No string of JSON has a line end in it, so a string that is not closed ends there.
                Place::String => memchr::memchr3(b'"', b'\\', b'\n', rest).unwrap_or(rest.len()),
                Place::Escape => 0,
            };
            let (passed, behind) = rest.split_at(length);
            if self.place == Place::Number {
                self.number.extend_from_slice(passed);
            } else {
                to.extend_from_slice(passed);
            }
            if self.place == Place::Between {
                for byte in passed {
                    self.between(*byte);
                }
            }
            let Some((next, behind)) = behind.split_first() else { return };
            rest = behind;
            self.place = match (self.place, *next) {
                (Place::Between, b'"') => Place::String,
                (Place::Between, digit) => {
                    self.number.push(digit);
                    self.place = Place::Number;
                    continue;
                }
                (Place::Number, byte) => {
                    self.end_number(to);
                    self.between(byte);
                    if byte == b'"' { Place::String } else { Place::Between }
                }
                (Place::String, b'\\') => Place::Escape,
                (Place::String, _) => Place::Between,
                (Place::Escape, b'\n') => Place::Between,
                (Place::Escape, _) => Place::String,
            };
            to.push(*next);
        }
    }

    fn between(&mut self, byte: u8) {
        match byte {
            b'{' | b'[' => {
                self.value = byte == b'[';
                self.objects = self.objects << 1 | u128::from(byte == b'{');
            }
            b'}' | b']' => {
                self.value = false;
                self.objects >>= 1;
            }
            b':' => self.value = true,
            b',' => self.value = self.objects & 1 == 0,
            _ => {}
        }
    }

    /// Appends the number, if one was begun.
    fn end_number(&mut self, to: &mut Vec<u8>) {
        let quote: &[u8] = if self.value && is_long(&self.number) { b"\"" } else { b"" };
        to.extend_from_slice(quote);
        to.append(&mut self.number);
        to.extend_from_slice(quote);
    }
}

/// Whether it is an integer beyond 64 bits.
fn is_long(number: &[u8]) -> bool {
    let digits = number.strip_prefix(b"-").unwrap_or(number);
    digits.len() > 18
        && digits.iter().all(u8::is_ascii_digit)
        && !digits.starts_with(b"0")
        && std::str::from_utf8(number).is_ok_and(|number| number.parse::<i64>().is_err())
}
