//! Builds a tree without groups, in which no chain is an operand of a chain of the same connective.

use crate::syntax::Connective;
use crate::syntax::ast::{Ast, AstBuilder, Comparison, ErrorNode};
use crate::text::Span;
use crate::tree::{NodeId, Siblings};

/// A tree that grows during a walk through another one. What is opened for a node of that tree is closed for it too.
pub(super) struct Flattened<'s> {
    builder: AstBuilder<'s>,
    frames: Vec<Frame>,
    root: Option<NodeId>,
}

/// A branch that is not complete.
struct Frame {
    owner: NodeId,
    /// `None` for NOT, which is never continued.
    connective: Option<Connective>,
    span: Span,
    operands: Siblings,
}

impl<'s> Flattened<'s> {
    pub(super) fn with_capacity(nodes: usize) -> Self {
        Self { builder: AstBuilder::with_capacity(nodes, nodes), frames: Vec::new(), root: None }
    }

    pub(super) fn comparison(&mut self, comparison: Comparison<'s>) {
        let id = self.builder.comparison(comparison);
        self.operand(id);
    }

    pub(super) fn error(&mut self, span: Span, error: ErrorNode<'s>) {
        let id = self.builder.error(span, error);
        self.operand(id);
    }

    /// Opens a chain, unless it continues the one around it.
    pub(super) fn open_chain(&mut self, owner: NodeId, connective: Connective, span: Span) {
        if self.frames.last().is_some_and(|around| around.connective == Some(connective)) {
            return;
        }
        self.frames.push(Frame { owner, connective: Some(connective), span, operands: Siblings::default() });
    }

    pub(super) fn open_not(&mut self, owner: NodeId, span: Span) {
        self.frames.push(Frame { owner, connective: None, span, operands: Siblings::default() });
    }

    /// Closes what was opened for `owner`, if anything was.
    pub(super) fn close(&mut self, owner: NodeId) {
        if let Some(frame) = self.frames.pop_if(|frame| frame.owner == owner) {
            let id = match (frame.connective, frame.operands.ends()) {
                (Some(connective), _) => self.builder.chain(connective, frame.span, frame.operands),
                (None, Some((operand, _))) => self.builder.not(frame.span, operand),
                (None, None) => return,
            };
            self.operand(id);
        }
    }

    /// The tree; all is closed by now.
    pub(super) fn finish(self) -> Ast<'s> {
        self.root.map_or_else(Ast::default, |root| self.builder.finish(root))
    }

    fn operand(&mut self, id: NodeId) {
        match self.frames.last_mut() {
            Some(frame) => self.builder.append(&mut frame.operands, id),
            None => self.root = Some(id),
        }
    }
}
