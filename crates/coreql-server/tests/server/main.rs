//! The server over loopback sockets: each test has a server of its own, on a port of its own.
#![allow(missing_docs, reason = "tests")]
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test that fails is meant to panic"
)]

mod contract;
mod options;
mod security;
mod sockets;
mod support;
