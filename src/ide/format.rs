//! Formatting, as the fewest edits.

use super::automaton::is_connective;
use super::{Edit, Options, clamp, floor, slice, span_of, touch};
use crate::query::canonical;
use crate::syntax::ast::{Ast, Comparison, NodeKind};
use crate::syntax::{ParseOptions, Style, TokenKind, parse_with, print, tokenize};
use crate::text::Span;

/// The edits that bring a whole text into a style, names as the catalogue spells them; none for a text that is in it.
///
/// `None` for a text with a syntax error, and for one without a form in the style.
///
/// ```
/// use coreql::Style;
/// use coreql::ide::{Options, format};
///
/// let edits = format("\"common.platform\"  = iOS", Style::Canonical, &Options::default()).unwrap();
/// let edits: Vec<_> = edits.iter().map(|edit| (edit.span.start, edit.span.end, edit.replacement.as_str())).collect();
/// assert_eq!(edits, [(18, 19, ""), (21, 24, "\"iOS\"")]);
/// assert_eq!(format("platform =", Style::Canonical, &Options::default()), None);
/// ```
pub fn format(text: &str, style: Style, options: &Options<'_>) -> Option<Vec<Edit>> {
    let whole = span_of(0, text.len());
    edits_within(text, whole, style, options, true)
}

/// The edits that bring the comparisons that a range touches into a style, and the connectives between them.
/// Parentheses stay as they are.
///
/// `None` as for [`format()`].
pub fn format_range(text: &str, span: Span, style: Style, options: &Options<'_>) -> Option<Vec<Edit>> {
    edits_within(text, clamp(text, span), style, options, false)
}

/// The edits that bring into a style what a character ends that was just typed before the offset: of `)` its group, of a
/// line end the line before it. The rest of the text may have mistakes.
///
/// `None` where that is no query of its own, and for other characters.
///
/// ```
/// use coreql::Style;
/// use coreql::ide::{Options, format_on_type};
///
/// let text = "retired = AND (platform=iOS)";
/// let edits = format_on_type(text, 28, ')', Style::Canonical, &Options::default()).unwrap();
/// assert_eq!(edits.len(), 4);
/// ```
pub fn format_on_type(
    text: &str,
    offset: u32,
    typed: char,
    style: Style,
    options: &Options<'_>,
) -> Option<Vec<Edit>> {
    let before = text.get(..floor(text, offset))?;
    let part = match typed {
        ')' => group_before(before, options)?,
        '\n' => line_before(before, options)?,
        _ => return None,
    };
    let edits = edits_within(slice(text, part), Span::new(0, u32::MAX), style, options, false)?;
    let moved = |edit: Edit| Edit {
        span: Span::new(edit.span.start.saturating_add(part.start), edit.span.end.saturating_add(part.start)),
        replacement: edit.replacement,
    };
    Some(edits.into_iter().map(moved).collect())
}

/// What is in the parentheses of which the last one ends the text.
fn group_before(text: &str, options: &Options<'_>) -> Option<Span> {
    let mut open = Vec::new();
    let mut last = None;
    for token in tokenize(text, options.query.limits()) {
        match token.kind {
            TokenKind::OpenParen => open.push(token.span),
            TokenKind::CloseParen => last = open.pop().map(|open| Span::new(open.end, token.span.start)),
            TokenKind::End => break,
            _ => last = None,
        }
    }
    last
}

/// The last line of the text that is not blank, without connectives at its ends.
fn line_before(text: &str, options: &Options<'_>) -> Option<Span> {
    let lines = text.trim_end();
    let start = lines.rfind(['\n', '\r']).map_or(0, |end| end + 1);
    let line = lines.get(start..)?;
    let words = || tokenize(line, options.query.limits()).filter(|token| token.kind != TokenKind::End);
    let first = words().next().filter(|token| is_connective(*token, line));
    let last = words().last().filter(|token| is_connective(*token, line));
    let from = first.map_or(0, |token| token.span.range().end);
    let to = last.map_or(line.len(), |token| token.span.range().start).max(from);
    Some(span_of(start + from, start + to))
}

