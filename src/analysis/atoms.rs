//! The comparisons of all queries, each meaning once, by field.

use std::collections::HashMap;

use super::cnf::{Cnf, Literal};
use super::stored::StoredValue;
use crate::catalog::{Catalog, FieldId, FieldType};
use crate::eval::SingleTest;
use crate::query::condition::ConditionKey;
use crate::query::semantics::PositiveOperator;
use crate::query::{Comparison, FieldIndex, MissingValues, Operand, Test};
use crate::syntax::ast::Operator;

/// A test of one value of a field, without a negation.
#[derive(Clone, Debug)]
pub(super) struct Atom {
    /// The operator and its literal; `None` for `is empty`.
    pub(super) test: Option<(PositiveOperator, Operand)>,
    /// The atom that this one negates where the value is present (rule 7.8); only under Exclude.
    pub(super) negates: Option<usize>,
    /// Holds where the atom does.
    pub(super) literal: Literal,
    evaluator: SingleTest,
}

impl Atom {
    /// Whether the evaluator finds that it holds on a stored value.
    pub(super) fn holds(&self, value: &StoredValue) -> bool {
        self.evaluator.holds(value.value())
    }

    /// The literal of the test, if it is a text.
    pub(super) fn text(&self) -> Option<(PositiveOperator, &str)> {
        match &self.test {
            Some((operator, Operand::Text(text))) => Some((*operator, text)),
            Some(_) | None => None,
        }
    }
}

/// A field, and what the queries test of it.
#[derive(Debug)]
pub(super) struct FieldAtoms {
    pub(super) name: String,
    pub(super) field_type: FieldType,
    pub(super) atoms: Vec<Atom>,
    /// The catalogue that knows the field, and its number there.
    pub(super) entry: Option<(Catalog, FieldId)>,
    index: FieldIndex,
    known: HashMap<(ConditionKey, bool), usize>,
}

impl FieldAtoms {
    pub(super) fn new(index: usize, name: &str, field_type: FieldType) -> Self {
        Self {
            name: name.to_owned(),
            field_type,
            atoms: Vec::new(),
            entry: None,
            index: FieldIndex::new(index),
            known: HashMap::new(),
        }
    }

    /// The literal of a whole test.
    ///
    /// Lists and ranges are made of their single comparisons (rules 3.8, 7.9, 7.12, 7.13).
    pub(super) fn test(&mut self, cnf: &mut Cnf, test: &Test, missing: MissingValues) -> Literal {
        match test {
            Test::Empty { negated } => self.empty(cnf).when(!*negated),
            Test::Compare { operator, operand } => {
                let positive = self.positive(cnf, *operator, operand);
                if !test.is_negated() {
                    self.literal(positive)
                } else if missing.negation_is_complement() {
                    !self.literal(positive)
                } else {
                    self.negative(cnf, positive)
                }
            }
            Test::In { negated, operands } => {
                let equals: Vec<usize> =
                    operands.iter().map(|operand| self.positive(cnf, Operator::Equal, operand)).collect();
                if *negated && !missing.negation_is_complement() {
                    let differs = equals.iter().map(|atom| self.negative(cnf, *atom)).collect();
                    return cnf.all(differs);
                }
                let equals = equals.iter().map(|atom| self.literal(*atom)).collect();
                cnf.any(equals).when(!*negated)
            }
            Test::Between { negated, operands } => {
                let [low, high] = &**operands;
                let atoms = [
                    self.positive(cnf, Operator::GreaterOrEqual, low),
                    self.positive(cnf, Operator::LessOrEqual, high),
                ];
                let both = atoms.iter().map(|atom| self.literal(*atom)).collect();
                let within = cnf.all(both);
                if !*negated || missing.negation_is_complement() {
                    return within.when(!*negated);
                }
                // Present for either literal, and not within.
                let mut conditions = vec![!within];
                for atom in atoms {
                    let below = self.negative(cnf, atom);
                    let present = cnf.any(vec![self.literal(atom), below]);
                    conditions.push(present);
                }
                cnf.all(conditions)
            }
        }
    }

    fn literal(&self, atom: usize) -> Literal {
        self.atoms.get(atom).map_or(Literal::TRUE, |atom| atom.literal)
    }

    fn empty(&mut self, cnf: &mut Cnf) -> Literal {
        let test = Test::Empty { negated: false };
        // No setting of missing values changes what is blank.
        let evaluator = SingleTest::new(self.field_type, &test, MissingValues::Complement);
        let atom = self.intern(cnf, test, None, None, evaluator);
        self.literal(atom)
    }

    /// The atom of an operator without its negation.
    fn positive(&mut self, cnf: &mut Cnf, operator: Operator, operand: &Operand) -> usize {
        let positive = PositiveOperator::of(operator);
        let test = Test::Compare { operator: positive.operator(), operand: operand.clone() };
        let evaluator = SingleTest::new(self.field_type, &test, MissingValues::Complement);
        self.intern(cnf, test, Some((positive, operand.clone())), None, evaluator)
    }

    /// The literal of the atom that holds where the value is present and the given atom does not hold.
    fn negative(&mut self, cnf: &mut Cnf, positive: usize) -> Literal {
        let Some((operator, operand)) = self.atoms.get(positive).and_then(|atom| atom.test.clone()) else {
            return !self.literal(positive);
        };
        let test = Test::Compare { operator: operator.operator(), operand: operand.clone() };
        let evaluator = SingleTest::present_and_not(self.field_type, &test);
        let atom = self.intern(cnf, test, Some((operator, operand)), Some(positive), evaluator);
        self.literal(atom)
    }

    fn intern(
        &mut self,
        cnf: &mut Cnf,
        test: Test,
        parts: Option<(PositiveOperator, Operand)>,
        negates: Option<usize>,
        evaluator: SingleTest,
    ) -> usize {
        let comparison = Comparison { field: self.index, test };
        let key = (ConditionKey::new(&comparison, self.field_type), negates.is_some());
        let next = self.atoms.len();
        let atom = *self.known.entry(key).or_insert(next);
        if atom == next {
            self.atoms.push(Atom { test: parts, negates, literal: cnf.variable(), evaluator });
        }
        atom
    }
}
