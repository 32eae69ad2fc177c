//! JSON objects as records (language, section 5).

mod binding;
mod filter;

pub use binding::{Binding, Row};
pub use filter::JsonFilter;
