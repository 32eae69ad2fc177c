//! How the devices of a file are laid out: JSON or CSV, and for CSV the delimiter and what its headings mean.

mod delimiter;
mod headings;
mod options;

pub(crate) use self::delimiter::CsvShape;
pub(crate) use self::headings::HeadingReader;
pub use self::headings::{Heading, HeadingDoubt, Headings};
pub use self::options::ReadOptions;

/// How the devices of a file are laid out.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Layout {
    /// White space only, or no bytes at all.
    Empty,
    /// JSON in any form.
    Json,
    /// CSV.
    Csv {
        /// What is between two cells.
        delimiter: char,
        /// Whether a blank follows each delimiter, which is then no part of the cells.
        has_blanks: bool,
        /// What its columns are.
        headings: Headings,
    },
}
