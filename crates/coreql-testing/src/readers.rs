//! Two ways to read a file of devices: the scanners of `coreql-data`, which look at little more than the selected
//! fields, and its reader of all fields, which is the reference.

use std::cell::RefCell;
use std::io::{self, Read};
use std::ops::ControlFlow;

use coreql::catalog::Catalog;
use coreql::eval::{Schema, Slot, UnreadableValues};
use coreql_data::{Device, DeviceFile, Fields, ReadOptions, Selection, Summary};

/// The fields that a filter reads: every type, a custom attribute, one with aliases.
pub const FILTERED: [&str; 8] = [
    "common.client_id",
    "common.model",
    "common.battery_level",
    "common.compliant",
    "common.last_connected_at",
    "common.os_version",
    "custom.device.x",
    "user.groups.name",
];

/// A key that is printed, and names no field.
pub const PRINTED: &str = "odd key";

/// All that is found in a file.
#[derive(Debug, PartialEq)]
struct Found {
    /// What the filter saw of each device.
    filtered: Vec<String>,
    /// The devices that it wanted.
    devices: Vec<String>,
    unreadable: Vec<(String, u64)>,
    summary: Result<Summary, (io::ErrorKind, String)>,
}

/// How a file is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Way {
    /// All fields of every device are read before the filter sees it: no scanner is used.
    Reference {
        keeps_whole: bool,
    },
    Scanned {
        keeps_whole: bool,
        chunk: usize,
    },
}

/// Asserts that a file is read alike in all ways: the same devices in the same order, the same summary, the same values
/// that cannot be read, the same error.
///
/// # Panics
/// It is not.
#[track_caller]
pub fn compare(file: &[u8]) {
    for keeps_whole in [false, true] {
        let expected = read(file, Way::Reference { keeps_whole });
        for chunk in [usize::MAX, 7, 64, 4096] {
            // Small chunks of large files take long and show nothing new.
            if chunk > 64 || file.len() < 4096 {
                let found = read(file, Way::Scanned { keeps_whole, chunk });
                assert_eq!(found, expected, "{keeps_whole} {chunk}\n{}", String::from_utf8_lossy(file));
            }
        }
    }
}

fn read(file: &[u8], way: Way) -> Found {
    let catalog = Catalog::builtin();
    let schema = Schema::new(catalog, FILTERED).unwrap();
    let selection = Selection::of(&schema, catalog).with_names([PRINTED]);
    // Members of answers are kept here and there.
    let only_selected = selection.clone();
    let (keeps_whole, chunk) = match way {
        Way::Reference { keeps_whole } => {
            selection.set_reads_everything(true);
            (keeps_whole, usize::MAX)
        }
        Way::Scanned { keeps_whole, chunk } => (keeps_whole, chunk),
    };
    let selection = if keeps_whole { selection.with_whole_devices() } else { selection };
    let unreadable = RefCell::new(UnreadableValues::new(&schema, catalog));
    let (mut filtered, mut devices) = (Vec::new(), Vec::new());
    let filter = |fields: &Fields<'_>| {
        unreadable.borrow_mut().count(fields);
        let values: Vec<String> = (0..schema.len())
            .map(|slot| fields.json(Slot::new(slot)).map(|json| json.to_string()).unwrap_or_default())
            .collect();
        filtered.push(values.join(" | "));
        // Every third device is not wanted.
        filtered.len() % 3 != 0
    };
    let visit = |device: Device| {
        let keep = |key: &str| keeps_whole || only_selected.selects(key);
        let device: Device = device.into_object().into_iter().filter(|(key, _)| keep(key)).collect();
        devices.push(serde_json::to_string(&device).unwrap());
        // A long file is not read to its end.
        if devices.len() < 5000 { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
    };
    let options = ReadOptions::new(catalog);
    let summary = DeviceFile::open(Chunks { text: file, size: chunk }, &options)
        .and_then(|file| file.read_filtered(&selection, filter, visit))
        .map_err(|error| (error.kind(), error.to_string()));
    let unreadable = unreadable.borrow().iter().map(|(name, _, count)| (name.to_owned(), count)).collect();
    Found { filtered, devices, unreadable, summary }
}

/// A reader that returns few bytes at a time.
struct Chunks<'t> {
    text: &'t [u8],
    size: usize,
}

impl Read for Chunks<'_> {
    fn read(&mut self, to: &mut [u8]) -> io::Result<usize> {
        let most = to.len().min(self.size);
        self.text.read(&mut to[..most])
    }
}
