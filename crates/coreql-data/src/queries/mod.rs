//! Files of queries.

mod text;

pub use self::text::{DecodeError, decode};
