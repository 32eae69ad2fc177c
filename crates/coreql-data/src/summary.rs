//! How much of a file was read.

use std::collections::BTreeMap;
use std::fmt;

use serde_json::{Map, Value as Json};

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
    /// For each remark how often it applies, and where it does so first.
    remarks: BTreeMap<Remark, (u64, RecordPosition)>,
    answers: Answers,
}

/// What may be wrong with records that were read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Remark {
    /// A cell of CSV has a quote inside, but none around it. It is read as written.
    InnerQuote,
    /// A quoted cell of CSV spans lines that look like records: its first quote may be a mistake.
    SwallowedRecords,
    /// A record of CSV, or the line of headings, is not UTF-8. It is read as Windows-1252.
    Windows1252,
}

/// The answers of Core's API that were read, each with a page of devices: what they tell about devices that they do not
/// have.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Answers {
    count: u64,
    devices: u64,
    /// The highest `totalCount`.
    total: Option<u64>,
    /// Whether an answer is the last page, or does not tell.
    has_last_page: bool,
    /// The first message of an answer.
    message: Option<String>,
}

impl Answers {
    /// How many answers were read.
    pub const fn count(&self) -> u64 {
        self.count
    }

    /// How many devices they have.
    pub const fn devices(&self) -> u64 {
        self.devices
    }

    /// How many devices the search found (`totalCount`), if an answer tells.
    pub const fn total(&self) -> Option<u64> {
        self.total
    }

    /// Whether each answer has `"hasMore": true`, so that the last page was not read.
    pub const fn lack_last_page(&self) -> bool {
        self.count > 0 && !self.has_last_page
    }

    /// The first message (`messages`) of an answer, which is a warning or an error of the server.
    pub fn message(&self) -> Option<&str> {
        self.message.as_deref()
    }

    /// Adds the answers of another file.
    pub fn add(&mut self, other: &Self) {
        self.count += other.count;
        self.devices += other.devices;
        self.total = self.total.max(other.total);
        self.has_last_page |= other.has_last_page;
        if self.message.is_none() {
            self.message.clone_from(&other.message);
        }
    }
}

/// The first message of an answer of Core's API (`messages`), in the words of the server.
pub(crate) fn first_message(answer: &Map<String, Json>) -> Option<&str> {
    let first = answer.get("messages")?.as_array()?.first()?;
    let texts = ["localizedMessage", "message", "messageKey"];
    first.as_str().or_else(|| texts.iter().find_map(|key| first.get(key)?.as_str()))
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

    /// What may be wrong with records that were read: how many there are, and where the first one is.
    pub fn remarks(&self) -> impl Iterator<Item = (Remark, u64, RecordPosition)> {
        self.remarks.iter().map(|(remark, (count, first))| (*remark, *count, *first))
    }

    /// The answers of Core's API in the file.
    pub const fn answers(&self) -> &Answers {
        &self.answers
    }

    /// Notes what is doubtful about a record.
    pub(crate) fn remark(&mut self, remark: Remark, position: RecordPosition) {
        self.remarks.entry(remark).or_insert((0, position)).0 += 1;
    }

    /// Adds an answer of Core's API, which had this many devices.
    pub(crate) fn add_answer(&mut self, members: &Map<String, Json>, devices: u64) {
        self.answers.add(&Answers {
            count: 1,
            devices,
            total: members.get("totalCount").and_then(number),
            has_last_page: !members.get("hasMore").is_some_and(is_true),
            message: first_message(members).map(str::to_owned),
        });
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

/// A whole number, also one that a converter made a text or a decimal of.
fn number(value: &Json) -> Option<u64> {
    match value {
        Json::Number(number) => number.to_string().trim_end_matches(".0").parse().ok(),
        Json::String(text) => text.trim().parse().ok(),
        Json::Null | Json::Bool(_) | Json::Array(_) | Json::Object(_) => None,
    }
}

fn is_true(value: &Json) -> bool {
    value.as_bool().or_else(|| value.as_str().map(|text| text.trim().eq_ignore_ascii_case("true")))
        == Some(true)
}
