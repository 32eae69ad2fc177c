//! Patterns of other languages: `%iPad%`, `iPad*`.

use super::ast::Operator;

/// The operator and the text that a pattern of `like` stands for, if one operator matches as it does.
///
/// Not `%iPad`, as there is no operator for the end of a text; nor with wildcards within, nor with escapes.
pub(crate) fn like(pattern: &str) -> Option<(Operator, &str)> {
    let (open, rest) = strip(pattern, str::strip_prefix);
    let (closed, text) = strip(rest, str::strip_suffix);
    if text.is_empty() || text.contains(['%', '*', '_', '?', '\\', '[']) {
        return None;
    }
    match (open, closed) {
        (true, true) => Some((Operator::Contains, text)),
        (false, true) => Some((Operator::StartsWith, text)),
        (true, false) | (false, false) => None,
    }
}

fn strip<'p>(text: &'p str, strip: impl Fn(&'p str, char) -> Option<&'p str>) -> (bool, &'p str) {
    match strip(text, '%').or_else(|| strip(text, '*')) {
        Some(rest) => (true, rest),
        None => (false, text),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns() {
        for (pattern, expected) in [
            ("iPad%", Some((Operator::StartsWith, "iPad"))),
            ("%iPad%", Some((Operator::Contains, "iPad"))),
            ("*iPad*", Some((Operator::Contains, "iPad"))),
            ("iPad*", Some((Operator::StartsWith, "iPad"))),
            ("%iPad", None),
            ("iPad", None),
            ("i_ad%", None),
            ("i%d%", None),
            ("50\\%%", None),
            ("%", None),
            ("%%", None),
        ] {
            assert_eq!(like(pattern), expected, "{pattern}");
        }
    }
}
