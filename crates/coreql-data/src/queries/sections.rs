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
