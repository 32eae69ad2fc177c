//! Fewer conditions of the same meaning: lists for equalities of one field, one bound for several, nothing for what
//! contradicts itself.
//!
//! Every rewrite here holds for both meanings of missing values, and wherever the conditions stand.

use std::collections::{BTreeMap, BTreeSet};

use crate::catalog::FieldType;
use crate::query::{FieldIndex, Operand, Predicate, Query, QueryNode, Test};
use crate::syntax::ast::Operator;
use crate::text::fold::fold;
use crate::tree::{NodeId, NodeRef, Siblings, Step, Tree, TreeBuilder};
use crate::value::Number;

use super::key;

#[cfg(test)]
mod tests;

/// What becomes of a node.
#[derive(Clone, Debug)]
enum Fate {
    Kept,
    /// Another one says it too.
    Dropped,
    Replaced(Test),
    /// Nothing fulfils it.
    False,
}

/// The same query in fewer conditions. One that nothing fulfils is an `IN` without values.
pub(super) fn simplified(query: &Query) -> Tree<QueryNode> {
    let tree = flattened(query.tree());
    let mut fates = vec![Fate::Kept; tree.len()];
    for node in tree.postorder() {
        match node.value() {
            QueryNode::And => chain(query, node, Connective::And, &mut fates),
            QueryNode::Or => chain(query, node, Connective::Or, &mut fates),
            QueryNode::Not | QueryNode::Test(_) | QueryNode::Invalid => {}
        }
    }
    rebuilt(&tree, &fates)
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Connective {
    And,
    Or,
}

/// What the operands of a chain say of one field, apart from all others.
#[derive(Debug, Default)]
struct Said<'q> {
    /// `=` and `IN`.
    equal: Vec<(NodeId, &'q [Operand])>,
    /// `!=` and `NOT IN`.
    unequal: Vec<(NodeId, &'q [Operand])>,
    /// `>` and `>=`.
    lower: Vec<(NodeId, Bound)>,
    /// `<` and `<=`.
    upper: Vec<(NodeId, Bound)>,
}

/// A value in the order of its type.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Key {
    Number(Number),
    Text(String),
    Boolean(bool),
}

/// An end of a range: values of the key itself are on this side of it or on that.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Bound {
    key: Key,
    /// Whether it is behind the values of the key.
    behind: bool,
}

fn chain(query: &Query, chain: NodeRef<'_, QueryNode>, connective: Connective, fates: &mut [Fate]) {
    let mut fields: BTreeMap<FieldIndex, Said<'_>> = BTreeMap::new();
    for child in chain.children() {
        if let (QueryNode::Test(predicate), Some(Fate::Kept)) =
            (child.value(), fates.get(child.id().position()))
        {
            let Some(field) = query.field(predicate.field) else { continue };
            let said = fields.entry(predicate.field).or_default();
            said.take(child.id(), field.field_type(), &predicate.test);
        }
    }
    for (index, said) in fields {
        let field_type = query.field(index).map_or(FieldType::Untyped, |field| field.field_type());
        match connective {
            Connective::And => said.all_hold(field_type, fates),
            Connective::Or => said.one_holds(fates),
        }
    }
    let is_false =
        |child: &NodeRef<'_, QueryNode>| matches!(fates.get(child.id().position()), Some(Fate::False));
    let some = chain.children().any(|child| is_false(&child));
    let all = chain.children().all(|child| is_false(&child));
    if all || (some && connective == Connective::And) {
        set(fates, chain.id(), Fate::False);
    } else if some {
        for child in chain.children().filter(is_false).map(NodeRef::id).collect::<Vec<_>>() {
            set(fates, child, Fate::Dropped);
        }
    }
}

fn set(fates: &mut [Fate], id: NodeId, fate: Fate) {
    if let Some(place) = fates.get_mut(id.position()) {
        *place = fate;
    }
}

impl<'q> Said<'q> {
    fn take(&mut self, id: NodeId, field_type: FieldType, test: &'q Test) {
        match test {
            Test::In { negated: false, operands } => self.equal.push((id, operands)),
            Test::In { negated: true, operands } => self.unequal.push((id, operands)),
            Test::Compare { operator, operand } => match operator {
                Operator::Equal => self.equal.push((id, std::slice::from_ref(operand))),
                Operator::NotEqual => self.unequal.push((id, std::slice::from_ref(operand))),
                Operator::Less | Operator::LessOrEqual => {
                    let bound = Bound::of(field_type, operand, *operator == Operator::LessOrEqual);
                    self.upper.extend(bound.map(|bound| (id, bound)));
                }
                Operator::Greater | Operator::GreaterOrEqual => {
                    let bound = Bound::of(field_type, operand, *operator == Operator::Greater);
                    self.lower.extend(bound.map(|bound| (id, bound)));
                }
                Operator::Contains | Operator::StartsWith | Operator::DoesNotContain => {}
            },
            Test::Empty { .. } => {}
        }
    }

