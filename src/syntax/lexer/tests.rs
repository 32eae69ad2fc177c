use std::hint::black_box;

use proptest::prelude::*;

use super::*;
use crate::syntax::parse;

/// The tokens as [`lexeme`] alone reads them.
fn by_lexeme(text: &str) -> Vec<Token> {
    let mut tokens = Vec::new();
    let mut at = 0;
    while let Some((kind, place)) = text.get(at..).and_then(lexeme::first) {
        let [start, end] = [place.start, place.end].map(|position| offset(at + position));
        tokens.push(Token { kind, span: Span::new(start, end) });
        at += place.end;
    }
    tokens.push(Token { kind: TokenKind::End, span: Span::at(offset(text.len())) });
    tokens
}

fn tokens(text: &str) -> Vec<Token> {
    tokenize(text, Limits::default()).collect()
}

const PIECES: &[&str] = &[
    "\"",
    "\"\"",
    "\\",
    "\\\"",
    "\\\\",
    " ",
    "\t\r\n",
    "\u{b}\u{c}",
    "\u{1c}",
    "\0",
    "\u{85}",
    "\u{a0}",
    "\u{2003}",
    "(",
    ")",
    ",",
    "=",
    "!",
    "<",
    ">",
    "!=",
    "<=",
    ">=",
    "==",
    "<>",
    "a",
    "AND",
    "common.platform",
    "seven77",
    "eighteen",
    "é",
    "😀",
    "'",
    "“",
    "\u{feff}",
    "-1.5e+9",
    "\u{7f}",
    "{[]};:&|",
];

proptest! {
    #![proptest_config(ProptestConfig::with_cases(4096))]

    #[test]
    fn common_tokens_are_those_of_the_lexer(pieces in prop::collection::vec(prop::sample::select(PIECES), 0..24)) {
        let text = pieces.concat();
        prop_assert_eq!(tokens(&format!(" {text}")), by_lexeme(&format!(" {text}")));
    }

    #[test]
    fn so_are_those_of_any_text(text in any::<String>()) {
        prop_assert_eq!(tokens(&format!(" {text}")), by_lexeme(&format!(" {text}")));
    }
}

/// Every character as the first, the second and the last of a word, of a string, and after each symbol.
#[test]
fn every_ascii_character_everywhere() {
    for c in (0..=0x17f_u32).filter_map(char::from_u32) {
        for text in [
            format!(" {c}a{c}b{c}"),
            format!(" \"{c}23456{c}89{c}\""),
            format!(" ={c}!{c}<{c}>{c}!={c}<={c}>={c}"),
        ] {
            assert_eq!(tokens(&text), by_lexeme(&text), "{text:?}");
        }
    }
}

/// `cargo test --profile dist -p coreql --lib the_fast_lexer_pays -- --ignored --nocapture`
#[test]
#[ignore = "a measurement, of release builds alone"]
fn the_fast_lexer_pays() {
    const QUERY: &str = r#""common.platform" = "iOS" AND ("common.manufacturer" starts with "Appl" OR "common.battery_level" >= 50) AND "user.email_address" contains "smith" AND "common.compliant" = true"#;
    let best = |run: &dyn Fn()| {
        let once = |_| {
            let start = std::time::Instant::now();
            (0..1000).for_each(|_| run());
            start.elapsed().as_secs_f64()
        };
        (0..200).map(once).fold(f64::MAX, f64::min)
    };
    let fast = best(&|| tokenize(black_box(QUERY), Limits::default()).for_each(|token| _ = black_box(token)));
    let logos = best(&|| {
        let (text, mut at) = (black_box(QUERY), 0);
        while let Some((kind, place)) = text.get(at..).and_then(lexeme::first) {
            at += black_box((kind, place)).1.end;
        }
    });
    let parse = best(&|| drop(black_box(parse(black_box(QUERY)))));
    println!("by hand {fast}, by logos {logos}, parse {parse}: {:.0}%", (logos - fast) / parse * 100.0);
    assert!(logos - fast >= 0.15 * parse);
}
