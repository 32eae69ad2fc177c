//! The operators that the type of a field takes.

use super::super::describe::{self, Test};
use super::anchor::Anchor;
use super::{Collector, ItemKind, Proposal};
use crate::catalog::FieldType;
use crate::ide::automaton::Place;
use crate::syntax::ast::Operator;

impl Collector<'_, '_> {
    pub(super) fn operators(&mut self, anchor: &Anchor<'_>) {
        let field_type = self.field_type(anchor);
        let value = anchor.following(self.options).unwrap_or_default();
        for test in Test::all(self.options.query.syntax()) {
            let fits = match test {
                // A value that is there already may decide.
                Test::Relation(operator) => {
                    field_type.read(operator, value, false).is_none_or(|reading| reading.allows(operator))
                }
                Test::Empty { .. } | Test::In { .. } | Test::Between { .. } => true,
            };
            if fits && test.is_allowed(field_type) {
                self.operator(anchor, field_type, test);
            }
        }
    }

    fn operator(&mut self, anchor: &Anchor<'_>, field_type: FieldType, test: Test) {
        let mut proposal = Proposal::word(ItemKind::Operator, test.as_str());
        proposal.documentation = Some(describe::test(test, field_type, self.options.query.missing()));
        proposal.snippet = snippet(test, "");
        self.add(anchor, proposal);
    }

    /// What is missing of an operator of several words.
    pub(super) fn rest_of_operator(&mut self, anchor: &Anchor<'_>) {
        let field_type = self.field_type(anchor);
        for test in Test::all(self.options.query.syntax()) {
            let begun = match anchor.automaton.place {
                Place::Starts => "starts ",
                Place::Does => "does ",
                Place::DoesNot => "does not ",
                Place::Is => "is ",
                Place::IsNot => "is not ",
                _ => "NOT ",
            };
            let Some(rest) = test.as_str().strip_prefix(begun) else { continue };
            if test.is_allowed(field_type) {
                let mut proposal = Proposal::word(ItemKind::Operator, rest);
                proposal.snippet = snippet(test, begun);
                self.add(anchor, proposal);
            }
        }
    }

    pub(super) fn field_type(&self, anchor: &Anchor<'_>) -> FieldType {
        anchor.automaton.field_type(anchor.source, self.options.query.catalog())
    }
}

/// The operator with places for its values.
fn snippet(test: Test, begun: &str) -> Option<String> {
    let rest = match test {
        Test::In { .. } => "(${1:value})",
        Test::Between { .. } => "${1:lowest} AND ${2:highest}",
        Test::Relation(_) | Test::Empty { .. } => return None,
    };
    let mut snippet = test.as_str().strip_prefix(begun)?.to_owned();
    snippet.push(' ');
    snippet.push_str(rest);
    Some(snippet)
}

/// The operator as which a value is read.
pub(super) fn operator_of(relation: super::Relation) -> Operator {
    match relation {
        super::Relation::Operator(operator) => operator,
        super::Relation::List => Operator::Equal,
        super::Relation::Low | super::Relation::High => Operator::GreaterOrEqual,
    }
}
