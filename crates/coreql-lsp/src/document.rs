//! Open documents, and the queries in them.

use std::collections::HashSet;
use std::ops::Range;
use std::path::PathBuf;

use coreql::text::Span;
use coreql_data::queries::{self, KeyPath, QueryFormat, StoredQuery};
use gen_lsp_types::Range as LspRange;
use serde::Deserialize;

use crate::position::{Encoding, Positions};
use crate::uri;

/// What a document is written in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Language {
    /// Queries, and nothing else.
    Coreql,
    /// Strings of JSON or YAML at the key paths of the settings.
    Data(QueryFormat),
    /// Something else, without queries.
    Other,
}

impl Language {
    fn new(id: &str, path: Option<&PathBuf>) -> Self {
        match id {
            "coreql" => Self::Coreql,
            "json" | "jsonc" => Self::Data(QueryFormat::Json),
            "jsonl" | "ndjson" => Self::Data(QueryFormat::JsonLines),
            "yaml" => Self::Data(QueryFormat::Yaml),
            _ => match path.and_then(QueryFormat::of_path) {
                Some(QueryFormat::Coreql) => Self::Coreql,
                Some(format) => Self::Data(format),
                None => Self::Other,
            },
        }
    }
}

/// An open document.
#[derive(Clone, Debug)]
pub(crate) struct Document {
    pub(crate) uri: String,
    pub(crate) path: Option<PathBuf>,
    pub(crate) language: Language,
    pub(crate) version: i32,
    pub(crate) text: String,
}

/// A change of a document: of a range, or of all.
#[derive(Debug, Deserialize)]
pub(crate) struct Change {
    range: Option<LspRange>,
    text: String,
}

impl Document {
    pub(crate) fn new(uri: String, language: &str, version: i32, text: String) -> Self {
        let path = uri::path(&uri);
        Self { language: Language::new(language, path.as_ref()), uri, path, version, text }
    }

    pub(crate) fn change(&mut self, change: Change, encoding: Encoding) {
        match change.range {
            Some(range) => {
                let bytes = Positions::new(&self.text, encoding).bytes(range);
                self.text.replace_range(bytes, &change.text);
            }
            None => self.text = change.text,
        }
    }

    /// Whether the whole document is of queries.
    pub(crate) fn is_coreql(&self) -> bool {
        self.language == Language::Coreql
    }

    /// Its queries. None if they cannot be told, because the text around them is wrong.
    pub(crate) fn regions(&self, keys: &[KeyPath], embedded: bool) -> Vec<Region> {
        match self.language {
            Language::Coreql => {
                let found = queries::find(&self.text, QueryFormat::Coreql, &KeyPath::default());
                found
                    .unwrap_or_default()
                    .into_iter()
                    .map(|query| {
                        let name = query.name().map(str::to_owned);
                        Region { name, ..Region::part(&self.text, query.range()) }
                    })
                    .collect()
            }
            Language::Data(format) if embedded => {
                let mut regions = Vec::new();
                let mut known = HashSet::new();
                for key in keys {
                    for query in queries::find(&self.text, format, key).unwrap_or_default() {
                        // Several key paths may choose one string.
                        if known.insert(query.range()) {
                            regions.push(Region::stored(query));
                        }
                    }
                }
                regions
            }
            Language::Data(_) | Language::Other => Vec::new(),
        }
    }

    /// The query that is edited at an offset, and the offset in it. Before anything is typed, it is an empty one.
    pub(crate) fn region_at(
        &self,
        offset: usize,
        keys: &[KeyPath],
        embedded: bool,
    ) -> Option<(Region, usize)> {
        if self.is_coreql() {
            let range = queries::section_at(&self.text, offset)?;
            return Some((Region::part(&self.text, range.clone()), offset.saturating_sub(range.start)));
        }
        let regions = self.regions(keys, embedded);
        regions.into_iter().find_map(|region| {
            let offset = region.in_text(offset)?;
            Some((region, offset))
        })
    }
}

/// A query in a document.
#[derive(Clone, Debug)]
pub(crate) struct Region {
    pub(crate) text: String,
    /// Its name in a file of queries.
    pub(crate) name: Option<String>,
    place: Place,
}

#[derive(Clone, Debug)]
enum Place {
    /// Bytes of the document that are the text as it is.
    Straight(Range<usize>),
    /// A string of another language.
    Stored(StoredQuery),
}

impl Place {
    fn range(&self) -> Range<usize> {
        match self {
            Self::Straight(range) => range.clone(),
            Self::Stored(query) => query.range(),
        }
    }
}

