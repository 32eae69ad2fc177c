//! What the protocol demands of ranges within ranges, on queries with all mistakes, alone and in strings of JSON.

use serde_json::{Value as Json, json};

use crate::fixes::wrong_queries;
use crate::harness::{Client, URI, edited, full_capabilities};

const HOST: &str = "file:///fleet/queries.json";

fn range(json: &Json) -> [(u64, u64); 2] {
    ["start", "end"]
        .map(|end| (json[end]["line"].as_u64().unwrap(), json[end]["character"].as_u64().unwrap()))
}

fn contains(outer: &Json, inner: &Json) -> bool {
    let ([start, end], [inner_start, inner_end]) = (range(outer), range(inner));
    start <= inner_start && inner_start <= inner_end && inner_end <= end
}

fn client() -> Client {
    let mut client =
        Client::initialized(&full_capabilities(), &json!({"syntax": "extended", "keys": ["query"]}));
    client.open(URI, "coreql", "");
    client.open(HOST, "json", "");
    client
}

/// Each query as a document of queries after an emoji, and as one of JSON.
fn documents() -> impl Iterator<Item = (&'static str, String)> {
    wrong_queries().into_iter().flat_map(|(query, _)| {
        let alone = format!("# name: 😀\n{query}\n---\nid = 1");
        [(URI, alone), (HOST, json!([{"name": "😀", "query": query}]).to_string())]
    })
}

/// The positions of some characters of a text, in bytes: enough of so many texts.
fn positions(text: &str) -> Vec<Json> {
    let lines = text.split('\n').enumerate();
    let positions = lines.flat_map(|(line, text)| {
        text.char_indices().map(move |(at, _)| json!({"line": line, "character": at}))
    });
    positions.step_by(5).collect()
}

#[test]
fn each_selection_is_in_its_parent_and_has_the_position() {
    let mut client = client();
    for (uri, text) in documents() {
        client.set(uri, &text);
        let positions = positions(&text);
        let params = json!({"textDocument": {"uri": uri}, "positions": positions});
        let found = client.request("textDocument/selectionRange", params).unwrap();
        let found = found.as_array().unwrap();
        assert_eq!(found.len(), positions.len(), "{text}");
        for (mut selection, position) in found.iter().zip(&positions) {
            assert!(contains(&selection["range"], &json!({"start": position, "end": position})), "{text}");
            while let Some(parent) = selection.get("parent") {
                assert!(contains(&parent["range"], &selection["range"]), "{text}\n{selection}");
                assert_ne!(parent["range"], selection["range"], "{text}");
                selection = parent;
            }
        }
    }
}

#[test]
fn each_symbol_is_in_its_parent_and_has_its_selection() {
    let mut client = client();
    let mut seen = 0;
    for (_, text) in documents().filter(|(uri, _)| *uri == URI) {
        client.set(URI, &text);
        let found =
            client.request("textDocument/documentSymbol", json!({"textDocument": {"uri": URI}})).unwrap();
        let mut open: Vec<&Json> = found.as_array().unwrap().iter().collect();
        while let Some(symbol) = open.pop() {
            seen += 1;
            assert!(!symbol["name"].as_str().unwrap().trim().is_empty(), "{text}");
            assert!(contains(&symbol["range"], &symbol["selectionRange"]), "{text}\n{symbol}");
            for child in symbol["children"].as_array().into_iter().flatten() {
                assert!(contains(&symbol["range"], &child["range"]), "{text}\n{symbol}");
                open.push(child);
            }
        }
    }
    assert!(seen > 100, "{seen}");
}

#[test]
fn what_can_be_renamed_is_highlighted_and_its_places_are_those_that_change() {
    let mut client = client();
    let mut renamed = 0;
    for (uri, text) in documents() {
        client.set(uri, &text);
        for position in positions(&text).into_iter().step_by(2) {
            let mut params = json!({"textDocument": {"uri": uri}, "position": position, "newName": "zzz"});
            let places = client.request("textDocument/documentHighlight", params.clone()).unwrap();
            let places: Vec<Json> =
                places.as_array().into_iter().flatten().map(|place| place["range"].clone()).collect();
            let prepared = client.request("textDocument/prepareRename", params.clone());
            let edits = client.request("textDocument/rename", params.clone());
            let Ok(prepared) = prepared else {
                assert!(places.is_empty(), "{text}");
                assert_eq!(edits, prepared, "{text}");
                continue;
            };
            assert!(places.contains(&prepared["range"]), "{text}\n{prepared}");
            let edits = edits.unwrap()["changes"][uri].as_array().unwrap().clone();
            let changed: Vec<Json> = edits.iter().map(|edit| edit["range"].clone()).collect();
            assert_eq!(changed, places, "{text}");
            // The new name is at the first of them.
            let [start, _] = range(&places[0]);
            client.set(uri, &edited(&text, &edits));
            params["position"] = json!({"line": start.0, "character": start.1});
            let again = client.request("textDocument/prepareRename", params).unwrap();
            assert_eq!(again["placeholder"], "zzz", "{text}");
            client.set(uri, &text);
            renamed += 1;
        }
    }
    assert!(renamed > 100, "{renamed}");
}
