//! Positions in text, and text under simple case folding.

pub mod fold;
mod span;

pub use fold::Pattern;
pub use span::Span;
/// tmp
pub fn utf16_len(s: &str) -> usize {
    s.encode_utf16().count()
}
/// tmp
pub struct LineIndex;
/// tmp
#[allow(missing_docs)]
pub struct LineColumn {
    pub line: u32,
    pub column: u32,
}
#[allow(missing_docs)]
impl LineIndex {
    pub fn new(_: &str) -> Self {
        Self
    }
    pub fn line_column(&self, o: u32) -> LineColumn {
        LineColumn { line: 0, column: o }
    }
}
