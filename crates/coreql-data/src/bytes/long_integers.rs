//! JSON integers that do not fit into 64 bits: a JSON parser would round them, so they become strings of their digits.

use std::borrow::Cow;
use std::io::{self, BufRead, Read};

/// Puts quotes around each integer of a JSON text that does not fit into 64 bits, if it is the value of a member or an
/// element of an array.
///
/// A string field then reads it digit by digit, and a number field as the nearest double. Everything else stays as it
/// is, malformed text included. [`json::read`](crate::json::read) does this by itself.
///
/// ```
/// use coreql_data::json::quote_long_integers;
///
/// let text = br#"{"common.iccid": 89441000301234567890, "common.id": 7}"#;
/// let quoted = quote_long_integers(text);
/// assert_eq!(&*quoted, br#"{"common.iccid": "89441000301234567890", "common.id": 7}"#);
/// ```
pub fn quote_long_integers(json: &[u8]) -> Cow<'_, [u8]> {
    let mut scanner = Scanner::default();
    let mut text = Vec::with_capacity(json.len());
    scanner.copy(json, &mut text);
    scanner.finish_number(&mut text);
    // The only change is added quotes, so an equal length means an equal text.
    if text.len() == json.len() { Cow::Borrowed(json) } else { Cow::Owned(text) }
}

/// [`quote_long_integers`] for a reader.
pub(crate) struct LongIntegerQuoter<R> {
    source: R,
    scanner: Scanner,
    /// Bytes that are ready to be read.
    output: Vec<u8>,
    /// How many of them have been read.
    consumed: usize,
}

impl<R: BufRead> LongIntegerQuoter<R> {
    pub(crate) fn new(source: R) -> Self {
        Self { source, scanner: Scanner::default(), output: Vec::new(), consumed: 0 }
    }
}

impl<R: BufRead> Read for LongIntegerQuoter<R> {
    fn read(&mut self, to: &mut [u8]) -> io::Result<usize> {
        while self.consumed == self.output.len() {
            self.output.clear();
            self.consumed = 0;
            let chunk = self.source.fill_buf()?;
            let length = chunk.len();
            if length == 0 {
                self.scanner.finish_number(&mut self.output);
                if self.output.is_empty() {
                    return Ok(0);
                }
            } else {
                self.scanner.copy(chunk, &mut self.output);
                self.source.consume(length);
            }
        }
        let read = self.output.get(self.consumed..).unwrap_or_default().read(to)?;
        self.consumed += read;
        Ok(read)
    }
}

/// The state between one chunk of a JSON text and the next.
#[derive(Debug, Default)]
struct Scanner {
    state: State,
    /// The start of a number that continues in the next chunk.
    number: Vec<u8>,
    /// Whether a value may start here. A number in place of a member's name is malformed, and must stay so.
    expects_value: bool,
    /// The innermost containers, one bit each, the innermost in the lowest bit: 1 is an object. A JSON parser gives up
    /// long before the 128 levels that fit.
    containers: u128,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum State {
    #[default]
    BetweenTokens,
    InNumber,
    InString,
    /// In a string, after a backslash.
    InEscape,
}

impl Scanner {
    /// Copies a chunk of the text, except for a number that reaches its end.
    fn copy(&mut self, chunk: &[u8], to: &mut Vec<u8>) {
        // `chunk[..copied]` has been copied, `chunk[..position]` has been scanned.
        let (mut copied, mut position) = (0, 0);
        while let Some(rest) = chunk.get(position..).filter(|rest| !rest.is_empty()) {
            match self.state {
                State::BetweenTokens => position += self.skip_to_token(rest),
                State::InNumber => {
                    let length = rest.iter().position(|byte| !is_number_byte(*byte)).unwrap_or(rest.len());
                    let number = rest.get(..length).unwrap_or_default();
                    if length == rest.len() {
                        to.extend_from_slice(chunk.get(copied..position).unwrap_or_default());
                        self.number.extend_from_slice(number);
                        return;
                    }
                    if !self.number.is_empty() {
                        self.number.extend_from_slice(number);
                        self.finish_number(to);
                        copied = position + length;
                    } else if self.expects_value && is_long_integer(number) {
                        to.extend_from_slice(chunk.get(copied..position).unwrap_or_default());
                        self.number.extend_from_slice(number);
                        self.finish_number(to);
                        copied = position + length;
                    }
                    self.state = State::BetweenTokens;
                    position += length;
                }
                // A JSON string has no line end in it, so an unterminated string ends with its line.
                State::InString => match memchr::memchr3(b'"', b'\\', b'\n', rest) {
                    Some(end) => {
                        let escapes = rest.get(end) == Some(&b'\\');
                        self.state = if escapes { State::InEscape } else { State::BetweenTokens };
                        position += end + 1;
                    }
                    None => position = chunk.len(),
                },
                State::InEscape => {
                    let ends = rest.first() == Some(&b'\n');
                    self.state = if ends { State::BetweenTokens } else { State::InString };
                    position += 1;
                }
            }
        }
        to.extend_from_slice(chunk.get(copied..).unwrap_or_default());
    }