    /// For AND.
    fn all_hold(mut self, field_type: FieldType, fates: &mut [Fate]) {
        list(&self.unequal, true, fates);
        keep_one(&self.lower, |a, b| a > b, fates);
        keep_one(&self.upper, |a, b| a < b, fates);
        let lowest = self.lower.iter().map(|(_, bound)| bound).max().cloned();
        let highest = self.upper.iter().map(|(_, bound)| bound).min().cloned();
        let empty = lowest.as_ref().zip(highest.as_ref()).is_some_and(|(lowest, highest)| lowest >= highest);
        if empty && let Some((id, _)) = self.lower.first() {
            set(fates, *id, Fate::False);
        }
        // In an array, one element may be this and another that; the literals of an untyped field are of several kinds,
        // and a date is a range.
        let one_value = matches!(
            field_type,
            FieldType::String | FieldType::Version | FieldType::Number | FieldType::Boolean
        );
        // The order of versions is not that of their texts.
        let ordered = field_type != FieldType::Version;
        let Some((first, operands)) = self.equal.first().copied() else { return };
        let bounded = ordered && (lowest.is_some() || highest.is_some());
        if !one_value || (self.equal.len() == 1 && !bounded) {
            return;
        }
        let within = |operand: &&Operand| match Key::equal(operand) {
            Some(key) if ordered => {
                lowest.as_ref().is_none_or(|bound| bound.is_below(&key))
                    && highest.as_ref().is_none_or(|bound| !bound.is_below(&key))
            }
            Some(_) | None => true,
        };
        let mut common: Vec<Operand> = operands.iter().filter(within).cloned().collect();
        for (_, others) in self.equal.iter().skip(1) {
            let keys: BTreeSet<Key> = others.iter().filter_map(Key::equal).collect();
            common.retain(|operand| Key::equal(operand).is_none_or(|key| keys.contains(&key)));
        }
        let fate = if common.is_empty() {
            Fate::False
        } else {
            Fate::Replaced(Test::In { negated: false, operands: common })
        };
        set(fates, first, fate);
        let implied = self.equal.drain(..).skip(1).map(|(id, _)| id);
        let bounds = self.lower.iter().chain(&self.upper).filter(|_| ordered).map(|(id, _)| *id);
        for id in implied.chain(bounds).collect::<Vec<_>>() {
            set(fates, id, Fate::Dropped);
        }
    }

    /// For OR.
    fn one_holds(self, fates: &mut [Fate]) {
        list(&self.equal, false, fates);
        keep_one(&self.lower, |a, b| a < b, fates);
        keep_one(&self.upper, |a, b| a > b, fates);
    }
}

/// Several lists as one, in the place of the first.
fn list(tests: &[(NodeId, &[Operand])], negated: bool, fates: &mut [Fate]) {
    let [(first, _), rest @ ..] = tests else { return };
    if rest.is_empty() {
        return;
    }
    let operands = tests.iter().flat_map(|(_, operands)| operands.iter().cloned()).collect();
    set(fates, *first, Fate::Replaced(Test::In { negated, operands }));
    for (id, _) in rest {
        set(fates, *id, Fate::Dropped);
    }
}

/// Only the bound that is before all others.
fn keep_one(bounds: &[(NodeId, Bound)], before: impl Fn(&Bound, &Bound) -> bool, fates: &mut [Fate]) {
    let [first, rest @ ..] = bounds else { return };
    let mut best = first;
    for bound in rest {
        let dropped = if before(&bound.1, &best.1) { std::mem::replace(&mut best, bound) } else { bound };
        set(fates, dropped.0, Fate::Dropped);
    }
}

impl Key {
    /// What makes two literals of a scalar field equal.
    fn equal(operand: &Operand) -> Option<Self> {
        match operand {
            Operand::Text(text) => Some(Self::Text(fold(text).into_owned())),
            Operand::Number { value, .. } => Some(Self::Number(*value)),
            Operand::Boolean(value) => Some(Self::Boolean(*value)),
            Operand::Date { .. } => None,
        }
    }
}

impl Bound {
    fn of(field_type: FieldType, operand: &Operand, behind: bool) -> Option<Self> {
        let key = match (field_type, operand) {
            (FieldType::String, Operand::Text(text)) => Key::Text(fold(text).into_owned()),
            (FieldType::Version, Operand::Text(text)) => Key::Text(key::version(text)),
            (FieldType::Number, Operand::Number { value, .. }) => Key::Number(*value),
            (FieldType::Date, Operand::Date { interval, .. }) => {
                Key::Number(Number::Integer(if behind { interval.end } else { interval.start }))
            }
            // An array may have one element on this side and one on that.
            _ => return None,
        };
        Some(Self { key, behind })
    }

