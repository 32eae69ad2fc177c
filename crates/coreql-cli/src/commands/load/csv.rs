//! CSV for the bulk loaders of engines, in which NULL and the empty string differ.

use std::fmt::Write as _;
use std::io::{self, Write};

use coreql::catalog::Catalog;
use coreql::sql::{Dialect, Mapping, Rows, SqlValue, Storage};

use super::LoadArgs;
use super::rows::{SkippedDevices, for_each_row};
use crate::devices::Printing;
use crate::failure::{Failure, Outcome};
use crate::output::{buffered_stdout, note};

pub(super) fn print(args: &LoadArgs, dialect: Dialect, mapping: &Mapping, catalog: &Catalog) -> Outcome {
    let csv = loader_csv(args, dialect, mapping)?;
    let mut output = buffered_stdout();
    let mut skipped = SkippedDevices::default();
    let columns = Rows::new(mapping, catalog).map_err(Failure::usage)?.columns();
    csv.write_header(&columns, &mut output)?;
    let dates = timestamps(mapping, &columns);
    let mut number = 0;
    for_each_row(args, mapping, catalog, Printing::Streaming, |mut row| {
        number += 1;
        let storable = Rows::check(&row, dialect).map_err(|error| error.to_string());
        let storable = storable.and_then(|()| write_dates(&mut row, &dates, dialect));
        match storable.and_then(|()| csv.check(&row).map_err(str::to_owned)) {
            Ok(()) => csv.write(&row, &mut output)?,
            Err(reason) => skipped.add(number, reason),
        }
        Ok(())
    })?;
    note(format_args!("load this file with {}", csv.statement));
    output.flush()?;
    skipped.report();
    Ok(())
}

fn loader_csv(args: &LoadArgs, dialect: Dialect, mapping: &Mapping) -> Result<LoaderCsv, Failure> {
    if args.update {
        return Err(Failure::usage("--update requires --format insert: the engine's loader only adds rows"));
    }
    if args.ddl {
        return Err(Failure::usage(
            "--ddl requires --format insert; `coreql sql --statement ddl` prints CREATE TABLE",
        ));
    }
    let csv = LoaderCsv::of(dialect).ok_or_else(|| {
        Failure::Usage(format!(
            "the CSV loader of {dialect} cannot distinguish NULL from an empty string, or is not known to; \
             use --format insert"
        ))
    })?;
    match unsupported_column(mapping, dialect) {
        Some(column) => Err(Failure::Usage(format!(
            "column `{column}` has a type that is not known to be read from CSV by {dialect}; \
             use --format insert"
        ))),
        None => Ok(csv),
    }
}

/// The columns of timestamps, by their place in a row.
fn timestamps(mapping: &Mapping, columns: &[&str]) -> Vec<(usize, Storage)> {
    let is_timestamp = |storage| matches!(storage, Storage::Timestamp | Storage::TimestampZoned);
    let fields = mapping.fields().filter(|field| is_timestamp(field.storage));
    let place = |name: &str| columns.iter().position(|column| *column == name);
    fields.filter_map(|field| Some((place(&field.column)?, field.storage))).collect()
}

/// Replaces the milliseconds of timestamps by their text.
fn write_dates(row: &mut [SqlValue], dates: &[(usize, Storage)], dialect: Dialect) -> Result<(), String> {
    for (place, storage) in dates {
        if let Some(value) = row.get_mut(*place)
            && let SqlValue::Integer(instant) = *value
        {
            let text = dialect.timestamp_text(*storage, instant);
            let far = || format!("the timestamps of {dialect} in CSV do not reach the date {instant}");
            *value = SqlValue::Text(text.ok_or_else(far)?);
        }
    }
    Ok(())
}

/// A column that cannot be written: each loader has its own form of arrays, and not all are known to read timestamps.
fn unsupported_column(mapping: &Mapping, dialect: Dialect) -> Option<&str> {
    let is_unsupported = |storage| match storage {
        Storage::TextArray => true,
        Storage::Timestamp | Storage::TimestampZoned => dialect.timestamp_text(storage, 0).is_none(),
        _ => false,
    };
    mapping.fields().find(|columns| is_unsupported(columns.storage)).map(|columns| columns.column.as_str())
}

/// The CSV of an engine's loader: how it writes NULL, and what is special between quotes.
#[derive(Clone, Copy, Debug)]
struct LoaderCsv {
    /// NULL, which has no quotes.
    null: &'static str,
    /// Whether the loader reads the same text in quotes as NULL too, so that this text cannot be loaded.
    null_may_be_quoted: bool,
    /// Whether a line `\.` ends the file even between quotes, as in psql before version 18.
    ends_at_mark: bool,
    backslash: Backslash,
    /// True and false.
    booleans: [&'static str; 2],
    /// The statement, or the options, that load the file.
    statement: &'static str,
}

/// The meaning of a backslash between quotes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Backslash {
    Itself,
    /// The start of an escape, as in `\0` for U+0000.
    Escape,
}

