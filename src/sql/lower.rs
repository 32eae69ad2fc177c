//! A plan as the text of a condition.

use super::SqlOptions;
use super::condition::{FieldContext, LONGEST};
use super::error::SqlError;
use super::mapping::Mapping;
use super::plan::{Atom, Chain, Plan, PlanNode};
use super::writer::Writer;
use crate::query::Query;
use crate::syntax::Connective;

/// Writes the condition of a query; it needs no parentheses after WHERE.
pub(super) fn write(
    query: &Query,
    mapping: &Mapping,
    options: SqlOptions,
    writer: &mut Writer<'_>,
) -> Result<(), SqlError> {
    mapping.check_names(options.dialect())?;
    let plan = Plan::new(query)?;
    let fields = fields(query, mapping, options)?;
    let atom = |atom: &Atom<'_>, writer: &mut Writer<'_>| {
        let field = fields.get(atom.field.index()).ok_or(SqlError::Incomplete)?;
        field.condition(&atom.test)?.write(atom.outcomes, writer);
        Ok(())
    };
    let deepest = options.dialect().facts().deepest;
    let mut open: Vec<OpenChain<'_, '_>> = Vec::new();
    let mut next = Some(&plan.root);
    loop {
        match next {
            Some(PlanNode::Constant(value)) => {
                writer.sql(if *value { "1 = 1" } else { "1 = 0" });
            }
            Some(PlanNode::Atom(test)) => atom(test, writer)?,
            Some(PlanNode::Chain(id)) => {
                let chain = OpenChain::new(plan.chain(*id).ok_or(SqlError::Incomplete)?);
                writer.sql(if open.is_empty() { "" } else { "(" });
                open.push(chain);
                if open.iter().map(|chain| 1 + chain.levels()).sum::<usize>() > deepest {
                    return Err(SqlError::TooDeep { deepest, dialect: options.dialect() });
                }
            }
            None => {
                open.pop();
                writer.sql(if open.is_empty() { "" } else { ")" });
            }
        }
        let Some(chain) = open.last_mut() else { return Ok(()) };
        next = chain.next(writer);
    }
}

/// The fields of a query with their columns.
fn fields<'m>(
    query: &Query,
    mapping: &'m Mapping,
    options: SqlOptions,
) -> Result<Vec<FieldContext<'m>>, SqlError> {
    let field = |field: crate::query::QueryField<'_>| {
        let no_column = || SqlError::NoColumn { field: field.name().to_owned() };
        let columns = mapping.field(field.name()).ok_or_else(no_column)?;
        Ok(FieldContext { field_type: field.field_type(), columns, options })
    };
    query.fields().map(field).collect()
}

/// A chain that is being written. Long ones are written in parentheses of [`LONGEST`] operands each, of so many of
/// those each, and so on.
#[derive(Debug)]
struct OpenChain<'p, 'q> {
    chain: &'p Chain<'q>,
    /// How many operands were begun.
    begun: usize,
}

impl<'p, 'q> OpenChain<'p, 'q> {
    const fn new(chain: &'p Chain<'q>) -> Self {
        Self { chain, begun: 0 }
    }

    /// How many operands a parenthesis of each level holds, the largest first.
    fn sizes(&self) -> impl Iterator<Item = usize> + use<> {
        let operands = self.chain.operands.len();
        std::iter::successors(Some(LONGEST), |size| size.checked_mul(LONGEST))
            .take_while(move |size| *size < operands)
    }

    fn levels(&self) -> usize {
        self.sizes().count()
    }

    /// Ends the operand before, if there is one, and begins the next; `None` at the end of the chain.
    fn next(&mut self, writer: &mut Writer<'_>) -> Option<&'p PlanNode<'q>> {
        let operands = &self.chain.operands;
        if self.begun > 0 {
            let ends = |size: &usize| self.begun.is_multiple_of(*size) || self.begun == operands.len();
            for _ in self.sizes().filter(ends) {
                writer.sql(")");
            }
        }
        let node = operands.get(self.begun)?;
        if self.begun > 0 {
            writer.sql(match self.chain.connective {
                Connective::And => " AND ",
                Connective::Or => " OR ",
            });
        }
        for _ in self.sizes().filter(|size| self.begun.is_multiple_of(*size)) {
            writer.sql("(");
        }
        self.begun += 1;
        Some(node)
    }
}
