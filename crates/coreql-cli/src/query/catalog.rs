//! The catalogue, and fields that options name.

use std::borrow::Cow;
use std::path::Path;

use coreql::catalog::Catalog;

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

/// The canonical name of a field that an option names. If the catalogue is incomplete, an unknown name is only
/// reported.
pub(crate) fn canonical_name(catalog: &Catalog, name: &str) -> Result<String, Failure> {
    let lookup = catalog.lookup(name);
    if lookup.is_ambiguous() {
        let candidates = lookup.candidates().join("`, `");
        return Err(Failure::Usage(format!("field `{name}` is ambiguous: `{candidates}`")));
    }
    if !lookup.is_known() {
        let suggestion = catalog.suggest_field(name);
        let suggestion = suggestion.map(|field| format!("; did you mean `{field}`?")).unwrap_or_default();
        let message = format!("unknown field `{name}`{suggestion}");
        if catalog.is_complete() {
            return Err(Failure::Usage(message));
        }
        note(message);
    }
    Ok(lookup.name().to_owned())
}