    /// Scans up to the start of a number, or past the quote that starts a string; returns the number of bytes.
    fn skip_to_token(&mut self, rest: &[u8]) -> usize {
        for (passed, byte) in rest.iter().enumerate() {
            match byte {
                b'"' => {
                    self.state = State::InString;
                    return passed + 1;
                }
                b'-' | b'0'..=b'9' => {
                    self.state = State::InNumber;
                    return passed;
                }
                b'{' | b'[' => {
                    self.expects_value = *byte == b'[';
                    self.containers = self.containers << 1 | u128::from(*byte == b'{');
                }
                b'}' | b']' => {
                    self.expects_value = false;
                    self.containers >>= 1;
                }
                b':' => self.expects_value = true,
                b',' => self.expects_value = self.containers & 1 == 0,
                _ => {}
            }
        }
        rest.len()
    }

    /// Writes the number that has been held back, if there is one.
    fn finish_number(&mut self, to: &mut Vec<u8>) {
        let quote: &[u8] = if self.expects_value && is_long_integer(&self.number) { b"\"" } else { b"" };
        to.extend_from_slice(quote);
        to.append(&mut self.number);
        to.extend_from_slice(quote);
    }
}

const fn is_number_byte(byte: u8) -> bool {
    matches!(byte, b'-' | b'+' | b'.' | b'e' | b'E' | b'0'..=b'9')
}

/// Whether it is an integer that does not fit into 64 bits.
fn is_long_integer(number: &[u8]) -> bool {
    let digits = number.strip_prefix(b"-").unwrap_or(number);
    digits.len() > 18
        && digits.iter().all(u8::is_ascii_digit)
        && !digits.starts_with(b"0")
        && std::str::from_utf8(number).is_ok_and(|number| number.parse::<i64>().is_err())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test")]

    use std::io::{BufReader, Read};

    use super::{LongIntegerQuoter, quote_long_integers};

    /// The whole text and any division of it into chunks give the same.
    #[track_caller]
    fn check(json: &str, expected: &str) {
        assert_eq!(quote_long_integers(json.as_bytes()), expected.as_bytes(), "{json}");
        for size in [1, 2, 3, 7] {
            let mut read = String::new();
            let source = BufReader::with_capacity(size, json.as_bytes());
            LongIntegerQuoter::new(source).read_to_string(&mut read).unwrap();
            assert_eq!(read, expected, "{size} {json}");
        }
    }

    #[test]
    fn integers_beyond_64_bits_become_strings() {
        let long = "89441000301234567890";
        check(&format!(r#"{{"a": {long}}}"#), &format!(r#"{{"a": "{long}"}}"#));
        check(&format!("[{long},-{long}, {long}]"), &format!(r#"["{long}","-{long}", "{long}"]"#));
        check(&format!(r#"{{"a":[{long}],"b":{long}"#), &format!(r#"{{"a":["{long}"],"b":"{long}""#));
        check(
            "[9223372036854775807, 9223372036854775808, -9223372036854775808, -9223372036854775809]",
            r#"[9223372036854775807, "9223372036854775808", -9223372036854775808, "-9223372036854775809"]"#,
        );
        // After a malformed line, too.
        check(&format!("{{\"a\n{{\"b\":{long}}}"), &format!("{{\"a\n{{\"b\":\"{long}\"}}"));
        check(&format!("{{\"a\\\n{{\"b\":{long}}}"), &format!("{{\"a\\\n{{\"b\":\"{long}\"}}"));
    }

    #[test]
    fn everything_else_stays_as_it_is() {
        let long = "89441000301234567890";
        for json in [
            "".to_owned(),
            format!(r#"{{"a{long}": "{long} \" {long}", "\\": 1}}"#),
            format!("[{long}.5, {long}e3, 0{long}, 1-{long}, --{long}, {long}E]"),
            // Malformed texts, which must stay malformed.
            format!(r#"{{{long}: 1, {long}: 2}}"#),
            format!(r#"{{"a": 1, {long}: 2}}"#),
            format!(r#"{{"a": [1], {long}: {{{long}: 2"#),
            long.to_owned(),
            format!("{long} {long}"),
            "[1.5, -0, 1e308, 12345678901234567, \"é😀\", tru".to_owned(),
        ] {
            check(&json, &json);
        }
    }
}
