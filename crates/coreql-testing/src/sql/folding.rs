//! The page that lists where engines fold text differently: docs/sql-folding.md, a section for each engine.

use std::collections::BTreeSet;
use std::path::PathBuf;

use coreql::text::fold::fold_char;

/// The path of the page.
pub fn page() -> PathBuf {
    crate::root().join("docs/sql-folding.md")
}

/// The part of the page under an engine's heading, including the heading.
pub fn section(page: &str, name: &str) -> Option<String> {
    let heading = format!("## {name}\n");
    let (_, rest) = page.split_once(&heading)?;
    let section = rest.split("\n## ").next()?;
    Some(format!("{heading}{section}").trim_end().to_owned() + "\n")
}

/// The characters that an engine's section lists.
pub fn listed(name: &str) -> BTreeSet<char> {
    let page = std::fs::read_to_string(page()).unwrap();
    let section = section(&page, name).unwrap_or_else(|| panic!("the page has no section `{name}`"));
    let cells =
        section.lines().filter(|line| line.starts_with("| ")).filter_map(|line| line.split('|').nth(3));
    let mut found = BTreeSet::new();
    let code = |text: &str| u32::from_str_radix(text, 16).unwrap();
    if cells.clone().any(|cell| cell.trim() == BEYOND_ASCII) {
        found = beyond_ascii();
    }
    for range in cells.flat_map(|cell| cell.split(", ")).filter_map(|range| range.trim().strip_prefix("U+")) {
        let (first, last) = range.split_once('–').unwrap_or((range, range));
        found.extend((code(first)..=code(last)).filter_map(char::from_u32));
    }
    assert!(!found.is_empty(), "the page lists nothing for {name}");
    found
}

/// The name of the set of characters that an engine leaves alone if it folds ASCII only.
pub const BEYOND_ASCII: &str = "all beyond ASCII that simple folding folds";

/// All characters beyond ASCII that simple folding changes.
pub fn beyond_ascii() -> BTreeSet<char> {
    ('\u{80}'..=char::MAX).filter(|c| fold_char(*c) != *c).collect()
}

/// Characters as ranges of code points, such as `U+0041–005A, U+00B5`.
pub fn ranges(characters: &BTreeSet<char>) -> String {
    let mut ranges: Vec<(u32, u32)> = Vec::new();
    for code in characters.iter().map(|c| u32::from(*c)) {
        match ranges.last_mut() {
            Some((_, last)) if *last + 1 == code => *last = code,
            _ => ranges.push((code, code)),
        }
    }
    let range = |(first, last): &(u32, u32)| {
        if first == last { format!("U+{first:04X}") } else { format!("U+{first:04X}–{last:04X}") }
    };
    ranges.iter().map(range).collect::<Vec<_>>().join(", ")
}
