//! What the crate makes of texts, for the tests of the editors' grammars (`grammar/check.sh`).
//!
//! Prints a line of JSON for each text: the text; `core` and `extended`, whether it has no error in that syntax if it
//! is read as a file of queries; and the `tokens` of its queries, each `[kind, start, end]` in bytes.
//! The texts are those of `tests/data` and `fuzz/corpus`, and as many generated ones as the argument says:
//! half of them valid, half of them with mistakes.

use std::fs;
use std::io::{self, BufWriter, Write};
use std::path::Path;

use coreql::syntax::{Limits, ParseOptions, parse_with};
use coreql_data::queries::{KeyPath, QueryFile, QueryFormat};
use coreql_testing::generate::{self, Random};
use coreql_testing::{reference, root};
use serde_json::json;

fn main() -> io::Result<()> {
    let count = match std::env::args().nth(1) {
        Some(count) => count.parse().map_err(io::Error::other)?,
        None => 10_000,
    };
    let mut texts = Vec::new();
    collect(&root().join("tests/data"), &mut texts)?;
    collect(&root().join("fuzz/corpus"), &mut texts)?;
    generated(count, &mut texts);
    let mut out = BufWriter::new(io::stdout().lock());
    for text in &texts {
        if let Some(line) = line(text) {
            writeln!(out, "{line}")?;
        }
    }
    out.flush()
}

/// Every file as one text, and each of its lines as another.
fn collect(folder: &Path, texts: &mut Vec<String>) -> io::Result<()> {
    let mut paths = fs::read_dir(folder)?.map(|entry| Ok(entry?.path())).collect::<io::Result<Vec<_>>>()?;
    paths.sort();
    for path in paths {
        if path.is_dir() {
            collect(&path, texts)?;
        } else if let Ok(text) = String::from_utf8(fs::read(&path)?) {
            texts.extend(text.lines().map(str::to_owned));
            texts.push(text);
        }
    }
    Ok(())
}

fn generated(count: usize, texts: &mut Vec<String>) {
    let fields = reference::fields();
    let mut random = Random::new(10);
    for number in 0..count {
        let extended = random.percent(60);
        let mut text = generate::text(&generate::expr(&mut random, &fields, 4, extended), &mut random);
        if random.percent(10) {
            text = format!("# name: query {number}\n\n{text}\n---\n{text}\n");
        }
        if number % 2 == 1 {
            for _ in 0..=random.below(3) {
                mutate(&mut text, &mut random);
            }
        }
        texts.push(text);
    }
}

/// Removes a character, or inserts a piece of the language.
fn mutate(text: &mut String, random: &mut Random) {
    const PIECES: &[&str] = &[
        "\"",
        "\\",
        "(",
        ")",
        ",",
        "=",
        "!",
        "<",
        ">",
        " ",
        "\n",
        "\r",
        "\u{a0}",
        "#",
        "'",
        "“",
        "´",
        "\n---\n",
        "\n---x",
        "---",
        "-",
        " now ",
        " now - ",
        " today- ",
        "30d",
        "-30d",
        " AND ",
        " or ",
        " not ",
        " in ",
        "is ",
        " empty",
        " contains ",
        " starts with ",
        " \"is empty\" ",
        " \"contains\" ",
        " between ",
        "x",
        "\u{feff}",
        "\u{85}",
        "😀",
        "\0",
    ];
    let at: Vec<usize> = text.char_indices().map(|(at, _)| at).collect();
    let Some(&at) = at.get(random.below(at.len().max(1))) else { return };
    if random.percent(40) {
        text.remove(at);
    } else {
        let piece: &&str = random.pick(PIECES);
        text.insert_str(at, piece);
    }
}

/// `None`, if two queries of the text have one name.
fn line(text: &str) -> Option<serde_json::Value> {
    let file = QueryFile::parse(text, QueryFormat::Coreql, &KeyPath::default()).ok()?;
    // A grammar has no limits.
    let limits = Limits::default()
        .with_max_nesting(u32::MAX)
        .with_max_bytes(Limits::MAX_BYTES)
        .with_max_tokens(u32::MAX);
    let valid = |options: ParseOptions| {
        let options = options.with_limits(limits);
        file.queries().iter().all(|query| parse_with(query.text(), options).errors().is_empty())
    };
    let mut tokens = Vec::new();
    for query in file.queries() {
        for token in parse_with(query.text(), ParseOptions::extended().with_limits(limits)).tokens() {
            let range = query.range_in_file(token.span.range());
            tokens.push(json!([token.kind.as_str(), range.start, range.end]));
        }
    }
    Some(json!({
        "text": text,
        "core": valid(ParseOptions::new()),
        "extended": valid(ParseOptions::extended()),
        "tokens": tokens,
    }))
}
