//! SQLite databases of devices.

mod check;
mod database;
mod declared;
mod keys;
mod loader;
mod reader;
mod registry;
mod table;

use coreql::catalog::Catalog;

pub(crate) use self::declared::TableMapping;
pub(crate) use self::keys::{UpdatedKeys, update_keys};
pub(crate) use self::loader::{Existing, Loader};
pub(crate) use self::table::{DeviceTable, Matching};

use crate::args::DeviceSource;
use crate::devices::{DeviceFiles, Keys};
use crate::failure::Failure;
use crate::mapping;

/// Where a command reads the devices.
#[derive(Debug)]
pub(crate) enum Source<'c> {
    /// Files, read as streams.
    Files(DeviceFiles<'c>),
    /// A table of a database.
    Table(Box<DeviceTable>),
}

impl DeviceSource {
    /// Opens the database, if the devices are in one.
    pub(crate) fn open<'c>(&self, catalog: &'c Catalog) -> Result<Source<'c>, Failure> {
        let Some(path) = &self.sqlite else {
            return Ok(Source::Files(DeviceFiles::new(&self.devices, &self.files, catalog)?));
        };
        let mapping = self.mapping.as_deref().map(|path| mapping::read(path, catalog)).transpose()?;
        let table = DeviceTable::open(path, mapping, self.table.as_deref(), self.trust_columns)?;
        Ok(Source::Table(Box::new(table)))
    }
}

impl Source<'_> {
    /// The keys that the devices have: those of the files, of the table's records, or the fields that have columns.
    pub(crate) fn keys(&mut self) -> Result<Keys, Failure> {
        match self {
            Self::Files(files) => files.keys(),
            Self::Table(table) => table.keys(),
        }
    }
}
