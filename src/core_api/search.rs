//! The answers of the device search and of counting.

/// The envelope of a device search; `D` is a device.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "camelCase"))]
pub struct SearchAnswer<D> {
    /// The devices of this page.
    pub results: Vec<D>,
    /// How many devices the query selects in all.
    pub total_count: u64,
    /// How many are in `results`.
    pub result_count: u64,
    /// How long the search took, in milliseconds.
    pub search_time_millis: u64,
    /// The server's clock, in milliseconds since 1970.
    pub current_server_time_milliseconds: i64,
    /// Whether more devices follow after this page.
    pub has_more: bool,
}

/// The answer of counting.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "camelCase"))]
pub struct Count {
    /// How many devices the query selects.
    pub total_count: u64,
}
