//! Warnings: queries that have a meaning, but perhaps not the intended one.

use std::cmp::Ordering;
use std::collections::HashMap;
use std::ops::Bound;

use super::check::Spans;
use super::comparison::{Comparison, FieldIndex, Operand, Test};
use super::condition::ConditionKey;
use super::error::Swapped;
use super::semantics::{PositiveOperator, Relation, is_negation};
use super::{Query, QueryNode};
use crate::catalog::FieldType;
use crate::syntax::ast::{Ast, Connective, Node, NodeKind, Operator};
use crate::text::Span;
use crate::text::fold::fold;
use crate::tree::NodeRef;
use crate::value::{Interval, Number, version};

/// Whether warnings are looked for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Lints {
    /// They are.
    #[default]
    Reported,
    /// Only errors are; a little faster.
    Silent,
}

/// A warning.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Lint {
    /// What is odd.
    pub kind: LintKind,
    /// Where.
    pub span: Span,
    /// What else it is about, by kind; the same as `span` where there is nothing else.
    pub related: Span,
}

/// The kinds of [`Lint`].
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum LintKind {
    /// The catalogue, which is not complete, lacks the field.
    UnknownField {
        /// The name as written.
        name: String,
        /// A name that is close to it.
        suggestion: Option<String>,
        /// The comparison the other way round, if its value is the name of a field.
        swapped: Option<Swapped>,
    },
    /// `AND` and `OR` are side by side without parentheses. `span`: the first of the ANDs; `related`: the whole.
    MixedConnectives {
        /// All of the ANDs.
        ands: Vec<Span>,
    },
    /// `<`, `<=`, `>` or `>=` on a plain string. `related`: the field.
    OrderingOnText,
    /// Text without quotes.
    UnquotedText,
    /// A boolean in quotes.
    QuotedBoolean,
    /// A value that is not one of the known ones, but close to one.
    CloseToKnownValue {
        /// The known value.
        suggestion: String,
    },
    /// A date of eight digits, or seconds since 1970: an integer is milliseconds.
    DateAsNumber {
        /// The date that was probably intended, as it is written in a query.
        suggestion: String,
    },
    /// A date of a few milliseconds since 1970, such as `30`.
    FewMilliseconds {
        /// The date of so many days ago, if that was intended and if it is known what time it is, as it is written in a
        /// query.
        suggestion: Option<String>,
    },
    /// `=` or `!=` with a relative date that names one second.
    EqualsNow,
    /// `BETWEEN` with its values in the wrong order.
    ReversedRange {
        /// `NOT BETWEEN`.
        negated: bool,
        /// The first value.
        first: Span,
        /// The second.
        second: Span,
    },
    /// A pattern of another language as the value of `=` or `contains`. `span`: operator and value; `related`: the value.
    Wildcard {
        /// The operator that matches as the pattern does there.
        operator: Operator,
        /// The text without the wildcards.
        text: String,
    },
    /// A condition that every device matches. `related`: the other condition that makes it so.
    AlwaysTrue,
    /// A condition that no device matches. `related`: the other condition that makes it so.
    AlwaysFalse,
    /// A condition that is twice in one chain. `related`: the first.
    Repeated {
        /// From the end of the condition before it to its own start.
        joint: Span,
    },
    /// `= ""` or `!= ""`, which does not match a missing value as `is empty` does. `span`: operator and value.
    EqualsEmpty {
        /// `!= ""`.
        negated: bool,
    },
}

/// Lints on the shape of the query; those of single comparisons are the checker's.
pub(super) fn structure(tree: &Ast<'_>, query: &Query, spans: &Spans, lints: &mut Vec<Lint>) {
    mixed_connectives(tree, lints);
    for node in query.tree().postorder() {
        if let Some(connective) = node.value().connective() {
            Chain::new(query, spans, connective).walk(node, lints);
        }
    }
}

fn mixed_connectives(tree: &Ast<'_>, lints: &mut Vec<Lint>) {
    // Near a mistake it is not known how operands are joined.
    if tree.postorder().any(|node| matches!(node.kind(), NodeKind::Error(_))) {
        return;
    }
    for node in tree.postorder() {
        if node.kind() != NodeKind::Or {
            continue;
        }
        let ands = node.children().filter(|child| child.kind() == NodeKind::And);
        let ands: Vec<Span> = ands.map(Node::span).collect();
        // One warning for each mixed chain.
        if let Some(first) = ands.first().copied() {
            lints.push(Lint { kind: LintKind::MixedConnectives { ands }, span: first, related: node.span() });
        }
    }
}

