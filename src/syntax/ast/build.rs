//! Building a tree from the leaves up.

use super::{Ast, Comparison, Condition, Connective, Entry, ErrorNode, Literal, NodeKind, Plain, push};
use crate::text::Span;
use crate::tree::{NodeId, Siblings, Tree};

/// Builds an [`Ast`] from the leaves up.
///
/// ```
/// use std::borrow::Cow;
///
/// use coreql::syntax::ast::{AstBuilder, Comparison, Condition, Name};
/// use coreql::syntax::{Style, print};
/// use coreql::text::Span;
///
/// let span = Span::default();
/// let mut builder = AstBuilder::new();
/// let field = Name { text: Cow::Borrowed("comment"), span, quoted: true };
/// let comment = builder.comparison(Comparison { field, condition: Condition::Empty { negated: false, span } });
/// let not = builder.not(span, comment);
/// assert_eq!(print(&builder.finish(not), Style::Compact)?, "NOT comment is empty");
/// # Ok::<(), coreql::syntax::PrintError>(())
/// ```
#[derive(Clone, Debug, Default)]
pub struct AstBuilder<'s> {
    tree: Ast<'s>,
}

impl<'s> AstBuilder<'s> {
    /// A builder without nodes.
    pub fn new() -> Self {
        Self::default()
    }

    /// A builder with capacity for this many nodes, and this many comparisons among them.
    pub fn with_capacity(nodes: usize, comparisons: usize) -> Self {
        let comparisons = Vec::with_capacity(comparisons);
        Self { tree: Ast { comparisons, ..Ast::with_capacity("", nodes) } }
    }

    /// Adds a comparison.
    pub fn comparison(&mut self, comparison: Comparison<'s>) -> NodeId {
        self.tree.push_comparison(comparison.span(), comparison)
    }

    /// Adds an error node.
    pub fn error(&mut self, span: Span, error: ErrorNode<'s>) -> NodeId {
        self.tree.push_error(span, error)
    }

    /// Adds an `AND` or `OR` over these operands.
    pub fn chain(&mut self, connective: Connective, span: Span, operands: Siblings) -> NodeId {
        self.tree.close_chain(connective, span, operands)
    }

    /// Adds a `NOT` over the node added last.
    pub fn not(&mut self, span: Span, operand: NodeId) -> NodeId {
        self.tree.close_not(span, operand)
    }

    /// Adds parentheses around the node added last.
    pub fn group(&mut self, span: Span, body: NodeId) -> NodeId {
        self.tree.close_group(span, body)
    }

    /// Adds an operand to those of a node that is added later.
    pub fn append(&mut self, operands: &mut Siblings, operand: NodeId) {
        self.tree.append(operands, operand);
    }

    /// The tree below `root`, which must be the node added last.
    pub fn finish(self, root: NodeId) -> Ast<'s> {
        debug_assert_eq!(root.index() + 1, self.tree.len(), "the root is the last node");
        self.tree
    }
}

/// What a tree is built with: by [`AstBuilder`], or by the parser in its place.
impl<'s> Ast<'s> {
    pub(in crate::syntax) fn with_capacity(source: &'s str, nodes: usize) -> Self {
        Self { source, tree: Tree::with_capacity(nodes), comparisons: Vec::new(), errors: Vec::new() }
    }

    /// Adds a plain comparison of the text.
    #[inline]
    pub(in crate::syntax) fn push_plain(&mut self, plain: Plain) -> NodeId {
        self.tree.push(|| Entry::Plain(plain), None)
    }

    /// Adds a comparison that has this span.
    pub(in crate::syntax) fn push_comparison(&mut self, span: Span, comparison: Comparison<'s>) -> NodeId {
        let entry = Entry::Comparison(span, push(&mut self.comparisons, comparison));
        self.tree.push(|| entry, None)
    }

    pub(in crate::syntax) fn push_error(&mut self, span: Span, error: ErrorNode<'s>) -> NodeId {
        let entry = Entry::Error(span, push(&mut self.errors, error));
        self.tree.push(|| entry, None)
    }

    #[inline]
    pub(in crate::syntax) fn close_chain(
        &mut self,
        connective: Connective,
        span: Span,
        operands: Siblings,
    ) -> NodeId {
        self.tree.close(|| Entry::of(connective, span), operands)
    }

    pub(in crate::syntax) fn close_not(&mut self, span: Span, operand: NodeId) -> NodeId {
        self.tree.close(|| Entry::Not(span), operand.into())
    }

    #[inline]
    pub(in crate::syntax) fn close_group(&mut self, span: Span, body: NodeId) -> NodeId {
        self.tree.close(|| Entry::Group(span), body.into())
    }

    #[inline]
    pub(in crate::syntax) fn append(&mut self, operands: &mut Siblings, operand: NodeId) {
        self.tree.append(operands, operand);
    }

    /// The place in the text of a node added before.
    #[inline]
    pub(in crate::syntax) fn span_of(&self, id: NodeId) -> Span {
        self.tree.value(id).map(Entry::span).unwrap_or_default()
    }

    /// The operator and the value of a node added before, if it is a relation.
    pub(in crate::syntax) fn relation_of(&self, id: NodeId) -> Option<(Span, Literal<'s>)> {
        match self.get(id)?.kind() {
            NodeKind::Comparison(comparison) => match &comparison.condition {
                Condition::Relation { operator_span, value, .. } => Some((*operator_span, value.clone())),
                Condition::Empty { .. } | Condition::In { .. } | Condition::Between { .. } => None,
            },
            _ => None,
        }
    }
}
