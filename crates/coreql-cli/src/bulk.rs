//! Rows as lines for the bulk loaders of engines: CSV in which NULL and an empty text differ.

use std::fmt::Write as _;
use std::io::{self, Write};

use coreql::sql::{Dialect, Mapping, SqlValue, Storage};

/// How an engine's loader tells NULL from an empty text, and what it takes for special within quotes.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Form {
    /// NULL, without quotes around it.
    null: &'static str,
    /// Whether the loader takes a quoted text that reads as NULL for NULL, so that such a text cannot be loaded.
    null_may_be_quoted: bool,
    /// Whether a line `\.` ends the file even within quotes: psql before 18 takes it so.
    ends_at_mark: bool,
    backslash: Backslash,
    booleans: [&'static str; 2],
    /// The statement, or the options, that read it.
    pub(crate) loader: &'static str,
}

/// What a backslash within quotes is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Backslash {
    Itself,
    /// The start of an escape, which U+0000 needs.
    Escape,
}

/// Nothing is NULL, a pair of quotes is an empty text.
const STANDARD: Form = Form {
    null: "",
    null_may_be_quoted: false,
    ends_at_mark: false,
    backslash: Backslash::Itself,
    booleans: ["true", "false"],
    loader: "",
};

impl Form {
    /// The form of an engine; `None` where its own loader has none that tells NULL from an empty text.
    pub(crate) fn of(dialect: Dialect) -> Option<Self> {
        let form = match dialect {
            Dialect::Postgres => {
                Self { ends_at_mark: true, loader: "COPY … FROM STDIN (FORMAT csv, HEADER)", ..STANDARD }
            }
            Dialect::DuckDb => Self {
                loader: "COPY … FROM '…' (FORMAT csv, HEADER, ALLOW_QUOTED_NULLS false)",
                ..STANDARD
            },
            Dialect::Spark => Self {
                null: "\\N",
                null_may_be_quoted: true,
                loader: "CREATE TEMPORARY VIEW … USING csv OPTIONS (path '…', header 'true', multiLine 'true', quote '\"', escape '\"', nullValue '\\\\N')",
                ..STANDARD
            },
            Dialect::Snowflake => Self {
                loader: "COPY INTO … FILE_FORMAT = (TYPE = CSV SKIP_HEADER = 1 FIELD_OPTIONALLY_ENCLOSED_BY = '\"' EMPTY_FIELD_AS_NULL = TRUE NULL_IF = ())",
                ..STANDARD
            },
            Dialect::ClickHouse => {
                Self { null: "\\N", loader: "INSERT INTO … FORMAT CSVWithNames", ..STANDARD }
            }
            Dialect::MariaDb | Dialect::MySql => Self {
                null: "\\N",
                backslash: Backslash::Escape,
                booleans: ["1", "0"],
                loader: "LOAD DATA LOCAL INFILE '…' INTO TABLE … CHARACTER SET utf8mb4 FIELDS TERMINATED BY ',' OPTIONALLY ENCLOSED BY '\"' ESCAPED BY '\\\\' LINES TERMINATED BY '\\n' IGNORE 1 LINES",
                ..STANDARD
            },
            Dialect::Sqlite
            | Dialect::DataFusion
            | Dialect::Trino
            | Dialect::SqlServer
            | Dialect::BigQuery
            | _ => return None,
        };
        Some(form)
    }

    /// The column that cannot be written, if there is one: the loaders' own forms of arrays and timestamps differ.
    pub(crate) fn lacks(mapping: &Mapping) -> Option<&str> {
        let lacking =
            |storage| matches!(storage, Storage::TextArray | Storage::Timestamp | Storage::TimestampZoned);
        mapping.fields().find(|columns| lacking(columns.storage)).map(|columns| columns.column.as_str())
    }

    /// Writes the line of names.
    pub(crate) fn write_header(self, names: &[&str], output: &mut impl Write) -> io::Result<()> {
        let names: Vec<SqlValue> = names.iter().map(|name| SqlValue::Text((*name).to_owned())).collect();
        self.write(&names, output)
    }

    /// Whether a row can be written; otherwise, why not.
    pub(crate) fn check(self, row: &[SqlValue]) -> Result<(), &'static str> {
        let mut texts = row.iter().filter_map(|value| match value {
            SqlValue::Text(text) => Some(text),
            SqlValue::Null | SqlValue::Integer(_) | SqlValue::Double(_) | SqlValue::Boolean(_) | _ => None,
        });
        if self.null_may_be_quoted && texts.clone().any(|text| text == self.null) {
            return Err("a text `\\N` would be read as NULL");
        }
        let is_mark = |text: &String| text.contains("\n\\.\n") || text.contains("\n\\.\r\n");
        if self.ends_at_mark && texts.any(is_mark) {
            return Err("a line `\\.` in a text would end the file");
        }
        Ok(())
    }

    /// Writes a row.
    pub(crate) fn write(self, row: &[SqlValue], output: &mut impl Write) -> io::Result<()> {
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
                    let [yes, no] = self.booleans;
                    line.push_str(if *value { yes } else { no });
                }
                other => {
                    return Err(io::Error::other(format!("a value of a kind that is not known: {other:?}")));
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