/// An empty cell is NULL, a pair of quotes the empty string.
const STANDARD: LoaderCsv = LoaderCsv {
    null: "",
    null_may_be_quoted: false,
    ends_at_mark: false,
    backslash: Backslash::Itself,
    booleans: ["true", "false"],
    statement: "",
};

impl LoaderCsv {
    /// The CSV of an engine; `None` if its loader cannot distinguish NULL from the empty string.
    fn of(dialect: Dialect) -> Option<Self> {
        let csv = match dialect {
            Dialect::Postgres => {
                Self { ends_at_mark: true, statement: "COPY … FROM STDIN (FORMAT csv, HEADER)", ..STANDARD }
            }
            Dialect::DuckDb => Self {
                statement: "COPY … FROM '…' (FORMAT csv, HEADER, ALLOW_QUOTED_NULLS false)",
                ..STANDARD
            },
            Dialect::Spark => Self {
                null: "\\N",
                null_may_be_quoted: true,
                statement: "CREATE TEMPORARY VIEW … USING csv OPTIONS (path '…', header 'true', multiLine 'true', quote '\"', escape '\"', nullValue '\\\\N')",
                ..STANDARD
            },
            Dialect::Snowflake => Self {
                statement: "COPY INTO … FILE_FORMAT = (TYPE = CSV SKIP_HEADER = 1 FIELD_OPTIONALLY_ENCLOSED_BY = '\"' EMPTY_FIELD_AS_NULL = TRUE NULL_IF = ())",
                ..STANDARD
            },
            Dialect::ClickHouse => {
                Self { null: "\\N", statement: "INSERT INTO … FORMAT CSVWithNames", ..STANDARD }
            }
            Dialect::MariaDb | Dialect::MySql => Self {
                null: "\\N",
                backslash: Backslash::Escape,
                booleans: ["1", "0"],
                statement: "LOAD DATA LOCAL INFILE '…' INTO TABLE … CHARACTER SET utf8mb4 FIELDS TERMINATED BY ',' OPTIONALLY ENCLOSED BY '\"' ESCAPED BY '\\\\' LINES TERMINATED BY '\\n' IGNORE 1 LINES",
                ..STANDARD
            },
            Dialect::Sqlite
            | Dialect::DataFusion
            | Dialect::Trino
            | Dialect::SqlServer
            | Dialect::BigQuery
            | _ => return None,
        };
        Some(csv)
    }

    /// Writes the header.
    fn write_header(self, names: &[&str], output: &mut impl Write) -> io::Result<()> {
        let names: Vec<SqlValue> = names.iter().map(|name| SqlValue::Text((*name).to_owned())).collect();
        self.write(&names, output)
    }

    /// An error if the loader would not read the row back as it is.
    fn check(self, row: &[SqlValue]) -> Result<(), &'static str> {
        let mut texts = row.iter().filter_map(|value| match value {
            SqlValue::Text(text) => Some(text),
            SqlValue::Null | SqlValue::Integer(_) | SqlValue::Double(_) | SqlValue::Boolean(_) | _ => None,
        });
        if self.null_may_be_quoted && texts.clone().any(|text| text == self.null) {
            return Err("the text `\\N` would be loaded as NULL");
        }
        let is_mark = |text: &String| text.contains("\n\\.\n") || text.contains("\n\\.\r\n");
        if self.ends_at_mark && texts.any(is_mark) {
            return Err("the line `\\.` in a text would end the file");
        }
        Ok(())
    }

    /// Writes a row.
    fn write(self, row: &[SqlValue], output: &mut impl Write) -> io::Result<()> {
        let mut line = String::new();
        for (index, value) in row.iter().enumerate() {
            line.push_str(if index == 0 { "" } else { "," });
            match value {
                SqlValue::Null => line.push_str(self.null),
                SqlValue::Text(text) => self.quote(text, &mut line),
                SqlValue::Integer(integer) => {
                    let _ = write!(line, "{integer}");
                }
                SqlValue::Double(double) => {
                    let _ = write!(line, "{double:e}");
                }
                SqlValue::Boolean(value) => {
                    let [on, off] = self.booleans;
                    line.push_str(if *value { on } else { off });
                }
                other => {
                    return Err(io::Error::other(format!("unsupported value: {other:?}")));
                }
            }
        }
        line.push('\n');
        output.write_all(line.as_bytes())
    }

    fn quote(self, text: &str, line: &mut String) {
        line.push('"');
        for c in text.chars() {
            match c {
                '"' => line.push_str("\"\""),
                '\\' if self.backslash == Backslash::Escape => line.push_str("\\\\"),
                '\0' if self.backslash == Backslash::Escape => line.push_str("\\0"),
                other => line.push(other),
            }
        }
        line.push('"');
    }
}
