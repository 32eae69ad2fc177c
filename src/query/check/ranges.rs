//! BETWEEN, relative dates, and literals of which a comparison has several.

use super::{Checker, Resolved};
use crate::catalog::FieldType;
use crate::query::comparison::Operand;
use crate::query::dates::{self, RelativeReading};
use crate::query::error::CheckErrorKind;
use crate::query::lint::{self, LintKind, Lints};
use crate::syntax::ast::{Comparison, Condition, Literal, Operator};
use crate::syntax::{Token, TokenKind};
use crate::text::Span;

/// An error was reported.
pub(super) struct Reported;

impl<'a> Checker<'a> {
    /// The operand of a literal that is one of several.
    pub(super) fn operand(
        &mut self,
        field: Resolved<'a>,
        operator: Operator,
        place: Option<Span>,
        value: &Literal<'_>,
    ) -> Option<Operand> {
        let place = place.map(|span| (operator, span));
        if value.relative
            && let Some(operand) = self.relative(field, place, value).ok()?
        {
            return Some(operand);
        }
        let reading = field.field_type.read(operator, &value.text, value.quoted);
        match reading {
            Some(reading) if self.options.lints == Lints::Reported => {
                self.lint_literal(field, place.map(|(operator, _)| operator), value, reading);
            }
            Some(_) => {}
            None => self.unreadable(field, place, value),
        }
        reading.map(|reading| Operand::new(reading, &value.text))
    }

    /// The operands of BETWEEN.
    #[cold]
    pub(super) fn bounds(
        &mut self,
        field: Resolved<'a>,
        operator_span: Span,
        comparison: &Comparison<'_>,
        values: &[Literal<'_>; 2],
    ) -> Option<Box<[Operand; 2]>> {
        let field_type = field.field_type;
        let ordered = |operator: Operator, value: &Literal<'_>| {
            let reading = field_type.read(operator, &value.text, value.quoted);
            field_type.allows(operator) && reading.is_none_or(|reading| reading.allows(operator))
        };
        let [low, high] = values;
        if !ordered(Operator::GreaterOrEqual, low) || !ordered(Operator::LessOrEqual, high) {
            let kind =
                CheckErrorKind::BetweenNotAllowed { operator_span, field: self.name_of(field), field_type };
            self.error(kind, between_token(operator_span));
            return None;
        }
        let low_operand = self.operand(field, Operator::GreaterOrEqual, Some(operator_span), low);
        let high_operand = self.operand(field, Operator::LessOrEqual, Some(operator_span), high);
        let operands = Box::new([low_operand?, high_operand?]);
        if field_type == FieldType::String {
            self.lint(LintKind::OrderingOnText, operator_span, comparison.field.span);
        }
        if let Condition::Between { negated, .. } = comparison.condition
            && lint::is_reversed(field_type, &operands)
        {
            let kind = LintKind::ReversedRange { negated, first: low.span, second: high.span };
            self.lint(kind, comparison.span(), comparison.span());
        }
        Some(operands)
    }

    /// The operand of a relative date; none if it is a word like any other on this field.
    #[cold]
    pub(super) fn relative(
        &mut self,
        field: Resolved<'a>,
        operator: Option<(Operator, Span)>,
        literal: &Literal<'_>,
    ) -> Result<Option<Operand>, Reported> {
        let kind = match dates::read(field.field_type, literal, self.options.clock) {
            RelativeReading::Plain => return Ok(None),
            RelativeReading::Resolved(relative, interval) => {
                if relative.is_one_second()
                    && let Some((Operator::Equal | Operator::NotEqual, _)) = operator
                {
                    self.lint(LintKind::EqualsNow, literal.span, literal.span);
                }
                return Ok(Some(Operand::relative(relative, interval)));
            }
            RelativeReading::NoClock => CheckErrorKind::NoClock {
                literal: literal.relative_date().map(|relative| relative.to_string()).unwrap_or_default(),
            },
            RelativeReading::Unreadable => CheckErrorKind::UnreadableValue {
                field: self.name_of(field),
                field_type: field.field_type,
                literal: literal.text.to_string(),
                operator,
            },
        };
        self.error(kind, dates::first_word(literal));
        Err(Reported)
    }
}

/// The first token of BETWEEN.
fn between_token(span: Span) -> Token {
    const BETWEEN: u32 = 7;
    const NOT: u32 = 3;
    let first = if span.end.saturating_sub(span.start) > BETWEEN { NOT } else { BETWEEN };
    Token {
        kind: TokenKind::Word,
        span: Span::new(span.start, span.end.min(span.start.saturating_add(first))),
    }
}
