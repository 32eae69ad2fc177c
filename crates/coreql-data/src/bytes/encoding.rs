//! UTF-8 and UTF-16, with and without a byte-order mark.

use std::fmt;
use std::io::{self, BufRead, BufReader, Read};

use encoding_rs::{Decoder, DecoderResult, UTF_16BE, UTF_16LE};

use super::BYTE_ORDER_MARK;

/// How the characters of a file are written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum Encoding {
    /// UTF-8.
    #[default]
    Utf8,
    /// UTF-16 with the low byte first, as Windows writes it.
    Utf16Le,
    /// UTF-16 with the high byte first.
    Utf16Be,
}

impl Encoding {
    /// The encoding of a file that starts with these bytes: that of its byte-order mark, or else of its first two
    /// characters, which are ASCII in any file of devices.
    pub(super) const fn detect(start: &[u8]) -> Self {
        match start {
            [0xff, 0xfe, 0, 0, ..] => Self::Utf8,
            [0xff, 0xfe, ..] | [1..=255, 0, 1..=255, 0, ..] => Self::Utf16Le,
            [0xfe, 0xff, ..] | [0, 1..=255, 0, 1..=255, ..] => Self::Utf16Be,
            _ => Self::Utf8,
        }
    }

    /// A reader of UTF-8 without a byte-order mark.
    pub(super) fn reader<'r>(self, mut reader: impl BufRead + 'r) -> io::Result<Box<dyn BufRead + 'r>> {
        let decoder = match self {
            Self::Utf8 => {
                // The reader holds more than the mark, or the whole file.
                if reader.fill_buf()?.starts_with(BYTE_ORDER_MARK) {
                    reader.consume(BYTE_ORDER_MARK.len());
                }
                return Ok(Box::new(reader));
            }
            Self::Utf16Le => UTF_16LE.new_decoder_with_bom_removal(),
            Self::Utf16Be => UTF_16BE.new_decoder_with_bom_removal(),
        };
        let utf8 = Utf16Reader {
            source: reader,
            decoder,
            output: vec![0; 1 << 14],
            ready: 0..0,
            is_finished: false,
        };
        let mut utf8 = BufReader::with_capacity(1 << 16, utf8);
        // The mark of a file of UTF-8 that was converted, after that of UTF-16.
        if utf8.fill_buf()?.starts_with(BYTE_ORDER_MARK) {
            utf8.consume(BYTE_ORDER_MARK.len());
        }
        Ok(Box::new(utf8))
    }
}

/// `UTF-8`, `UTF-16 (low byte first)`, `UTF-16 (high byte first)`
impl fmt::Display for Encoding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Utf8 => "UTF-8",
            Self::Utf16Le => "UTF-16 (low byte first)",
            Self::Utf16Be => "UTF-16 (high byte first)",
        })
    }
}

/// UTF-16 as UTF-8. Half of a surrogate pair, or of a character, is an error.
struct Utf16Reader<R> {
    source: R,
    decoder: Decoder,
    output: Vec<u8>,
    /// The part of `output` that has not been read.
    ready: std::ops::Range<usize>,
    is_finished: bool,
}

impl<R: BufRead> Read for Utf16Reader<R> {
    fn read(&mut self, to: &mut [u8]) -> io::Result<usize> {
        while self.ready.is_empty() && !self.is_finished {
            let input = self.source.fill_buf()?;
            let is_last = input.is_empty();
            let (result, consumed, written) =
                self.decoder.decode_to_utf8_without_replacement(input, &mut self.output, is_last);
            if let DecoderResult::Malformed(..) = result {
                return Err(io::Error::new(io::ErrorKind::InvalidData, "the text is not valid UTF-16"));
            }
            self.source.consume(consumed);
            self.ready = 0..written;
            self.is_finished = is_last && result == DecoderResult::InputEmpty;
        }
        let read = self.output.get(self.ready.clone()).unwrap_or_default().read(to)?;
        self.ready.start += read;
        Ok(read)
    }
}
