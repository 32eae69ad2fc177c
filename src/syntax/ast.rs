//! The tree of a text, faithful to it: it keeps groups, quotes and spellings, and mistakes as error nodes.

mod build;

use std::borrow::Cow;
use std::fmt;

pub use self::build::AstBuilder;
use super::error::Extension;
use crate::text::Span;
use crate::tree::{NodeId, NodeRef, Step, Tree};
use crate::value::relative::Relative;

/// The tree of a query. Empty for a query that is empty, which matches every device.
///
/// ```
/// use coreql::syntax::ast::NodeKind;
/// use coreql::syntax::parse;
///
/// let parsed = parse("common.platform = iOS AND (common.retired = false OR comment is empty)");
/// let fields: Vec<String> = parsed
///     .tree()
///     .postorder()
///     .filter_map(|node| match node.kind() {
///         NodeKind::Comparison(comparison) => Some(comparison.field.text.to_string()),
///         _ => None,
///     })
///     .collect();
/// assert_eq!(fields, ["common.platform", "common.retired", "comment"]);
/// ```
#[derive(Clone, Debug, Default)]
pub struct Ast<'s> {
    /// The text that the plain comparisons are in.
    source: &'s str,
    tree: Tree<Entry>,
    // What only some nodes hold, in the order of the nodes.
    comparisons: Vec<Comparison<'s>>,
    errors: Vec<ErrorNode<'s>>,
}

/// A node. Nearly all comparisons are plain, and what is plain has no part outside of its node.
#[derive(Clone, Copy, Debug)]
enum Entry {
    And(Span),
    Or(Span),
    Not(Span),
    Group(Span),
    Plain(Plain),
    /// An index into the comparisons.
    Comparison(Span, u32),
    /// An index into the error nodes.
    Error(Span, u32),
}

impl Entry {
    const fn of(connective: Connective, span: Span) -> Self {
        match connective {
            Connective::And => Self::And(span),
            Connective::Or => Self::Or(span),
        }
    }

    const fn span(&self) -> Span {
        match self {
            Self::And(span)
            | Self::Or(span)
            | Self::Not(span)
            | Self::Group(span)
            | Self::Comparison(span, _)
            | Self::Error(span, _) => *span,
            Self::Plain(plain) => plain.span(),
        }
    }
}

/// A comparison without a list and without escapes: places in the text.
#[derive(Clone, Copy, Debug)]
pub(super) struct Plain {
    pub(super) field: Span,
    pub(super) operator: Span,
    /// The value; the operator where it takes none.
    pub(super) value: Span,
    pub(super) test: PlainTest,
    pub(super) field_quoted: bool,
    pub(super) operator_quoted: bool,
    pub(super) value_quoted: bool,
}

#[derive(Clone, Copy, Debug)]
pub(super) enum PlainTest {
    Relation(Operator),
    Empty,
    NotEmpty,
}

impl Plain {
    const fn span(&self) -> Span {
        Span::new(self.field.start, self.value.end)
    }

    fn comparison(self, source: &str) -> Comparison<'_> {
        let text = |span, quoted| Cow::Borrowed(plain_text(source, span, quoted));
        let (span, quoted) = (self.value, self.value_quoted);
        let condition = match self.test {
            PlainTest::Relation(operator) => Condition::Relation {
                operator,
                operator_span: self.operator,
                operator_quoted: self.operator_quoted,
                value: Literal { text: text(span, quoted), span, quoted, relative: false },
            },
            PlainTest::Empty => Condition::Empty { negated: false, span: self.operator },
            PlainTest::NotEmpty => Condition::Empty { negated: true, span: self.operator },
        };
        let (span, quoted) = (self.field, self.field_quoted);
        Comparison { field: Name { text: text(span, quoted), span, quoted }, condition }
    }
}

/// A relation that is nothing but texts: what nearly all comparisons are.
#[derive(Clone, Copy, Debug)]
pub(crate) struct PlainRelation<'s> {
    pub(crate) field: &'s str,
    pub(crate) operator: Operator,
    pub(crate) value: &'s str,
    pub(crate) value_quoted: bool,
}

/// The text of a word, or of a string without escapes.
#[inline]
pub(super) fn plain_text(source: &str, span: Span, quoted: bool) -> &str {
    let quote = u32::from(quoted);
    let body = Span::new(span.start.saturating_add(quote), span.end.saturating_sub(quote));
    source.get(body.range()).unwrap_or_default()
}

/// Trees are equal if their nodes are, spans included, whatever the text around them.
impl PartialEq for Ast<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.nodes().eq(other.nodes())
    }
}

impl Eq for Ast<'_> {}

