//! Hostile and enormous input: nothing panics, overflows the stack, or takes more than linear time.
#![allow(missing_docs, reason = "tests")]
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::as_conversions,
    reason = "a test that fails panics"
)]

mod fuzz_corpus;
mod limits;
mod linear;
