//! Columns in UTF-8, UTF-16 and UTF-32, on text beyond the basic plane.

use serde_json::{Value as Json, json};

use crate::harness::{Client, URI};

/// Four bytes, two units of UTF-16, one character.
const TEXT: &str = "name = \"😀é\" AND id = \"x😀\"";

fn client(encodings: &Json) -> (Client, Json) {
    let mut client = Client::new();
    let capabilities =
        json!({"general": {"positionEncodings": encodings}, "textDocument": {"diagnostic": {}}});
    let result = client.request("initialize", json!({"capabilities": capabilities})).unwrap();
    client.notify("initialized", json!({}));
    client.open(URI, "coreql", TEXT);
    (client, result["capabilities"]["positionEncoding"].clone())
}

/// The columns of the last value in each encoding: `"x😀"` is the last 7 bytes.
const COLUMNS: [(&str, u32, u32); 3] = [("utf-8", 25, 32), ("utf-16", 22, 27), ("utf-32", 21, 25)];

fn value_columns(client: &mut Client) -> Vec<(u64, u64)> {
    let items = client.diagnostics(URI);
    let range = |item: &Json| {
        let column = |end: &str| item["range"][end]["character"].as_u64().unwrap();
        (column("start"), column("end"))
    };
    items.iter().filter(|item| item["code"] == "check/unreadable-value").map(range).collect()
}

#[test]
fn the_encoding_is_negotiated() {
    for (offered, chosen) in [
        (json!(["utf-32", "utf-8"]), "utf-32"),
        (json!(["utf-7", "utf-8"]), "utf-8"),
        (json!(["utf-16"]), "utf-16"),
        (json!([]), "utf-16"),
        (Json::Null, "utf-16"),
    ] {
        assert_eq!(client(&offered).1, chosen, "{offered}");
    }
}

#[test]
fn ranges_are_in_the_negotiated_encoding() {
    for (encoding, start, end) in COLUMNS {
        let (mut client, _) = client(&json!([encoding]));
        assert_eq!(value_columns(&mut client), [(start.into(), end.into())], "{encoding}");
    }
}

#[test]
fn changes_are_in_the_negotiated_encoding() {
    for (encoding, start, end) in COLUMNS {
        let (mut client, _) = client(&json!([encoding]));
        let at = |character| json!({"line": 0, "character": character});
        let mut change = |from: u32, to: u32, text: &str| {
            let change = json!({"range": {"start": at(from), "end": at(to)}, "text": text});
            let params = json!({"textDocument": {"uri": URI, "version": 2}, "contentChanges": [change]});
            client.notify("textDocument/didChange", params);
        };
        // The value becomes a number, then a smaller one; the name before it changes as well.
        change(start, end, "12");
        change(start + 1, start + 2, "");
        change(0, 4, "device_name");
        assert!(client.diagnostics(URI).iter().all(|item| item["severity"] != 1), "{encoding}");
        change_back(&mut client);
        assert_eq!(value_columns(&mut client), [(start.into(), end.into())], "{encoding}");
    }
}

/// A change without a range replaces all.
fn change_back(client: &mut Client) {
    client.set(URI, TEXT);
}
