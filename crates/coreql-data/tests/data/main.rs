//! Devices in and out of files, sorting, and the made-up fleet.
#![allow(missing_docs, reason = "tests")]
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test that fails is meant to panic"
)]

mod bytes;
mod cases;
mod conservation;
mod csv;
mod duplicates;
mod fleet;
mod json;
mod layers;
mod readers;
mod select;
mod sort;
