//! Untrusted text on a terminal. Characters that would move the cursor, change colours or the direction of writing, and
//! characters without width, are shown as a symbol of one column.

use std::borrow::Cow;
use std::error::Error;
use std::fmt;

use miette::{Diagnostic, LabeledSpan, Severity, SourceCode};

/// Text on one line, in which control characters and the like are symbols.
pub(crate) fn line(text: &str) -> Cow<'_, str> {
    if text.chars().any(|c| symbol(c) != c) {
        Cow::Owned(text.chars().map(symbol).collect())
    } else {
        Cow::Borrowed(text)
    }
}

/// The symbol for a character that must not be printed; any other character as it is.
fn symbol(c: char) -> char {
    const PICTURES: u32 = 0x2400;
    match c {
        '\0'..='\u{1f}' => char::from_u32(PICTURES + u32::from(c)).unwrap_or(char::REPLACEMENT_CHARACTER),
        '\u{7f}' => '␡',
        // Control characters beyond ASCII, line separators, marks of writing direction, and characters without width,
        // which make two different names look the same.
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

/// A query as it is shown: its line ends and tabs stay.
pub(crate) struct VisibleSource<'s> {
    text: &'s str,
    shown: String,
}

impl<'s> VisibleSource<'s> {
    pub(crate) fn new(text: &'s str) -> Self {
        Self { text, shown: characters(text).map(|(_, shown)| shown).collect() }
    }

    /// The offset in the shown text of an offset in the source.
    fn shown_offset(&self, offset: usize) -> usize {
        characters(self.text).take_while(|(at, _)| *at < offset).map(|(_, shown)| shown.len_utf8()).sum()
    }
}

/// The characters of a text as they are shown, each with its offset in the text.
fn characters(text: &str) -> impl Iterator<Item = (usize, char)> {
    text.char_indices().map(move |(at, c)| {
        let ends_line = c == '\n' || text.get(at..).is_some_and(|rest| rest.starts_with("\r\n"));
        (at, if ends_line || c == '\t' { c } else { symbol(c) })
    })
}

/// A diagnostic that is safe to print.
pub(crate) struct VisibleDiagnostic<'d> {
    pub(crate) diagnostic: &'d coreql::Diagnostic,
    pub(crate) source: &'d VisibleSource<'d>,
}

impl fmt::Display for VisibleDiagnostic<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&line(&self.diagnostic.to_string()))
    }
}

impl fmt::Debug for VisibleDiagnostic<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.diagnostic.fmt(f)
    }
}

impl Error for VisibleDiagnostic<'_> {}

impl Diagnostic for VisibleDiagnostic<'_> {
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
            let [start, end] =
                [label.offset(), label.offset() + label.len()].map(|at| self.source.shown_offset(at));
            let text = label.label().map(|text| line(text).into_owned());
            LabeledSpan::new(text, start, end - start)
        });
        Some(Box::new(labels))
    }
}
