//! Files of queries: `.coreql`, JSON, JSON lines and YAML, with the place of each query in its file.
//!
//! A mistake in a query that is a string of a JSON or YAML file is reported where it is in that file, whatever escapes
//! and indentation the string has; and a corrected query is put back as the file spells it.
//!
//! ```
//! use coreql_data::queries::{KeyPath, QueryFile, QueryFormat};
//!
//! let file = r#"[{"name": "Stale", "query": "model = \"iPad\" x"}]"#;
//! let file = QueryFile::parse(file, QueryFormat::Json, &KeyPath::default())?;
//! let [query] = file.queries() else { panic!("one query") };
//! assert_eq!((query.name(), query.text()), (Some("Stale"), r#"model = "iPad" x"#));
//! assert_eq!(&file.source()[query.range_in_file(15..16)], "x");
//!
//! let corrected = file.with_texts(|_| Some(r#"model = "iPad""#.to_owned()))?;
//! assert_eq!(corrected.source(), r#"[{"name": "Stale", "query": "model = \"iPad\""}]"#);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # `.coreql`
//!
//! The file is split by lines, before anything else is read: a line of only `---` ends a section, inside a string too.
//! Lines that begin with `#` before the query are comments, and one of them may name it; anywhere else `#` is text of
//! the query. A section without a query and a name is skipped; one with a name alone matches every device.
//!
//! ```text
//! # name: Stale iPads
//! model starts with "iPad" AND last_connected_at < "2024-05-01"
//! ---
//! # name: Rooted
//! device_is_compromised = true
//! ```

mod error;
mod format;
mod json;
mod key_path;
mod sections;
mod source_map;
mod spelling;
#[cfg(test)]
#[cfg(feature = "yaml")]
mod tests;
mod text;
#[cfg(feature = "yaml")]
mod yaml;

use std::collections::HashSet;
use std::ops::Range;

pub use self::error::{QueryFileError, QueryFileErrorKind};
pub use self::format::QueryFormat;
pub use self::key_path::{EmptyKeyPath, KeyPath};
pub use self::sections::section_at;
pub use self::text::{DecodeError, decode, encode_like};

use self::json::Found;
use self::source_map::SourceMap;
use self::spelling::Spelling;

/// A file of queries that has been read.
#[derive(Clone, Debug)]
pub struct QueryFile {
    source: String,
    format: QueryFormat,
    key_path: KeyPath,
    queries: Vec<StoredQuery>,
}

/// A query in a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredQuery {
    name: Option<String>,
    text: String,
    /// Its spelling in the file, with quotes if it has any.
    range: Range<usize>,
    map: SourceMap,
    spelling: Spelling,
}

impl StoredQuery {
    /// Its name: that of the comment `# name: …`, or the member `name` beside it.
    pub fn name(&self) -> Option<&str> {
        self.name.as_deref()
    }

    /// The query, without the escapes and the indentation of the file.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The bytes of the file that spell it.
    pub fn range(&self) -> Range<usize> {
        self.range.clone()
    }

    /// Another text, spelled as the file spells this one: what replaces the bytes of [`range`](Self::range).
    pub fn spell(&self, text: &str) -> String {
        self.spelling.spell(text)
    }

    /// A part of a text, spelled as the file spells the inside of this one. `None` if the file cannot hold it there.
    ///
    /// A scalar of YAML without quotes may become another one by a part that it can hold alone: whoever puts it in
    /// reads the file again.
    pub fn spell_part(&self, part: &str) -> Option<String> {
        self.spelling.spell_part(part)
    }

    /// The offset in the [text](Self::text) of an offset in the file; `None` if the file does not spell the text there,
    /// or not so that each character has its place.
    pub fn offset_in_text(&self, offset: usize) -> Option<usize> {
        let end = self.range_in_file(self.text.len()..self.text.len()).start;
        let offset = self.map.offset_in_text(offset).filter(|_| offset <= end)?;
        (0..=offset.min(self.text.len())).rev().find(|offset| self.text.is_char_boundary(*offset))
    }

