//! Helper columns of a table that exists.

use coreql::catalog::Catalog;

use super::LoadArgs;
use crate::failure::{Failure, Outcome};
use crate::mapping;
use crate::output::{note, plural};
use crate::sqlite::{UpdatedKeys, update_keys};

pub(super) fn update(args: &LoadArgs, catalog: &Catalog) -> Outcome {
    let Some(path) = &args.sqlite else {
        return Err(Failure::usage(
            "--update-keys requires --sqlite; for another engine, `load --dialect D --update --devices FILE` prints \
             statements that fill all columns of its table",
        ));
    };
    let mapping = args.table.mapping.as_deref().map(|path| mapping::read(path, catalog)).transpose()?;
    let UpdatedKeys { table, rows, updated } =
        update_keys(path, mapping, args.table.table.as_deref(), args.add_columns, catalog)?;
    note(format_args!(
        "keys of {} updated in `{table}`, which has {}",
        plural(updated, "row"),
        plural(rows, "row")
    ));
    Ok(())
}
