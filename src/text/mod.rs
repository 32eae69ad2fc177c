//! Positions in text, and text under simple case folding.

pub(crate) mod ascii;
mod excerpt;
pub mod fold;
mod fold_table;
mod line_index;
mod pattern;
mod small_str;
mod span;
#[cfg(test)]
mod tests;

pub(crate) use excerpt::excerpt;
pub use line_index::{LineColumn, LineIndex, utf16_len};
pub(crate) use pattern::Folded;
pub use pattern::{Needle, Pattern};
pub use small_str::SmallStr;
pub use span::Span;
