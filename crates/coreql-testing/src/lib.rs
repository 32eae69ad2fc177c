//! What the tests, the fuzz targets and the benches share: a reference evaluator, generators, the harness of the engines.

#![allow(missing_docs, missing_debug_implementations)]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::as_conversions,
    clippy::wildcard_enum_match_arm,
    reason = "test code"
)]

use std::path::Path;

/// The root of the checkout.
pub fn root() -> &'static Path {
    Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../.."))
}

pub mod earley;
pub mod ebnf;
pub mod engines;
pub mod fuzz_targets;
pub mod invariants;
pub mod reference;
pub mod scan;
pub mod sql;
