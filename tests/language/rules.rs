//! docs/language.md: its rules are numbered without gaps, every citation exists, and every rule is cited by a test.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use coreql_testing::root;

const PAGE: &str = include_str!("../../docs/language.md");

/// Every rule, in the order of the page: section and number.
fn rules() -> Vec<(u32, u32)> {
    let number = |line: &str| {
        let (number, _) = line.strip_prefix("- **")?.split_once("**")?;
        let (section, rule) = number.split_once('.')?;
        Some((section.parse().ok()?, rule.parse().ok()?))
    };
    PAGE.lines().filter_map(number).collect()
}

fn sections() -> Vec<u32> {
    let number = |line: &str| line.strip_prefix("## ")?.split_once('.')?.0.parse().ok();
    PAGE.lines().filter_map(number).collect()
}

#[test]
fn rules_are_numbered_without_gaps() {
    assert_eq!(sections(), (1..=9).collect::<Vec<_>>());
    let mut expected = (0, 0);
    for rule in rules() {
        expected = if rule.0 == expected.0 { (expected.0, expected.1 + 1) } else { (expected.0 + 1, 1) };
        assert_eq!(rule, expected);
    }
    assert_eq!(expected.0, 9);
}

#[test]
fn lines_end_before_column_120() {
    for (index, line) in PAGE.lines().enumerate() {
        assert!(line.chars().count() <= 120, "line {}", index + 1);
    }
}

/// The numbers after each `word` in the text: `rule 6.18`, `rules 2.14 and 2.15`, `sections 2 and 3`.
fn cited<'t>(text: &'t str, word: &str) -> Vec<&'t str> {
    let after = |(at, _): (usize, &str)| text.get(at + word.len()..).unwrap_or_default();
    let mut found = Vec::new();
    for rest in text.match_indices(word).map(after) {
        let rest = rest.strip_prefix('s').unwrap_or(rest);
        for part in
            rest.split([' ', ',', ';', ':', ')', '\n', '/', '!', '`', '"']).filter(|part| !part.is_empty())
        {
            let number = part.trim_end_matches('.');
            if number.starts_with(|c: char| c.is_ascii_digit())
                && number.chars().all(|c| c.is_ascii_digit() || c == '.')
            {
                found.push(number);
            } else if part != "and" && part != "to" {
                break;
            }
        }
    }
    found
}

#[test]
fn citations_are_found() {
    assert_eq!(
        cited("(rule 6.18). See rules 2.14 and 2.15, and rule x 9.", "rule"),
        ["6.18", "2.14", "2.15"]
    );
    assert_eq!(cited("(language, sections 2 and 3)", "section"), ["2", "3"]);
}

fn sources(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            if !path.ends_with("target") {
                sources(&path, found);
            }
        } else if path
            .extension()
            .is_some_and(|extension| ["rs", "ebnf", "md"].iter().any(|known| extension == *known))
        {
            found.push(path);
        }
    }
}

/// Comments cite rules as "rule 6.18"; whole sections as "language, section 6".
#[test]
fn cited_rules_exist() {
    let rules: BTreeSet<String> = rules().iter().map(|(section, rule)| format!("{section}.{rule}")).collect();
    let mut paths = Vec::new();
    for folder in ["src", "crates", "tests", "grammar", "docs", "fuzz/fuzz_targets", "benches"] {
        sources(&root().join(folder), &mut paths);
    }
    let mut count = 0;
    for path in paths.iter().filter(|path| !path.ends_with("language/rules.rs")) {
        let text = fs::read_to_string(path).unwrap();
        let numbers = ["rule", "Rule"].into_iter().flat_map(|word| cited(&text, word));
        for number in numbers.filter(|number| number.contains('.')) {
            assert!(rules.contains(number), "{}: rule {number}", path.display());
            count += 1;
        }
    }
    assert!(count > 0);
}

/// The cases in `tests/data/cases` name the rules that they show in their member `rules`.
fn rules_of_cases() -> Vec<String> {
    let cases = [include_str!("../data/cases/matches.jsonl"), include_str!("../data/cases/query_test.jsonl")];
    let mut found = Vec::new();
    for line in cases.iter().flat_map(|cases| cases.lines()) {
        let case: serde_json::Value = serde_json::from_str(line).unwrap();
        let rules = case["rules"].as_array().unwrap();
        assert!(!rules.is_empty(), "{line}");
        found.extend(rules.iter().map(|rule| rule.as_str().unwrap().to_owned()));
    }
    found
}

/// Every rule is cited by a test, by a case or by the reference evaluator, and every rule that a case cites exists.
#[test]
fn every_rule_is_cited_by_a_test() {
    let rules: BTreeSet<String> = rules().iter().map(|(section, rule)| format!("{section}.{rule}")).collect();
    let mut found: BTreeSet<String> = rules_of_cases().into_iter().collect();
    assert_eq!(found.difference(&rules).collect::<Vec<_>>(), Vec::<&String>::new());
    let mut paths = Vec::new();
    for folder in ["src", "crates", "tests"] {
        sources(&root().join(folder), &mut paths);
    }
    let of_tests = |path: &&PathBuf| {
        let path = path.to_str().unwrap().replace('\\', "/");
        path.ends_with(".rs")
            && !path.ends_with("language/rules.rs")
            && (path.contains("/tests/") || path.ends_with("/tests.rs") || path.contains("/coreql-testing/"))
    };
    for path in paths.iter().filter(of_tests) {
        let text = fs::read_to_string(path).unwrap();
        for word in ["rule", "Rule"] {
            found.extend(cited(&text, word).into_iter().map(str::to_owned));
        }
    }
    assert_eq!(rules.difference(&found).collect::<Vec<_>>(), Vec::<&String>::new());
}
