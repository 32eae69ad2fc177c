//! Each fix that is offered, applied through the server, removes its diagnostic and adds none.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use serde_json::{Value as Json, json};

use crate::harness::{Client, URI, edited, full_capabilities};

fn key(item: &Json) -> String {
    format!("{} {}", item["code"], item["message"])
}

/// How many diagnostics there are of each code and message.
fn counted(items: &[Json]) -> BTreeMap<String, usize> {
    let mut counts = BTreeMap::new();
    for item in items {
        *counts.entry(key(item)).or_default() += 1;
    }
    counts
}

fn position(json: &Json) -> (u64, u64) {
    (json["line"].as_u64().unwrap(), json["character"].as_u64().unwrap())
}

fn actions(client: &mut Client, uri: &str, range: &Json) -> Vec<Json> {
    let params = json!({"textDocument": {"uri": uri}, "range": range, "context": {"diagnostics": []}});
    client.request("textDocument/codeAction", params).unwrap().as_array().unwrap().clone()
}

fn edits(action: &Json, uri: &str) -> Vec<Json> {
    action["edit"]["changes"][uri].as_array().unwrap().clone()
}

/// The wrong queries of the compiler's own tests, with the syntax that they are in.
pub(crate) fn wrong_queries() -> Vec<(String, &'static str)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/data/diagnostics");
    let files = [
        ("syntax.txt", "core"),
        ("warnings.txt", "core"),
        ("dates.txt", "core"),
        ("extended.txt", "extended"),
    ];
    let mut queries = Vec::new();
    for (file, syntax) in files {
        let text = fs::read_to_string(folder.join(file)).unwrap();
        let lines = text.lines().filter(|line| !line.is_empty() && !line.starts_with('#') && *line != "---");
        queries.extend(lines.map(|line| (line.replace('⏎', "\n"), syntax)));
    }
    queries
}

#[test]
fn each_fix_removes_its_diagnostic_and_adds_none() {
    let mut tried = 0;
    let mut clients: BTreeMap<&str, Client> = ["core", "extended"]
        .into_iter()
        .map(|syntax| {
            let options = json!({"syntax": syntax, "keys": ["query"]});
            (syntax, Client::initialized(&full_capabilities(), &options))
        })
        .collect();
    let host = "file:///fleet/queries.json";
    for (query, syntax) in wrong_queries() {
        let client = clients.get_mut(syntax).unwrap();
        client.open(URI, "coreql", &query);
        let before = client.diagnostics(URI);
        let all = json!({"start": {"line": 0, "character": 0}, "end": {"line": 99, "character": 0}});
        let offered = actions(client, URI, &all);
        let offered = offered.iter().filter(|action| action["kind"] == "quickfix");
        for action in offered {
            let fixed = edited(&query, &edits(action, URI));
            client.set(URI, &fixed);
            let mut expected = counted(&before);
            let [reason] = &action["diagnostics"].as_array().unwrap()[..] else { panic!("one diagnostic") };
            *expected.get_mut(&key(reason)).unwrap() -= 1;
            let had_errors = before.iter().any(|item| item["severity"] == 1);
            let place = position(&edits(action, URI)[0]["range"]["start"]);
            for item in client.diagnostics(URI) {
                let known = expected.entry(key(&item)).or_default();
                if *known > 0 {
                    *known -= 1;
                    continue;
                }
                // An error hides warnings, and the mistakes that come after it. So does a name that is no field, which
                // has no type, and a value that is read as another one.
                let hides_meaning =
                    reason["code"] == "lint/unlisted-field" || reason["code"] == "lint/date-as-number";
                let is_after = item["severity"] != 1 || position(&item["range"]["end"]) >= place;
                let was_hidden = (had_errors || hides_meaning) && is_after;
                let is_same = key(&item) == key(reason);
                assert!(was_hidden && !is_same, "{query}\n{fixed}\n{}\n{item}", action["title"]);
            }
            tried += 1;
        }
        client.set(URI, &query);

        // In a string of JSON, the same actions make the same queries.
        let document = json!([{"query": query}]).to_string();
        client.open(host, "json", &document);
        let in_host = actions(client, host, &all);
        let alone = actions(client, URI, &all);
        assert_eq!(in_host.len(), alone.len(), "{query}");
        for (in_host, alone) in in_host.iter().zip(&alone) {
            assert_eq!((&in_host["title"], &in_host["kind"]), (&alone["title"], &alone["kind"]), "{query}");
            let fixed = edited(&query, &edits(alone, URI));
            let fixed_host: Json = serde_json::from_str(&edited(&document, &edits(in_host, host))).unwrap();
            assert_eq!(fixed_host, json!([{"query": fixed}]), "{query}");
        }
    }
    assert!(tried > 100, "{tried}");
}

#[test]
fn an_answer_has_at_most_64_actions() {
    let mut client = Client::initialized(&full_capabilities(), &json!({"keys": ["query"]}));
    let host = "file:///fleet/queries.json";
    let all = json!({"start": {"line": 0, "character": 0}, "end": {"line": 99, "character": 0}});
    for (queries, expected) in [(63, 63), (64, 64), (200, 64)] {
        client.open(host, "json", &json!(vec![json!({"query": "id == 1"}); queries]).to_string());
        let offered = actions(&mut client, host, &all);
        assert!(offered.iter().all(|action| action["kind"] == "quickfix"));
        assert_eq!(offered.len(), expected, "{queries}");
    }
}
