//! Streams of messages with mistakes: no crash, and one answer to each request.

use std::collections::BTreeMap;

use coreql_lsp::Incoming;
use coreql_testing::generate::Random;
use lsp_server::Message;
use serde_json::{Value as Json, json};

use crate::harness::{Client, URI, full_capabilities};

const TEXTS: [&str; 6] = [
    "platform = \"iOS\" AND (os_version < \"17.2\" OR retired = true)",
    "# name: 😀\n\nid = x\n---\n\n---\nnot platfrom = \"é😀\"",
    "{\"query\": \"id = \\\"\\ud83d\\ude00\\\" x\", \"a\": [{\"query\": \"\"}]}",
    "query: id = 1\nlist:\n  - query: |\n      id =\n      x\n  - query: 'it''s'\n",
    "\r\r\n\u{2028}\u{feff}\"\"\"",
    "",
];

const METHODS: [&str; 24] = [
    "textDocument/completion",
    "textDocument/hover",
    "textDocument/signatureHelp",
    "textDocument/documentHighlight",
    "textDocument/documentSymbol",
    "textDocument/codeAction",
    "textDocument/formatting",
    "textDocument/rangeFormatting",
    "textDocument/onTypeFormatting",
    "textDocument/rename",
    "textDocument/prepareRename",
    "textDocument/foldingRange",
    "textDocument/selectionRange",
    "textDocument/semanticTokens/full",
    "textDocument/semanticTokens/full/delta",
    "textDocument/semanticTokens/range",
    "textDocument/inlayHint",
    "textDocument/diagnostic",
    "textDocument/didOpen",
    "textDocument/didChange",
    "textDocument/didChange",
    "textDocument/didClose",
    "workspace/didChangeConfiguration",
    "workspace/didChangeWatchedFiles",
];

struct Maker {
    random: Random,
}

impl Maker {
    fn below(&mut self, n: usize) -> usize {
        self.random.below(n)
    }

    fn pick<T: Clone>(&mut self, items: &[T]) -> T {
        let at = self.below(items.len());
        items[at].clone()
    }

    fn position(&mut self) -> Json {
        let character = self.pick(&[0, 1, 5, 9, 14, 30, 4_294_967_295_u64]);
        json!({"line": self.pick(&[0, 1, 2, 3, 4, 5, 4_294_967_295_u64]), "character": character})
    }

    fn range(&mut self) -> Json {
        json!({"start": self.position(), "end": self.position()})
    }

    /// Parameters that fit each method, because they have all that any needs.
    fn params(&mut self, method: &str) -> Json {
        let uri = self.pick(&[URI, "file:///fleet/a.json", "file:///fleet/b.yaml", "untitled:1"]);
        let language = self.pick(&["coreql", "json", "yaml", "plaintext"]);
        let text = self.pick(&TEXTS);
        if method == "workspace/didChangeConfiguration" {
            let syntax = self.pick(&["core", "extended", "loud"]);
            let settings =
                json!({"syntax": syntax, "keys": ["query"], "inlayHints": true, "style": "pretty"});
            return json!({"settings": settings});
        }
        let change = if self.below(4) == 0 {
            json!({"text": text})
        } else {
            json!({"range": self.range(), "text": self.pick(&["\"", "\n", "😀", "id", " = ", ""])})
        };
        json!({
            "textDocument": {"uri": uri, "languageId": language, "version": 3, "text": text},
            "contentChanges": [change],
            "position": self.position(),
            "positions": [self.position(), self.position()],
            "range": self.range(),
            "context": {"diagnostics": []},
            "options": {"tabSize": 2, "insertSpaces": true},
            "newName": self.pick(&["id", "common.platform", "", "\"", "\n"]),
            "ch": self.pick(&[")", "\n"]),
            "previousResultId": self.pick(&["1", "2", "x"]),
        })
    }

    /// Makes a mistake somewhere in the value.
    fn mutate(&mut self, json: &mut Json) {
        match json {
            Json::Object(members) if !members.is_empty() && self.below(8) != 0 => {
                let names: Vec<String> = members.keys().cloned().collect();
                let name = self.pick(&names);
                if self.below(8) == 0 {
                    members.remove(&name);
                } else {
                    self.mutate(members.get_mut(&name).unwrap());
                }
            }
            Json::Array(items) if !items.is_empty() && self.below(8) != 0 => {
                let at = self.below(items.len());
                self.mutate(&mut items[at]);
            }
            _ => {
                *json = self.pick(&[
                    Json::Null,
                    json!(-1),
                    json!(1e300),
                    json!(4_294_967_296_u64),
                    json!("\u{0}"),
                    json!([]),
                    json!({}),
                    json!(true),
                ]);
            }
        }
    }
}

#[test]
fn each_request_of_a_broken_stream_is_answered_once() {
    let mut maker = Maker { random: Random::new(10) };
    for capabilities in [json!({}), full_capabilities()] {
        let mut client = Client::initialized(&capabilities, &json!({"keys": ["query"]}));
        let mut answered: BTreeMap<i64, usize> = BTreeMap::new();
        let mut sent = Vec::new();
        for id in 1000..4000 {
            let method = maker.pick(&METHODS);
            let mut params = maker.params(method);
            if maker.below(3) == 0 {
                maker.mutate(&mut params);
            }
            let is_notification = method.contains("/did");
            let message = if is_notification {
                json!({"method": method, "params": params})
            } else {
                sent.push(id);
                json!({"id": id, "method": method, "params": params})
            };
            // A null is no parameters.
            let message: Message = serde_json::from_value(message).unwrap();
            client.server.push(Incoming::Message(message));
            if maker.below(6) == 0 {
                let id = id - i64::try_from(maker.below(4)).unwrap();
                client.queue(&json!({"method": "$/cancelRequest", "params": {"id": id}}));
            }
            if maker.below(5) == 0 {
                count(&client.run(), &mut answered);
            }
        }
        count(&client.run(), &mut answered);
        assert_eq!(answered.keys().copied().collect::<Vec<_>>(), sent);
        assert!(answered.values().all(|count| *count == 1));
        client.open(URI, "coreql", "id = x");
        let result = client.request(
            "textDocument/formatting",
            json!({
                "textDocument": {"uri": URI}, "options": {"tabSize": 2, "insertSpaces": true},
            }),
        );
        assert_eq!(result, Ok(json!([])));
    }
}

/// Counts answers. None tells of a panic.
fn count(messages: &[Json], answered: &mut BTreeMap<i64, usize>) {
    for message in messages.iter().filter(|message| message.get("method").is_none()) {
        assert_ne!(message["error"]["code"], -32603, "{message}");
        *answered.entry(message["id"].as_i64().unwrap()).or_default() += 1;
    }
    let logs = messages.iter().filter(|message| message["method"] == "window/logMessage");
    for log in logs {
        assert!(!log.to_string().contains("a bug of coreql"), "{log}");
    }
}
