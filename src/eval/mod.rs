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
#[cfg(feature = "analysis")]
mod single;
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
#[cfg(feature = "analysis")]
pub(crate) use single::SingleTest;
pub use sort::SortKey;
pub use unreadable::UnreadableValues;

pub use crate::value::SortOrder;