impl Region {
    /// A query that is a part of a document as it is.
    fn part(document: &str, range: Range<usize>) -> Self {
        let text = document.get(range.clone()).unwrap_or_default().to_owned();
        Self { text, name: None, place: Place::Straight(range) }
    }

    fn stored(query: StoredQuery) -> Self {
        Self { text: query.text().to_owned(), name: None, place: Place::Stored(query) }
    }

    /// The bytes of the document that spell the query.
    pub(crate) fn range(&self) -> Range<usize> {
        self.place.range()
    }

    /// The bytes of the document that a span of the query is.
    pub(crate) fn in_document(&self, span: Span) -> Range<usize> {
        let span = span.range();
        match &self.place {
            Place::Straight(range) => range.start + span.start..range.start + span.end,
            Place::Stored(query) => query.range_in_file(span),
        }
    }

    /// The offset in the query of an offset in the document, if the query is there.
    fn in_text(&self, offset: usize) -> Option<usize> {
        match &self.place {
            Place::Straight(range) => {
                let is_within = range.start <= offset && offset <= range.end;
                is_within.then(|| offset - range.start)
            }
            Place::Stored(query) => query.offset_in_text(offset),
        }
    }

    /// Whether each part of the query has its own place in the document, not only the whole.
    pub(crate) fn has_places(&self) -> bool {
        self.in_text(self.in_document(Span::at(0)).start).is_some()
    }

    /// The part of the query that a range of the document has in common with it. `None` if they do not touch.
    pub(crate) fn span_in(&self, range: &Range<usize>) -> Option<Span> {
        let own = self.range();
        if range.end < own.start || own.end < range.start {
            return None;
        }
        let start = self.in_text(range.start).unwrap_or_default();
        let end = self.in_text(range.end).unwrap_or(self.text.len());
        let offset = |at| u32::try_from(at).unwrap_or(u32::MAX);
        Some(Span::new(offset(start), offset(end.max(start))))
    }

    /// The edits of the document that make edits of the query, each a span and the text in its place. `None` if the
    /// document cannot hold what they make: it is read again, by the function, to see.
    pub(crate) fn edits(
        &self,
        edits: &[(Span, &str)],
        document: &str,
        read: impl Fn(String) -> Vec<Self>,
    ) -> Option<Vec<(Range<usize>, String)>> {
        let parts: Option<Vec<_>> = edits.iter().map(|(span, text)| self.edit(*span, text)).collect();
        let Place::Stored(query) = &self.place else { return parts };
        let ranges = edits.iter().map(|(span, text)| (span.range(), (*text).to_owned())).collect::<Vec<_>>();
        let intended = applied(&self.text, &ranges)?;
        let start = self.range().start;
        let holds = |edits: &Vec<(Range<usize>, String)>| {
            let read = applied(document, edits).map(&read).unwrap_or_default();
            read.iter().any(|region| region.range().start == start && region.text == intended)
        };
        parts.filter(&holds).or_else(|| Some(vec![(query.range(), query.spell(&intended))]).filter(&holds))
    }

    /// The edit of the document that puts another text in place of a span. `None` if the document cannot hold it.
    fn edit(&self, span: Span, text: &str) -> Option<(Range<usize>, String)> {
        Some((self.in_document(span), self.spell(text)?))
    }

    /// A text as the document spells it within the query. `None` if it cannot hold it.
    pub(crate) fn spell(&self, text: &str) -> Option<String> {
        match &self.place {
            Place::Straight(_) => Some(text.to_owned()),
            Place::Stored(query) => query.spell_part(text),
        }
    }

    /// A text as the document spells it in place of a span. `None` if the document cannot hold it there for certain:
    /// what begins a string without quotes has to be a letter.
    pub(crate) fn spell_at(&self, span: Span, text: &str) -> Option<String> {
        let is_stored = matches!(self.place, Place::Stored(_));
        let begins = is_stored && self.in_document(Span::at(span.start)).start == self.range().start;
        let is_safe = !begins || text.starts_with(char::is_alphabetic);
        self.spell(text).filter(|_| is_safe)
    }
}

/// A text with other texts in place of ranges, in any order. `None` if they overlap.
fn applied(text: &str, edits: &[(Range<usize>, String)]) -> Option<String> {
    let mut edits: Vec<_> = edits.iter().collect();
    edits.sort_by_key(|(range, _)| range.start);
    let mut made = String::new();
    let mut copied = 0;
    for (range, new) in edits {
        made.push_str(text.get(copied..range.start)?);
        made.push_str(new);
        copied = range.end;
    }
    made.push_str(text.get(copied..)?);
    Some(made)
}

#[derive(Debug, Deserialize)]
pub(crate) struct Identifier {
    pub(crate) uri: String,
}
