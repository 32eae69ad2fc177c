//! What indexes an engine has.

/// What an index may be built on.
#[derive(Clone, Copy, Debug)]
pub(in crate::sql) struct Index {
    /// A column of text.
    pub(in crate::sql) text: &'static str,
    /// An expression; `None` if only columns can be indexed.
    pub(in crate::sql) expression: Option<&'static str>,
    /// Whether the schema is named with the index, and not with its table.
    pub(in crate::sql) schema: IndexSchema,
    pub(in crate::sql) trigrams: Option<Trigrams>,
}

/// Where a statement names the schema.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::sql) enum IndexSchema {
    OfTable,
    OfIndex,
}

/// An index for tests whether a text contains another.
#[derive(Clone, Copy, Debug)]
pub(in crate::sql) struct Trigrams {
    /// What comes first, once a database.
    pub(in crate::sql) extension: &'static str,
    /// What is between the table and the key.
    pub(in crate::sql) method: &'static str,
    /// The key, of a column or an expression.
    pub(in crate::sql) key: &'static str,
}
