//! `coreql mapping`

use crate::args::MappingArgs;
use crate::extra_fields::ExtraFields;
use crate::failure::{Failure, Outcome};
use crate::mapping::for_table;
use crate::output::print;
use crate::query::catalog::{self, canonical_name};
use crate::sqlite::DeviceTable;

pub(crate) fn run(args: &MappingArgs) -> Outcome {
    let mapping = match &args.sqlite {
        Some(path) => DeviceTable::open(path, None, args.table.as_deref())?.into_mapping(),
        None => {
            let catalog = catalog::load(args.catalog.as_deref())?;
            let mut fields = match &args.devices {
                Some(path) => ExtraFields::of_devices(path, &catalog)?,
                None => ExtraFields::new(&catalog),
            };
            for name in &args.fields {
                fields.add(&canonical_name(&catalog, name)?);
            }
            for_table(fields.into_mapping()?, args.table.as_deref())
        }
    };
    print(serde_json::to_string_pretty(&mapping).map_err(Failure::from)?)?;
    Ok(())
}
