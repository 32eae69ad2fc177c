//! Every error that a client can get: its status and its messages, in the shape of the guide.

use std::borrow::Cow;

use coreql::core_api::ParseFailure;
use hyper::StatusCode;
use serde_json::{Value as Json, json};

/// Why a request is not answered as its client hoped.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum ApiError {
    /// The query is invalid.
    Query(ParseFailure),
    /// A required parameter is missing.
    Missing {
        parameter: &'static str,
    },
    /// One of two parameters is required.
    MissingBoth {
        parameter: &'static str,
        other: &'static str,
    },
    /// A parameter beyond a documented limit: a number, a length, or a number of names.
    Limit {
        parameter: &'static str,
        what: Measure,
        least: u64,
        most: u64,
        found: String,
    },
    /// A parameter that is not a number, a Boolean, or one of the known words.
    Value {
        parameter: &'static str,
        expected: Cow<'static, str>,
        found: String,
    },
    /// A parameter that is not UTF-8.
    NotUtf8 {
        parameter: String,
    },
    /// Too many parameters.
    Parameters {
        most: usize,
    },
    /// A field to sort by that the catalogue and the fleet lack, or that several fields could be.
    SortField {
        found: String,
        candidates: Vec<String>,
    },
    /// A label that there is not.
    Label {
        found: i64,
    },
    /// A body that cannot be read.
    Body {
        reason: String,
    },
    /// A body of a type that no call takes.
    MediaType,
    /// A device that there is not.
    Device {
        uuid: String,
    },
    /// No call has this path.
    Path {
        path: String,
    },
    /// The path is that of a call with other methods.
    Method {
        allowed: String,
    },
    /// A call of the guide that is not there yet.
    NotServed {
        call: &'static str,
    },
    /// The request is addressed to another host.
    ForeignHost,
    /// A page of another origin sent the request.
    ForeignOrigin,
    /// The body took too long.
    Timeout,
    BodyTooLarge {
        most: usize,
    },
    TargetTooLong {
        most: usize,
    },
    HeadTooLarge {
        most: usize,
    },
    /// The length of the body is in doubt.
    DoubtfulLength,
    /// A defect of the server.
    Internal {
        reason: String,
    },
}

/// What a limit is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Measure {
    Number,
    Characters,
    Names,
    /// The length of one name of a list.
    CharactersOfName,
}

impl Measure {
    const fn noun(self) -> &'static str {
        match self {
            Self::Number => "",
            Self::Characters => " characters (UTF-16)",
            Self::Names => " names",
            Self::CharactersOfName => " characters (UTF-16) in each name",
        }
    }
}

/// Longer texts of clients are cut in messages.
const MAX_SHOWN: usize = 100;

impl ApiError {
    pub(crate) const fn status(&self) -> StatusCode {
        match self {
            Self::Query(_)
            | Self::Missing { .. }
            | Self::MissingBoth { .. }
            | Self::Limit { .. }
            | Self::Value { .. }
            | Self::NotUtf8 { .. }
            | Self::Parameters { .. }
            | Self::SortField { .. }
            | Self::Label { .. }
            | Self::Body { .. }
            | Self::DoubtfulLength => StatusCode::BAD_REQUEST,
            Self::ForeignHost | Self::ForeignOrigin => StatusCode::FORBIDDEN,
            Self::Device { .. } | Self::Path { .. } => StatusCode::NOT_FOUND,
            Self::Method { .. } => StatusCode::METHOD_NOT_ALLOWED,
            Self::Timeout => StatusCode::REQUEST_TIMEOUT,
            Self::BodyTooLarge { .. } => StatusCode::PAYLOAD_TOO_LARGE,
            Self::TargetTooLong { .. } => StatusCode::URI_TOO_LONG,
            Self::MediaType => StatusCode::UNSUPPORTED_MEDIA_TYPE,
            Self::HeadTooLarge { .. } => StatusCode::REQUEST_HEADER_FIELDS_TOO_LARGE,
            Self::Internal { .. } => StatusCode::INTERNAL_SERVER_ERROR,
            Self::NotServed { .. } => StatusCode::NOT_IMPLEMENTED,
        }
    }

