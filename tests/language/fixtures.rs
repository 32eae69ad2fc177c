//! Snapshots of what the lexer and the parser return for a text.
//!
//! `tests/data/{lexer,parser}/{ok,err}/NNNN_name.txt` holds a text, without the file's final line end;
//! `NNNN_name.out` holds the tokens, or the tree and the errors. In a name that ends in `.extended`, the text is in
//! extended syntax. `UPDATE_EXPECT=1 cargo test --all-features --test language fixtures` regenerates the output.

use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};

use coreql::syntax::ast::{Comparison, Condition, Literal, Name, NodeKind};
use coreql::syntax::{Limits, ParseOptions, Parsed, TokenKind, parse_with, tokenize};
use coreql::text::Span;
use coreql::tree::Step;
use coreql_testing::invariants;
use expect_test::expect_file;

/// Rules 1.3, 2.1, 2.2, 2.3, 2.4, 2.7, 2.8 and 2.9.
#[test]
fn lexer_ok() {
    run("lexer/ok", |source, _| {
        let dump = tokens(source);
        assert!(!dump.contains("BadSymbol") && !dump.contains("UnclosedString"), "{dump}");
        dump
    });
}

/// Rules 2.5 and 2.17.
#[test]
fn lexer_err() {
    run("lexer/err", |source, _| {
        let dump = tokens(source);
        assert!(dump.contains("BadSymbol") || dump.contains("UnclosedString"), "{dump}");
        dump
    });
}

/// Rules 2.10, 2.11, 2.13, 3.1, 3.2 and 3.7.
#[test]
fn parser_ok() {
    run("parser/ok", |source, options| {
        let parsed = parse_with(source, options);
        assert_eq!(parsed.errors(), []);
        tree(&parsed)
    });
}

/// Rules 2.6, 2.14, 2.15, 3.3, 3.6, 4.15 and 4.16.
#[test]
fn parser_err() {
    run("parser/err", |source, options| {
        let parsed = parse_with(source, options);
        assert!(!parsed.errors().is_empty());
        errors(&parsed) + &tree(&parsed)
    });
}

fn run(folder: &str, dump: impl Fn(&str, ParseOptions) -> String) {
    for path in texts(&Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data").join(folder)) {
        let file = fs::read_to_string(&path).unwrap();
        let source = file.strip_suffix('\n').unwrap_or(&file);
        let stem = path.file_stem().unwrap().to_str().unwrap();
        let options =
            if stem.ends_with(".extended") { ParseOptions::extended() } else { ParseOptions::new() };
        // The invariants of every text, in both syntaxes.
        for options in [ParseOptions::new(), ParseOptions::extended()] {
            invariants::check(&parse_with(source, options));
        }
        expect_file![path.with_extension("out")].assert_eq(&dump(source, options));
    }
}

/// The texts of a folder, sorted by name.
fn texts(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let (mut texts, mut others): (Vec<_>, Vec<_>) =
        entries.partition(|path| path.extension().is_some_and(|extension| extension == "txt"));
    texts.sort();
    others.retain(|path| !texts.contains(&path.with_extension("txt")));
    assert_eq!(others, Vec::<PathBuf>::new(), "output without a text");
    assert!(!texts.is_empty());
    texts
}

fn tokens(source: &str) -> String {
    let mut dump = String::new();
    for token in tokenize(source, Limits::default()) {
        let text = if token.kind == TokenKind::End { "<EOF>" } else { &source[token.span.range()] };
        writeln!(dump, "{:?} {} {}", token.kind, at(token.span), text.escape_debug()).unwrap();
    }
    dump
}

fn errors(parsed: &Parsed<'_>) -> String {
    let mut dump = String::new();
    for error in parsed.errors() {
        let token = error.token;
        let text = token.text(parsed.source()).escape_debug();
        write!(dump, "{:?} at {} `{text}`", error.kind, at(token.span)).unwrap();
        if !error.expected.is_empty() {
            write!(dump, ", expected {}", error.expected).unwrap();
        }
        if error.related != token.span {
            let related = parsed.source()[error.related.range()].escape_debug();
            write!(dump, ", related {} `{related}`", at(error.related)).unwrap();
        }
        dump.push('\n');
    }
    dump
}

/// One line a node, indented under its parent.
fn tree(parsed: &Parsed<'_>) -> String {
    let mut dump = String::new();
    let mut depth = 0;
    for step in parsed.tree().walk() {
        let Step::Enter(node) = step else {
            depth -= 2;
            continue;
        };
        write!(dump, "{:depth$}", "").unwrap();
        match node.kind() {
            NodeKind::And => write!(dump, "AND {}", at(node.span())),
            NodeKind::Or => write!(dump, "OR {}", at(node.span())),
            NodeKind::Not => write!(dump, "NOT {}", at(node.span())),
            NodeKind::Group => write!(dump, "group {}", at(node.span())),
            NodeKind::Comparison(parts) => write!(dump, "{} {}", at(node.span()), comparison(&parts)),
            NodeKind::Error(error) => {
                let field = error.field.as_ref().map(name).unwrap_or_default();
                let operator = error.operator.map(|operator| format!(" {operator}")).unwrap_or_default();
                write!(dump, "error {} {field}{operator}", at(node.span()))
            }
        }
        .unwrap();
        dump.truncate(dump.trim_end().len());
        dump.push('\n');
        depth += 2;
    }
    dump
}

fn comparison(comparison: &Comparison<'_>) -> String {
    let condition = match &comparison.condition {
        Condition::Relation { operator, value, .. } => format!("{operator} {}", literal(value)),
        Condition::Empty { negated: false, .. } => "is empty".to_owned(),
        Condition::Empty { negated: true, .. } => "is not empty".to_owned(),
        Condition::In { negated, values, .. } => {
            let values: Vec<_> = values.iter().map(literal).collect();
            format!("{}in {}", if *negated { "not " } else { "" }, values.join(", "))
        }
        Condition::Between { negated, values, .. } => {
            let [low, high] = &**values;
            format!("{}between {} and {}", if *negated { "not " } else { "" }, literal(low), literal(high))
        }
    };
    format!("{} {condition}", name(&comparison.field))
}

fn name(name: &Name<'_>) -> String {
    spelling(&name.text, name.quoted)
}

fn literal(literal: &Literal<'_>) -> String {
    let relative = if literal.relative { "relative " } else { "" };
    format!("{relative}{}", spelling(&literal.text, literal.quoted))
}

fn spelling(text: &str, quoted: bool) -> String {
    if quoted { format!("{text:?}") } else { text.escape_debug().to_string() }
}

fn at(span: Span) -> String {
    format!("{}..{}", span.start, span.end)
}
