//! Queries that were copied from a URL, from the source of a web page, or from JSON.

use std::borrow::Cow;

use coreql::syntax::{ParseOptions, Syntax, parse_with};

use crate::output::note;

/// The query without its encoding, which is reported; the text as it is if it is no query that way.
pub(crate) fn decoded(text: Cow<'_, str>) -> Cow<'_, str> {
    let candidates = [
        ("URL-encoded", percent_decoded(&text)),
        ("part of a URL", query_of_url(&text)),
        ("written with entities of HTML", unescaped(&text)),
        ("written with the escapes of JSON", unescaped_json(&text)),
    ];
    for (how, decoded) in candidates {
        if let Some(decoded) = decoded
            // A word without quotes becomes text with quotes, which no value has by chance.
            && (!is_query(&text) || decoded.contains('"') && !text.contains('"'))
            && is_query(&decoded)
        {
            note(format_args!("the query is {how}; it is read as: {decoded}"));
            return Cow::Owned(decoded);
        }
    }
    text
}

fn is_query(text: &str) -> bool {
    parse_with(text, ParseOptions::new().with_syntax(Syntax::Extended)).errors().is_empty()
}

/// The text without percent-encoding, `+` being a blank; `None` if it is not encoded. What is encoded twice is decoded
/// twice.
fn percent_decoded(text: &str) -> Option<String> {
    if text.contains(char::is_whitespace) || text.contains('"') || !text.contains('%') {
        return None;
    }
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        match byte {
            b'+' => bytes.push(b' '),
            b'%' => {
                let digits = [rest.next()?, rest.next()?];
                bytes.push(u8::from_str_radix(std::str::from_utf8(&digits).ok()?, 16).ok()?);
            }
            byte => bytes.push(byte),
        }
    }
    let decoded = String::from_utf8(bytes).ok()?;
    // Each round is shorter, so this ends.
    Some(percent_decoded(&decoded).unwrap_or(decoded))
}

/// The parameter `query` of a URL, or of its part after the `?`, without percent-encoding.
fn query_of_url(text: &str) -> Option<String> {
    if text.contains(char::is_whitespace) {
        return None;
    }
    let parameters = match text.split_once('?') {
        Some((_, parameters)) => parameters,
        None => text.strip_prefix("query=").map(|_| text)?,
    };
    let query = parameters.split('&').find_map(|parameter| parameter.strip_prefix("query="))?;
    percent_decoded(query).or_else(|| Some(query.to_owned()))
}

/// The text without the backslashes before its quotes, as in a string of JSON, with or without the quotes around it.
fn unescaped_json(text: &str) -> Option<String> {
    let inner = text.strip_prefix('"').and_then(|text| text.strip_suffix('"')).unwrap_or(text);
    // A quote without a backslash ends a string of JSON.
    let has_bare_quote = inner.replace("\\\\", "").replace("\\\"", "").contains('"');
    if has_bare_quote || !inner.contains("\\\"") {
        return None;
    }
    serde_json::from_str(&format!("\"{inner}\"")).ok()
}

/// The text with entities replaced by what they stand for; `None` if it has none for a quote.
fn unescaped(text: &str) -> Option<String> {
    const ENTITIES: [(&str, &str); 8] = [
        ("&quot;", "\""),
        ("&#34;", "\""),
        ("&#x22;", "\""),
        ("&#39;", "'"),
        ("&apos;", "'"),
        ("&lt;", "<"),
        ("&gt;", ">"),
        // The last, or an entity that was written as text would be replaced.
        ("&amp;", "&"),
    ];
    if !["&quot;", "&#34;", "&#x22;", "&lt;", "&gt;"].iter().any(|entity| text.contains(entity)) {
        return None;
    }
    Some(ENTITIES.iter().fold(text.to_owned(), |text, (entity, character)| text.replace(entity, character)))
}
