//! P6: every function takes any text and any offset.

use coreql::Style;
use coreql::ide::*;
use coreql::text::Span;
use coreql_testing::generate::Random;

use super::{apply, offsets, query, setting, settings};

/// Pieces of texts, right and wrong.
const PIECES: &[&str] = &[
    "\"",
    "\\",
    "'",
    "“",
    "”",
    "a",
    "common.platform",
    "\"common.last_connected_at\"",
    "=",
    "!",
    "<",
    ">=",
    "==",
    "(",
    ")",
    ",",
    "AND",
    "or",
    "NOT",
    "in",
    "is",
    "empty",
    "contains",
    "starts",
    "with",
    "does",
    "not",
    "between",
    "now",
    "now-",
    "-",
    "-30d",
    "30d",
    "5",
    "true",
    " ",
    "\n",
    "\r\n",
    "\t",
    "\u{a0}",
    "\u{feff}",
    "é",
    "😀",
    "\u{301}",
    "\0",
    "custom.device.",
    "custom.user.x",
    "%",
    "#",
    "&&",
    "|",
];

fn soup(random: &mut Random) -> String {
    (0..random.below(24)).map(|_| *random.pick(PIECES)).collect()
}

/// Calls every function, and looks at what all their results have in common: places are in the text and between
/// characters.
fn call_all(text: &str, offset: u32, options: &Options<'_>) {
    let on_boundaries = |span: Span| {
        assert!(text.get(span.range()).is_some(), "{span:?} of {text:?} at {offset}");
    };
    let range = Span::new(offset.saturating_sub(3), offset);
    for diagnostic in diagnose(text, options) {
        on_boundaries(diagnostic.span());
        diagnostic.labels().iter().for_each(|label| on_boundaries(label.span));
    }
    for item in complete(text, offset, options).items {
        on_boundaries(item.replace);
        assert!(!item.insert.is_empty() && !item.label.is_empty());
    }
    hover(text, offset, options).into_iter().for_each(|hover| on_boundaries(hover.span));
    if let Some(signature) = signature(text, offset, options) {
        assert!(signature.active < signature.parameters.len());
        signature.parameters.iter().for_each(|part| assert!(signature.label.get(part.range()).is_some()));
    }
    for style in [Style::Canonical, Style::Portal, Style::Compact, Style::Pretty { width: 20 }] {
        for edits in [
            format(text, style, options),
            format_range(text, range, style, options),
            format_on_type(text, offset, ')', style, options),
            format_on_type(text, offset, '\n', style, options),
        ] {
            apply(text, &edits.unwrap_or_default());
        }
    }
    let all = tokens(text, options);
    assert!(all.is_sorted_by(|a, b| a.span.end <= b.span.start), "{all:?}");
    all.iter().for_each(|token| on_boundaries(token.span));
    let some = tokens_in(text, range, options);
    assert!(some.iter().all(|token| all.contains(token)));
    for action in actions(text, range, options) {
        apply(text, &action.edits);
    }
    folds(text, options).into_iter().for_each(on_boundaries);
    let selected = selections(text, offset, options);
    selected.iter().for_each(|span| on_boundaries(*span));
    assert!(selected.is_sorted_by(|a, b| a != b && b.start <= a.start && a.end <= b.end), "{selected:?}");
    if let Some((one, other)) = matching_parenthesis(text, offset, options) {
        assert_eq!([&text[one.range()], &text[other.range()]].concat().len(), 2);
    }
    let places = highlights(text, offset, options);
    places.iter().for_each(|span| on_boundaries(*span));
    assert_eq!(prepare_rename(text, offset, options).is_some(), !places.is_empty());
    match rename(text, offset, "new name", options) {
        Ok(edits) => {
            apply(text, &edits);
        }
        Err(error) => assert_eq!(error, RenameError::NotAField),
    }
    symbols(text, options).into_iter().for_each(|symbol| on_boundaries(symbol.span));
    let with_hints = options.with_hints(true);
    for hint in hints(text, Span::new(0, u32::MAX), &with_hints) {
        on_boundaries(Span::at(hint.offset));
    }
    assert_eq!(length(text).utf16, text.encode_utf16().count());
}

#[test]
fn any_text_and_any_offset() {
    let mut random = Random::new(6);
    for case in 0..setting("CASES", 60) {
        let options = &settings()[case % 2];
        let text = if random.percent(70) { soup(&mut random) } else { query(&mut random, case % 2 == 1) };
        for offset in [random.below(text.len() + 2) as u32, text.len() as u32, u32::MAX] {
            call_all(&text, offset, options);
        }
    }
    for offset in 0..3 {
        call_all("", offset, &Options::default());
    }
}

/// Every offset of a text with all kinds of part, within characters too.
#[test]
fn every_offset() {
    let text =
        "(\"común.plat😀\" = \"é\\\"😀\" OR last_connected_at > now - 30d)\r\nAND NOT platform in (iOS, “x”";
    for options in settings() {
        for offset in 0..=text.len() {
            call_all(text, offset as u32, &options);
        }
    }
    assert!(offsets(text).count() < text.len());
}

/// Deep, long, and without an end.
#[test]
fn hostile_texts() {
    let texts = [
        "(".repeat(5_000),
        "NOT ".repeat(2_000),
        "\"".repeat(1_001),
        "a = 1 AND (".repeat(500),
        ")".repeat(5_000),
    ];
    for text in texts {
        for options in settings() {
            call_all(&text, text.len() as u32 / 2, &options);
            call_all(&text, text.len() as u32, &options);
        }
    }
}
