//! Typed query to [`Matcher`]: a list of instructions with branch targets, so that evaluation does not nest.

use std::fmt;

use smallvec::SmallVec;

use super::predicate::{Predicate, Ternary};
use super::record::Record;
use super::schema::{Schema, Slot};
use crate::query::{Comparison, Query, QueryNode};
use crate::tree::NodeRef;

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
        let tests = tree.postorder().filter(|node| matches!(node.value(), QueryNode::Comparison(_))).count();
        let mut program: Vec<Instruction> = Vec::with_capacity(tests);
        let mut first_error = None;
        // The nodes around the one that comes next, the innermost last.
        let mut around: SmallVec<[(NodeRef<'_, QueryNode>, Branches); FEW]> = SmallVec::new();
        for node in tree.postorder().rev() {
            let parent = node.parent().map(NodeRef::id);
            while around.last().is_some_and(|(above, _)| Some(above.id()) != parent) {
                around.pop();
            }
            let branches = around.last().map_or(Branches::VERDICT, |(above, branches)| {
                let followed = node.next_sibling().is_some();
                let next = Target::instruction(program.len().saturating_sub(1));
                match above.value() {
                    QueryNode::And if followed => Branches { on_true: next, ..*branches },
                    QueryNode::Or if followed => Branches { on_false: next, ..*branches },
                    QueryNode::Not => Branches { on_true: branches.on_false, on_false: branches.on_true },
                    QueryNode::And | QueryNode::Or | QueryNode::Comparison(_) | QueryNode::Invalid => {
                        *branches
                    }
                }
            });
            match node.value() {
                QueryNode::And | QueryNode::Or | QueryNode::Not => around.push((node, branches)),
                QueryNode::Comparison(comparison) => {
                    if let Err(error) = self.push_instruction(&mut program, comparison, schema, branches) {
                        first_error = Some(error);
                    }
                }
                QueryNode::Invalid => first_error = Some(CompileError::Incomplete),
            }
        }
        first_error.map_or(Ok(Matcher { program }), Err)
    }

    /// Makes the instruction of a comparison, in place: an instruction is large, and moving it costs more than making
    /// it.
    #[inline(always)]
    fn push_instruction(
        &self,
        program: &mut Vec<Instruction>,
        comparison: &Comparison,
        schema: &Schema,
        Branches { on_true, on_false }: Branches,
    ) -> Result<(), CompileError> {
        let Some(field) = self.field(comparison.field) else { return Err(CompileError::Incomplete) };
        let no_slot = || CompileError::NoSlot { field: field.name().to_owned() };
        let slot = schema.slot_of(self, comparison.field).ok_or_else(no_slot)?;
        let negated = comparison.test.is_negated();
        let (on_match, on_mismatch) = if negated { (on_false, on_true) } else { (on_true, on_false) };
        let holds_on_missing = self.missing().holds_on_missing(negated);
        let on_missing = if holds_on_missing { on_true } else { on_false };
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

/// Most queries nest less.
const FEW: usize = 16;

/// Where to go if a node of the query holds, and if it does not.
#[derive(Clone, Copy, Debug)]
struct Branches {
    on_true: Target,
    on_false: Target,
}

impl Branches {
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
