//! Booleans.

/// Reads `true` or `false`, in any ASCII case; nothing else is a boolean (language, rule 6.13).
///
/// ```
/// use coreql::value::boolean;
///
/// assert_eq!(boolean::parse("TRUE"), Some(true));
/// assert_eq!(boolean::parse("yes"), None);
/// ```
pub fn parse(text: &str) -> Option<bool> {
    if text.eq_ignore_ascii_case("true") {
        Some(true)
    } else if text.eq_ignore_ascii_case("false") {
        Some(false)
    } else {
        None
    }
}
