//! What the host sends: texts, each after its length as four bytes, the lowest first.

use std::str::{FromStr, from_utf8};

/// The texts of a request, in order.
pub(crate) struct Request<'r> {
    rest: &'r [u8],
}

/// Why a request has no answer.
pub(crate) type Refusal = String;

impl<'r> Request<'r> {
    pub(crate) const fn new(bytes: &'r [u8]) -> Self {
        Self { rest: bytes }
    }

    /// The next text, if there is one more.
    pub(crate) fn next(&mut self) -> Result<Option<&'r str>, Refusal> {
        if self.rest.is_empty() {
            return Ok(None);
        }
        let broken = || "broken request".to_owned();
        let (length, rest) = self.rest.split_first_chunk::<4>().ok_or_else(broken)?;
        let length = usize::try_from(u32::from_le_bytes(*length)).map_err(|_| broken())?;
        let (text, rest) = rest.split_at_checked(length).ok_or_else(broken)?;
        self.rest = rest;
        from_utf8(text).map(Some).map_err(|_| broken())
    }

    /// The next text.
    pub(crate) fn text(&mut self, name: &str) -> Result<&'r str, Refusal> {
        self.next()?.ok_or_else(|| format!("`{name}` is missing"))
    }

    /// The next text as a number or the like.
    pub(crate) fn parsed<T: FromStr>(&mut self, name: &str) -> Result<T, Refusal> {
        let text = self.text(name)?;
        text.parse().map_err(|_| format!("`{text}` is not a valid `{name}`"))
    }
}
