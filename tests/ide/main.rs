//! What editors are shown: completion by its properties, and every other function on texts that are being written.
//!
//! `CASES` sets the number of random cases, `LENGTH` the length to which all sequences of tokens are tried.
#![allow(missing_docs, reason = "tests")]
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::as_conversions,
    reason = "a test that fails panics"
)]

mod automaton;
mod completion;
mod edits;
mod total;

use std::sync::LazyLock;

use coreql::catalog::{Catalog, Field, FieldType};
use coreql::ide::{Edit, Item, Options};
use coreql_testing::generate::{self, Random};
use coreql_testing::reference;

/// A number from the environment.
fn setting(name: &str, default: usize) -> usize {
    std::env::var(name).map_or(default, |value| value.parse().unwrap())
}

/// Core syntax, and extended syntax with a clock.
fn settings() -> [Options<'static>; 2] {
    [Options::default(), Options::new(coreql_testing::extended())]
}

/// Fields of every type, with known values, names that need quotes, and a short name of two groups.
static CATALOG: LazyLock<Catalog> = LazyLock::new(|| {
    Catalog::builtin()
        .with_fields([
            Field::new("a.twice", FieldType::Number),
            Field::new("b.twice", FieldType::Date),
            Field::new("c.not", FieldType::Boolean),
            Field::new("c.two words", FieldType::String).with_known_values(["say \"hi\"", "C:\\", "", "x y"]),
            Field::new("c.list", FieldType::StringArray).with_known_values(["one"]),
            Field::new("c.level", FieldType::Number).with_known_values(["1", "-2.5"]),
            Field::new("c.when", FieldType::Date).with_sample("2024-05-01"),
            Field::new("c.plain", FieldType::Untyped).with_known_values(["true", "5", "text"]),
        ])
        .unwrap()
        .into_complete()
});

static FIELDS: LazyLock<Vec<reference::Field>> = LazyLock::new(reference::fields);

/// A text with an item accepted, and the offset behind the item.
fn accept(text: &str, item: &Item) -> (String, usize) {
    let range = item.replace.range();
    let new = [&text[..range.start], &item.insert, &text[range.end..]].concat();
    (new, range.start + item.insert.len())
}

fn apply(text: &str, edits: &[Edit]) -> String {
    let mut new = String::new();
    let mut end = 0;
    for edit in edits {
        let range = edit.span.range();
        assert!(end <= range.start, "edits of {text:?} overlap or are out of order: {edits:?}");
        new.push_str(&text[end..range.start]);
        new.push_str(&edit.replacement);
        end = range.end;
    }
    new + &text[end..]
}

/// A random query without an error, in one syntax.
fn query(random: &mut Random, extended: bool) -> String {
    let depth = random.below(4);
    let expr = generate::expr(random, &FIELDS, depth, extended);
    generate::text(&expr, random)
}

/// The offsets of all characters, and the end.
fn offsets(text: &str) -> impl Iterator<Item = usize> + '_ {
    text.char_indices().map(|(at, _)| at).chain([text.len()])
}
