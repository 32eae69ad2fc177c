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

/// Writes devices in one of the formats. Nothing is written before the first device, so that an error that comes before
/// leaves standard output empty.
pub(crate) struct DeviceWriter {
    format: DeviceFormat,
    columns: Vec<String>,
    /// Whether a table may be wider than the terminal.
    wide: bool,
    started_at: Instant,
    started: Option<Started>,
}

enum Started {
    Table(Table),
    Envelope(EnvelopeWriter<BufferedStdout>),
    Lines(BufferedStdout),
    Csv(Box<csv::Writer<BufferedStdout>>),
}

impl DeviceWriter {
    /// Makes a writer. Tables and CSV have a header of these columns; a table fits the terminal unless it
    /// may be `wide`.
    pub(crate) fn new(format: DeviceFormat, columns: Vec<String>, wide: bool) -> Self {
        Self { format, columns, wide, started_at: Instant::now(), started: None }
    }

    fn started(&mut self) -> io::Result<&mut Started> {
        let started = match self.started.take() {
            Some(started) => started,
            None => {
                let columns = self.columns.iter().map(String::as_str);
                match self.format {
                    DeviceFormat::Table => Started::Table(Table::of_devices(columns, self.wide)),
                    DeviceFormat::Json => Started::Envelope(EnvelopeWriter::new(buffered_stdout())?),
                    DeviceFormat::Jsonl => Started::Lines(buffered_stdout()),
                    DeviceFormat::Csv => {
                        Started::Csv(Box::new(csv::Writer::new(buffered_stdout(), columns)?))
                    }
                }
            }
        };
        Ok(self.started.insert(started))
    }

    pub(crate) fn write(&mut self, device: &DeviceView<'_>) -> io::Result<()> {
        match self.started()? {
            Started::Table(table) => table.write(device.values().into_iter().map(cell_text)),
            Started::Envelope(writer) => writer.write(device),
            Started::Lines(writer) => {
                serde_json::to_writer(&mut *writer, device)?;
                writer.write_all(b"\n")
            }
            Started::Csv(writer) => writer.write(device.values()),
        }
    }

    /// What [`write_row`](Self::write_row) needs to print a device as [`write`](Self::write) does: its JSON, or the
    /// texts of its cells.
    pub(crate) fn row(&self, device: &DeviceView<'_>) -> io::Result<Vec<u8>> {
        Ok(match self.format {
            DeviceFormat::Json | DeviceFormat::Jsonl => serde_json::to_vec(device)?,
            DeviceFormat::Table | DeviceFormat::Csv => {
                serde_json::to_vec(&device.values().into_iter().map(cell_text).collect::<Vec<_>>())?
            }
        })
    }

    pub(crate) fn write_row(&mut self, row: &[u8]) -> io::Result<()> {
        let cells = || serde_json::from_slice::<Vec<Json>>(row);
        match self.started()? {
            Started::Table(table) => {
                table.write(cells()?.iter().map(|cell| cell.as_str().unwrap_or_default()))
            }
            Started::Envelope(writer) => writer.write_json(row),
            Started::Lines(writer) => {
                writer.write_all(row)?;
                writer.write_all(b"\n")
            }
            Started::Csv(writer) => writer.write(cells()?.iter().map(Some)),
        }
    }

    pub(crate) fn finish(mut self, totals: Totals) -> io::Result<()> {
        let Totals { found, printed, has_more } = totals;
        self.started()?;
        match self.started {
            Some(Started::Table(table)) => {
                table.finish()?;
                let devices = plural(found, "device");
                if printed < found {
                    note_bare(format_args!("{printed} of {devices}"));
                } else {
                    note_bare(devices);
                }
                Ok(())
            }
            Some(Started::Envelope(writer)) => {
                let now = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_millis());
                writer.finish(EnvelopeTotals {
                    total_count: found,
                    result_count: printed,
                    search_time_millis: u64::try_from(self.started_at.elapsed().as_millis())
                        .unwrap_or(u64::MAX),
                    current_server_time_milliseconds: i64::try_from(now).unwrap_or(i64::MAX),
                    has_more,
                })
            }
            Some(Started::Lines(mut writer)) => writer.flush(),
            Some(Started::Csv(mut writer)) => writer.flush(),
            None => Ok(()),
        }
    }
}
