//! From a request to its response.

use std::sync::Arc;
use std::time::{Duration, Instant};

use http_body_util::{BodyExt, Full, LengthLimitError, Limited};
use hyper::body::{Body, Bytes, Incoming};
use hyper::header::{CACHE_CONTROL, CONTENT_TYPE, HeaderValue, X_CONTENT_TYPE_OPTIONS};
use hyper::http::request::Parts;
use hyper::{Request, Response};
use serde_json::{Map, Value as Json};
use tokio::task::spawn_blocking;
use tokio::time::timeout;

use super::framing::{MAX_HEAD, Refusal};
use super::guard;
use crate::answer::Answer;
use crate::calls::{Context, Run};
use crate::error::ApiError;
use crate::request::form::{Pairs, add_body, add_form};
use crate::request::parameter::Arguments;
use crate::request::route::{self, Route};
use crate::state::State;

/// The longest body, in bytes.
const MAX_BODY: usize = 1 << 20;

/// How many notes about a request are logged.
const MAX_NOTES: usize = 20;

/// How long a body may take.
const BODY_TIMEOUT: Duration = Duration::from_secs(30);

/// What the log has of a request.
#[derive(Debug, Default)]
struct Entry {
    call: Option<&'static str>,
    query: Option<String>,
    /// What was ignored or tolerated.
    notes: Vec<String>,
}

pub(super) async fn respond(
    state: Arc<State>,
    request: Request<Incoming>,
    refusal: Option<Refusal>,
) -> Response<Full<Bytes>> {
    let started = Instant::now();
    let (parts, body) = request.into_parts();
    let mut entry = Entry::default();
    let answer = match refusal {
        Some(refusal) => Err(refusal.into()),
        None => answer(&state, &parts, body, &mut entry).await,
    };
    let answer = answer.unwrap_or_else(Answer::from);
    log(&state, &parts, refusal.is_some(), &entry, &answer, started);
    response(answer)
}

impl From<Refusal> for ApiError {
    fn from(refusal: Refusal) -> Self {
        match refusal {
            Refusal::TargetTooLong => Self::TargetTooLong { most: MAX_HEAD },
            Refusal::HeadTooLarge => Self::HeadTooLarge { most: MAX_HEAD },
            Refusal::DoubtfulLength => Self::DoubtfulLength,
        }
    }
}

async fn answer(
    state: &Arc<State>,
    parts: &Parts,
    body: Incoming,
    entry: &mut Entry,
) -> Result<Answer, ApiError> {
    guard::check(&parts.uri, &parts.headers)?;
    let Route { call, subject } = route::find(&parts.method, parts.uri.path())?;
    entry.call = Some(call.name);
    let run = match call.run {
        Run::Serve(run) => run,
        Run::NotServed => return Err(ApiError::NotServed { call: call.name }),
    };
    let mut pairs = Pairs::new();
    add_form(parts.uri.query().unwrap_or_default().as_bytes(), &mut pairs);
    let media_type = parts.headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok());
    add_body(media_type, &read(body).await?, &mut pairs)?;
    let arguments = Arguments::read(call.parameters, pairs, state.is_lenient, &mut entry.notes)?;
    entry.query = arguments.text("query").map(str::to_owned);
    let state = Arc::clone(state);
    let answered =
        spawn_blocking(move || run(&Context { state: &state, arguments: &arguments, subject: &subject }));
    answered.await.unwrap_or_else(|error| Err(ApiError::Internal { reason: error.to_string() }))
}

async fn read(body: Incoming) -> Result<Bytes, ApiError> {
    let is_longer = |length: u64| usize::try_from(length).map_or(true, |length| length > MAX_BODY);
    if is_longer(body.size_hint().lower()) {
        return Err(ApiError::BodyTooLarge { most: MAX_BODY });
    }
    match timeout(BODY_TIMEOUT, Limited::new(body, MAX_BODY).collect()).await {
        Ok(Ok(body)) => Ok(body.to_bytes()),
        Ok(Err(error)) if error.is::<LengthLimitError>() => Err(ApiError::BodyTooLarge { most: MAX_BODY }),
        Ok(Err(error)) => Err(ApiError::Body { reason: error.to_string() }),
        Err(_) => Err(ApiError::Timeout),
    }
}

fn response(answer: Answer) -> Response<Full<Bytes>> {
    let mut response = Response::new(Full::new(Bytes::from(answer.body)));
    *response.status_mut() = answer.status;
    let headers = response.headers_mut();
    headers.extend(answer.headers);
    headers.insert(X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

/// Writes a line of JSON. Headers, and parameters other than the query, are not in it: credentials may be there.
fn log(state: &State, parts: &Parts, is_refused: bool, entry: &Entry, answer: &Answer, started: Instant) {
    let path = if is_refused { "" } else { parts.uri.path() };
    let milliseconds = u64::try_from(started.elapsed().as_millis()).unwrap_or(u64::MAX);
    let known = [
        ("method", Some(Json::from(if is_refused { "" } else { parts.method.as_str() }))),
        ("path", Some(path.into())),
        ("status", Some(answer.status.as_u16().into())),
        ("milliseconds", Some(milliseconds.into())),
        ("bytes", Some(answer.body.len().into())),
        ("call", entry.call.map(Json::from)),
        ("query", entry.query.as_deref().map(Json::from)),
        (
            "notes",
            (!entry.notes.is_empty())
                .then(|| entry.notes.iter().take(MAX_NOTES).map(|note| Json::from(note.as_str())).collect()),
        ),
    ];
    let line: Map<String, Json> =
        known.into_iter().filter_map(|(name, value)| Some((name.to_owned(), value?))).collect();
    (state.log)(&Json::from(line).to_string());
}
