//! Device spaces. There is one: Global.

use hyper::Method;
use serde_json::{Value as Json, json};

use super::devices::documented_fields;
use super::{Call, Context, Run, not_served};
use crate::answer::Answer;
use crate::error::ApiError;
use crate::request::parameter::{Kind, OFFSET, SPACE_LEFT_OUT, optional};

pub(super) const CALLS: &[Call] = &[
    Call {
        name: "spaces",
        method: Method::GET,
        path: "api/v2/device_spaces",
        parameters: &[
            SPACE_LEFT_OUT,
            optional("limit", Kind::Number { least: 0, most: MAX_LIMIT }),
            OFFSET,
            optional("excludeDeviceCount", Kind::Boolean),
        ],
        run: Run::Serve(list),
    },
    Call {
        name: "spaces of the administrator",
        method: Method::GET,
        path: "api/v2/device_spaces/mine",
        parameters: &[],
        run: Run::Serve(mine),
    },
    Call {
        name: "fields of criteria",
        method: Method::GET,
        path: "api/v2/device_spaces/criteria",
        parameters: &[SPACE_LEFT_OUT],
        run: Run::Serve(criteria),
    },
    not_served("create or update a space", Method::POST, "api/v2/device_spaces"),
    not_served("delete the current space", Method::DELETE, "api/v2/device_spaces"),
    not_served("evaluate the spaces", Method::POST, "api/v2/device_spaces/evaluate"),
    not_served("delete a space", Method::DELETE, "api/v2/device_spaces/{id}"),
    not_served("change the priority of a space", Method::POST, "api/v2/device_spaces/{id}/change_priority"),
    not_served("assign administrators to a space", Method::POST, "api/v2/device_spaces/{id}/admins"),
    not_served("remove administrators from a space", Method::DELETE, "api/v2/device_spaces/{id}/admins"),
    not_served("policy restrictions of a space", Method::GET, "msa/v2/policy/restrictions"),
    not_served("set the policy restrictions of a space", Method::POST, "msa/v2/policy/restrictions"),
];

/// The highest limit, which is the default, too.
const MAX_LIMIT: u64 = 10_000;

fn list(context: &Context<'_>) -> Result<Answer, ApiError> {
    let Context { state, arguments, .. } = context;
    let is_counted = !arguments.is("excludeDeviceCount", "true");
    let global = json!({
        "id": 1,
        "name": "Global",
        "criteria": "",
        "status": "ACTIVE",
        "priority": 1,
        "deviceCount": if is_counted { state.fleet.len() } else { 0 },
        "admins": "",
    });
    let offset = arguments.number("offset").unwrap_or_default();
    Answer::page(&[global], arguments.number("limit").unwrap_or(MAX_LIMIT), offset)
}

fn mine(_context: &Context<'_>) -> Result<Answer, ApiError> {
    Answer::page(&[json!({"id": 1, "name": "Global", "description": null})], MAX_LIMIT, 0)
}

/// The guide lists 35 fields without a rule which: here all that a query may name.
fn criteria(context: &Context<'_>) -> Result<Answer, ApiError> {
    let fields: Vec<Json> = documented_fields(context).iter().map(|field| json!(field)).collect();
    Answer::list(&fields)
}
