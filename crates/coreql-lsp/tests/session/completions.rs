//! Each completion in a string of another language makes the same query as in a document of queries.

use coreql_data::queries::{self, KeyPath, QueryFormat};
use serde_json::{Value as Json, json};

use crate::harness::{Client, URI, edited};

const QUERIES: [&str; 9] = [
    "platform = \"iOS\" AND (retired = true)",
    "plat",
    "platform = \"é😀",
    "NOT retired ",
    "last_connected_at > now - 3",
    "id IN (1, 2) OR comment does ",
    "\"custom.device.a\\b\" = it's",
    "os_version BETWEEN \"1\" ",
    "id <",
];

/// A file with one query, and what is before and after the query in it.
struct Host {
    uri: &'static str,
    language: &'static str,
    format: QueryFormat,
    around: (&'static str, &'static str),
    spell: fn(&str) -> String,
}

const HOSTS: [Host; 4] = [
    Host {
        uri: "file:///fleet/a.json",
        language: "json",
        format: QueryFormat::Json,
        around: ("{\"query\": \"", "\"}"),
        spell: |text| text.replace('\\', "\\\\").replace('"', "\\\""),
    },
    Host {
        uri: "file:///fleet/single.yaml",
        language: "yaml",
        format: QueryFormat::Yaml,
        around: ("query: '", "'\n"),
        spell: |text| text.replace('\'', "''"),
    },
    Host {
        uri: "file:///fleet/plain.yaml",
        language: "yaml",
        format: QueryFormat::Yaml,
        around: ("query: ", "\n"),
        spell: str::to_owned,
    },
    Host {
        uri: "file:///fleet/block.yaml",
        language: "yaml",
        format: QueryFormat::Yaml,
        around: ("query: |-\n  ", "\n"),
        spell: str::to_owned,
    },
];

fn items(client: &mut Client, uri: &str, line: u64, character: usize) -> Vec<Json> {
    let position = json!({"line": line, "character": character});
    let params = json!({"textDocument": {"uri": uri}, "position": position});
    let list = client.request("textDocument/completion", params).unwrap();
    list["items"].as_array().cloned().unwrap_or_default()
}

#[test]
fn items_in_strings_make_the_same_queries_as_alone() {
    // No snippets, so that the edits are texts; columns are bytes.
    let capabilities = json!({"general": {"positionEncodings": ["utf-8"]}});
    let options = json!({"syntax": "extended", "keys": ["query"]});
    let mut client = Client::initialized(&capabilities, &options);
    let mut tried = [0; HOSTS.len()];
    for query in QUERIES {
        client.open(URI, "coreql", query);
        let offsets = query.char_indices().map(|(offset, _)| offset).chain([query.len()]);
        let alone = offsets.map(|offset| {
            let items = items(&mut client, URI, 0, offset);
            let made = items.iter().map(|item| edited(query, &[item["textEdit"].clone()]));
            (offset, made.collect::<Vec<_>>())
        });
        let alone: Vec<_> = alone.collect();
        for (host, tried) in HOSTS.iter().zip(&mut tried) {
            let (before, after) = host.around;
            let document = format!("{before}{}{after}", (host.spell)(query));
            let read = |text: &str| {
                let found = queries::find(text, host.format, &KeyPath::default()).unwrap_or_default();
                found.first().map(|query| query.text().to_owned())
            };
            // A plain string of YAML cannot hold every query.
            if read(&document).as_deref() != Some(query) {
                continue;
            }
            client.open(host.uri, host.language, &document);
            let line = u64::from(before.contains('\n'));
            let first = before.len() - before.rfind('\n').map_or(0, |end| end + 1);
            for (offset, alone) in &alone {
                let column = first + (host.spell)(&query[..*offset]).len();
                let in_host = items(&mut client, host.uri, line, column);
                if host.language == "json" {
                    assert_eq!(in_host.len(), alone.len(), "{query} {offset}");
                }
                // The others are more names of fields.
                for item in in_host.iter().take(30) {
                    let made = edited(&document, &[item["textEdit"].clone()]);
                    let made = read(&made).unwrap_or_else(|| panic!("{made} {item}"));
                    // A plain string of YAML has no blanks at its end.
                    let is_same = |alone: &String| *alone == made || alone.trim_end() == made;
                    assert!(alone.iter().any(is_same), "{query} {offset} {document} {item}");
                    *tried += 1;
                }
            }
        }
    }
    assert!(tried.iter().all(|count| *count > 100), "{tried:?}");
}