/// The conditions seen so far of one chain.
struct Chain<'a> {
    query: &'a Query,
    spans: &'a Spans,
    connective: Connective,
    /// Where each condition, without its negation, occurred first: plainly, and negated.
    seen: HashMap<ConditionKey, [Option<Span>; 2]>,
    /// What ANDs leave possible for each field; of ORs, the values that it would have if no `!=` held.
    possible: HashMap<FieldIndex, Possible>,
}

impl<'a> Chain<'a> {
    fn new(query: &'a Query, spans: &'a Spans, connective: Connective) -> Self {
        Self { query, spans, connective, seen: HashMap::new(), possible: HashMap::new() }
    }

    fn walk(mut self, chain: NodeRef<'_, QueryNode>, lints: &mut Vec<Lint>) {
        let mut end = self.span(chain).start;
        for child in chain.children() {
            let span = self.span(child);
            let joint = Span::new(end, span.start);
            end = span.end;
            let (test, inverted) = match child.value() {
                QueryNode::Comparison(comparison) => (comparison, false),
                QueryNode::Not => match child.first_child().map(NodeRef::value) {
                    Some(QueryNode::Comparison(comparison)) => (comparison, true),
                    Some(QueryNode::And | QueryNode::Or | QueryNode::Not | QueryNode::Invalid) | None => {
                        continue;
                    }
                },
                QueryNode::And | QueryNode::Or | QueryNode::Invalid => continue,
            };
            if let Some((kind, related)) = self.condition(test, inverted, span, joint) {
                lints.push(Lint { kind, span, related });
            }
        }
    }

    fn span(&self, node: NodeRef<'_, QueryNode>) -> Span {
        self.spans.get(node.id()).unwrap_or_default()
    }

    fn condition(
        &mut self,
        comparison: &Comparison,
        inverted: bool,
        span: Span,
        joint: Span,
    ) -> Option<(LintKind, Span)> {
        let field_type = self.query.field(comparison.field)?.field_type();
        let key = ConditionKey::new(comparison, field_type);
        let negated = comparison.test.is_negated();
        // Under Exclude, `=` and `!=` do not split the devices, and `NOT` of one is not the other.
        let exact = comparison.test.negation_is_complement(self.query.missing());
        let [plain, opposite] = self.seen.entry(key).or_default();
        let (own, other) = if negated != inverted { (opposite, plain) } else { (plain, opposite) };
        if !exact && inverted {
            return None;
        }
        if let Some(first) = *own {
            return Some((LintKind::Repeated { joint }, first));
        }
        *own = Some(span);
        match (*other, self.connective) {
            (Some(first), Connective::And) => return Some((LintKind::AlwaysFalse, first)),
            (Some(first), Connective::Or) if exact => return Some((LintKind::AlwaysTrue, first)),
            (Some(_), Connective::Or) | (None, _) => {}
        }
        let compared = match &comparison.test {
            Test::Compare { operator, operand } if !inverted => Some((*operator, operand)),
            Test::Compare { .. } | Test::Between { .. } | Test::Empty { .. } | Test::In { .. } => None,
        };
        match (self.connective, compared) {
            (Connective::And, _) if inverted => None,
            (Connective::And, compared) => self.blank_and_more(comparison, span).or_else(|| {
                let (operator, operand) = compared?;
                let related = self.narrow(comparison.field, operator, operand, span)?;
                Some((LintKind::AlwaysFalse, related))
            }),
            // `f != a OR f != b`: no device has both values, so one of the two always holds.
            (Connective::Or, Some((Operator::NotEqual, operand))) if exact => {
                let related = self.narrow(comparison.field, Operator::Equal, operand, span)?;
                Some((LintKind::AlwaysTrue, related))
            }
            (Connective::Or, _) => None,
        }
    }

    /// `is empty`, and a condition that no blank value matches.
    fn blank_and_more(&mut self, comparison: &Comparison, span: Span) -> Option<(LintKind, Span)> {
        let possible = self.possible.entry(comparison.field).or_default();
        let (own, other) = match &comparison.test {
            Test::Empty { negated: false } => (&mut possible.blank, possible.filled),
            // With `is empty`, that is a condition and its negation.
            Test::Empty { negated: true } => return None,
            test if test.excludes_blank() => (&mut possible.filled, possible.blank),
            Test::Compare { .. } | Test::Between { .. } | Test::In { .. } => return None,
        };
        *own = own.or(Some(span));
        let related = other.filter(|_| !possible.impossible)?;
        possible.impossible = true;
        Some((LintKind::AlwaysFalse, related))
    }

