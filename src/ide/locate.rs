//! What is at an offset: a token, a part of a comparison.

use super::touch;
use crate::syntax::ast::{Comparison, Literal, Name, NodeKind};
use crate::syntax::{Parsed, Token, TokenKind};
use crate::text::Span;

/// A part of a comparison.
pub(super) enum Part<'t> {
    Field(&'t Name<'t>),
    Operator(Span),
    Value(&'t Literal<'t>),
}

/// Calls a function with each name of a field, in source order.
pub(super) fn each_name<'s>(parsed: &Parsed<'s>, mut name: impl FnMut(&Name<'s>)) {
    for node in parsed.tree().postorder() {
        match node.kind() {
            NodeKind::Comparison(comparison) => name(&comparison.field),
            NodeKind::Error(error) => error.field.iter().for_each(&mut name),
            NodeKind::And | NodeKind::Or | NodeKind::Not | NodeKind::Group => {}
        }
    }
}

/// The part of a comparison that an offset touches. Of two that meet there, the later.
pub(super) fn part_at<'t>(comparison: &'t Comparison<'t>, offset: u32) -> Option<Part<'t>> {
    let at = Span::at(offset);
    let value = comparison.condition.values().iter().rev().find(|value| touch(value.span, at));
    if let Some(value) = value {
        return Some(Part::Value(value));
    }
    let operator = comparison.condition.operator_span();
    if touch(operator, at) {
        return Some(Part::Operator(operator));
    }
    touch(comparison.field.span, at).then_some(Part::Field(&comparison.field))
}

/// The token that an offset touches: the one that begins there, else the one before.
pub(super) fn token_at(parsed: &Parsed<'_>, offset: u32) -> Option<Token> {
    let mut found = None;
    for token in parsed.tokens() {
        if token.kind == TokenKind::End || token.span.start > offset {
            break;
        }
        if touch(token.span, Span::at(offset)) {
            found = Some(token);
        }
    }
    found
}

/// Each parenthesis that has its counterpart, both from left to right, by the closing one.
pub(super) fn pairs(parsed: &Parsed<'_>) -> Vec<(Span, Span)> {
    let mut open = Vec::new();
    let mut pairs = Vec::new();
    for token in parsed.tokens() {
        match token.kind {
            TokenKind::OpenParen => open.push(token.span),
            TokenKind::CloseParen => pairs.extend(open.pop().map(|open| (open, token.span))),
            _ => {}
        }
    }
    pairs
}
