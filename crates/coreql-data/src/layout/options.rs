//! What a user knows about a file.

use std::collections::BTreeMap;

use coreql::catalog::Catalog;

/// How a file is read. What is not set is detected.
///
/// ```
/// use std::ops::ControlFlow;
///
/// use coreql::catalog::Catalog;
/// use coreql_data::{DeviceFile, ReadOptions};
///
/// let options = ReadOptions::new(Catalog::builtin()).with_column("Kostenstelle", "custom.device.cost_center");
/// let file = "Platform;Kostenstelle\niOS;1026\n";
/// DeviceFile::open(file.as_bytes(), &options)?.read(|device| {
///     assert_eq!(device["common.platform"], "iOS");
///     assert_eq!(device["custom.device.cost_center"], "1026");
///     ControlFlow::Continue(())
/// })?;
/// # Ok::<(), std::io::Error>(())
/// ```
#[derive(Clone, Debug)]
pub struct ReadOptions<'c> {
    catalog: &'c Catalog,
    delimiter: Option<u8>,
    columns: BTreeMap<String, String>,
}

impl<'c> ReadOptions<'c> {
    /// Everything is detected. The catalogue has the fields that the headings of CSV name.
    pub const fn new(catalog: &'c Catalog) -> Self {
        Self { catalog, delimiter: None, columns: BTreeMap::new() }
    }

    /// Sets the delimiter of CSV: an ASCII character. Any other character, and those with a meaning of their own in CSV
    /// (a quote or a line end), are not used.
    #[must_use]
    pub fn with_delimiter(mut self, delimiter: char) -> Self {
        self.delimiter = u8::try_from(delimiter).ok().filter(|byte| Self::is_delimiter(char::from(*byte)));
        self
    }

    /// Whether a character can delimit the cells of CSV.
    pub const fn is_delimiter(delimiter: char) -> bool {
        delimiter.is_ascii() && !matches!(delimiter, '"' | '\n' | '\r' | '\0')
    }

    /// Sets the field of a heading of CSV, which is compared exactly. The field has its canonical name.
    #[must_use]
    pub fn with_column(mut self, heading: impl Into<String>, field: impl Into<String>) -> Self {
        self.columns.insert(heading.into(), field.into());
        self
    }

    /// The fields of the headings that were set.
    pub fn columns(&self) -> impl Iterator<Item = (&str, &str)> {
        self.columns.iter().map(|(heading, field)| (heading.as_str(), field.as_str()))
    }

    /// The catalogue.
    pub const fn catalog(&self) -> &'c Catalog {
        self.catalog
    }

    pub(crate) const fn delimiter(&self) -> Option<u8> {
        self.delimiter
    }

    pub(crate) fn column(&self, heading: &str) -> Option<&str> {
        self.columns.get(heading).map(String::as_str)
    }
}