    /// Restricts the possible values of the field by this condition. Returns the condition that it contradicts, if no
    /// value is left.
    fn narrow(
        &mut self,
        field: FieldIndex,
        operator: Operator,
        operand: &Operand,
        span: Span,
    ) -> Option<Span> {
        let field_type = self.query.field(field)?.field_type();
        if matches!(field_type, FieldType::StringArray | FieldType::Untyped) {
            // Several elements may match several conditions.
            return None;
        }
        let relation = match PositiveOperator::of(operator) {
            PositiveOperator::Relation(relation) if !is_negation(operator) => relation,
            PositiveOperator::Relation(_) | PositiveOperator::Contains | PositiveOperator::StartsWith => {
                return None;
            }
        };
        let (low, high) = match operand {
            // The order of text is not that of versions, so only its equality counts.
            Operand::Text(_) | Operand::Boolean(_) if relation != Relation::Equal => return None,
            Operand::Text(text) => {
                let point = Point::Text(fold(text).into_owned());
                relation.range(point.clone(), point)
            }
            Operand::Boolean(value) => {
                let point = Point::Number(Number::Integer(i64::from(*value)));
                relation.range(point.clone(), point)
            }
            Operand::Number { value, .. } => relation.range(Point::Number(*value), Point::Number(*value)),
            Operand::Date { interval: Interval { start, end }, .. } => {
                let point = |instant| Point::Number(Number::Integer(instant));
                relation.range(point(*start), point(*end))
            }
        };
        let possible = self.possible.entry(field).or_default();
        if possible.impossible {
            return None;
        }
        let clash = possible.narrow(low, high, span);
        possible.impossible = clash.is_some();
        clash
    }
}

/// Whether no value is at once at least the first operand and at most the second.
pub(super) fn is_reversed(field_type: FieldType, operands: &[Operand; 2]) -> bool {
    match (field_type, operands) {
        // Several elements may be on several sides.
        (FieldType::Untyped | FieldType::StringArray, _) => false,
        (FieldType::Version, [Operand::Text(low), Operand::Text(high)]) => {
            version::compare(low, high).is_gt()
        }
        (_, [Operand::Text(low), Operand::Text(high)]) => fold(low) > fold(high),
        (_, [Operand::Number { value: low, .. }, Operand::Number { value: high, .. }]) => low > high,
        (_, [Operand::Date { interval: low, .. }, Operand::Date { interval: high, .. }]) => {
            low.start > high.end
        }
        (_, [Operand::Text(_) | Operand::Number { .. } | Operand::Date { .. } | Operand::Boolean(_), _]) => {
            false
        }
    }
}

/// The values of a field that all conditions so far allow.
#[derive(Clone, Debug, Default)]
struct Possible {
    low: Option<End>,
    high: Option<End>,
    /// `is empty`, and the first condition that no blank value matches.
    blank: Option<Span>,
    filled: Option<Span>,
    impossible: bool,
}

/// An end of the range of values, and the condition that set it.
#[derive(Clone, Debug)]
struct End {
    point: Point,
    /// Whether the point itself is outside.
    open: bool,
    span: Span,
}

impl End {
    fn new(bound: Bound<Point>, span: Span) -> Option<Self> {
        match bound {
            Bound::Included(point) => Some(Self { point, open: false, span }),
            Bound::Excluded(point) => Some(Self { point, open: true, span }),
            Bound::Unbounded => None,
        }
    }

    /// Whether nothing is left between it and the other end.
    fn is_beyond(&self, other: &Self, beyond: Ordering) -> bool {
        let order = self.point.cmp(&other.point);
        order == beyond || (order.is_eq() && (self.open || other.open))
    }
}

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Point {
    Number(Number),
    Text(String),
}

impl Possible {
    /// Applies two bounds. Returns the condition that contradicts them, if nothing is left.
    fn narrow(&mut self, low: Bound<Point>, high: Bound<Point>, span: Span) -> Option<Span> {
        let (low, high) = (End::new(low, span), End::new(high, span));
        let clash = match (&low, &self.high) {
            (Some(low), Some(high)) if low.is_beyond(high, Ordering::Greater) => Some(high.span),
            _ => match (&high, &self.low) {
                (Some(high), Some(low)) if high.is_beyond(low, Ordering::Less) => Some(low.span),
                _ => None,
            },
        };
        if let Some(low) = low
            && self.low.as_ref().is_none_or(|old| (&low.point, low.open) > (&old.point, old.open))
        {
            self.low = Some(low);
        }
        if let Some(high) = high
            && self.high.as_ref().is_none_or(|old| (&high.point, !high.open) < (&old.point, !old.open))
        {
            self.high = Some(high);
        }
        clash
    }
}
