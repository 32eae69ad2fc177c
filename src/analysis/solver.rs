//! The SAT solver.

use batsat::callbacks::Callbacks;
use batsat::{ClauseKind, Lit, Solver as Batsat, SolverInterface, Var, lbool};

use super::cnf::{Cnf, Literal};

/// What the solver found out under some assumptions.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Outcome {
    /// There is a model.
    Satisfiable,
    /// There is none.
    Unsatisfiable,
    /// The conflicts allowed were not enough.
    Undecided,
}

/// A solver with the clauses of one formula.
pub(super) struct Solver {
    batsat: Batsat<Conflicts>,
    variables: Vec<Var>,
}

/// Ends a search after so many conflicts.
#[derive(Debug)]
struct Conflicts {
    limit: u64,
    left: u64,
}

impl Callbacks for Conflicts {
    fn on_start(&mut self) {
        self.left = self.limit;
    }

    fn on_new_clause(&mut self, _: &[Lit], kind: ClauseKind) {
        if matches!(kind, ClauseKind::Learnt) {
            self.left = self.left.saturating_sub(1);
        }
    }

    fn stop(&self) -> bool {
        self.left == 0
    }
}

impl Solver {
    /// A solver that gives up a search after so many conflicts.
    pub(super) fn new(cnf: &Cnf, conflicts: u64) -> Self {
        let limit = conflicts.max(1);
        let mut batsat = Batsat::new(batsat::SolverOpts::default(), Conflicts { limit, left: limit });
        let variables: Vec<Var> = (0..cnf.variables()).map(|_| batsat.new_var_default()).collect();
        let mut solver = Self { batsat, variables };
        let mut clause = Vec::new();
        for literals in cnf.clauses() {
            clause.clear();
            clause.extend(literals.iter().filter_map(|literal| solver.literal(*literal)));
            solver.batsat.add_clause_reuse(&mut clause);
        }
        solver
    }

    fn literal(&self, literal: Literal) -> Option<Lit> {
        let variable = self.variables.get(usize::try_from(literal.variable()).ok()?)?;
        Some(Lit::new(*variable, !literal.is_negated()))
    }

    /// Searches for a model in which these hold.
    pub(super) fn solve(&mut self, assumptions: &[Literal]) -> Outcome {
        let assumptions: Vec<Lit> = assumptions.iter().filter_map(|literal| self.literal(*literal)).collect();
        match self.batsat.solve_limited(&assumptions) {
            result if result == lbool::TRUE => Outcome::Satisfiable,
            result if result == lbool::FALSE => Outcome::Unsatisfiable,
            _ => Outcome::Undecided,
        }
    }

    /// Whether a literal holds in the model found last.
    pub(super) fn holds(&self, literal: Literal) -> bool {
        self.literal(literal).is_some_and(|literal| self.batsat.value_lit(literal) == lbool::TRUE)
    }
}

impl std::fmt::Debug for Solver {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Solver").field("variables", &self.variables.len()).finish_non_exhaustive()
    }
}
