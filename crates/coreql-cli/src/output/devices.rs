//! Devices on standard output: a table, Core's envelope, JSON lines or CSV.

use std::io::{self, Write};
use std::time::{Instant, SystemTime, UNIX_EPOCH};

use coreql_data::csv;
use coreql_data::json::{EnvelopeTotals, EnvelopeWriter};
use serde::{Serialize, Serializer};
use serde_json::{Map, Value as Json};

use super::{BufferedStdout, Table, buffered_stdout, cell_text, note_bare, plural};
use crate::args::DeviceFormat;

/// What is printed of a device.
pub(crate) enum DeviceView<'d> {
    /// The whole device, as it was read.
    Whole(&'d Map<String, Json>),
    /// Some fields, in this order.
    Fields(Vec<(&'d str, Option<&'d Json>)>),
}

impl<'d> DeviceView<'d> {
    fn values(&self) -> Vec<Option<&'d Json>> {
        match self {
            Self::Whole(object) => object.values().map(Some).collect(),
            Self::Fields(fields) => fields.iter().map(|(_, value)| *value).collect(),
        }
    }
}

/// An object of the fields that the device has.
impl Serialize for DeviceView<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Whole(object) => object.serialize(serializer),
            Self::Fields(fields) => {
                serializer.collect_map(fields.iter().filter_map(|(name, value)| Some((name, (*value)?))))
            }
        }
    }
}

/// The totals of a search.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Totals {
    /// The number of devices that match.
    pub(crate) found: u64,
    /// The number of devices that were printed.
    pub(crate) printed: u64,
    /// Whether more devices follow those that were printed.
    pub(crate) has_more: bool,
}

/// Writes devices in one of the formats.
pub(crate) enum DeviceWriter {
    Table(Table),
    Envelope { writer: EnvelopeWriter<BufferedStdout>, started: Instant },
    Lines(BufferedStdout),
    Csv(Box<csv::Writer<BufferedStdout>>),
}

impl DeviceWriter {
    /// Makes a writer. Tables and CSV have a header of these columns.
    pub(crate) fn new<'n>(
        format: DeviceFormat,
        columns: impl IntoIterator<Item = &'n str>,
    ) -> io::Result<Self> {
        Ok(match format {
            DeviceFormat::Table => Self::Table(Table::new(columns)),
            DeviceFormat::Json => {
                Self::Envelope { writer: EnvelopeWriter::new(buffered_stdout())?, started: Instant::now() }
            }
            DeviceFormat::Jsonl => Self::Lines(buffered_stdout()),
            DeviceFormat::Csv => Self::Csv(Box::new(csv::Writer::new(buffered_stdout(), columns)?)),
        })
    }

    pub(crate) fn write(&mut self, device: &DeviceView<'_>) -> io::Result<()> {
        match self {
            Self::Table(table) => table.write(device.values().into_iter().map(cell_text)),
            Self::Envelope { writer, .. } => writer.write(device),
            Self::Lines(writer) => {
                serde_json::to_writer(&mut *writer, device)?;
                writer.write_all(b"\n")
            }
            Self::Csv(writer) => writer.write(device.values()),
        }
    }

    pub(crate) fn finish(self, totals: Totals) -> io::Result<()> {
        let Totals { found, printed, has_more } = totals;
        match self {
            Self::Table(table) => {
                table.finish()?;
                let devices = plural(found, "device");
                if printed < found {
                    note_bare(format_args!("{printed} of {devices}"));
                } else {
                    note_bare(devices);
                }
                Ok(())
            }
            Self::Envelope { writer, started } => {
                let now = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_millis());
                writer.finish(EnvelopeTotals {
                    total_count: found,
                    result_count: printed,
                    search_time_millis: u64::try_from(started.elapsed().as_millis()).unwrap_or(u64::MAX),
                    current_server_time_milliseconds: i64::try_from(now).unwrap_or(i64::MAX),
                    has_more,
                })
            }
            Self::Lines(mut writer) => writer.flush(),
            Self::Csv(mut writer) => writer.flush(),
        }
    }
}
