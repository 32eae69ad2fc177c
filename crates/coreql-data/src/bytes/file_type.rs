//! Files that have no devices, by their first bytes.

use super::Encoding;

/// What a file is that starts with these bytes, if that is known and no device can be in it.
pub(super) fn detect(start: &[u8], encoding: Encoding) -> Option<String> {
    let binary =
        BINARY.iter().find(|(magic, _)| start.starts_with(magic)).map(|(_, name)| (*name).to_owned());
    if binary.is_some() {
        return binary;
    }
    if start.get(257..262) == Some(b"ustar") {
        return Some("a tar archive".to_owned());
    }
    let text = match encoding {
        Encoding::Utf8 => String::from_utf8_lossy(start).into_owned(),
        // Nearly all of these types are ASCII, of which every second byte is zero.
        Encoding::Utf16Le | Encoding::Utf16Be => {
            start.iter().filter(|byte| byte.is_ascii() && **byte != 0).copied().map(char::from).collect()
        }
    };
    let text = text.trim_start_matches(|c: char| c.is_whitespace() || c == '\u{feff}');
    if text.starts_with('<') {
        return Some(markup(text));
    }
    let texts = TEXTS.iter().find(|(first, _)| text.starts_with(first)).map(|(_, name)| (*name).to_owned());
    // No line of headings has U+0000. In JSON the parser finds it, and says where it is.
    let first_line = text.lines().next().unwrap_or_default();
    let is_binary = first_line.contains('\0') && !text.starts_with(['{', '[']);
    texts.or_else(|| is_binary.then(|| "binary data".to_owned()))
}

const BINARY: &[(&[u8], &str)] = &[
    (b"%PDF-", "a PDF document"),
    (b"PK\x03\x04", "a ZIP archive or an Excel workbook (save the sheet as CSV)"),
    (b"PK\x05\x06", "an empty ZIP archive"),
    (
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
        "an Excel workbook or another Office document (save the sheet as CSV)",
    ),
    (b"SQLite format 3\0", "an SQLite database (use --sqlite)"),
    (b"PAR1", "a Parquet file"),
    (b"ARROW1", "an Arrow file"),
    (b"BZh", "compressed by bzip2"),
    (b"\xfd7zXZ\0", "compressed by xz"),
    (b"7z\xbc\xaf\x27\x1c", "a 7z archive"),
    (b"Rar!\x1a\x07", "a RAR archive"),
    (b"\x04\x22\x4d\x18", "compressed by LZ4"),
    (b"\x89PNG\r\n\x1a\n", "a picture (PNG)"),
    (b"\xff\xd8\xff", "a picture (JPEG)"),
    (b"GIF8", "a picture (GIF)"),
    (b"\x7fELF", "a program"),
    (b"MZ\x90\0", "a program"),
    (b"\xff\xfe\0\0", "text in UTF-32 (save it as UTF-8)"),
    (b"\0\0\xfe\xff", "text in UTF-32 (save it as UTF-8)"),
];

const TEXTS: &[(&str, &str)] = &[
    ("HTTP/", "an HTTP answer with its headers (leave out the option that prints them, such as `curl -i`)"),
    ("{\\rtf", "an RTF document"),
    ("%!PS", "a PostScript document"),
    ("-----BEGIN ", "a certificate or a key"),
];

/// A page, which is what a server sends to a client that is not logged in, or XML.
fn markup(text: &str) -> String {
    let lower = text.to_ascii_lowercase();
    if !["<!doctype html", "<html", "<head", "<body", "<title", "<script"]
        .iter()
        .any(|tag| lower.contains(tag))
    {
        return "XML or HTML".to_owned();
    }
    let title = lower.find("<title").and_then(|tag| {
        let rest = text.get(tag..)?;
        let (_, rest) = rest.split_once('>')?;
        let (title, _) = rest.split_once('<')?;
        Some(title.split_whitespace().collect::<Vec<_>>().join(" "))
    });
    match title.filter(|title| !title.is_empty()) {
        Some(title) => format!("a web page (HTML) with the title `{title}`"),
        None => "a web page (HTML)".to_owned(),
    }
}
