//! What the server offers, at once and by registration.

use std::path::Path;

use coreql_data::config::FILE_NAME;
use gen_lsp_types::{
    CodeActionOptions, CodeActionProvider, CompletionOptions, DiagnosticOptions, DocumentFormattingProvider,
    DocumentOnTypeFormattingOptions, DocumentRangeFormattingProvider, Full, InitializeResult, RenameOptions,
    RenameProvider, Save, SemanticTokensOptions, SemanticTokensOptionsRange, ServerCapabilities, ServerInfo,
    SignatureHelpOptions, TextDocumentSyncKind, TextDocumentSyncOptions,
};
use serde_json::{Value as Json, json};

use super::{Asked, Server};
use crate::features::{actions, signature, tokens};
use crate::uri;

/// The languages whose strings may be queries, as editors name them.
const HOSTS: [&str; 5] = ["json", "jsonc", "jsonl", "ndjson", "yaml"];

/// After these characters, something new may be completed.
const TRIGGERS: [&str; 7] = [".", "\"", " ", "(", "=", "<", ">"];

fn texts<const N: usize>(texts: [&str; N]) -> Vec<String> {
    texts.map(str::to_owned).to_vec()
}

impl Server {
    /// The result of `initialize`.
    pub(super) fn capabilities(&self) -> Json {
        let diagnostics = DiagnosticOptions { identifier: Some("coreql".to_owned()), ..Default::default() };
        let capabilities = ServerCapabilities {
            position_encoding: Some(self.client.encoding.kind()),
            text_document_sync: Some(
                TextDocumentSyncOptions {
                    open_close: Some(true),
                    change: Some(TextDocumentSyncKind::Incremental),
                    save: Some(Save::Bool(true)),
                    ..Default::default()
                }
                .into(),
            ),
            completion_provider: Some(CompletionOptions {
                trigger_characters: Some(texts(TRIGGERS)),
                resolve_provider: Some(false),
                ..Default::default()
            }),
            hover_provider: Some(true.into()),
            signature_help_provider: Some(SignatureHelpOptions {
                trigger_characters: Some(texts(signature::TRIGGERS)),
                ..Default::default()
            }),
            document_highlight_provider: Some(true.into()),
            document_symbol_provider: Some(true.into()),
            folding_range_provider: Some(true.into()),
            selection_range_provider: Some(true.into()),
            inlay_hint_provider: self.client.hints.then(|| true.into()),
            rename_provider: Some(if self.client.prepares_rename {
                RenameProvider::RenameOptions(RenameOptions {
                    prepare_provider: Some(true),
                    ..Default::default()
                })
            } else {
                RenameProvider::Bool(true)
            }),
            code_action_provider: Some(if self.client.code_action_literals {
                CodeActionProvider::CodeActionOptions(CodeActionOptions {
                    code_action_kinds: Some(actions::kinds()),
                    ..Default::default()
                })
            } else {
                CodeActionProvider::Bool(false)
            }),
            document_formatting_provider: Some(DocumentFormattingProvider::Bool(true)),
            document_range_formatting_provider: Some(DocumentRangeFormattingProvider::Bool(true)),
            document_on_type_formatting_provider: Some(DocumentOnTypeFormattingOptions {
                first_trigger_character: ")".to_owned(),
                more_trigger_character: Some(texts(["\n"])),
            }),
            semantic_tokens_provider: Some(
                SemanticTokensOptions {
                    legend: tokens::legend(),
                    range: Some(SemanticTokensOptionsRange::Bool(true)),
                    full: Some(Full::Bool(true)),
                    ..Default::default()
                }
                .into(),
            ),
            diagnostic_provider: self.client.pulls_diagnostics.then(|| diagnostics.into()),
            ..Default::default()
        };
        let info =
            ServerInfo { name: "coreql".to_owned(), version: Some(env!("CARGO_PKG_VERSION").to_owned()) };
        let result = InitializeResult { capabilities, server_info: Some(info) };
        serde_json::to_value(result).unwrap_or_default()
    }

    /// Registers what is offered in host files, and the files to watch.
    pub(super) fn register(&mut self) {
        let selector: Vec<Json> = HOSTS.iter().map(|language| json!({"language": language})).collect();
        let mut registrations = Vec::new();
        if self.settings.client.embedded {
            for method in &self.client.registers {
                let mut options = json!({"documentSelector": selector});
                if let Some(object) = options.as_object_mut() {
                    match *method {
                        "textDocument/didChange" => {
                            object
                                .insert("syncKind".to_owned(), TextDocumentSyncKind::Incremental.into_json());
                        }
                        "textDocument/completion" => {
                            object.insert("triggerCharacters".to_owned(), json!(TRIGGERS));
                        }
                        "textDocument/signatureHelp" => {
                            object.insert("triggerCharacters".to_owned(), json!(signature::TRIGGERS));
                        }
                        "textDocument/rename" => {
                            object.insert("prepareProvider".to_owned(), self.client.prepares_rename.into());
                        }
                        "textDocument/codeAction" => {
                            object.insert("codeActionKinds".to_owned(), actions::kinds().into_json());
                        }
                        "textDocument/diagnostic" => {
                            object.insert("identifier".to_owned(), "coreql".into());
                            object.insert("interFileDependencies".to_owned(), false.into());
                            object.insert("workspaceDiagnostics".to_owned(), false.into());
                        }
                        _ => {}
                    }
                }
                let id = format!("coreql-host-{}", method.rsplit('/').next().unwrap_or(method));
                registrations.push(json!({"id": id, "method": method, "registerOptions": options}));
            }
        }
        if self.client.watches_files {
            registrations.push(watch("config", json!(format!("**/{FILE_NAME}"))));
        }
        if !registrations.is_empty() {
            self.ask("client/registerCapability", json!({"registrations": registrations}), Asked::Other);
        }
    }

    /// Has the catalogues watched that have been read and are not watched yet.
    pub(super) fn watch_catalogs(&mut self) {
        if !self.client.watches_files {
            return;
        }
        for path in self.settings.catalog_files() {
            let Some(name) = path.file_name().map(|name| name.to_string_lossy().into_owned()) else {
                continue;
            };
            if !self.watched.insert(path.display().to_string()) {
                continue;
            }
            let pattern = if self.client.relative_patterns {
                let folder = uri::of_path(path.parent().unwrap_or(Path::new("/")));
                json!({"baseUri": folder, "pattern": name})
            } else {
                json!(format!("**/{name}"))
            };
            let id = format!("catalog-{}", self.watched.len());
            let registrations = json!({"registrations": [watch(&id, pattern)]});
            self.ask("client/registerCapability", registrations, Asked::Other);
        }
    }
}

fn watch(id: &str, pattern: Json) -> Json {
    json!({
        "id": format!("coreql-watch-{id}"),
        "method": "workspace/didChangeWatchedFiles",
        "registerOptions": {"watchers": [{"globPattern": pattern}]},
    })
}

/// A value of the protocol as JSON.
trait IntoJson {
    fn into_json(self) -> Json;
}

impl<T: serde::Serialize> IntoJson for T {
    fn into_json(self) -> Json {
        serde_json::to_value(self).unwrap_or_default()
    }
}
