//! The JSON form of diagnostics; stable, and documented in `docs/diagnostics.md`.
//!
//! Ranges are half-open, in bytes and in UTF-16 code units; lines and columns (UTF-16) count from 1.

use serde::{Serialize, Serializer};

use super::{Applicability, Diagnostic, Report, Severity};
use crate::syntax::Expectation;
use crate::text::{LineIndex, Span};

#[derive(Serialize)]
struct ReportForm<'r> {
    valid: bool,
    diagnostics: Vec<DiagnosticForm<'r>>,
}

#[derive(Serialize)]
struct DiagnosticForm<'r> {
    code: &'static str,
    severity: Severity,
    message: &'r str,
    help: Option<&'r str>,
    token: &'r str,
    expected: Vec<Expectation>,
    line: u32,
    column: u32,
    range: RangeForm,
    labels: Vec<LabelForm<'r>>,
    fixes: Vec<FixForm<'r>>,
}

#[derive(Serialize)]
struct RangeForm {
    bytes: Span,
    utf16: Span,
}

#[derive(Serialize)]
struct LabelForm<'r> {
    range: RangeForm,
    text: &'r str,
}

#[derive(Serialize)]
struct FixForm<'r> {
    title: &'r str,
    applicability: Applicability,
    edits: Vec<EditForm<'r>>,
}

#[derive(Serialize)]
struct EditForm<'r> {
    range: RangeForm,
    replacement: &'r str,
}

impl Serialize for Report {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let places = Places::new(self.source());
        let diagnostics = self.diagnostics().iter().map(|diagnostic| diagnostic.form(&places)).collect();
        ReportForm { valid: !self.has_errors(), diagnostics }.serialize(serializer)
    }
}

impl Diagnostic {
    fn form<'r>(&'r self, places: &Places<'_>) -> DiagnosticForm<'r> {
        let range = places.range(self.span);
        let line = places.lines.line_column(self.span.start);
        let start = places.units(self.span.start.saturating_sub(line.column));
        let labels =
            self.labels.iter().map(|label| LabelForm { range: places.range(label.span), text: &label.text });
        let fixes = self.fixes.iter().map(|fix| {
            let edits = fix.edits().iter();
            let edits =
                edits.map(|edit| EditForm { range: places.range(edit.span), replacement: &edit.replacement });
            FixForm { title: fix.title(), applicability: fix.applicability(), edits: edits.collect() }
        });
        DiagnosticForm {
            code: self.code.as_str(),
            severity: self.severity,
            message: &self.message,
            help: self.help(),
            token: &self.token,
            expected: self.expected.iter().collect(),
            line: line.line.saturating_add(1),
            column: (range.utf16.start - start).saturating_add(1),
            range,
            labels: labels.collect(),
            fixes: fixes.collect(),
        }
    }
}

/// From bytes to UTF-16 code units, anywhere in a text, without counting from its start each time.
struct Places<'s> {
    source: &'s str,
    lines: LineIndex<'s>,
    /// The UTF-16 offset of every block of bytes.
    blocks: Vec<u32>,
}

const BLOCK: usize = 1024;

impl<'s> Places<'s> {
    fn new(source: &'s str) -> Self {
        let mut units = 0u32;
        let blocks = source.as_bytes().chunks(BLOCK).map(|block| {
            let start = units;
            units = units.saturating_add(units_of(block));
            start
        });
        Self { source, lines: LineIndex::new(source), blocks: blocks.collect() }
    }

    fn range(&self, span: Span) -> RangeForm {
        RangeForm { bytes: span, utf16: Span::new(self.units(span.start), self.units(span.end)) }
    }

    fn units(&self, offset: u32) -> u32 {
        let offset = Span::at(offset).range().start.min(self.source.len());
        // At the very end the last block may be full, and none follows.
        let block = (offset / BLOCK).min(self.blocks.len().saturating_sub(1));
        let before = self.blocks.get(block).copied().unwrap_or(0);
        let within = self.source.as_bytes().get(block * BLOCK..offset).unwrap_or_default();
        before.saturating_add(units_of(within))
    }
}

/// The UTF-16 code units of the characters that start in these bytes.
fn units_of(bytes: &[u8]) -> u32 {
    let units = bytes.iter().map(|byte| match byte {
        0x80..=0xbf => 0,
        0xf0.. => 2,
        _ => 1,
    });
    units.sum()
}
