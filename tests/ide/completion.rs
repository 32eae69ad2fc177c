//! P2 to P5: completion is sound and complete, and goes on from any item.

use std::collections::BTreeSet;

use coreql::catalog::Resolution;
use coreql::ide::{Item, ItemKind, Options, complete};
use coreql::query::{CheckOptions, check};
use coreql::syntax::{Token, TokenKind, parse_with, tokenize};
use coreql_testing::generate::Random;

use super::{CATALOG, accept, offsets, query, setting, settings};

/// Where the syntax errors of a text are, and those of the check.
fn errors(text: &str, options: &Options<'_>) -> (Vec<usize>, Vec<std::ops::Range<usize>>) {
    let parsed = parse_with(text, options.query().parse_options());
    let check_options = CheckOptions::clock(options.query().check_options())
        .map_or(CheckOptions::new(), |clock| CheckOptions::new().with_clock(clock));
    let checked = check(parsed.tree(), options.query().catalog(), check_options);
    let syntax = parsed.errors().iter().map(|error| error.token.span.range().start).collect();
    (syntax, checked.errors().iter().map(|error| error.span().range()).collect())
}

/// P2, for one item: no syntax error at or before its end that was not before it, and no check error on it.
fn is_sound(text: &str, item: &Item, options: &Options<'_>) {
    let start = item.replace.range().start;
    let (new, end) = accept(text, item);
    let (before, _) = errors(text, options);
    let (after, checked) = errors(&new, options);
    // What is behind the item is not its mistake; neither is the end of the text, where more is to come.
    let added: Vec<_> = after
        .iter()
        .filter(|at| **at < end && **at < new.trim_end().len())
        .filter(|at| !(**at < start && before.contains(at)))
        .collect();
    assert!(added.is_empty(), "{:?} in {text:?} gives {new:?} with errors at {added:?}", item.label);
    let on_it: Vec<_> = checked.iter().filter(|range| range.start >= start && range.end <= end).collect();
    assert!(on_it.is_empty(), "{:?} in {text:?} gives {new:?} with check errors at {on_it:?}", item.label);
}

fn all_settings() -> Vec<Options<'static>> {
    let mut all = settings().to_vec();
    all.extend(
        settings().map(|options| Options::new(options.query().with_catalog(&CATALOG)).with_max_items(1000)),
    );
    all
}

/// P2, in valid queries, at every offset.
#[test]
fn items_are_sound_in_queries() {
    let mut random = Random::new(2);
    let mut accepted = 0;
    for case in 0..setting("CASES", 40) {
        let all = all_settings();
        let options = &all[case % all.len()];
        let text = query(&mut random, case % 2 == 1);
        let offset = random.below(text.len() + 1);
        let offset = offsets(&text).filter(|at| *at <= offset).last().unwrap();
        for item in complete(&text, offset as u32, options).items {
            is_sound(&text, &item, options);
            accepted += 1;
        }
        // And at the end of its beginning.
        let text = &text[..offset];
        for item in complete(text, offset as u32, options).items {
            is_sound(text, &item, options);
            accepted += 1;
        }
    }
    assert!(accepted > 100, "{accepted} items accepted");
}

/// The tokens of a text but the end, as texts.
fn tokens(text: &str) -> Vec<Token> {
    tokenize(text, coreql::syntax::Limits::default()).filter(|token| token.kind != TokenKind::End).collect()
}

/// What a token is, if it is of a closed vocabulary: a field of the catalogue, a keyword, a symbol, a boolean.
fn closed(token: Token, text: &str, is_field: bool, options: &Options<'_>) -> Option<String> {
    let written = &text[token.span.range()];
    if is_field {
        return match options.query().catalog().resolve(token.text(text)) {
            Resolution::Field(_, field) => Some(field.name().to_owned()),
            _ => None,
        };
    }
    let word = written.to_ascii_lowercase();
    let vocabulary = [
        "and", "or", "not", "contains", "starts", "with", "does", "contain", "is", "empty", "in", "between",
        "(", ")", ",", "=", "!=", "<", "<=", ">", ">=",
    ];
    vocabulary.contains(&word.as_str()).then_some(word)
}

/// The fields of a text, by where their tokens start.
fn field_starts(text: &str, options: &Options<'_>) -> BTreeSet<u32> {
    let tokens = coreql::ide::tokens(text, options);
    let fields = tokens.iter().filter(|token| token.kind == coreql::ide::TokenKind::Field);
    fields.map(|token| token.span.start).collect()
}

