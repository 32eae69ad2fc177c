//! Queries over the fleet: search, count, `query_test`, `search_fields`.

use std::time::Instant;

use coreql::catalog::Endpoint;
use coreql::core_api::{Count, SearchField, query_test, search_fields};
use coreql::value::SortOrder;
use coreql_data::json::{EnvelopeTotals, EnvelopeWriter};
use hyper::Method;
use serde_json::json;

use super::{Call, Context, Run};
use crate::answer::{Answer, has_more, page_of};
use crate::columns::Columns;
use crate::error::ApiError;
use crate::language::now;
use crate::request::parameter::{
    Kind, LABEL, Need, OFFSET, SORT_FIELD, SORT_ORDER, SPACE, SPACE_LEFT_OUT, limit, query, required,
};

pub(super) const CALLS: &[Call] = &[
    Call {
        name: "search",
        method: Method::GET,
        path: "api/v2/devices",
        parameters: &[
            SPACE_LEFT_OUT,
            query(Endpoint::Search, Need::Unless("labelId")),
            LABEL,
            required("fields", Kind::Names { most: *Endpoint::FIELD_COUNT.end(), each: 320 }),
            limit(Endpoint::Search),
            OFFSET,
            SORT_FIELD,
            SORT_ORDER,
        ],
        run: Run::Serve(search),
    },
    Call {
        name: "count",
        method: Method::GET,
        path: "api/v2/devices/count",
        parameters: &[SPACE, query(Endpoint::Count, Need::Required)],
        run: Run::Serve(count),
    },
    Call {
        name: "query_test",
        method: Method::GET,
        path: "api/v2/devices/query_test",
        parameters: &[SPACE_LEFT_OUT, query(Endpoint::QueryTest, Need::Required)],
        run: Run::Serve(test),
    },
    Call {
        name: "search_fields",
        method: Method::GET,
        path: "api/v2/devices/search_fields",
        parameters: &[SPACE_LEFT_OUT],
        run: Run::Serve(fields),
    },
];

/// How many devices a page has if the request does not say it.
const DEFAULT_LIMIT: u64 = 200;

fn search(context: &Context<'_>) -> Result<Answer, ApiError> {
    let started = Instant::now();
    let Context { state, arguments, .. } = context;
    let places = selected(context, Combination::Nothing)?;
    let columns = Columns::new(arguments.names("fields"), state.language.catalog(), &state.fleet)?;
    let offset = arguments.number("offset").unwrap_or_default();
    let page = page_of(&places, arguments.number("limit").unwrap_or(DEFAULT_LIMIT), offset);

    let failed = |error: std::io::Error| ApiError::Internal { reason: error.to_string() };
    let mut body = Vec::new();
    let mut envelope = EnvelopeWriter::new(&mut body).map_err(failed)?;
    for device in state.fleet.at(page) {
        envelope.write(&columns.row(device)).map_err(failed)?;
    }
    let totals = EnvelopeTotals {
        total_count: as_u64(places.len()),
        result_count: as_u64(page.len()),
        search_time_millis: u64::try_from(started.elapsed().as_millis()).unwrap_or(u64::MAX),
        current_server_time_milliseconds: now(),
        has_more: has_more(places.len(), page.len(), offset),
    };
    envelope.finish(totals).map_err(failed)?;
    Ok(Answer::new("application/json", body))
}

/// What a label and an advanced query together select.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Combination {
    /// No device, as the guide prints it for the search.
    Nothing,
    /// What both select.
    Both,
}

/// The places of the devices that `query` and `labelId` select, sorted by `sortField` and `sortOrder`.
pub(super) fn selected(context: &Context<'_>, together: Combination) -> Result<Vec<usize>, ApiError> {
    let Context { state, arguments, .. } = context;
    let (fleet, language) = (&state.fleet, &state.language);
    let query = arguments.text("query").unwrap_or_default();
    let label = arguments.id("labelId").map(|id| state.labels.get(id)).transpose()?;
    let mut places = match label {
        None => fleet.matching(&language.filter(query)?),
        Some(label) if query.trim().is_empty() => label.places(fleet, language)?,
        Some(label) => {
            let simple = language.simple_filter(query)?;
            let has_devices = simple.is_some() || together == Combination::Both;
            let filter = simple.map_or_else(|| language.filter(query), Ok)?;
            let mut places = if has_devices { label.places(fleet, language)? } else { Vec::new() };
            fleet.narrow(&mut places, &filter);
            places
        }
    };
    if let Some(field) = arguments.text("sortField") {
        let is_descending = arguments.is("sortOrder", "DESC");
        let order = if is_descending { SortOrder::Descending } else { SortOrder::Ascending };
        fleet.sort(&mut places, field.trim(), order, language)?;
    }
    Ok(places)
}

fn count(context: &Context<'_>) -> Result<Answer, ApiError> {
    let filter = context.state.language.filter(context.arguments.text("query").unwrap_or_default())?;
    Answer::json(&Count { total_count: as_u64(context.state.fleet.count(&filter)) })
}

fn test(context: &Context<'_>) -> Result<Answer, ApiError> {
    let query = context.arguments.text("query").unwrap_or_default();
    Answer::json(&query_test(query, &context.state.language.options()))
}

fn fields(context: &Context<'_>) -> Result<Answer, ApiError> {
    let fields = documented_fields(context);
    if context.state.has_bare_arrays {
        return Answer::json(&fields);
    }
    let count = fields.len();
    Answer::json(&json!({"results": fields, "totalCount": count, "resultCount": count}))
}

/// The fields of the catalogue with the three types that the guide has for `search_fields`: there are no Booleans.
pub(super) fn documented_fields(context: &Context<'_>) -> Vec<SearchField> {
    let mut fields = search_fields(context.state.language.catalog());
    for field in fields.iter_mut().filter(|field| field.field_type == "BOOLEAN") {
        "STRING".clone_into(&mut field.field_type);
    }
    fields
}

fn as_u64(count: usize) -> u64 {
    u64::try_from(count).unwrap_or(u64::MAX)
}
