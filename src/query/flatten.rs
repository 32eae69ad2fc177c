//! Builds a tree without groups, in which no chain is an operand of a chain of the same connective.

use crate::syntax::Connective;
use crate::syntax::ast::{Ast, Node};
use crate::text::Span;
use crate::tree::{NodeId, Siblings, Tree, TreeBuilder};

/// A tree that grows during a walk through another one. What is opened for a node of that one is closed for it too.
pub(super) struct Flattened<'s> {
    builder: TreeBuilder<Node<'s>>,
    frames: Vec<Frame<'s>>,
    root: Option<NodeId>,
}

/// A branch that is not complete.
struct Frame<'s> {
    owner: NodeId,
    /// `None` for NOT, which goes on with nothing.
    connective: Option<Connective>,
    node: Node<'s>,
    operands: Siblings,
}

impl<'s> Flattened<'s> {
    pub(super) fn with_capacity(nodes: usize) -> Self {
        Self { builder: TreeBuilder::with_capacity(nodes), frames: Vec::new(), root: None }
    }

    pub(super) fn leaf(&mut self, node: Node<'s>) {
        let id = self.builder.leaf(node);
        self.operand(id);
    }

    /// Opens a chain, unless it goes on with the one around it.
    pub(super) fn open_chain(&mut self, owner: NodeId, connective: Connective, span: Span) {
        if self.frames.last().is_some_and(|around| around.connective == Some(connective)) {
            return;
        }
        let node = match connective {
            Connective::And => Node::And { span },
            Connective::Or => Node::Or { span },
        };
        self.frames.push(Frame { owner, connective: Some(connective), node, operands: Siblings::default() });
    }

    pub(super) fn open_not(&mut self, owner: NodeId, span: Span, keyword: Span) {
        let node = Node::Not { span, keyword };
        self.frames.push(Frame { owner, connective: None, node, operands: Siblings::default() });
    }

    /// Closes what was opened for `owner`, if anything was.
    pub(super) fn close(&mut self, owner: NodeId) {
        if let Some(frame) = self.frames.pop_if(|frame| frame.owner == owner) {
            let id = self.builder.close(frame.node, frame.operands);
            self.operand(id);
        }
    }

    /// The tree; all is closed by now.
    pub(super) fn finish(self) -> Ast<'s> {
        self.root.map_or_else(Tree::default, |root| self.builder.finish(root))
    }

    fn operand(&mut self, id: NodeId) {
        match self.frames.last_mut() {
            Some(frame) => self.builder.append(&mut frame.operands, id),
            None => self.root = Some(id),
        }
    }
}
