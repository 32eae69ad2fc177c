//! Recovery from mistakes: each gets one error and an error node, and the parse goes on after it.

use super::cursor::Cursor;
use super::grammar::{self, Head};
use super::{Frame, Parser, State, foreign_operators, lookahead, quotes, ranges};
use crate::syntax::ast::{Connective, ErrorNode, Literal};
use crate::syntax::error::{Context, Expectation, Expected, Extension, SyntaxError, SyntaxErrorKind};
use crate::syntax::lexical::{self, Keyword};
use crate::syntax::limits::Syntax;
use crate::syntax::quote_marks::{self, Place};
use crate::syntax::token::TokenKind;
use crate::text::Span;

/// The parse is over: there are as many errors as the limits allow.
#[derive(Clone, Copy, Debug)]
pub(super) struct Enough;

impl<'s, 't> Parser<'s, 't, '_> {
    /// Reports a mistake at the next token. `false` if that was one too many, and the parse is over.
    pub(super) fn report(&mut self, kind: SyntaxErrorKind, expected: Expected, related: Span) -> bool {
        let error =
            SyntaxError { kind, token: self.input.token(), expected, related, context: Context::UNKNOWN };
        self.push(error, self.input, None).is_ok()
    }

    pub(super) fn push(
        &mut self,
        error: SyntaxError,
        at: Cursor<'s, 't>,
        comparison: Option<Cursor<'s, 't>>,
    ) -> Result<(), Enough> {
        let repeated = |last: &SyntaxError| last.kind == error.kind && last.related == error.related;
        if error.kind == SyntaxErrorKind::WrongQuote && self.errors.last().is_some_and(repeated) {
            return Ok(());
        }
        // `like '%iPad%'`: whoever mends the operator writes the value anew.
        if let Some(last) = self.errors.last_mut()
            && error.kind == SyntaxErrorKind::WrongQuote
            && matches!(last.kind, SyntaxErrorKind::ForeignOperator(_))
            && lexical::takes_pattern(at.text(last.related))
            && at.text(Span::new(last.related.end, error.related.start)).trim_start().is_empty()
        {
            last.context.quoted_value = Some(error.related);
            return Ok(());
        }
        // At most one error for each token.
        if let Some(last) = self.errors.last_mut().filter(|last| last.token == error.token) {
            if error.kind == SyntaxErrorKind::WrongQuote {
                last.context.quoted = Some(error.related);
            }
            return Ok(());
        }
        let most = usize::try_from(self.options.limits().max_errors()).unwrap_or(usize::MAX);
        if self.errors.len() >= most {
            let kind = SyntaxErrorKind::TooManyErrors;
            self.errors.push(SyntaxError {
                kind,
                expected: Expected::NONE,
                related: error.token.span,
                ..error
            });
            self.fail(error.token.span);
            return Err(Enough);
        }
        self.parens.note(&error, at, comparison);
        let context = Context { groups: self.groups(), ..error.context };
        self.errors.push(SyntaxError { context, ..error });
        Ok(())
    }

    /// An error node where the parse ends.
    fn fail(&mut self, span: Span) -> State {
        let id = self.error_leaf(span);
        self.push_operand(id);
        State::Done
    }

    /// Reports a mistake at the next token and ends the parse.
    fn fatal(&mut self, kind: SyntaxErrorKind) -> State {
        let token = self.input.token();
        // A limit is fatal, not one more mistake: it is never suppressed, but takes the place of one at this token.
        self.errors.pop_if(|last| last.token == token);
        self.errors.push(SyntaxError {
            kind,
            token,
            expected: Expected::NONE,
            related: token.span,
            context: Context::UNKNOWN,
        });
        self.fail(token.span)
    }

    /// A token with which every parse ends: beyond a limit, or a string without its end.
    #[cold]
    pub(super) fn fatal_token(&mut self) -> State {
        match self.input.token().kind {
            TokenKind::BeyondBytes => self.fatal(SyntaxErrorKind::TooLong),
            TokenKind::BeyondTokens => self.fatal(SyntaxErrorKind::TooManyTokens),
            _ => self.unclosed_string(None),
        }
    }

    /// What is in place of an operand or broken within it.
    #[cold]
    pub(super) fn no_operand(&mut self) -> State {
        match self.input.token().kind {
            TokenKind::String | TokenKind::EscapedString => self.broken_comparison(),
            TokenKind::Word => match self.input.keyword() {
                Some(Keyword::Not) => self.extended_not(),
                Some(Keyword::And | Keyword::Or) => self.missing_operand(),
                _ => self.broken_comparison(),
            },
            TokenKind::OpenParen => self.fatal(SyntaxErrorKind::TooDeep),
            TokenKind::CloseParen if !self.in_group() => self.unopened_group(self.operand_expected()),
            TokenKind::UnclosedString => self.unclosed_string(quotes::unclosed_name(self.input)),
            kind if kind.is_fatal() => self.fatal_token(),
            _ => self.missing_operand(),
        }
    }

    /// What is in place of `AND`, `OR` or `)`.
    #[cold]
    pub(super) fn no_connective(&mut self) -> State {
        match self.input.token().kind {
            TokenKind::CloseParen => self.unopened_group(self.connective_expected()),
            TokenKind::End => {
                self.unclosed_group();
                State::Done
            }
            kind if kind.is_fatal() => self.fatal_token(),
            _ => self.missing_connective(),
        }
    }

    /// A `NOT` in Core syntax, or beyond the limit.
    fn extended_not(&mut self) -> State {
        if self.is_deepest() {
            return self.fatal(SyntaxErrorKind::TooDeep);
        }
        if self.lacks_field(self.input.rest()) {
            return self.missing_operand();
        }
        let keyword = self.input.token().span;
        let kind = SyntaxErrorKind::ExtendedOnly(Extension::Not);
        if !self.report(kind, self.operand_expected(), keyword) {
            return State::Done;
        }
        // The keyword is in the NOT that follows; spans of siblings do not overlap.
        let error = self.error_leaf(Span::at(keyword.start));
        self.tree.append(&mut self.chains.and, error);
        self.frames.push(Frame::Not { keyword });
        self.input = self.input.rest();
        State::Operand
    }

    /// A string without its end: the last token, and nothing to report after another mistake. With the end of the name
    /// that it probably is.
    pub(super) fn unclosed_string(&mut self, name_end: Option<u32>) -> State {
        let span = self.input.token().span;
        let end = name_end.unwrap_or_else(|| quotes::unclosed_end(self.input, self.groups()));
        // `iOS"`: perhaps the quote closes the value that it touches.
        let value = self.bare_value().filter(|value| value.end == span.start);
        let related = Span::new(value.map_or(span.start, |value| value.start), end);
        if self.errors.is_empty() && !self.report(SyntaxErrorKind::UnclosedString, Expected::NONE, related) {
            return State::Done;
        }
        self.fail(span)
    }

    /// No operand where there must be one.
    #[cold]
    pub(super) fn missing_operand(&mut self) -> State {
        let token = self.input.token();
        if !self.report(SyntaxErrorKind::MissingOperand, self.operand_expected(), token.span) {
            return State::Done;
        }
        let node = ErrorNode::default();
        // `NOT` in place of a field.
        if self.input.at_keyword(Keyword::Not) {
            self.input = self.input.rest();
        }
        // Several connectives in a row are one mistake.
        while self.input.at_connective() && self.input.rest().at_connective() {
            self.input = self.input.rest();
        }
        // `or = "x"`, or a connective with nothing after it: it joins nothing, so that is no second mistake.
        let next = self.input.rest();
        if self.input.at_connective() && (lookahead::starts_operator(next) || lookahead::ends_operand(next)) {
            self.input = next;
        }
        self.skip(token.span.start, node)
    }

    /// A comparison with a mistake in it, part by part.
    #[cold]
    pub(super) fn broken_comparison(&mut self) -> State {
        let start = self.input.token().span.start;
        self.comparison = Some(self.input);
        let mut node = ErrorNode::default();
        match self.parts(&mut node) {
            // All of it was read or guessed: what comes next is not part of the mistake.
            Ok(Some(())) => {
                self.misplaced_word();
                self.leave(start, node)
            }
            Ok(None) => self.wrong_connective_within(start, node),
            Err(Enough) => State::Done,
        }
    }

    /// `starts x with`: the word that was missing follows the value.
    fn misplaced_word(&mut self) {
        let missing = match self.errors.last().map(|error| error.kind) {
            Some(SyntaxErrorKind::MissingWith) => Keyword::With,
            Some(SyntaxErrorKind::MissingContain) => Keyword::Contain,
            Some(_) | None => return,
        };
        if self.input.at_keyword(missing) && lookahead::ends_operand(self.input.rest()) {
            self.input = self.input.rest();
        }
    }

    /// `platform AND 5`, `platform = AND 5`: the connective is in place of the operator or the value.
    fn wrong_connective_within(&mut self, start: u32, node: ErrorNode<'s>) -> State {
        let here = self.input.token();
        let at_mistake = self.errors.last().is_some_and(|last| last.token == here);
        if at_mistake
            && self.input.at_connective()
            && let Some(next) = lookahead::after_wrong_connective(self.input)
        {
            self.input = next;
            if lookahead::starts_operand(next) {
                // It was changed with the value.
                self.leave(start, node);
                return State::Operand;
            }
        }
        self.skip(start, node)
    }

    /// Whether a comparison without a mistake starts here.
    fn reads(&self, input: Cursor<'s, 't>) -> bool {
        grammar::comparison(self.options.syntax(), input).is_ok()
    }

    fn allows_ranges(&self) -> bool {
        self.options.syntax() == Syntax::Extended
    }

    /// Whether an operator, and what goes with it, is here without a field.
    pub(super) fn lacks_field(&self, input: Cursor<'s, 't>) -> bool {
        let Ok((rest, head)) = grammar::operator(self.options.syntax(), input, input.token().span, true)
        else {
            return false;
        };
        match head {
            Head::Relation(_, span) => grammar::value(rest, span).is_ok(),
            Head::Empty { .. } => true,
            Head::In { span, .. } => grammar::list(rest, span).is_ok(),
            Head::Between { span, .. } => ranges::bounds(rest, span).is_ok(),
        }
    }

    /// Skips to the next connective, closing parenthesis or the end, and leaves an error node for all from `start`.
    fn skip(&mut self, start: u32, node: ErrorNode<'s>) -> State {
        let mut depth = 0u32;
        let mut in_range = false;
        loop {
            if depth == 0 && self.input.at_any_connective() {
                match ranges::goes_on(self.input, in_range).filter(|_| self.allows_ranges()) {
                    Some(rest) => self.input = rest,
                    None => break,
                }
                in_range = false;
                continue;
            }
            in_range |= self.input.at_word("between");
            match self.input.token().kind {
                TokenKind::CloseParen if depth == 0 => break,
                TokenKind::CloseParen => depth -= 1,
                TokenKind::OpenParen => depth = depth.saturating_add(1),
                kind if kind == TokenKind::End || kind.is_fatal() => break,
                _ => {}
            }
            self.input = self.input.rest();
        }
        // What was skipped may hold the `)` of a group around it: then that one is not reported as missing.
        let unbalanced = depth > 0;
        let state = self.leave(start, node);
        self.recovering = unbalanced;
        state
    }

    /// Leaves an error node for all that was read from `start` on.
    fn leave(&mut self, start: u32, node: ErrorNode<'s>) -> State {
        let read = self.input.text(Span::new(start, self.input.token().span.start)).trim_end();
        let span = Span::new(start, start.saturating_add(u32::try_from(read.len()).unwrap_or(u32::MAX)));
        let id = self.tree.push_error(span, node);
        self.push_operand(id);
        self.recovering = false;
        State::Connective
    }

    /// Something else in place of `AND`, `OR`, `)` or the end.
    #[cold]
    pub(super) fn missing_connective(&mut self) -> State {
        let token = self.input.token();
        if let Some(connective) = self.input.word().and_then(lexical::symbolic_connective) {
            return self.wrong_connective(connective);
        }
        if let Some((connective, length)) = self.input.word().and_then(quote_marks::connective_before_quote)
            && !self.recovering
        {
            return self.connective_before_quote(connective, length);
        }
        // Only a mistake that is reported changes where tokens end.
        if self.input.at_wrong_quote() && !self.recovering {
            let quoted = quotes::quoted_run(self.input, Place::Other);
            if !self.report(SyntaxErrorKind::WrongQuote, self.connective_expected(), quoted.span) {
                return State::Done;
            }
            let inner = quote_marks::unquoted(self.input.text(quoted.span)).text;
            self.input = quoted.rest;
            if let Some(connective) = Keyword::of(inner.as_bytes()).and_then(Keyword::connective) {
                let id = self.error_leaf(quoted.span);
                self.push_operand(id);
                self.join(connective);
                return State::Operand;
            }
            return self.skip(token.span.start, ErrorNode::default());
        }
        if let (Some(related), false) = (self.signs_in_place_of_value(), self.recovering) {
            if !self.report(SyntaxErrorKind::WrongSymbol(None), self.connective_expected(), related) {
                return State::Done;
            }
            return self.skip(token.span.start, ErrorNode::default());
        }
        if let (Some((related, rest)), false) = (self.doubled_quotes(), self.recovering) {
            if !self.report(SyntaxErrorKind::MissingConnective, self.connective_expected(), related) {
                return State::Done;
            }
            self.input = rest;
            return self.skip(token.span.start, ErrorNode::default());
        }
        let call =
            self.last_relation().and_then(|(_, value)| lookahead::call_of_value(value.span, self.input));
        let run = call.or_else(|| lookahead::run_of_value(self.bare_value()?, self.input));
        // `iOS" AND …`: the quote closes the value that it touches.
        let closes = self.bare_value().is_some_and(|value| value.end == token.span.start)
            && Keyword::of(token.text(self.input.source()).as_bytes()).is_none()
            && quote_marks::may_follow(token.text(self.input.source()), Place::Other);
        if closes && token.kind == TokenKind::String && !self.recovering {
            if !self.report(SyntaxErrorKind::MissingConnective, self.connective_expected(), token.span) {
                return State::Done;
            }
            return self.restart(token.span.start, token.span.start.saturating_add(1));
        }
        // `"iOS AND model = "iPad"`: the quote before the token was to open a string.
        let late = self.last_relation().is_some_and(|(_, value)| {
            let opens = |c: char| c.is_whitespace() || c == '(' || lexical::is_symbol(c);
            let late = value.text.ends_with(opens) || quote_marks::closed_by_mistake(&value.text).is_some();
            value.quoted && value.span.end == token.span.start && late
        });
        // `"!"& model = "x"`: a sign is in place of the connective, not within a string.
        let starts_text = self.input.word().is_some_and(|word| word.contains(char::is_alphanumeric));
        if late && !self.recovering && starts_text {
            if !self.report(SyntaxErrorKind::MissingConnective, self.connective_expected(), token.span) {
                return State::Done;
            }
            let restart = token.span.start.saturating_sub(1);
            if let Some((_, value)) = self.last_relation() {
                let count = |parenthesis| value.text.matches(parenthesis).count();
                let swallowed = count('(').saturating_sub(count(')'));
                self.parens.explain_close(u32::try_from(swallowed).unwrap_or(u32::MAX));
            }
            return self.restart(token.span.start, restart);
        }
        if !self.recovering {
            let related = run.unwrap_or(token.span);
            if !self.report(SyntaxErrorKind::MissingConnective, self.connective_expected(), related) {
                return State::Done;
            }
        }
        if run.is_some() {
            return self.skip(token.span.start, ErrorNode::default());
        }
        // `"AND"`
        let quoted = if token.kind == TokenKind::String { token.text(self.input.source()) } else { "" };
        if let Some(connective) = Keyword::of(quoted.as_bytes()).and_then(Keyword::connective)
            && lookahead::starts_operand(self.input.rest())
        {
            let id = self.error_leaf(token.span);
            self.push_operand(id);
            self.input = self.input.rest();
            self.join(connective);
            return State::Operand;
        }
        if self.input.at(TokenKind::OpenParen) && lookahead::ends_operand(self.input.rest()) {
            return self.wrong_parenthesis();
        }
        // `"status" AND = "x"`: the connective and the field before it changed places.
        let next = self.input.rest();
        if next.at_connective() && self.lacks_field(next.rest()) {
            self.input = next.rest();
            return self.skip(token.span.start, ErrorNode::default());
        }
        let next = if self.input.at(TokenKind::Comma) { self.input.rest() } else { self.input };
        // Within a mistake, only what is right goes on after it.
        let goes_on = if self.recovering { self.reads(next) } else { lookahead::starts_operand(next) };
        if !goes_on {
            return self.skip(token.span.start, ErrorNode::default());
        }
        // A connective is missing between two operands, and both are good.
        self.input = next;
        self.recovering = false;
        let id = self.error_leaf(Span::at(token.span.start));
        self.push_operand(id);
        State::Operand
    }

    /// `OR“model”`: one word, of which the connective is right.
    fn connective_before_quote(&mut self, connective: Connective, length: usize) -> State {
        let start = self.input.token().span.start;
        let quote = self.input.resume(start.saturating_add(u32::try_from(length).unwrap_or(u32::MAX)));
        let quoted = quotes::quoted_run(quote, Place::Field);
        // Behind wrong quotes the word is read from here on; elsewhere all of it is the offending token.
        let read = self
            .errors
            .last()
            .is_some_and(|last| last.kind == SyntaxErrorKind::WrongQuote && last.related.end == start);
        if !read {
            if !self.report(SyntaxErrorKind::WrongQuote, self.connective_expected(), quoted.span) {
                return State::Done;
            }
            let id = self.error_leaf(Span::at(start));
            self.push_operand(id);
        }
        self.input = quote;
        self.join(connective);
        State::Operand
    }

    /// Goes on at an offset where no token started, because a quote is missing.
    fn restart(&mut self, start: u32, offset: u32) -> State {
        let input = self.input.resume(offset);
        // What is not closed would be read once more.
        if !input.token().kind.is_fatal()
            && let Some(error) = self.errors.last_mut()
        {
            error.context.restart = Some(offset);
            self.input = input;
        }
        self.skip(start, ErrorNode::default())
    }

    /// `(` in place of the `)` of the group.
    fn wrong_parenthesis(&mut self) -> State {
        let span = self.input.token().span;
        self.input = self.input.rest();
        let state = self.leave(span.start, ErrorNode::default());
        if self.in_group() {
            self.parens.take_open();
            self.close_group(span);
        }
        state
    }

    /// `&&`, `||`
    fn wrong_connective(&mut self, connective: Connective) -> State {
        let mut span = self.input.token().span;
        // `&& AND` is one mistake.
        let mut last = self.input;
        while last.rest().at_any_connective() {
            last = last.rest();
            span = span.join(last.token().span);
        }
        if !self.report(SyntaxErrorKind::WrongConnective(connective), self.connective_expected(), span) {
            return State::Done;
        }
        let id = self.error_leaf(span);
        self.push_operand(id);
        self.join(connective);
        self.input = last.rest();
        State::Operand
    }

    /// `)` without a group.
    #[cold]
    pub(super) fn unopened_group(&mut self, expected: Expected) -> State {
        let first = self.input.token().span;
        let mut span = first;
        let mut next = self.input;
        let mut explained = true;
        while next.at(TokenKind::CloseParen) {
            explained &= self.parens.take_close();
            span = span.join(next.token().span);
            next = next.rest();
        }
        if !self.recovering && !explained && !self.report(SyntaxErrorKind::UnopenedGroup, expected, span) {
            return State::Done;
        }
        self.input = next;
        let state = self.leave(first.start, ErrorNode::default());
        self.recovering = true;
        state
    }

    /// The end with a group open.
    pub(super) fn unclosed_group(&mut self) {
        let open = self.frames.iter().rev().find_map(|frame| match frame {
            Frame::Group { open, .. } => Some(*open),
            Frame::Not { .. } => None,
        });
        if let (Some(open), false) = (open, self.recovering) {
            let mut groups = self.groups();
            while groups > 0 && self.parens.take_open() {
                groups -= 1;
                self.note_unbalanced();
            }
            if groups == 0 {
                return;
            }
            let kind = SyntaxErrorKind::UnclosedGroup { groups };
            if self.report(kind, self.connective_expected(), open) {
                self.fail(self.input.token().span);
            }
        }
    }

    /// Some mistake explains why parentheses do not match.
    fn note_unbalanced(&mut self) {
        for error in self.errors.iter_mut() {
            error.context.unbalanced = true;
        }
    }

    /// How many groups are open.
    fn groups(&self) -> u32 {
        let groups = self.frames.iter().filter(|frame| matches!(frame, Frame::Group { .. })).count();
        u32::try_from(groups).unwrap_or(u32::MAX)
    }

    /// The operator and the value of the comparison just read.
    fn last_relation(&self) -> Option<(Span, Literal<'s>)> {
        let (_, last) = self.chains.and.ends()?;
        self.tree.relation_of(last)
    }

    /// The value of the comparison just read, if it is bare.
    fn bare_value(&self) -> Option<Span> {
        self.last_relation().filter(|(_, value)| !value.quoted).map(|(_, value)| value.span)
    }

    /// `=~`: a sign that was read as the value, with the operator before it, if the true value comes next.
    fn signs_in_place_of_value(&self) -> Option<Span> {
        let (operator, value) = self.last_relation()?;
        let signs = !value.quoted && foreign_operators::is_signs(&value.text);
        (signs && lookahead::value_follows(self.input)).then(|| operator.join(value.span))
    }

    /// Doubled quotes around a text, of which the first two were read as the value.
    fn doubled_quotes(&self) -> Option<(Span, Cursor<'s, 't>)> {
        let (_, value) = self.last_relation()?;
        let touches =
            value.quoted && value.text.is_empty() && value.span.end == self.input.token().span.start;
        let mut at = self.input;
        while touches && at.at(TokenKind::Word) {
            let end = at.token().span.end;
            at = at.rest();
            let close = at.token();
            if close.kind == TokenKind::String && close.span.start == end && at.text(close.span) == "\"\"" {
                return Some((value.span.join(close.span), at.rest()));
            }
        }
        None
    }

    pub(super) fn connective_expected(&self) -> Expected {
        let group = self.in_group();
        Expected::of([Expectation::And, Expectation::Or])
            .and_if(group, Expectation::CloseParen)
            .and_if(!group, Expectation::End)
    }
}
