//! Formatting, actions, renaming, and where diagnostics are.

use std::fs;
use std::path::Path;

use coreql::Style;
use coreql::diagnostic::{Applicability, Severity};
use coreql::ide::{
    ActionKind, Options, actions, diagnose, folds, format, format_range, hover, matching_parenthesis, rename,
    tokens,
};
use coreql::syntax::parse_with;
use coreql::text::Span;
use coreql_testing::generate::Random;

use super::{apply, offsets, query, setting, settings};

const STYLES: [Style; 4] = [Style::Canonical, Style::Portal, Style::Compact, Style::Pretty { width: 30 }];

/// The edits make exactly what the formatter prints, and none are left to make.
#[test]
fn formatting_is_what_the_printer_makes() {
    let mut random = Random::new(7);
    let mut edited = 0;
    for case in 0..setting("CASES", 150) {
        let options = &settings()[case % 2];
        let text = query(&mut random, case % 2 == 1);
        for style in STYLES {
            let printed = coreql::format(&text, style, options.query());
            let Some(edits) = format(&text, style, options) else {
                assert!(printed.is_err(), "{text:?}");
                continue;
            };
            let new = apply(&text, &edits);
            assert_eq!(new, printed.unwrap(), "of {text:?}");
            assert_eq!(format(&new, style, options), Some(Vec::new()), "again, of {new:?}");
            edited += edits.len();
        }
    }
    assert!(edited > 500, "{edited} edits");
}

/// Formatting a range keeps the meaning, and everything outside the comparisons that it touches.
#[test]
fn formatting_a_range_changes_nothing_else() {
    let mut random = Random::new(8);
    for case in 0..setting("CASES", 150) {
        let options = &settings()[case % 2];
        let text = query(&mut random, case % 2 == 1);
        let start = random.below(text.len() + 1) as u32;
        let range = Span::new(start, start + random.below(20) as u32);
        let Some(edits) = format_range(&text, range, Style::Canonical, options) else { continue };
        let new = apply(&text, &edits);
        let before = coreql::Query::parse(&text, options.query());
        assert_eq!(before.ok(), coreql::Query::parse(&new, options.query()).ok(), "{text:?} and {new:?}");
    }
    let text = "( a=1 ) AND  (b=2  and c=3)AND d=4";
    let at = text.find('b').unwrap() as u32;
    let edits = format_range(text, Span::new(at, at + 10), Style::Canonical, &Options::default()).unwrap();
    assert_eq!(apply(text, &edits), "( a=1 ) AND  (\"b\" = 2 AND \"c\" = 3)AND d=4");
}

/// The texts of a folder of fixtures.
fn fixtures(folder: &str) -> Vec<String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data").join(folder);
    let mut texts = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_some_and(|extension| extension == "txt") {
            texts.push(fs::read_to_string(path).unwrap());
        }
    }
    texts
}

fn wrong_queries() -> Vec<String> {
    let mut texts = fixtures("parser/err");
    for file in fixtures("diagnostics") {
        texts.extend(file.lines().filter(|line| !line.starts_with('#')).map(str::to_owned));
    }
    assert!(texts.len() > 300, "{} fixtures", texts.len());
    texts
}

/// Every wrong query of the fixtures: the range covers the offending token, which is no other part of the text.
#[test]
fn ranges_cover_the_offending_token() {
    for options in settings() {
        for text in wrong_queries() {
            let parsed = parse_with(&text, options.query().parse_options());
            let found = diagnose(&text, &options);
            for error in parsed.errors() {
                let token = error.token.span;
                let covered = found.iter().any(|diagnostic| {
                    diagnostic.severity() == Severity::Error
                        && diagnostic.span().start <= token.start
                        && token.end <= diagnostic.span().end
                });
                assert!(covered, "{text:?}: {:?} at {token:?}: {found:?}", error.kind);
            }
            for diagnostic in &found {
                let shown = &text[diagnostic.span().range()];
                assert!(
                    diagnostic.token() == "<EOF>" || shown.contains(diagnostic.token()),
                    "{text:?}: {:?} is not in {shown:?}",
                    diagnostic.token(),
                );
            }
        }
    }
}

/// Of the fixtures: an automatic fix removes the diagnostic that offered it, and all of them at once leave none that has
/// another.
#[test]
fn fixes_remove_what_offered_them() {
    let mut fixed = 0;
    for options in settings() {
        for text in wrong_queries() {
            let whole = Span::new(0, u32::MAX);
            let parsed = parse_with(&text, options.query().parse_options());
            if parsed.errors().len() >= options.query().limits().max_errors() as usize {
                // One error less makes place for another.
                continue;
            }
            for action in actions(&text, whole, &options) {
                let new = apply(&text, &action.edits);
                match (action.kind, &action.diagnostic) {
                    (ActionKind::QuickFix, Some(diagnostic)) if action.preferred => {
                        let count = |text: &str| {
                            let found = diagnose(text, &options);
                            let same = |other: &&coreql::Diagnostic| {
                                other.code() == diagnostic.code() && other.message() == diagnostic.message()
                            };
                            found.iter().filter(same).count()
                        };
                        assert!(count(&new) < count(&text), "{:?} of {text:?} gives {new:?}", action.title);
                        fixed += 1;
                    }
                    (ActionKind::Respell, _) => {
                        let meaning = |text: &str| coreql::Query::parse(text, options.query()).ok();
                        assert_eq!(meaning(&text), meaning(&new), "{:?} of {text:?}", action.title);
                    }
                    _ => {}
                }
            }
        }
    }
    assert!(fixed > 100, "{fixed} fixes");
}