fn edits_within(
    text: &str,
    span: Span,
    style: Style,
    options: &Options<'_>,
    whole: bool,
) -> Option<Vec<Edit>> {
    let parsed = parse_with(text, options.query.parse_options());
    if !parsed.errors().is_empty() {
        return None;
    }
    let tree = canonical(parsed.tree(), options.query.catalog());
    let printed = print(&tree, style).ok()?;
    let old = parts(parsed.tree());
    let new = parts(parse_with(&printed, unlimited(options)).tree());
    if old.len() != new.len() {
        // Not a text that the printer makes; all of it is replaced.
        let edit = Edit { span: span_of(0, text.len()), replacement: printed };
        return whole.then(|| vec![edit]);
    }
    let mut edits = Vec::new();
    let (mut old_end, mut new_end) = (0, 0);
    let mut touched = false;
    for (old, new) in old.iter().zip(&new) {
        let next = touch(old.comparison, span);
        // Between two parts of one comparison there are only blanks.
        let gap = Span::new(old_end, old.part.start);
        if whole || (touched && next) || (next && !old.is_first) {
            let replacement = slice(&printed, Span::new(new_end, new.part.start));
            if whole || parentheses(slice(text, gap)).eq(parentheses(replacement)) {
                change(text, gap, replacement, &mut edits);
            }
        }
        if whole || next {
            change(text, old.part, slice(&printed, new.part), &mut edits);
        }
        (old_end, new_end, touched) = (old.part.end, new.part.end, next);
    }
    if whole {
        let tail = Span::new(old_end, span_of(0, text.len()).end);
        let from = usize::try_from(new_end).unwrap_or(usize::MAX);
        change(text, tail, printed.get(from..).unwrap_or_default(), &mut edits);
    }
    Some(edits)
}

/// How printed text is read: it may be longer than the text itself.
fn unlimited(options: &Options<'_>) -> ParseOptions {
    let limits = options.query.limits().with_max_bytes(u32::MAX).with_max_tokens(u32::MAX);
    options.query.parse_options().with_limits(limits)
}

/// A field, an operator or a value, and the comparison that it is in.
#[derive(Clone, Copy)]
struct Part {
    part: Span,
    comparison: Span,
    /// Whether it is the field.
    is_first: bool,
}

/// The parts of all comparisons, in order. Printing changes neither their number nor their order.
fn parts(tree: &Ast<'_>) -> Vec<Part> {
    let mut parts = Vec::new();
    for node in tree.postorder() {
        if let NodeKind::Comparison(comparison) = node.kind() {
            add_parts(&comparison, node.span(), &mut parts);
        }
    }
    parts
}

fn add_parts(comparison: &Comparison<'_>, span: Span, parts: &mut Vec<Part>) {
    let part = |part, is_first| Part { part, comparison: span, is_first };
    parts.push(part(comparison.field.span, true));
    parts.push(part(comparison.condition.operator_span(), false));
    parts.extend(comparison.condition.values().iter().map(|value| part(value.span, false)));
}

fn parentheses(text: &str) -> impl Iterator<Item = char> {
    text.chars().filter(|c| matches!(c, '(' | ')'))
}

/// Adds the edit that makes a place this text, without what both begin and end with, unless they are the same.
fn change(text: &str, span: Span, new: &str, edits: &mut Vec<Edit>) {
    let old = slice(text, span);
    if old == new {
        return;
    }
    let is_blank = |text: &str| text.chars().all(char::is_whitespace);
    // Words and strings are replaced whole, so that the edit can be read.
    let (before, after) = if is_blank(old) && is_blank(new) { common_ends(old, new) } else { (0, 0) };
    let start = span.range().start + before;
    let end = span.range().end.saturating_sub(after);
    let replacement = new.get(before..new.len().saturating_sub(after)).unwrap_or_default().to_owned();
    edits.push(Edit { span: span_of(start, end), replacement });
}

/// How many bytes two texts have in common at their beginnings, and then at their ends.
pub(super) fn common_ends(old: &str, new: &str) -> (usize, usize) {
    let same = |(a, b): &(char, char)| a == b;
    let length = |pairs: &mut dyn Iterator<Item = (char, char)>| {
        pairs.take_while(same).map(|(c, _)| c.len_utf8()).sum::<usize>()
    };
    let before = length(&mut old.chars().zip(new.chars()));
    let rest = |text: &str| text.len().saturating_sub(before);
    let after = length(&mut old.chars().rev().zip(new.chars().rev()));
    // Of equal characters at the seam, the beginning has them.
    (before, common_boundary(old, after.min(rest(old)).min(rest(new))))
}

fn common_boundary(text: &str, mut after: usize) -> usize {
    while !text.is_char_boundary(text.len().saturating_sub(after)) {
        after = after.saturating_sub(1);
    }
    after
}
