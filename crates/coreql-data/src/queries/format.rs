//! The formats of files of queries.

use std::path::Path;

/// A format of files of queries.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum QueryFormat {
    /// Queries as they are, with a line `---` between two.
    Coreql,
    /// A JSON document.
    Json,
    /// A JSON document a line.
    JsonLines,
    /// YAML documents.
    #[cfg(feature = "yaml")]
    Yaml,
}

impl QueryFormat {
    /// The format of a file by the end of its name: `.coreql`, `.json`, `.jsonl`, `.ndjson`, `.yaml` or `.yml`.
    ///
    /// ```
    /// use coreql_data::queries::QueryFormat;
    ///
    /// assert_eq!(QueryFormat::of_path("stale.coreql"), Some(QueryFormat::Coreql));
    /// assert_eq!(QueryFormat::of_path("README.md"), None);
    /// ```
    pub fn of_path(path: impl AsRef<Path>) -> Option<Self> {
        let extension = path.as_ref().extension()?.to_str()?.to_ascii_lowercase();
        match extension.as_str() {
            "coreql" => Some(Self::Coreql),
            "json" => Some(Self::Json),
            "jsonl" | "ndjson" => Some(Self::JsonLines),
            #[cfg(feature = "yaml")]
            "yaml" | "yml" => Some(Self::Yaml),
            _ => None,
        }
    }
}
