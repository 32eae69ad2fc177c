//! Starting, settings and documents: everything that changes the state of the server.

use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Value as Json, json};

use super::{Answer, Asked, Server, Stage};
use crate::client::Client;
use crate::document::{Change, Document, Identifier};
use crate::settings::SettingsStore;
use crate::uri;

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Opened {
    text_document: OpenedDocument,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct OpenedDocument {
    uri: String,
    #[serde(default)]
    language_id: String,
    #[serde(default)]
    version: i32,
    text: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Changed {
    text_document: Versioned,
    content_changes: Vec<Change>,
}

#[derive(Deserialize)]
struct Versioned {
    uri: String,
    version: Option<i32>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Closed {
    text_document: Identifier,
}

pub(super) fn read<T: DeserializeOwned>(params: Json) -> Result<T, String> {
    serde_json::from_value(params).map_err(|error| error.to_string())
}

impl Server {
    pub(super) fn initialize(&mut self, params: &Json) -> Answer {
        self.client = Client::new(params);
        let folder = params.pointer("/workspaceFolders/0/uri").or_else(|| params.get("rootUri"));
        self.settings = SettingsStore::new(folder.and_then(Json::as_str).and_then(uri::path));
        if let Some(options) = params.get("initializationOptions") {
            self.settings.set_client(options);
        }
        self.stage = Stage::Running;
        Ok(self.capabilities())
    }

    /// Handles a notification. An error is one of the client: the parameters are not those of the protocol.
    pub(super) fn notice(&mut self, method: &str, params: Json) -> Result<(), String> {
        match method {
            "initialized" => self.initialized(),
            "textDocument/didOpen" => {
                let OpenedDocument { uri, language_id, version, text } =
                    read::<Opened>(params)?.text_document;
                self.documents.insert(uri.clone(), Document::new(uri.clone(), &language_id, version, text));
                self.touch(uri);
            }
            "textDocument/didChange" => {
                let Changed { text_document: Versioned { uri, version }, content_changes } = read(params)?;
                let document = self.documents.get_mut(&uri).ok_or("the document is not open")?;
                for change in content_changes {
                    document.change(change, self.client.encoding);
                }
                document.version = version.unwrap_or(document.version);
                self.touch(uri);
            }
            "textDocument/didClose" => {
                let uri = read::<Closed>(params)?.text_document.uri;
                if self.documents.remove(&uri).is_some() {
                    // What is published stays until it is replaced.
                    self.touch(uri);
                }
            }
            "workspace/didChangeConfiguration" => {
                let settings = params.get("settings").cloned().unwrap_or_default();
                // What is answered takes precedence over what was sent.
                let is_sent = settings.as_object().is_some_and(|settings| !settings.is_empty());
                if is_sent || !self.client.configuration {
                    self.set_client_settings(&settings);
                }
                if self.client.configuration {
                    self.ask_configuration();
                }
            }
            "workspace/didChangeWatchedFiles" | "textDocument/didSave" => {
                self.settings.forget_files();
                self.refresh();
            }
            // Those that nobody has to understand, and those that change nothing.
            _ => {}
        }
        Ok(())
    }

    fn initialized(&mut self) {
        self.register();
        if self.client.configuration {
            self.ask_configuration();
        }
    }

    fn ask_configuration(&mut self) {
        let items = json!({"items": [{"section": "coreql"}]});
        self.ask("workspace/configuration", items, Asked::Configuration);
    }

    pub(super) fn set_client_settings(&mut self, settings: &Json) {
        self.settings.set_client(settings);
        self.refresh();
    }

    /// Marks the diagnostics of a document as due, if they are sent.
    fn touch(&mut self, uri: String) {
        if !self.client.pulls_diagnostics {
            self.unpublished.insert(uri);
        }
    }

    /// Has everything computed anew that depends on settings.
    fn refresh(&mut self) {
        if !self.client.pulls_diagnostics {
            self.unpublished.extend(self.documents.keys().cloned());
        } else if self.client.refreshes_diagnostics {
            self.ask("workspace/diagnostic/refresh", Json::Null, Asked::Other);
        }
        if self.client.refreshes_tokens {
            self.ask("workspace/semanticTokens/refresh", Json::Null, Asked::Other);
        }
        if self.client.refreshes_hints {
            self.ask("workspace/inlayHint/refresh", Json::Null, Asked::Other);
        }
    }
}