/// Which tokens are keywords and operators, not values that are spelt like them.
fn word_starts(text: &str, options: &Options<'_>) -> BTreeSet<u32> {
    use coreql::ide::TokenKind::{Field, Keyword, Operator, Punctuation};
    let tokens = coreql::ide::tokens(text, options);
    let words = tokens.iter().filter(|token| matches!(token.kind, Field | Keyword | Operator | Punctuation));
    words.map(|token| token.span.start).collect()
}

/// P3: a valid query that is cut anywhere within a token, or before it: some item restores the token.
#[test]
fn items_restore_what_is_cut() {
    let mut random = Random::new(3);
    let mut restored = 0;
    for case in 0..setting("CASES", 60) {
        let options = &settings()[case % 2];
        let text = query(&mut random, case % 2 == 1);
        let (fields, words) = (field_starts(&text, options), word_starts(&text, options));
        for (index, token) in tokens(&text).into_iter().enumerate() {
            if !words.contains(&token.span.start)
                || text[token.span.range()].starts_with('"') && !fields.contains(&token.span.start)
            {
                continue;
            }
            let is_field = fields.contains(&token.span.start);
            let Some(wanted) = closed(token, &text, is_field, options) else { continue };
            let range = token.span.range();
            // A token before that touches is the one being edited, until there is more.
            let touches = range.start > 0
                && text[..range.start]
                    .ends_with(|c: char| !c.is_whitespace() && !matches!(c, '"' | '(' | ')' | ','));
            for cut in offsets(&text).filter(|at| range.contains(at)) {
                if cut == range.start && touches {
                    continue;
                }
                let beginning = &text[..cut];
                let completions = complete(beginning, cut as u32, options);
                assert!(!completions.is_incomplete);
                let restores = completions.items.iter().any(|item| {
                    let (new, _) = accept(beginning, item);
                    let all = tokens(&new);
                    all.get(index).and_then(|token| closed(*token, &new, is_field, options))
                        == Some(wanted.clone())
                });
                assert!(restores, "{wanted:?} after {beginning:?}: {:?}", labels(&completions.items));
                restored += 1;
            }
        }
    }
    assert!(restored > 200, "{restored} tokens restored");
}

fn labels(items: &[Item]) -> Vec<&str> {
    items.iter().map(|item| item.label.as_str()).collect()
}

/// P4: from the empty text, accepting items at random: never an error but the end that is missing, and a query whenever
/// the walk takes what ends it.
#[test]
fn a_walk_along_items_never_errs_and_can_end() {
    let mut random = Random::new(4);
    for case in 0..setting("CASES", 40) {
        let all = all_settings();
        let options = &all[case % all.len()];
        let mut text = String::new();
        for _ in 0..12 {
            let completions = complete(&text, text.len() as u32, options);
            assert!(!completions.items.is_empty(), "nothing to accept after {text:?}");
            let item = random.pick(&completions.items).clone();
            is_sound(&text, &item, options);
            text = accept(&text, &item).0;
            if item.kind == ItemKind::Attribute {
                // The one kind of item that the user has to go on with.
                let quoted = text.ends_with('"');
                text.truncate(text.len() - usize::from(quoted));
                text.push_str(if quoted { "x\"" } else { "x" });
            }
            text.push(' ');
        }
        let mut steps = 0;
        loop {
            let (syntax, checked) = errors(&text, options);
            if syntax.is_empty() {
                assert!(checked.is_empty(), "{text:?}: {checked:?}");
                break;
            }
            steps += 1;
            assert!(steps < 100, "{text:?} does not end");
            let items = complete(&text, text.len() as u32, options).items;
            // What ends a query: a parenthesis, a value, `is empty`; a field where one has to be.
            let wanted = |kind: ItemKind, label: &str| {
                items.iter().find(|item| item.kind == kind && item.label.ends_with(label))
            };
            let item = wanted(ItemKind::Punctuation, ")")
                .or_else(|| wanted(ItemKind::Operator, "empty"))
                .or_else(|| wanted(ItemKind::Value, ""))
                .or_else(|| wanted(ItemKind::Template, ""))
                .or_else(|| wanted(ItemKind::Field, ""))
                .or_else(|| items.first());
            let item = item.unwrap_or_else(|| panic!("nothing to accept after {text:?}")).clone();
            text = accept(&text, &item).0;
            text.push(' ');
        }
    }
}

