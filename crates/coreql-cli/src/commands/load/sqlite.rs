//! Loading into an SQLite database.

use std::path::Path;
use std::slice;

use coreql::catalog::Catalog;
use coreql::sql::{Dialect, Indexes, Mapping, SqlFragment, Translator};

use super::LoadArgs;
use super::rows::for_each_row;
use crate::devices::Printing;
use crate::failure::{Failure, Outcome};
use crate::output::{note, plural};
use crate::query::catalog::canonical_name;
use crate::sqlite::{Existing, Loader};

pub(super) fn load(args: &LoadArgs, path: &Path, mapping: &Mapping, catalog: &Catalog) -> Outcome {
    let indexes = index_statements(&args.indexes, mapping, catalog)?;
    let existing = match (args.update, args.replace) {
        (true, _) => Existing::Updated,
        (false, true) => Existing::Replaced,
        (false, false) => Existing::Refused,
    };
    let mut loader = Loader::new(path, mapping, catalog, existing)?;
    let mapping = loader.mapping();
    let count = for_each_row(args, &mapping, catalog, Printing::AtTheEnd, |row| loader.insert(row))?;
    let updated = loader.updated();
    let table = loader.finish(&indexes)?;
    match updated {
        Some((updated, added)) => {
            note(format_args!("{} updated and {added} added in `{table}`", plural(updated, "device")));
        }
        None => note(format_args!("{} loaded into `{table}`", plural(count, "device"))),
    }
    Ok(())
}

/// The statements that create indexes for fields. A field that cannot have one is an error.
fn index_statements(
    names: &[String],
    mapping: &Mapping,
    catalog: &Catalog,
) -> Result<Vec<SqlFragment>, Failure> {
    let fields = names.iter().map(|name| canonical_name(catalog, name)).collect::<Result<Vec<_>, _>>()?;
    let translator = Translator::new(mapping, Dialect::Sqlite);
    let statements = |fields: &[String]| {
        translator.create_indexes(&Indexes::new().with_fields(fields)).map_err(Failure::usage)
    };
    for field in &fields {
        if statements(slice::from_ref(field))?.is_empty() {
            return Err(Failure::Usage(format!("field `{field}` cannot have an index")));
        }
    }
    statements(&fields)
}
