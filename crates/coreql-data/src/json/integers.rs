//! Integers that JSON readers would round: they become texts, digit by digit as they were.

use std::borrow::Cow;
use std::io::{self, BufRead, Read};

/// JSON text in which each integer beyond 64 bits, as a member's value or an array's element, is a string of its digits.
/// So a string field reads it as written, and a number field as the nearest double. All else, malformed text too, stays
/// as it is.
///
/// ```
/// use coreql_data::json::with_long_integers_as_text;
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
    /// The start of a number that the piece before ended in.
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
    fn pass(&mut self, piece: &[u8], to: &mut Vec<u8>) {
        // Up to where the piece was appended, and looked at.
        let (mut copied, mut at) = (0, 0);
        while let Some(rest) = piece.get(at..).filter(|rest| !rest.is_empty()) {
            match self.place {
                Place::Between => at += self.between(rest),
                Place::Number => {
                    let length = rest.iter().position(|byte| !is_of_number(*byte)).unwrap_or(rest.len());
                    let number = rest.get(..length).unwrap_or_default();
                    if length == rest.len() {
                        to.extend_from_slice(piece.get(copied..at).unwrap_or_default());
                        self.number.extend_from_slice(number);
                        return;
                    }
                    if !self.number.is_empty() {
                        self.number.extend_from_slice(number);
                        self.end_number(to);
                        copied = at + length;
                    } else if self.value && is_long(number) {
                        to.extend_from_slice(piece.get(copied..at).unwrap_or_default());
                        self.number.extend_from_slice(number);
                        self.end_number(to);
                        copied = at + length;
                    }
                    self.place = Place::Between;
                    at += length;
                }
                // No string of JSON has a line end in it, so a string that is not closed ends there.
                Place::String => match memchr::memchr3(b'"', b'\\', b'\n', rest) {
                    Some(end) => {
                        let escapes = rest.get(end) == Some(&b'\\');
                        self.place = if escapes { Place::Escape } else { Place::Between };
                        at += end + 1;
                    }
                    None => at = piece.len(),
                },
                Place::Escape => {
                    self.place = if rest.first() == Some(&b'\n') { Place::Between } else { Place::String };
                    at += 1;
                }
            }
        }
        to.extend_from_slice(piece.get(copied..).unwrap_or_default());
    }

    /// Goes to the start of a string or of a number, and says how far that is.
    fn between(&mut self, rest: &[u8]) -> usize {
        for (passed, byte) in rest.iter().enumerate() {
            match byte {
                b'"' => {
                    self.place = Place::String;
                    return passed + 1;
                }
                b'-' | b'0'..=b'9' => {
                    self.place = Place::Number;
                    return passed;
                }
                b'{' | b'[' => {
                    self.value = *byte == b'[';
                    self.objects = self.objects << 1 | u128::from(*byte == b'{');
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
        rest.len()
    }

    /// Appends the number, if one was begun.
    fn end_number(&mut self, to: &mut Vec<u8>) {
        let quote: &[u8] = if self.value && is_long(&self.number) { b"\"" } else { b"" };
        to.extend_from_slice(quote);
        to.append(&mut self.number);
        to.extend_from_slice(quote);
    }
}

const fn is_of_number(byte: u8) -> bool {
    matches!(byte, b'-' | b'+' | b'.' | b'e' | b'E' | b'0'..=b'9')
}

/// Whether it is an integer beyond 64 bits.
fn is_long(number: &[u8]) -> bool {
    let digits = number.strip_prefix(b"-").unwrap_or(number);
    digits.len() > 18
        && digits.iter().all(u8::is_ascii_digit)
        && !digits.starts_with(b"0")
        && std::str::from_utf8(number).is_ok_and(|number| number.parse::<i64>().is_err())
}
