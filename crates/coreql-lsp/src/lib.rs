#![doc = include_str!("../README.md")]

mod client;
mod document;
mod environment;
mod features;
mod position;
mod serve;
mod server;
mod settings;
mod transport;
mod uri;

pub use self::environment::Environment;
pub use self::serve::{serve, stdio};
pub use self::server::Server;
pub use self::transport::{Incoming, Outgoing};
