//! `coreql mapping`

use crate::args::MappingArgs;
use crate::columns::{self, Unlisted};
use crate::failure::{Failure, Outcome};
use crate::sqlite::Stored;
use crate::{print, query};

pub(crate) fn run(args: &MappingArgs) -> Outcome {
    let mapping = match &args.sqlite {
        Some(path) => Stored::open(path, None, args.table.as_deref())?.into_mapping(),
        None => {
            let catalog = query::catalog(args.catalog.as_deref())?;
            let mut unlisted = match &args.devices {
                Some(path) => Unlisted::of_devices(path, &catalog)?,
                None => Unlisted::new(&catalog),
            };
            for name in &args.fields {
                unlisted.add(&query::canonical(&catalog, name)?);
            }
            columns::in_table(unlisted.into_mapping()?, args.table.as_deref())
        }
    };
    print::line(serde_json::to_string_pretty(&mapping).map_err(Failure::from)?)?;
    Ok(())
}
