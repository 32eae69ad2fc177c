//! `coreql fields`

use coreql::catalog::Field;
use coreql::text::Needle;

use crate::args::{FieldsArgs, ListFormat};
use crate::failure::Outcome;
use crate::output::Table;
use crate::print;
use crate::query;

pub(crate) fn run(args: &FieldsArgs) -> Outcome {
    let catalog = query::catalog(args.catalog.as_deref())?;
    let needle = Needle::new(args.pattern.as_deref().unwrap_or_default());
    let wanted = |field: &&Field| {
        let texts = [Some(field.name()), field.description()].into_iter().flatten();
        texts.chain(field.aliases().iter().map(String::as_str)).any(|text| needle.is_within(text))
    };
    let fields: Vec<&Field> = catalog.fields().iter().filter(wanted).collect();
    match args.format {
        ListFormat::Json => print::line(serde_json::to_string_pretty(&fields)?)?,
        ListFormat::Table => {
            let mut table = Table::new(
                ["name", "type", "known from", "sample", "description"].map(str::to_owned).to_vec(),
            );
            for field in fields {
                table.cells(vec![
                    field.name().to_owned(),
                    field.field_type().to_string(),
                    field.evidence().to_string(),
                    field.sample().unwrap_or_default().to_owned(),
                    field.description().unwrap_or_default().to_owned(),
                ])?;
            }
            table.flush()?;
        }
    }
    Ok(())
}
