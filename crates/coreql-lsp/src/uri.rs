//! `file` URIs.

use std::path::{Path, PathBuf};

/// The path of a `file` URI; `None` for one of another scheme, such as that of a document without a file.
pub(crate) fn path(uri: &str) -> Option<PathBuf> {
    let rest = uri.strip_prefix("file://")?;
    let local = rest.strip_prefix("localhost").filter(|rest| rest.starts_with('/'));
    let text = decode(local.unwrap_or(rest))?;
    Some(PathBuf::from(match text.strip_prefix('/') {
        // `/c:/folder` is a path of Windows.
        Some(rest) if is_drive(rest) => rest.to_owned(),
        Some(_) => text,
        // `server/share` is one of another machine.
        None => format!("//{text}"),
    }))
}

/// Whether a path begins with the letter of a drive.
fn is_drive(path: &str) -> bool {
    let mut start = path.chars();
    start.next().is_some_and(|c| c.is_ascii_alphabetic()) && start.next() == Some(':')
}

fn decode(text: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        match byte {
            b'%' => {
                let digits = [rest.next()?, rest.next()?];
                bytes.push(u8::from_str_radix(std::str::from_utf8(&digits).ok()?, 16).ok()?);
            }
            // What follows is no part of the path.
            b'?' | b'#' => break,
            byte => bytes.push(byte),
        }
    }
    String::from_utf8(bytes).ok()
}

/// The URI of a path.
pub(crate) fn of_path(path: &Path) -> String {
    let text = path.to_string_lossy();
    // Elsewhere a backslash is a character like others.
    let is_windows = is_drive(&text) || text.starts_with(r"\\");
    let text = if is_windows { text.replace('\\', "/") } else { text.into_owned() };
    let (mut uri, text) = match text.strip_prefix("//") {
        Some(rest) => ("file://".to_owned(), rest),
        None if text.starts_with('/') => ("file://".to_owned(), &*text),
        None => ("file:///".to_owned(), &*text),
    };
    for byte in text.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'/' | b'-' | b'.' | b'_' | b'~' => {
                uri.push(byte.into())
            }
            byte => uri.push_str(&format!("%{byte:02X}")),
        }
    }
    uri
}

#[cfg(test)]
mod tests {
    use std::path::{Path, PathBuf};

    use super::{of_path, path};

    #[test]
    fn paths_are_read_from_file_uris() {
        assert_eq!(path("file:///a%20b/%C3%A9.coreql"), Some(PathBuf::from("/a b/é.coreql")));
        assert_eq!(path("file://localhost/a"), Some(PathBuf::from("/a")));
        assert_eq!(path("file:///c%3A/fleet"), Some(PathBuf::from("c:/fleet")));
        assert_eq!(path("file://server/share/a%20b"), Some(PathBuf::from("//server/share/a b")));
        assert_eq!(path("file://localhosts/share"), Some(PathBuf::from("//localhosts/share")));
        assert_eq!(path("untitled:Untitled-1"), None);
        assert_eq!(path("file:///%ff"), None);
        assert_eq!(path("file:///%2"), None);
    }

    #[test]
    fn a_path_is_read_from_its_own_uri() {
        for text in ["/a b/é.coreql", "/%41#?", r"/a\b", "c:/fleet", "//server/share/a b"] {
            assert_eq!(path(&of_path(Path::new(text))), Some(PathBuf::from(text)));
        }
        for (text, uri) in [
            (r"C:\fleet\a b.coreql", "file:///C%3A/fleet/a%20b.coreql"),
            (r"\\server\share\a", "file://server/share/a"),
        ] {
            assert_eq!(of_path(Path::new(text)), uri);
        }
    }
}
