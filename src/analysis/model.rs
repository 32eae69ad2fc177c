//! What the values of one field can be: representatives with their truth vectors, and the clauses that they give.

use std::collections::HashMap;

use super::atoms::{Atom, FieldAtoms};
use super::cnf::{Cnf, Literal};
use super::limits::Limits;
use super::stored::{StoredList, StoredValue};
use super::verdict::Reason;
use crate::query::semantics::PositiveOperator;

/// Which atoms hold, a bit an atom.
type Bits = Vec<u64>;

/// A representative of stored values.
#[derive(Clone, Debug)]
pub(super) struct Choice {
    pub(super) value: StoredValue,
    holds: Bits,
    /// Whether more text can follow, so that any needle can be added: see [`super::representatives::string`].
    open: bool,
    literal: Literal,
}

/// The representatives of a field.
#[derive(Debug)]
pub(super) struct FieldModel<'a> {
    field: &'a FieldAtoms,
    /// The atoms that the model covers, by their places in the field.
    atoms: Vec<usize>,
    choices: Vec<Choice>,
    /// Elements that an array may have; none for a field without arrays.
    elements: Vec<Choice>,
    /// Why the representatives may not be all.
    pub(super) gap: Option<Reason>,
    seen: HashMap<(Bits, bool), usize>,
    seen_elements: HashMap<Bits, usize>,
    evaluations: u64,
}

impl<'a> FieldModel<'a> {
    /// A model of these atoms of a field, with the missing value alone.
    pub(super) fn new(field: &'a FieldAtoms, atoms: Vec<usize>, limits: &Limits) -> Self {
        let mut model = Self {
            field,
            atoms,
            choices: Vec::new(),
            elements: Vec::new(),
            gap: None,
            seen: HashMap::new(),
            seen_elements: HashMap::new(),
            evaluations: limits.evaluations(),
        };
        model.value(StoredValue::Missing);
        model
    }

    /// The atoms of the model.
    pub(super) fn atoms(&self) -> impl Iterator<Item = &'a Atom> + '_ {
        self.atoms.iter().filter_map(|atom| self.field.atoms.get(*atom))
    }

