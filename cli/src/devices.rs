//! Files of devices, read as streams.

use std::fs::File;
use std::io::{self, BufRead, BufReader, IsTerminal, Read};
use std::ops::ControlFlow;
use std::path::Path;

use coreql::catalog::Catalog;
use coreql::records::json::Summary;
use coreql::records::{Binding, Device, csv, json};
use indicatif::{ProgressBar, ProgressStyle};

use crate::failure::Failure;

/// Hands each device of a file to `visit`, until that breaks. JSON and CSV are told apart by the first character.
pub(crate) fn read(
    path: &Path,
    catalog: &Catalog,
    visit: impl FnMut(Device) -> ControlFlow<()>,
) -> Result<Summary, Failure> {
    let name = path.display().to_string();
    let failed = |error| Failure::File { path: name.clone(), error };
    if name == "-" {
        return read_stream(io::stdin().lock(), catalog, visit).map_err(failed);
    }
    let file = File::open(path).map_err(failed)?;
    let length = file.metadata().map_or(0, |metadata| metadata.len());
    match progress(length) {
        Some(bar) => {
            let summary = read_stream(bar.wrap_read(file), catalog, visit);
            bar.finish_and_clear();
            summary
        }
        None => read_stream(file, catalog, visit),
    }
    .map_err(failed)
}

fn read_stream(
    reader: impl Read,
    catalog: &Catalog,
    visit: impl FnMut(Device) -> ControlFlow<()>,
) -> io::Result<Summary> {
    let mut reader = BufReader::with_capacity(1 << 16, reader);
    // No header line of field names starts like JSON.
    let start = reader.fill_buf()?;
    let start = start.strip_prefix("\u{feff}".as_bytes()).unwrap_or(start);
    let first = start.iter().find(|byte| !byte.is_ascii_whitespace());
    match first {
        Some(b'{' | b'[') | None => json::read(reader, visit),
        Some(_) => csv::read(reader, catalog, visit),
    }
}

/// A bar on the terminal for a file that takes a while, unless lines of the answer would break it up.
fn progress(length: u64) -> Option<ProgressBar> {
    const LONG: u64 = 16 << 20;
    if length < LONG || !io::stderr().is_terminal() || io::stdout().is_terminal() {
        return None;
    }
    let bar = ProgressBar::new(length);
    if let Ok(style) = ProgressStyle::with_template("{bar:40} {bytes}/{total_bytes} {eta}") {
        bar.set_style(style);
    }
    Some(bar)
}

/// Says on standard error what of the file could not be read.
pub(crate) fn report_unread(summary: Summary, binding: &Binding<'_>) {
    if summary.skipped > 0 {
        eprintln!("coreql: {} elements are no devices and were left out", summary.skipped);
    }
    for (field, field_type, count) in binding.unreadable() {
        eprintln!("coreql: {count} values of {field} could not be read as {field_type} and count as missing");
    }
}
