//! From a request to its answer: `{"value": …}`, or `{"error": "…"}`.

use crate::editing;
use crate::json::Json;
use crate::request::{Refusal, Request};
use crate::settings::State;

/// Answers any bytes.
pub(crate) fn answer(bytes: &[u8], state: &mut State) -> String {
    let mut json = Json::default();
    let mut outcome = Ok(());
    json.object(|json| outcome = value(bytes, state, json.key("value")));
    match outcome {
        Ok(()) => json.finish(),
        Err(refusal) => {
            let mut json = Json::default();
            json.object(|json| json.key("error").text(&refusal));
            json.finish()
        }
    }
}

fn value(bytes: &[u8], state: &mut State, json: &mut Json) -> Result<(), Refusal> {
    let mut request = Request::new(bytes);
    let method = request.text("method")?;
    match method {
        "configure" => state.configure(&mut request, json),
        #[cfg(feature = "full")]
        "load" => state.devices.load(&mut request, json),
        _ => {
            if editing::answer(method, &mut request, &state.options(), json)? {
                return Ok(());
            }
            #[cfg(feature = "full")]
            if crate::full::answer(method, &mut request, state, json)? {
                return Ok(());
            }
            Err(format!("unknown method `{method}`"))
        }
    }
}
