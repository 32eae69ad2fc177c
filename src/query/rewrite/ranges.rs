//! Relative dates and BETWEEN in Core syntax (language, rules 3.14 and 3.15).

use std::borrow::Cow;

use super::{Construct, RewriteError, RewriteErrorKind, Rewriting};
use crate::catalog::FieldType;
use crate::query::dates::{self, RelativeReading};
use crate::syntax::Connective;
use crate::syntax::Extension;
use crate::syntax::ast::{Comparison, Condition, Literal, Operator};
use crate::text::Span;
use crate::tree::NodeId;

/// A value in Core syntax.
enum CoreValue<'s> {
    Literal(Literal<'s>),
    /// Instants that no literal names: the first second, and the one after the last.
    Seconds(Literal<'s>, Literal<'s>),
}

impl<'s> Rewriting<'_, 's> {
    /// `f BETWEEN a AND b` as `f >= a AND f <= b`, `f NOT BETWEEN a AND b` as `f < a OR f > b OR f is empty`.
    pub(super) fn between(
        &mut self,
        id: NodeId,
        comparison: &Comparison<'s>,
        negated: bool,
        operator_span: Span,
        [low, high]: &[Literal<'s>; 2],
    ) -> Result<(), RewriteError> {
        let outside = negated != self.negated();
        if negated {
            // `NOT f NOT BETWEEN a AND b` holds on a missing value under Exclude, `f BETWEEN a AND b` does not.
            self.keeps_missing(comparison, Construct::Extension(Extension::NotBetween))?;
        }
        let field_type = self.catalog.lookup(&comparison.field.text).field_type();
        if outside && !matches!(field_type, FieldType::Number | FieldType::Date) {
            let kind = RewriteErrorKind::NoBetweenComplement { field_type };
            return Err(RewriteError { kind, span: comparison.span() });
        }
        self.copy(comparison, 2)?;
        if outside {
            // NOT over BETWEEN holds on a missing value whatever the setting.
            let on_missing = !negated || self.missing.holds_on_missing(true);
            self.core.open_chain(id, Connective::Or, comparison.span());
            self.relation(id, comparison, Operator::Less, operator_span, low)?;
            self.relation(id, comparison, Operator::Greater, operator_span, high)?;
            if on_missing {
                self.leaf(comparison, Condition::Empty { negated: false, span: operator_span });
            }
        } else {
            self.core.open_chain(id, Connective::And, comparison.span());
            self.relation(id, comparison, Operator::GreaterOrEqual, operator_span, low)?;
            self.relation(id, comparison, Operator::LessOrEqual, operator_span, high)?;
        }
        self.core.close(id);
        Ok(())
    }

    /// A comparison with an operator and a value, without the NOTs around it.
    pub(super) fn relation(
        &mut self,
        id: NodeId,
        comparison: &Comparison<'s>,
        operator: Operator,
        operator_span: Span,
        value: &Literal<'s>,
    ) -> Result<(), RewriteError> {
        let relation = |operator, value: Literal<'s>| Condition::Relation {
            operator,
            operator_span,
            operator_quoted: false,
            value,
        };
        let (first, after) = match self.core_value(comparison, value)? {
            CoreValue::Literal(value) => {
                self.leaf(comparison, relation(operator, value));
                return Ok(());
            }
            CoreValue::Seconds(first, after) => (first, after),
        };
        match operator {
            Operator::Less => self.leaf(comparison, relation(Operator::Less, first)),
            Operator::LessOrEqual => self.leaf(comparison, relation(Operator::Less, after)),
            Operator::Greater => self.leaf(comparison, relation(Operator::GreaterOrEqual, after)),
            Operator::GreaterOrEqual => self.leaf(comparison, relation(Operator::GreaterOrEqual, first)),
            Operator::NotEqual => {
                self.copy(comparison, 2)?;
                self.core.open_chain(id, Connective::Or, comparison.span());
                self.leaf(comparison, relation(Operator::Less, first));
                self.leaf(comparison, relation(Operator::GreaterOrEqual, after));
                if self.missing.holds_on_missing(true) {
                    self.leaf(comparison, Condition::Empty { negated: false, span: operator_span });
                }
                self.core.close(id);
            }
            // Dates take no operator on text.
            Operator::Equal | Operator::Contains | Operator::StartsWith | Operator::DoesNotContain => {
                self.copy(comparison, 1)?;
                self.core.open_chain(id, Connective::And, comparison.span());
                self.leaf(comparison, relation(Operator::GreaterOrEqual, first));
                self.leaf(comparison, relation(Operator::Less, after));
                self.core.close(id);
            }
        }
        Ok(())
    }

    fn core_value(
        &self,
        comparison: &Comparison<'s>,
        value: &Literal<'s>,
    ) -> Result<CoreValue<'s>, RewriteError> {
        let plain = || Literal { relative: false, ..value.clone() };
        if !value.relative {
            return Ok(CoreValue::Literal(plain()));
        }
        let field_type = self.catalog.lookup(&comparison.field.text).field_type();
        let refused = |kind| Err(RewriteError { kind, span: value.span });
        let date = |text: String| Literal { text: Cow::Owned(text), quoted: true, ..plain() };
        match dates::read(field_type, value, self.clock) {
            RelativeReading::Plain => Ok(CoreValue::Literal(plain())),
            RelativeReading::Resolved(_, interval) => Ok(match dates::core_literal(interval) {
                Some(literal) => CoreValue::Literal(date(literal)),
                None => CoreValue::Seconds(
                    date(dates::core_second(interval.start)),
                    date(dates::core_second(interval.end.saturating_add(1))),
                ),
            }),
            RelativeReading::NoClock => refused(RewriteErrorKind::NoClock),
            RelativeReading::Unreadable => refused(RewriteErrorKind::UnreadableDate),
        }
    }
}
