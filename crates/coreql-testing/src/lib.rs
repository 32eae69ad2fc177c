//! Test support that coreql's integration tests, fuzz targets and benches share. Unpublished.
//!
//! - [`mod@reference`]: a second, plain evaluator of the language, the oracle of the real one.
//! - [`generate`]: random queries and records from a seed.
//! - [`invariants`]: properties of the parse of any text.
//! - [`ebnf`], [`earley`]: a reader of the grammar file and a recogniser of its sentences.
//! - [`sql`]: random fleets in tables, SQLite in this process, a scanner of SQL statements.
//! - [`engines`]: the other database engines, each in a process of its own.
//! - [`readers`]: the two ways in which `coreql-data` reads a file, compared.
//! - [`fuzz_targets`]: the bodies of the fuzz targets.
//!
//! Functions here panic where a test should fail.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::as_conversions,
    reason = "test code: a panic is a failed test"
)]

use std::path::Path;
use std::sync::LazyLock;

use coreql::Options;
use coreql::value::relative::{Clock, TimeZone};

pub mod earley;
pub mod ebnf;
pub mod engines;
pub mod fuzz_targets;
pub mod generate;
pub mod invariants;
pub mod readers;
pub mod reference;
pub mod sql;

/// The clock of the reference evaluator: [`reference::NOW`] in [`reference::ZONE`].
pub fn clock() -> Clock {
    static OFFSETS: LazyLock<&'static (dyn Fn(i64) -> i32 + Send + Sync)> = LazyLock::new(|| {
        let zone = jiff::tz::TimeZone::get(reference::ZONE).unwrap();
        Box::leak(Box::new(move |seconds| {
            // Beyond jiff's years no relative date can be read anyway.
            jiff::Timestamp::from_second(seconds).map_or(0, |instant| zone.to_offset(instant).seconds())
        }))
    });
    Clock::new(reference::NOW).with_time_zone(TimeZone::with_offsets(*OFFSETS))
}

/// Extended syntax, with the clock of the reference evaluator.
pub fn extended() -> Options<'static> {
    Options::extended().with_clock(clock())
}

/// The root directory of the workspace.
pub fn root() -> &'static Path {
    Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../.."))
}
