//! Options that several commands share. The options of one command are in its own module.

mod clock;
mod devices;
mod files;
mod query;
mod sql;
mod values;

pub(crate) use self::clock::ClockOptions;
pub(crate) use self::devices::{DeviceFormat, DeviceSource, PageOptions};
pub(crate) use self::files::{FileOptions, split_devices};
pub(crate) use self::query::{MissingOption, QueryInput, QueryOptions};
pub(crate) use self::sql::{DIALECTS, TableOptions, dialect_parser};
pub(crate) use self::values::{EndpointArg, MissingArg, StyleArg, SyntaxArg, TextFormat, name_parser};
