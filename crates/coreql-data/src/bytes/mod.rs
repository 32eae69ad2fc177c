//! What happens to the bytes of a file before they are parsed.

mod byte_order_mark;
mod long_integers;

pub(crate) use self::byte_order_mark::without_byte_order_mark;
pub(crate) use self::long_integers::LongIntegerQuoter;
pub use self::long_integers::quote_long_integers;

/// U+FEFF in UTF-8, which some programs write at the start of a text file.
pub(crate) const BYTE_ORDER_MARK: &[u8] = "\u{feff}".as_bytes();
