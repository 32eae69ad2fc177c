//! The library as a dependency: the shapes of Core's API, the layers of the source, the crates that it pulls in.
#![allow(missing_docs, reason = "tests")]
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::as_conversions,
    reason = "a test that fails panics"
)]

mod core_api;
mod dependencies;
mod layering;
mod threads;
