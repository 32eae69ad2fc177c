//! Trees of any depth, stored flat.
//!
//! A [`Tree`] keeps its nodes in one vector, children before their parents. Nothing here recurses: a tree of a
//! million nested nodes is built, cloned, walked and dropped on the smallest stack, and a bottom-up pass is a
//! loop over the vector.
//!
//! ```
//! use coreql::tree::{Step, TreeBuilder};
//!
//! let mut builder = TreeBuilder::new();
//! let one = builder.leaf("1");
//! let two = builder.leaf("2");
//! let sum = builder.branch("+", [one, two]);
//! let tree = builder.finish(sum);
//! let polish: Vec<_> = tree
//!     .walk()
//!     .filter_map(|step| match step {
//!         Step::Enter(node) => Some(*node.value()),
//!         Step::Leave(_) => None,
//!     })
//!     .collect();
//! assert_eq!(polish, ["+", "1", "2"]);
//! ```

use std::num::NonZeroU32;

/// The index of a node in its tree. A child's is lower than its parent's.
// Counted from 1, so that an optional one takes four bytes too.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct NodeId(NonZeroU32);

impl NodeId {
    /// More nodes than ids would take hundreds of gigabytes: the saturation is never reached.
    fn at(position: usize) -> Self {
        Self(NonZeroU32::MIN.saturating_add(u32::try_from(position).unwrap_or(u32::MAX)))
    }

    /// The node's index in postorder, from 0.
    pub fn index(self) -> usize {
        usize::try_from(self.0.get() - 1).unwrap_or(usize::MAX)
    }
}

/// A node's neighbours.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
struct Links {
    parent: Option<NodeId>,
    first_child: Option<NodeId>,
    next_sibling: Option<NodeId>,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
struct Slot<T> {
    value: T,
    links: Links,
}

/// A tree, or nothing at all.
///
/// Two trees are equal when they have the same shape and equal values.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Tree<T> {
    // INVARIANT: postorder. Every node but the last has a parent, which comes after it; the last is the root.
    slots: Vec<Slot<T>>,
}

impl<T> Default for Tree<T> {
    fn default() -> Self {
        Self { slots: Vec::new() }
    }
}

impl<T> Tree<T> {
    /// How many nodes there are.
    pub fn len(&self) -> usize {
        self.slots.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.slots.is_empty()
    }

    /// The root, unless the tree is empty.
    pub fn root(&self) -> Option<NodeRef<'_, T>> {
        self.get(NodeId::at(self.slots.len().checked_sub(1)?))
    }

    /// The node with this id. `None` for an id of a larger tree.
    pub fn get(&self, id: NodeId) -> Option<NodeRef<'_, T>> {
        self.slots.get(id.index()).map(|slot| NodeRef { tree: self, slot, id })
    }

    /// Every node, children before their parents, siblings in order; the root is the last.
    pub fn postorder(&self) -> impl DoubleEndedIterator<Item = NodeRef<'_, T>> + ExactSizeIterator {
        self.slots.iter().enumerate().map(|(index, slot)| NodeRef { tree: self, slot, id: NodeId::at(index) })
    }

    /// A walk through the tree from the root: every node is entered before its children and left after them.
    pub fn walk(&self) -> Walk<'_, T> {
        Walk { next: self.root().map(Step::Enter), tree: self }
    }

    /// The same shape with other values.
    pub fn map<U>(self, mut f: impl FnMut(T) -> U) -> Tree<U> {
        Tree {
            slots: self
                .slots
                .into_iter()
                .map(|slot| Slot { value: f(slot.value), links: slot.links })
                .collect(),
        }
    }

    /// The same shape with values made from these.
    pub fn map_ref<'t, U>(&'t self, mut f: impl FnMut(&'t T) -> U) -> Tree<U> {
        Tree {
            slots: self.slots.iter().map(|slot| Slot { value: f(&slot.value), links: slot.links }).collect(),
        }
    }
}

/// A node within its tree.
#[derive(Debug)]
pub struct NodeRef<'t, T> {
    tree: &'t Tree<T>,
    slot: &'t Slot<T>,
    id: NodeId,
}

