//! Options of commands that read devices and print some of them.

use std::path::PathBuf;

use clap::builder::NonEmptyStringValueParser;
use clap::{ArgGroup, Args, ValueEnum};
use coreql::catalog::Catalog;
use coreql::sql::Search;
use coreql::text::fold::eq_folded;
use coreql_data::SortOrder;

use crate::failure::Failure;
use crate::query::catalog::canonical_name;

#[derive(Debug, Args)]
#[command(group(ArgGroup::new("source").required(true).args(["devices", "sqlite"])))]
pub(crate) struct DeviceSource {
    /// The devices: JSON as Core's API returns it, a JSON array, JSON lines, or CSV
    #[arg(long, value_name = "FILE")]
    pub(crate) devices: Option<PathBuf>,
    /// An SQLite database that `coreql load` made, or that --mapping describes
    #[arg(long, value_name = "FILE")]
    pub(crate) sqlite: Option<PathBuf>,
    /// The columns of a table that `coreql load` did not make, in the JSON of `coreql mapping`
    #[arg(long, value_name = "FILE", conflicts_with = "devices")]
    pub(crate) mapping: Option<PathBuf>,
    /// The table, if the database has several
    #[arg(long, value_name = "NAME", conflicts_with = "devices")]
    pub(crate) table: Option<String>,
}

/// Which part of a result is printed, and in which order.
#[derive(Debug, Args)]
pub(crate) struct PageOptions {
    /// The fields to print
    #[arg(long, value_delimiter = ',', value_name = "FIELD,…", value_parser = NonEmptyStringValueParser::new())]
    pub(crate) fields: Vec<String>,
    /// The maximum number of devices to print
    #[arg(long, value_name = "N")]
    pub(crate) limit: Option<u64>,
    /// The number of devices to skip before them
    #[arg(long, value_name = "N", default_value_t = 0)]
    pub(crate) offset: u64,
    /// The field to sort by; devices without a value come last
    #[arg(long, value_name = "FIELD", value_parser = NonEmptyStringValueParser::new())]
    pub(crate) sort_field: Option<String>,
    /// The direction of sorting
    #[arg(long, value_name = "ORDER", value_enum, ignore_case = true, default_value_t = SortDirection::Asc,
        requires = "sort_field")]
    pub(crate) sort_order: SortDirection,
}

impl PageOptions {
    /// Whether any of these options is given.
    pub(crate) fn is_given(&self) -> bool {
        let Self { fields, limit, offset, sort_field, sort_order: _ } = self;
        !fields.is_empty() || limit.is_some() || *offset > 0 || sort_field.is_some()
    }

    /// The canonical names of the fields to print, each once.
    pub(crate) fn canonical_fields(&self, catalog: &Catalog) -> Result<Vec<String>, Failure> {
        let mut fields: Vec<String> = Vec::new();
        for name in &self.fields {
            let name = canonical_name(catalog, name)?;
            if !fields.iter().any(|other| eq_folded(other, &name)) {
                fields.push(name);
            }
        }
        Ok(fields)
    }

    /// The canonical name of the field to sort by.
    pub(crate) fn canonical_sort_field(&self, catalog: &Catalog) -> Result<Option<String>, Failure> {
        self.sort_field.as_deref().map(|name| canonical_name(catalog, name)).transpose()
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
    #[value(name = "ASC")]
    Asc,
    /// The highest value first
    #[value(name = "DESC")]
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
