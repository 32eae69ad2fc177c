//! What the client can do.

use serde_json::Value as Json;

use crate::position::Encoding;

/// What the client can do, as far as the server's answers depend on it.
#[derive(Clone, Debug, Default)]
pub(crate) struct Client {
    pub(crate) encoding: Encoding,
    /// It asks for diagnostics; otherwise they are sent. One that cannot be told to ask again, as settings and
    /// catalogues change, is sent them if it takes them.
    pub(crate) pulls_diagnostics: bool,
    pub(crate) refreshes_diagnostics: bool,
    pub(crate) refreshes_tokens: bool,
    pub(crate) refreshes_hints: bool,
    pub(crate) snippets: bool,
    /// Documentation of completion items as Markdown, not only as plain text.
    pub(crate) markdown_items: bool,
    /// It knows that completion items may be operators.
    pub(crate) operator_items: bool,
    /// Markdown in hovers.
    pub(crate) markdown_hover: bool,
    /// Markdown in signature help.
    pub(crate) markdown_signatures: bool,
    /// Parameters of signatures as places in the label, not only as texts.
    pub(crate) label_offsets: bool,
    /// Symbols within symbols.
    pub(crate) nested_symbols: bool,
    /// It folds whole lines only.
    pub(crate) folds_lines: bool,
    /// It asks whether there is something to rename.
    pub(crate) prepares_rename: bool,
    /// It shows inlay hints.
    pub(crate) hints: bool,
    pub(crate) related_information: bool,
    /// It links the code of a diagnostic to a page about it.
    pub(crate) code_links: bool,
    pub(crate) code_action_literals: bool,
    /// It answers `workspace/configuration`.
    pub(crate) configuration: bool,
    /// It lets the server choose documents for these methods later.
    pub(crate) registers: Vec<&'static str>,
    pub(crate) watches_files: bool,
    pub(crate) relative_patterns: bool,
}

/// The number of the kind of completion items that are operators.
const OPERATOR: i32 = 24;

/// The methods that are offered in host files, with their capabilities of the client.
const HOST_METHODS: [(&str, &str); 11] = [
    ("textDocument/didOpen", "/textDocument/synchronization"),
    ("textDocument/didChange", "/textDocument/synchronization"),
    ("textDocument/didClose", "/textDocument/synchronization"),
    ("textDocument/completion", "/textDocument/completion"),
    ("textDocument/hover", "/textDocument/hover"),
    ("textDocument/signatureHelp", "/textDocument/signatureHelp"),
    ("textDocument/documentHighlight", "/textDocument/documentHighlight"),
    ("textDocument/rename", "/textDocument/rename"),
    ("textDocument/inlayHint", "/textDocument/inlayHint"),
    ("textDocument/codeAction", "/textDocument/codeAction"),
    ("textDocument/diagnostic", "/textDocument/diagnostic"),
];

impl Client {
    /// Reads the parameters of `initialize`. What is absent, or of another type, is not supported.
    pub(crate) fn new(params: &Json) -> Self {
        let capabilities = params.get("capabilities").unwrap_or(&Json::Null);
        let has = |path: &str| capabilities.pointer(path).and_then(Json::as_bool).unwrap_or(false);
        let is_object = |path: &str| capabilities.pointer(path).is_some_and(Json::is_object);
        let contains = |path: &str, item: Json| {
            let items = capabilities.pointer(path).and_then(Json::as_array);
            items.is_some_and(|items| items.contains(&item))
        };
        let refreshes_diagnostics =
            has("/workspace/diagnostics/refreshSupport") || has("/workspace/diagnostic/refreshSupport");
        let encodings = capabilities.pointer("/general/positionEncodings").and_then(Json::as_array);
        let registers = HOST_METHODS.into_iter();
        let registers = registers.filter(|(_, path)| has(&format!("{path}/dynamicRegistration")));
        Self {
            encoding: Encoding::choose(encodings.into_iter().flatten().filter_map(Json::as_str)),
            pulls_diagnostics: is_object("/textDocument/diagnostic")
                && (refreshes_diagnostics || !is_object("/textDocument/publishDiagnostics")),
            refreshes_diagnostics,
            refreshes_tokens: has("/workspace/semanticTokens/refreshSupport"),
            refreshes_hints: has("/workspace/inlayHint/refreshSupport"),
            snippets: has("/textDocument/completion/completionItem/snippetSupport"),
            markdown_items: contains(
                "/textDocument/completion/completionItem/documentationFormat",
                "markdown".into(),
            ),
            operator_items: contains("/textDocument/completion/completionItemKind/valueSet", OPERATOR.into()),
            markdown_hover: contains("/textDocument/hover/contentFormat", "markdown".into()),
            markdown_signatures: contains(
                "/textDocument/signatureHelp/signatureInformation/documentationFormat",
                "markdown".into(),
            ),
            label_offsets: has(
                "/textDocument/signatureHelp/signatureInformation/parameterInformation/labelOffsetSupport",
            ),
            nested_symbols: has("/textDocument/documentSymbol/hierarchicalDocumentSymbolSupport"),
            folds_lines: has("/textDocument/foldingRange/lineFoldingOnly"),
            prepares_rename: has("/textDocument/rename/prepareSupport"),
            hints: is_object("/textDocument/inlayHint"),
            related_information: has("/textDocument/publishDiagnostics/relatedInformation")
                || has("/textDocument/diagnostic/relatedInformation"),
            code_links: has("/textDocument/publishDiagnostics/codeDescriptionSupport")
                || has("/textDocument/diagnostic/codeDescriptionSupport"),
            code_action_literals: is_object("/textDocument/codeAction/codeActionLiteralSupport"),
            configuration: has("/workspace/configuration"),
            registers: registers.map(|(method, _)| method).collect(),
            watches_files: has("/workspace/didChangeWatchedFiles/dynamicRegistration"),
            relative_patterns: has("/workspace/didChangeWatchedFiles/relativePatternSupport"),
        }
    }
}
