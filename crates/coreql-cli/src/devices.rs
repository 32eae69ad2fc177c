//! Files of devices, read as streams.

use std::fs::File;
use std::io::{self, IsTerminal};
use std::ops::ControlFlow;
use std::path::Path;

use coreql::catalog::Catalog;
use coreql::eval::UnreadableValues;
use coreql_data::{Device, Summary};
use indicatif::{ProgressBar, ProgressStyle};

use crate::failure::Failure;
use crate::input::{is_standard_input, standard_input};
use crate::output::{note, plural};

/// When the command prints its result.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Printing {
    /// While it reads devices.
    Streaming,
    /// After it has read all devices.
    AtTheEnd,
}

/// Passes each device of a file to `visit`, until that breaks.
pub(crate) fn read(
    path: &Path,
    catalog: &Catalog,
    printing: Printing,
    mut visit: impl FnMut(Device) -> ControlFlow<()>,
) -> Result<Summary, Failure> {
    let mut is_first = true;
    read_file(path, catalog, printing, |device: Device| {
        // The JSON of an error, for example, looks like a device without any field. So does CSV with another separator
        // than a comma, whose header is a single cell.
        let is_known = |key: &String| {
            catalog.lookup_key(key).is_some() || (key.contains('.') && !key.contains([';', '\t']))
        };
        if std::mem::take(&mut is_first) && !device.keys().any(is_known) {
            note("the first record has no known field; is this a file of devices?");
        }
        visit(device)
    })
}

/// [`read`] for a file that will be read again: it reports nothing.
pub(crate) fn scan(
    path: &Path,
    catalog: &Catalog,
    visit: impl FnMut(Device) -> ControlFlow<()>,
) -> Result<(), Failure> {
    read_file(path, catalog, Printing::AtTheEnd, visit)?;
    Ok(())
}

/// Whether a file can be read twice. A pipe cannot.
pub(crate) fn can_be_read_twice(path: &Path) -> Result<bool, Failure> {
    if is_standard_input(path) {
        return Ok(false);
    }
    let metadata = path.metadata().map_err(|error| Failure::file(path, error))?;
    Ok(metadata.is_file())
}

fn read_file(
    path: &Path,
    catalog: &Catalog,
    printing: Printing,
    visit: impl FnMut(Device) -> ControlFlow<()>,
) -> Result<Summary, Failure> {
    let failed = |error| Failure::file(path, error);
    if is_standard_input(path) {
        return coreql_data::read(standard_input()?, catalog, visit).map_err(failed);
    }
    let file = File::open(path).map_err(failed)?;
    let length = file.metadata().map_or(0, |metadata| metadata.len());
    match progress_bar(length, printing) {
        Some(bar) => {
            let summary = coreql_data::read(bar.wrap_read(file), catalog, visit);
            bar.finish_and_clear();
            summary
        }
        None => coreql_data::read(file, catalog, visit),
    }
    .map_err(failed)
}

/// A progress bar for a large file, unless it would be mixed with the output on the same terminal.
fn progress_bar(length: u64, printing: Printing) -> Option<ProgressBar> {
    const LARGE: u64 = 16 << 20;
    let mixes_with_output = printing == Printing::Streaming && io::stdout().is_terminal();
    if length < LARGE || !io::stderr().is_terminal() || mixes_with_output {
        return None;
    }
    let bar = ProgressBar::new(length);
    if let Ok(style) = ProgressStyle::with_template("{bar:40} {bytes}/{total_bytes} {eta}") {
        bar.set_style(style);
    }
    Some(bar)
}

/// Reports the records and the values that could not be read.
pub(crate) fn report_unreadable(summary: &Summary, unreadable: &UnreadableValues) {
    if let Some(first) = summary.first_skipped() {
        note(format_args!("skipped {} (first: {first})", plural(summary.skipped(), "unreadable record")));
    }
    for (field, field_type, count) in unreadable.iter() {
        let values = plural(count, "value");
        let count_as = if count == 1 { "counts" } else { "count" };
        note(format_args!(
            "{values} of `{field}` could not be read as {field_type} and {count_as} as missing"
        ));
    }
}
