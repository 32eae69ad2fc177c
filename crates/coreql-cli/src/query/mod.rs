//! Queries from the command line.

mod argument;
pub(crate) mod catalog;
mod encoded;
pub(crate) mod files;
pub(crate) mod place;
pub(crate) mod report;

use std::borrow::Cow;
use std::path::Path;

use coreql::catalog::Catalog;
use coreql::{Options, Query, diagnose};
use coreql_data::queries;

pub(crate) use self::argument::{note_intention, note_several};

use self::encoded::decoded;
use crate::args::{QueryInput, QueryOptions};
use crate::failure::Failure;
use crate::input::read_bytes;

/// The text of a QUERY argument; `-` is standard input without one final line end.
pub(crate) fn argument_text(argument: &str) -> Result<Cow<'_, str>, Failure> {
    if argument == "-" {
        file_text(Path::new(argument)).map(Cow::Owned)
    } else {
        Ok(decoded(Cow::Borrowed(argument)))
    }
}

/// The text of a file with one query, without one final line end.
pub(crate) fn file_text(path: &Path) -> Result<String, Failure> {
    let mut text = queries::decode(read_bytes(path)?).map_err(|error| Failure::content(path, error))?;
    without_line_end(&mut text);
    Ok(decoded(Cow::Owned(text)).into_owned())
}

fn without_line_end(text: &mut String) {
    if text.ends_with('\n') {
        text.pop();
        if text.ends_with('\r') {
            text.pop();
        }
    }
}

impl QueryOptions {
    /// The catalogue of the file, or the built-in one.
    pub(crate) fn catalog(&self) -> Result<Cow<'static, Catalog>, Failure> {
        catalog::load(self.catalog.as_deref())
    }

    pub(crate) fn to_options<'c>(&self, catalog: &'c Catalog) -> Options<'c> {
        Options::new()
            .with_catalog(catalog)
            .with_syntax(self.syntax())
            .with_limits(self.limits.into())
            .with_clock(self.clock.clock())
    }
}

/// The query that the arguments give. Everything that is wrong with it is reported; an invalid one is a failure.
pub(crate) fn read_query(input: &QueryInput, options: &Options<'_>) -> Result<Query, Failure> {
    let report = diagnose(&input.text()?, options);
    report::show(&report, input.place());
    if input.is_argument() {
        note_intention(&report);
    }
    report.into_result().map_err(|_| Failure::InvalidQuery)
}
