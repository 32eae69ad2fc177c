//! Queries that were copied from a URL, or from the source of a web page.

use std::borrow::Cow;

use coreql::syntax::{ParseOptions, Syntax, parse_with};

use crate::output::note;

/// The query without its encoding, which is reported; the text as it is if it is no query that way.
pub(crate) fn decoded(text: Cow<'_, str>) -> Cow<'_, str> {
    let candidates =
        [("URL-encoded", percent_decoded(&text)), ("written with entities of HTML", unescaped(&text))];
    for (how, decoded) in candidates {
        if let Some(decoded) = decoded
            && !is_query(&text)
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