impl<T> Clone for NodeRef<'_, T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for NodeRef<'_, T> {}

impl<'t, T> NodeRef<'t, T> {
    /// What the node holds.
    pub fn value(self) -> &'t T {
        &self.slot.value
    }

    /// The node's place in the tree.
    pub fn id(self) -> NodeId {
        self.id
    }

    /// The node above, unless this is the root.
    pub fn parent(self) -> Option<NodeRef<'t, T>> {
        self.tree.get(self.slot.links.parent?)
    }

    /// The first of its children.
    pub fn first_child(self) -> Option<NodeRef<'t, T>> {
        self.tree.get(self.slot.links.first_child?)
    }

    /// The child of the same parent that comes next.
    pub fn next_sibling(self) -> Option<NodeRef<'t, T>> {
        self.tree.get(self.slot.links.next_sibling?)
    }

    /// The children in order.
    pub fn children(self) -> impl Iterator<Item = NodeRef<'t, T>> + Clone {
        std::iter::successors(self.first_child(), |child| child.next_sibling())
    }
}

/// One step of a [`Walk`].
#[derive(Clone, Copy, Debug)]
pub enum Step<N> {
    /// Before the node's children.
    Enter(N),
    /// After the node's children, at once for a leaf.
    Leave(N),
}

/// The iterator of [`Tree::walk`]; it keeps no stack.
#[derive(Clone, Debug)]
pub struct Walk<'t, T> {
    tree: &'t Tree<T>,
    next: Option<Step<NodeRef<'t, T>>>,
}

impl<'t, T> Walk<'t, T> {
    /// After [`Step::Enter`] of a node: skips everything below it, and its [`Step::Leave`].
    pub fn skip_children(&mut self, node: NodeRef<'t, T>) {
        self.next = self.after(node);
    }

    fn after(&self, node: NodeRef<'t, T>) -> Option<Step<NodeRef<'t, T>>> {
        let links = node.slot.links;
        match links.next_sibling {
            Some(sibling) => self.tree.get(sibling).map(Step::Enter),
            None => self.tree.get(links.parent?).map(Step::Leave),
        }
    }
}

impl<'t, T> Iterator for Walk<'t, T> {
    type Item = Step<NodeRef<'t, T>>;

    fn next(&mut self) -> Option<Self::Item> {
        let step = self.next.take()?;
        self.next = match step {
            Step::Enter(node) => Some(node.first_child().map_or(Step::Leave(node), Step::Enter)),
            Step::Leave(node) => self.after(node),
        };
        Some(step)
    }
}

/// Builds a [`Tree`] from the leaves up.
#[derive(Clone, Debug)]
pub struct TreeBuilder<T> {
    tree: Tree<T>,
}

impl<T> Default for TreeBuilder<T> {
    fn default() -> Self {
        Self::new()
    }
}

impl<T> TreeBuilder<T> {
    /// A builder without nodes.
    pub const fn new() -> Self {
        Self { tree: Tree { slots: Vec::new() } }
    }

    /// A builder with capacity for this many nodes.
    pub fn with_capacity(nodes: usize) -> Self {
        Self { tree: Tree::with_capacity(nodes) }
    }

    /// Adds a node without children.
    #[inline]
    pub fn leaf(&mut self, value: T) -> NodeId {
        self.tree.push(|| value, None)
    }

    /// Adds a node over these children, which must be the roots of the newest subtrees, in order.
    #[inline]
    pub fn branch(&mut self, value: T, children: impl IntoIterator<Item = NodeId>) -> NodeId {
        let mut siblings = Siblings::default();
        for child in children {
            self.append(&mut siblings, child);
        }
        self.close(value, siblings)
    }

    /// Adds a child after those of `siblings`: for parents that are found after their children.
    pub fn append(&mut self, siblings: &mut Siblings, child: NodeId) {
        self.tree.append(siblings, child);
    }

