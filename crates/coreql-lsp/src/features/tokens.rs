//! Semantic tokens.

use std::ops::Range;

use coreql::ide::{self, Modifiers, TokenKind};
use gen_lsp_types::{Position, SemanticToken, SemanticTokens, SemanticTokensLegend};

use super::Context;

/// The types of tokens, by names that editors have colours for.
const TYPES: [&str; 6] = ["property", "operator", "keyword", "string", "number", "enumMember"];

/// What else is known about a field.
const MODIFIERS: [&str; 3] = ["unknown", "alias", "custom"];

/// The names that the numbers of tokens stand for.
pub(crate) fn legend() -> SemanticTokensLegend {
    let texts = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect();
    SemanticTokensLegend { token_types: texts(&TYPES), token_modifiers: texts(&MODIFIERS) }
}

/// The type of a kind of token. What cannot be where it is has none: diagnostics show it.
const fn type_of(kind: TokenKind) -> Option<&'static str> {
    match kind {
        TokenKind::Field => Some("property"),
        TokenKind::Operator | TokenKind::Punctuation => Some("operator"),
        TokenKind::Keyword => Some("keyword"),
        TokenKind::String => Some("string"),
        TokenKind::Number | TokenKind::Date => Some("number"),
        TokenKind::Boolean => Some("enumMember"),
        _ => None,
    }
}

fn bits(modifiers: Modifiers) -> u32 {
    u32::from(modifiers.unknown) | u32::from(modifiers.alias) << 1 | u32::from(modifiers.custom) << 2
}

/// The tokens of a document, or those that a range of it touches.
pub(crate) fn tokens(cx: &Context<'_>, range: Option<gen_lsp_types::Range>) -> SemanticTokens {
    let range = range.map(|range| cx.positions.bytes(range));
    let mut places = Vec::new();
    for region in cx.regions().iter().filter(|region| region.has_places()) {
        let options = cx.ide();
        let found = match &range {
            Some(range) => match region.span_in(range) {
                Some(span) => ide::tokens_in(&region.text, span, &options),
                None => continue,
            },
            None => ide::tokens(&region.text, &options),
        };
        for token in found {
            let name = type_of(token.kind);
            let Some(number) = TYPES.iter().position(|other| Some(*other) == name) else { continue };
            let number = u32::try_from(number).unwrap_or(u32::MAX);
            places.push((region.in_document(token.span), number, bits(token.modifiers)));
        }
    }
    places.sort_by_key(|(place, ..)| place.start);
    let mut data = Vec::new();
    let mut last = Position { line: 0, character: 0 };
    for (place, token_type, modifiers) in places {
        for line in lines(&cx.document.text, place) {
            let gen_lsp_types::Range { start, end } = cx.positions.range(line);
            let delta_line = start.line - last.line;
            data.push(SemanticToken {
                delta_line,
                delta_start: if delta_line == 0 { start.character - last.character } else { start.character },
                length: end.character - start.character,
                token_type,
                token_modifiers_bitset: modifiers,
            });
            last = start;
        }
    }
    SemanticTokens { result_id: None, data }
}

/// The parts of a range that are in one line each, without the blanks around them: not every client knows tokens of
/// several lines.
fn lines(text: &str, range: Range<usize>) -> impl Iterator<Item = Range<usize>> {
    let mut at = range.start;
    text.get(range).unwrap_or_default().split_inclusive(['\n', '\r']).filter_map(move |line| {
        let start = at + line.len() - line.trim_start().len();
        at += line.len();
        let length = line.trim().len();
        (length > 0).then_some(start..start + length)
    })
}

#[cfg(test)]
mod tests {
    use coreql::ide::TokenKind;

    use super::{TYPES, lines, type_of};

    #[test]
    fn each_kind_but_invalid_has_a_type_of_the_legend_and_each_type_a_kind() {
        for kind in TokenKind::ALL {
            let name = type_of(kind);
            assert_eq!(name.is_none(), kind == TokenKind::Invalid, "{kind:?}");
            assert!(name.is_none_or(|name| TYPES.contains(&name)), "{kind:?}");
        }
        for name in TYPES {
            assert!(TokenKind::ALL.into_iter().any(|kind| type_of(kind) == Some(name)), "{name}");
        }
    }

    #[test]
    fn a_range_has_a_part_in_each_line_that_is_not_blank() {
        let text = "x \"a\r\n \n\n  b c\r é\" y";
        let parts: Vec<_> = lines(text, 2..19).filter_map(|part| text.get(part)).collect();
        assert_eq!(parts, ["\"a", "b c", "é\""]);
    }
}
