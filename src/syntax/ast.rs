//! The tree of a text, faithful to it: it keeps groups, quotes and spellings, and mistakes as error nodes.

use std::borrow::Cow;
use std::fmt;

use super::error::Extension;
use crate::text::Span;
use crate::tree::{NodeId, NodeRef, Siblings, Step, Tree, TreeBuilder};

/// The tree of a query. Empty for a query that is empty, which matches every device.
///
/// ```
/// use coreql::syntax::ast::NodeKind;
/// use coreql::syntax::parse;
///
/// let parsed = parse("common.platform = iOS AND (common.retired = false OR comment is empty)");
/// let fields: Vec<&str> = parsed
///     .tree()
///     .postorder()
///     .filter_map(|node| match node.kind() {
///         NodeKind::Comparison(comparison) => Some(&*comparison.field.text),
///         _ => None,
///     })
///     .collect();
/// assert_eq!(fields, ["common.platform", "common.retired", "comment"]);
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Ast<'s> {
    // A node is a kind and a span; what only some nodes hold is in vectors of its own, in the order of the nodes.
    tree: Tree<Entry>,
    comparisons: Vec<Comparison<'s>>,
    errors: Vec<ErrorNode<'s>>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
struct Entry {
    span: Span,
    kind: EntryKind,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum EntryKind {
    And,
    Or,
    Not,
    Group,
    /// An index into the comparisons.
    Comparison(u32),
    /// An index into the error nodes.
    Error(u32),
}

impl<'s> Ast<'s> {
    /// The number of nodes.
    pub fn len(&self) -> usize {
        self.tree.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.tree.is_empty()
    }

    /// The root, unless the tree is empty.
    pub fn root(&self) -> Option<Node<'_, 's>> {
        self.tree.root().map(|node| self.node(node))
    }

    /// The node with this id. `None` for an id of a larger tree.
    pub fn get(&self, id: NodeId) -> Option<Node<'_, 's>> {
        self.tree.get(id).map(|node| self.node(node))
    }

    /// Every node, children before their parents, siblings in order; the root is the last.
    pub fn postorder(&self) -> impl DoubleEndedIterator<Item = Node<'_, 's>> + ExactSizeIterator {
        self.tree.postorder().map(|node| self.node(node))
    }

    /// A walk through the tree from the root: every node is entered before its children and left after them.
    pub fn walk(&self) -> impl Iterator<Item = Step<Node<'_, 's>>> {
        self.tree.walk().map(|step| match step {
            Step::Enter(node) => Step::Enter(self.node(node)),
            Step::Leave(node) => Step::Leave(self.node(node)),
        })
    }

    /// A tree of the same shape as another one, with a part for each of its nodes; none of the parts has a place in a
    /// text.
    pub(crate) fn with_shape_of<'t, T>(tree: &'t Tree<T>, mut part: impl FnMut(&'t T) -> Part<'s>) -> Self {
        let (mut comparisons, mut errors) = (Vec::new(), Vec::new());
        let tree = tree.map_ref(|value| {
            let kind = match part(value) {
                Part::Chain(connective) => connective.into(),
                Part::Not => EntryKind::Not,
                Part::Comparison(comparison) => EntryKind::Comparison(push(&mut comparisons, comparison)),
                Part::Error(error) => EntryKind::Error(push(&mut errors, error)),
            };
            Entry { span: Span::default(), kind }
        });
        Self { tree, comparisons, errors }
    }

    fn node<'t>(&'t self, node: NodeRef<'t, Entry>) -> Node<'t, 's> {
        Node { ast: self, node }
    }
}

