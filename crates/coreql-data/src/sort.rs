//! Sorting by a field (rules 9.1 and 9.2).

use coreql::catalog::FieldType;
use coreql::eval::SortKey;
pub use coreql::value::SortOrder;
use coreql::value::Value;

/// Sorts items by the value of one field, and keeps only the first `most` of them: memory grows with that number.
///
/// [`SortKey`] defines how values are ordered. Items of equal value keep the order in which they were pushed.
///
/// ```
/// use coreql::catalog::FieldType;
/// use coreql::value::Value;
/// use coreql_data::{SortOrder, Sorter};
///
/// let mut sorter = Sorter::new(FieldType::Version, SortOrder::Descending, 2);
/// for version in ["9.3", "", "17.5", "10.0"] {
///     sorter.push(version, |version| Value::Text(version));
/// }
/// assert_eq!(sorter.into_sorted().collect::<Vec<_>>(), ["17.5", "10.0"]);
/// ```
#[derive(Clone, Debug)]
pub struct Sorter<T> {
    field_type: FieldType,
    order: SortOrder,
    most: usize,
    items: Vec<(SortKey, T)>,
}

impl<T> Sorter<T> {
    /// Makes a sorter by a field of this type, which keeps the first `most` items.
    pub const fn new(field_type: FieldType, order: SortOrder, most: usize) -> Self {
        Self { field_type, order, most, items: Vec::new() }
    }

    /// Adds an item. `value_of` returns its value of the field.
    pub fn push(&mut self, item: T, value_of: impl FnOnce(&T) -> Value<'_>) {
        self.items.push((SortKey::new(self.field_type, value_of(&item)), item));
        // Sorting is deferred, so that its cost is spread over many items.
        if self.items.len() >= self.most.saturating_mul(2).saturating_add(1024) {
            self.sort_and_truncate();
        }
    }

    fn sort_and_truncate(&mut self) {
        let order = self.order;
        self.items.sort_by(|(a, _), (b, _)| a.compare(b, order));
        self.items.truncate(self.most);
    }

    /// The first items, in order.
    pub fn into_sorted(mut self) -> impl Iterator<Item = T> {
        self.sort_and_truncate();
        self.items.into_iter().map(|(_, item)| item)
    }
}
