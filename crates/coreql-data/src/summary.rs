//! How much of a file was read.

use std::fmt;

/// What a reader found in a file: how many devices, and how many records that are not devices.
///
/// ```
/// use std::ops::ControlFlow;
///
/// let lines = "{\"common.id\": 1}\nnonsense\n{\"common.id\": 2}\n";
/// let summary = coreql_data::json::read(lines.as_bytes(), |_device| ControlFlow::Continue(()))?;
/// assert_eq!((summary.devices(), summary.skipped()), (2, 1));
/// let first = summary.first_skipped().map(ToString::to_string);
/// assert_eq!(first.as_deref(), Some("line 2, column 2: expected ident"));
/// # Ok::<(), std::io::Error>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Summary {
    devices: u64,
    skipped: u64,
    first_skipped: Option<SkippedRecord>,
}

impl Summary {
    /// The number of devices that were read.
    pub const fn devices(&self) -> u64 {
        self.devices
    }

    /// The number of records that were skipped because they are not devices: elements of a JSON array that are not
    /// objects, malformed JSON lines, CSV lines with too many or too few cells.
    pub const fn skipped(&self) -> u64 {
        self.skipped
    }

    /// The first record that was skipped.
    pub const fn first_skipped(&self) -> Option<&SkippedRecord> {
        self.first_skipped.as_ref()
    }

    pub(crate) const fn count_device(&mut self) {
        self.devices += 1;
    }

    /// Counts a record that is not a device.
    pub(crate) fn skip(&mut self, position: RecordPosition, reason: impl Into<String>) {
        self.skipped += 1;
        self.first_skipped.get_or_insert_with(|| SkippedRecord { position, reason: reason.into() });
    }

    /// The position of the record after those that were read and skipped so far.
    pub(crate) const fn next_record(&self) -> RecordPosition {
        RecordPosition::Record(self.devices + self.skipped + 1)
    }
}

/// A record that was skipped. `Display` writes where it is, and why it was skipped.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SkippedRecord {
    position: RecordPosition,
    reason: String,
}

impl SkippedRecord {
    /// Where it is.
    pub const fn position(&self) -> RecordPosition {
        self.position
    }

    /// Why it is not a device, such as `not a JSON object`.
    pub fn reason(&self) -> &str {
        &self.reason
    }
}

impl fmt::Display for SkippedRecord {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.position, self.reason)
    }
}

/// Where in a file a record is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum RecordPosition {
    /// On a line of the file.
    Line {
        /// The line, from 1.
        line: u64,
        /// The byte of the line where reading failed, from 1.
        column: u64,
    },
    /// The number of the record in the file, from 1.
    Record(u64),
}

impl fmt::Display for RecordPosition {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Line { line, column } => write!(f, "line {line}, column {column}"),
            Self::Record(number) => write!(f, "record {number}"),
        }
    }
}
