//! Warnings: queries that mean something, but perhaps not what their author meant.

use std::cmp::Ordering;
use std::collections::HashMap;

use super::check::CheckOptions;
use super::error::Swapped;
use super::missing::MissingValues;
use super::predicate::{FieldIndex, Operand, Predicate, Test};
use super::{Query, QueryNode};
use crate::catalog::FieldType;
use crate::syntax::Parsed;
use crate::syntax::ast::{Node, NodeKind, Operator};
use crate::text::Span;
use crate::text::fold::fold;
use crate::tree::NodeRef;
use crate::value::Number;

/// Whether warnings are looked for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Lints {
    /// They are.
    #[default]
    Reported,
    /// Only errors are; a little faster.
    Silent,
}

/// A warning.
#[derive(Clone, Debug, PartialEq, Eq)]
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
    /// `AND` and `OR` stand side by side without parentheses. `span`: the first of the ANDs; `related`: the whole.
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
    /// A value that is none of the known ones, but close to one.
    CloseToKnownValue {
        /// The known value.
        suggestion: String,
    },
    /// A date of eight digits, or seconds since 1970: an integer is milliseconds.
    DateAsNumber {
        /// What must be meant, as it is written in a query.
        suggestion: String,
    },
    /// A condition that every device meets. `related`: the other condition that makes it so.
    AlwaysTrue,
    /// A condition that no device meets. `related`: the other condition that makes it so.
    AlwaysFalse,
    /// A condition that stands twice in one chain. `related`: the first.
    Repeated,
    /// `= ""` or `!= ""`, which does not match a missing value as `is empty` does. `span`: operator and value.
    EqualsEmpty {
        /// `!= ""`.
        negated: bool,
    },
}

/// Lints on the shape of the query; those of single comparisons are the checker's.
pub(super) fn structure(
    parsed: &Parsed<'_>,
    query: &Query,
    spans: &[Span],
    options: CheckOptions,
    lints: &mut Vec<Lint>,
) {
    mixed_connectives(parsed, lints);
    for node in query.tree().postorder() {
        match node.value() {
            QueryNode::And => Chain::new(query, spans, Kind::And, options.missing()).walk(node, lints),
            QueryNode::Or => Chain::new(query, spans, Kind::Or, options.missing()).walk(node, lints),
            QueryNode::Not | QueryNode::Test(_) | QueryNode::Invalid => {}
        }
    }
}

