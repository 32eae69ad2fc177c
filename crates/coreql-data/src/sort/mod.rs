//! Sorting by fields (rules 9.1 and 9.2), in bounded memory.

mod row;
mod runs;

use std::io;

use coreql::catalog::FieldType;
pub use coreql::value::SortOrder;
use serde_json::Value as Json;

use self::row::Row;
use self::runs::{Merge, Runs};

/// A field to sort by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SortColumn {
    field_type: FieldType,
    order: SortOrder,
}

impl SortColumn {
    /// A field of this type, in this direction.
    pub const fn new(field_type: FieldType, order: SortOrder) -> Self {
        Self { field_type, order }
    }
}

/// Sorts rows by the values of some fields, and keeps only the first `most` of them.
///
/// A row is any bytes: what will be printed of a device, for example. [`SortKey`](coreql::eval::SortKey) defines how
/// values are ordered. The second field orders rows whose first values are equal, and so on; rows that are equal in all
/// fields keep the order in which they were pushed.
///
/// Rows beyond a bound of memory are sorted in parts, which are written to temporary files and merged at the end: the
/// order and the bytes are the same.
///
/// ```
/// use coreql::catalog::FieldType;
/// use coreql_data::{SortColumn, SortOrder, Sorter};
/// use serde_json::json;
///
/// let by_version = SortColumn::new(FieldType::Version, SortOrder::Descending);
/// let mut sorter = Sorter::new([by_version], 2);
/// for version in ["9.3", "", "17.5", "10.0"] {
///     sorter.push([Some(&json!(version))], version.as_bytes())?;
/// }
/// let rows: Vec<Vec<u8>> = sorter.into_sorted()?.collect::<Result<_, _>>()?;
/// assert_eq!(rows, [b"17.5", b"10.0"]);
/// # Ok::<(), std::io::Error>(())
/// ```
#[derive(Debug)]
pub struct Sorter {
    columns: Vec<SortColumn>,
    most: usize,
    /// The most bytes of rows in memory.
    memory: usize,
    used: usize,
    rows: Vec<Row>,
    runs: Runs,
}

impl Sorter {
    /// The bound of memory that is not set: 512 MiB.
    pub const DEFAULT_MEMORY: usize = 512 << 20;

    /// A sorter by these fields, which keeps the first `most` rows.
    pub fn new(columns: impl IntoIterator<Item = SortColumn>, most: usize) -> Self {
        let memory = Self::DEFAULT_MEMORY;
        let columns = columns.into_iter().collect();
        Self { columns, most, memory, used: 0, rows: Vec::new(), runs: Runs::default() }
    }

    /// Sets the bound of memory, in bytes. It includes what the allocator and the sorting need.
    #[must_use]
    pub const fn with_memory(mut self, bytes: usize) -> Self {
        self.memory = bytes;
        self
    }

    /// Adds a row, with its value of each field in order.
    ///
    /// # Errors
    /// A temporary file cannot be written.
    pub fn push<'v>(
        &mut self,
        values: impl IntoIterator<Item = Option<&'v Json>>,
        row: &[u8],
    ) -> io::Result<()> {
        let row = Row::new(&self.columns, values, row)?;
        self.used += row.size();
        self.rows.push(row);
        // Sorting is deferred, so that its cost is spread over many rows.
        if self.rows.len() >= self.most.saturating_mul(2).saturating_add(1024) {
            self.sort();
        }
        // The vector of rows may have twice its length, and sorting needs half of it again.
        if self.used > self.memory / 2 {
            self.sort();
            if self.used > self.memory / 4 {
                self.used = 0;
                self.runs.add(&self.columns, self.most, std::mem::take(&mut self.rows))?;
            }
        }
        Ok(())
    }

    fn sort(&mut self) {
        let columns = &self.columns;
        self.rows.sort_by(|a, b| a.compare(b, columns));
        self.rows.truncate(self.most);
        self.used = self.rows.iter().map(Row::size).sum();
    }

    /// The first rows, in order.
    ///
    /// # Errors
    /// A temporary file cannot be read.
    pub fn into_sorted(mut self) -> io::Result<impl Iterator<Item = io::Result<Vec<u8>>>> {
        self.sort();
        let Self { columns, most, rows, runs, .. } = self;
        let rows = Merge::new(columns, runs, rows)?;
        Ok(rows.map(|row| row.map(Row::into_bytes)).take(most))
    }
}