    /// Whether a key is on the far side of it.
    fn is_below(&self, key: &Key) -> bool {
        if self.behind { self.key < *key } else { self.key <= *key }
    }
}

/// The same tree with no AND in an AND, and no OR in an OR.
fn flattened(tree: &Tree<QueryNode>) -> Tree<QueryNode> {
    let mut builder = TreeBuilder::with_capacity(tree.len());
    let mut around: Vec<Siblings> = vec![Siblings::default()];
    for step in tree.walk() {
        let made = match step {
            Step::Enter(node) => match node.value() {
                QueryNode::And | QueryNode::Or | QueryNode::Not => {
                    if !is_in_its_like(node) {
                        around.push(Siblings::default());
                    }
                    None
                }
                QueryNode::Test(_) | QueryNode::Invalid => Some(builder.leaf(node.value().clone())),
            },
            Step::Leave(node) => match node.value() {
                QueryNode::And | QueryNode::Or | QueryNode::Not if !is_in_its_like(node) => {
                    let operands = around.pop().unwrap_or_default();
                    Some(builder.close(node.value().clone(), operands))
                }
                QueryNode::And | QueryNode::Or | QueryNode::Not | QueryNode::Test(_) | QueryNode::Invalid => {
                    None
                }
            },
        };
        if let (Some(made), Some(operands)) = (made, around.last_mut()) {
            builder.append(operands, made);
        }
    }
    let root = around.pop().and_then(|operands| operands.ends());
    root.map_or_else(Tree::default, |(root, _)| builder.finish(root))
}

/// Whether a chain is an operand of a chain of the same connective.
fn is_in_its_like(node: NodeRef<'_, QueryNode>) -> bool {
    node.parent().is_some_and(|parent| {
        matches!(
            (node.value(), parent.value()),
            (QueryNode::And, QueryNode::And) | (QueryNode::Or, QueryNode::Or)
        )
    })
}

fn rebuilt(tree: &Tree<QueryNode>, fates: &[Fate]) -> Tree<QueryNode> {
    let mut builder = TreeBuilder::with_capacity(tree.len());
    // The operands so far of each node around.
    let mut around: Vec<Siblings> = vec![Siblings::default()];
    let mut walk = tree.walk();
    while let Some(step) = walk.next() {
        let (node, entered) = match step {
            Step::Enter(node) => (node, true),
            Step::Leave(node) => (node, false),
        };
        let fate = fates.get(node.id().position()).unwrap_or(&Fate::Kept);
        let made = match (node.value(), fate, entered) {
            (_, Fate::Dropped, _) => {
                if entered {
                    walk.skip_children(node);
                }
                None
            }
            (_, Fate::False, true) => {
                walk.skip_children(node);
                Some(builder.leaf(nothing(node)))
            }
            (QueryNode::And | QueryNode::Or | QueryNode::Not, _, true) => {
                around.push(Siblings::default());
                None
            }
            (QueryNode::And | QueryNode::Or | QueryNode::Not, _, false) => {
                let operands = around.pop().unwrap_or_default();
                match operands.ends() {
                    Some((one, last)) if one == last && !matches!(node.value(), QueryNode::Not) => Some(one),
                    _ => Some(builder.close(node.value().clone(), operands)),
                }
            }
            (QueryNode::Test(predicate), Fate::Replaced(test), true) => {
                Some(builder.leaf(QueryNode::Test(Predicate { field: predicate.field, test: test.clone() })))
            }
            (QueryNode::Test(_) | QueryNode::Invalid, _, true) => Some(builder.leaf(node.value().clone())),
            (QueryNode::Test(_) | QueryNode::Invalid, _, false) => None,
        };
        if let (Some(made), Some(operands)) = (made, around.last_mut()) {
            builder.append(operands, made);
        }
    }
    let root = around.pop().and_then(|operands| operands.ends());
    root.map_or_else(Tree::default, |(root, _)| builder.finish(root))
}

/// A condition that nothing fulfils, about a field that the node asks about anyway.
fn nothing(node: NodeRef<'_, QueryNode>) -> QueryNode {
    let mut below = Some(node);
    while let Some(node) = below {
        if let QueryNode::Test(predicate) = node.value() {
            let test = Test::In { negated: false, operands: Vec::new() };
            return QueryNode::Test(Predicate { field: predicate.field, test });
        }
        below = node.first_child();
    }
    QueryNode::Invalid
}
