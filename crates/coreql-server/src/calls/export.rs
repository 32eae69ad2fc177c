//! The export of devices as CSV.

use coreql::catalog::{Catalog, Endpoint, Field};
use coreql_data::{BASIC_FIELDS, csv};
use hyper::Method;
use hyper::header::{CONTENT_DISPOSITION, HeaderValue};

use super::devices::{Combination, selected};
use super::{Call, Context, Run};
use crate::answer::{Answer, page_of};
use crate::columns::Columns;
use crate::error::ApiError;
use crate::request::parameter::{
    Kind, LABEL, Need, OFFSET, SORT_FIELD, SORT_ORDER, SPACE_LEFT_OUT, limit, query, required,
};

pub(super) const CALLS: &[Call] = &[Call {
    name: "export",
    method: Method::POST,
    path: "api/v2/devices",
    parameters: &[
        SPACE_LEFT_OUT,
        query(Endpoint::Export, Need::Unless("labelId")),
        LABEL,
        required("fieldGroups", Kind::Names { most: 20, each: 20 }),
        limit(Endpoint::Export),
        OFFSET,
        SORT_FIELD,
        SORT_ORDER,
    ],
    run: Run::Serve(export),
}];

/// As the guide writes it, with its blank.
const DISPOSITION: HeaderValue = HeaderValue::from_static("attachment; filename= DeviceSearchResult.csv");

/// How many devices an export has if the request does not say it.
const DEFAULT_LIMIT: u64 = 5000;

/// The groups of the guide, but BASIC, with the groups of the catalogue.
const GROUPS: [(&str, &str); 5] = [
    ("COMMON", "common"),
    ("ANDROID", "android"),
    ("IOS", "ios"),
    ("USER", "user"),
    ("WINDOWS_PHONE", "windows_phone"),
];

fn export(context: &Context<'_>) -> Result<Answer, ApiError> {
    let Context { state, arguments, .. } = context;
    let catalog = state.language.catalog();
    let mut names: Vec<&str> = Vec::new();
    for group in arguments.names("fieldGroups") {
        names.extend(fields_of(group, catalog)?);
    }
    let columns = Columns::new(names, catalog, &state.fleet)?;
    let places = selected(context, Combination::Both)?;
    let offset = arguments.number("offset").unwrap_or_default();
    let page = page_of(&places, arguments.number("limit").unwrap_or(DEFAULT_LIMIT), offset);

    let failed = |error: std::io::Error| ApiError::Internal { reason: error.to_string() };
    let mut body = Vec::new();
    let mut writer = csv::Writer::new(&mut body, columns.headings()).map_err(failed)?;
    for device in state.fleet.at(page) {
        writer.write(columns.row(device).values()).map_err(failed)?;
    }
    writer.flush().map_err(failed)?;
    drop(writer);
    let mut answer = Answer::new("text/csv", body);
    answer.headers.push((CONTENT_DISPOSITION, DISPOSITION));
    Ok(answer)
}

/// The fields of a group, in the order of the catalogue. The guide does not say what BASIC has.
fn fields_of<'c>(group: &str, catalog: &'c Catalog) -> Result<Vec<&'c str>, ApiError> {
    if group.eq_ignore_ascii_case("BASIC") {
        return Ok(BASIC_FIELDS.to_vec());
    }
    let Some((_, own)) = GROUPS.iter().find(|(name, _)| name.eq_ignore_ascii_case(group)) else {
        let known: Vec<&str> = GROUPS.iter().map(|(name, _)| *name).collect();
        return Err(ApiError::Value {
            parameter: "fieldGroups",
            expected: format!("a list of BASIC, {}", known.join(", ")).into(),
            found: group.to_owned(),
        });
    };
    Ok(catalog.fields().iter().filter(|field| field.group() == Some(own)).map(Field::name).collect())
}
