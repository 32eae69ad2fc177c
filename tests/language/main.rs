//! The language: what is accepted, what it means, what is reported where it is wrong.
#![allow(missing_docs, reason = "tests")]
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::as_conversions,
    reason = "a test that fails panics"
)]

mod cascades;
mod diagnostics;
mod differential;
mod fixes;
mod fixtures;
mod grammar;
mod json_form;
mod matches;
mod properties;
mod query_test;
mod rules;
