//! A typed query as a tree of text again, and so as text.

use std::borrow::Cow;
use std::fmt;

use super::comparison::{self, Operand, Test};
use super::fields::QueryField;
use super::{Query, QueryNode};
use crate::syntax::ast::{
    Ast, AstBuilder, Comparison, Condition, Connective, ErrorNode, Literal, Name, Part,
};
use crate::syntax::{PrintError, Printed, Style, print};
use crate::text::Span;
use crate::tree::NodeId;

impl Query {
    /// The query as text in a style. `Display` gives [`Style::Canonical`].
    ///
    /// ```
    /// use coreql::{Query, Style};
    ///
    /// let query: Query = "(platform = \"iOS\") AND retired = FALSE".parse()?;
    /// assert_eq!(query.to_text(Style::Compact)?, "common.platform=\"iOS\"AND common.retired=false");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// A query with errors in it; in [`Style::Portal`] also one with `NOT` or `IN`.
    pub fn to_text(&self, style: Style) -> Result<String, PrintError> {
        print(&self.to_ast(), style)
    }

    /// The query as a tree, in canonical spelling and without positions; for the printers.
    ///
    /// ```
    /// use coreql::Query;
    /// use coreql::syntax::{Style, print};
    ///
    /// let query: Query = "(common.retired = FALSE)".parse()?;
    /// assert_eq!(print(&query.to_ast(), Style::Compact)?, "common.retired=false");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn to_ast(&self) -> Ast<'_> {
        Ast::with_shape_of(self.tree(), |node| match node {
            QueryNode::And => Part::Chain(Connective::And),
            QueryNode::Or => Part::Chain(Connective::Or),
            QueryNode::Not => Part::Not,
            QueryNode::Comparison(comparison) => match self.field(comparison.field) {
                Some(field) => Part::Comparison(syntax_of(field, comparison)),
                None => Part::Error(ErrorNode::default()),
            },
            QueryNode::Invalid => Part::Error(ErrorNode::default()),
        })
    }
}

impl Query {
    /// The canonical text of one comparison; `None` for other nodes.
    pub fn comparison_text(&self, id: NodeId) -> Option<String> {
        let QueryNode::Comparison(comparison) = self.tree().get(id)?.value() else { return None };
        let mut builder = AstBuilder::new();
        let leaf = builder.comparison(syntax_of(self.field(comparison.field)?, comparison));
        print(&builder.finish(leaf), Style::Canonical).ok()
    }
}

fn syntax_of<'q>(field: QueryField<'q>, comparison: &'q comparison::Comparison) -> Comparison<'q> {
    let span = Span::default();
    let condition = match &comparison.test {
        Test::Compare { operator, operand } => Condition::Relation {
            operator: *operator,
            operator_span: span,
            operator_quoted: false,
            value: literal(operand),
        },
        Test::In { negated, operands } => Condition::In {
            negated: *negated,
            operator_span: span,
            list: span,
            values: operands.iter().map(literal).collect(),
        },
        Test::Between { negated, operands } => {
            let [low, high] = &**operands;
            Condition::Between {
                negated: *negated,
                operator_span: span,
                values: Box::new([literal(low), literal(high)]),
            }
        }
        Test::Empty { negated } => Condition::Empty { negated: *negated, span },
    };
    let field = Name { text: Cow::Borrowed(field.name()), span, quoted: true };
    Comparison { field, condition }
}

/// The literal of an operand, in canonical quoting.
fn literal(operand: &Operand) -> Literal<'_> {
    let text = operand.text();
    let relative = operand.relative_date().is_some();
    let quoted = !relative && !operand.reading().is_written_bare(text);
    Literal { text: Cow::Borrowed(text), span: Span::default(), quoted, relative }
}

impl fmt::Display for Query {
    /// The canonical text. A query that is not [complete](Query::is_complete) has none, and `(a query with errors)` is
    /// printed instead.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let tree = self.to_ast();
        match Printed::new(&tree, Style::Canonical) {
            Ok(printed) => printed.fmt(f),
            Err(_) => f.write_str("(a query with errors)"),
        }
    }
}
