//! The command, as it is run.
#![allow(missing_docs, reason = "tests")]
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test that fails is meant to panic"
)]

#[path = "../support/mod.rs"]
mod support;

mod arguments;
mod catalog;
mod check;
mod columns;
mod completions;
mod csv_files;
mod database;
mod explain;
mod fmt;
mod generate;
mod input;
mod json_docs;
mod json_lines;
mod keys;
mod load;
mod manual;
mod mapping;
mod match_record;
mod output;
mod pre_commit;
mod query_test;
mod search;
mod sql;
mod terminal;
mod transcripts;
mod unreadable;
