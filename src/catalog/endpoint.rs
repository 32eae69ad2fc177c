//! The endpoints that take a query, and the limits that the V2 API guide documents for them.

use std::fmt;
use std::ops::RangeInclusive;
use std::str::FromStr;

/// An endpoint of Core that takes a query.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "kebab-case"))]
#[non_exhaustive]
pub enum Endpoint {
    /// The device search.
    Search,
    /// Counting the devices that match.
    Count,
    /// Testing whether a query parses.
    QueryTest,
    /// The export of the devices that match.
    Export,
}

impl Endpoint {
    /// All endpoints.
    pub const ALL: [Endpoint; 4] = [Endpoint::Search, Endpoint::Count, Endpoint::QueryTest, Endpoint::Export];

    /// The `offset` of a page (V2 API guide).
    pub const OFFSET: RangeInclusive<u64> = 0..=10_000_000;

    /// The number of fields that a request may list (V2 API guide).
    pub const FIELD_COUNT: RangeInclusive<u64> = 1..=512;

    /// The name that the command line uses.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Endpoint::Search => "search",
            Endpoint::Count => "count",
            Endpoint::QueryTest => "query-test",
            Endpoint::Export => "export",
        }
    }

    /// The longest query that the endpoint takes, in UTF-16 code units (V2 API guide).
    #[must_use]
    pub const fn max_query_utf16(self) -> usize {
        match self {
            Endpoint::Search => 255,
            Endpoint::Count | Endpoint::QueryTest | Endpoint::Export => 2000,
        }
    }

    /// The `limit` of a page (V2 API guide); `None` for an endpoint that returns no devices.
    #[must_use]
    pub const fn limit(self) -> Option<RangeInclusive<u64>> {
        match self {
            Endpoint::Search => Some(0..=200),
            Endpoint::Export => Some(0..=5000),
            Endpoint::Count | Endpoint::QueryTest => None,
        }
    }
}

impl fmt::Display for Endpoint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl FromStr for Endpoint {
    type Err = UnknownEndpoint;

    /// Reads [`Endpoint::as_str`].
    fn from_str(text: &str) -> Result<Endpoint, UnknownEndpoint> {
        let endpoint = Endpoint::ALL.into_iter().find(|endpoint| endpoint.as_str() == text);
        endpoint.ok_or_else(|| UnknownEndpoint(text.to_owned()))
    }
}

/// A text that is not the name of an [`Endpoint`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnknownEndpoint(String);

impl fmt::Display for UnknownEndpoint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "unknown endpoint `{}`: search, count, query-test and export are known", self.0)
    }
}

impl std::error::Error for UnknownEndpoint {}
