//! Devices on standard output: a table, Core's envelope, JSON lines or CSV.

use std::io::{self, BufWriter, IsTerminal, StdoutLock, Write};
use std::time::{Instant, SystemTime, UNIX_EPOCH};

use coreql_data::csv;
use coreql_data::json::{EnvelopeTotals, EnvelopeWriter};
use serde_json::{Map, Value as Json};
use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

use crate::args::DeviceFormat;
use crate::{print, visible};

/// What is printed of a device.
pub(crate) enum Shown<'d> {
    /// All of it, as it was read.
    Whole(&'d Map<String, Json>),
    /// The columns, in order.
    Columns(Vec<Option<&'d Json>>),
}

/// The numbers of an answer.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Totals {
    pub(crate) found: u64,
    pub(crate) printed: u64,
    pub(crate) has_more: bool,
}

pub(crate) enum Output {
    Table(Table),
    Envelope { writer: EnvelopeWriter<Stdout>, started: Instant, columns: Vec<String> },
    Lines { writer: Stdout, columns: Vec<String> },
    Csv(Box<csv::Writer<Stdout>>),
}

type Stdout = BufWriter<StdoutLock<'static>>;

fn stdout() -> Stdout {
    BufWriter::with_capacity(1 << 16, io::stdout().lock())
}

impl Output {
    pub(crate) fn new(format: DeviceFormat, columns: Vec<String>) -> io::Result<Self> {
        Ok(match format {
            DeviceFormat::Table => Self::Table(Table::new(columns)),
            DeviceFormat::Json => {
                Self::Envelope { writer: EnvelopeWriter::new(stdout())?, started: Instant::now(), columns }
            }
            DeviceFormat::Jsonl => Self::Lines { writer: stdout(), columns },
            DeviceFormat::Csv => {
                Self::Csv(Box::new(csv::Writer::new(stdout(), columns.iter().map(String::as_str))?))
            }
        })
    }

    pub(crate) fn device(&mut self, shown: &Shown<'_>) -> io::Result<()> {
        match self {
            Self::Table(table) => table.row(values(shown)),
            Self::Envelope { writer, columns, .. } => match shown {
                Shown::Whole(object) => writer.write(object),
                Shown::Columns(values) => writer.write(&Ordered::new(columns, values)),
            },
            Self::Lines { writer, columns } => {
                match shown {
                    Shown::Whole(object) => serde_json::to_writer(&mut *writer, object)?,
                    Shown::Columns(values) => {
                        serde_json::to_writer(&mut *writer, &Ordered::new(columns, values))?;
                    }
                }
                writer.write_all(b"\n")
            }
            Self::Csv(writer) => writer.write(values(shown)),
        }
    }

    pub(crate) fn finish(self, totals: Totals) -> io::Result<()> {
        let Totals { found, printed, has_more } = totals;
        match self {
            Self::Table(mut table) => table.finish(totals),
            Self::Envelope { writer, started, .. } => {
                let now = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_millis());
                writer.finish(EnvelopeTotals {
                    total_count: found,
                    result_count: printed,
                    search_time_millis: u64::try_from(started.elapsed().as_millis()).unwrap_or(u64::MAX),
                    current_server_time_milliseconds: i64::try_from(now).unwrap_or(i64::MAX),
                    has_more,
                })
            }
            Self::Lines { mut writer, .. } => writer.flush(),
            Self::Csv(mut writer) => writer.flush(),
        }
    }
}

fn values<'d>(shown: &Shown<'d>) -> Vec<Option<&'d Json>> {
    match shown {
        Shown::Whole(object) => object.values().map(Some).collect(),
        Shown::Columns(values) => values.clone(),
    }
}

/// The columns that a device has a value for, as a JSON object in their order.
struct Ordered<'d>(Vec<(&'d str, &'d Json)>);

impl<'d> Ordered<'d> {
    fn new(columns: &'d [String], values: &[Option<&'d Json>]) -> Self {
        let present = columns.iter().zip(values).filter_map(|(name, value)| Some((name.as_str(), (*value)?)));
        Self(present.collect())
    }
}

