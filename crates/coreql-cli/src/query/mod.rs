//! Queries from the command line.

pub(crate) mod catalog;
pub(crate) mod report;

use std::borrow::Cow;
use std::io::Read;
use std::path::Path;

use coreql::catalog::Catalog;
use coreql::{Options, Query, diagnose};

use crate::args::QueryOptions;
use crate::failure::Failure;
use crate::input::standard_input;

/// The text of a QUERY argument; `-` is standard input without one final line end.
pub(crate) fn query_text(argument: &str) -> Result<Cow<'_, str>, Failure> {
    if argument != "-" {
        return Ok(Cow::Borrowed(argument));
    }
    let mut text = String::new();
    standard_input()?.read_to_string(&mut text).map_err(|error| Failure::file(Path::new(argument), error))?;
    if text.ends_with('\n') {
        text.pop();
        if text.ends_with('\r') {
            text.pop();
        }
    }
    Ok(Cow::Owned(text))
}

impl QueryOptions {
    /// The catalogue of the file, or the built-in one.
    pub(crate) fn catalog(&self) -> Result<Cow<'static, Catalog>, Failure> {
        catalog::load(self.catalog.as_deref())
    }

    pub(crate) fn to_options<'c>(&self, catalog: &'c Catalog) -> Options<'c> {
        Options::new().with_catalog(catalog).with_syntax(self.syntax.into()).with_limits(self.limits.into())
    }
}

/// The query of a QUERY argument. Everything that is wrong with it is reported; an invalid one is a failure.
pub(crate) fn read_query(argument: &str, options: &Options<'_>) -> Result<Query, Failure> {
    let report = diagnose(&query_text(argument)?, options);
    report::show(&report);
    report.into_result().map_err(|_| Failure::InvalidQuery)
}
