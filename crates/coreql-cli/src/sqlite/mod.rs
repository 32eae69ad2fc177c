//! SQLite databases of devices.

mod database;
mod declared;
mod loader;
mod reader;
mod registry;
mod table;

use std::path::Path;

use coreql::catalog::Catalog;

pub(crate) use self::declared::TableMapping;
pub(crate) use self::loader::Loader;
pub(crate) use self::table::{DeviceTable, Matching};

use crate::args::DeviceSource;
use crate::failure::Failure;
use crate::mapping;

/// Where a command reads the devices.
#[derive(Debug)]
pub(crate) enum Source<'a> {
    /// A file, read as a stream.
    File(&'a Path),
    /// A table of a database.
    Table(Box<DeviceTable>),
}

impl DeviceSource {
    /// Opens the database, if the devices are in one.
    pub(crate) fn open(&self, catalog: &Catalog) -> Result<Source<'_>, Failure> {
        match (&self.devices, &self.sqlite) {
            (Some(path), None) => Ok(Source::File(path)),
            (None, Some(path)) => {
                let mapping = self.mapping.as_deref().map(|path| mapping::read(path, catalog)).transpose()?;
                let table = DeviceTable::open(path, mapping, self.table.as_deref())?;
                Ok(Source::Table(Box::new(table)))
            }
            (Some(_), Some(_)) | (None, None) => Err(Failure::usage("--devices or --sqlite is required")),
        }
    }
}
