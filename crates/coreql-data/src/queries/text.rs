//! The characters of a file of queries.

use std::char::decode_utf16;
use std::fmt;
use std::string::FromUtf8Error;

/// The text of a file: UTF-8, or UTF-16 with a byte order mark, as Windows PowerShell writes it. The mark is no part of
/// the text.
///
/// ```
/// let file = b"\xff\xfei\0d\0=\x001\0".to_vec();
/// assert_eq!(coreql_data::queries::decode(file)?, "id=1");
/// # Ok::<(), coreql_data::queries::DecodeError>(())
/// ```
///
/// # Errors
///
/// Where the bytes are not what the mark says.
pub fn decode(mut bytes: Vec<u8>) -> Result<String, DecodeError> {
    match bytes.as_slice() {
        [0xff, 0xfe, rest @ ..] => decode_units(rest, u16::from_le_bytes),
        [0xfe, 0xff, rest @ ..] => decode_units(rest, u16::from_be_bytes),
        [0xef, 0xbb, 0xbf, ..] => {
            bytes.drain(..3);
            Ok(String::from_utf8(bytes)?)
        }
        _ => Ok(String::from_utf8(bytes)?),
    }
}

fn decode_units(bytes: &[u8], unit: fn([u8; 2]) -> u16) -> Result<String, DecodeError> {
    let (pairs, rest) = bytes.as_chunks::<2>();
    let units = pairs.iter().map(|pair| unit(*pair));
    let text: Result<String, _> = decode_utf16(units).collect();
    match (text, rest) {
        (Ok(text), []) => Ok(text),
        _ => Err(DecodeError("not valid UTF-16")),
    }
}

/// The bytes of a text in the encoding of a file, which starts with these bytes; with a byte order mark if that has one.
///
/// ```
/// use coreql_data::queries::encode_like;
///
/// assert_eq!(encode_like("id=1", b"\xff\xfex\0"), b"\xff\xfei\0d\0=\x001\0");
/// assert_eq!(encode_like("id=1", b"x"), b"id=1");
/// ```
pub fn encode_like(text: &str, file: &[u8]) -> Vec<u8> {
    let units = |unit: fn(u16) -> [u8; 2]| {
        std::iter::once(0xfeff).chain(text.encode_utf16()).flat_map(unit).collect()
    };
    match file {
        [0xff, 0xfe, ..] => units(u16::to_le_bytes),
        [0xfe, 0xff, ..] => units(u16::to_be_bytes),
        [0xef, 0xbb, 0xbf, ..] => ["\u{feff}", text].concat().into_bytes(),
        _ => text.as_bytes().to_vec(),
    }
}

/// Bytes that are no text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DecodeError(&'static str);

impl From<FromUtf8Error> for DecodeError {
    fn from(_: FromUtf8Error) -> Self {
        Self("stream did not contain valid UTF-8")
    }
}

impl fmt::Display for DecodeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0)
    }
}

impl std::error::Error for DecodeError {}