/// What a node becomes in [`Ast::with_shape_of`].
pub(crate) enum Part<'s> {
    Chain(Connective),
    Not,
    Comparison(Comparison<'s>),
    Error(ErrorNode<'s>),
}

/// Adds to a vector, and returns the index of what was added.
#[inline]
fn push<T>(all: &mut Vec<T>, one: T) -> u32 {
    // Positions in a text fit 32 bits, and so do the parts of one.
    let index = u32::try_from(all.len()).unwrap_or(u32::MAX);
    all.push(one);
    index
}

fn at<T>(all: &[T], index: u32) -> Option<&T> {
    all.get(usize::try_from(index).ok()?)
}

/// A node of an [`Ast`].
#[derive(Clone, Copy, Debug)]
pub struct Node<'t, 's> {
    ast: &'t Ast<'s>,
    node: NodeRef<'t, Entry>,
}

/// The kinds of [`Node`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NodeKind<'t, 's> {
    /// Two or more operands joined by `AND`. The span is from the first operand to the last.
    And,
    /// Two or more operands joined by `OR`. The span is from the first operand to the last.
    Or,
    /// `NOT` before its operand. The span is from the keyword to the end of the operand.
    Not,
    /// Parentheses around one expression. They are part of the span.
    Group,
    /// A comparison. It has no operands.
    Comparison(&'t Comparison<'s>),
    /// A mistake, with what could be read of the comparison that contains it; one more operand, without operands of
    /// its own. Its span is all that was read or skipped, empty where something is missing.
    Error(&'t ErrorNode<'s>),
}

impl<'t, 's> Node<'t, 's> {
    /// What the node is.
    pub fn kind(self) -> NodeKind<'t, 's> {
        /// Not the child of any builder: an index is always in its vector.
        const MISSING: &ErrorNode<'static> = &ErrorNode { field: None, operator: None };
        match self.node.value().kind {
            EntryKind::And => NodeKind::And,
            EntryKind::Or => NodeKind::Or,
            EntryKind::Not => NodeKind::Not,
            EntryKind::Group => NodeKind::Group,
            EntryKind::Comparison(index) => {
                at(&self.ast.comparisons, index).map_or(NodeKind::Error(MISSING), NodeKind::Comparison)
            }
            EntryKind::Error(index) => NodeKind::Error(at(&self.ast.errors, index).unwrap_or(MISSING)),
        }
    }

    /// The node's place in the text.
    pub fn span(self) -> Span {
        self.node.value().span
    }

    /// The node's place in the tree.
    pub fn id(self) -> NodeId {
        self.node.id()
    }

    /// The node above, unless this is the root.
    pub fn parent(self) -> Option<Self> {
        self.at(self.node.parent()?)
    }

    /// The first of its children.
    pub fn first_child(self) -> Option<Self> {
        self.at(self.node.first_child()?)
    }

    /// The next child of the same parent.
    pub fn next_sibling(self) -> Option<Self> {
        self.at(self.node.next_sibling()?)
    }

    /// The operands, in order.
    pub fn children(self) -> impl Iterator<Item = Self> + Clone {
        self.node.children().map(move |node| Self { ast: self.ast, node })
    }

    /// The connective of a node with two operands or more; a chain of one operand means the same as the operand alone.
    pub fn connective(self) -> Option<Connective> {
        self.node.first_child()?.next_sibling()?;
        match self.node.value().kind {
            EntryKind::And => Some(Connective::And),
            EntryKind::Or => Some(Connective::Or),
            _ => None,
        }
    }

    /// The construct of extended syntax that the node is, and its words.
    pub fn extension(self) -> Option<(Extension, Span)> {
        match self.kind() {
            NodeKind::Not => {
                let Span { start, end } = self.span();
                Some((Extension::Not, Span::new(start, end.min(start.saturating_add(NOT_LENGTH)))))
            }
            NodeKind::Comparison(Comparison {
                condition: Condition::In { negated, operator_span, .. },
                ..
            }) => Some((if *negated { Extension::NotIn } else { Extension::In }, *operator_span)),
            _ => None,
        }
    }

    fn at(self, node: NodeRef<'t, Entry>) -> Option<Self> {
        Some(Self { ast: self.ast, node })
    }
}

/// The length of the keyword that a `NOT` starts with, in bytes.
const NOT_LENGTH: u32 = 3;

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
    nodes: TreeBuilder<Entry>,
    comparisons: Vec<Comparison<'s>>,
    errors: Vec<ErrorNode<'s>>,
}

impl<'s> AstBuilder<'s> {
    /// A builder without nodes.
    pub const fn new() -> Self {
        Self { nodes: TreeBuilder::new(), comparisons: Vec::new(), errors: Vec::new() }
    }

