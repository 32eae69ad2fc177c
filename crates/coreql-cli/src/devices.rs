//! Files of devices, read as streams.

use std::fs::File;
use std::io::{self, IsTerminal};
use std::ops::ControlFlow;
use std::path::Path;

use coreql::catalog::Catalog;
use coreql::eval::json::Binding;
use coreql_data::{Device, Summary};
use indicatif::{ProgressBar, ProgressStyle};

use crate::failure::Failure;
use crate::{input, print, visible};

/// Hands each device of a file to `visit`, until that breaks. JSON and CSV are told apart by the first character.
pub(crate) fn read(
    path: &Path,
    catalog: &Catalog,
    prints: Prints,
    mut visit: impl FnMut(Device) -> ControlFlow<()>,
) -> Result<Summary, Failure> {
    let mut first = true;
    read_file(path, catalog, prints, |device: Device| {
        // An answer of another kind, an error perhaps, looks like a device without any field; so does CSV with other
        // separators than commas, whose header is one cell.
        let known = |key: &String| {
            catalog.match_key(key).is_some() || (key.contains('.') && !key.contains([';', '\t']))
        };
        if std::mem::take(&mut first) && !device.object().keys().any(known) {
            print::note("coreql: the first record has no field that is known; is this a file of devices?");
        }
        visit(device)
    })
}

/// The same for a file that is read once more later: nothing is said of it yet.
pub(crate) fn scan(
    path: &Path,
    catalog: &Catalog,
    visit: impl FnMut(Device) -> ControlFlow<()>,
) -> Result<(), Failure> {
    read_file(path, catalog, Prints::AtTheEnd, visit)?;
    Ok(())
}

/// Whether a file can be read twice: a pipe cannot.
pub(crate) fn can_be_read_twice(path: &Path) -> Result<bool, Failure> {
    if path.as_os_str() == "-" {
        return Ok(false);
    }
    let metadata = path.metadata();
    let metadata = metadata.map_err(|error| Failure::File { path: path.display().to_string(), error })?;
    Ok(metadata.is_file())
}

fn read_file(
    path: &Path,
    catalog: &Catalog,
    prints: Prints,
    visit: impl FnMut(Device) -> ControlFlow<()>,
) -> Result<Summary, Failure> {
    let name = path.display().to_string();
    let failed = |error| Failure::File { path: name.clone(), error };
    if name == "-" {
        return coreql_data::read(input::standard()?, catalog, visit).map_err(failed);
    }
    let file = File::open(path).map_err(failed)?;
    let length = file.metadata().map_or(0, |metadata| metadata.len());
    match progress(length, prints) {
        Some(bar) => {
            let summary = coreql_data::read(bar.wrap_read(file), catalog, visit);
            bar.finish_and_clear();
            summary
        }
        None => coreql_data::read(file, catalog, visit),
    }
    .map_err(failed)
}

/// When an answer is printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Prints {
    /// While the devices are read.
    Meanwhile,
    /// When all are read.
    AtTheEnd,
}

/// A bar on the terminal for a file that takes a while, unless lines of the answer would break it up.
fn progress(length: u64, prints: Prints) -> Option<ProgressBar> {
    const LONG: u64 = 16 << 20;
    let breaks_up = prints == Prints::Meanwhile && io::stdout().is_terminal();
    if length < LONG || !io::stderr().is_terminal() || breaks_up {
        return None;
    }
    let bar = ProgressBar::new(length);
    if let Ok(style) = ProgressStyle::with_template("{bar:40} {bytes}/{total_bytes} {eta}") {
        bar.set_style(style);
    }
    Some(bar)
}

/// Says on standard error what of the file could not be read.
pub(crate) fn report_unread(summary: &Summary, binding: &Binding<'_>) {
    let records = if summary.skipped() == 1 { "record" } else { "records" };
    if let Some(first) = summary.first_skipped() {
        print::note(format_args!(
            "coreql: {} {records} could not be read (first: {first})",
            summary.skipped()
        ));
    }
    for (field, field_type, count) in binding.unreadable() {
        let field = visible::line(field);
        let (values, count_as) = if count == 1 { ("value", "counts") } else { ("values", "count") };
        print::note(format_args!(
            "coreql: {count} {values} of {field} could not be read as {field_type} and {count_as} as missing"
        ));
    }
}