    /// Adds all of `more` after those of `siblings`, in constant time.
    pub fn append_all(&mut self, siblings: &mut Siblings, more: Siblings) {
        self.tree.append_all(siblings, more);
    }

    /// Adds the parent of these siblings.
    #[inline]
    pub fn close(&mut self, value: T, siblings: Siblings) -> NodeId {
        self.tree.close(|| value, siblings)
    }

    /// The value of a node added before.
    pub fn value(&self, id: NodeId) -> Option<&T> {
        self.tree.value(id)
    }

    /// How many nodes were added.
    pub fn len(&self) -> usize {
        self.tree.len()
    }

    /// Whether none was added.
    pub fn is_empty(&self) -> bool {
        self.tree.is_empty()
    }

    /// The tree below `root`, which must be the node added last.
    pub fn finish(self, root: NodeId) -> Tree<T> {
        debug_assert_eq!(root.index() + 1, self.len(), "the root is the last node");
        self.tree
    }
}

/// What a tree is built with: by [`TreeBuilder`], or in its place.
impl<T> Tree<T> {
    pub(crate) fn with_capacity(nodes: usize) -> Self {
        Self { slots: Vec::with_capacity(nodes) }
    }

    /// Adds a node, without links to its children but the first.
    #[inline]
    pub(crate) fn push(&mut self, value: impl FnOnce() -> T, first_child: Option<NodeId>) -> NodeId {
        let id = NodeId::at(self.slots.len());
        // Made in its place: `push` makes it elsewhere and moves it, and text to filter takes 6% longer.
        self.slots.extend(std::iter::once_with(|| Slot {
            value: value(),
            links: Links { parent: None, first_child, next_sibling: None },
        }));
        id
    }

    /// Adds a child after those of `siblings`.
    pub(crate) fn append(&mut self, siblings: &mut Siblings, child: NodeId) {
        match siblings.last {
            Some(last) => {
                if let Some(slot) = self.slots.get_mut(last.index()) {
                    slot.links.next_sibling = Some(child);
                }
            }
            None => siblings.first = Some(child),
        }
        siblings.last = Some(child);
        siblings.len += 1;
    }

    /// Adds a node without children.
    #[inline]
    pub(crate) fn leaf(&mut self, value: T) -> NodeId {
        self.push(|| value, None)
    }

    /// The same, of a value that is made in its place.
    #[inline]
    pub(crate) fn leaf_with(&mut self, value: impl FnOnce() -> T) -> NodeId {
        self.push(value, None)
    }

    /// Adds all of `more` after those of `siblings`, in constant time.
    pub(crate) fn append_all(&mut self, siblings: &mut Siblings, more: Siblings) {
        let Some((first, last)) = more.ends() else { return };
        self.append(siblings, first);
        siblings.last = Some(last);
        siblings.len += more.len - 1;
    }

    /// Adds the parent of these siblings.
    #[inline]
    pub(crate) fn close(&mut self, value: impl FnOnce() -> T, siblings: Siblings) -> NodeId {
        let parent = self.push(value, siblings.first);
        let mut child = siblings.first;
        while let Some(id) = child {
            child = self.slots.get_mut(id.index()).and_then(|slot| {
                slot.links.parent = Some(parent);
                slot.links.next_sibling
            });
        }
        parent
    }

    pub(crate) fn value(&self, id: NodeId) -> Option<&T> {
        self.slots.get(id.index()).map(|slot| &slot.value)
    }
}

/// The children found so far of a node that is not built yet.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Siblings {
    first: Option<NodeId>,
    last: Option<NodeId>,
    len: u32,
}

impl From<NodeId> for Siblings {
    /// One alone.
    fn from(id: NodeId) -> Self {
        Self { first: Some(id), last: Some(id), len: 1 }
    }
}

impl Siblings {
    /// How many there are.
    pub const fn len(&self) -> u32 {
        self.len
    }

    /// Whether there are none.
    pub const fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// The first, and the last.
    #[inline]
    pub fn ends(&self) -> Option<(NodeId, NodeId)> {
        self.first.zip(self.last)
    }
}
