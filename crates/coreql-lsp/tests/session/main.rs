//! Conversations with the server: in this process, without threads, files or time, unless a test says otherwise.
#![allow(missing_docs, reason = "tests")]
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    reason = "a test that fails is meant to panic"
)]

mod completions;
mod encodings;
mod fixes;
mod harness;
mod lifecycle;
mod mutations;
mod stream;
mod structure;
mod transcripts;
