//! A handler that filters devices with the query in a request, and answers what is wrong with one that is invalid.
//!
//! ```sh
//! cargo run --manifest-path examples/axum/Cargo.toml &
//! curl -G 127.0.0.1:3000/devices --data-urlencode 'q=platform = "iOS" AND battery_level > 50'
//! curl -G 127.0.0.1:3000/devices --data-urlencode 'q=platfrom == "iOS"'
//! ```

use std::sync::Arc;

use axum::extract::{Query as Parameters, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use axum::{Json, Router};
use coreql::eval::FilterError;
use coreql::{InvalidQuery, Options, Query, Record};
use serde::{Deserialize, Serialize};

#[derive(Clone, Record, Serialize)]
struct Device {
    platform: &'static str,
    battery_level: Option<u8>,
    #[record(name = "user.email_address")]
    owner: &'static str,
}

const DEVICES: [Device; 3] = [
    Device { platform: "iOS", battery_level: Some(80), owner: "j.smith@example.com" },
    Device { platform: "iOS", battery_level: None, owner: "a.jones@example.com" },
    Device { platform: "Android", battery_level: Some(95), owner: "m.smith@example.com" },
];

#[derive(Deserialize)]
struct Search {
    #[serde(default)]
    q: String,
}

async fn devices(
    State(devices): State<Arc<[Device]>>,
    Parameters(search): Parameters<Search>,
) -> Result<Json<Vec<Device>>, Failure> {
    let query = Query::parse(&search.q, &Options::extended())?;
    let filter = query.filter::<Device>()?;
    Ok(Json(devices.iter().filter(|device| filter.matches(device)).cloned().collect()))
}

/// Why a request has no answer: status 400.
enum Failure {
    Query(InvalidQuery),
    Filter(FilterError),
}

impl From<InvalidQuery> for Failure {
    fn from(error: InvalidQuery) -> Self {
        Self::Query(error)
    }
}

impl From<FilterError> for Failure {
    fn from(error: FilterError) -> Self {
        Self::Filter(error)
    }
}

impl IntoResponse for Failure {
    fn into_response(self) -> Response {
        match self {
            // Codes, messages, places and fixes, for an editor to show.
            Self::Query(invalid) => (StatusCode::BAD_REQUEST, Json(invalid.report())).into_response(),
            Self::Filter(error) => (StatusCode::BAD_REQUEST, error.to_string()).into_response(),
        }
    }
}

#[tokio::main]
async fn main() -> std::io::Result<()> {
    let address = std::env::args().nth(1).unwrap_or_else(|| "127.0.0.1:3000".to_owned());
    let app = Router::new().route("/devices", get(devices)).with_state(Arc::from(DEVICES));
    let listener = tokio::net::TcpListener::bind(address).await?;
    println!("http://{}/devices?q=", listener.local_addr()?);
    axum::serve(listener, app).await
}
