//! What stands around a mistake, as far as a guess at what was meant needs it.
//!
//! None of these looks further than the next two tokens, so that many mistakes in a long text stay cheap.

/// The text before a place, without the white space between.
pub(super) fn before(source: &str, offset: u32) -> &str {
    let offset = usize::try_from(offset).unwrap_or(usize::MAX);
    source.get(..offset).unwrap_or_default().trim_end()
}

/// The text from a place on, without the white space between.
pub(super) fn after(source: &str, offset: u32) -> &str {
    let offset = usize::try_from(offset).unwrap_or(usize::MAX);
    source.get(offset..).unwrap_or_default().trim_start()
}

/// AND or OR.
pub(super) fn is_connective(word: &str) -> bool {
    word.eq_ignore_ascii_case("and") || word.eq_ignore_ascii_case("or")
}

fn ends_word(c: char) -> bool {
    c.is_whitespace() || matches!(c, '"' | '(' | ')' | ',' | '=' | '!' | '<' | '>')
}

/// The word that the text ends with; empty if it ends otherwise.
pub(super) fn last_word(text: &str) -> &str {
    text.rsplit(ends_word).next().unwrap_or_default()
}

/// The word that the text starts with; empty if it starts otherwise.
pub(super) fn first_word(text: &str) -> &str {
    text.split(ends_word).next().unwrap_or_default()
}
