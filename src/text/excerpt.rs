//! Text of others within a message.

/// A user's text as messages show it: in backticks, with names for control characters and for characters that cannot be
/// seen, and cut after 60 characters.
pub(crate) fn excerpt(text: &str) -> String {
    const MOST: usize = 60;
    // The symbols of control characters, in their order.
    const PICTURES: u32 = 0x2400;
    if text.is_empty() {
        return "`\"\"`".to_owned();
    }
    let mut shown_text = String::with_capacity(text.len().min(MOST));
    for c in text.chars().take(MOST) {
        match c {
            '\0'..='\u{1f}' => shown_text.extend(char::from_u32(u32::from(c).saturating_add(PICTURES))),
            '\u{7f}' => shown_text.push('␡'),
            c if c.is_control() || is_invisible(c) => {
                shown_text.push_str(&format!("<U+{:04X}>", u32::from(c)))
            }
            c => shown_text.push(c),
        }
    }
    if text.chars().nth(MOST).is_some() {
        shown_text.push('…');
    }
    format!("`{shown_text}`")
}

/// Marks of writing direction would garble the words around them; the others make two texts look alike.
const fn is_invisible(c: char) -> bool {
    matches!(c,
        '\u{61c}' | '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}' | '\u{2066}'..='\u{2069}'
        | '\u{feff}')
}

#[cfg(test)]
mod tests {
    use super::excerpt;

    #[test]
    fn characters_that_cannot_be_seen_have_names() {
        for (text, shown) in [
            ("1\u{7}", "`1␇`"),
            ("a\r\nb", "`a␍␊b`"),
            ("\t\0\u{7f}", "`␉␀␡`"),
            ("\u{85}", "`<U+0085>`"),
            ("x\u{202e}y", "`x<U+202E>y`"),
            ("plat\u{200b}form", "`plat<U+200B>form`"),
            ("é😀", "`é😀`"),
            ("", "`\"\"`"),
        ] {
            assert_eq!(excerpt(text), shown);
        }
    }
}
