//! What stands around a mistake, as far as a guess at what was meant needs it.
//!
//! None of these looks further than the next two tokens, so that many mistakes in a long text stay cheap.

use crate::syntax::ast::Operator;

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

/// AND, OR or NOT.
pub(super) fn is_reserved(word: &str) -> bool {
    is_connective(word) || word.eq_ignore_ascii_case("not")
}

/// AND or OR.
pub(super) fn is_connective(word: &str) -> bool {
    word.eq_ignore_ascii_case("and") || word.eq_ignore_ascii_case("or")
}

fn ends_word(c: char) -> bool {
    c.is_whitespace() || matches!(c, '"' | '(' | ')' | ',' | '=' | '!' | '<' | '>')
}

/// Whether two characters side by side belong to one word, or to one symbol.
pub(super) fn are_one_token(left: Option<char>, right: Option<char>) -> bool {
    let is_symbol = |c: char| matches!(c, '=' | '!' | '<' | '>');
    left.zip(right).is_some_and(|(left, right)| {
        (is_symbol(left) && is_symbol(right)) || !(ends_word(left) || ends_word(right))
    })
}

/// The word that the text ends with; empty if it ends otherwise.
pub(super) fn last_word(text: &str) -> &str {
    text.rsplit(ends_word).next().unwrap_or_default()
}

/// The word that the text starts with; empty if it starts otherwise.
pub(super) fn first_word(text: &str) -> &str {
    text.split(ends_word).next().unwrap_or_default()
}

/// Whether no part of a comparison can follow: at the end, `)` or a connective.
pub(super) fn ends_comparison(text: &str) -> bool {
    let word = first_word(text);
    text.is_empty() || text.starts_with(')') || is_connective(word) || matches!(word, "&&" | "||")
}

/// Whether an operator starts here.
pub(super) fn starts_operator(text: &str) -> bool {
    const WORDS: [&str; 6] = ["contains", "starts", "does", "is", "in", "not"];
    if let Some(string) = text.strip_prefix('"') {
        let textual = |operator: &Operator| operator.is_textual();
        return Operator::ALL.iter().filter(|operator| textual(operator)).any(|operator| {
            let name = operator.as_str();
            string.get(..name.len()).is_some_and(|start| start.eq_ignore_ascii_case(name))
                && string.get(name.len()..).is_some_and(|rest| rest.starts_with('"'))
        });
    }
    text.starts_with(['=', '!', '<', '>'])
        || WORDS.iter().any(|word| word.eq_ignore_ascii_case(first_word(text)))
}

/// Whether a group, or a field with an operator behind it, starts here.
pub(super) fn starts_comparison(text: &str) -> bool {
    if text.starts_with('(') {
        return true;
    }
    let rest = if let Some(body) = text.strip_prefix('"') {
        behind_string(body)
    } else {
        let word = first_word(text);
        if word.is_empty() || is_reserved(word) { None } else { text.get(word.len()..) }
    };
    rest.is_some_and(|rest| starts_operator(rest.trim_start()))
}

/// What stands behind the quote that closes a string.
fn behind_string(body: &str) -> Option<&str> {
    let mut escaped = false;
    let end = body.bytes().position(|byte| {
        let closes = byte == b'"' && !escaped;
        escaped = byte == b'\\' && !escaped;
        closes
    })?;
    body.get(end + 1..)
}

/// Where, within the text of a string that ends too late, the value must have ended: before a connective with a comparison behind it.
pub(super) fn value_end(body: &str) -> Option<usize> {
    let (mut from, mut value) = (0, 0);
    for piece in body.split_inclusive(char::is_whitespace) {
        let end = from + piece.len();
        let word = piece.trim_end();
        if is_connective(word)
            && value > 0
            && starts_comparison(body.get(end..).unwrap_or_default().trim_start())
        {
            return Some(value);
        }
        if !word.is_empty() {
            value = from + word.len();
        }
        from = end;
    }
    None
}
