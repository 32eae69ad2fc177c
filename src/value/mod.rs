//! Values: reading and comparing the values of devices and of literals (language, section 6).

mod as_value;
pub mod boolean;
pub mod date;
mod number;
pub mod relative;
mod sort_order;
mod stored;
#[cfg(test)]
mod tests;
pub mod version;

pub use as_value::AsValue;
pub use date::Interval;
pub use number::Number;
pub use sort_order::SortOrder;
pub use stored::{Elements, TextBuffer, Value, as_text, boolean_of, instant_of, number_of};
