//! Queries from the command line.

pub(crate) mod catalog;
mod encoded;
pub(crate) mod files;
pub(crate) mod place;
pub(crate) mod report;

use std::borrow::Cow;
use std::io::Read;
use std::path::Path;

use coreql::catalog::Catalog;
use coreql::{Options, Query, diagnose};
use coreql_data::queries;

use self::encoded::decoded;
use self::place::Place;
use crate::args::{QueryInput, QueryOptions};
use crate::failure::Failure;
use crate::input::{read_bytes, standard_input};

/// The text of a QUERY argument; `-` is standard input without one final line end.
pub(crate) fn argument_text(argument: &str) -> Result<Cow<'_, str>, Failure> {
    if argument != "-" {
        return Ok(decoded(Cow::Borrowed(argument)));
    }
    let mut text = String::new();
    standard_input()?.read_to_string(&mut text).map_err(|error| Failure::file(Path::new(argument), error))?;
    without_line_end(&mut text);
    Ok(decoded(Cow::Owned(text)))
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

/// The query of a text that is an argument. Everything that is wrong with it is reported; an invalid one is a failure.
pub(crate) fn read_text_of_query(text: &str, options: &Options<'_>) -> Result<Query, Failure> {
    let report = diagnose(text, options);
    report::show(&report, Place::Whole(None));
    report.into_result().map_err(|_| Failure::InvalidQuery)
}

/// The query that the arguments give. Everything that is wrong with it is reported; an invalid one is a failure.
pub(crate) fn read_query(input: &QueryInput, options: &Options<'_>) -> Result<Query, Failure> {
    let report = diagnose(&input.text()?, options);
    report::show(&report, input.place());
    report.into_result().map_err(|_| Failure::InvalidQuery)
}