    /// A builder with capacity for this many nodes, and this many comparisons among them.
    pub fn with_capacity(nodes: usize, comparisons: usize) -> Self {
        Self {
            nodes: TreeBuilder::with_capacity(nodes),
            comparisons: Vec::with_capacity(comparisons),
            errors: Vec::new(),
        }
    }

    /// Adds a comparison.
    #[inline(always)]
    pub fn comparison(&mut self, comparison: Comparison<'s>) -> NodeId {
        let span = comparison.span();
        let kind = EntryKind::Comparison(push(&mut self.comparisons, comparison));
        self.nodes.leaf(Entry { span, kind })
    }

    /// Adds an error node.
    pub fn error(&mut self, span: Span, error: ErrorNode<'s>) -> NodeId {
        let kind = EntryKind::Error(push(&mut self.errors, error));
        self.nodes.leaf(Entry { span, kind })
    }

    /// Adds an `AND` or `OR` over these operands.
    #[inline]
    pub fn chain(&mut self, connective: Connective, span: Span, operands: Siblings) -> NodeId {
        self.nodes.close(Entry { span, kind: connective.into() }, operands)
    }

    /// Adds a `NOT` over the node added last.
    pub fn not(&mut self, span: Span, operand: NodeId) -> NodeId {
        self.nodes.close(Entry { span, kind: EntryKind::Not }, operand.into())
    }

    /// Adds parentheses around the node added last.
    #[inline]
    pub fn group(&mut self, span: Span, body: NodeId) -> NodeId {
        self.nodes.close(Entry { span, kind: EntryKind::Group }, body.into())
    }

    /// Adds an operand to those of a node that is added later.
    #[inline]
    pub fn append(&mut self, operands: &mut Siblings, operand: NodeId) {
        self.nodes.append(operands, operand);
    }

    /// The tree below `root`, which must be the node added last.
    pub fn finish(self, root: NodeId) -> Ast<'s> {
        Ast { tree: self.nodes.finish(root), comparisons: self.comparisons, errors: self.errors }
    }

    /// The place in the text of a node added before.
    #[inline]
    pub(super) fn span_of(&self, id: NodeId) -> Span {
        self.nodes.value(id).map(|entry| entry.span).unwrap_or_default()
    }

    /// The comparison of a node added before, if it is one.
    pub(super) fn comparison_of(&self, id: NodeId) -> Option<&Comparison<'s>> {
        match self.nodes.value(id)?.kind {
            EntryKind::Comparison(index) => at(&self.comparisons, index),
            _ => None,
        }
    }
}

/// `AND` or `OR`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "snake_case"))]
pub enum Connective {
    /// All operands hold.
    And,
    /// At least one operand holds.
    Or,
}

impl Connective {
    /// The canonical spelling.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::And => "AND",
            Self::Or => "OR",
        }
    }

    /// The other one: what a chain becomes under negation (De Morgan).
    #[must_use]
    pub const fn dual(self) -> Self {
        match self {
            Self::And => Self::Or,
            Self::Or => Self::And,
        }
    }
}

impl fmt::Display for Connective {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl From<Connective> for EntryKind {
    fn from(connective: Connective) -> Self {
        match connective {
            Connective::And => Self::And,
            Connective::Or => Self::Or,
        }
    }
}

/// `field operator value` and its kin.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Comparison<'s> {
    /// The field's name.
    pub field: Name<'s>,
    /// The condition on its value.
    pub condition: Condition<'s>,
}

impl Comparison<'_> {
    /// From the field to the end of the condition.
    pub fn span(&self) -> Span {
        let end = match &self.condition {
            Condition::Relation { value, .. } => value.span,
            Condition::Empty { span, .. } => *span,
            Condition::In { list, .. } => *list,
        };
        self.field.span.join(end)
    }
}

/// A field's name as written.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Name<'s> {
    /// The name, without quotes and with its escapes resolved.
    pub text: Cow<'s, str>,
    /// Its place, including the quotes.
    pub span: Span,
    /// Whether it is in quotes.
    pub quoted: bool,
}

