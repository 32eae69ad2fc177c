//! What an instance keeps between requests.

use coreql::catalog::{Catalog, Evidence, Field, FieldType, ListedField};
use coreql::query::Lints;
use coreql::value::relative::{Clock, TimeZone};
use coreql::{MissingValues, Options, Syntax};

use crate::json::Json;
use crate::request::{Refusal, Request};

/// The settings, and what was loaded.
#[derive(Default)]
pub(crate) struct State {
    /// The catalogue, where it is not the built-in one.
    catalog: Option<Catalog>,
    options: Settings,
    #[cfg(feature = "full")]
    pub(crate) devices: crate::full::Devices,
}

#[derive(Clone, Copy)]
struct Settings(Options<'static>);

impl Default for Settings {
    fn default() -> Self {
        Self(Options::new())
    }
}

impl State {
    pub(crate) fn options(&self) -> Options<'_> {
        self.options.0.with_catalog(self.catalog.as_ref().unwrap_or(Catalog::builtin()))
    }

    /// `configure`: names of settings and their values; what is not named has its default. Answers with warnings about
    /// the list of fields. If it refuses, nothing changes.
    pub(crate) fn configure(&mut self, request: &mut Request<'_>, json: &mut Json) -> Result<(), Refusal> {
        let mut options = Options::new();
        let (mut listed, mut added) = (None, Vec::new());
        let (mut now, mut zone) = (None, TimeZone::UTC);
        while let Some(name) = request.next()? {
            match name {
                "syntax" => {
                    options = options.with_syntax(match request.text(name)? {
                        "core" => Syntax::Core,
                        "extended" => Syntax::Extended,
                        other => return Err(unknown(name, other)),
                    });
                }
                "missing" => {
                    options = options.with_missing(match request.text(name)? {
                        "complement" => MissingValues::Complement,
                        "exclude" => MissingValues::Exclude,
                        other => return Err(unknown(name, other)),
                    });
                }
                "warnings" => {
                    options = options.with_lints(match request.text(name)? {
                        "true" => Lints::Reported,
                        "false" => Lints::Silent,
                        other => return Err(unknown(name, other)),
                    });
                }
                "endpoint" => options = options.with_endpoint(request.parsed(name)?),
                "now" => now = Some(request.parsed(name)?),
                "timeZone" => {
                    let text = request.text(name)?;
                    zone = TimeZone::parse(text).ok_or_else(|| unknown(name, text))?;
                }
                "complete" => listed = Some(fields(request)?),
                "additional" => added = fields(request)?,
                _ => return Err(format!("unknown setting `{name}`")),
            }
        }
        if let Some(now) = now {
            options = options.with_clock(Clock::new(now).with_time_zone(zone));
        }
        let (mut catalog, mut warnings) = (None, Vec::new());
        if let Some(listed) = listed {
            let loaded = Catalog::from_list(listed).map_err(|error| error.to_string())?;
            (catalog, warnings) = (Some(loaded.catalog), loaded.warnings);
        }
        if !added.is_empty() {
            let added = added.into_iter().map(own_field).collect::<Result<Vec<_>, _>>()?;
            let base = catalog.as_ref().unwrap_or(Catalog::builtin());
            catalog = Some(base.with_fields(added).map_err(|error| error.to_string())?);
        }
        (self.catalog, self.options) = (catalog, Settings(options));
        json.array(warnings, |json, warning| json.text(&warning.to_string()));
        Ok(())
    }
}

fn unknown(name: &str, value: &str) -> Refusal {
    format!("`{value}` is not a valid `{name}`")
}

/// A list of fields, after its length.
fn fields(request: &mut Request<'_>) -> Result<Vec<ListedField>, Refusal> {
    let count: u32 = request.parsed("count")?;
    let mut fields = Vec::new();
    for _ in 0..count {
        fields.push(field(request)?);
    }
    Ok(fields)
}

/// Name, type, evidence, sample, description, each of the last three empty if it is not given; values and aliases, each
/// after their number, which is `-` if they are not given.
fn field(request: &mut Request<'_>) -> Result<ListedField, Refusal> {
    let (name, type_name) = (request.text("name")?.to_owned(), request.text("type")?.to_owned());
    let evidence = match request.text("evidence")? {
        "" => None,
        given => {
            let known = Evidence::ALL.into_iter().find(|evidence| evidence.as_str() == given);
            Some(known.ok_or_else(|| unknown("evidence", given))?)
        }
    };
    let sample = some(request.text("sample")?);
    let description = some(request.text("description")?);
    let (values, aliases) = (texts(request, "values")?, texts(request, "aliases")?);
    Ok(ListedField { name, type_name, evidence, sample, values, aliases, description })
}

fn some(text: &str) -> Option<String> {
    (!text.is_empty()).then(|| text.to_owned())
}

fn texts(request: &mut Request<'_>, name: &str) -> Result<Option<Vec<String>>, Refusal> {
    let count: u32 = match request.text(name)? {
        "-" => return Ok(None),
        count => count.parse().map_err(|_| unknown(name, count))?,
    };
    let mut texts = Vec::new();
    for _ in 0..count {
        texts.push(request.text(name)?.to_owned());
    }
    Ok(Some(texts))
}

/// A field that the host adds to a catalogue.
fn own_field(listed: ListedField) -> Result<Field, Refusal> {
    let field_type: FieldType = listed.type_name.parse().map_err(|_| unknown("type", &listed.type_name))?;
    let mut field = Field::new(listed.name, field_type)
        .with_evidence(listed.evidence.unwrap_or(Evidence::User))
        .with_known_values(listed.values.unwrap_or_default())
        .with_aliases(listed.aliases.unwrap_or_default());
    if let Some(sample) = listed.sample {
        field = field.with_sample(sample);
    }
    if let Some(description) = listed.description {
        field = field.with_description(description);
    }
    Ok(field)
}
