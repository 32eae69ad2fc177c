//! Opening files of devices, and reading one after the other.

use std::cell::{Cell, RefCell};
use std::fs::File;
use std::io::{self, IsTerminal, Seek};
use std::ops::ControlFlow;
use std::path::PathBuf;

use coreql::catalog::Catalog;
use coreql::eval::json::Binding;
use coreql::eval::{Schema, Slot};
use coreql_data::{Device, DeviceFile, Duplicates, Fields, Headings, Layout, ReadOptions, Seen, Selection};
use indicatif::{ProgressBar, ProgressStyle};

use super::paths;
use super::presence::{Keys, Presence};
use super::report::Reading;
use super::shape::Recognizer;
use crate::args::FileOptions;
use crate::failure::{Failure, Outcome};
use crate::input::{is_standard_input, standard_input};
use crate::output::note;

/// When the command prints its result.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Printing {
    /// While it reads devices.
    Streaming,
    /// After it has read all devices.
    AtTheEnd,
}

/// The files that a command reads.
#[derive(Debug)]
pub(crate) struct DeviceFiles<'c> {
    files: Vec<Input>,
    catalog: &'c Catalog,
    options: ReadOptions<'c>,
    /// The headings that `--columns` has.
    given_headings: Vec<String>,
    memory: usize,
}

#[derive(Debug)]
struct Input {
    path: PathBuf,
    /// A copy of what can be read only once.
    copy: Option<File>,
}

/// A file that is being read, with its progress bar.
struct OpenFile {
    file: DeviceFile<'static>,
    bar: Option<ProgressBar>,
}

impl<'c> DeviceFiles<'c> {
    pub(crate) fn new(
        arguments: &[PathBuf],
        options: &FileOptions,
        catalog: &'c Catalog,
    ) -> Result<Self, Failure> {
        let files = paths::expand(arguments)?.into_iter().map(|path| Input { path, copy: None }).collect();
        let (read_options, given_headings) = options.to_read_options(catalog)?;
        Ok(Self { files, catalog, options: read_options, given_headings, memory: options.memory() })
    }

    /// Whether all files can be read twice. A pipe cannot.
    pub(crate) fn can_be_read_twice(&self) -> Result<bool, Failure> {
        for input in &self.files {
            if !input.can_be_read_twice()? {
                return Ok(false);
            }
        }
        Ok(true)
    }

    /// Copies what can be read only once to temporary files.
    fn make_repeatable(&mut self) -> Outcome {
        for input in &mut self.files {
            if !input.can_be_read_twice()? {
                let failed = |error| Failure::file(&input.path, error);
                let mut copy = tempfile::tempfile().map_err(failed)?;
                if is_standard_input(&input.path) {
                    io::copy(&mut standard_input()?, &mut copy).map_err(failed)?;
                } else {
                    io::copy(&mut File::open(&input.path).map_err(failed)?, &mut copy).map_err(failed)?;
                }
                input.copy = Some(copy);
            }
        }
        Ok(())
    }

    /// All keys of the files, which are read once more for that.
    pub(crate) fn keys(&mut self) -> Result<Keys, Failure> {
        self.make_repeatable()?;
        let mut keys = Keys::default();
        for input in &self.files {
            let OpenFile { file, .. } = input.open(&self.options, Printing::AtTheEnd)?;
            match file.headings() {
                Some(headings) => {
                    headings.iter().filter_map(|heading| heading.key()).for_each(|key| keys.add(key))
                }
                None => {
                    let read = file.read(|device| {
                        device.keys().for_each(|key| keys.add(key));
                        ControlFlow::Continue(())
                    });
                    read.map_err(|error| Failure::file(&input.path, error))?;
                }
            }
        }
        Ok(keys)
    }

    /// Passes every device to `visit`, and reports nothing: for files that will be read again.
    pub(crate) fn scan(&self, mut visit: impl FnMut(Device)) -> Outcome {
        for input in &self.files {
            let OpenFile { file, .. } = input.open(&self.options, Printing::AtTheEnd)?;
            let read = file.read(|device| {
                visit(device);
                ControlFlow::Continue(())
            });
            read.map_err(|error| Failure::file(&input.path, error))?;
        }
        Ok(())
    }

