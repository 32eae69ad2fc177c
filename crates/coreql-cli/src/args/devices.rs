//! Options of commands that read devices and print some of them.

use std::path::PathBuf;

use clap::{ArgGroup, Args, ValueEnum};
use coreql::sql::Search;
use coreql_data::SortOrder;

use super::{FileOptions, name_parser};
use crate::failure::Failure;

#[derive(Debug, Args)]
#[command(group(ArgGroup::new("source").required(true).args(["devices", "sqlite"])))]
pub(crate) struct DeviceSource {
    /// The devices: JSON as Core's API returns it, a JSON array, JSON lines, or CSV; several files, or patterns such as
    /// 'page*.json', are read in their order
    #[arg(long, value_name = "FILE")]
    pub(crate) devices: Vec<PathBuf>,
    /// An SQLite database that `coreql load` made, or that --mapping describes
    #[arg(long, value_name = "FILE")]
    pub(crate) sqlite: Option<PathBuf>,
    /// The columns of a table that `coreql load` did not make, in the JSON of `coreql mapping`
    #[arg(long, value_name = "FILE", conflicts_with = "devices")]
    pub(crate) mapping: Option<PathBuf>,
    /// The table, if the database has several
    #[arg(long, value_name = "NAME", conflicts_with = "devices")]
    pub(crate) table: Option<String>,
    /// Do not check that the columns of such a table hold values of the kind that the mapping says
    #[arg(long, conflicts_with = "devices")]
    pub(crate) trust_columns: bool,
    #[command(flatten)]
    pub(crate) files: FileOptions,
}

/// Which part of a result is printed, and in which order.
#[derive(Debug, Args)]
pub(crate) struct PageOptions {
    /// The fields to print; `*` is all fields of the file, `common.*` those of a group
    #[arg(long, value_delimiter = ',', value_name = "FIELD,…", value_parser = name_parser())]
    pub(crate) fields: Vec<String>,
    /// The maximum number of devices to print
    #[arg(long, value_name = "N", allow_negative_numbers = true)]
    pub(crate) limit: Option<u64>,
    /// The number of devices to skip before them
    #[arg(long, value_name = "N", default_value_t = 0, allow_negative_numbers = true)]
    pub(crate) offset: u64,
    /// The fields to sort by, the first one first; devices without a value come last. `FIELD:desc` sets the direction
    /// of one
    #[arg(long, value_delimiter = ',', value_name = "FIELD,…", value_parser = name_parser())]
    pub(crate) sort_field: Vec<String>,
    /// The direction of sorting: one for all fields, or one for each
    #[arg(
        long,
        value_delimiter = ',',
        value_name = "ORDER,…",
        value_enum,
        ignore_case = true,
        default_value = "ASC",
        requires = "sort_field"
    )]
    pub(crate) sort_order: Vec<SortDirection>,
}

impl PageOptions {
    /// Whether any of these options is given.
    pub(crate) fn is_given(&self) -> bool {
        let Self { fields, limit, offset, sort_field, sort_order: _ } = self;
        !fields.is_empty() || limit.is_some() || *offset > 0 || !sort_field.is_empty()
    }

    /// Whether an order or a page is given.
    pub(crate) fn is_ordered(&self) -> bool {
        let Self { fields: _, limit, offset, sort_field, sort_order: _ } = self;
        limit.is_some() || *offset > 0 || !sort_field.is_empty()
    }

    /// The fields to sort by, as they are written, with their directions.
    pub(crate) fn sort_fields(&self) -> Result<Vec<(&str, SortOrder)>, Failure> {
        let (fields, orders) = (self.sort_field.len(), self.sort_order.len());
        if orders > 1 && orders != fields {
            return Err(Failure::Usage(format!(
                "--sort-order has {orders} directions, but --sort-field has {fields} {}",
                if fields == 1 { "field" } else { "fields" }
            )));
        }
        if let Some((field, direction)) = self.sort_field.iter().find_map(|field| {
            let (name, last) = field.rsplit_once(char::is_whitespace)?;
            Some((name.trim(), SortDirection::from_str(last, true).ok()?))
        }) {
            let direction = if matches!(direction, SortDirection::Asc) { "asc" } else { "desc" };
            return Err(Failure::Usage(format!(
                "a direction is written after a colon, without a blank: `{field}:{direction}`"
            )));
        }
        let repeated = self.sort_order.iter().cycle();
        let fields =
            self.sort_field.iter().zip(repeated).map(|(field, order)| match field.rsplit_once(':') {
                Some((name, suffix)) if !name.is_empty() => match SortDirection::from_str(suffix, true) {
                    Ok(own) => (name, own.into()),
                    Err(_) => (field.as_str(), (*order).into()),
                },
                Some(_) | None => (field.as_str(), (*order).into()),
            });
        Ok(fields.collect())
    }

    /// The limit and the offset, for a search in SQL.
    pub(crate) fn to_search(&self) -> Search {
        let search = Search::new().with_offset(self.offset);
        match self.limit {
            Some(limit) => search.with_limit(limit),
            None => search,
        }
    }
}

#[derive(Clone, Copy, Debug, ValueEnum)]
pub(crate) enum SortDirection {
    /// The lowest value first
    #[value(name = "ASC", alias = "ascending")]
    Asc,
    /// The highest value first
    #[value(name = "DESC", alias = "descending")]
    Desc,
}

impl From<SortDirection> for SortOrder {
    fn from(direction: SortDirection) -> Self {
        match direction {
            SortDirection::Asc => Self::Ascending,
            SortDirection::Desc => Self::Descending,
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum DeviceFormat {
    /// Aligned columns, for people
    Table,
    /// The envelope of Core's API
    Json,
    /// One JSON object per line
    Jsonl,
    /// A header line of field names, then one line per device
    Csv,
}
