//! Devices of MobileIron Core (Ivanti EPMM) in and out of files, as streams: for [`coreql`] queries, or on their own.
//!
//! A file of devices is JSON as Core's API returns it, a JSON array, JSON lines, or CSV with a line of headings; it may
//! be compressed (gzip, zstd), and in UTF-8 or UTF-16. Readers pass one device at a time to a closure, so memory does
//! not grow with the file, and a record that cannot be read is skipped and counted rather than ending the reading.
//!
//! | item | does |
//! |---|---|
//! | [`read`] | reads devices from any of these formats |
//! | [`DeviceFile`], [`ReadOptions`] | the same in two steps: what the file is, then its devices |
//! | [`Selection`] | the fields of a device that are kept |
//! | [`Fields`] | what a filter sees of a device before anything is kept |
//! | [`json::read`], [`csv::read`] | read devices from one format |
//! | [`json::EnvelopeWriter`], [`csv::Writer`] | write Core's envelope, or CSV |
//! | [`Device`] | one device: a JSON object of field names and values |
//! | [`Summary`] | how many devices were read, how many records skipped, and where the first of those is |
//! | [`Sorter`] | sorts rows by fields in bounded memory, keeping only the first *n* |
//! | [`Duplicates`] | finds devices that come twice |
//! | [`queries`] | files of queries: `.coreql`, JSON, JSON lines, and YAML (feature `yaml`) |
//! | `config` | the settings of `coreql.toml` (feature `config`) |
//! | [`Fleet`] | a made-up fleet, always the same for the same seed |
//!
//! Four layers read a file, each of which can be replaced alone: bytes (decompression, decoding), layout (JSON or CSV,
//! delimiter, headings), records, and what is done with devices.
//!
//! # Filter a file
//!
//! Which devices of a file does a query select? The closure breaks when it has enough.
//!
//! ```
//! use std::ops::ControlFlow;
//!
//! use coreql::Query;
//! use coreql::catalog::Catalog;
//!
//! let file = "common.id,common.platform,common.os_version\n1,iOS,9.3\n2,Android,14\n3,iOS,17.5\n";
//!
//! let query: Query = r#""common.platform" = "iOS" AND "common.os_version" >= "10""#.parse()?;
//! let filter = query.json_filter()?;
//!
//! let mut found = Vec::new();
//! let summary = coreql_data::read(file.as_bytes(), Catalog::builtin(), |device| {
//!     if filter.matches_object(device.object()) {
//!         found.push(device);
//!     }
//!     ControlFlow::Continue(())
//! })?;
//! assert_eq!(found[0]["common.id"], "3");
//! assert_eq!((summary.devices(), summary.skipped()), (3, 0));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # Sort
//!
//! The oldest two systems of a fleet of 1,000. Versions sort in version order, so `9.3` comes before `10`.
//!
//! ```
//! use coreql::catalog::FieldType;
//! use coreql_data::{Fleet, SortColumn, SortOrder, Sorter};
//!
//! let by_version = SortColumn::new(FieldType::Version, SortOrder::Ascending);
//! let mut sorter = Sorter::new([by_version], 2);
//! for device in Fleet::new(1).take(1000) {
//!     let version = device.get("common.os_version");
//!     sorter.push([version], version.and_then(|version| version.as_str()).unwrap_or_default().as_bytes())?;
//! }
//! let oldest: Vec<Vec<u8>> = sorter.into_sorted()?.collect::<Result<_, _>>()?;
//! assert_eq!(oldest, [b"4.4", b"4.4"]);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # Convert
//!
//! From JSON lines to CSV, with two columns.
//!
//! ```
//! use std::ops::ControlFlow;
//!
//! use coreql_data::{csv, json};
//!
//! let lines = "{\"common.id\": 1, \"common.platform\": \"iOS\"}\n{\"common.id\": 2}\n";
//! let columns = ["common.id", "common.platform"];
//!
//! let mut output = Vec::new();
//! let mut writer = csv::Writer::new(&mut output, columns)?;
//! let mut result = Ok(());
//! json::read(lines.as_bytes(), |device| {
//!     result = writer.write(columns.map(|name| device.get(name)));
//!     if result.is_ok() { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
//! })?;
//! result?;
//! writer.flush()?;
//! drop(writer);
//! assert_eq!(String::from_utf8(output)?, "common.id,common.platform\n1,iOS\n2,\n");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;

mod bytes;
#[cfg(feature = "config")]
pub mod config;
pub mod csv;
mod device;
mod duplicates;
mod file;
mod fleet;
pub mod json;
mod layout;
pub mod queries;
mod select;
mod sort;
mod summary;
mod visit;

pub use self::bytes::{Compression, Encoding};
pub use self::device::Device;
pub use self::duplicates::{Duplicates, Seen};
pub use self::file::{DeviceFile, read};
pub use self::fleet::Fleet;
pub use self::layout::{Heading, HeadingDoubt, Headings, Layout, ReadOptions};
pub use self::select::{Fields, Selection};
pub use self::sort::{SortColumn, SortOrder, Sorter};
pub use self::summary::{Answers, RecordPosition, Remark, SkippedRecord, Summary};

/// The fields that say which device it is, and in which state: what a table or CSV shows by default, before the fields
/// of the query.
pub const BASIC_FIELDS: [&str; 5] =
    ["common.uuid", "user.display_name", "common.platform", "common.os_version", "common.last_connected_at"];
