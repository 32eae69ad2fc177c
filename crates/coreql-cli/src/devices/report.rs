//! What is reported after devices were read.

use coreql_data::{Answers, RecordPosition, Remark, Summary};

use super::presence::Presence;
use super::unreadable::Unreadable;
use crate::output::{note, plural};

/// What was found in files of devices.
#[derive(Debug)]
pub(crate) struct Reading {
    /// The name of each file, with what was read of it.
    pub(super) files: Vec<(String, Summary)>,
    /// Whether the reading ended before the files did, because no further device was needed.
    pub(super) is_partial: bool,
    /// How many devices came again, how many of them with other values, and the UUID of the first of these.
    pub(super) repeated: u64,
    pub(super) differing: u64,
    pub(super) first_differing: Option<String>,
    pub(super) presence: Presence,
}

impl Reading {
    /// The number of devices that were read, each once.
    pub(crate) fn devices(&self) -> u64 {
        self.files.iter().map(|(_, summary)| summary.devices()).sum::<u64>().saturating_sub(self.repeated)
    }

    /// Reports the records and the values that could not be read, devices that are missing or came twice, and fields
    /// that no device has.
    pub(crate) fn report(&self, unreadable: &Unreadable) {
        let mut skipped = 0;
        let mut first_skipped = None;
        for (name, summary) in &self.files {
            skipped += summary.skipped();
            if first_skipped.is_none() {
                first_skipped = summary.first_skipped().map(|first| self.at(name, first));
            }
            for (remark, count, position) in summary.remarks() {
                self.report_remark(name, remark, count, position);
            }
        }
        if let Some(first) = first_skipped {
            note(format_args!("skipped {} (first: {first})", plural(skipped, "unreadable record")));
        }
        for (field, field_type, count, first) in unreadable.iter() {
            let values = plural(count, "value");
            let count_as = if count == 1 { "counts" } else { "count" };
            note(format_args!(
                "{values} of `{field}` could not be read as {field_type} and {count_as} as missing (first: `{first}`)"
            ));
        }
        self.report_repeated();
        if self.is_partial {
            return;
        }
        self.report_answers();
        if self.devices() > 0 {
            self.presence.report();
        }
    }

    /// A place, with its file if there are several.
    fn at(&self, name: &str, place: impl std::fmt::Display) -> String {
        if self.files.len() > 1 { format!("{name}: {place}") } else { place.to_string() }
    }

    fn report_remark(&self, name: &str, remark: Remark, count: u64, position: RecordPosition) {
        let first = self.at(name, position);
        match remark {
            Remark::InnerQuote => {
                let has = if count == 1 { "has" } else { "have" };
                note(format_args!(
                    "{} {has} a cell with a quote inside and none around it, which is read as written (first: {first})",
                    plural(count, "record")
                ));
            }
            Remark::SwallowedRecords => note(format_args!(
                "in {} a quoted cell spans lines that look like records, so the quote that opens it may be a mistake \
                 (first: {first})",
                plural(count, "record")
            )),
            Remark::Windows1252 => {
                let are = if count == 1 { "is" } else { "are" };
                note(format_args!(
                    "{} {are} not UTF-8, and read as Windows-1252 (first: {first})",
                    plural(count, "line")
                ));
            }
            _ => {}
        }
    }

    fn report_repeated(&self) {
        if self.repeated == 0 {
            return;
        }
        let (come, count) = if self.repeated == 1 { ("comes", "counts") } else { ("come", "count") };
        let again = plural(self.repeated, "device");
        note(format_args!("{again} {come} again with the same `common.uuid`, and {count} once"));
        if let Some(first) = &self.first_differing {
            let differ = if self.differing == 1 { "differs" } else { "differ" };
            note(format_args!(
                "{} of them {differ} from the first copy, which counts (first: `{first}`)",
                self.differing
            ));
        }
    }

    /// Devices that answers of Core's API say there are, and that the files do not have.
    fn report_answers(&self) {
        let mut answers = Answers::default();
        for (_, summary) in &self.files {
            answers.add(summary.answers());
        }
        if let Some(message) = answers.message() {
            note(format_args!("the answer has a message of the server: `{message}`"));
        }
        if self.files.len() == 1 && answers.count() > 1 {
            note(format_args!(
                "{} answers are in one file; as several files, a device that comes twice would count once",
                answers.count()
            ));
        }
        let devices = answers.devices().saturating_sub(self.repeated);
        match answers.total() {
            Some(total) if total > devices => note(format_args!(
                "the search found {total} devices (`totalCount`), of which {} missing here; \
                 --devices reads several files",
                are(total - devices)
            )),
            Some(_) | None if answers.lack_last_page() => {
                note(
                    "the last page is missing (`hasMore`), so there are more devices; --devices reads several files",
                );
            }
            Some(_) | None => {}
        }
    }
}

fn are(count: u64) -> String {
    if count == 1 { "1 is".to_owned() } else { format!("{count} are") }
}
