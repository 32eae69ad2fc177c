//! Text of others on the terminal: what would move its cursor, change its colours or turn its words around, and what
//! nobody would see, is shown as a sign that takes one column.

use std::borrow::Cow;
use std::error::Error;
use std::fmt;

use miette::{Diagnostic, LabeledSpan, Severity, SourceCode};

/// Text that stays in its line.
pub(crate) fn line(text: &str) -> Cow<'_, str> {
    if text.chars().any(|c| sign(c) != c) {
        Cow::Owned(text.chars().map(sign).collect())
    } else {
        Cow::Borrowed(text)
    }
}

/// The sign for a character that is not to be printed; any other as it is.
fn sign(c: char) -> char {
    const PICTURES: u32 = 0x2400;
    match c {
        '\0'..='\u{1f}' => char::from_u32(PICTURES + u32::from(c)).unwrap_or(char::REPLACEMENT_CHARACTER),
        '\u{7f}' => '␡',
        // Control characters beyond ASCII, separators of lines, what sets the direction of writing, and what has no width
        // and makes two names that look the same.
        '\u{80}'..='\u{9f}'
        | '\u{61c}'
        | '\u{200b}'
        | '\u{2060}'
        | '\u{feff}'
        | '\u{200e}'
        | '\u{200f}'
        | '\u{2028}'..='\u{202e}'
        | '\u{2066}'..='\u{2069}' => char::REPLACEMENT_CHARACTER,
        _ => c,
    }
}

/// A query of several lines.
pub(crate) struct Source<'s> {
    text: &'s str,
    shown: String,
}

impl<'s> Source<'s> {
    pub(crate) fn new(text: &'s str) -> Self {
        Self { text, shown: characters(text).map(|(_, shown)| shown).collect() }
    }

    /// Where a place of the text is in what is shown.
    fn place(&self, offset: usize) -> usize {
        characters(self.text).take_while(|(at, _)| *at < offset).map(|(_, shown)| shown.len_utf8()).sum()
    }
}

/// The characters of a text of several lines as they are shown, each with its place in the text.
fn characters(text: &str) -> impl Iterator<Item = (usize, char)> {
    text.char_indices().map(move |(at, c)| {
        let ends_line = c == '\n' || text.get(at..).is_some_and(|rest| rest.starts_with("\r\n"));
        (at, if ends_line || c == '\t' { c } else { sign(c) })
    })
}

/// A diagnostic that can be printed.
pub(crate) struct Visible<'d> {
    pub(crate) diagnostic: &'d coreql::Diagnostic,
    pub(crate) source: &'d Source<'d>,
}

impl fmt::Display for Visible<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&line(&self.diagnostic.to_string()))
    }
}

impl fmt::Debug for Visible<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.diagnostic.fmt(f)
    }
}

impl Error for Visible<'_> {}

impl Diagnostic for Visible<'_> {
    fn code<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        Diagnostic::code(self.diagnostic)
    }

    fn severity(&self) -> Option<Severity> {
        Diagnostic::severity(self.diagnostic)
    }

    fn help<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        let help = Diagnostic::help(self.diagnostic)?.to_string();
        Some(Box::new(line(&help).into_owned()))
    }

    fn source_code(&self) -> Option<&dyn SourceCode> {
        Some(&self.source.shown)
    }

    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        let labels = Diagnostic::labels(self.diagnostic)?.map(|label| {
            let [start, end] = [label.offset(), label.offset() + label.len()].map(|at| self.source.place(at));
            let text = label.label().map(|text| line(text).into_owned());
            LabeledSpan::new(text, start, end - start)
        });
        Some(Box::new(labels))
    }
}
