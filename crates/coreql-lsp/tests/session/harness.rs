//! A client that knows what it sends and gets every message that comes back.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::io;
use std::path::{Path, PathBuf};
use std::rc::Rc;

use coreql_lsp::{Environment, Incoming, Server};
use serde_json::{Value as Json, json};

/// 2024-05-31T12:00:00Z.
pub(crate) const NOW: i64 = 1_717_156_800_000;

pub(crate) const URI: &str = "file:///fleet/stale.coreql";

/// Files in memory.
#[derive(Clone, Default)]
pub(crate) struct Files(Rc<RefCell<BTreeMap<PathBuf, String>>>);

impl Files {
    pub(crate) fn write(&self, path: &str, text: &str) {
        self.0.borrow_mut().insert(PathBuf::from(path), text.to_owned());
    }

    /// A file whose reading panics has the text `panic`.
    pub(crate) fn environment(&self) -> Environment {
        let files = self.clone();
        let read = move |path: &Path| {
            let text = files.0.borrow().get(path).cloned().ok_or(io::ErrorKind::NotFound)?;
            assert!(text != "panic", "this file was made to panic");
            Ok(text.into_bytes())
        };
        Environment::new(read, || NOW)
    }
}

pub(crate) struct Client {
    pub(crate) server: Server,
    pub(crate) files: Files,
    next_id: i32,
    /// What came that was no answer to the last request.
    pub(crate) others: Vec<Json>,
}

/// The capabilities of a client that can do everything.
pub(crate) fn full_capabilities() -> Json {
    json!({
        "general": {"positionEncodings": ["utf-8"]},
        "workspace": {"diagnostics": {"refreshSupport": true}},
        "textDocument": {
            "completion": {"completionItem": {"snippetSupport": true}},
            "hover": {"contentFormat": ["markdown"]},
            "publishDiagnostics": {"relatedInformation": true, "codeDescriptionSupport": true},
            "diagnostic": {},
            "codeAction": {"codeActionLiteralSupport": {"codeActionKind": {"valueSet": []}}},
            "rename": {"prepareSupport": true},
            "signatureHelp": {"signatureInformation": {
                "documentationFormat": ["markdown"],
                "parameterInformation": {"labelOffsetSupport": true},
            }},
            "inlayHint": {},
            "documentSymbol": {"hierarchicalDocumentSymbolSupport": true},
        },
    })
}

impl Client {
    /// A client before `initialize`.
    pub(crate) fn new() -> Self {
        let files = Files::default();
        Self { server: Server::new(files.environment()), files, next_id: 1, others: Vec::new() }
    }

    /// A client with these capabilities, after `initialized`.
    pub(crate) fn initialized(capabilities: &Json, options: &Json) -> Self {
        let mut client = Self::new();
        let params = json!({
            "capabilities": capabilities,
            "rootUri": "file:///fleet",
            "initializationOptions": options,
        });
        client.request("initialize", params).unwrap();
        client.notify("initialized", json!({}));
        client
    }

    /// A client that can do everything, with a document of queries.
    pub(crate) fn with_text(text: &str) -> Self {
        let mut client = Self::initialized(&full_capabilities(), &Json::Null);
        client.open(URI, "coreql", text);
        client
    }

    pub(crate) fn open(&mut self, uri: &str, language: &str, text: &str) {
        let document = json!({"uri": uri, "languageId": language, "version": 1, "text": text});
        self.notify("textDocument/didOpen", json!({"textDocument": document}));
    }

    /// Replaces all of a document.
    pub(crate) fn set(&mut self, uri: &str, text: &str) {
        let document = json!({"uri": uri, "version": 2});
        let params = json!({"textDocument": document, "contentChanges": [{"text": text}]});
        self.notify("textDocument/didChange", params);
    }

    /// Sends a message without letting the server run.
    pub(crate) fn queue(&mut self, message: &Json) {
        let incoming = serde_json::from_value(message.clone()).map(Incoming::Message);
        self.server.push(incoming.unwrap());
    }

    /// Lets the server run until it has nothing to do. What it sent.
    pub(crate) fn run(&mut self) -> Vec<Json> {
        while self.server.step() {}
        self.server.take_output().iter().map(|message| message.to_json().unwrap()).collect()
    }

    pub(crate) fn notify(&mut self, method: &str, params: Json) {
        self.queue(&json!({"method": method, "params": params}));
        let sent = self.run();
        self.others.extend(sent);
    }

    /// The result of a request, or its error.
    pub(crate) fn request(&mut self, method: &str, params: Json) -> Result<Json, Json> {
        let id = self.next_id;
        self.next_id += 1;
        self.queue(&json!({"id": id, "method": method, "params": params}));
        let (answers, others): (Vec<Json>, Vec<Json>) = self
            .run()
            .into_iter()
            .partition(|message| message["id"] == id && message.get("method").is_none());
        self.others.extend(others);
        let [answer] = &answers[..] else { panic!("{method} has {} answers", answers.len()) };
        match answer.get("error") {
            Some(error) => Err(error.clone()),
            None => Ok(answer["result"].clone()),
        }
    }

    /// The diagnostics that a client gets that asks for them.
    pub(crate) fn diagnostics(&mut self, uri: &str) -> Vec<Json> {
        let result = self.request("textDocument/diagnostic", json!({"textDocument": {"uri": uri}})).unwrap();
        result["items"].as_array().unwrap().clone()
    }
}

/// A text after edits of the protocol, whose columns are bytes.
pub(crate) fn edited(text: &str, edits: &[Json]) -> String {
    let starts: Vec<usize> = [0].into_iter().chain(text.match_indices('\n').map(|(at, _)| at + 1)).collect();
    let offset = |at: &Json| {
        let line = usize::try_from(at["line"].as_u64().unwrap()).unwrap();
        starts[line] + usize::try_from(at["character"].as_u64().unwrap()).unwrap()
    };
    let mut edits: Vec<(usize, usize, &str)> = edits
        .iter()
        .map(|edit| {
            let range = &edit["range"];
            (offset(&range["start"]), offset(&range["end"]), edit["newText"].as_str().unwrap())
        })
        .collect();
    edits.sort();
    let mut edited = text.to_owned();
    for (start, end, new) in edits.into_iter().rev() {
        edited.replace_range(start..end, new);
    }
    edited
}
