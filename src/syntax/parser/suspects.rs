//! Parentheses that do not match because of a mistake that was reported already.
//!
//! A token in place of a parenthesis, or a parenthesis in place of another token, is found where it stands; that there is one
//! parenthesis too few or too many shows only at the end. Both are one mistake.

use super::cursor::Cursor;
use super::foreign;
use super::recover::at_connective;
use crate::syntax::error::{Expectation, SyntaxError, SyntaxErrorKind};
use crate::syntax::token::TokenKind;

/// How many of the mistakes so far may be the reason that a parenthesis has no other.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Suspects {
    /// Of a `(`: a word stands in place of its `)`, or it stands in place of a word.
    open: u32,
    /// Of a `)`.
    close: u32,
}

impl Suspects {
    /// Takes note of a mistake at the next token.
    pub(super) fn note(&mut self, error: &SyntaxError, at: Cursor<'_, '_>) {
        if explains_open(error, at) {
            self.open = self.open.saturating_add(1);
        }
        if explains_close(error, at) {
            self.close = self.close.saturating_add(1);
        }
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

fn explains_open(error: &SyntaxError, at: Cursor<'_, '_>) -> bool {
    if at.token().kind == TokenKind::OpenParen {
        return true;
    }
    match error.kind {
        // `( = "x"`; `… AND AND …`, of which the second may stand for `)`.
        SyntaxErrorKind::MissingOperand => is(at.back(), TokenKind::OpenParen) || at_connective(at),
        // The token may stand for `)`, unless it is known for something else.
        SyntaxErrorKind::MissingConnective => {
            error.related == error.token.span && !foreign::starts_operand(at)
        }
        // `( starts with "x"`, `( does not contain "x"`
        SyntaxErrorKind::MissingOperator | SyntaxErrorKind::ForeignOperator(_) => begins_with_operator(at),
        SyntaxErrorKind::MissingList
        | SyntaxErrorKind::QuotedOperator(_)
        | SyntaxErrorKind::WrongSymbol(_)
        | SyntaxErrorKind::MissingValue
        | SyntaxErrorKind::MissingWith
        | SyntaxErrorKind::MissingNot
        | SyntaxErrorKind::MissingContain
        | SyntaxErrorKind::MissingEmpty
        | SyntaxErrorKind::RepeatedWord
        | SyntaxErrorKind::UnclosedList
        | SyntaxErrorKind::WrongConnective(_)
        | SyntaxErrorKind::UnclosedGroup { .. }
        | SyntaxErrorKind::UnopenedGroup
        | SyntaxErrorKind::UnclosedString
        | SyntaxErrorKind::WrongQuote
        | SyntaxErrorKind::ExtendedOnly(_)
        | SyntaxErrorKind::TooLong
        | SyntaxErrorKind::TooManyTokens
        | SyntaxErrorKind::TooDeep
        | SyntaxErrorKind::TooManyErrors => false,
    }
}

/// Whether an operator of several words, with the next token in it, stands behind a `(`.
fn begins_with_operator(at: Cursor<'_, '_>) -> bool {
    let mut word = at.back();
    for _ in 0..2 {
        let before = word.and_then(Cursor::back);
        if is(before, TokenKind::OpenParen) {
            return word.is_some_and(foreign::starts_operator);
        }
        word = before;
    }
    false
}

fn explains_close(error: &SyntaxError, at: Cursor<'_, '_>) -> bool {
    if at.token().kind == TokenKind::CloseParen {
        return error.kind != SyntaxErrorKind::UnopenedGroup || error.expected.contains(Expectation::Field);
    }
    match error.kind {
        // The token may stand for `(`.
        SyntaxErrorKind::MissingOperand => at.token().kind != TokenKind::End,
        // The `)` before it may stand for something else; `( AND`: the two may have changed places.
        SyntaxErrorKind::MissingConnective => {
            is(at.back(), TokenKind::CloseParen)
                || (at.token().kind == TokenKind::OpenParen && foreign::ends_operand(at.rest()))
        }
        // The token before it may stand for `(`: with it a whole comparison starts.
        SyntaxErrorKind::MissingOperator => foreign::starts_operand(at),
        SyntaxErrorKind::MissingList => true,
        SyntaxErrorKind::ForeignOperator(_)
        | SyntaxErrorKind::QuotedOperator(_)
        | SyntaxErrorKind::WrongSymbol(_)
        | SyntaxErrorKind::MissingValue
        | SyntaxErrorKind::MissingWith
        | SyntaxErrorKind::MissingNot
        | SyntaxErrorKind::MissingContain
        | SyntaxErrorKind::MissingEmpty
        | SyntaxErrorKind::RepeatedWord
        | SyntaxErrorKind::UnclosedList
        | SyntaxErrorKind::WrongConnective(_)
        | SyntaxErrorKind::UnclosedGroup { .. }
        | SyntaxErrorKind::UnopenedGroup
        | SyntaxErrorKind::UnclosedString
        | SyntaxErrorKind::WrongQuote
        | SyntaxErrorKind::ExtendedOnly(_)
        | SyntaxErrorKind::TooLong
        | SyntaxErrorKind::TooManyTokens
        | SyntaxErrorKind::TooDeep
        | SyntaxErrorKind::TooManyErrors => false,
    }
}

fn is(token: Option<Cursor<'_, '_>>, kind: TokenKind) -> bool {
    token.is_some_and(|at| at.token().kind == kind)
}
