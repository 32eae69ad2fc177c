//! From offsets in a query to offsets in its file.

use std::ops::Range;

/// Where the characters of a text are in a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct SourceMap {
    /// The starts of runs in which text and file have the same bytes, by offset.
    runs: Vec<Run>,
    /// Where the file no longer spells the text, if that is known only as a whole.
    whole: Option<Range<usize>>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Run {
    text: usize,
    file: usize,
}

impl SourceMap {
    /// A text that the file has as it is, from this offset.
    pub(super) fn straight(file: usize) -> Self {
        Self { runs: vec![Run { text: 0, file }], whole: None }
    }

    /// A text that is somewhere in this range.
    #[cfg(feature = "yaml")]
    pub(super) const fn whole(range: Range<usize>) -> Self {
        Self { runs: Vec::new(), whole: Some(range) }
    }

    pub(super) const fn new() -> Self {
        Self { runs: Vec::new(), whole: None }
    }

    /// Adds a character: its offset in the text and in the file. Characters come in order.
    pub(super) fn add(&mut self, text: usize, file: usize) {
        let goes_on = |run: &Run| text.checked_sub(run.text) == file.checked_sub(run.file);
        if !self.runs.last().is_some_and(goes_on) {
            self.runs.push(Run { text, file });
        }
    }

    pub(super) fn start_in_file(&self, text: usize) -> usize {
        if let Some(whole) = &self.whole {
            return whole.start;
        }
        let after = self.runs.partition_point(|run| run.text <= text);
        let run = after.checked_sub(1).and_then(|index| self.runs.get(index));
        run.map_or(0, |run| run.file + (text - run.text))
    }

    /// The offset in the text of an offset in the file; that of the start of an escape within it.
    pub(super) fn offset_in_text(&self, file: usize) -> Option<usize> {
        let after = self.runs.partition_point(|run| run.file <= file);
        let run = self.runs.get(after.checked_sub(1)?)?;
        let next = self.runs.get(after).map_or(usize::MAX, |next| next.text.saturating_sub(1));
        Some((run.text + (file - run.file)).min(next.max(run.text)))
    }

    pub(super) fn end_in_file(&self, text: usize) -> usize {
        match &self.whole {
            Some(whole) => whole.end,
            None => self.start_in_file(text),
        }
    }
}