/// P5: whoever types the text of an item instead of accepting it is offered a way to the same text all along.
#[test]
fn typing_on_through_an_item_equals_computing_anew() {
    let mut random = Random::new(5);
    let mut typed = 0;
    for case in 0..setting("CASES", 30) {
        let all = all_settings();
        let options = &all[case % all.len()];
        let text = query(&mut random, case % 2 == 1);
        let cut = random.below(text.len() + 1);
        let cut = offsets(&text).filter(|at| *at <= cut).last().unwrap();
        let text = &text[..cut];
        let items = complete(text, cut as u32, options).items;
        if items.is_empty() {
            continue;
        }
        let item = random.pick(&items);
        let (whole, _) = accept(text, item);
        let whole = whole.trim_end();
        let start = item.replace.range().start;
        // What is typed already may be spelt otherwise: the item is typed from its beginning.
        for at in offsets(whole).filter(|at| *at > start && *at < whole.len()) {
            let beginning = &whole[..at];
            let items = complete(beginning, at as u32, options).items;
            let same = items.iter().any(|other| accept(beginning, other).0.trim_end() == whole);
            // At the end of a word that is whole, the next token is a step of its own.
            let is_start = tokens(beginning) == tokens(&whole[..at])
                && tokens(whole)[..tokens(beginning).len()] == tokens(beginning)[..];
            let goes_on = is_start
                && items.iter().any(|other| whole.starts_with(accept(beginning, other).0.trim_end()));
            assert!(same || goes_on, "{:?} typed up to {beginning:?}: {:?}", item.label, labels(&items));
            typed += 1;
        }
    }
    assert!(typed > 100, "{typed} characters typed");
}

/// Exactly the operators that the checker takes, for every field type.
#[test]
fn operators_are_those_of_the_type() {
    for options in all_settings() {
        for field in options.query().catalog().fields() {
            let text = format!("{} ", coreql::syntax::quoted(field.name()));
            let offered: BTreeSet<String> = complete(&text, text.len() as u32, &options)
                .items
                .into_iter()
                .map(|item| item.label)
                .collect();
            for operator in coreql::syntax::ast::Operator::ALL {
                let allowed = field.field_type().allows(operator);
                assert_eq!(offered.contains(operator.as_str()), allowed, "{operator} of {}", field.name());
            }
            assert!(offered.contains("is empty") && offered.contains("is not empty"));
        }
    }
}

/// Labels and inserted texts, by hand.
#[test]
fn items_of_some_places() {
    let core = Options::default();
    let first = |text: &str, options: &Options<'_>| {
        let items = complete(text, text.len() as u32, options).items;
        let item = items.first().unwrap_or_else(|| panic!("no items after {text:?}"));
        accept(text, item).0
    };
    for (typed, accepted) in [
        ("plat", "common.platform "),
        ("\"plat", "\"common.platform\" "),
        ("common.plat", "common.platform "),
        ("retired = ", "retired = true"),
        ("retired = f", "retired = false"),
        ("platform = \"i", "platform = \"iOS\""),
        ("platform = io", "platform = \"iOS\""),
        ("platform = \"iOS\"", "platform = \"iOS\" AND "),
        ("platform = \"iOS\" o", "platform = \"iOS\" OR "),
        ("platform do", "platform does not contain "),
        ("platform does n", "platform does not contain "),
        ("battery_level <", "battery_level < "),
        ("imei is n", "imei is not empty "),
        ("ios.iPhoneU", "\"ios.iPhone UDID\" "),
    ] {
        assert_eq!(first(typed, &core), accepted, "after {typed:?}");
    }
    // A short name of two groups is completed to either.
    let own = Options::new(coreql::Options::new().with_catalog(&CATALOG));
    let items = complete("twice", 5, &own).items;
    assert_eq!(labels(&items)[..2], ["a.twice", "b.twice"]);
    // Custom attributes, but not where the catalogue is complete.
    let attributes = |options| {
        let items = complete("custom.", 7, options).items;
        items.into_iter().filter(|item| item.kind == ItemKind::Attribute).count()
    };
    assert_eq!((attributes(&core), attributes(&own)), (2, 0));
    // The rest of a name or a string behind the offset is replaced, what is behind that is not.
    let items = complete("\"plat\" = 1", 5, &core).items;
    assert_eq!(accept("\"plat\" = 1", &items[0]).0, "\"common.platform\" = 1");
    let items = complete("\"plat = \"iOS\"", 5, &core).items;
    assert_eq!(accept("\"plat = \"iOS\"", &items[0]).0, "\"common.platform\" = \"iOS\"");
    // Relative dates only with a clock, and in extended syntax.
    let labels_of = |options: &Options<'_>| {
        labels(&complete("last_connected_at > ", 20, options).items).contains(&"today - 7d")
    };
    assert_eq!(settings().map(|options| labels_of(&options)), [false, true]);
}
