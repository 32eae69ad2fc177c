//! Whether the server is there.

use hyper::Method;
use serde_json::json;

use super::{Call, Context, Run};
use crate::answer::Answer;
use crate::error::ApiError;

pub(super) const CALLS: &[Call] = &[
    Call { name: "ping", method: Method::GET, path: "api/v2/ping", parameters: &[], run: Run::Serve(ping) },
    Call { name: "home", method: Method::GET, path: "", parameters: &[], run: Run::Serve(home) },
];

fn ping(_context: &Context<'_>) -> Result<Answer, ApiError> {
    let version = concat!("coreql ", env!("CARGO_PKG_VERSION"));
    Answer::json(&json!({"results": {"apiVersion": 2, "vspVersion": version}}))
}

/// Clients look here whether the server is there.
fn home(context: &Context<'_>) -> Result<Answer, ApiError> {
    let text = format!(
        "coreql serves the device calls of Core's V2 API over {} devices, such as\n\
         /api/v2/devices?adminDeviceSpaceId=1&fields=common.uuid&limit=10&query=\n",
        context.state.fleet.len(),
    );
    Ok(Answer::new("text/plain; charset=utf-8", text.into_bytes()))
}