/// A value as written.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Literal<'s> {
    /// The value, without quotes and with its escapes resolved.
    pub text: Cow<'s, str>,
    /// Its place, including the quotes.
    pub span: Span,
    /// Whether it is in quotes.
    pub quoted: bool,
}

/// A condition on the value of a field.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Condition<'s> {
    /// An operator and a value.
    Relation {
        /// The operator.
        operator: Operator,
        /// From the operator's first word to its last, its quotes included.
        operator_span: Span,
        /// Whether the operator is in quotes.
        operator_quoted: bool,
        /// The value.
        value: Literal<'s>,
    },
    /// `is empty`, `is not empty`.
    Empty {
        /// Whether it has `not`.
        negated: bool,
        /// From `is` to `empty`.
        span: Span,
    },
    /// `in (…)`, `not in (…)`.
    In {
        /// Whether it has `not`.
        negated: bool,
        /// The keyword `in`, with the `not` before it.
        operator_span: Span,
        /// The parentheses and all between them.
        list: Span,
        /// The values, at least one.
        values: Vec<Literal<'s>>,
    },
}

impl Condition<'_> {
    /// The place of the operator's words.
    pub const fn operator_span(&self) -> Span {
        match self {
            Self::Relation { operator_span, .. } | Self::In { operator_span, .. } => *operator_span,
            Self::Empty { span, .. } => *span,
        }
    }
}

/// The operators that take one value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub enum Operator {
    /// `=`
    #[cfg_attr(feature = "serde", serde(rename = "="))]
    Equal,
    /// `!=`
    #[cfg_attr(feature = "serde", serde(rename = "!="))]
    NotEqual,
    /// `<`
    #[cfg_attr(feature = "serde", serde(rename = "<"))]
    Less,
    /// `<=`
    #[cfg_attr(feature = "serde", serde(rename = "<="))]
    LessOrEqual,
    /// `>`
    #[cfg_attr(feature = "serde", serde(rename = ">"))]
    Greater,
    /// `>=`
    #[cfg_attr(feature = "serde", serde(rename = ">="))]
    GreaterOrEqual,
    /// `contains`
    #[cfg_attr(feature = "serde", serde(rename = "contains"))]
    Contains,
    /// `starts with`
    #[cfg_attr(feature = "serde", serde(rename = "starts with"))]
    StartsWith,
    /// `does not contain`
    #[cfg_attr(feature = "serde", serde(rename = "does not contain"))]
    DoesNotContain,
}

impl Operator {
    /// All of them, in the order of the language page.
    pub const ALL: [Self; 9] = [
        Self::Equal,
        Self::NotEqual,
        Self::Less,
        Self::LessOrEqual,
        Self::Greater,
        Self::GreaterOrEqual,
        Self::Contains,
        Self::StartsWith,
        Self::DoesNotContain,
    ];

    /// The canonical spelling.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Equal => "=",
            Self::NotEqual => "!=",
            Self::Less => "<",
            Self::LessOrEqual => "<=",
            Self::Greater => ">",
            Self::GreaterOrEqual => ">=",
            Self::Contains => "contains",
            Self::StartsWith => "starts with",
            Self::DoesNotContain => "does not contain",
        }
    }

    /// Whether it is `<`, `<=`, `>` or `>=`.
    pub const fn is_ordering(self) -> bool {
        match self {
            Self::Less | Self::LessOrEqual | Self::Greater | Self::GreaterOrEqual => true,
            Self::Equal | Self::NotEqual | Self::Contains | Self::StartsWith | Self::DoesNotContain => false,
        }
    }

    /// Whether it searches text: `contains`, `starts with`, `does not contain`.
    pub const fn is_textual(self) -> bool {
        match self {
            Self::Contains | Self::StartsWith | Self::DoesNotContain => true,
            Self::Equal
            | Self::NotEqual
            | Self::Less
            | Self::LessOrEqual
            | Self::Greater
            | Self::GreaterOrEqual => false,
        }
    }
}

impl fmt::Display for Operator {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// What could be read of a comparison, or of anything else, that has a mistake in it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct ErrorNode<'s> {
    /// The field, if one was read.
    pub field: Option<Name<'s>>,
    /// The operator, if one was read or could be guessed.
    pub operator: Option<Operator>,
}
