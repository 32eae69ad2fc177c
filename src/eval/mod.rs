//! Typed queries over devices in memory: compile once, then ask record by record.

mod compile;
mod explain;
#[cfg(feature = "json")]
pub mod json;
mod question;
mod record;
mod schema;
mod sort;

pub use compile::{CompileError, Matcher};
pub use explain::Finding;
pub use record::Record;
pub use schema::{Schema, SchemaError, Slot};
pub use sort::{SortKey, SortOrder};
