//! The JSON form of a tree; stable, and documented in `docs/json.md`.
//!
//! Nodes are a flat list, children before their parents, with spans in bytes.

use serde::ser::SerializeSeq;
use serde::{Serialize, Serializer};

use super::ast::{Ast, Condition, ErrorNode, Literal, Name, Node, NodeKind, Operator};
use crate::text::Span;

/// A tree as it serialises: `{"nodes": […]}`, the root last.
///
/// ```
/// use coreql::syntax::{AstForm, parse};
///
/// let parsed = parse("(a = 1)");
/// let json = serde_json::to_value(AstForm(parsed.tree()))?;
/// assert_eq!(json["nodes"][1], serde_json::json!({"kind": "group", "span": {"start": 0, "end": 7}, "children": [0]}));
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Clone, Copy, Debug)]
pub struct AstForm<'t, 's>(pub &'t Ast<'s>);

#[derive(Serialize)]
struct TreeForm<'t, 's> {
    nodes: Nodes<'t, 's>,
}

struct Nodes<'t, 's>(&'t Ast<'s>);

#[derive(Serialize)]
#[serde(tag = "kind", rename_all = "lowercase")]
enum NodeForm<'t> {
    And {
        span: Span,
        children: Vec<usize>,
    },
    Or {
        span: Span,
        children: Vec<usize>,
    },
    Not {
        span: Span,
        keyword: Span,
        children: Vec<usize>,
    },
    Group {
        span: Span,
        children: Vec<usize>,
    },
    Comparison {
        span: Span,
        field: TextForm<'t>,
        operator: &'static str,
        operator_span: Span,
        values: Vec<TextForm<'t>>,
    },
    Error {
        span: Span,
        field: Option<TextForm<'t>>,
        operator: Option<Operator>,
    },
}

#[derive(Serialize)]
struct TextForm<'t> {
    text: &'t str,
    span: Span,
    quoted: bool,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    relative: bool,
}

impl Serialize for AstForm<'_, '_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        TreeForm { nodes: Nodes(self.0) }.serialize(serializer)
    }
}

impl Serialize for Nodes<'_, '_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut nodes = serializer.serialize_seq(Some(self.0.len()))?;
        for node in self.0.postorder() {
            nodes.serialize_element(&node_form(node, &node.kind()))?;
        }
        nodes.end()
    }
}

fn node_form<'t>(node: Node<'_, '_>, kind: &'t NodeKind<'_, '_>) -> NodeForm<'t> {
    let span = node.span();
    let children = || node.children().map(|child| child.id().index()).collect();
    match kind {
        NodeKind::And => NodeForm::And { span, children: children() },
        NodeKind::Or => NodeForm::Or { span, children: children() },
        NodeKind::Not => {
            let keyword = node.extension().map_or(span, |(_, keyword)| keyword);
            NodeForm::Not { span, keyword, children: children() }
        }
        NodeKind::Group => NodeForm::Group { span, children: children() },
        NodeKind::Comparison(comparison) => {
            let (operator, values) = match &comparison.condition {
                Condition::Relation { operator, value, .. } => (operator.as_str(), vec![literal(value)]),
                Condition::Empty { negated: false, .. } => ("is empty", Vec::new()),
                Condition::Empty { negated: true, .. } => ("is not empty", Vec::new()),
                Condition::In { negated: false, values, .. } => ("in", values.iter().map(literal).collect()),
                Condition::In { negated: true, values, .. } => {
                    ("not in", values.iter().map(literal).collect())
                }
                Condition::Between { negated, values, .. } => {
                    (if *negated { "not between" } else { "between" }, values.iter().map(literal).collect())
                }
            };
            let operator_span = comparison.condition.operator_span();
            NodeForm::Comparison { span, field: name(&comparison.field), operator, operator_span, values }
        }
        NodeKind::Error(ErrorNode { field, operator, .. }) => {
            NodeForm::Error { span, field: field.as_ref().map(name), operator: *operator }
        }
    }
}

fn name<'t>(name: &'t Name<'_>) -> TextForm<'t> {
    TextForm { text: &name.text, span: name.span, quoted: name.quoted, relative: false }
}

fn literal<'t>(literal: &'t Literal<'_>) -> TextForm<'t> {
    TextForm { text: &literal.text, span: literal.span, quoted: literal.quoted, relative: literal.relative }
}
