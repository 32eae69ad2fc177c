//! The order of versions.

use std::cmp::Ordering;

use crate::text::fold::cmp_folded;

/// Compares two versions (language, rule 6.21): pieces are maximal runs of ASCII digits, and of anything else but
/// `.`, `-`, `_` and space; digits compare as numbers of any length, other text folded; every number is lower than
/// every text, and a missing piece is 0. Allocates nothing.
///
/// ```
/// use std::cmp::Ordering;
/// use coreql::value::version::compare;
///
/// assert_eq!(compare("9.3", "10"), Ordering::Less);
/// assert_eq!(compare("10", "10.0"), Ordering::Equal);
/// assert_eq!(compare("1.2", "1.2-beta"), Ordering::Less);
/// ```
pub fn compare(a: &str, b: &str) -> Ordering {
    let (mut a, mut b) = (pieces(a), pieces(b));
    loop {
        let order = match (a.next(), b.next()) {
            (None, None) => return Ordering::Equal,
            (a, b) => a.unwrap_or(Piece::ZERO).cmp(&b.unwrap_or(Piece::ZERO)),
        };
        if order.is_ne() {
            return order;
        }
    }
}

/// A piece of a version.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Piece<'v> {
    /// Digits without leading zeros; nothing at all for 0.
    Number(&'v str),
    Text(&'v str),
}

impl Piece<'_> {
    const ZERO: Self = Self::Number("");

    /// Its text, without leading zeros.
    pub(crate) fn as_str(&self) -> &str {
        match self {
            Self::Number("") => "0",
            Self::Number(text) | Self::Text(text) => text,
        }
    }

    fn cmp(&self, other: &Self) -> Ordering {
        match (self, other) {
            // Without leading zeros, more digits make the larger number.
            (Self::Number(a), Self::Number(b)) => a.len().cmp(&b.len()).then_with(|| a.cmp(b)),
            (Self::Number(_), Self::Text(_)) => Ordering::Less,
            (Self::Text(_), Self::Number(_)) => Ordering::Greater,
            (Self::Text(a), Self::Text(b)) => cmp_folded(a, b),
        }
    }
}

/// The pieces of a version, in order.
pub(crate) const fn pieces(version: &str) -> impl Iterator<Item = Piece<'_>> {
    Pieces(version)
}

/// The pieces of what is left of a version.
struct Pieces<'v>(&'v str);

impl<'v> Iterator for Pieces<'v> {
    type Item = Piece<'v>;

    fn next(&mut self) -> Option<Piece<'v>> {
        let rest = self.0.trim_start_matches(separates);
        let digits = rest.chars().next()?.is_ascii_digit();
        let end = rest.find(|c: char| separates(c) || c.is_ascii_digit() != digits).unwrap_or(rest.len());
        let (piece, rest) = rest.split_at_checked(end)?;
        self.0 = rest;
        Some(if digits { Piece::Number(piece.trim_start_matches('0')) } else { Piece::Text(piece) })
    }
}

pub(crate) fn separates(c: char) -> bool {
    matches!(c, '.' | '-' | '_' | ' ')
}
