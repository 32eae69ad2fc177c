//! What queries mean together: the traps of the language, truth vectors, the reference evaluator.
#![allow(missing_docs, reason = "tests")]
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::as_conversions,
    reason = "a test that fails panics"
)]

mod limits;
mod reference;
mod traps;
mod vectors;

use coreql::catalog::{Catalog, Field, FieldType};
use coreql::query::MissingValues;
use coreql::{Options, Query};

const SETTINGS: [MissingValues; 2] = [MissingValues::Complement, MissingValues::Exclude];

/// A field of each type, with a short name.
fn catalog() -> Catalog {
    let fields = [
        ("s", FieldType::String),
        ("v", FieldType::Version),
        ("n", FieldType::Number),
        ("d", FieldType::Date),
        ("b", FieldType::Boolean),
        ("a", FieldType::StringArray),
        ("u", FieldType::Untyped),
        ("w", FieldType::Untyped),
    ];
    Catalog::new().with_fields(fields.map(|(name, field_type)| Field::new(name, field_type))).unwrap()
}

fn query(catalog: &Catalog, text: &str, missing: MissingValues) -> Query {
    let options = Options::extended().with_catalog(catalog).with_missing(missing);
    Query::parse(text, &options).unwrap_or_else(|invalid| panic!("{text}\n{:?}", invalid.diagnostics()))
}

/// How many cases a test looks at: `CASES` of the environment, or this many.
fn cases(default: u64) -> u64 {
    std::env::var("CASES").map_or(default, |cases| cases.parse().unwrap())
}