    /// Opens all files, so that nothing is printed if one cannot be read. A file is one of devices if a record has a
    /// known field, or one of these `fields`, which a command names.
    pub(crate) fn open(&self, printing: Printing, fields: &[String]) -> Result<OpenFiles<'_>, Failure> {
        let recognizer = Recognizer::new(self.catalog, fields);
        let mut presence = Presence::new(self.catalog, fields)?;
        let mut files = Vec::new();
        let mut last_remarks = None;
        let mut headings = None;
        let mut last_unknown = None;
        let mut unseen: Vec<&String> = self.given_headings.iter().collect();
        for input in &self.files {
            let OpenFile { file, bar } = input.open(&self.options, printing)?;
            let failed = |reason: String| Err(Failure::content(&input.path, reason));
            if *file.layout() == Layout::Empty {
                if !is_standard_input(&input.path) {
                    return failed("the file is empty".to_owned());
                }
                note("standard input is empty");
            }
            let remarks = file.remarks();
            if remarks != last_remarks
                && let Some(remarks) = &remarks
            {
                note(format_args!("{}: read as {remarks}", input.name()));
            }
            last_remarks = remarks;
            if let Some(own) = file.headings() {
                unseen.retain(|given| !own.iter().any(|heading| heading.text() == given.as_str()));
                if !recognizer.has_known(own) {
                    return failed(Recognizer::describe_headings(own));
                }
                for (heading, doubt) in own.doubts() {
                    note(format_args!("{}: heading `{heading}` {doubt}", input.name()));
                }
                let unknown = recognizer.describe_unknown(own);
                if unknown != last_unknown
                    && let Some(unknown) = &unknown
                {
                    note(format_args!("{}: {unknown}", input.name()));
                }
                last_unknown = unknown;
                presence.see_headings(own);
                headings.get_or_insert_with(|| own.clone());
            }
            // Many open files may be more than the system allows.
            let is_kept = self.files.len() == 1 || !input.can_be_read_twice()?;
            files.push((input, is_kept.then_some(OpenFile { file, bar })));
        }
        for heading in unseen {
            note(format_args!("no file has the heading `{heading}` of --columns"));
        }
        let is_one = self.files.len() == 1;
        let memory = if is_one { self.memory } else { self.memory / 2 };
        let duplicates = (!is_one).then(|| Duplicates::new(memory));
        let options = &self.options;
        Ok(OpenFiles { files, printing, options, recognizer, presence, duplicates, memory, headings })
    }
}

impl Input {
    fn name(&self) -> String {
        if is_standard_input(&self.path) {
            "standard input".to_owned()
        } else {
            self.path.display().to_string()
        }
    }

    fn can_be_read_twice(&self) -> Result<bool, Failure> {
        if self.copy.is_some() {
            return Ok(true);
        }
        if is_standard_input(&self.path) {
            return Ok(false);
        }
        let metadata = self.path.metadata().map_err(|error| Failure::file(&self.path, error))?;
        Ok(metadata.is_file())
    }

    fn open(&self, options: &ReadOptions<'_>, printing: Printing) -> Result<OpenFile, Failure> {
        let failed = |error| Failure::file(&self.path, error);
        if is_standard_input(&self.path) && self.copy.is_none() {
            let file = DeviceFile::open(standard_input()?, options).map_err(failed)?;
            return Ok(OpenFile { file, bar: None });
        }
        let file = match &self.copy {
            Some(copy) => {
                let mut copy = copy.try_clone().map_err(failed)?;
                copy.rewind().map_err(failed)?;
                copy
            }
            None => File::open(&self.path).map_err(failed)?,
        };
        let length = file.metadata().map_or(0, |metadata| metadata.len());
        let bar = progress_bar(length, printing);
        let file = match &bar {
            Some(bar) => DeviceFile::open(bar.wrap_read(file), options),
            None => DeviceFile::open(file, options),
        };
        Ok(OpenFile { file: file.map_err(failed)?, bar })
    }
}

/// Files of which it is known that they can be read.
pub(crate) struct OpenFiles<'f> {
    files: Vec<(&'f Input, Option<OpenFile>)>,
    printing: Printing,
    options: &'f ReadOptions<'f>,
    recognizer: Recognizer<'f>,
    presence: Presence,
    /// With several files, a device that comes twice counts once.
    duplicates: Option<Duplicates>,
    memory: usize,
    /// The headings of the first file of CSV.
    headings: Option<Headings>,
}

/// How many records are held back until one is known to be a device.
const HELD_BACK: usize = 1000;

