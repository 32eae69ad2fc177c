//! What the endpoints take besides the query.

use std::fmt;

use crate::catalog::Endpoint;
use crate::text::utf16_len;

/// A request to one of the endpoints.
///
/// ```
/// use coreql::catalog::Endpoint;
/// use coreql::core_api::Request;
///
/// let request = Request::new(Endpoint::Search, "").with_limit(201);
/// let error = request.check().unwrap_err();
/// assert_eq!(error.to_string(), "the endpoint `search` takes 0 to 200 as `limit`, not 201");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Request<'r> {
    /// The endpoint.
    pub endpoint: Endpoint,
    /// The query.
    pub query: &'r str,
    /// The limit of the page, if the endpoint takes one.
    pub limit: Option<u64>,
    /// How many devices are skipped before the page.
    pub offset: Option<u64>,
    /// The number of fields that are requested, if the endpoint takes them.
    pub fields: Option<u64>,
}

impl<'r> Request<'r> {
    /// A request with a query alone.
    pub const fn new(endpoint: Endpoint, query: &'r str) -> Self {
        Self { endpoint, query, limit: None, offset: None, fields: None }
    }

    /// Sets the limit of the page, in devices.
    #[must_use]
    pub const fn with_limit(mut self, devices: u64) -> Self {
        self.limit = Some(devices);
        self
    }

    /// Sets how many devices are skipped before the page.
    #[must_use]
    pub const fn with_offset(mut self, devices: u64) -> Self {
        self.offset = Some(devices);
        self
    }

    /// Sets the number of fields that are requested.
    #[must_use]
    pub const fn with_fields(mut self, count: u64) -> Self {
        self.fields = Some(count);
        self
    }

    /// Whether the request is within the documented limits.
    ///
    /// # Errors
    /// The first limit that it exceeds.
    pub fn check(&self) -> Result<(), RequestError> {
        let (units, most) = (utf16_len(self.query), self.endpoint.max_query_utf16());
        if units > most {
            return Err(RequestError {
                endpoint: self.endpoint,
                what: What::Query,
                least: 0,
                most: as_u64(most),
                found: as_u64(units),
            });
        }
        let bounds = [
            (What::Limit, self.limit, self.endpoint.limit()),
            (What::Offset, self.offset, Some(Endpoint::OFFSET)),
            (What::Fields, self.fields, Some(Endpoint::FIELD_COUNT)),
        ];
        for (what, found, range) in bounds {
            if let (Some(found), Some(range)) = (found, range)
                && !range.contains(&found)
            {
                let (least, most) = (*range.start(), *range.end());
                return Err(RequestError { endpoint: self.endpoint, what, least, most, found });
            }
        }
        Ok(())
    }
}

/// A query as the value of a parameter in a request line: percent-encoded, except what RFC 3986 calls unreserved.
///
/// ```
/// assert_eq!(coreql::core_api::url_encoded("a = \"ö\""), "a%20%3D%20%22%C3%B6%22");
/// ```
pub fn url_encoded(query: &str) -> String {
    let mut encoded = String::with_capacity(query.len());
    for byte in query.bytes() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~') {
            encoded.push(char::from(byte));
        } else {
            encoded.push('%');
            let digits = [byte >> 4, byte & 0xf].map(|digit| char::from_digit(digit.into(), 16));
            encoded.extend(digits.into_iter().flatten().map(|digit| digit.to_ascii_uppercase()));
        }
    }
    encoded
}

fn as_u64(count: usize) -> u64 {
    u64::try_from(count).unwrap_or(u64::MAX)
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum What {
    Query,
    Limit,
    Offset,
    Fields,
}

/// A request beyond a documented limit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RequestError {
    endpoint: Endpoint,
    what: What,
    least: u64,
    most: u64,
    found: u64,
}

impl fmt::Display for RequestError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let what = match self.what {
            What::Query => "characters of query (UTF-16)",
            What::Limit => "as `limit`",
            What::Offset => "as `offset`",
            What::Fields => "fields",
        };
        write!(
            f,
            "the endpoint `{}` takes {} to {} {what}, not {}",
            self.endpoint, self.least, self.most, self.found
        )
    }
}

impl std::error::Error for RequestError {}
