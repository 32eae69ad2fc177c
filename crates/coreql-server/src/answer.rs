//! What a request is answered with.

use hyper::StatusCode;
use hyper::header::{HeaderName, HeaderValue};
use serde::Serialize;
use serde_json::{Value as Json, json};

use crate::error::ApiError;

#[derive(Clone, Debug)]
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) headers: Vec<(HeaderName, HeaderValue)>,
    pub(crate) body: Vec<u8>,
}

impl Answer {
    pub(crate) fn new(media_type: &'static str, body: Vec<u8>) -> Self {
        let media_type = HeaderValue::from_static(media_type);
        Self { status: StatusCode::OK, headers: vec![(hyper::header::CONTENT_TYPE, media_type)], body }
    }

    pub(crate) fn json(value: &impl Serialize) -> Result<Self, ApiError> {
        let body =
            serde_json::to_vec(value).map_err(|error| ApiError::Internal { reason: error.to_string() })?;
        Ok(Self::new("application/json", body))
    }

    /// An envelope of everything that there is.
    pub(crate) fn list(results: &[Json]) -> Result<Self, ApiError> {
        let count = results.len();
        Self::json(&json!({"results": results, "totalCount": count, "resultCount": count}))
    }

    /// An envelope of a page of what there is.
    pub(crate) fn page(results: &[Json], limit: u64, offset: u64) -> Result<Self, ApiError> {
        let page = page_of(results, limit, offset);
        let has_more = has_more(results.len(), page.len(), offset);
        Self::json(&json!({
            "results": page, "totalCount": results.len(), "resultCount": page.len(), "hasMore": has_more,
        }))
    }
}

impl From<ApiError> for Answer {
    fn from(error: ApiError) -> Self {
        let mut answer = Self::new("application/json", error.to_json().to_string().into_bytes());
        answer.status = error.status();
        if let Some(Ok(allowed)) = error.allowed().map(HeaderValue::from_str) {
            answer.headers.push((hyper::header::ALLOW, allowed));
        }
        answer
    }
}

/// The elements of a page.
pub(crate) fn page_of<T>(all: &[T], limit: u64, offset: u64) -> &[T] {
    let offset = usize::try_from(offset).unwrap_or(usize::MAX).min(all.len());
    let rest = all.get(offset..).unwrap_or_default();
    rest.get(..usize::try_from(limit).unwrap_or(usize::MAX).min(rest.len())).unwrap_or_default()
}

/// Whether elements follow after a page.
pub(crate) fn has_more(total: usize, on_page: usize, offset: u64) -> bool {
    let until = usize::try_from(offset).unwrap_or(usize::MAX).saturating_add(on_page);
    total > until
}
