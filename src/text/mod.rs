//! Positions in text, and text under simple case folding.

mod span;

pub use span::Span;
