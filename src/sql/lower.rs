//! A typed query as a condition. Negations go down to the tests, so that above them there are but AND and OR, where NULL
//! is as good as false.

use super::SqlOptions;
use super::condition::{Answers, Asked, LONGEST};
use super::error::SqlError;
use super::mapping::Mapping;
use super::simplify::simplified;
use super::writer::Writer;
use crate::query::{MissingValues, Predicate, Query, QueryNode, Test};
use crate::syntax::ast::Operator;
use crate::tree::{NodeRef, Step};

/// Writes the condition of a query; it needs no parentheses behind WHERE.
pub(super) fn write(
    query: &Query,
    mapping: &Mapping,
    options: SqlOptions,
    writer: &mut Writer,
) -> Result<(), SqlError> {
    mapping.check_names(options.dialect())?;
    if query.tree().is_empty() {
        writer.sql("1 = 1");
        return Ok(());
    }
    let tree = simplified(query);
    // Whether an odd number of NOTs is around the node that comes next.
    let mut negated = false;
    let mut chains: Vec<Chain> = Vec::new();
    let deepest = options.dialect().facts().deepest;
    for step in tree.walk() {
        match step {
            Step::Enter(node) => {
                if is_operand(node)
                    && let Some(chain) = chains.last()
                {
                    chain.before(writer);
                }
                match node.value() {
                    QueryNode::And => chains.push(Chain::new(!negated, node)),
                    QueryNode::Or => chains.push(Chain::new(negated, node)),
                    QueryNode::Not => negated = !negated,
                    QueryNode::Test(predicate) => test(query, predicate, negated, mapping, options, writer)?,
                    QueryNode::Invalid => return Err(SqlError::Incomplete),
                }
                if matches!(node.value(), QueryNode::And | QueryNode::Or) {
                    writer.sql(if chains.len() > 1 { "(" } else { "" });
                    if chains.iter().map(|chain| 1 + chain.levels()).sum::<usize>() > deepest {
                        return Err(SqlError::TooDeep { deepest, dialect: options.dialect() });
                    }
                }
            }
            Step::Leave(node) => {
                match node.value() {
                    QueryNode::And | QueryNode::Or => {
                        writer.sql(if chains.len() > 1 { ")" } else { "" });
                        chains.pop();
                    }
                    QueryNode::Not => negated = !negated,
                    QueryNode::Test(_) | QueryNode::Invalid => {}
                }
                if is_operand(node)
                    && let Some(chain) = chains.last_mut()
                {
                    chain.after(writer);
                }
            }
        }
    }
    Ok(())
}

/// Whether a node is an operand of a chain, and not of a NOT.
fn is_operand(node: NodeRef<'_, QueryNode>) -> bool {
    node.parent().is_some_and(|parent| matches!(parent.value(), QueryNode::And | QueryNode::Or))
}

/// A chain that is being written: how many of its operands are, in parentheses of [`LONGEST`] each, of so many of those
/// each, and so on.
#[derive(Debug)]
struct Chain {
    connective: &'static str,
    written: usize,
    operands: usize,
}

impl Chain {
    fn new(and: bool, node: NodeRef<'_, QueryNode>) -> Self {
        let connective = if and { " AND " } else { " OR " };
        Self { connective, written: 0, operands: node.children().count() }
    }

    /// How many operands a parenthesis of each level holds, the largest first.
    fn sizes(&self) -> impl Iterator<Item = usize> + use<> {
        let operands = self.operands;
        std::iter::successors(Some(LONGEST), |size| size.checked_mul(LONGEST))
            .take_while(move |size| *size < operands)
    }

    fn levels(&self) -> usize {
        self.sizes().count()
    }

    fn before(&self, writer: &mut Writer) {
        writer.sql(if self.written == 0 { "" } else { self.connective });
        for _ in self.sizes().filter(|size| self.written.is_multiple_of(*size)) {
            writer.sql("(");
        }
    }

    fn after(&mut self, writer: &mut Writer) {
        self.written += 1;
        let ends = |size: &usize| self.written.is_multiple_of(*size) || self.written == self.operands;
        for _ in self.sizes().filter(ends) {
            writer.sql(")");
        }
    }
}

fn test(
    query: &Query,
    predicate: &Predicate,
    negated: bool,
    mapping: &Mapping,
    options: SqlOptions,
    writer: &mut Writer,
) -> Result<(), SqlError> {
    let Some(field) = query.field(predicate.field) else { return Err(SqlError::Incomplete) };
    let no_column = || SqlError::NoColumn { field: field.name().to_owned() };
    let columns = mapping.field(field.name()).ok_or_else(no_column)?;
    let asked = Asked { field_type: field.field_type(), columns, options };
    let answers = answers(&predicate.test, query.missing());
    let answers = if negated { answers.inverted() } else { answers };
    asked.condition(&predicate.test)?.write(answers, writer);
    Ok(())
}

/// Section 7: the negative operators are complements, or false on missing.
fn answers(test: &Test, missing: MissingValues) -> Answers {
    let negative = match test {
        Test::Compare { operator, .. } => matches!(operator, Operator::NotEqual | Operator::DoesNotContain),
        Test::In { negated, .. } | Test::Empty { negated } => *negated,
    };
    let on_missing = match missing {
        MissingValues::Complement => negative,
        MissingValues::Exclude => false,
    };
    Answers { yes: !negative, no: negative, missing: on_missing }
}

impl Answers {
    const fn inverted(self) -> Self {
        Self { yes: !self.yes, no: !self.no, missing: !self.missing }
    }
}