impl serde::Serialize for Ordered<'_> {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.iter().map(|(name, value)| (name, value)))
    }
}

/// A table whose columns are as wide as the first rows need.
pub(crate) struct Table {
    writer: Stdout,
    columns: Vec<String>,
    /// The rows that wait until the widths are known.
    waiting: Vec<Vec<String>>,
    widths: Option<Vec<usize>>,
    on_terminal: bool,
}

impl Table {
    const MEASURED: usize = 200;
    const WIDEST: usize = 40;

    pub(crate) fn new(columns: Vec<String>) -> Self {
        let on_terminal = io::stdout().is_terminal();
        Self {
            writer: stdout(),
            columns: visible_cells(columns),
            waiting: Vec::new(),
            widths: None,
            on_terminal,
        }
    }

    pub(crate) fn row<'d>(&mut self, values: impl IntoIterator<Item = Option<&'d Json>>) -> io::Result<()> {
        self.cells(values.into_iter().map(cell).collect())
    }

    pub(crate) fn cells(&mut self, row: Vec<String>) -> io::Result<()> {
        let row = visible_cells(row);
        if self.widths.is_some() {
            return self.line(&row);
        }
        self.waiting.push(row);
        if self.waiting.len() >= Self::MEASURED { self.measured() } else { Ok(()) }
    }

    /// Fixes the widths and prints what waited.
    pub(crate) fn measured(&mut self) -> io::Result<()> {
        let mut widths: Vec<usize> = self.columns.iter().map(|column| column.width()).collect();
        for row in &self.waiting {
            for (width, cell) in widths.iter_mut().zip(row) {
                *width = cell.width().min(Self::WIDEST).max(*width);
            }
        }
        self.widths = Some(widths);
        let header = self.columns.clone();
        self.line(&header)?;
        for row in std::mem::take(&mut self.waiting) {
            self.line(&row)?;
        }
        Ok(())
    }

    fn line(&mut self, row: &[String]) -> io::Result<()> {
        let widths = self.widths.as_deref().unwrap_or_default();
        let mut line = String::new();
        for (cell, width) in row.iter().zip(widths) {
            // A terminal's columns stay in line; a file loses nothing.
            let shown = if self.on_terminal { shortened(cell, *width) } else { cell.clone() };
            let padding = width.saturating_sub(shown.width());
            line.push_str(&shown);
            line.push_str(&" ".repeat(padding + 2));
        }
        writeln!(self.writer, "{}", line.trim_end())
    }

    fn finish(&mut self, totals: Totals) -> io::Result<()> {
        if self.widths.is_none() {
            self.measured()?;
        }
        self.writer.flush()?;
        if totals.printed < totals.found {
            print::note(format_args!("{} of {} devices", totals.printed, totals.found));
        } else {
            print::note(format_args!("{} device{}", totals.found, if totals.found == 1 { "" } else { "s" }));
        }
        Ok(())
    }

    pub(crate) fn flush(mut self) -> io::Result<()> {
        if self.widths.is_none() {
            self.measured()?;
        }
        self.writer.flush()
    }
}

/// A value as a cell: nothing for what is missing.
pub(crate) fn cell(value: Option<&Json>) -> String {
    match value {
        None | Some(Json::Null) => String::new(),
        Some(Json::String(text)) => text.clone(),
        Some(other) => other.to_string(),
    }
}

/// No character of a cell moves the cursor.
fn visible_cells(row: Vec<String>) -> Vec<String> {
    row.into_iter().map(|cell| visible::line(&cell).into_owned()).collect()
}

fn shortened(cell: &str, width: usize) -> String {
    if cell.width() <= width {
        return cell.to_owned();
    }
    let mut used = 0;
    let kept = cell.chars().take_while(|c| {
        used += c.width().unwrap_or(0);
        used < width
    });
    kept.chain(['…']).collect()
}
