//! Changes to a text that mend it.

use std::collections::BTreeMap;

use crate::text::Span;

/// Whether a fix can be made without asking.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "lowercase"))]
pub enum Applicability {
    /// It is what the author meant.
    Automatic,
    /// It may be what the author meant, or change the query's meaning.
    Suggestion,
}

/// One replacement.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Edit {
    /// What is replaced; empty to insert.
    pub span: Span,
    /// What takes its place.
    pub replacement: String,
}

/// A change that mends a mistake: one or more edits, which belong together.
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

    /// Whether it can be made without asking.
    pub const fn applicability(&self) -> Applicability {
        self.applicability
    }
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
    let behind = taken.range(span..).take_while(|(other, _)| other.start <= span.end);
    // Edits that only touch go together, unless both insert at one place.
    before
        .chain(behind)
        .any(|(other, _)| *other == span || (other.start < span.end && span.start < other.end))
}
