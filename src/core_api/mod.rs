//! The shapes of Core's own answers (V2 API guide, "Device Management" and "Device Spaces Management").

mod fields;
mod query_test;
mod request;
mod search;

pub use fields::{SearchField, search_fields};
pub use query_test::{Message, ParseFailure, QueryTest, query_test};
pub use request::{Request, RequestError, url_encoded};
pub use search::{Count, SearchAnswer};