    pub(super) const fn field(&self) -> &'a FieldAtoms {
        self.field
    }

    /// Adds a representative. The first of several alike is kept.
    pub(super) fn value(&mut self, value: StoredValue) {
        self.add(value, false);
    }

    /// Adds a text that any other may follow.
    pub(super) fn open_text(&mut self, text: String) {
        self.add(StoredValue::Text(text), true);
    }

    fn add(&mut self, value: StoredValue, open: bool) {
        let Some(holds) = self.evaluate(&value) else { return };
        // Without needles that could follow, an open text is like any other.
        let open = open && self.atoms().any(is_needle);
        if let std::collections::hash_map::Entry::Vacant(new) = self.seen.entry((holds.clone(), open)) {
            new.insert(self.choices.len());
            self.choices.push(Choice { value, holds, open, literal: Literal::TRUE });
        }
    }

    /// Adds an element that arrays may have.
    pub(super) fn element(&mut self, value: StoredValue) {
        let list = StoredValue::List(StoredList::new(vec![value]));
        let Some(holds) = self.evaluate(&list) else { return };
        if let std::collections::hash_map::Entry::Vacant(new) = self.seen_elements.entry(holds.clone()) {
            new.insert(self.elements.len());
            self.elements.push(Choice { value: list, holds, open: false, literal: Literal::TRUE });
        }
    }

    /// Whether the limits allow no more values.
    pub(super) const fn is_exhausted(&self) -> bool {
        self.evaluations == 0
    }

    fn evaluate(&mut self, value: &StoredValue) -> Option<Bits> {
        let length = match value {
            StoredValue::Text(text) => text.len(),
            StoredValue::List(list) => match list.elements() {
                [StoredValue::Text(text)] => text.len(),
                _ => 0,
            },
            StoredValue::Missing
            | StoredValue::Integer(_)
            | StoredValue::Double(_)
            | StoredValue::Boolean(_) => 0,
        };
        let each = u64::try_from(1 + length / 64).unwrap_or(u64::MAX);
        let cost = u64::try_from(self.atoms.len()).unwrap_or(u64::MAX).saturating_add(1).saturating_mul(each);
        let Some(left) = self.evaluations.checked_sub(cost) else {
            self.evaluations = 0;
            self.gap.get_or_insert(Reason::Evaluations);
            return None;
        };
        self.evaluations = left;
        let mut bits = vec![0u64; self.atoms.len().div_ceil(64)];
        for (at, atom) in self.atoms().enumerate() {
            if atom.holds(value)
                && let Some(word) = bits.get_mut(at / 64)
            {
                *word |= 1 << (at % 64);
            }
        }
        Some(bits)
    }

    /// Adds the clauses of the field: the literals of its atoms are as one of the representatives makes them.
    pub(super) fn encode(mut self, cnf: &mut Cnf) -> Encoded {
        for choice in self.choices.iter_mut().chain(&mut self.elements) {
            choice.literal = cnf.variable();
        }
        let list = (!self.elements.is_empty()).then(|| cnf.variable());
        let choices: Vec<Literal> = self.choices.iter().map(|choice| choice.literal).chain(list).collect();
        cnf.exactly_one(&choices);
        if let Some(list) = list {
            for element in &self.elements {
                cnf.implies(element.literal, list);
            }
            cnf.clause(self.elements.iter().map(|element| element.literal).chain([!list]));
        }
        let needles: Vec<(usize, &Atom)> =
            self.atoms().enumerate().filter(|(_, atom)| is_needle(atom)).collect();
        let is_open = self.choices.iter().any(|choice| choice.open);
        if is_open {
            // A needle comes with those inside of it.
            for (_, outer) in &needles {
                let Some((_, text)) = outer.text() else { continue };
                let text = StoredValue::Text(text.to_owned());
                for (_, inner) in &needles {
                    if inner.literal != outer.literal && inner.holds(&text) {
                        cnf.implies(outer.literal, inner.literal);
                    }
                }
            }
        }
        for (at, atom) in self.atoms().enumerate() {
            let negated = atom.negates.and_then(|negated| self.field.atoms.get(negated));
            let is_free = is_open && negated.map_or_else(|| is_needle(atom), is_needle);
            if is_free {
                self.encode_needle(cnf, at, atom, negated, list);
            } else {
                self.encode_atom(cnf, at, atom, negated, list);
            }
        }
        let needles = needles
            .into_iter()
            .filter_map(|(_, atom)| Some((atom.literal, atom.text()?.1.to_owned())))
            .collect();
        Encoded { choices: self.choices, elements: self.elements, needles }
    }

    /// An atom that every representative decides.
    fn encode_atom(
        &self,
        cnf: &mut Cnf,
        at: usize,
        atom: &Atom,
        negated: Option<&Atom>,
        list: Option<Literal>,
    ) {
        let literal = atom.literal;
        let with = |choices: &[Choice], wanted: bool| -> Vec<Literal> {
            choices.iter().filter(|choice| choice.holds(at) == wanted).map(|choice| choice.literal).collect()
        };
        let mut on = with(&self.choices, true);
        match (list, negated) {
            (None, _) => {
                let off = with(&self.choices, false);
                let (fewer, literal) = if off.len() < on.len() { (off, !literal) } else { (on, literal) };
                support(cnf, literal, &fewer);
            }
            (Some(_), None) => {
                on.extend(with(&self.elements, true));
                support(cnf, literal, &on);
            }
            // An array is never missing, so there it is the exact complement.
            (Some(list), Some(negated)) => {
                for choice in &on {
                    cnf.implies(*choice, literal);
                }
                on.push(list);
                cnf.clause(on.into_iter().chain([!literal]));
                cnf.clause([!list, !literal, !negated.literal]);
                cnf.clause([!list, literal, negated.literal]);
            }
        }
    }

    /// An atom about a needle, which an open text may contain or not.
    fn encode_needle(
        &self,
        cnf: &mut Cnf,
        at: usize,
        atom: &Atom,
        negated: Option<&Atom>,
        list: Option<Literal>,
    ) {
        let literal = atom.literal;
        for choice in &self.choices {
            match negated {
                None if choice.holds(at) => cnf.implies(choice.literal, literal),
                None if choice.open => {}
                None => cnf.implies(choice.literal, !literal),
                Some(negated) if choice.open => {
                    cnf.clause([!choice.literal, !literal, !negated.literal]);
                    cnf.clause([!choice.literal, literal, negated.literal]);
                }
                Some(_) => cnf.implies(choice.literal, literal.when(choice.holds(at))),
            }
        }
        let Some(list) = list else { return };
        match negated {
            None => {
                let on: Vec<Literal> = self
                    .elements
                    .iter()
                    .filter(|element| element.holds(at))
                    .map(|element| element.literal)
                    .collect();
                for element in &on {
                    cnf.implies(*element, literal);
                }
                cnf.clause(on.into_iter().chain([!literal, !list]));
            }
            Some(negated) => {
                cnf.clause([!list, !literal, !negated.literal]);
                cnf.clause([!list, literal, negated.literal]);
            }
        }
    }
}

/// The literal holds exactly where one of these does.
fn support(cnf: &mut Cnf, literal: Literal, supporters: &[Literal]) {
    for supporter in supporters {
        cnf.implies(*supporter, literal);
    }
    cnf.clause(supporters.iter().copied().chain([!literal]));
}

/// Whether an atom is a `contains`, not negated.
fn is_needle(atom: &Atom) -> bool {
    atom.negates.is_none() && matches!(atom.text(), Some((PositiveOperator::Contains, _)))
}

impl Choice {
    fn holds(&self, atom: usize) -> bool {
        self.holds.get(atom / 64).is_some_and(|word| word >> (atom % 64) & 1 == 1)
    }
}

/// The representatives of a field, with the literals that choose them.
#[derive(Debug)]
pub(super) struct Encoded {
    choices: Vec<Choice>,
    elements: Vec<Choice>,
    needles: Vec<(Literal, String)>,
}

impl Encoded {
    /// The value that a model of the formula describes.
    pub(super) fn value(&self, holds: impl Fn(Literal) -> bool) -> StoredValue {
        if let Some(choice) = self.choices.iter().find(|choice| holds(choice.literal)) {
            return match &choice.value {
                StoredValue::Text(stem) if choice.open => StoredValue::Text(self.continued(stem, holds)),
                value => value.clone(),
            };
        }
        let chosen = self.elements.iter().filter(|element| holds(element.literal));
        let elements = chosen.filter_map(|element| match &element.value {
            StoredValue::List(list) => list.elements().first().cloned(),
            _ => None,
        });
        StoredValue::List(StoredList::new(elements.collect()))
    }

    /// An open text with the needles that hold. It ends in the character that separates them.
    fn continued(&self, stem: &str, holds: impl Fn(Literal) -> bool) -> String {
        let mut text = stem.to_owned();
        let Some(separator) = stem.chars().next_back() else { return text };
        for (_, needle) in self.needles.iter().filter(|(literal, _)| holds(*literal)) {
            if !needle.is_empty() {
                text.push_str(needle);
                text.push(separator);
            }
        }
        text
    }
}
