//! The direction of sorting.

/// The direction of sorting. Missing values come last in both.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum SortOrder {
    /// The lowest value first.
    #[default]
    Ascending,
    /// The highest value first.
    Descending,
}
