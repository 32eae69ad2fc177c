//! Labels.

use coreql::text::fold::fold;
use hyper::Method;
use serde_json::{Value as Json, json};

use super::{Call, Context, Run, not_served};
use crate::answer::Answer;
use crate::error::ApiError;
use crate::labels::{Label, Members};
use crate::request::parameter::{Kind, OFFSET, SORT_FIELD, SORT_ORDER, SPACE, SPACE_LEFT_OUT, optional};

pub(super) const CALLS: &[Call] = &[
    Call {
        name: "label_summary",
        method: Method::GET,
        path: "api/v2/labels/label_summary",
        parameters: &[
            SPACE,
            optional("limit", Kind::Number { least: 0, most: MAX_LIMIT }),
            OFFSET,
            SORT_FIELD,
            SORT_ORDER,
        ],
        run: Run::Serve(summary),
    },
    Call {
        name: "label",
        method: Method::GET,
        path: "api/v2/labels/{id}",
        parameters: &[SPACE_LEFT_OUT],
        run: Run::Serve(one),
    },
    Call {
        name: "labels of a device",
        method: Method::GET,
        path: "api/v2/devices/{uuid}/labels",
        parameters: &[SPACE_LEFT_OUT],
        run: Run::Serve(of_device),
    },
    not_served("list the labels", Method::GET, "api/v2/labels"),
    not_served("create a label", Method::POST, "api/v2/labels"),
];

/// The highest limit, which is the default, too.
const MAX_LIMIT: u64 = 200;

/// The columns by which labels can be sorted.
const SORTABLE: [&str; 4] = ["id", "name", "description", "deviceCount"];

fn summary(context: &Context<'_>) -> Result<Answer, ApiError> {
    let Context { state, arguments, .. } = context;
    let mut labels = state.labels.iter().map(|label| shape(context, label)).collect::<Result<Vec<_>, _>>()?;
    if let Some(field) = arguments.text("sortField") {
        if !SORTABLE.contains(&field) {
            let expected = format!("one of {}", SORTABLE.join(", ")).into();
            return Err(ApiError::Value { parameter: "sortField", expected, found: field.to_owned() });
        }
        let key = |label: &Json| {
            let value = label.get(field);
            (value.and_then(Json::as_i64), value.and_then(Json::as_str).map(|text| fold(text).into_owned()))
        };
        labels.sort_by_key(key);
        if arguments.is("sortOrder", "DESC") {
            labels.reverse();
        }
    }
    let offset = arguments.number("offset").unwrap_or_default();
    Answer::page(&labels, arguments.number("limit").unwrap_or(MAX_LIMIT), offset)
}

fn one(context: &Context<'_>) -> Result<Answer, ApiError> {
    let unknown = || ApiError::Path { path: format!("labels/{}", context.subject) };
    let id = context.subject.parse().map_err(|_| unknown())?;
    let label = context.state.labels.get(id).map_err(|_| unknown())?;
    Answer::json(&json!({"results": shape(context, label)?}))
}

fn of_device(context: &Context<'_>) -> Result<Answer, ApiError> {
    let state = context.state;
    let device = state.fleet.device(context.subject)?;
    let mut results = Vec::new();
    for label in state.labels.iter() {
        if label.has(context.subject, device, &state.language)? {
            results.push(json!({"id": label.id, "name": label.name, "description": label.description}));
        }
    }
    Answer::list(&results)
}

/// A label as the summary has it.
fn shape(context: &Context<'_>, label: &Label) -> Result<Json, ApiError> {
    let state = context.state;
    let (is_static, criteria) = match &label.members {
        Members::Query(query) => (false, query.as_str()),
        Members::Uuids(_) => (true, ""),
    };
    Ok(json!({
        "id": label.id,
        "name": label.name,
        "description": label.description,
        "isStatic": is_static,
        "criteria": criteria,
        "deviceCount": label.places(&state.fleet, &state.language)?.len(),
        "deviceSpaceId": 1,
        "deviceSpaceName": "Global",
        "deviceSpacePath": "/1/",
        "rowType": if label.is_built_in() { "SYSTEM" } else { "ADMIN" },
    }))
}