impl OpenFiles<'_> {
    pub(crate) const fn headings(&self) -> Option<&Headings> {
        self.headings.as_ref()
    }

    /// How much memory is left for sorting.
    pub(crate) const fn memory(&self) -> usize {
        self.memory
    }

    /// Passes each device to `visit`, until that breaks.
    pub(crate) fn read(self, visit: impl FnMut(Device) -> ControlFlow<()>) -> Result<Reading, Failure> {
        self.read_devices(None, |_| true, visit)
    }

    /// Passes each device that `filter` wants to `visit`, until that breaks. The filter sees the fields of the
    /// selection's schema; a device may lack fields that are not selected.
    pub(crate) fn read_filtered(
        self,
        selection: &Selection<'_>,
        filter: impl FnMut(&Fields<'_>) -> bool,
        visit: impl FnMut(Device) -> ControlFlow<()>,
    ) -> Result<Reading, Failure> {
        self.read_devices(Some(selection), filter, visit)
    }

    fn read_devices(
        self,
        selection: Option<&Selection<'_>>,
        filter: impl FnMut(&Fields<'_>) -> bool,
        mut visit: impl FnMut(Device) -> ControlFlow<()>,
    ) -> Result<Reading, Failure> {
        let Self { files, printing, options, recognizer, presence, mut duplicates, .. } = self;
        let uuid = UuidReader::new(options)?;
        let filter = RefCell::new(filter);
        let mut reading = Reading {
            files: Vec::new(),
            is_partial: false,
            repeated: 0,
            differing: 0,
            first_differing: None,
            presence,
        };
        for (input, open) in files {
            let OpenFile { file, bar } = match open {
                Some(open) => open,
                None => input.open(options, printing)?,
            };
            let has_headings = file.headings().is_some();
            let is_recognized = Cell::new(has_headings);
            let mut held_back: Vec<Device> = Vec::new();
            let mut first_unknown = None;
            let mut failed = None;
            // Devices that come twice are compared as a whole, and while a field is missing all keys are of interest.
            // Then each device is read and seen before the filter sees it.
            let compares_devices = duplicates.is_some();
            let filters_first = Cell::new(false);
            let select = |presence: &Presence| {
                if let Some(selection) = selection {
                    let needs_keys = !has_headings && !presence.is_complete();
                    let is_wanted = is_recognized.get() && !needs_keys && !compares_devices;
                    filters_first.set(is_wanted);
                    selection.set_reads_everything(!is_wanted);
                }
            };
            let mut pass = |device: Device, reading: &mut Reading| {
                if !has_headings {
                    reading.presence.see(&device);
                }
                if let Some(duplicates) = &mut duplicates
                    && let Some(uuid) = uuid.of(&device)
                {
                    match duplicates.see(&uuid, &device) {
                        Ok(Seen::First) => {}
                        Ok(again) => {
                            reading.repeated += 1;
                            if again == Seen::AgainDifferent {
                                reading.differing += 1;
                                reading.first_differing.get_or_insert(uuid);
                            }
                            return ControlFlow::Continue(());
                        }
                        Err(error) => {
                            failed = Some(error);
                            return ControlFlow::Break(());
                        }
                    }
                }
                if let Some(selection) = selection
                    && !filters_first.get()
                    && !filter.borrow_mut()(&selection.fields(&device))
                {
                    return ControlFlow::Continue(());
                }
                let flow = visit(device);
                reading.is_partial |= flow.is_break();
                flow
            };
            select(&reading.presence);
            let visit_device = |device| {
                if is_recognized.get() {
                    let flow = pass(device, &mut reading);
                    select(&reading.presence);
                    return flow;
                }
                is_recognized.set(recognizer.is_device(&device));
                if !is_recognized.get() && first_unknown.is_none() {
                    first_unknown = Some(device.clone());
                }
                held_back.push(device);
                if is_recognized.get() || held_back.len() >= HELD_BACK {
                    return std::mem::take(&mut held_back)
                        .into_iter()
                        .try_for_each(|device| pass(device, &mut reading));
                }
                ControlFlow::Continue(())
            };
            let read = match selection {
                Some(selection) => {
                    let wants = |fields: &Fields<'_>| !filters_first.get() || filter.borrow_mut()(fields);
                    file.read_filtered(selection, wants, visit_device)
                }
                None => file.read(visit_device),
            };
            if let Some(bar) = bar {
                bar.finish_and_clear();
            }
            let summary = read.map_err(|error| Failure::file(&input.path, error))?;
            if !is_recognized.get()
                && let Some(first) = &first_unknown
            {
                return Err(Failure::content(&input.path, recognizer.describe(first)));
            }
            if summary.devices() == 0
                && let Some(first) = summary.first_skipped()
            {
                return Err(Failure::content(
                    &input.path,
                    format_args!("no record can be read (first: {first})"),
                ));
            }
            let _ = held_back.into_iter().try_for_each(|device| pass(device, &mut reading));
            if let Some(error) = failed {
                return Err(error.into());
            }
            reading.files.push((input.name(), summary));
            if reading.is_partial {
                break;
            }
        }
        Ok(reading)
    }
}

/// Reads the UUID of a device.
struct UuidReader {
    binding: Binding,
}

impl UuidReader {
    fn new(options: &ReadOptions<'_>) -> Result<Self, Failure> {
        let schema = Schema::new(options.catalog(), ["common.uuid"]).map_err(Failure::usage)?;
        Ok(Self { binding: Binding::new(&schema, options.catalog()) })
    }

    /// The UUID; none if it is missing or empty.
    fn of(&self, device: &Device) -> Option<String> {
        let uuid = self.binding.row(device).json(Slot::new(0))?.as_str()?;
        (!uuid.is_empty()).then(|| uuid.to_owned())
    }
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
