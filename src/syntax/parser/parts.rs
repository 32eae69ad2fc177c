//! The parts of a comparison with a mistake in it, as far as they can be distinguished.

use super::Parser;
use super::grammar::{self, Head, RuleError, RuleResult};
use super::ranges;
use super::recover::Enough;
use crate::syntax::ast::ErrorNode;
use crate::syntax::limits::Syntax;
use crate::text::Span;

impl<'s, 't> Parser<'s, 't, '_> {
    /// The parts of a broken comparison as far as they can be distinguished, with every mistake in them reported.
    pub(super) fn parts(&mut self, node: &mut ErrorNode<'s>) -> Result<Option<()>, Enough> {
        let Some(name) = self.part(grammar::field(self.input))? else { return Ok(None) };
        let head =
            self.part(grammar::operator(self.options.syntax(), self.input, name.span, name.is_quoted()))?;
        // Where the parse starts anew within the name, it is not known what the name is.
        let restarted =
            self.errors.last().is_some_and(|last| last.context.restart.is_some() && head.is_none());
        node.field = (!restarted).then(|| name.name(self.input.source()));
        Ok(match head {
            Some(Head::Relation(operator, span)) => {
                node.operator = Some(operator);
                let span = self.split_operator(node, span)?;
                // `> = - 30d`: a relative date without its first word.
                if let Some(rest) = ranges::offset(self.input) {
                    self.input = rest;
                    return Ok(Some(()));
                }
                let value = match self.options.syntax() {
                    Syntax::Core => grammar::value(self.input, span),
                    Syntax::Extended => ranges::extended_value(self.input, span),
                };
                self.part(value)?.map(drop)
            }
            Some(Head::Empty { .. }) => Some(()),
            Some(Head::In { span, .. }) => self.list(node, span)?,
            Some(Head::Between { span, .. }) => self.bounds(span)?,
            None => None,
        })
    }

    /// The bounds of a range, with every one in wrong quotes reported.
    fn bounds(&mut self, operator: Span) -> Result<Option<()>, Enough> {
        let start = self.input;
        if self.part(ranges::extended_value(start, operator))?.is_some()
            && self.part(ranges::last_bound(self.input, operator))?.is_some()
        {
            return Ok(Some(()));
        }
        let read = self.input.token().span.start;
        if let Some(rest) = ranges::after_and(start).filter(|rest| rest.token().span.start > read) {
            self.input = rest;
        }
        Ok(None)
    }

    /// A list, with every value in wrong quotes reported.
    fn list(&mut self, node: &mut ErrorNode<'s>, head: Span) -> Result<Option<()>, Enough> {
        let open = self.input.token().span;
        let mut list = grammar::list(self.input, head);
        if let Ok((_, (values, _))) = &list {
            node.values = values.iter().map(|value| value.span).collect();
        }
        loop {
            let comma = match &list {
                Err(nom::Err::Error(mistake) | nom::Err::Failure(mistake)) => grammar::list_goes_on(mistake),
                Ok(_) | Err(nom::Err::Incomplete(_)) => None,
            };
            let read = self.part(list)?;
            match comma {
                Some(comma) => list = grammar::values(comma.rest(), open),
                None => return Ok(read.map(drop)),
            }
        }
    }

    /// `> =`: the second symbol belongs to the first.
    fn split_operator(&mut self, node: &mut ErrorNode<'s>, operator: Span) -> Result<Span, Enough> {
        let one_symbol = node.operator.is_some_and(|operator| !operator.is_textual());
        match one_symbol.then(|| grammar::split_symbol(operator, self.input)).flatten() {
            Some(mistake) => {
                let span = mistake.error.related;
                if let Some(Head::Relation(operator, _)) = self.repair(mistake)? {
                    node.operator = Some(operator);
                }
                Ok(span)
            }
            None => Ok(operator),
        }
    }

    fn part<T>(&mut self, read: RuleResult<'s, 't, T>) -> Result<Option<T>, Enough> {
        match read {
            Ok((rest, part)) => {
                self.input = rest;
                Ok(Some(part))
            }
            Err(nom::Err::Error(mistake) | nom::Err::Failure(mistake)) => self.repair(*mistake),
            // Only streaming input is ever incomplete.
            Err(nom::Err::Incomplete(_)) => Ok(None),
        }
    }

    fn repair<T>(&mut self, mistake: RuleError<'s, 't, T>) -> Result<Option<T>, Enough> {
        // A token that ends the parse reports itself, when the parse comes to it.
        if !mistake.error.token.kind.is_fatal() {
            self.push(mistake.error, mistake.at, self.comparison)?;
        }
        self.input = mistake.rest;
        Ok(mistake.guess)
    }
}
