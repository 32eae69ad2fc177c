//! The compiler for the advanced search expressions of MobileIron Core (Ivanti EPMM).
#![forbid(unsafe_code)]

pub mod catalog;
pub mod diagnostic;
pub mod eval;
pub mod query;
pub mod syntax;
pub mod text;
pub mod tree;
pub mod value;

pub use query::Query;