fn mixed_connectives(parsed: &Parsed<'_>, lints: &mut Vec<Lint>) {
    // Around a mistake it is not known what is joined to what.
    if !parsed.errors().is_empty() {
        return;
    }
    for node in parsed.tree().postorder() {
        if node.kind() != NodeKind::Or {
            continue;
        }
        let ands = node.children().filter(|child| child.kind() == NodeKind::And);
        let ands: Vec<Span> = ands.map(Node::span).collect();
        // One warning a mixed chain.
        if let Some(first) = ands.first().copied() {
            lints.push(Lint { kind: LintKind::MixedConnectives { ands }, span: first, related: node.span() });
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    And,
    Or,
}

/// The conditions seen so far of one chain.
struct Chain<'a> {
    query: &'a Query,
    spans: &'a [Span],
    kind: Kind,
    missing: MissingValues,
    /// Where each condition, without its negation, was first asked for: plainly, and negated.
    seen: HashMap<Key, [Option<Span>; 2]>,
    /// What ANDs leave possible of each field; of ORs, the values that it would have if no `!=` held.
    possible: HashMap<FieldIndex, Possible>,
}

/// A condition by its meaning: text is folded, negation left out.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
struct Key {
    field: FieldIndex,
    operator: &'static str,
    operands: Vec<KeyOperand>,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
enum KeyOperand {
    Text(String),
    Number(Number),
    Date(i64, i64),
    Boolean(bool),
}

impl KeyOperand {
    fn new(operand: &Operand, exact: bool) -> Self {
        match operand {
            // The version order tells apart what folding does not, and the other way round, so it is kept by letter.
            Operand::Text(text) if exact => Self::Text(text.clone()),
            Operand::Text(text) => Self::Text(fold(text).into_owned()),
            Operand::Number { value, .. } => Self::Number(*value),
            Operand::Date { interval, .. } => Self::Date(interval.start, interval.end),
            Operand::Boolean(value) => Self::Boolean(*value),
        }
    }
}

impl Key {
    /// The condition, and whether it is negated.
    fn new(predicate: &Predicate) -> (Self, bool) {
        let field = predicate.field;
        let (operator, operands, negated) = match &predicate.test {
            Test::Empty { negated } => ("is empty", Vec::new(), *negated),
            Test::In { negated, operands } => {
                ("in", operands.iter().map(|operand| KeyOperand::new(operand, false)).collect(), *negated)
            }
            Test::Compare { operator, operand } => {
                let (plain, negated) = match operator {
                    Operator::NotEqual => (Operator::Equal, true),
                    Operator::DoesNotContain => (Operator::Contains, true),
                    Operator::Equal
                    | Operator::Less
                    | Operator::LessOrEqual
                    | Operator::Greater
                    | Operator::GreaterOrEqual
                    | Operator::Contains
                    | Operator::StartsWith => (*operator, false),
                };
                (plain.as_str(), vec![KeyOperand::new(operand, operator.is_ordering())], negated)
            }
        };
        (Self { field, operator, operands }, negated)
    }
}

impl<'a> Chain<'a> {
    fn new(query: &'a Query, spans: &'a [Span], kind: Kind, missing: MissingValues) -> Self {
        Self { query, spans, kind, missing, seen: HashMap::new(), possible: HashMap::new() }
    }

    fn walk(mut self, chain: NodeRef<'_, QueryNode>, lints: &mut Vec<Lint>) {
        for child in chain.children() {
            let span = self.span(child);
            let (test, inverted) = match child.value() {
                QueryNode::Test(predicate) => (predicate, false),
                QueryNode::Not => match child.first_child().map(NodeRef::value) {
                    Some(QueryNode::Test(predicate)) => (predicate, true),
                    Some(QueryNode::And | QueryNode::Or | QueryNode::Not | QueryNode::Invalid) | None => {
                        continue;
                    }
                },
                QueryNode::And | QueryNode::Or | QueryNode::Invalid => continue,
            };
            if let Some((kind, related)) = self.condition(test, inverted, span) {
                lints.push(Lint { kind, span, related });
            }
        }
    }

    fn span(&self, node: NodeRef<'_, QueryNode>) -> Span {
        let index = node.id().index();
        self.spans.get(index).copied().unwrap_or_default()
    }

    fn condition(&mut self, predicate: &Predicate, inverted: bool, span: Span) -> Option<(LintKind, Span)> {
        let (key, negated) = Key::new(predicate);
        // Under Exclude, `=` and `!=` do not split the devices, and `NOT` of one is not the other.
        let exact = self.missing == MissingValues::Complement || key.operator == "is empty";
        let [plain, opposite] = self.seen.entry(key).or_default();
        let (own, other) = if negated != inverted { (opposite, plain) } else { (plain, opposite) };
        if !exact && inverted {
            return None;
        }
        if let Some(first) = *own {
            return Some((LintKind::Repeated, first));
        }
        *own = Some(span);
        match (*other, self.kind) {
            (Some(first), Kind::And) => return Some((LintKind::AlwaysFalse, first)),
            (Some(first), Kind::Or) if exact => return Some((LintKind::AlwaysTrue, first)),
            (Some(_), Kind::Or) | (None, _) => {}
        }
        let compared = match &predicate.test {
            Test::Compare { operator, operand } if !inverted => Some((*operator, operand)),
            Test::Compare { .. } | Test::Empty { .. } | Test::In { .. } => None,
        };
        match (self.kind, compared) {
            (Kind::And, _) if inverted => None,
            (Kind::And, compared) => self.blank_and_more(predicate, span).or_else(|| {
                let (operator, operand) = compared?;
                let related = self.narrow(predicate.field, operator, operand, span)?;
                Some((LintKind::AlwaysFalse, related))
            }),
            // `f != a OR f != b`: no device has both values, so one of the two always holds.
            (Kind::Or, Some((Operator::NotEqual, operand))) if exact => {
                let related = self.narrow(predicate.field, Operator::Equal, operand, span)?;
                Some((LintKind::AlwaysTrue, related))
            }
            (Kind::Or, _) => None,
        }
    }

    /// `is empty`, and a condition that no blank value meets.
    fn blank_and_more(&mut self, predicate: &Predicate, span: Span) -> Option<(LintKind, Span)> {
        let possible = self.possible.entry(predicate.field).or_default();
        let (own, other) = match &predicate.test {
            Test::Empty { negated: false } => (&mut possible.blank, possible.filled),
            test if asks_for_a_value(test) => (&mut possible.filled, possible.blank),
            Test::Empty { .. } | Test::Compare { .. } | Test::In { .. } => return None,
        };
        *own = own.or(Some(span));
        let related = other.filter(|_| !possible.impossible)?;
        possible.impossible = true;
        Some((LintKind::AlwaysFalse, related))
    }

    /// What is left possible of the field once this holds too. The condition that it clashes with, if that is nothing at all.
    fn narrow(
        &mut self,
        field: FieldIndex,
        operator: Operator,
        operand: &Operand,
        span: Span,
    ) -> Option<Span> {
        let field_type = self.query.field(field)?.field_type();
        if matches!(field_type, FieldType::StringArray | FieldType::Untyped) {
            // Several elements may meet several conditions.
            return None;
        }
        let (low, high) = match (operator, operand) {
            (Operator::Equal, Operand::Text(text)) => {
                let point = Point::Text(fold(text).into_owned());
                (Some(Bound::closed(point.clone())), Some(Bound::closed(point)))
            }
            (Operator::Equal, Operand::Boolean(value)) => {
                let point = Point::Number(Number::Integer(i64::from(*value)));
                (Some(Bound::closed(point.clone())), Some(Bound::closed(point)))
            }
            (_, Operand::Number { value, .. }) => range(operator, *value, *value),
            (_, Operand::Date { interval, .. }) => {
                range(operator, Number::Integer(interval.start), Number::Integer(interval.end))
            }
            (_, Operand::Text(_) | Operand::Boolean(_)) => return None,
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

/// Whether a test holds on no blank value.
fn asks_for_a_value(test: &Test) -> bool {
    let filled = |operand: &Operand| !matches!(operand, Operand::Text(text) if text.is_empty());
    match test {
        Test::Empty { .. } | Test::In { negated: true, .. } => false,
        Test::In { negated: false, operands } => operands.iter().all(filled),
        Test::Compare { operator, operand } => match operator {
            Operator::NotEqual | Operator::DoesNotContain => false,
            // The empty text is below every other.
            Operator::Less | Operator::LessOrEqual => !matches!(operand, Operand::Text(_)),
            Operator::Equal
            | Operator::Greater
            | Operator::GreaterOrEqual
            | Operator::Contains
            | Operator::StartsWith => filled(operand),
        },
    }
}

/// The values of a field that all conditions so far allow.
#[derive(Clone, Debug, Default)]
struct Possible {
    low: Option<(Bound, Span)>,
    high: Option<(Bound, Span)>,
    /// `is empty`, and the first condition that no blank value meets.
    blank: Option<Span>,
    filled: Option<Span>,
    impossible: bool,
}

#[derive(Clone, Debug)]
struct Bound {
    point: Point,
    open: bool,
}

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Point {
    Number(Number),
    Text(String),
}

impl Bound {
    fn closed(point: Point) -> Self {
        Self { point, open: false }
    }
}

/// The bounds that an operator with a value from `start` to `end` sets.
fn range(operator: Operator, start: Number, end: Number) -> (Option<Bound>, Option<Bound>) {
    let bound = |number, open| Some(Bound { point: Point::Number(number), open });
    match operator {
        Operator::Equal => (bound(start, false), bound(end, false)),
        Operator::Less => (None, bound(start, true)),
        Operator::LessOrEqual => (None, bound(end, false)),
        Operator::Greater => (bound(end, true), None),
        Operator::GreaterOrEqual => (bound(start, false), None),
        Operator::NotEqual | Operator::Contains | Operator::StartsWith | Operator::DoesNotContain => {
            (None, None)
        }
    }
}

impl Possible {
    /// Takes in two bounds. The condition that clashes with them, if nothing is left.
    fn narrow(&mut self, low: Option<Bound>, high: Option<Bound>, span: Span) -> Option<Span> {
        let clash = [(&low, &self.high, Ordering::Greater), (&high, &self.low, Ordering::Less)]
            .into_iter()
            .find_map(|(new, old, beyond)| {
                let (new, (old, at)) = (new.as_ref()?, old.as_ref()?);
                let order = new.point.cmp(&old.point);
                (order == beyond || (order == Ordering::Equal && (new.open || old.open))).then_some(*at)
            });
        if let Some(low) = low
            && self.low.as_ref().is_none_or(|(old, _)| (&low.point, low.open) > (&old.point, old.open))
        {
            self.low = Some((low, span));
        }
        if let Some(high) = high
            && self.high.as_ref().is_none_or(|(old, _)| (&high.point, !high.open) < (&old.point, !old.open))
        {
            self.high = Some((high, span));
        }
        clash
    }
}
