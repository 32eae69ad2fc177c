//! Comparisons in which all is plain and right.

use super::Checker;
use crate::catalog::Resolution;
use crate::query::QueryNode;
use crate::query::comparison::{Comparison, Operand, Test};
use crate::query::lint::Lints;
use crate::syntax::ast::{Node, PlainRelation};
use crate::tree::NodeId;

impl Checker<'_> {
    /// A comparison in which all is plain and right: nearly every one. `None` if it needs a closer look.
    #[inline]
    pub(super) fn plain(&mut self, node: Node<'_, '_>) -> Option<NodeId> {
        if self.options.lints == Lints::Reported {
            return None;
        }
        let PlainRelation { field, operator, value, value_quoted } = node.plain_relation()?;
        let Resolution::Field(id, field) = self.catalog.resolve(field) else { return None };
        let field_type = field.field_type();
        let reading = field_type.read(operator, value, value_quoted)?;
        if !field_type.allows(operator) || !reading.allows(operator) {
            return None;
        }
        let field = self.known(id);
        Some(self.typed.leaf_with(|| {
            let operand = Operand::new(reading, value);
            QueryNode::Comparison(Comparison { field, test: Test::Compare { operator, operand } })
        }))
    }
}