    /// The methods that are allowed instead, for the header `Allow`.
    pub(crate) fn allowed(&self) -> Option<&str> {
        match self {
            Self::Method { allowed } => Some(allowed),
            _ => None,
        }
    }

    /// The body: one message. The keys of Core's are known for one error alone; ours do not look like Core's.
    pub(crate) fn to_json(&self) -> Json {
        let (key, text, parameters) = match self {
            Self::Query(failure) => return json!(failure),
            Self::Missing { parameter } => {
                ("missing", format!("`{parameter}` is required"), json!([parameter]))
            }
            Self::MissingBoth { parameter, other } => {
                ("missing", format!("`{parameter}` or `{other}` is required"), json!([parameter, other]))
            }
            Self::Limit { parameter, what, least, most, found } => (
                "limit",
                format!("`{parameter}` takes {least} to {most}{}, not {}", what.noun(), shown(found)),
                json!([parameter, least, most, shown(found)]),
            ),
            Self::Value { parameter, expected, found } => (
                "value",
                format!("`{parameter}` is {expected}, not `{}`", shown(found)),
                json!([parameter, shown(found)]),
            ),
            Self::NotUtf8 { parameter } => {
                ("utf8", format!("`{}` is not UTF-8", shown(parameter)), json!([shown(parameter)]))
            }
            Self::Parameters { most } => {
                ("parameters", format!("a request has at most {most} parameters"), json!([most]))
            }
            Self::SortField { found, candidates } if candidates.is_empty() => (
                "sort-field",
                format!("`sortField` is the name of a field, not `{}`", shown(found)),
                json!(["sortField", shown(found)]),
            ),
            Self::SortField { found, candidates } => (
                "sort-field",
                format!("`sortField` may be several fields: `{}`: {}", shown(found), candidates.join(", ")),
                json!(["sortField", shown(found)]),
            ),
            Self::Label { found } => {
                ("label", format!("`labelId`: there is no label {found}"), json!(["labelId", found]))
            }
            Self::Body { reason } => ("body", format!("the body cannot be read: {reason}"), json!([])),
            Self::MediaType => (
                "media-type",
                "a body is a form or a JSON object; multipart is not read".to_owned(),
                json!([]),
            ),
            Self::Device { uuid } => {
                ("device", format!("there is no device `{}`", shown(uuid)), json!([shown(uuid)]))
            }
            Self::Path { path } => {
                ("path", format!("there is no call `{}`", shown(path)), json!([shown(path)]))
            }
            Self::Method { allowed } => ("method", format!("the call takes {allowed}"), json!([allowed])),
            Self::NotServed { call } => {
                ("not-served", format!("coreql does not serve this call yet: {call}"), json!([call]))
            }
            Self::ForeignHost => {
                ("host", "`Host` is neither `localhost` nor a loopback address".to_owned(), json!([]))
            }
            Self::ForeignOrigin => {
                ("origin", "pages of other origins may not send requests".to_owned(), json!([]))
            }
            Self::Timeout => ("timeout", "the body did not arrive in time".to_owned(), json!([])),
            Self::BodyTooLarge { most } => too_long("body", "the body", *most),
            Self::TargetTooLong { most } => too_long("target", "the request line", *most),
            Self::HeadTooLarge { most } => too_long("head", "the request line with its headers", *most),
            Self::DoubtfulLength => (
                "length",
                "`Content-Length` and `Transfer-Encoding` leave the length of the body in doubt".to_owned(),
                json!([]),
            ),
            Self::Internal { reason } => ("internal", reason.clone(), json!([])),
        };
        json!({"messages": [{
            "type": "Error",
            "messageKey": format!("coreql.{key}"),
            "localizedMessage": text,
            "messageParameters": parameters,
        }]})
    }
}

fn too_long(key: &'static str, what: &str, most: usize) -> (&'static str, String, Json) {
    (key, format!("{what} is longer than {most} bytes"), json!([most]))
}

/// The beginning of a text.
pub(crate) fn shown(text: &str) -> Cow<'_, str> {
    match text.char_indices().nth(MAX_SHOWN) {
        Some((end, _)) => Cow::Owned(format!("{}…", text.get(..end).unwrap_or_default())),
        None => Cow::Borrowed(text),
    }
}
