//! Formulas in conjunctive normal form, before they go to a solver.

use std::collections::HashMap;
use std::ops::Not;

/// A variable or its negation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct Literal(u32);

impl Literal {
    /// The first variable is true in every model.
    pub(super) const TRUE: Self = Self(0);

    pub(super) fn variable(self) -> u32 {
        self.0 / 2
    }

    pub(super) fn is_negated(self) -> bool {
        self.0 % 2 == 1
    }

    /// The literal itself, or its negation.
    pub(super) fn when(self, holds: bool) -> Self {
        if holds { self } else { !self }
    }
}

impl Not for Literal {
    type Output = Self;

    fn not(self) -> Self {
        Self(self.0 ^ 1)
    }
}

/// Clauses, and how many variables they have.
#[derive(Clone, Debug)]
pub(super) struct Cnf {
    variables: u32,
    literals: Vec<Literal>,
    ends: Vec<usize>,
    /// The gates made so far, by their operands: equal subformulas are one.
    gates: HashMap<Vec<Literal>, Literal>,
}

impl Default for Cnf {
    fn default() -> Self {
        let mut cnf = Self { variables: 1, literals: Vec::new(), ends: Vec::new(), gates: HashMap::new() };
        cnf.clause([Literal::TRUE]);
        cnf
    }
}

impl Cnf {
    pub(super) const fn variables(&self) -> u32 {
        self.variables
    }

    pub(super) fn variable(&mut self) -> Literal {
        let literal = Literal(self.variables.saturating_mul(2));
        self.variables = self.variables.saturating_add(1);
        literal
    }

    pub(super) fn clause(&mut self, literals: impl IntoIterator<Item = Literal>) {
        self.literals.extend(literals);
        self.ends.push(self.literals.len());
    }

    /// `one` implies `other`.
    pub(super) fn implies(&mut self, one: Literal, other: Literal) {
        self.clause([!one, other]);
    }

    pub(super) fn clauses(&self) -> impl Iterator<Item = &[Literal]> {
        let starts = std::iter::once(0).chain(self.ends.iter().copied());
        starts.zip(&self.ends).filter_map(|(start, end)| self.literals.get(start..*end))
    }

    /// The literal that holds where all of these do.
    pub(super) fn all(&mut self, mut operands: Vec<Literal>) -> Literal {
        operands.sort_unstable();
        operands.dedup();
        operands.retain(|operand| *operand != Literal::TRUE);
        let contradicts = |pair: &[Literal]| matches!(pair, [one, other] if *one == !*other);
        if operands.contains(&!Literal::TRUE) || operands.windows(2).any(contradicts) {
            return !Literal::TRUE;
        }
        match operands.as_slice() {
            [] => return Literal::TRUE,
            [single] => return *single,
            [_, _, ..] => {}
        }
        if let Some(gate) = self.gates.get(&operands) {
            return *gate;
        }
        let gate = self.variable();
        for operand in &operands {
            self.implies(gate, *operand);
        }
        self.clause(operands.iter().map(|operand| !*operand).chain([gate]));
        self.gates.insert(operands, gate);
        gate
    }

    /// The literal that holds where one of these does.
    pub(super) fn any(&mut self, operands: Vec<Literal>) -> Literal {
        !self.all(operands.into_iter().map(Not::not).collect())
    }

    /// Exactly one of these holds. At most one by a ladder: three clauses for each.
    pub(super) fn exactly_one(&mut self, choices: &[Literal]) {
        self.clause(choices.iter().copied());
        let mut before: Option<Literal> = None;
        for choice in choices {
            let so_far = self.variable();
            self.implies(*choice, so_far);
            if let Some(before) = before {
                self.implies(before, so_far);
                self.implies(before, !*choice);
            }
            before = Some(so_far);
        }
    }
}
