//! The catalogue, and fields that options name.

use std::borrow::Cow;
use std::path::Path;

use coreql::catalog::{Catalog, FieldType, Resolution};

use crate::failure::Failure;
use crate::input::open;
use crate::output::note;

/// The catalogue of a file, or the built-in one.
pub(crate) fn load(path: Option<&Path>) -> Result<Cow<'static, Catalog>, Failure> {
    let Some(path) = path else { return Ok(Cow::Borrowed(Catalog::builtin())) };
    let name = path.display();
    let loaded = Catalog::from_json_reader(open(path)?).map_err(|error| Failure::content(path, error))?;
    for warning in &loaded.warnings {
        note(format_args!("{name}: {warning}"));
    }
    Ok(Cow::Owned(loaded.catalog))
}

/// The canonical name of a field that an option names.
pub(crate) fn canonical_name(catalog: &Catalog, name: &str) -> Result<String, Failure> {
    let unknown = || match catalog.suggest_field(name) {
        Some(suggestion) => format!("unknown field `{name}`; did you mean `{suggestion}`?"),
        None => format!("unknown field `{name}`"),
    };
    match catalog.resolve(name) {
        Resolution::Field(_, field) => Ok(field.name().to_owned()),
        Resolution::Custom(custom) => Ok(custom.to_string()),
        Resolution::Ambiguous(_) => {
            Err(Failure::Usage(format!("field `{name}` is ambiguous: several groups have it")))
        }
        Resolution::Unknown if catalog.is_complete() => Err(Failure::Usage(unknown())),
        Resolution::Unknown => {
            note(unknown());
            Ok(name.to_owned())
        }
    }
}

/// The type of a field by its canonical name.
pub(crate) fn field_type(catalog: &Catalog, name: &str) -> FieldType {
    match catalog.resolve(name) {
        Resolution::Field(_, field) => field.field_type(),
        Resolution::Custom(_) | Resolution::Ambiguous(_) | Resolution::Unknown => FieldType::Untyped,
    }
}