    /// The bytes of the file that spell a range of bytes of the [text](Self::text).
    pub fn range_in_file(&self, range: Range<usize>) -> Range<usize> {
        let start = self.map.start_in_file(range.start);
        let end = if range.is_empty() { start } else { self.map.end_in_file(range.end) };
        start..end.max(start)
    }
}

/// Reads the queries of a text in this format, however many there are and whatever their names.
///
/// # Errors
///
/// If the text is not of that format.
pub fn find(
    source: &str,
    format: QueryFormat,
    key_path: &KeyPath,
) -> Result<Vec<StoredQuery>, QueryFileError> {
    Ok(found(source, format, key_path)?.queries)
}

fn found(source: &str, format: QueryFormat, key_path: &KeyPath) -> Result<Found, QueryFileError> {
    let texts = |queries| Found { queries, first_other: None };
    match format {
        QueryFormat::Coreql => Ok(texts(sections::read(source))),
        QueryFormat::Json => json::read(source, 0, key_path),
        QueryFormat::JsonLines => json::read_lines(source, key_path),
        #[cfg(feature = "yaml")]
        QueryFormat::Yaml => Ok(texts(yaml::read(source, key_path)?)),
    }
}

impl QueryFile {
    /// Reads the queries of a file. The key path chooses members of JSON and YAML.
    ///
    /// # Errors
    ///
    /// If the file is not of that format, if it has two queries of one name, if it is JSON or YAML without a query, or if
    /// a query of JSON is a number or a boolean.
    pub fn parse(
        source: impl Into<String>,
        format: QueryFormat,
        key_path: &KeyPath,
    ) -> Result<Self, QueryFileError> {
        let source = source.into();
        let Found { queries, first_other } = found(&source, format, key_path)?;
        if let Some(offset) = first_other.filter(|_| key_path.has_last_name()) {
            return Err(QueryFileError::new(QueryFileErrorKind::NoText(key_path.to_string()), offset));
        }
        if queries.is_empty() && format != QueryFormat::Coreql && !source.trim().is_empty() {
            return Err(QueryFileError::new(QueryFileErrorKind::NoQuery(key_path.to_string()), 0));
        }
        let mut names = HashSet::new();
        for query in &queries {
            if let Some(name) = query.name()
                && !names.insert(name)
            {
                let kind = QueryFileErrorKind::DuplicateName(name.to_owned());
                return Err(QueryFileError::new(kind, query.range.start));
            }
        }
        Ok(Self { source, format, key_path: key_path.clone(), queries })
    }

    /// The text of the file.
    pub fn source(&self) -> &str {
        &self.source
    }

    /// Its queries, in order.
    pub fn queries(&self) -> &[StoredQuery] {
        &self.queries
    }

    /// The file with other texts of its queries: those that the closure gives. Each is spelled as the file
    /// spells the query that it replaces, with quotes and escapes if it has to have them.
    ///
    /// # Errors
    ///
    /// If the file cannot hold a text: one with a line of only `---` in a `.coreql` file.
    pub fn with_texts(
        &self,
        mut text: impl FnMut(&StoredQuery) -> Option<String>,
    ) -> Result<Self, QueryFileError> {
        let mut written = String::with_capacity(self.source.len());
        let mut texts = Vec::with_capacity(self.queries.len());
        let mut copied = 0;
        for query in &self.queries {
            let text = text(query).filter(|text| *text != query.text);
            if let Some(text) = &text {
                written.push_str(self.source.get(copied..query.range.start).unwrap_or_default());
                written.push_str(&query.spell(text));
                copied = query.range.end;
            }
            texts.push(text.unwrap_or_else(|| query.text.clone()));
        }
        written.push_str(self.source.get(copied..).unwrap_or_default());
        // What is written must be read back as what was meant.
        let again = Self::parse(written, self.format, &self.key_path)?;
        let unlike = again.queries.iter().zip(&texts).find(|(query, text)| query.text != **text);
        match unlike {
            None if again.queries.len() == texts.len() => Ok(again),
            None => Err(QueryFileError::new(QueryFileErrorKind::CannotHold, 0)),
            Some((query, _)) => Err(QueryFileError::new(QueryFileErrorKind::CannotHold, query.range.start)),
        }
    }
}
