//! The tree of a text, faithful to it: groups, quotes and spellings stay, and so do mistakes, as error nodes.

use std::borrow::Cow;
use std::fmt;

use super::error::{Connective, Extension};
use crate::text::Span;
use crate::tree::{NodeRef, Tree};

/// The tree of a query. Empty for a query that is empty, which matches every device.
pub type Ast<'s> = Tree<Node<'s>>;

/// A node of the [`Ast`]. What stands below it is in the tree: two or more operands of `And` and `Or`, one of `Not` and `Group`.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Node<'s> {
    /// Operands joined by `AND`.
    And {
        /// From the first operand to the last.
        span: Span,
    },
    /// Operands joined by `OR`.
    Or {
        /// From the first operand to the last.
        span: Span,
    },
    /// `NOT` before an operand.
    Not {
        /// From the keyword to the operand's end.
        span: Span,
        /// The keyword.
        keyword: Span,
    },
    /// Parentheses around an expression.
    Group {
        /// The parentheses and all between them.
        span: Span,
    },
    /// A comparison.
    Comparison(Comparison<'s>),
    /// A mistake, with what could be read of the comparison that it broke. It stands as one more operand where it was found.
    Error(ErrorNode<'s>),
}

impl Node<'_> {
    /// Where the node stands.
    pub fn span(&self) -> Span {
        match self {
            Self::And { span } | Self::Or { span } | Self::Not { span, .. } | Self::Group { span } => *span,
            Self::Comparison(comparison) => comparison.span(),
            Self::Error(error) => error.span,
        }
    }

    /// The construct of extended syntax that the node is, and its words.
    pub const fn extension(&self) -> Option<(Extension, Span)> {
        match self {
            Self::Not { keyword, .. } => Some((Extension::Not, *keyword)),
            Self::Comparison(comparison) => match &comparison.condition {
                Condition::In { negated: false, operator_span, .. } => Some((Extension::In, *operator_span)),
                Condition::In { negated: true, operator_span, .. } => {
                    Some((Extension::NotIn, *operator_span))
                }
                Condition::Relation { .. } | Condition::Empty { .. } => None,
            },
            Self::And { .. } | Self::Or { .. } | Self::Group { .. } | Self::Error(_) => None,
        }
    }
}

impl NodeRef<'_, Node<'_>> {
    /// The connective of a node of two operands or more; with one alone, the node is as good as not there.
    pub fn connective(self) -> Option<Connective> {
        self.first_child()?.next_sibling()?;
        match self.value() {
            Node::And { .. } => Some(Connective::And),
            Node::Or { .. } => Some(Connective::Or),
            Node::Not { .. } | Node::Group { .. } | Node::Comparison(_) | Node::Error(_) => None,
        }
    }
}

/// `field operator value` and its kin.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Comparison<'s> {
    /// The field's name.
    pub field: Name<'s>,
    /// What is asked of it.
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
    /// Where it stands, its quotes included.
    pub span: Span,
    /// Whether it is in quotes.
    pub quoted: bool,
}

/// A value as written.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Literal<'s> {
    /// The value, without quotes and with its escapes resolved.
    pub text: Cow<'s, str>,
    /// Where it stands, its quotes included.
    pub span: Span,
    /// Whether it is in quotes.
    pub quoted: bool,
}

/// What a comparison asks of its field.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Condition<'s> {
    /// An operator and a value.
    Relation {
        /// The operator.
        operator: Operator,
        /// From the operator's first word to its last, its quotes included.
        operator_span: Span,
        /// The value.
        value: Literal<'s>,
    },
    /// `is empty`, `is not empty`.
    Empty {
        /// Whether `not` is there.
        negated: bool,
        /// From `is` to `empty`.
        span: Span,
    },
    /// `in (…)`, `not in (…)`.
    In {
        /// Whether `not` is there.
        negated: bool,
        /// The keyword `in`, with the `not` before it.
        operator_span: Span,
        /// The parentheses and all between them.
        list: Span,
        /// The values, one at least.
        values: Vec<Literal<'s>>,
    },
}

impl Condition<'_> {
    /// Where the operator's words stand.
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

    /// Whether it looks into text: `contains`, `starts with`, `does not contain`.
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

    /// The operator that holds exactly where this one does not, where Core has one.
    pub const fn complement(self) -> Option<Self> {
        match self {
            Self::Equal => Some(Self::NotEqual),
            Self::NotEqual => Some(Self::Equal),
            Self::Contains => Some(Self::DoesNotContain),
            Self::DoesNotContain => Some(Self::Contains),
            Self::Less | Self::LessOrEqual | Self::Greater | Self::GreaterOrEqual | Self::StartsWith => None,
        }
    }
}

impl fmt::Display for Operator {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// What is left of a comparison, or of anything else, that has a mistake in it.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct ErrorNode<'s> {
    /// All that was read or skipped; empty where something is missing.
    pub span: Span,
    /// The field, if one was read.
    pub field: Option<Name<'s>>,
    /// The operator, if one was read or could be guessed.
    pub operator: Option<Operator>,
}
