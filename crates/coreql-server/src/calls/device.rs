//! One device: its details, SIM cards and compliance.

use std::collections::HashSet;

use coreql::eval::Record;
use coreql::eval::json::Binding;
use coreql::eval::{Schema, Slot};
use coreql::value::{TextBuffer, Value, as_text};
use hyper::Method;
use serde_json::{Map, Value as Json, json};

use super::{Call, Context, Run};
use crate::answer::Answer;
use crate::details::DeviceDetails;
use crate::error::ApiError;
use crate::request::parameter::{SPACE, SPACE_LEFT_OUT};

pub(super) const CALLS: &[Call] = &[
    Call {
        name: "details",
        method: Method::GET,
        path: "api/v2/devices/{uuid}/details",
        parameters: &[SPACE_LEFT_OUT],
        run: Run::Serve(details),
    },
    Call {
        name: "simdetails",
        method: Method::GET,
        path: "api/v2/devices/simdetails/{uuid}",
        parameters: &[SPACE],
        run: Run::Serve(sims),
    },
    Call {
        name: "appcompliance",
        method: Method::GET,
        path: "api/v2/devices/{uuid}/appcompliance",
        parameters: &[SPACE],
        run: Run::Serve(apps),
    },
    Call {
        name: "rulecompliance",
        method: Method::GET,
        path: "api/v2/devices/{uuid}/rulecompliance",
        parameters: &[SPACE],
        run: Run::Serve(rules),
    },
];

/// Every field of the catalogue, null if the device lacks it, then what else the device has.
fn details(context: &Context<'_>) -> Result<Answer, ApiError> {
    let device = context.state.fleet.device(context.subject)?;
    let catalog = context.state.language.catalog();
    let schema = Schema::new(catalog, catalog.fields().iter().map(|field| field.name()))
        .map_err(|error| ApiError::Internal { reason: error.to_string() })?;
    let binding = Binding::new(&schema, catalog);
    let row = binding.row(device.object());
    let mut results: Vec<Json> = Vec::new();
    for (index, name) in schema.names().iter().enumerate() {
        results.push(json!({"name": name, "value": shown(row.value(Slot::new(index)))}));
    }
    let known: HashSet<&str> = schema.names().iter().map(String::as_str).collect();
    for (key, value) in device.object() {
        if !known.contains(key.as_str()) && catalog.lookup_key(key).is_none() {
            results.push(json!({"name": key, "value": shown(coreql::value::AsValue::as_value(value))}));
        }
    }
    Answer::list(&results)
}

/// The guide has null, texts and Booleans here: numbers are their digits, arrays their elements between commas.
fn shown(value: Value<'_>) -> Json {
    match value {
        Value::Boolean(value) => Json::Bool(value),
        Value::List(list) => {
            let text = |index| as_text(list.element(index), &mut TextBuffer::new()).map(str::to_owned);
            let elements: Vec<String> = (0..list.len()).filter_map(text).collect();
            Json::String(elements.join(", "))
        }
        other => {
            as_text(other, &mut TextBuffer::new()).map_or(Json::Null, |text| Json::String(text.to_owned()))
        }
    }
}

fn of<'r>(context: &'r Context<'_>) -> Result<Option<&'r DeviceDetails>, ApiError> {
    context.state.fleet.device(context.subject)?;
    Ok(context.state.details.of(context.subject))
}

fn sims(context: &Context<'_>) -> Result<Answer, ApiError> {
    const KEYS: [&str; 6] =
        ["eid", "phoneNumber", "carrierSettingVersion", "carrierNetwork", "slot", "simLabel"];
    let sims = of(context)?.map(|details| details.sims.as_slice()).unwrap_or_default();
    let complete = |sim: &Map<String, Json>| {
        let unknown = Json::from("N/A");
        let known = |key: &str| sim.get(key).filter(|value| !value.is_null()).unwrap_or(&unknown).clone();
        KEYS.iter().map(|key| ((*key).to_owned(), known(key))).collect::<Map<_, _>>().into()
    };
    Answer::list(&sims.iter().map(complete).collect::<Vec<Json>>())
}

fn apps(context: &Context<'_>) -> Result<Answer, ApiError> {
    let violations = of(context)?.map(|details| details.app_violations.clone()).unwrap_or_default();
    Answer::json(&json!({"results": {"deviceUuid": context.subject, "appViolationsByType": violations}}))
}

fn rules(context: &Context<'_>) -> Result<Answer, ApiError> {
    let rules = of(context)?.map(|details| details.rules.as_slice()).unwrap_or_default();
    Answer::list(&rules.iter().cloned().map(Json::Object).collect::<Vec<_>>())
}
