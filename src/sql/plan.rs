//! The plan of a query: AND, OR, atoms and constants.
//!
//! Negations are pushed down to the atoms, so that above them NULL is as good as false.

use std::borrow::Cow;

use super::error::SqlError;
use super::range::{self, Range};
use super::simplify::simplify;
use crate::query::{Comparison, FieldIndex, MissingValues, Query, QueryNode, Test};
use crate::syntax::Connective;
use crate::tree::{NodeId, Step};

/// What a query selects, ready to be written.
#[derive(Debug)]
pub(super) struct Plan<'q> {
    chains: Vec<Chain<'q>>,
    pub(super) root: PlanNode<'q>,
}

/// A node of a plan.
#[derive(Clone, Debug)]
pub(super) enum PlanNode<'q> {
    Atom(Atom<'q>),
    /// Every record matches, or none.
    Constant(bool),
    Chain(ChainId),
}

/// The index of a chain in its plan.
#[derive(Clone, Copy, Debug)]
pub(super) struct ChainId(usize);

/// Operands joined by AND or by OR: two or more, none of them a constant.
#[derive(Debug)]
pub(super) struct Chain<'q> {
    pub(super) connective: Connective,
    pub(super) operands: Vec<PlanNode<'q>>,
}

/// A test of one field, without a negation around it.
#[derive(Clone, Debug)]
pub(super) struct Atom<'q> {
    pub(super) field: FieldIndex,
    pub(super) test: Cow<'q, Test>,
    pub(super) outcomes: Outcomes,
}

/// The result of a test if its positive predicate holds, if it does not, and if the value is missing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Outcomes {
    pub(super) on_match: bool,
    pub(super) on_mismatch: bool,
    pub(super) on_missing: bool,
}

impl Outcomes {
    /// Those of a test (language, rules 7.6 and 7.8): the negative operators are complements, or false on missing
    /// values.
    const fn of(test: &Test, missing: MissingValues) -> Self {
        let negated = test.is_negated();
        let on_missing = missing.holds_on_missing(negated);
        Self { on_match: !negated, on_mismatch: negated, on_missing }
    }

    const fn inverted(self) -> Self {
        let Self { on_match, on_mismatch, on_missing } = self;
        Self { on_match: !on_match, on_mismatch: !on_mismatch, on_missing: !on_missing }
    }
}

/// A chain whose operands are being collected.
struct Frame<'q> {
    owner: NodeId,
    chain: Chain<'q>,
}

impl<'q> Plan<'q> {
    /// The plan of a query.
    pub(super) fn new(query: &'q Query) -> Result<Self, SqlError> {
        // Without a node, the query matches every record.
        let mut plan = Self { chains: Vec::new(), root: PlanNode::Constant(true) };
        let missing = query.missing();
        let mut frames: Vec<Frame<'q>> = Vec::new();
        // Whether an odd number of NOTs is around the next node.
        let mut negated = false;
        for step in query.tree().walk() {
            let (node, entered) = match step {
                Step::Enter(node) => (node, true),
                Step::Leave(node) => (node, false),
            };
            let connective = match node.value() {
                QueryNode::And => Connective::And,
                QueryNode::Or => Connective::Or,
                QueryNode::Not => {
                    negated = !negated;
                    continue;
                }
                QueryNode::Comparison(predicate) => {
                    if entered {
                        let atom = atom(predicate, negated, missing);
                        match range::comparisons(query, &atom) {
                            Some(chain) => plan.collect_range(query, chain, &mut frames),
                            None => plan.collect(PlanNode::Atom(atom), &mut frames),
                        }
                    }
                    continue;
                }
                QueryNode::Invalid => return Err(SqlError::Incomplete),
            };
            // De Morgan's laws.
            let connective = if negated { connective.dual() } else { connective };
            if entered {
                // A chain within one of the same connective adds its operands to that one.
                if frames.last().is_none_or(|around| around.chain.connective != connective) {
                    let chain = Chain { connective, operands: Vec::new() };
                    frames.push(Frame { owner: node.id(), chain });
                }
            } else if let Some(frame) = frames.pop_if(|frame| frame.owner == node.id()) {
                let node = plan.close(simplify(query, frame.chain));
                plan.collect(node, &mut frames);
            }
        }
        Ok(plan)
    }

    pub(super) fn chain(&self, id: ChainId) -> Option<&Chain<'q>> {
        self.chains.get(id.0)
    }

    fn collect(&mut self, node: PlanNode<'q>, frames: &mut [Frame<'q>]) {
        match frames.last_mut() {
            Some(frame) => frame.chain.operands.push(node),
            None => self.root = node,
        }
    }

    /// Adds the comparisons of a range, to the chain around them if its connective is theirs.
    fn collect_range(&mut self, query: &Query, range: Range<'q>, frames: &mut [Frame<'q>]) {
        let Range { connective, bounds, present } = range;
        match frames.last_mut() {
            Some(around) if around.chain.connective == connective && present.is_none() => {
                around.chain.operands.extend(bounds.map(PlanNode::Atom));
            }
            Some(_) | None => {
                let chain = Chain { connective, operands: bounds.map(PlanNode::Atom).into() };
                let mut node = self.close(simplify(query, chain));
                if let Some(present) = present {
                    let operands = std::iter::once(node).chain(present.map(PlanNode::Atom)).collect();
                    node = self.close(Chain { connective: connective.dual(), operands });
                }
                self.collect(node, frames);
            }
        }
    }

    /// The node of a chain: a constant or a single operand is used as it is.
    fn close(&mut self, mut chain: Chain<'q>) -> PlanNode<'q> {
        // Of OR, true is the constant that decides; of AND, false.
        let decisive = chain.connective == Connective::Or;
        let is = |value: bool| move |node: &PlanNode<'_>| matches!(node, PlanNode::Constant(constant) if *constant == value);
        if chain.operands.iter().any(is(decisive)) {
            return PlanNode::Constant(decisive);
        }
        chain.operands.retain(|node| !is(!decisive)(node));
        if chain.operands.len() <= 1 {
            return chain.operands.pop().unwrap_or(PlanNode::Constant(!decisive));
        }
        self.chains.push(chain);
        PlanNode::Chain(ChainId(self.chains.len() - 1))
    }
}

fn atom(predicate: &Comparison, negated: bool, missing: MissingValues) -> Atom<'_> {
    let outcomes = Outcomes::of(&predicate.test, missing);
    let outcomes = if negated { outcomes.inverted() } else { outcomes };
    Atom { field: predicate.field, test: Cow::Borrowed(&predicate.test), outcomes }
}
