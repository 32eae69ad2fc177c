//! What happens to the bytes of a file before they are parsed: decompression, then decoding to UTF-8. What is after it
//! reads UTF-8 without a byte-order mark, and knows nothing of either.

mod blocks;
mod compression;
mod encoding;
mod file_type;
mod long_integers;

pub(crate) use self::blocks::{Block, Blocks};
pub use self::compression::Compression;
pub use self::encoding::Encoding;
pub(crate) use self::long_integers::LongIntegerQuoter;
pub use self::long_integers::quote_long_integers;

use std::io::{self, BufRead, BufReader, Cursor, Read};

/// U+FEFF in UTF-8, which some programs write at the start of a text file.
pub(crate) const BYTE_ORDER_MARK: &[u8] = "\u{feff}".as_bytes();

/// The number of bytes from which the type of a file is detected.
const DETECTED: usize = 1024;

/// A file as text.
pub(crate) struct Text<'r> {
    /// UTF-8, without a byte-order mark.
    pub(crate) reader: Box<dyn BufRead + 'r>,
    pub(crate) compression: Option<Compression>,
    pub(crate) encoding: Encoding,
}

/// Decompresses and decodes a file, whichever way it is written.
///
/// # Errors
/// The reader fails, or the file is of a type that has no devices; the message says which.
pub(crate) fn text<'r>(reader: impl Read + 'r) -> io::Result<Text<'r>> {
    let (start, reader) = peek(reader)?;
    let compression = Compression::detect(&start);
    let mut reader: Box<dyn Read + 'r> = match compression {
        Some(compression) => compression.reader(Box::new(BufReader::with_capacity(1 << 16, reader))),
        None => Box::new(reader),
    };
    let mut start = start;
    if compression.is_some() {
        let (decompressed, rest) = peek(reader)?;
        (start, reader) = (decompressed, Box::new(rest));
    }
    let encoding = Encoding::detect(&start);
    if let Some(file_type) = file_type::detect(&start, encoding) {
        return Err(io::Error::new(
            io::ErrorKind::InvalidData,
            format!("this is {file_type}, not a file of devices"),
        ));
    }
    Ok(Text { reader: encoding.reader(BufReader::with_capacity(1 << 16, reader))?, compression, encoding })
}

/// The first bytes of a reader, and a reader of all of them.
fn peek(mut reader: impl Read) -> io::Result<(Vec<u8>, impl Read)> {
    let mut start = Vec::with_capacity(DETECTED);
    let most = u64::try_from(DETECTED).unwrap_or(u64::MAX);
    reader.by_ref().take(most).read_to_end(&mut start)?;
    Ok((start.clone(), Cursor::new(start).chain(reader)))
}
