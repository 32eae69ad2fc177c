#![doc = include_str!("../README.md")]

mod answer;
mod calls;
mod columns;
mod details;
mod error;
mod fleet;
mod http;
mod labels;
mod language;
mod request;
mod server;
mod state;

pub use self::details::{Details, FileError};
pub use self::labels::Labels;
pub use self::language::Language;
pub use self::server::{Running, ServeError, Server};
