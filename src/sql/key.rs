//! Texts whose binary order is another order, and lists in one text: the content of helper columns.
//!
//! Every engine compares and searches text by code points under a binary collation. So what SQL
//! cannot express exactly becomes a condition on such a text, the same on every engine.

use crate::text::fold::fold;
use crate::value::Number;
use crate::value::version::{Piece, pieces};

/// The key of a version: keys are in binary order as versions are in version order, and equal for those that order the
/// same. It has no U+0000.
pub(super) fn version(text: &str) -> String {
    let mut key = String::new();
    // Where the key ends without zeros that a missing piece would equal.
    let mut end = 0;
    for piece in pieces(text) {
        match piece {
            Piece::Number("") => key.push_str("a0"),
            Piece::Number(digits) => {
                let length = format!("{:x}", digits.len());
                // Numbers with more digits sort after those with fewer.
                key.push(char::from(b'a'.saturating_add(u8::try_from(length.len()).unwrap_or(u8::MAX))));
                key.push_str(&length);
                key.push_str(digits);
                end = key.len();
            }
            Piece::Text(text) => {
                key.push('t');
                for c in fold(text).chars() {
                    match c {
                        '\0' => key.push_str("\u{2}\u{1}"),
                        '\u{1}' => key.push_str("\u{2}\u{2}"),
                        '\u{2}' => key.push_str("\u{2}\u{3}"),
                        other => key.push(other),
                    }
                }
                key.push('\u{1}');
                end = key.len();
            }
        }
    }
    key.truncate(end);
    key
}

/// The key of a number: 19 hexadecimal digits, in binary order as numbers are by value, an integer with a double too.
pub(super) fn number(number: Number) -> String {
    let (below, rest) = match number {
        Number::Double(double) => (double, 0),
        Number::Integer(integer) => {
            let below = largest_double_to(integer);
            // Both are whole, and nearer to each other than 2¹¹.
            (below, i128::from(integer) - whole(below))
        }
    };
    // Zeros of both signs are equal.
    let bits = (below + 0.0).to_bits();
    let ordered = if bits >> 63 == 0 { bits | 1 << 63 } else { !bits };
    format!("{ordered:016x}{rest:03x}")
}

/// The largest double that is not above an integer.
pub(super) fn largest_double_to(integer: i64) -> f64 {
    let nearest = nearest_double(integer);
    if whole(nearest) > i128::from(integer) { nearest.next_down() } else { nearest }
}

#[expect(clippy::as_conversions, reason = "the one way to round an integer to a double")]
pub(super) const fn nearest_double(integer: i64) -> f64 {
    integer as f64
}

/// A whole double below 2⁶⁴ in size, as an integer.
#[expect(clippy::as_conversions, reason = "exact for such doubles")]
const fn whole(double: f64) -> i128 {
    double as i128
}

/// What surrounds the elements of a list in one text. Folding leaves no ASCII capital, so none of them is part of an
/// element.
pub(super) const SEPARATOR: &str = "A";

/// Follows the list of one empty text that represents a lone value: it is blank, `[""]` is not.
pub(super) const LONE: &str = "B";

/// The list of folded texts, each between separators; nothing at all for none.
pub(super) fn list<T: AsRef<str>>(elements: impl IntoIterator<Item = T>) -> String {
    let mut list = String::new();
    for element in elements {
        if list.is_empty() {
            list.push_str(SEPARATOR);
        }
        list.push_str(element.as_ref());
        list.push_str(SEPARATOR);
    }
    list
}

/// The lowest text that is above every text with this prefix; `None` where there is none.
pub(super) fn after(prefix: &str) -> Option<String> {
    let mut rest = prefix.to_owned();
    while let Some(last) = rest.pop() {
        let next = match last {
            '\u{d7ff}' => Some('\u{e000}'),
            other => char::from_u32(u32::from(other) + 1),
        };
        if let Some(next) = next {
            rest.push(next);
            return Some(rest);
        }
    }
    None
}

/// The `LIKE` pattern for texts that contain a text, with a backslash before special characters.
pub(super) fn containing(text: &str) -> String {
    let mut pattern = String::with_capacity(text.len() + 2);
    pattern.push('%');
    for c in text.chars() {
        if matches!(c, '%' | '_' | '\\') {
            pattern.push('\\');
        }
        pattern.push(c);
    }
    pattern.push('%');
    pattern
}
