//! Parentheses that do not match because of a mistake that was reported already.
//!
//! A token in place of a parenthesis, or a parenthesis in place of another token, is found at that token; that there
//! is one parenthesis too few or too many shows only at the end. Both are one mistake.

use super::cursor::Cursor;
use super::lookahead;
use crate::syntax::error::{Expectation, SyntaxError, SyntaxErrorKind};
use crate::syntax::token::TokenKind;

/// How many parentheses without a counterpart the mistakes so far explain.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct ParenBalance {
    /// Those without their `)`: a word is in place of it, or the `(` in place of a word.
    open: u32,
    /// Those without their `(`.
    close: u32,
}

impl ParenBalance {
    /// Records a mistake at a token, and the comparison that it is part of, if any.
    pub(super) fn note(
        &mut self,
        error: &SyntaxError,
        at: Cursor<'_, '_>,
        comparison: Option<Cursor<'_, '_>>,
    ) {
        if explains_open(error, at, comparison) {
            self.open = self.open.saturating_add(1);
        }
        // The closing quote of a name is missing, so that more was read as a part of it.
        if error.kind == SyntaxErrorKind::MissingOperator && error.context.restart.is_some() {
            let read = at.text(error.related);
            let count = |parenthesis| u32::try_from(read.matches(parenthesis).count()).unwrap_or(u32::MAX);
            self.close = self.close.saturating_add(count('(').saturating_sub(count(')')));
            self.open = self.open.saturating_add(count(')').saturating_sub(count('(')));
        }
        if explains_close(error, at) {
            // One that is the wrong way round counts twice.
            self.close = self.close.saturating_add(if is_reversed(error, at) { 2 } else { 1 });
        }
    }

    /// Some `(` were read as part of a string.
    pub(super) fn explain_close(&mut self, count: u32) {
        self.close = self.close.saturating_add(count);
    }

    /// Whether a mistake explains one more `(` without its `)`.
    pub(super) fn take_open(&mut self) -> bool {
        take(&mut self.open)
    }

    /// Whether a mistake explains one more `)` without its `(`.
    pub(super) fn take_close(&mut self) -> bool {
        take(&mut self.close)
    }
}

fn take(count: &mut u32) -> bool {
    let some = *count > 0;
    *count = count.saturating_sub(1);
    some
}

fn explains_open(error: &SyntaxError, at: Cursor<'_, '_>, comparison: Option<Cursor<'_, '_>>) -> bool {
    if at.at(TokenKind::OpenParen) {
        return true;
    }
    match error.kind {
        // `( = "x"`; `… AND AND …`, of which the second may be in place of `)`.
        SyntaxErrorKind::MissingOperand => at.follows('(') || at.at_any_connective(),
        // The token may be in place of `)`, unless it is known for something else.
        SyntaxErrorKind::MissingConnective => {
            error.related == error.token.span && !lookahead::starts_operand(at)
        }
        // `( starts with "x"`, `( does not contain "x"`
        SyntaxErrorKind::MissingOperator | SyntaxErrorKind::ForeignOperator(_) => {
            comparison.is_some_and(|start| begins_with_operator(start, at))
        }
        _ => false,
    }
}

/// Whether what was read as a comparison after a `(` is an operator of several words, with this token in it.
fn begins_with_operator(start: Cursor<'_, '_>, at: Cursor<'_, '_>) -> bool {
    let second = start.rest();
    let within = second.token() == at.token() || second.rest().token() == at.token();
    // A `not` may be left of `not between`.
    let opened = start.follows('(') || start.follows_not_after('(');
    opened && within && lookahead::starts_operator(start)
}

/// Whether a parenthesis closes a group where one was to open.
fn is_reversed(error: &SyntaxError, at: Cursor<'_, '_>) -> bool {
    // `OR ) "x" = "y" )`, `"x" = "y" ( OR "z" …)`
    match error.kind {
        SyntaxErrorKind::MissingOperand => {
            at.at(TokenKind::CloseParen) && lookahead::starts_operand(at.rest())
        }
        SyntaxErrorKind::MissingConnective => {
            at.at(TokenKind::OpenParen)
                && at.rest().at_connective()
                && lookahead::starts_operand(at.rest().rest())
        }
        _ => false,
    }
}

fn explains_close(error: &SyntaxError, at: Cursor<'_, '_>) -> bool {
    if at.at(TokenKind::CloseParen) {
        return error.kind != SyntaxErrorKind::UnopenedGroup || error.expected.contains(Expectation::Field);
    }
    match error.kind {
        // The token may be in place of `(`.
        SyntaxErrorKind::MissingOperand => !at.at(TokenKind::End),
        // The `)` before it may be in place of something else; `( AND`: the two may have changed places.
        SyntaxErrorKind::MissingConnective => {
            at.follows(')') || (at.at(TokenKind::OpenParen) && lookahead::ends_operand(at.rest()))
        }
        // The token before it may be in place of `(`: with it a whole comparison starts.
        SyntaxErrorKind::MissingOperator => lookahead::starts_operand(at),
        SyntaxErrorKind::MissingList => true,
        _ => false,
    }
}
