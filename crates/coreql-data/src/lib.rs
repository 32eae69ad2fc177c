//! Devices of MobileIron Core (Ivanti EPMM) in and out of files, as streams: for [`coreql`] queries, or on their own.
//!
//! A file of devices is JSON as Core's API returns it, a JSON array, JSON lines, or CSV with a header line of field
//! names. Readers pass one device at a time to a closure, so memory does not grow with the file, and a record that
//! cannot be read is skipped and counted rather than ending the reading.
//!
//! | item | does |
//! |---|---|
//! | [`read`] | reads devices from any of these formats |
//! | [`json::read`], [`csv::read`] | read devices from one format |
//! | [`json::EnvelopeWriter`], [`csv::Writer`] | write Core's envelope, or CSV |
//! | [`Device`] | one device: a JSON object of field names and values |
//! | [`Summary`] | how many devices were read, how many records skipped, and where the first of those is |
//! | [`Sorter`] | sorts devices by a field, keeping only the first *n* |
//! | [`Fleet`] | a made-up fleet, always the same for the same seed |
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
//! use coreql::value::{AsValue, Value};
//! use coreql_data::{Fleet, SortOrder, Sorter};
//!
//! let mut sorter = Sorter::new(FieldType::Version, SortOrder::Ascending, 2);
//! for device in Fleet::new(1).take(1000) {
//!     sorter.push(device, |device| device.get("common.os_version").map_or(Value::Missing, AsValue::as_value));
//! }
//! let oldest: Vec<_> = sorter.into_sorted().map(|device| device["common.os_version"].clone()).collect();
//! assert_eq!(oldest, ["4.4", "4.4"]);
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
pub mod csv;
mod device;
mod fleet;
mod format;
pub mod json;
mod sort;
mod summary;

pub use self::device::Device;
pub use self::fleet::Fleet;
pub use self::format::read;
pub use self::sort::{SortOrder, Sorter};
pub use self::summary::{RecordPosition, SkippedRecord, Summary};
