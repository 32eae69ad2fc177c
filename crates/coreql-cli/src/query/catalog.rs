//! The catalogue, and fields that options name.

use std::borrow::Cow;
use std::path::Path;

use coreql::catalog::Catalog;

use crate::config::config;
use crate::failure::Failure;
use crate::input::open;
use crate::output::note;

/// The catalogue of a file, or the built-in one.
pub(crate) fn load(path: Option<&Path>) -> Result<Cow<'static, Catalog>, Failure> {
    let Some(path) = path.or(config().catalog.as_deref()) else {
        return Ok(Cow::Borrowed(Catalog::builtin()));
    };
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
    match known_name(catalog, name)? {
        Some(canonical) => Ok(canonical),
        None if catalog.is_complete() => Err(unknown_name(name, catalog.suggest_field(name))),
        None => {
            note(unknown_name(name, catalog.suggest_field(name)));
            Ok(name.to_owned())
        }
    }
}

/// The canonical name of a field that an option names; none if the catalogue lacks it. An ambiguous name is an error.
pub(crate) fn known_name(catalog: &Catalog, name: &str) -> Result<Option<String>, Failure> {
    let lookup = catalog.lookup(name);
    if lookup.is_ambiguous() {
        let candidates = lookup.candidates().join("`, `");
        return Err(Failure::Usage(format!("field `{name}` is ambiguous: `{candidates}`")));
    }
    Ok(lookup.is_known().then(|| lookup.name().to_owned()))
}

/// The canonical name of a field that an option names. The catalogue may lack it, but not by a misspelling.
pub(crate) fn name_unless_misspelt(catalog: &Catalog, name: &str) -> Result<String, Failure> {
    if let Some(canonical) = known_name(catalog, name)? {
        return Ok(canonical);
    }
    let suggestion = catalog.suggest_field(name);
    if suggestion.is_some() || catalog.is_complete() {
        return Err(unknown_name(name, suggestion));
    }
    Ok(name.to_owned())
}

/// The error about a name that no field has.
pub(crate) fn unknown_name(name: &str, suggestion: Option<&str>) -> Failure {
    let suggestion = suggestion.map(|field| format!("; did you mean `{field}`?")).unwrap_or_default();
    Failure::Usage(format!("unknown field `{name}`{suggestion}"))
}
