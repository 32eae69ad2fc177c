//! From a method to what answers it.

use gen_lsp_types::{
    CodeActionParams, CompletionParams, DocumentOnTypeFormattingParams, DocumentRangeFormattingParams,
    InlayHintParams, Position, RenameParams, SelectionRangeParams, SemanticTokensRangeParams,
    TextDocumentPositionParams,
};
use lsp_server::ErrorCode;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Value as Json, json};

use super::{Answer, Server, failure};
use crate::document::Identifier;
use crate::features::{
    Context, actions, complete, diagnostics, folding, format, highlight, hints, hover, rename, selection,
    signature, symbols, tokens,
};

/// Reads the parameters of a request.
fn read<T: DeserializeOwned>(params: Json) -> Result<T, lsp_server::ResponseError> {
    serde_json::from_value(params).map_err(|error| failure(ErrorCode::InvalidParams, error.to_string()))
}

/// A valid request for what cannot be done.
fn impossible(message: String) -> lsp_server::ResponseError {
    failure(ErrorCode::RequestFailed, message)
}

fn write<T: Serialize>(result: T) -> Answer {
    serde_json::to_value(result).map_err(|error| failure(ErrorCode::InternalError, error.to_string()))
}

impl Server {
    pub(super) fn dispatch(&mut self, method: &str, params: Json) -> Answer {
        match method {
            "textDocument/diagnostic" => {
                let items =
                    self.context(&params)?.map(|cx| diagnostics::diagnostics(&cx)).unwrap_or_default();
                Ok(json!({"kind": "full", "items": write(items)?}))
            }
            "textDocument/completion" => {
                let cx = self.context(&params)?;
                let params: CompletionParams = read(params)?;
                let position = params.text_document_position_params.position;
                write(cx.and_then(|cx| complete::complete(&cx, position)))
            }
            "textDocument/hover" => {
                self.at_position(params, |cx, position| write(hover::hover(cx, position)))
            }
            "textDocument/signatureHelp" => {
                self.at_position(params, |cx, position| write(signature::signature(cx, position)))
            }
            "textDocument/documentHighlight" => {
                self.at_position(params, |cx, position| write(highlight::highlights(cx, position)))
            }
            "textDocument/prepareRename" => self.at_position(params, |cx, position| {
                write(rename::prepare(cx, position).map_err(impossible)?)
            }),
            "textDocument/rename" => {
                let RenameParams { new_name, .. } = read(params.clone())?;
                self.at_position(params, |cx, position| {
                    write(rename::rename(cx, position, &new_name).map_err(impossible)?)
                })
            }
            "textDocument/documentSymbol" => {
                let cx = self.context(&params)?;
                write(cx.and_then(|cx| symbols::symbols(&cx)))
            }
            "textDocument/foldingRange" => {
                let cx = self.context(&params)?;
                write(cx.and_then(|cx| folding::folds(&cx)))
            }
            "textDocument/selectionRange" => {
                let cx = self.context(&params)?;
                let params: SelectionRangeParams = read(params)?;
                write(cx.map(|cx| selection::selections(&cx, &params.positions)))
            }
            "textDocument/inlayHint" => {
                let cx = self.context(&params)?;
                let params: InlayHintParams = read(params)?;
                write(cx.map(|cx| hints::hints(&cx, params.range)))
            }
            "textDocument/formatting" => {
                let cx = self.context(&params)?;
                write(cx.and_then(|cx| format::document(&cx)))
            }
            "textDocument/rangeFormatting" => {
                let cx = self.context(&params)?;
                let params: DocumentRangeFormattingParams = read(params)?;
                write(cx.and_then(|cx| format::range(&cx, params.range)))
            }
            "textDocument/onTypeFormatting" => {
                let cx = self.context(&params)?;
                let params: DocumentOnTypeFormattingParams = read(params)?;
                write(cx.and_then(|cx| format::on_type(&cx, params.position, &params.ch)))
            }
            "textDocument/semanticTokens/full" => {
                write(self.context(&params)?.map(|cx| tokens::tokens(&cx, None)))
            }
            "textDocument/semanticTokens/range" => {
                let cx = self.context(&params)?;
                let params: SemanticTokensRangeParams = read(params)?;
                write(cx.map(|cx| tokens::tokens(&cx, Some(params.range))))
            }
            "textDocument/codeAction" => {
                let cx = self.context(&params)?;
                let params: CodeActionParams = read(params)?;
                write(cx.map(|cx| actions::actions(&cx, &params)))
            }
            _ => Err(failure(ErrorCode::MethodNotFound, format!("`{method}` is not supported"))),
        }
    }

    /// The answer about a position of a document; null if that is not open.
    fn at_position(&mut self, params: Json, answer: impl FnOnce(&Context<'_>, Position) -> Answer) -> Answer {
        let cx = self.context(&params)?;
        let TextDocumentPositionParams { position, .. } = read(params)?;
        cx.map_or(Ok(Json::Null), |cx| answer(&cx, position))
    }

    /// The document that parameters name, with its settings. `None` if it is not open: then there is nothing to answer.
    fn context(&mut self, params: &Json) -> Result<Option<Context<'_>>, lsp_server::ResponseError> {
        let document = params.get("textDocument").cloned().unwrap_or_default();
        let Identifier { uri } = read(document)?;
        Ok(self.context_of(&uri))
    }

    fn context_of(&mut self, uri: &str) -> Option<Context<'_>> {
        let document = self.documents.get(uri)?;
        let settings = self.settings.of(document.path.as_deref(), &self.environment);
        Some(Context::new(document, settings, &self.client, self.environment.now()))
    }

    /// The parameters that publish the diagnostics of a document; no diagnostics if it was closed.
    pub(super) fn published(&mut self, uri: &str) -> Option<Json> {
        let Some(cx) = self.context_of(uri) else {
            return Some(json!({"uri": uri, "diagnostics": []}));
        };
        let items = diagnostics::diagnostics(&cx);
        Some(json!({
            "uri": uri,
            "version": cx.document.version,
            "diagnostics": serde_json::to_value(items).ok()?,
        }))
    }
}