impl std::hash::Hash for Ast<'_> {
    fn hash<H: std::hash::Hasher>(&self, state: &mut H) {
        self.len().hash(state);
        self.nodes().for_each(|node| node.hash(state));
    }
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
        let span = Span::default();
        let tree = tree.map_ref(|value| match part(value) {
            Part::Chain(connective) => Entry::of(connective, span),
            Part::Not => Entry::Not(span),
            Part::Comparison(comparison) => Entry::Comparison(span, push(&mut comparisons, comparison)),
            Part::Error(error) => Entry::Error(span, push(&mut errors, error)),
        });
        Self { source: "", tree, comparisons, errors }
    }

    /// All that distinguishes trees: nodes in postorder with their parents.
    fn nodes(&self) -> impl Iterator<Item = (Option<NodeId>, Span, NodeKind<'_, 's>)> {
        self.postorder().map(|node| (node.parent().map(Node::id), node.span(), node.kind()))
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
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum NodeKind<'t, 's> {
    /// Two or more operands joined by `AND`. The span is from the first operand to the last.
    And,
    /// Two or more operands joined by `OR`. The span is from the first operand to the last.
    Or,
    /// `NOT` before its operand. The span is from the keyword to the end of the operand.
    Not,
    /// Parentheses around one expression. They are part of the span.
    Group,
    /// A comparison. It has no operands. Most are stored as places in the text, and put together here.
    Comparison(Cow<'t, Comparison<'s>>),
    /// A mistake, with what could be read of the comparison that contains it; one more operand, without operands of
    /// its own. Its span is all that was read or skipped, empty where something is missing.
    Error(&'t ErrorNode<'s>),
}

impl<'t, 's> Node<'t, 's> {
    /// What the node is.
    pub fn kind(self) -> NodeKind<'t, 's> {
        /// Not the child of any builder: an index is always in its vector.
        const MISSING: &ErrorNode<'static> = &ErrorNode { field: None, operator: None, values: Vec::new() };
        match *self.node.value() {
            Entry::And(_) => NodeKind::And,
            Entry::Or(_) => NodeKind::Or,
            Entry::Not(_) => NodeKind::Not,
            Entry::Group(_) => NodeKind::Group,
            Entry::Plain(plain) => NodeKind::Comparison(Cow::Owned(plain.comparison(self.ast.source))),
            Entry::Comparison(_, index) => match at(&self.ast.comparisons, index) {
                Some(comparison) => NodeKind::Comparison(Cow::Borrowed(comparison)),
                None => NodeKind::Error(MISSING),
            },
            Entry::Error(_, index) => NodeKind::Error(at(&self.ast.errors, index).unwrap_or(MISSING)),
        }
    }

    /// The texts of a relation that is plain, without putting together what else [`Node::kind`] returns.
    #[inline]
    pub(crate) fn plain_relation(self) -> Option<PlainRelation<'s>> {
        let Entry::Plain(Plain { field, field_quoted, value, value_quoted, test, .. }) = *self.node.value()
        else {
            return None;
        };
        let PlainTest::Relation(operator) = test else { return None };
        let source = self.ast.source;
        let (field, value) =
            (plain_text(source, field, field_quoted), plain_text(source, value, value_quoted));
        Some(PlainRelation { field, operator, value, value_quoted })
    }

    /// `AND` or `OR`, however many operands it has.
    pub(crate) fn chain(self) -> Option<Connective> {
        match self.node.value() {
            Entry::And(_) => Some(Connective::And),
            Entry::Or(_) => Some(Connective::Or),
            Entry::Not(_) | Entry::Group(_) | Entry::Plain(_) | Entry::Comparison(..) | Entry::Error(..) => {
                None
            }
        }
    }

    /// Whether it is a pair of parentheses.
    pub(crate) fn is_group(self) -> bool {
        matches!(self.node.value(), Entry::Group(_))
    }

    /// The node's place in the text.
    #[inline]
    pub fn span(self) -> Span {
        self.node.value().span()
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
        self.chain()
    }

    /// The construct of extended syntax that the node is, and its words.
    pub fn extension(self) -> Option<(Extension, Span)> {
        match self.kind() {
            NodeKind::Not => {
                let Span { start, end } = self.span();
                Some((Extension::Not, Span::new(start, end.min(start.saturating_add(NOT_LENGTH)))))
            }
            NodeKind::Comparison(comparison) => comparison.extension(),
            _ => None,
        }
    }

    fn at(self, node: NodeRef<'t, Entry>) -> Option<Self> {
        Some(Self { ast: self.ast, node })
    }
}

/// The length of the keyword that a `NOT` starts with, in bytes.
const NOT_LENGTH: u32 = 3;

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
            Condition::Between { values, .. } => {
                let [_, last] = &**values;
                last.span
            }
        };
        self.field.span.join(end)
    }

    /// Its construct of extended syntax, and the words of that.
    fn extension(&self) -> Option<(Extension, Span)> {
        match &self.condition {
            Condition::In { negated, operator_span, .. } => {
                Some((if *negated { Extension::NotIn } else { Extension::In }, *operator_span))
            }
            Condition::Between { negated, operator_span, .. } => {
                Some((if *negated { Extension::NotBetween } else { Extension::Between }, *operator_span))
            }
            Condition::Relation { value, .. } => {
                value.relative.then_some((Extension::RelativeDate, value.span))
            }
            Condition::Empty { .. } => None,
        }
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
    /// Whether it is a relative date of extended syntax: its text is one, such as `now - 30d`. Fields that are not
    /// dates read `now` and `today` as other words.
    pub relative: bool,
}

impl Literal<'_> {
    /// The relative date that it is, if it is one.
    pub fn relative_date(&self) -> Option<Relative> {
        if self.relative { Relative::parse(&self.text) } else { None }
    }
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
    /// `between … and …`, `not between … and …`.
    Between {
        /// Whether it has `not`.
        negated: bool,
        /// The keyword `between`, with the `not` before it.
        operator_span: Span,
        /// The lowest value and the highest.
        values: Box<[Literal<'s>; 2]>,
    },
}

impl Condition<'_> {
    /// The place of the operator's words.
    pub const fn operator_span(&self) -> Span {
        match self {
            Self::Relation { operator_span, .. }
            | Self::In { operator_span, .. }
            | Self::Between { operator_span, .. } => *operator_span,
            Self::Empty { span, .. } => *span,
        }
    }

    /// The values.
    pub fn values(&self) -> &[Literal<'_>] {
        match self {
            Self::Relation { value, .. } => std::slice::from_ref(value),
            Self::Empty { .. } => &[],
            Self::In { values, .. } => values,
            Self::Between { values, .. } => &**values,
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
    /// The values of a list that was read whole.
    pub(crate) values: Vec<Span>,
}
