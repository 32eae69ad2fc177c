//! Typed queries over devices in memory: compile once, then match record by record.

mod accessors;
mod compile;
mod explain;
mod filter;
#[cfg(feature = "json")]
pub mod json;
mod predicate;
mod presence;
mod record;
mod schema;
mod sort;
mod unreadable;

pub use accessors::{AccessorFilter, Accessors};
pub use compile::{CompileError, Matcher};
#[cfg(feature = "derive")]
pub use coreql_derive::Record;
pub use explain::Finding;
pub use filter::{Filter, FilterError, MemberError, MissingField};
pub use record::{FieldNames, NamedRecord, Record};
pub use schema::{Schema, SchemaError, Slot};
pub use sort::SortKey;
pub use unreadable::UnreadableValues;

pub use crate::value::SortOrder;
