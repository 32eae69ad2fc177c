//! Files of devices in any format.

use std::fmt;
use std::io::{self, BufRead, Cursor, Read};
use std::ops::ControlFlow;

use coreql::catalog::Catalog;

use crate::bytes::{self, Compression, Encoding};
use crate::csv::CsvFile;
use crate::layout::{Headings, Layout, ReadOptions};
use crate::visit::{Every, Filtered, Visit};
use crate::{Device, Fields, Selection, Summary, json};

/// The most that is read to detect how a file is laid out.
const MAX_START: usize = 1 << 20;

/// Reads devices from JSON or CSV and passes each to `visit`, until that breaks or the input ends.
///
/// [`DeviceFile`] does the same in two steps, with options.
///
/// # Errors
/// Those of [`DeviceFile::open`] and [`DeviceFile::read`]. Devices before the error were visited.
///
/// ```
/// use std::ops::ControlFlow;
/// use coreql::catalog::Catalog;
///
/// for text in ["[{\"common.id\": \"7\"}]", "{\"common.id\": \"7\"}\n", "common.id\n7\n", "ID;Platform\n7;iOS\n"] {
///     let summary = coreql_data::read(text.as_bytes(), Catalog::builtin(), |device| {
///         assert_eq!(device["common.id"], "7");
///         ControlFlow::Continue(())
///     })?;
///     assert_eq!(summary.devices(), 1);
/// }
/// # Ok::<(), std::io::Error>(())
/// ```
pub fn read(
    reader: impl Read,
    catalog: &Catalog,
    visit: impl FnMut(Device) -> ControlFlow<()>,
) -> io::Result<Summary> {
    DeviceFile::open(reader, &ReadOptions::new(catalog))?.read(visit)
}

/// An open file of devices: what it is has been detected, and no device has been read.
///
/// ```
/// use std::ops::ControlFlow;
///
/// use coreql::catalog::Catalog;
/// use coreql_data::{DeviceFile, Layout, ReadOptions};
///
/// let export = "Platform;OS Version\niOS;17.5\n";
/// let file = DeviceFile::open(export.as_bytes(), &ReadOptions::new(Catalog::builtin()))?;
/// let Layout::Csv { delimiter, headings, .. } = file.layout() else { panic!() };
/// assert_eq!(*delimiter, ';');
/// let fields: Vec<_> = headings.iter().map(|heading| heading.field()).collect();
/// assert_eq!(fields, [Some("common.platform"), Some("common.os_version")]);
///
/// file.read(|device| {
///     assert_eq!(device["common.os_version"], "17.5");
///     ControlFlow::Continue(())
/// })?;
/// # Ok::<(), std::io::Error>(())
/// ```
pub struct DeviceFile<'r> {
    layout: Layout,
    compression: Option<Compression>,
    encoding: Encoding,
    records: Records<'r>,
}

