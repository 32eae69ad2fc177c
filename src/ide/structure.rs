//! Groups, chains and comparisons as ranges.

use super::locate::{Part, pairs, part_at, token_at};
use super::{Options, floor, slice, span_of, touch};
use crate::syntax::ast::{Condition, NodeKind};
use crate::syntax::{Connective, parse_with};
use crate::text::Span;
use crate::tree::Step;

/// The parts of a text that can be folded: parentheses over several lines, in the order of their ends.
pub fn folds(text: &str, options: &Options<'_>) -> Vec<Span> {
    let parsed = parse_with(text, options.query.parse_options());
    let whole = pairs(&parsed).into_iter().map(|(open, close)| open.join(close));
    // Where lines break, counted once: groups nest.
    let breaks: Vec<u32> = text.match_indices(['\n', '\r']).map(|(at, _)| span_of(at, at).start).collect();
    let has_break = |span: &Span| {
        let next = breaks.partition_point(|at| *at < span.start);
        breaks.get(next).is_some_and(|at| *at < span.end)
    };
    whole.filter(has_break).collect()
}

/// What grows around an offset: the token, its value without quotes first; the comparison; the chain; the group; all.
/// Each range contains the one before it.
///
/// ```
/// use coreql::ide::{Options, selections};
///
/// let text = "(platform = iOS OR retired = true) AND imei is empty";
/// let selected: Vec<_> =
///     selections(text, 13, &Options::default()).iter().map(|span| &text[span.range()]).collect();
/// assert_eq!(
///     selected,
///     ["iOS", "platform = iOS", "platform = iOS OR retired = true", "(platform = iOS OR retired = true)", text],
/// );
/// ```
pub fn selections(text: &str, offset: u32, options: &Options<'_>) -> Vec<Span> {
    let offset = span_of(0, floor(text, offset)).end;
    let at = Span::at(offset);
    let parsed = parse_with(text, options.query.parse_options());
    let mut ranges: Vec<Span> = Vec::new();
    let mut grow = |span: Span| {
        let last = ranges.last().copied();
        let grows = last.is_none_or(|last| span != last && span.start <= last.start && last.end <= span.end);
        if grows && touch(span, at) {
            ranges.push(span);
        }
    };
    if let Some(token) = token_at(&parsed, offset) {
        if token.kind.is_string() {
            grow(Span::new(token.span.start.saturating_add(1), token.span.end.saturating_sub(1)));
        }
        grow(token.span);
    }
    for node in parsed.tree().postorder().filter(|node| touch(node.span(), at)) {
        if let NodeKind::Comparison(comparison) = node.kind() {
            match part_at(&comparison, offset) {
                Some(Part::Field(name)) => grow(name.span),
                Some(Part::Operator(span)) => grow(span),
                Some(Part::Value(value)) => grow(value.span),
                None => {}
            }
            if let Condition::In { list, .. } = comparison.condition {
                grow(list);
            }
        }
        grow(node.span());
    }
    grow(span_of(0, text.len()));
    ranges
}

/// The parenthesis that an offset touches, and its counterpart.
pub fn matching_parenthesis(text: &str, offset: u32, options: &Options<'_>) -> Option<(Span, Span)> {
    let offset = span_of(0, floor(text, offset)).end;
    let parsed = parse_with(text, options.query.parse_options());
    let token = token_at(&parsed, offset);
    let is_at = |span: Span| token.is_some_and(|token| token.span == span);
    let touches = |span: Span| touch(span, Span::at(offset));
    let pairs = pairs(&parsed);
    let find = |wanted: &dyn Fn(Span) -> bool| {
        pairs.iter().find_map(|(open, close)| match (wanted(*open), wanted(*close)) {
            (true, _) => Some((*open, *close)),
            (_, true) => Some((*close, *open)),
            _ => None,
        })
    };
    // Of two that meet there, the later.
    find(&is_at).or_else(|| find(&touches))
}

/// A part of a query, in an outline.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Symbol {
    /// A comparison as it is written; `AND`, `OR` or `NOT`.
    pub name: String,
    /// What it is.
    pub kind: SymbolKind,
    /// All of it.
    pub span: Span,
    /// The part to select: the field of a comparison, else all of it.
    pub selection: Span,
    /// How many symbols it is in.
    pub depth: u32,
}

/// The kinds of [`Symbol`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum SymbolKind {
    /// A comparison.
    Comparison,
    /// `AND` of several operands.
    And,
    /// `OR` of several operands.
    Or,
    /// `NOT`.
    Not,
}

/// The outline of a text: each symbol before those in it. What has a mistake is left out.
///
/// ```
/// use coreql::ide::{Options, symbols};
///
/// let symbols = symbols("platform = iOS AND retired = false", &Options::default());
/// let names: Vec<_> = symbols.iter().map(|symbol| (symbol.depth, symbol.name.as_str())).collect();
/// assert_eq!(names, [(0, "AND"), (1, "platform = iOS"), (1, "retired = false")]);
/// ```
pub fn symbols(text: &str, options: &Options<'_>) -> Vec<Symbol> {
    let parsed = parse_with(text, options.query.parse_options());
    let mut symbols = Vec::new();
    let mut depth = 0_u32;
    for step in parsed.tree().walk() {
        let (node, enters) = match step {
            Step::Enter(node) => (node, true),
            Step::Leave(node) => (node, false),
        };
        let span = node.span();
        let (kind, name, selection) = match node.kind() {
            NodeKind::Comparison(comparison) => {
                (SymbolKind::Comparison, slice(text, span), comparison.field.span)
            }
            NodeKind::And => (SymbolKind::And, Connective::And.as_str(), span),
            NodeKind::Or => (SymbolKind::Or, Connective::Or.as_str(), span),
            NodeKind::Not => (SymbolKind::Not, "NOT", span),
            NodeKind::Group | NodeKind::Error(_) => continue,
        };
        if enters {
            symbols.push(Symbol { name: name.to_owned(), kind, span, selection, depth });
            depth = depth.saturating_add(1);
        } else {
            depth = depth.saturating_sub(1);
        }
    }
    symbols
}
