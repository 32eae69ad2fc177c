//! Typed query to [`Matcher`]: a list of questions with jumps, so that nothing nests when records are asked.

use std::fmt;

use super::question::{Answer, Question};
use super::record::Record;
use super::schema::{Schema, Slot};
use crate::query::{MissingValues, Predicate, Query, QueryNode};
use crate::tree::{NodeRef, Tree};

/// A query made ready to ask records, for one [`Schema`]: names are slots, literals are folded and parsed.
///
/// Asking allocates nothing and takes no locks; a matcher can be shared between threads.
#[derive(Clone, Debug)]
pub struct Matcher {
    pub(super) steps: Vec<Step>,
}

/// A question, and where each answer leads.
#[derive(Clone, Debug)]
pub(super) struct Step {
    pub(super) slot: Slot,
    pub(super) question: Question,
    on_yes: Target,
    on_no: Target,
    on_missing: Target,
    /// Whether the predicate negates the question, and what it says of a missing value.
    pub(super) negated: bool,
    pub(super) holds_on_missing: bool,
}

/// The number of a step, or one of the two verdicts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Target(u32);

impl Target {
    // No query has so many comparisons: each takes several bytes of a text under 2³⁰.
    const MATCH: Self = Self(u32::MAX);
    const NO_MATCH: Self = Self(u32::MAX - 1);

    #[inline]
    fn position(self) -> usize {
        usize::try_from(self.0).unwrap_or(usize::MAX)
    }
}

impl Matcher {
    /// Whether the query selects this record.
    #[inline]
    pub fn matches<R: Record + ?Sized>(&self, record: &R) -> bool {
        let mut at = if self.steps.is_empty() { Target::MATCH } else { Target(0) };
        // Targets lead forwards only, so this ends.
        while let Some(step) = self.steps.get(at.position()) {
            at = match step.question.ask(record.value(step.slot)) {
                Answer::Yes => step.on_yes,
                Answer::No => step.on_no,
                Answer::Missing => step.on_missing,
            };
        }
        at == Target::MATCH
    }
}

impl Query {
    /// Makes the query ready to ask records with this schema.
    ///
    /// # Errors
    /// An incomplete query, or a field that has no slot.
    pub fn compile(&self, schema: &Schema, missing: MissingValues) -> Result<Matcher, CompileError> {
        let jumps = jumps(self.tree());
        let tests = self.tree().postorder().filter(|node| matches!(node.value(), QueryNode::Test(_))).count();
        let mut steps = Vec::with_capacity(tests);
        for (node, Jump { on_true, on_false, .. }) in self.tree().postorder().zip(jumps) {
            match node.value() {
                QueryNode::And | QueryNode::Or | QueryNode::Not => {}
                QueryNode::Test(predicate) => {
                    steps.push(self.step(predicate, schema, missing, on_true, on_false)?)
                }
                QueryNode::Invalid => return Err(CompileError::Incomplete),
            }
        }
        Ok(Matcher { steps })
    }

    fn step(
        &self,
        predicate: &Predicate,
        schema: &Schema,
        missing: MissingValues,
        on_true: Target,
        on_false: Target,
    ) -> Result<Step, CompileError> {
        let Some(field) = self.field(predicate.field) else { return Err(CompileError::Incomplete) };
        let no_slot = || CompileError::NoSlot { field: field.name().to_owned() };
        let slot = schema.slot(field.name()).ok_or_else(no_slot)?;
        let (question, negated) = Question::new(field.field_type(), &predicate.test);
        let (on_yes, on_no) = if negated { (on_false, on_true) } else { (on_true, on_false) };
        let holds_on_missing = match missing {
            MissingValues::Complement => negated,
            MissingValues::Exclude => false,
        };
        let on_missing = if holds_on_missing { on_true } else { on_false };
        Ok(Step { slot, question, on_yes, on_no, on_missing, negated, holds_on_missing })
    }
}

/// How a node of the query is asked.
#[derive(Clone, Copy, Debug)]
struct Jump {
    /// The first step below it.
    first: Target,
    /// Where to go if it holds, and if it does not.
    on_true: Target,
    on_false: Target,
}

impl Jump {
    /// What the whole query leads to.
    const VERDICT: Self = Self { first: Target(0), on_true: Target::MATCH, on_false: Target::NO_MATCH };
}

/// The jumps of every node, in postorder.
fn jumps(tree: &Tree<QueryNode>) -> Vec<Jump> {
    // Steps are numbered as tests come in postorder, which is from left to right.
    let mut jumps = Vec::with_capacity(tree.len());
    let mut steps = 0;
    for node in tree.postorder() {
        let first = match (node.value(), node.first_child()) {
            (QueryNode::Test(_) | QueryNode::Invalid, _) | (_, None) => {
                steps += 1;
                Target(steps - 1)
            }
            (QueryNode::And | QueryNode::Or | QueryNode::Not, Some(child)) => of(&jumps, child).first,
        };
        jumps.push(Jump { first, ..Jump::VERDICT });
    }

    for node in tree.postorder().rev() {
        let Jump { on_true, on_false, .. } = of(&jumps, node);
        for child in node.children() {
            let next = child.next_sibling().map(|sibling| of(&jumps, sibling).first);
            let (on_true, on_false) = match node.value() {
                QueryNode::And => (next.unwrap_or(on_true), on_false),
                QueryNode::Or => (on_true, next.unwrap_or(on_false)),
                QueryNode::Not => (on_false, on_true),
                QueryNode::Test(_) | QueryNode::Invalid => (on_true, on_false),
            };
            if let Some(jump) = jumps.get_mut(child.id().position()) {
                *jump = Jump { on_true, on_false, ..*jump };
            }
        }
    }
    jumps
}

fn of(jumps: &[Jump], node: NodeRef<'_, QueryNode>) -> Jump {
    // Only nodes of the tree that the jumps are made for are asked for, children before their parents.
    jumps.get(node.id().position()).copied().unwrap_or(Jump::VERDICT)
}

/// A query that cannot be compiled.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum CompileError {
    /// Parts of its text were not understood.
    Incomplete,
    /// The schema has no slot for a field of the query.
    NoSlot {
        /// The field's canonical name.
        field: String,
    },
}

impl fmt::Display for CompileError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Incomplete => f.write_str("the query has errors"),
            Self::NoSlot { field } => write!(f, "the records have no slot for field `{field}`"),
        }
    }
}

impl std::error::Error for CompileError {}