/// What is left to be read of a file.
enum Records<'r> {
    Json(Box<dyn BufRead + 'r>),
    Csv(CsvFile<Box<dyn BufRead + 'r>>),
}

impl<'r> DeviceFile<'r> {
    /// Decompresses and decodes a file, and detects its layout. Text whose first character other than white space is
    /// `{` or `[` is JSON, any other is CSV.
    ///
    /// # Errors
    /// The reader fails; the file is of a type that has no devices, such as a web page; or the headings of CSV cannot be
    /// read.
    pub fn open(reader: impl Read + 'r, options: &ReadOptions<'_>) -> io::Result<Self> {
        let bytes::Text { reader, compression, encoding } = bytes::text(reader)?;
        let (start, reader) = first_line(reader)?;
        // No CSV header of field names starts with a bracket.
        let first = start.iter().find(|byte| !byte.is_ascii_whitespace()).copied();
        let (layout, records) = match first {
            None => (Layout::Empty, Records::Json(with_start(start, reader))),
            Some(b'{' | b'[') => (Layout::Json, Records::Json(with_start(start, reader))),
            Some(_) => {
                let file = CsvFile::open(&start.clone(), with_start(start, reader), options)?;
                (file.layout(), Records::Csv(file))
            }
        };
        Ok(Self { layout, compression, encoding, records })
    }

    /// How the devices are laid out.
    pub const fn layout(&self) -> &Layout {
        &self.layout
    }

    /// The headings of a file of CSV.
    pub const fn headings(&self) -> Option<&Headings> {
        match &self.layout {
            Layout::Csv { headings, .. } => Some(headings),
            Layout::Empty | Layout::Json => None,
        }
    }

    /// How the file is compressed.
    pub const fn compression(&self) -> Option<Compression> {
        self.compression
    }

    /// How its characters are written.
    pub const fn encoding(&self) -> Encoding {
        self.encoding
    }

    /// What was detected that is not as it mostly is: `gzip, UTF-16 (low byte first), CSV with ; as the delimiter`.
    /// Nothing for JSON and CSV with commas in UTF-8.
    pub fn remarks(&self) -> Option<String> {
        let mut remarks = Vec::new();
        remarks.extend(self.compression.map(|compression| compression.to_string()));
        if self.encoding != Encoding::Utf8 {
            remarks.push(self.encoding.to_string());
        }
        if let Layout::Csv { delimiter, has_blanks, .. } = &self.layout {
            let name = match delimiter {
                '\t' => "a tab".to_owned(),
                other => format!("`{other}`"),
            };
            match (delimiter, has_blanks) {
                (',', false) => {}
                (_, false) => remarks.push(format!("CSV with {name} as the delimiter")),
                (_, true) => remarks.push(format!("CSV with {name} and a blank as the delimiter")),
            }
        }
        (!remarks.is_empty()).then(|| remarks.join(", "))
    }

    /// Reads the devices and passes each to `visit`, until that breaks or the file ends.
    ///
    /// # Errors
    /// The reader fails, or the file is damaged. Devices before the error were visited.
    pub fn read(self, visit: impl FnMut(Device) -> ControlFlow<()>) -> io::Result<Summary> {
        self.read_fields(None, Every(visit))
    }

    /// Reads the devices with the selected fields alone, which is faster. All else is as [`read`](Self::read) does it:
    /// the order of devices and fields, what is skipped, and the summary.
    ///
    /// # Errors
    /// Those of [`read`](Self::read).
    pub fn read_selected(
        self,
        selection: &Selection<'_>,
        visit: impl FnMut(Device) -> ControlFlow<()>,
    ) -> io::Result<Summary> {
        self.read_fields(Some(selection), Every(visit))
    }

    /// Reads the devices that `filter` wants, which sees the selected fields in the slots of their schema; a device that
    /// it does not want costs little more than finding where it ends. All else is as
    /// [`read_selected`](Self::read_selected) does it; the summary counts all devices.
    ///
    /// ```
    /// use std::ops::ControlFlow;
    ///
    /// use coreql::Query;
    /// use coreql::eval::Schema;
    /// use coreql_data::{DeviceFile, ReadOptions, Selection};
    ///
    /// let query: Query = "platform = \"iOS\"".parse()?;
    /// let schema = Schema::of(&query);
    /// let matcher = query.compile(&schema)?;
    /// let catalog = query.catalog();
    ///
    /// let file = "{\"common.id\": 1, \"common.platform\": \"iOS\"}\n{\"common.id\": 2, \"common.platform\": \"Android\"}\n";
    /// let selection = Selection::of(&schema, catalog).with_names(["common.id"]);
    /// let mut ids = Vec::new();
    /// let summary = DeviceFile::open(file.as_bytes(), &ReadOptions::new(catalog))?.read_filtered(
    ///     &selection,
    ///     |fields| matcher.matches(fields),
    ///     |device| {
    ///         ids.push(device["common.id"].clone());
    ///         ControlFlow::Continue(())
    ///     },
    /// )?;
    /// assert_eq!((ids, summary.devices()), (vec![1.into()], 2));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// Those of [`read`](Self::read).
    pub fn read_filtered(
        self,
        selection: &Selection<'_>,
        filter: impl FnMut(&Fields<'_>) -> bool,
        visit: impl FnMut(Device) -> ControlFlow<()>,
    ) -> io::Result<Summary> {
        self.read_fields(Some(selection), Filtered { filter, visit })
    }

    fn read_fields(self, selection: Option<&Selection<'_>>, visit: impl Visit) -> io::Result<Summary> {
        match self.records {
            Records::Json(reader) => json::read_text(reader, selection, visit),
            Records::Csv(file) => file.read(selection, visit),
        }
    }
}

impl fmt::Debug for DeviceFile<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { layout, compression, encoding, records: _ } = self;
        f.debug_struct("DeviceFile")
            .field("layout", layout)
            .field("compression", compression)
            .field("encoding", encoding)
            .finish_non_exhaustive()
    }
}

/// Reads on until the first line that is not blank is complete.
fn first_line<'r>(mut reader: Box<dyn BufRead + 'r>) -> io::Result<(Vec<u8>, Box<dyn BufRead + 'r>)> {
    let mut start = Vec::new();
    let mut first = None;
    loop {
        let chunk = reader.fill_buf()?;
        let (known, length) = (start.len(), chunk.len());
        start.extend_from_slice(chunk);
        reader.consume(length);
        let from = match first {
            Some(_) => known,
            None => {
                let rest = start.get(known..).unwrap_or_default();
                first = rest.iter().position(|byte| !byte.is_ascii_whitespace()).map(|at| known + at);
                first.unwrap_or(start.len())
            }
        };
        let is_whole = memchr::memchr2(b'\n', b'\r', start.get(from..).unwrap_or_default()).is_some();
        if length == 0 || is_whole || start.len() >= MAX_START {
            return Ok((start, reader));
        }
    }
}

fn with_start<'r>(start: Vec<u8>, reader: Box<dyn BufRead + 'r>) -> Box<dyn BufRead + 'r> {
    Box::new(Cursor::new(start).chain(reader))
}
