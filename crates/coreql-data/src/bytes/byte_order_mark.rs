//! The byte-order mark at the start of a file.

use std::io::{self, Cursor, Read};

use super::BYTE_ORDER_MARK;

/// The reader without the byte-order mark that it may start with.
pub(crate) fn without_byte_order_mark<R: Read>(mut reader: R) -> io::Result<impl Read> {
    let mut start = Vec::with_capacity(BYTE_ORDER_MARK.len());
    reader.by_ref().take(3).read_to_end(&mut start)?;
    if start == BYTE_ORDER_MARK {
        start.clear();
    }
    Ok(Cursor::new(start).chain(reader))
}
