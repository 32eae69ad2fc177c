//! Typed query to [`Matcher`]: a list of instructions with branch targets, so that evaluation does not nest.

use std::fmt;

use smallvec::SmallVec;

use super::predicate::{Predicate, Ternary};
use super::record::Record;
use super::schema::{Schema, Slot, Slots};
use crate::query::{Comparison, Query, QueryNode};
use crate::tree::{NodeId, NodeRef};

/// A query that is ready to match records, for one [`Schema`]: names are slots, literals are folded and parsed.
///
/// Matching allocates nothing and takes no locks; a matcher can be shared between threads.
#[derive(Clone, Debug)]
pub struct Matcher {
    /// The last is evaluated first: an instruction is made after those that it leads to.
    pub(super) program: Vec<Instruction>,
}

/// A predicate, and where each outcome leads.
#[derive(Clone, Debug)]
pub(super) struct Instruction {
    pub(super) slot: Slot,
    pub(super) predicate: Predicate,
    on_match: Target,
    on_mismatch: Target,
    on_missing: Target,
    /// Whether the comparison negates the predicate, and whether it holds on a missing value.
    pub(super) negated: bool,
    pub(super) holds_on_missing: bool,
}

/// The number of an instruction, or one of the two verdicts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Target(u32);

impl Target {
    // No query has so many comparisons: each takes several bytes of a text under 2³⁰.
    const MATCH: Self = Self(u32::MAX);
    const NO_MATCH: Self = Self(u32::MAX - 1);

    fn instruction(number: usize) -> Self {
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
        let mut at = self.program.len().checked_sub(1).map_or(Target::MATCH, Target::instruction);
        // Steps lead to those made before them only, so this ends.
        while let Some(instruction) = self.program.get(at.position()) {
            at = match instruction.predicate.evaluate(record.value(instruction.slot)) {
                Ternary::True => instruction.on_match,
                Ternary::False => instruction.on_mismatch,
                Ternary::Missing => instruction.on_missing,
            };
        }
        at == Target::MATCH
    }
}

impl Query {
    /// Makes the query ready to match records with this schema.
    ///
    /// # Errors
    /// An incomplete query, or a field that has no slot.
    pub fn compile(&self, schema: &Schema) -> Result<Matcher, CompileError> {
        // Instructions are made from right to left, parents before children: then a node is followed by the instruction
        // made last.
        let tree = self.tree();
        let comparisons = tree.postorder().filter(|node| matches!(node.value(), QueryNode::Comparison(_)));
        let mut program: Vec<Instruction> = Vec::with_capacity(comparisons.count());
        let slots = schema.slots_of(self);
        let mut first_error = None;
        // The node that the next one is an operand of, and those around it, the innermost last.
        let mut parent = Parent { id: None, kind: ParentKind::Not, branches: Branches::NEGATED_VERDICT };
        let mut around: SmallVec<[Parent; FEW]> = SmallVec::new();
        for node in tree.postorder().rev() {
            let id = node.parent().map(NodeRef::id);
            while parent.id != id
                && let Some(outer) = around.pop()
            {
                parent = outer;
            }
            let next = || Target::instruction(program.len().saturating_sub(1));
            let Branches { on_true, on_false } = parent.branches;
            let is_followed = node.next_sibling().is_some();
            let branches = match parent.kind {
                ParentKind::And if is_followed => Branches { on_true: next(), on_false },
                ParentKind::Or if is_followed => Branches { on_true, on_false: next() },
                ParentKind::And | ParentKind::Or => parent.branches,
                ParentKind::Not => Branches { on_true: on_false, on_false: on_true },
            };
            let kind = match node.value() {
                QueryNode::And => ParentKind::And,
                QueryNode::Or => ParentKind::Or,
                QueryNode::Not => ParentKind::Not,
                QueryNode::Comparison(comparison) => {
                    if let Err(error) = self.push_instruction(&mut program, comparison, slots, branches) {
                        first_error = Some(error);
                    }
                    continue;
                }
                QueryNode::Invalid => {
                    first_error = Some(CompileError::Incomplete);
                    continue;
                }
            };
            around.push(std::mem::replace(&mut parent, Parent { id: Some(node.id()), kind, branches }));
        }
        first_error.map_or(Ok(Matcher { program }), Err)
    }

    /// Adds the instruction of a comparison.
    #[inline]
    fn push_instruction(
        &self,
        program: &mut Vec<Instruction>,
        comparison: &Comparison,
        slots: Slots<'_>,
        Branches { on_true, on_false }: Branches,
    ) -> Result<(), CompileError> {
        let Some(field) = self.field(comparison.field) else { return Err(CompileError::Incomplete) };
        let Some(slot) = slots.get(self, comparison.field) else {
            return Err(CompileError::NoSlot { field: field.name().to_owned() });
        };
        let negated = comparison.test.is_negated();
        let (on_match, on_mismatch) = if negated { (on_false, on_true) } else { (on_true, on_false) };
        let holds_on_missing = self.missing().holds_on_missing(negated);
        let on_missing = if holds_on_missing { on_true } else { on_false };
        // Made in its place: `push` makes it elsewhere and moves it, and compiling a query takes 9% longer.
        program.extend(std::iter::once_with(|| Instruction {
            slot,
            predicate: Predicate::new(field.field_type(), &comparison.test),
            on_match,
            on_mismatch,
            on_missing,
            negated,
            holds_on_missing,
        }));
        Ok(())
    }
}

/// A node with operands.
struct Parent {
    /// `None` above the root.
    id: Option<NodeId>,
    kind: ParentKind,
    /// Where the node itself leads.
    branches: Branches,
}

enum ParentKind {
    And,
    Or,
    Not,
}

/// Most queries nest less.
const FEW: usize = 16;

/// Where to go if a node of the query holds, and if it does not.
#[derive(Clone, Copy, Debug)]
struct Branches {
    on_true: Target,
    on_false: Target,
}

impl Branches {
    /// What the negation of the whole query leads to.
    const NEGATED_VERDICT: Self = Self { on_true: Target::NO_MATCH, on_false: Target::MATCH };
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
