//! What files hold, where it is, and how it is written back. The cases are in `cases.txt`.

use expect_test::expect_file;

use super::{KeyPath, QueryFile, QueryFormat};

/// Each case is a line `=== FORMAT [KEY PATH]`, then the file, with `\r` and `\t` as they are in Rust. What follows
/// `>>>` is what it holds: name, text, and each word of the text with its spelling in the file; then, after `<<<`, the
/// file after every `a` of its queries became `'`, a line end, and `b`.
#[test]
fn cases() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/src/queries/cases.txt");
    let cases = std::fs::read_to_string(path).unwrap();
    let mut again = String::new();
    for case in cases.split("=== ").skip(1) {
        let (title, rest) = case.split_once('\n').unwrap();
        let (source, _) = rest.split_once(">>>\n").unwrap();
        again.push_str(&format!("=== {title}\n{source}>>>\n{}", outcome(title, source)));
    }
    expect_file![path].assert_eq(&again);
}

fn outcome(title: &str, source: &str) -> String {
    let (format, key_path) = title.split_once(' ').unwrap_or((title, ""));
    let format = QueryFormat::of_path(format!("x.{format}")).unwrap();
    let key_path = if key_path.is_empty() { KeyPath::default() } else { key_path.parse().unwrap() };
    let source = source.strip_suffix('\n').unwrap_or(source).replace("\\r", "\r").replace("\\T", "\t");
    let file = match QueryFile::parse(source, format, &key_path) {
        Ok(file) => file,
        Err(error) => return format!("error at {}: {error}\n", error.offset()),
    };
    let mut text = String::new();
    for query in file.queries() {
        text.push_str(&format!("{:?} {:?}", query.name().unwrap_or_default(), query.text()));
        for word in query.text().split_whitespace() {
            let at = word.as_ptr().addr() - query.text().as_ptr().addr();
            let range = query.range_in_file(at..at + word.len());
            let spelled = file.source().get(range).unwrap();
            text.push_str(&if spelled == word { " .".to_owned() } else { format!(" {word}←{spelled:?}") });
        }
        text.push('\n');
    }
    let written = file.with_texts(|query| Some(query.text().replace('a', "'\nb")));
    text.push_str("<<<\n");
    text.push_str(&match written {
        Ok(written) => format!("{}\n", written.source().replace('\r', "\\r").replace('\t', "\\T")),
        Err(error) => format!("error at {}: {error}\n", error.offset()),
    });
    text
}

/// Random changes of the cases: no panic, every place is within the file, and a file without changes stays as it is.
#[test]
fn changed_files() {
    let pieces =
        ["\"", "'", "\\", "\\u", "\\ud83d", "\n", "\r\n", "  ", "\t", "|", ">", "- ", "query: ", "{", "}"];
    let more =
        ["[", "]", ",", "#", "---\n", "&a ", "*a ", "é", "😀", "\u{2028}", "!x ", "%", "\0", "\u{85}", ": "];
    let cases = include_str!("cases.txt");
    let cases: Vec<(&str, &str)> = cases
        .split("=== ")
        .skip(1)
        .map(|case| case.split_once('\n').unwrap())
        .map(|(title, rest)| (title.split(' ').next().unwrap(), rest.split(">>>\n").next().unwrap()))
        .collect();
    let mut state: usize = 1;
    let mut random = |below: usize| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) % below.max(1)
    };
    let mut read = 0;
    for _ in 0..5000 {
        let (format, source) = cases[random(cases.len())];
        let mut source: Vec<char> = source.replace("\\r", "\r").chars().collect();
        for _ in 0..=random(6) {
            let at = random(source.len() + 1);
            if random(2) == 0 {
                let piece = *pieces.iter().chain(&more).nth(random(pieces.len() + more.len())).unwrap();
                source.splice(at..at, piece.chars());
            } else {
                source.drain(at..(at + 1 + random(3)).min(source.len()));
            }
        }
        let source: String = source.into_iter().collect();
        let format = QueryFormat::of_path(format!("x.{format}")).unwrap();
        let Ok(file) = QueryFile::parse(source.as_str(), format, &KeyPath::default()) else { continue };
        for query in file.queries() {
            for (at, c) in query.text().char_indices() {
                let range = query.range_in_file(at..at + c.len_utf8());
                assert!(source.get(range.clone()).is_some(), "{source:?} {at} {range:?}");
            }
            assert!(source.get(query.range()).is_some(), "{source:?}");
        }
        assert_eq!(file.with_texts(|query| Some(query.text().to_owned())).unwrap().source(), source);
        read += file.queries().len();
    }
    assert!(read > 1000, "{read}");
}
