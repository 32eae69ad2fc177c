//! The compiler for the advanced search expressions of MobileIron Core (Ivanti EPMM).
#![forbid(unsafe_code)]

pub mod text;
pub mod value;
