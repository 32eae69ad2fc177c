//! Text of others within a message.

/// A user's text as messages show it: in backticks, without control characters, and cut after 60 characters.
pub(crate) fn excerpt(text: &str) -> String {
    const MOST: usize = 60;
    if text.is_empty() {
        return "`\"\"`".to_owned();
    }
    // Control characters would garble a terminal, bidirectional ones the words around them.
    let shown = |c: char| {
        let bidirectional = matches!(c,
            '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
        if c.is_control() || bidirectional { '\u{fffd}' } else { c }
    };
    let mut shown_text: String = text.chars().take(MOST).map(shown).collect();
    if text.chars().nth(MOST).is_some() {
        shown_text.push('…');
    }
    format!("`{shown_text}`")
}
