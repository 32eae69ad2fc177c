//! Document symbols: the queries of a file, and what is in them.

use std::ops::Range;

use coreql::ide;
use gen_lsp_types::{
    BaseSymbolInformation, DocumentSymbol, DocumentSymbolResponse, Location, SymbolInformation, SymbolKind,
    Uri,
};

use super::Context;

/// A symbol of the outline.
struct Entry {
    name: String,
    kind: SymbolKind,
    place: Range<usize>,
    selection: Range<usize>,
    /// How many symbols it is in.
    depth: u32,
}

/// The outline of a file of queries, as a tree if the client knows that. `None` if the document is of another language.
pub(crate) fn symbols(cx: &Context<'_>) -> Option<DocumentSymbolResponse> {
    if !cx.document.is_coreql() {
        return None;
    }
    let entries = entries(cx);
    Some(if cx.client.nested_symbols {
        DocumentSymbolResponse::DocumentSymbolList(nested(cx, entries))
    } else {
        DocumentSymbolResponse::SymbolInformationList(flat(cx, entries))
    })
}

/// All symbols, each before those in it. A query that has a name is one.
fn entries(cx: &Context<'_>) -> Vec<Entry> {
    let options = cx.ide();
    let mut entries = Vec::new();
    for region in cx.regions() {
        let mut above = 0;
        if let Some(name) = region.name.as_deref().map(one_line).filter(|name| !name.is_empty()) {
            let (place, selection) = (region.range(), region.range());
            entries.push(Entry { name, kind: SymbolKind::Module, place, selection, depth: 0 });
            above = 1;
        }
        entries.extend(ide::symbols(&region.text, &options).into_iter().map(|symbol| Entry {
            name: one_line(&symbol.name),
            kind: match symbol.kind {
                ide::SymbolKind::Comparison => SymbolKind::Field,
                _ => SymbolKind::Operator,
            },
            place: region.in_document(symbol.span),
            selection: region.in_document(symbol.selection),
            depth: symbol.depth + above,
        }));
    }
    entries
}

/// A name that an outline can show: not every client knows what to do with line breaks.
fn one_line(name: &str) -> String {
    let lines: Vec<&str> = name.split(['\n', '\r']).map(str::trim).filter(|line| !line.is_empty()).collect();
    lines.join(" ")
}

/// The ranges of entries, and those to select.
fn ranges(cx: &Context<'_>, entries: &[Entry]) -> Vec<(gen_lsp_types::Range, gen_lsp_types::Range)> {
    let places: Vec<_> = entries.iter().map(|entry| entry.place.clone()).collect();
    let selections: Vec<_> = entries.iter().map(|entry| entry.selection.clone()).collect();
    cx.positions.ranges(&places).into_iter().zip(cx.positions.ranges(&selections)).collect()
}

fn nested(cx: &Context<'_>, entries: Vec<Entry>) -> Vec<DocumentSymbol> {
    let mut roots = Vec::new();
    // Those whose children may still come, the innermost last.
    let mut open: Vec<(u32, DocumentSymbol)> = Vec::new();
    let ranges = ranges(cx, &entries);
    for (entry, (range, selection_range)) in entries.into_iter().zip(ranges) {
        close(&mut open, &mut roots, entry.depth);
        let Entry { name, kind, depth, .. } = entry;
        let symbol = DocumentSymbol::new(name, None, kind, None, None, range, selection_range, None);
        open.push((depth, symbol));
    }
    close(&mut open, &mut roots, 0);
    roots
}

/// Puts the symbols from this depth on into those that they are in.
fn close(open: &mut Vec<(u32, DocumentSymbol)>, roots: &mut Vec<DocumentSymbol>, depth: u32) {
    while let Some((_, symbol)) = open.pop_if(|(other, _)| *other >= depth) {
        match open.last_mut() {
            Some((_, parent)) => parent.children.get_or_insert_default().push(symbol),
            None => roots.push(symbol),
        }
    }
}

fn flat(cx: &Context<'_>, entries: Vec<Entry>) -> Vec<SymbolInformation> {
    // The names of those that the next may be in, the innermost last.
    let mut open: Vec<(u32, String)> = Vec::new();
    let mut symbols = Vec::new();
    let ranges = ranges(cx, &entries);
    for (Entry { name, kind, depth, .. }, (range, _)) in entries.into_iter().zip(ranges) {
        while open.pop_if(|(other, _)| *other >= depth).is_some() {}
        let container_name = open.last().map(|(_, name)| name.clone());
        open.push((depth, name.clone()));
        let location = Location { uri: Uri(cx.document.uri.clone()), range };
        let base = BaseSymbolInformation { name, kind, tags: None, container_name };
        symbols.push(SymbolInformation::new(None, location, base));
    }
    symbols
}
