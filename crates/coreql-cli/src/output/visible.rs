//! Untrusted text on a terminal. Characters that would move the cursor, change colours or the direction of writing, and
//! characters without width, are shown as a symbol of one column.

use std::borrow::Cow;
use std::error::Error;
use std::fmt;
use std::ops::Range;

use coreql::text::Span;
use coreql_data::queries::QueryFormat;
use miette::{
    Diagnostic, LabeledSpan, MietteError, MietteSpanContents, Severity, SourceCode, SourceSpan, SpanContents,
};

use crate::query::place::Place;

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

/// A query as it is shown, with the lines of the file around it: line ends and tabs stay.
pub(crate) struct VisibleSource<'s> {
    text: &'s str,
    shown: String,
    place: Place<'s>,
    /// Where the text begins in the file, and the lines before it.
    start: usize,
    lines_before: usize,
    name: Option<String>,
}

impl<'s> VisibleSource<'s> {
    /// The source with the lines around the query; `None` if they have more bytes than `most`.
    pub(crate) fn new(query: &'s str, place: Place<'s>, most: usize) -> Option<Self> {
        let range = place.shown_lines(query, most)?;
        let name = place.path().map(|path| line(&path.display().to_string()).into_owned());
        let (text, lines_before) = match place {
            Place::Whole(_) => (query, 0),
            Place::File { source, lines, .. } => {
                let first = lines.line_column(u32::try_from(range.start).unwrap_or(u32::MAX)).line;
                (source.get(range.clone())?, usize::try_from(first).unwrap_or_default())
            }
        };
        let shown = characters(text).map(|(_, shown)| shown).collect();
        Some(Self { text, shown, place, start: range.start, lines_before, name })
    }

    /// Whether the file may have comments before a query.
    fn has_comments(&self) -> bool {
        matches!(self.place, Place::File { path, .. } if QueryFormat::of_path(path) == Some(QueryFormat::Coreql))
    }

    /// The range in the shown text of a range of the query.
    fn shown_range(&self, range: Range<usize>) -> Range<usize> {
        let span = Span::new(
            u32::try_from(range.start).unwrap_or(u32::MAX),
            u32::try_from(range.end).unwrap_or(u32::MAX),
        );
        let range = self.place.range(span);
        let [start, end] =
            [range.start, range.end].map(|at| self.shown_offset(at.saturating_sub(self.start)));
        start..end
    }

    /// The offset in the shown text of an offset in the text.
    fn shown_offset(&self, offset: usize) -> usize {
        characters(self.text).take_while(|(at, _)| *at < offset).map(|(_, shown)| shown.len_utf8()).sum()
    }
}

impl SourceCode for VisibleSource<'_> {
    fn read_span<'a>(
        &'a self,
        span: &SourceSpan,
        lines_before: usize,
        lines_after: usize,
    ) -> Result<Box<dyn SpanContents<'a> + 'a>, MietteError> {
        let contents = self.shown.read_span(span, lines_before, lines_after)?;
        let Some(name) = &self.name else { return Ok(contents) };
        Ok(Box::new(MietteSpanContents::new_named(
            name.clone(),
            contents.data(),
            *contents.span(),
            contents.line() + self.lines_before,
            contents.column(),
            contents.line_count(),
        )))
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
        let mut help = line(&Diagnostic::help(self.diagnostic)?.to_string()).into_owned();
        if self.source.has_comments() && self.diagnostic.token().starts_with('#') {
            help.push_str("; a comment is a line of its own before the query");
        }
        Some(Box::new(help))
    }

    fn source_code(&self) -> Option<&dyn SourceCode> {
        Some(self.source)
    }

    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        let labels = Diagnostic::labels(self.diagnostic)?.map(|label| {
            let Range { start, end } = self.source.shown_range(label.offset()..label.offset() + label.len());
            let text = label.label().map(|text| line(text).into_owned());
            LabeledSpan::new(text, start, end - start)
        });
        Some(Box::new(labels))
    }
}
