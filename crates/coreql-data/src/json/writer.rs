//! Devices as Core's envelope.

use std::io::{self, Write};

use serde::Serialize;

/// Writes Core's envelope: the devices under `results`, one on each line, then the totals.
///
/// ```
/// use coreql_data::Device;
/// use coreql_data::json::{EnvelopeTotals, EnvelopeWriter};
///
/// let mut output = Vec::new();
/// let mut writer = EnvelopeWriter::new(&mut output)?;
/// writer.write(&Device::from_json(br#"{"common.id": 7}"#)?)?;
/// let totals = EnvelopeTotals { total_count: 10, result_count: 1, has_more: true, ..EnvelopeTotals::default() };
/// writer.finish(totals)?;
/// assert_eq!(
///     String::from_utf8(output)?,
///     "{\"results\":[\n{\"common.id\":7}\n],\"totalCount\":10,\"resultCount\":1,\"searchTimeMillis\":0,\
///      \"currentServerTimeMilliseconds\":0,\"hasMore\":true}\n",
/// );
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug)]
pub struct EnvelopeWriter<W: Write> {
    output: W,
    is_empty: bool,
}

/// What Core's envelope has after its devices.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct EnvelopeTotals {
    /// The number of devices that match.
    pub total_count: u64,
    /// The number of devices in the envelope.
    pub result_count: u64,
    /// How long the search took, in milliseconds.
    pub search_time_millis: u64,
    /// The clock of the server, in milliseconds since 1970.
    pub current_server_time_milliseconds: i64,
    /// Whether there are more devices after those of the envelope.
    pub has_more: bool,
}

impl<W: Write> EnvelopeWriter<W> {
    /// Starts an envelope.
    ///
    /// # Errors
    /// The output fails.
    pub fn new(mut output: W) -> io::Result<Self> {
        output.write_all(b"{\"results\":[")?;
        Ok(Self { output, is_empty: true })
    }

    /// Writes a device: a [`Device`](crate::Device), or anything else that serializes as an object.
    ///
    /// # Errors
    /// The output fails, or the device does not serialize as JSON.
    pub fn write(&mut self, device: &impl Serialize) -> io::Result<()> {
        self.start_device()?;
        Ok(serde_json::to_writer(&mut self.output, device)?)
    }

    /// Writes a device that is JSON text already.
    ///
    /// # Errors
    /// The output fails.
    pub fn write_json(&mut self, device: &[u8]) -> io::Result<()> {
        self.start_device()?;
        self.output.write_all(device)
    }

    fn start_device(&mut self) -> io::Result<()> {
        self.output.write_all(if self.is_empty { b"\n" } else { b",\n" })?;
        self.is_empty = false;
        Ok(())
    }

    /// Writes the totals, ends the envelope and flushes the output.
    ///
    /// # Errors
    /// The output fails.
    pub fn finish(mut self, totals: EnvelopeTotals) -> io::Result<()> {
        let EnvelopeTotals {
            total_count,
            result_count,
            search_time_millis,
            current_server_time_milliseconds,
            has_more,
        } = totals;
        writeln!(
            self.output,
            "\n],\"totalCount\":{total_count},\"resultCount\":{result_count},\
             \"searchTimeMillis\":{search_time_millis},\
             \"currentServerTimeMilliseconds\":{current_server_time_milliseconds},\"hasMore\":{has_more}}}"
        )?;
        self.output.flush()
    }
}
