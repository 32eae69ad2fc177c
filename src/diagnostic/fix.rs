//! Changes that correct a text.

use std::collections::BTreeMap;

use crate::syntax::lexical::{ends_word, is_symbol};
use crate::text::Span;

/// Whether a fix can be applied without asking the user.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "lowercase"))]
#[non_exhaustive]
pub enum Applicability {
    /// It is what the author intended.
    Automatic,
    /// It may be what the author intended, or it may change what the query means.
    Suggestion,
}

/// One replacement.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct Edit {
    /// What is replaced; empty to insert.
    pub span: Span,
    /// What takes its place.
    pub replacement: String,
}

/// A change that corrects a mistake: one or more edits, which belong together.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Fix {
    title: String,
    edits: Vec<Edit>,
    applicability: Applicability,
}

impl Fix {
    pub(super) fn new(
        applicability: Applicability,
        title: impl Into<String>,
        edits: impl IntoIterator<Item = (Span, String)>,
    ) -> Self {
        let edits = edits.into_iter().map(|(span, replacement)| Edit { span, replacement }).collect();
        Self { title: title.into(), edits, applicability }
    }

    /// What the change does, as a command: ``write `=` ``.
    pub fn title(&self) -> &str {
        &self.title
    }

    /// The replacements, in source order.
    pub fn edits(&self) -> &[Edit] {
        &self.edits
    }

    /// Whether it can be applied without asking the user.
    pub const fn applicability(&self) -> Applicability {
        self.applicability
    }
}

/// Makes edits of a text. It is the one place that looks at what is on either side of an edit, so that words stay
/// apart.
#[derive(Clone, Copy, Debug)]
pub(super) struct Editor<'s> {
    source: &'s str,
}

impl<'s> Editor<'s> {
    pub(super) const fn new(source: &'s str) -> Self {
        Self { source }
    }

    /// Writes a text in place of another, with a blank where it would merge with its neighbours.
    pub(super) fn replace(self, span: Span, text: &str) -> (Span, String) {
        let (left, right) = self.sides(span);
        if text.is_empty() {
            return (span, if merge(left, right) { " ".to_owned() } else { String::new() });
        }
        let blank = |side: Option<char>, edge: Option<char>| match edge {
            Some(edge) if is_symbol(edge) => side.is_some_and(is_symbol),
            Some(edge) if !ends_word(edge) => {
                side.is_some_and(|c| !ends_word(c) || matches!(c, '"' | '(' | ')'))
            }
            Some(_) | None => false,
        };
        let before = if left != Some('(') && blank(left, text.chars().next()) { " " } else { "" };
        let after = if right != Some(')') && blank(right, text.chars().next_back()) { " " } else { "" };
        (span, format!("{before}{text}{after}"))
    }

    /// Writes a word or an operator between two others, with blanks around it.
    pub(super) fn insert(self, offset: u32, text: &str) -> (Span, String) {
        let span = Span::at(offset);
        let blank = |side: Option<char>| if side.is_some_and(|c| !c.is_whitespace()) { " " } else { "" };
        let (left, right) = self.sides(span);
        (span, format!("{}{text}{}", blank(left), blank(right)))
    }

    /// Removes a text and the white space before it; at the start of the text or of a group, that after it.
    pub(super) fn remove(self, span: Span) -> (Span, String) {
        let range = span.range();
        let before = self.source.get(..range.start).unwrap_or_default().trim_end();
        let after = self.source.get(range.end..).unwrap_or_default();
        let span = if before.is_empty() || before.ends_with('(') {
            let blanks = after.len() - after.trim_start().len();
            Span::new(span.start, span.end.saturating_add(u32::try_from(blanks).unwrap_or(0)))
        } else {
            Span::new(u32::try_from(before.len()).unwrap_or(span.start), span.end)
        };
        let (left, right) = self.sides(span);
        (span, if merge(left, right) { " ".to_owned() } else { String::new() })
    }

    /// The characters on either side.
    fn sides(self, span: Span) -> (Option<char>, Option<char>) {
        let range = span.range();
        let left = self.source.get(..range.start).and_then(|before| before.chars().next_back());
        let right = self.source.get(range.end..).and_then(|after| after.chars().next());
        (left, right)
    }
}

/// Whether two characters would be of one token, side by side.
fn merge(left: Option<char>, right: Option<char>) -> bool {
    let Some((left, right)) = left.zip(right) else { return false };
    (!ends_word(left) && !ends_word(right)) || (is_symbol(left) && is_symbol(right))
}

/// The text with these fixes made. A fix that overlaps one before it is left out, whole.
///
/// ```
/// use coreql::Options;
/// use coreql::diagnostic::{apply, diagnose};
///
/// let source = "common.id == 9";
/// let report = diagnose(source, &Options::new());
/// assert_eq!(apply(source, report.diagnostics()[0].fixes()), "common.id = 9");
/// ```
pub fn apply<'f>(source: &str, fixes: impl IntoIterator<Item = &'f Fix>) -> String {
    let mut taken: BTreeMap<Span, &Edit> = BTreeMap::new();
    for fix in fixes {
        if !fix.edits.iter().any(|edit| overlaps(&taken, edit.span)) {
            taken.extend(fix.edits.iter().map(|edit| (edit.span, edit)));
        }
    }
    let mut text = String::with_capacity(source.len());
    let mut from = 0;
    for (span, edit) in taken {
        let range = span.range();
        text.push_str(source.get(from..range.start).unwrap_or_default());
        text.push_str(&edit.replacement);
        from = range.end;
    }
    text.push_str(source.get(from..).unwrap_or_default());
    text
}

/// Whether an edit of this place would meet one of those taken, which do not overlap.
fn overlaps(taken: &BTreeMap<Span, &Edit>, span: Span) -> bool {
    let before = taken.range(..span).rev().take_while(|(other, _)| other.end >= span.start);
    let after = taken.range(span..).take_while(|(other, _)| other.start <= span.end);
    // Edits that only touch go together, unless both insert at one place.
    before.chain(after).any(|(other, _)| *other == span || (other.start < span.end && span.start < other.end))
}
