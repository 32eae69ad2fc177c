//! Typed query to [`Matcher`]: a list of questions with jumps, so that nothing nests when records are asked.

use std::fmt;

use smallvec::SmallVec;

use super::question::{Answer, Question};
use super::record::Record;
use super::schema::{Schema, Slot};
use crate::query::{Predicate, Query, QueryNode};
use crate::tree::NodeRef;

/// A query made ready to ask records, for one [`Schema`]: names are slots, literals are folded and parsed.
///
/// Asking allocates nothing and takes no locks; a matcher can be shared between threads.
#[derive(Clone, Debug)]
pub struct Matcher {
    /// The last is asked first: a step is made after those that it leads to.
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

    fn step(number: usize) -> Self {
        u32::try_from(number).map_or(Self::NO_MATCH, Self)
    }

    #[inline]
    fn position(self) -> usize {
        usize::try_from(self.0).unwrap_or(usize::MAX)
    }
}

impl Matcher {
    /// Whether the query selects this record.
    #[inline]
    pub fn matches<R: Record + ?Sized>(&self, record: &R) -> bool {
        let mut at = self.steps.len().checked_sub(1).map_or(Target::MATCH, Target::step);
        // Steps lead to those made before them only, so this ends.
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
    pub fn compile(&self, schema: &Schema) -> Result<Matcher, CompileError> {
        // Steps are made from right to left, parents before children: then what a node is followed by is the step made
        // last.
        let tree = self.tree();
        let tests = tree.postorder().filter(|node| matches!(node.value(), QueryNode::Test(_))).count();
        let mut steps: Vec<Step> = Vec::with_capacity(tests);
        let mut first_error = None;
        // The nodes around the one that comes next, the innermost last.
        let mut around: SmallVec<[(NodeRef<'_, QueryNode>, Jump); FEW]> = SmallVec::new();
        for node in tree.postorder().rev() {
            let parent = node.parent().map(NodeRef::id);
            while around.last().is_some_and(|(above, _)| Some(above.id()) != parent) {
                around.pop();
            }
            let jump = around.last().map_or(Jump::VERDICT, |(above, jump)| {
                let followed = node.next_sibling().is_some();
                let next = Target::step(steps.len().saturating_sub(1));
                match above.value() {
                    QueryNode::And if followed => Jump { on_true: next, ..*jump },
                    QueryNode::Or if followed => Jump { on_false: next, ..*jump },
                    QueryNode::Not => Jump { on_true: jump.on_false, on_false: jump.on_true },
                    QueryNode::And | QueryNode::Or | QueryNode::Test(_) | QueryNode::Invalid => *jump,
                }
            });
            match node.value() {
                QueryNode::And | QueryNode::Or | QueryNode::Not => around.push((node, jump)),
                QueryNode::Test(predicate) => {
                    if let Err(error) = self.push_step(&mut steps, predicate, schema, jump) {
                        first_error = Some(error);
                    }
                }
                QueryNode::Invalid => first_error = Some(CompileError::Incomplete),
            }
        }
        first_error.map_or(Ok(Matcher { steps }), Err)
    }

    /// Makes the step of a comparison, in its place: a step is large, and moving it costs more than making it.
    #[inline(always)]
    fn push_step(
        &self,
        steps: &mut Vec<Step>,
        predicate: &Predicate,
        schema: &Schema,
        Jump { on_true, on_false }: Jump,
    ) -> Result<(), CompileError> {
        let Some(field) = self.field(predicate.field) else { return Err(CompileError::Incomplete) };
        let no_slot = || CompileError::NoSlot { field: field.name().to_owned() };
        let slot = schema.slot(field.name()).ok_or_else(no_slot)?;
        let negated = predicate.test.is_negated();
        let (on_yes, on_no) = if negated { (on_false, on_true) } else { (on_true, on_false) };
        let holds_on_missing = self.missing().holds_on_missing(negated);
        let on_missing = if holds_on_missing { on_true } else { on_false };
        steps.extend(std::iter::once_with(|| Step {
            slot,
            question: Question::new(field.field_type(), &predicate.test),
            on_yes,
            on_no,
            on_missing,
            negated,
            holds_on_missing,
        }));
        Ok(())
    }
}

/// Most queries nest less.
const FEW: usize = 16;

/// Where to go if a node of the query holds, and if it does not.
#[derive(Clone, Copy, Debug)]
struct Jump {
    on_true: Target,
    on_false: Target,
}

impl Jump {
    /// What the whole query leads to.
    const VERDICT: Self = Self { on_true: Target::MATCH, on_false: Target::NO_MATCH };
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
