//! Evaluation, SQL and the JSON forms: what the entry `full` adds.

use coreql::catalog::Field;
use coreql::core_api::query_test;
use coreql::query::to_core;
use coreql::sql::{Dialect, Literals, Mapping, Search, SqlOptions, Translator};
use coreql::syntax::{AstForm, Style, parse_with, print};
use coreql::text::Span;
use coreql::{Options, Query};
use serde_json::{Deserializer, Map, Value};

use crate::json::Json;
use crate::positions::Positions;
use crate::request::{Refusal, Request};
use crate::settings::State;

/// The devices that were loaded last.
#[derive(Default)]
pub(crate) struct Devices(Vec<Map<String, Value>>);

impl Devices {
    /// `load`: replaces the devices by those of a JSON text: objects, arrays of objects, and answers of Core with their
    /// objects in `results`, one after another, as in JSON lines. Answers with their number. If it refuses, nothing
    /// changes.
    pub(crate) fn load(&mut self, request: &mut Request<'_>, json: &mut Json) -> Result<(), Refusal> {
        let text = request.text("text")?;
        let mut devices = Vec::new();
        for value in Deserializer::from_str(text.trim_start_matches('\u{feff}')).into_iter::<Value>() {
            match value.map_err(|error| format!("not JSON: {error}"))? {
                Value::Array(list) => add_all(list, &mut devices)?,
                Value::Object(mut object) => match object.get_mut("results") {
                    Some(Value::Array(list)) => add_all(std::mem::take(list), &mut devices)?,
                    _ => devices.push(object),
                },
                _ => return Err("a device is a JSON object".to_owned()),
            }
        }
        self.0 = devices;
        json.number(count(self.0.len()));
        Ok(())
    }
}

fn add_all(list: Vec<Value>, devices: &mut Vec<Map<String, Value>>) -> Result<(), Refusal> {
    for value in list {
        let Value::Object(object) = value else { return Err("a device is a JSON object".to_owned()) };
        devices.push(object);
    }
    Ok(())
}

fn count(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}

/// Answers a method that the entry `core` lacks; `false` if it is none.
pub(crate) fn answer(
    method: &str,
    request: &mut Request<'_>,
    state: &State,
    json: &mut Json,
) -> Result<bool, Refusal> {
    let options = state.options();
    match method {
        "tree" => tree(request.text("text")?, &options, json)?,
        "query" => json.raw(&to_json(&query(request.text("text")?, &options)?)?),
        "queryTest" => json.raw(&to_json(&query_test(request.text("text")?, &options))?),
        "toCore" => {
            let parsed = parse_with(request.text("text")?, options.parse_options());
            // A text with an error has no other form.
            let core = to_core(parsed.tree(), options.catalog(), options.check_options());
            let core = core.map_err(|error| error.to_string())?;
            let text = print(&core, Style::Canonical).map_err(|error| error.to_string())?;
            json.text(&text);
        }
        "dialects" => json.array(Dialect::ALL, |json, dialect| {
            json.object(|json| {
                json.key("name").text(dialect.as_str());
                json.key("tested").boolean(dialect.is_tested());
            });
        }),
        "sql" => sql(request, &options, json)?,
        "search" => search(request, state, &options, json)?,
        _ => return Ok(false),
    }
    Ok(true)
}

fn query(text: &str, options: &Options<'_>) -> Result<Query, Refusal> {
    Query::parse(text, options).map_err(|error| error.to_string())
}

fn to_json<T: serde::Serialize>(value: &T) -> Result<String, Refusal> {
    serde_json::to_string(value).map_err(|error| error.to_string())
}

/// The tree, with `from` and `to` in UTF-16 code units where the library's form has spans in bytes.
fn tree(text: &str, options: &Options<'_>, json: &mut Json) -> Result<(), Refusal> {
    let parsed = parse_with(text, options.parse_options());
    let mut form = serde_json::to_value(AstForm(parsed.tree())).map_err(|error| error.to_string())?;
    let positions = Positions::new(text);
    // The form is three levels deep, however deep the tree is.
    convert_spans(&mut form, &positions);
    json.raw(&to_json(&form)?);
    Ok(())
}

fn convert_spans(value: &mut Value, positions: &Positions<'_>) {
    match value {
        Value::Array(list) => list.iter_mut().for_each(|value| convert_spans(value, positions)),
        Value::Object(object) => {
            let offset =
                |name| object.get(name).and_then(Value::as_u64).and_then(|at| u32::try_from(at).ok());
            if let (Some(start), Some(end)) = (offset("start"), offset("end")) {
                let (from, to) = positions.span(Span::new(start, end));
                object.clear();
                object.insert("from".to_owned(), from.into());
                object.insert("to".to_owned(), to.into());
            } else {
                object.values_mut().for_each(|value| convert_spans(value, positions));
            }
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

/// The statement, for a table with a column for every field of the catalogue and of the query, or for the mapping of the
/// host.
fn sql(request: &mut Request<'_>, options: &Options<'_>, json: &mut Json) -> Result<(), Refusal> {
    let query = query(request.text("text")?, options)?;
    let dialect: Dialect = request.parsed("dialect")?;
    let statement = request.text("statement")?;
    let literals = match request.text("values")? {
        "bound" => Literals::Bound,
        "inlined" => Literals::Inlined,
        other => return Err(format!("`{other}` is not a valid `values`")),
    };
    let mapping = match request.text("mapping")? {
        "" => default_mapping(&query, options),
        given => {
            let mapping = Mapping::from_json(given).map_err(|error| error.to_string())?;
            mapping.with_canonical_names(options.catalog()).map_err(|error| error.to_string())?
        }
    };
    let translator = Translator::new(&mapping, SqlOptions::new(dialect).with_literals(literals));
    let fragment = match statement {
        "where" => translator.condition(&query),
        "count" => translator.count(&query),
        "search" => translator.search(&query, &Search::new()),
        other => return Err(format!("`{other}` is not a valid `statement`")),
    };
    json.raw(&to_json(&fragment.map_err(|error| error.to_string())?)?);
    Ok(())
}

fn default_mapping(query: &Query, options: &Options<'_>) -> Mapping {
    let catalog = options.catalog();
    let own = query.fields().filter(|field| catalog.lookup_key(field.name()).is_none());
    let own: Vec<Field> = own.map(|field| Field::new(field.name(), field.field_type())).collect();
    Mapping::of_fields(catalog.fields().iter().chain(&own))
}

/// How many of the loaded devices the query selects, and the first of them.
fn search(
    request: &mut Request<'_>,
    state: &State,
    options: &Options<'_>,
    json: &mut Json,
) -> Result<(), Refusal> {
    let query = query(request.text("text")?, options)?;
    let limit: usize = request.parsed("limit")?;
    let filter = query.json_filter().map_err(|error| error.to_string())?;
    let devices = &state.devices.0;
    let found: Vec<_> = devices.iter().filter(|device| filter.matches_object(device)).collect();
    let shown = found.iter().take(limit).map(to_json).collect::<Result<Vec<_>, _>>()?;
    json.object(|json| {
        json.key("total").number(count(devices.len()));
        json.key("count").number(count(found.len()));
        json.key("devices").array(shown, |json, device| json.raw(&device));
    });
    Ok(())
}
