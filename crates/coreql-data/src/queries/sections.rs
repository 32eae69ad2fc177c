//! `.coreql`: the sections of a file.

use std::ops::Range;

use super::StoredQuery;
use super::source_map::SourceMap;
use super::spelling::Spelling;

pub(super) fn read(source: &str) -> Vec<StoredQuery> {
    let mut queries = Vec::new();
    let mut section = Section::default();
    let mut at = 0;
    for line in source.split_inclusive('\n') {
        let text = line.trim_end_matches(['\n', '\r']);
        if text == "---" {
            queries.extend(std::mem::take(&mut section).finish(source, at));
        } else {
            section.add(text, at);
        }
        at += line.len();
    }
    queries.extend(section.finish(source, at));
    queries
}

/// Where the query is, in a `.coreql` file, that the cursor at this offset edits: from its first line, or from the
/// offset if there is none yet, to the end of its section, without the line end before the next `---`. `None` in a line
/// `---` and in a comment before the query.
///
/// ```
/// use coreql_data::queries::section_at;
///
/// let file = "# name: Stale\nid = \n---\n";
/// assert_eq!(section_at(file, 19), Some(14..19));
/// assert_eq!(section_at(file, 3), None);
/// assert_eq!(section_at(file, file.len()), Some(24..24));
/// ```
pub fn section_at(source: &str, offset: usize) -> Option<Range<usize>> {
    let mut section = Section::default();
    // The start of the last line of the section so far, and whether the cursor is in a place of the section.
    let mut at = 0;
    let mut found = None;
    let lines = source.split_inclusive('\n').chain(source.is_empty().then_some(""));
    let last_line = if source.ends_with('\n') { Some("") } else { None };
    for line in lines.chain(last_line) {
        let text = line.trim_end_matches(['\n', '\r']);
        let has_cursor = at <= offset && offset <= at + text.len();
        if text == "---" {
            if has_cursor {
                return None;
            }
            if let Some(start) = found {
                let start = section.text.as_ref().map_or(start, |range| range.start.min(start));
                return Some(start..before_line_end(source, at).max(start));
            }
            section = Section::default();
        } else {
            let is_comment = section.text.is_none() && text.trim_start().starts_with('#');
            if has_cursor {
                if is_comment {
                    return None;
                }
                found = Some(offset);
            }
            section.add(text, at);
        }
        at += line.len();
    }
    let start = found?;
    let start = section.text.map_or(start, |range| range.start.min(start));
    Some(start..source.len())
}

/// The offset before the line end that is before this one.
fn before_line_end(source: &str, offset: usize) -> usize {
    let before = source.get(..offset).unwrap_or_default();
    let before = before.strip_suffix('\n').unwrap_or(before);
    before.strip_suffix('\r').unwrap_or(before).len()
}

#[derive(Default)]
struct Section {
    name: Option<String>,
    /// From the first line that is no comment to the last that is not blank.
    text: Option<Range<usize>>,
}

impl Section {
    fn add(&mut self, line: &str, at: usize) {
        let trimmed = line.trim();
        match (&mut self.text, trimmed.strip_prefix('#')) {
            _ if trimmed.is_empty() => {}
            (Some(range), _) => range.end = at + line.len(),
            (None, None) => self.text = Some(at..at + line.len()),
            (None, Some(comment)) => {
                let name = comment.trim_start().strip_prefix("name:").map(str::trim);
                if let Some(name) = name.filter(|name| !name.is_empty()) {
                    self.name.get_or_insert_with(|| name.to_owned());
                }
            }
        }
    }

    fn finish(self, source: &str, end: usize) -> Option<StoredQuery> {
        let range = match (&self.name, self.text) {
            (None, None) => return None,
            (_, Some(range)) => range,
            (Some(_), None) => end..end,
        };
        Some(StoredQuery {
            name: self.name,
            text: source.get(range.clone())?.to_owned(),
            map: SourceMap::straight(range.start),
            range,
            spelling: Spelling::Bare,
        })
    }
}
