//! Aligned columns for people.

use std::io::{self, Write};

use serde_json::Value as Json;
use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

use super::{BufferedStdout, buffered_stdout, layout, sink, visible};

/// A table whose column widths are those of its first rows.
pub(crate) struct Table {
    writer: BufferedStdout,
    columns: Vec<String>,
    /// The rows that are held back until the widths are known.
    buffered: Vec<Vec<String>>,
    widths: Option<Vec<usize>>,
    is_terminal: bool,
    /// Whether the rows are devices: then the table fits a terminal, and a single device is shown in lines.
    is_fitted: bool,
}

impl Table {
    /// The number of rows that determine the widths.
    const MEASURED_ROWS: usize = 200;
    /// The maximum width of a column, unless its name is wider.
    const MAX_WIDTH: usize = 40;

    pub(crate) fn new<'n>(columns: impl IntoIterator<Item = &'n str>) -> Self {
        Self {
            writer: buffered_stdout(),
            columns: columns.into_iter().map(visible_cell).collect(),
            buffered: Vec::new(),
            widths: None,
            is_terminal: sink().is_terminal(),
            is_fitted: false,
        }
    }

    /// A table of devices, which fits the terminal unless it may be `wide`.
    pub(crate) fn of_devices<'n>(columns: impl IntoIterator<Item = &'n str>, wide: bool) -> Self {
        let mut table = Self::new(columns);
        table.is_fitted = table.is_terminal && !wide;
        table
    }

    pub(crate) fn write<C: AsRef<str>>(&mut self, cells: impl IntoIterator<Item = C>) -> io::Result<()> {
        let row: Vec<String> = cells.into_iter().map(|cell| visible_cell(cell.as_ref())).collect();
        if self.widths.is_some() {
            return self.write_line(&row);
        }
        self.buffered.push(row);
        if self.buffered.len() >= Self::MEASURED_ROWS { self.write_buffered() } else { Ok(()) }
    }

    /// Determines the widths, and writes the header and the rows that were held back.
    fn write_buffered(&mut self) -> io::Result<()> {
        if self.is_fitted {
            self.columns = layout::short_names(&self.columns);
        }
        let mut widths: Vec<usize> = self.columns.iter().map(|column| column.width()).collect();
        for row in &self.buffered {
            for (width, cell) in widths.iter_mut().zip(row) {
                *width = cell.width().min(Self::MAX_WIDTH).max(*width);
            }
        }
        if self.is_fitted {
            let terminal = terminal_size::terminal_size().map_or(80, |(width, _)| width.0.into());
            layout::fit(&mut widths, terminal);
        }
        self.widths = Some(widths);
        let header = self.columns.clone();
        self.write_line(&header)?;
        for row in std::mem::take(&mut self.buffered) {
            self.write_line(&row)?;
        }
        Ok(())
    }

    fn write_line(&mut self, row: &[String]) -> io::Result<()> {
        let widths = self.widths.as_deref().unwrap_or_default();
        let mut line = String::new();
        for (cell, width) in row.iter().zip(widths) {
            // On a terminal, long cells are cut to keep the columns aligned. A file gets the whole text.
            let shown = if self.is_terminal { shortened(cell, *width) } else { cell.clone() };
            let padding = width.saturating_sub(shown.width());
            line.push_str(&shown);
            line.push_str(&" ".repeat(padding + 2));
        }
        writeln!(self.writer, "{}", line.trim_end())
    }

    /// Writes everything that is still held back.
    pub(crate) fn finish(mut self) -> io::Result<()> {
        match self.buffered.as_slice() {
            [device] if self.is_fitted && self.widths.is_none() => {
                let width = self.columns.iter().map(|column| column.width()).max().unwrap_or_default();
                for (column, cell) in self.columns.iter().zip(device).filter(|(_, cell)| !cell.is_empty()) {
                    let padding = " ".repeat(width - column.width());
                    writeln!(self.writer, "{column}{padding}  {cell}")?;
                }
            }
            _ if self.widths.is_none() => self.write_buffered()?,
            _ => {}
        }
        self.writer.flush()
    }
}

/// A value as the text of a cell; a missing one is empty.
pub(crate) fn cell_text(value: Option<&Json>) -> String {
    match value {
        None | Some(Json::Null) => String::new(),
        Some(Json::String(text)) => text.clone(),
        Some(other) => other.to_string(),
    }
}

fn visible_cell(cell: &str) -> String {
    visible::line(cell).into_owned()
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
