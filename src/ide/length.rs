//! How long a text is, as the server counts.

use crate::catalog::Endpoint;
use crate::text::utf16_len;

/// The length of a text, and how much the endpoints take. The unit is the UTF-16 code unit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Lengths {
    /// The length.
    pub utf16: usize,
    /// The most that a device search takes: 255.
    pub search: usize,
    /// The most that the other endpoints take: 2000.
    pub others: usize,
}

impl Lengths {
    /// Whether an endpoint takes a text of this length.
    pub fn fits(self, endpoint: Endpoint) -> bool {
        self.utf16 <= endpoint.max_query_utf16()
    }
}

/// The length of a text, spaces and all, and the limits of Core's endpoints (language, rule 1.4).
///
/// ```
/// use coreql::catalog::Endpoint;
/// use coreql::ide::length;
///
/// let lengths = length("comment contains \"😀\"");
/// assert_eq!((lengths.utf16, lengths.search, lengths.others), (21, 255, 2000));
/// assert!(lengths.fits(Endpoint::Search));
/// ```
pub fn length(text: &str) -> Lengths {
    Lengths {
        utf16: utf16_len(text),
        search: Endpoint::Search.max_query_utf16(),
        others: Endpoint::Count.max_query_utf16(),
    }
}