/// Other forms of a text mean the same.
#[test]
fn forms_mean_the_same() {
    let mut random = Random::new(9);
    let mut rewritten = 0;
    for case in 0..setting("CASES", 60) {
        let options = &settings()[case % 2];
        let text = query(&mut random, case % 2 == 1);
        let before = coreql::Query::parse(&text, options.query());
        for action in actions(&text, Span::at(0), options) {
            if action.kind == ActionKind::Rewrite && action.title != "encode for a URL" {
                let new = apply(&text, &action.edits);
                let after = coreql::Query::parse(&new, options.query());
                assert!(after.is_ok(), "{:?} of {text:?} gives {new:?}", action.title);
                if case % 2 == 0 {
                    assert_eq!(before.as_ref().ok(), after.as_ref().ok(), "{:?} of {text:?}", action.title);
                }
                rewritten += 1;
            }
        }
    }
    assert!(rewritten > 50, "{rewritten} texts rewritten");
}

#[test]
fn actions_of_some_texts() {
    let titles = |text: &str, at: u32, options: &Options<'_>| -> Vec<(String, String)> {
        actions(text, Span::at(at), options)
            .into_iter()
            .map(|action| (action.title, apply(text, &action.edits)))
            .collect()
    };
    let [core, extended] = settings();
    let has = |actions: &[(String, String)], title: &str, text: &str| {
        assert!(actions.iter().any(|action| action.0 == title && action.1 == text), "{title}: {actions:?}");
    };
    let mixed = titles("imei = \"1\" AND imei = \"2\" OR imei = \"3\"", 12, &core);
    has(&mixed, "add parentheses", "(imei = \"1\" AND imei = \"2\") OR imei = \"3\"");
    let twice = titles("imei = \"1\" AND retired = true AND imei = \"1\"", 34, &core);
    has(&twice, "remove it", "imei = \"1\" AND retired = true");
    let quote = titles("platform = iOS", 12, &core);
    has(&quote, "encode for a URL", "common.platform%3D%22iOS%22");
    has(&quote, "write as the admin portal does", "\"common.platform\" =  \"iOS\"");
    has(&titles("Platform = \"iOS\"", 0, &core), "write `common.platform`", "\"common.platform\" = \"iOS\"");
    let list = titles("NOT platform IN (\"iOS\", \"Android\")", 4, &extended);
    has(
        &list,
        "rewrite into Core syntax",
        "\"common.platform\" != \"iOS\" AND \"common.platform\" != \"Android\"",
    );
    let preferred = actions("a == 1", Span::at(2), &core);
    assert!(preferred[0].preferred);
    let fix = preferred[0].diagnostic.as_ref().unwrap().fixes();
    assert_eq!(fix[0].applicability(), Applicability::Automatic);
}

/// A field is renamed at all its places and nowhere else; renamed back, it is the same query.
#[test]
fn renaming_reaches_every_spelling() {
    let mut random = Random::new(10);
    for case in 0..setting("CASES", 100) {
        let options = &settings()[case % 2];
        let text = query(&mut random, case % 2 == 1);
        let fields: Vec<Span> = tokens(&text, options)
            .into_iter()
            .filter(|token| token.kind == coreql::ide::TokenKind::Field)
            .map(|token| token.span)
            .collect();
        let field = *random.pick(&fields);
        let name = "custom.device.no such \"name\"";
        let edits = rename(&text, field.start, name, options).unwrap();
        assert!(
            edits.iter().all(|edit| fields.contains(&edit.span))
                && edits.iter().any(|edit| edit.span == field)
        );
        let new = apply(&text, &edits);
        let before = coreql::Query::parse(&text, options.query()).unwrap();
        // The type is another one, so that the check may fail; the tree does not.
        let parsed = parse_with(&new, options.query().parse_options());
        assert_eq!(parsed.errors(), [], "{new:?}");
        let again = tokens(&new, options);
        let at = again.iter().find(|token| new[token.span.range()].contains("no such")).unwrap().span.start;
        let lookup =
            options.query().catalog().lookup(text[field.range()].trim_matches('"')).name().to_owned();
        if !text[field.range()].contains('\\') {
            let back = apply(&new, &rename(&new, at, &lookup, options).unwrap());
            assert_eq!(
                coreql::Query::parse(&back, options.query()).unwrap(),
                before,
                "{text:?} and {back:?}"
            );
        }
    }
}

/// By hand: what is shown of some places.
#[test]
fn structure_of_a_text() {
    let options = Options::default();
    let text = "(platform = \"iOS\" OR\n (retired = true)\n) AND os_version > \"17.2\"";
    let shown: Vec<_> = folds(text, &options).iter().map(|span| &text[span.range()]).collect();
    assert_eq!(shown, ["(platform = \"iOS\" OR\n (retired = true)\n)"]);
    let close = text.find("\n)").unwrap() as u32 + 1;
    let (one, other) = matching_parenthesis(text, close, &options).unwrap();
    assert_eq!((one.start, other.start), (close, 0));
    let at = |part: &str| hover(text, text.find(part).unwrap() as u32 + 1, &options).unwrap().markdown;
    assert!(at("platform").starts_with("`common.platform`\n\n"), "{}", at("platform"));
    assert!(at("17.2").contains("`17`, `2`"), "{}", at("17.2"));
    assert!(at("> ").contains("The version is higher") && at("> ").contains("do not match"), "{}", at("> "));
    assert!(at("AND").starts_with("All conditions hold"));
    assert_eq!(offsets(text).count(), text.chars().count() + 1);
}
