//! Completion.

use coreql::ide::{self, ItemKind};
use gen_lsp_types::{
    CompletionItem, CompletionItemKind, CompletionItemTextEdit, CompletionList, Documentation,
    InsertTextFormat, MarkupContent, MarkupKind, Position, TextEdit,
};

use super::Context;
use crate::document::Region;

/// What may be inserted at a position. `None` where no query is.
pub(crate) fn complete(cx: &Context<'_>, position: Position) -> Option<CompletionList> {
    let (region, offset) = cx.region_at(position)?;
    let found = ide::complete(&region.text, offset, &cx.ide());
    let items = found.items.into_iter().filter_map(|found| item(cx, &region, found)).collect();
    Some(CompletionList { is_incomplete: found.is_incomplete, items, ..CompletionList::default() })
}

/// An item as the document spells it. `None` if the document cannot hold it.
fn item(cx: &Context<'_>, region: &Region, found: ide::Item) -> Option<CompletionItem> {
    let snippet = found.snippet.filter(|_| cx.client.snippets);
    let (new_text, is_snippet) = match snippet {
        Some(snippet) => (respelled(&snippet, |text| region.spell_at(found.replace, text))?, true),
        None => {
            let text = region.spell_at(found.replace, &found.insert)?;
            // Neovim 0.11 inserts an item up to its first blank, but a snippet as a whole.
            let is_snippet = cx.client.snippets && text.contains(char::is_whitespace);
            (if is_snippet { escaped(&text) } else { text }, is_snippet)
        }
    };
    let range = cx.positions.range(region.in_document(found.replace));
    // The protocol has no item that replaces more than one line.
    if range.start.line != range.end.line {
        return None;
    }
    Some(CompletionItem {
        // What is typed is compared with it, as the document spells that. Without one it is compared with the label;
        // Neovim 0.7 replaces the range only then.
        filter_text: Some(region.spell(&found.filter)?).filter(|filter| *filter != found.label),
        label: found.label,
        kind: Some(kind(cx, found.kind)),
        detail: found.detail,
        documentation: found.documentation.map(|text| documentation(cx, text)),
        sort_text: Some(found.sort),
        insert_text_format: is_snippet.then_some(InsertTextFormat::Snippet),
        text_edit: Some(CompletionItemTextEdit::TextEdit(TextEdit { range, new_text })),
        ..CompletionItem::default()
    })
}

fn kind(cx: &Context<'_>, kind: ItemKind) -> CompletionItemKind {
    match kind {
        ItemKind::Field => CompletionItemKind::Field,
        ItemKind::Attribute => CompletionItemKind::Property,
        ItemKind::Operator | ItemKind::Punctuation if cx.client.operator_items => {
            CompletionItemKind::Operator
        }
        ItemKind::Operator | ItemKind::Keyword => CompletionItemKind::Keyword,
        ItemKind::Template => CompletionItemKind::Snippet,
        ItemKind::Value => CompletionItemKind::Value,
        _ => CompletionItemKind::Text,
    }
}

fn documentation(cx: &Context<'_>, value: String) -> Documentation {
    if cx.client.markdown_items {
        Documentation::MarkupContent(MarkupContent { kind: MarkupKind::Markdown, value })
    } else {
        Documentation::String(value)
    }
}

/// The snippet that is a text as it is.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        if matches!(c, '$' | '}' | '\\') {
            out.push('\\');
        }
        out.push(c);
    }
    out
}

/// A snippet whose texts are spelled in another way; its tab stops stay.
fn respelled(snippet: &str, spell: impl Fn(&str) -> Option<String>) -> Option<String> {
    let mut out = String::with_capacity(snippet.len());
    let mut text = String::new();
    let flush = |text: &mut String, out: &mut String| {
        out.push_str(&escaped(&spell(&std::mem::take(text))?));
        Some(())
    };
    let mut chars = snippet.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '\\' => text.extend(chars.next()),
            // `$1`, `${1`, `${1:`
            '$' => {
                flush(&mut text, &mut out)?;
                out.push('$');
                let brace = chars.next_if_eq(&'{');
                out.extend(brace);
                while let Some(digit) = chars.next_if(char::is_ascii_digit) {
                    out.push(digit);
                }
                out.extend(brace.and_then(|_| chars.next_if_eq(&':')));
            }
            '}' => {
                flush(&mut text, &mut out)?;
                out.push('}');
            }
            _ => text.push(c),
        }
    }
    flush(&mut text, &mut out)?;
    Some(out)
}

#[cfg(test)]
mod tests {
    use super::respelled;

    #[test]
    fn texts_of_snippets_are_spelled_and_tab_stops_stay() {
        let json = |text: &str| Some(text.replace('\\', r"\\").replace('"', r#"\""#));
        for (snippet, expected) in [
            ("true", "true"),
            (r#""$1""#, r#"\\"$1\\""#),
            (r#""${1:2024-05-01}": $2"#, r#"\\"${1:2024-05-01}\\": $2"#),
            (r"a\$b\}\\", r"a\$b\}\\\\"),
            ("${1}x", "${1}x"),
        ] {
            assert_eq!(respelled(snippet, json).as_deref(), Some(expected), "{snippet}");
        }
        assert_eq!(respelled("a$1", |_| None), None);
    }
}
