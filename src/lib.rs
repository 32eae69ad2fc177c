#![doc = include_str!("../README.md")]
#![forbid(unsafe_code)]

pub mod catalog;
pub mod core_api;
pub mod diagnostic;
pub mod eval;
pub mod query;
#[cfg(feature = "sql")]
pub mod sql;
pub mod syntax;
pub mod text;
pub mod tree;
pub mod value;

pub use catalog::Catalog;
pub use diagnostic::{Diagnostic, InvalidQuery, Options, Report, diagnose, format};
pub use eval::Record;
pub use query::{MissingValues, Query};
pub use syntax::{Style, Syntax};
pub use value::Value;
