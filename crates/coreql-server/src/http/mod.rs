//! HTTP: connections, what is refused before a call is looked for, and the log.

mod connection;
mod framing;
mod guard;
mod respond;
mod stream;
mod target;

pub(crate) use self::connection::serve;
