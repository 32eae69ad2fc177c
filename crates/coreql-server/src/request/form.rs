//! Parameters as they are written: a query string, a form, a JSON object.

use serde_json::Value as Json;

use crate::error::ApiError;

/// Parameters by name, in the order in which they came: those of the query string first.
pub(crate) type Pairs = Vec<(String, Result<String, NotUtf8>)>;

/// How many parameters a request may have. More are not read, but one more shows that there are more.
pub(crate) const MAX_PAIRS: usize = 1000;

/// A value that is not UTF-8. That of a parameter that no call knows is ignored like any other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct NotUtf8;

/// Adds the parameters of a query string or a form. `+` is a blank; an escape that is none stands for itself; what is
/// after the first `=` is the value, so quotes and `=` in it need no escapes.
pub(crate) fn add_form(text: &[u8], pairs: &mut Pairs) {
    let left = (MAX_PAIRS + 1).saturating_sub(pairs.len());
    for pair in text.split(|byte| *byte == b'&').filter(|pair| !pair.is_empty()).take(left) {
        let equals = pair.iter().position(|byte| *byte == b'=').unwrap_or(pair.len());
        let (name, value) = pair.split_at_checked(equals).unwrap_or((pair, &[]));
        let value = value.strip_prefix(b"=").unwrap_or(value);
        let name = decoded(name, true);
        let value = String::from_utf8(decoded(value, true)).map_err(|_| NotUtf8);
        pairs.push((String::from_utf8_lossy(&name).into_owned(), value));
    }
}

/// Adds the parameters of a body: a JSON object if it begins with `{`, whatever its type says, and else a form. The
/// guide's samples send forms that are labelled as JSON.
pub(crate) fn add_body(media_type: Option<&str>, body: &[u8], pairs: &mut Pairs) -> Result<(), ApiError> {
    let text = body.trim_ascii();
    if text.is_empty() {
        return Ok(());
    }
    if media_type
        .is_some_and(|media_type| media_type.trim_start().to_ascii_lowercase().starts_with("multipart/"))
    {
        return Err(ApiError::MediaType);
    }
    if !text.starts_with(b"{") {
        add_form(text, pairs);
        return Ok(());
    }
    let failed = |error: serde_json::Error| ApiError::Body { reason: error.to_string() };
    let object: serde_json::Map<String, Json> = serde_json::from_slice(text).map_err(failed)?;
    let left = (MAX_PAIRS + 1).saturating_sub(pairs.len());
    for (name, value) in object.into_iter().take(left) {
        let value = match value {
            Json::Null => continue,
            Json::String(text) => text,
            Json::Array(elements) => elements.iter().map(plain_text).collect::<Vec<_>>().join(","),
            other @ (Json::Bool(_) | Json::Number(_) | Json::Object(_)) => other.to_string(),
        };
        pairs.push((name, Ok(value)));
    }
    Ok(())
}

fn plain_text(value: &Json) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

/// Decodes the escapes of a text, and in a form `+`.
pub(crate) fn decoded(text: &[u8], is_form: bool) -> Vec<u8> {
    let mut decoded = Vec::with_capacity(text.len());
    let mut rest = text;
    while let [byte, after @ ..] = rest {
        rest = after;
        decoded.push(match (byte, after) {
            (b'+', _) if is_form => b' ',
            (b'%', [high, low, after @ ..]) => match (hex(*high), hex(*low)) {
                (Some(high), Some(low)) => {
                    rest = after;
                    high << 4 | low
                }
                _ => b'%',
            },
            _ => *byte,
        });
    }
    decoded
}

fn hex(digit: u8) -> Option<u8> {
    u8::try_from(char::from(digit).to_digit(16)?).ok()
}

#[cfg(test)]
mod tests {
    use super::{NotUtf8, Pairs, add_body, add_form};

    fn form(text: &str) -> Pairs {
        let mut pairs = Pairs::new();
        add_form(text.as_bytes(), &mut pairs);
        pairs
    }

    fn pairs<const N: usize>(expected: [(&str, &str); N]) -> Pairs {
        expected.map(|(name, value)| (name.to_owned(), Ok(value.to_owned()))).to_vec()
    }

    #[test]
    fn forms() {
        for (text, expected) in [
            ("a=1&b=2", pairs([("a", "1"), ("b", "2")]).to_vec()),
            ("a=x+y%20z%2B", pairs([("a", "x y z+")])),
            (r#"query="common.uuid"="c""#, pairs([("query", r#""common.uuid"="c""#)])),
            ("query%3Dx", pairs([("query=x", "")])),
            ("a=%&b=%2&c=%zz", pairs([("a", "%"), ("b", "%2"), ("c", "%zz")])),
            ("&&a&", pairs([("a", "")])),
            ("a=%C3%BC", pairs([("a", "ü")])),
            ("", pairs([])),
        ] {
            assert_eq!(form(text), expected, "{text}");
        }
        assert_eq!(form("a=%FF"), [("a".to_owned(), Err(NotUtf8))]);
    }

    #[test]
    fn bodies() {
        let body = |media_type, text: &str| {
            let mut pairs = Pairs::new();
            add_body(media_type, text.as_bytes(), &mut pairs).map(|()| pairs)
        };
        let json = Some("application/json");
        assert_eq!(body(json, "a=1"), Ok(pairs([("a", "1")])));
        assert_eq!(
            body(None, r#" {"a": ["x", 1], "b": true, "c": null}"#),
            Ok(pairs([("a", "x,1"), ("b", "true")]))
        );
        assert_eq!(body(json, " "), Ok(pairs([])));
        assert!(body(json, r#"{"a":"#).is_err());
        assert!(body(Some("Multipart/form-data; boundary=x"), "--x").is_err());
    }
}
