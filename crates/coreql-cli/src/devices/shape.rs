//! Whether records are devices, and what they look like if they are not.

use coreql::catalog::{Catalog, CustomName};
use coreql::text::fold::{eq_folded, fold};
use coreql_data::{Device, Heading, Headings};
use serde_json::{Map, Value as Json};

/// Tells devices from other records: a device has a known field, or a field of the query.
#[derive(Clone, Debug)]
pub(crate) struct Recognizer<'c> {
    catalog: &'c Catalog,
    /// The groups of the catalogue's fields, folded.
    groups: Vec<String>,
    /// The fields that the command names.
    fields: Vec<String>,
}

impl<'c> Recognizer<'c> {
    pub(crate) fn new(catalog: &'c Catalog, fields: &[String]) -> Self {
        let mut groups: Vec<String> = Vec::new();
        for group in catalog.fields().iter().filter_map(|field| field.group()) {
            let group = fold(group).into_owned();
            if !groups.contains(&group) {
                groups.push(group);
            }
        }
        Self { catalog, groups, fields: fields.to_vec() }
    }

    pub(crate) fn is_device(&self, record: &Map<String, Json>) -> bool {
        record.keys().any(|key| self.is_known(key))
    }

    pub(crate) fn has_known(&self, headings: &Headings) -> bool {
        headings
            .iter()
            .any(|heading| heading.field().is_some() || heading.key().is_some_and(|key| self.is_known(key)))
            || headings.doubts().next().is_some()
    }

    /// Whether a key is that of a field. The catalogue may lack fields of its groups.
    fn is_known(&self, key: &str) -> bool {
        self.catalog.lookup_key(key).is_some()
            || CustomName::parse(key).is_some()
            || self.fields.iter().any(|field| eq_folded(field, key))
            || key.split_once('.').is_some_and(|(group, name)| {
                let is_name = !name.is_empty() && !name.contains([',', ';', '\t', '|', '"']);
                is_name && self.groups.iter().any(|known| eq_folded(known, group))
            })
    }

    /// What a record looks like that is not a device, and what to do about it.
    pub(crate) fn describe(&self, record: &Device) -> String {
        let text = |key: &str| record.get(key).map(text_of).filter(|text| !text.is_empty());
        if record.contains_key("messages") {
            let message = text("messages").map(|message| format!(": `{message}`")).unwrap_or_default();
            return format!("this is an error answer of the server{message}");
        }
        let error =
            ["error_description", "error", "errors", "fault", "exception", "message", "localizedMessage"];
        if let Some(message) = error.into_iter().find_map(text) {
            return format!("this is an error answer: `{message}`");
        }
        if record.keys().all(|key| matches!(key.as_str(), "totalCount" | "resultCount" | "hasMore"))
            && record.contains_key("totalCount")
        {
            return "this is the answer of a count, without devices".to_owned();
        }
        if let Some((key, count)) = record.iter().find_map(|(key, value)| Some((key, objects_in(value)?))) {
            return format!(
                "this is an object with {count} records in `{key}`; devices are read from `results`, from an array, \
                 and from JSON lines"
            );
        }
        if let Some((group, name)) = record.iter().find_map(|(key, value)| self.nested(key, value)) {
            return format!(
                "the fields are in nested objects (`{group}` has `{name}`); \
                 a device has flat keys, such as `{group}.{name}`"
            );
        }
        if record.contains_key("name") && record.contains_key("type") {
            return "this is a list of fields; --catalog reads it".to_owned();
        }
        if record.contains_key("query") {
            return "these are queries, not devices".to_owned();
        }
        let bare = record.keys().find_map(|key| Some((key, self.catalog.lookup(key).field()?.name())));
        if let Some((key, field)) = bare {
            return format!(
                "the keys have no group: `{key}` is the field `{field}`, but only CSV may leave it out"
            );
        }
        if record.is_empty() {
            return "the records have no fields".to_owned();
        }
        format!("no record has a known field, or one of the query; the keys are {}", list(record.keys()))
    }

    /// What to do about headings of CSV that name no known field, if there are any.
    pub(super) fn describe_unknown(&self, headings: &Headings) -> Option<String> {
        let is_unknown = |heading: &&Heading| heading.field().is_none() && !self.is_known(heading.text());
        let in_doubt = |heading: &Heading| headings.doubts().any(|(text, _)| text == heading.text());
        let unknown: Vec<&str> = headings
            .iter()
            .filter(is_unknown)
            .filter(|heading| !in_doubt(heading) && !heading.text().is_empty())
            .map(Heading::text)
            .collect();
        let (subject, their) = match unknown.len() {
            0 => return None,
            1 => ("1 heading names".to_owned(), "its field"),
            count => (format!("{count} headings name"), "their fields"),
        };
        let mut text = format!("{subject} no known field: {}; --columns gives {their}", list(unknown.iter()));
        let suggested =
            unknown.iter().find_map(|heading| Some((heading, self.catalog.suggest_field(heading)?)));
        if let Some((heading, field)) = suggested {
            text.push_str(&format!(", such as {}", serde_json::json!({*heading: field})));
        }
        Some(text)
    }

    /// What CSV looks like whose headings are no fields.
    pub(super) fn describe_headings(headings: &Headings) -> String {
        let shown = list(headings.iter().map(|heading| heading.text()));
        format!(
            "no heading is a known field, or one of the query: {shown}; \
             --columns gives the fields of headings, --delimiter what is between them"
        )
    }

    /// The group and the field of a nested object, or of one in it.
    fn nested<'r>(&self, key: &'r str, value: &'r Json) -> Option<(&'r str, &'r str)> {
        let is_group = self.groups.iter().any(|group| eq_folded(group, key)) || eq_folded(key, "custom");
        let (name, _) = value.as_object()?.iter().next()?;
        is_group.then_some((key, name.as_str()))
    }
}

/// How many objects an array has, if it has nothing else.
fn objects_in(value: &Json) -> Option<usize> {
    let array = value.as_array().filter(|array| !array.is_empty() && array.iter().all(Json::is_object))?;
    Some(array.len())
}

/// The message in a value: a text, or the first text of an object or array.
fn text_of(value: &Json) -> String {
    match value {
        Json::String(text) => text.clone(),
        Json::Array(array) => array.first().map(text_of).unwrap_or_default(),
        Json::Object(object) => {
            let keys = ["localizedMessage", "message", "messageKey", "description"];
            let named = keys.into_iter().find_map(|key| object.get(key));
            named.or_else(|| object.values().find(|value| value.is_string())).map(text_of).unwrap_or_default()
        }
        Json::Null | Json::Bool(_) | Json::Number(_) => String::new(),
    }
}

/// The first names of a list.
fn list<S: AsRef<str>>(names: impl ExactSizeIterator<Item = S>) -> String {
    const SHOWN: usize = 5;
    let count = names.len();
    let shown: Vec<String> = names.take(SHOWN).map(|name| format!("`{}`", name.as_ref())).collect();
    let more = if count > SHOWN { format!(" and {} more", count - SHOWN) } else { String::new() };
    format!("{}{more}", shown.join(", "))
}
