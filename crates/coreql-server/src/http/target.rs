//! The request line, made acceptable: a target with quotes, angle brackets or blanks is percent-encoded.

/// Writes a request line, without its line end, with the target percent-encoded. A line that is not
/// `METHOD target HTTP/…`, or that has control characters, is written as it is, so that it is refused later.
///
/// The target is all that is between the first blank and the last one: clients send blanks inside.
pub(super) fn write_request_line(line: &[u8], output: &mut Vec<u8>) {
    let Some((method, target, version)) = parts(line) else {
        output.extend_from_slice(line);
        return;
    };
    output.extend_from_slice(method);
    output.push(b' ');
    for byte in target {
        write_encoded(*byte, output);
    }
    output.push(b' ');
    output.extend_from_slice(version);
}

fn parts(line: &[u8]) -> Option<(&[u8], &[u8], &[u8])> {
    if line.iter().any(|byte| byte.is_ascii_control() && *byte != b'\t') {
        return None;
    }
    let first = line.iter().position(|byte| *byte == b' ')?;
    let last = line.iter().rposition(|byte| *byte == b' ')?;
    let (method, target, version) = (line.get(..first)?, line.get(first + 1..last)?, line.get(last + 1..)?);
    (!target.is_empty() && version.starts_with(b"HTTP/")).then_some((method, target, version))
}

/// Escapes what is there already, and all that RFC 3986 reserves, stay as they are; a fragment has no meaning in a
/// request, so `#` belongs to the query.
fn write_encoded(byte: u8, output: &mut Vec<u8>) {
    const DIGITS: &[u8; 16] = b"0123456789ABCDEF";
    const KEPT: &[u8] = b"-._~:/?[]@!$&'()*+,;=%";
    if byte.is_ascii_alphanumeric() || KEPT.contains(&byte) {
        output.push(byte);
        return;
    }
    let digit = |nibble: u8| DIGITS.get(usize::from(nibble)).copied().unwrap_or_default();
    output.extend_from_slice(&[b'%', digit(byte >> 4), digit(byte & 0xf)]);
}

#[cfg(test)]
mod tests {
    use super::write_request_line;

    #[test]
    fn lines() {
        for (line, expected) in [
            ("GET / HTTP/1.1", "GET / HTTP/1.1"),
            (r#"GET /a?q="x" = 1 HTTP/1.1"#, "GET /a?q=%22x%22%20=%201 HTTP/1.1"),
            ("GET /a?q=x  HTTP/1.1", "GET /a?q=x%20 HTTP/1.1"),
            (
                "GET /a?q=1<2>3%20#\\^`{|}\t HTTP/1.1",
                "GET /a?q=1%3C2%3E3%20%23%5C%5E%60%7B%7C%7D%09 HTTP/1.1",
            ),
            ("GET /ü HTTP/1.0", "GET /%C3%BC HTTP/1.0"),
            ("GET http://[::1]:80/?q=\"\" HTTP/1.1", "GET http://[::1]:80/?q=%22%22 HTTP/1.1"),
            ("GET /", "GET /"),
            ("GET  HTTP/1.1", "GET  HTTP/1.1"),
            ("GET / \"x\"", "GET / \"x\""),
            ("GET /\u{1} \"HTTP/1.1", "GET /\u{1} \"HTTP/1.1"),
            ("", ""),
        ] {
            let mut output = Vec::new();
            write_request_line(line.as_bytes(), &mut output);
            assert_eq!(String::from_utf8(output).unwrap(), expected, "{line}");
        }
    }
}
