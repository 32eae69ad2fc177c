//! The JSON form of a typed query; stable, and documented in `docs/json.md`.
//!
//! Nodes are a flat list, children before their parents, so that a query of any depth nests no deeper than this:
//!
//! ```
//! use coreql::Query;
//! use coreql::query::MissingValues;
//!
//! let query: Query = "common.id = 9 AND common.comment is empty".parse()?;
//! let json = serde_json::json!({
//!     "fields": [{"name": "common.id", "type": "number"}, {"name": "common.comment", "type": "string"}],
//!     "nodes": [
//!         {"field": "common.id", "operator": "=", "value": {"number": "9"}},
//!         {"field": "common.comment", "operator": "is empty"},
//!         {"and": [0, 1]},
//!     ],
//! });
//! assert_eq!(serde_json::to_value(&query)?, json);
//! assert_eq!(serde_json::from_value::<Query>(json)?, query);
//!
//! // The setting of missing values is written where it is not the default.
//! let json = serde_json::to_value(query.with_missing(MissingValues::Exclude))?;
//! assert_eq!(json["missing"], "exclude");
//! assert_eq!(serde_json::from_value::<Query>(json)?.missing(), MissingValues::Exclude);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

use std::collections::HashMap;
use std::fmt;

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

use super::comparison::{Comparison, FieldIndex, Operand, Test};
use super::fields::Fields;
use super::{MissingValues, Query, QueryNode};
use crate::catalog::FieldType;
use crate::syntax::Limits;
use crate::syntax::ast::Operator;
use crate::tree::{NodeId, NodeRef, TreeBuilder};
use crate::value::relative::Relative;
use crate::value::{Interval, Number, date};

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct QueryForm {
    #[serde(default, skip_serializing_if = "is_default")]
    missing: MissingValues,
    fields: Vec<FieldForm>,
    nodes: Vec<NodeForm>,
}

fn is_default(missing: &MissingValues) -> bool {
    *missing == MissingValues::default()
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct FieldForm {
    name: String,
    #[serde(rename = "type")]
    field_type: FieldType,
}

#[derive(Serialize, Deserialize)]
#[serde(untagged)]
enum NodeForm {
    And(AndForm),
    Or(OrForm),
    Not(NotForm),
    Invalid(InvalidForm),
    Comparison(ComparisonForm),
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct AndForm {
    and: Vec<usize>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct OrForm {
    or: Vec<usize>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct NotForm {
    not: usize,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct InvalidForm {
    invalid: (),
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct ComparisonForm {
    field: String,
    operator: OperatorForm,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    value: Option<ValueForm>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    values: Option<Vec<ValueForm>>,
}

#[derive(Serialize, Deserialize)]
#[serde(untagged)]
enum OperatorForm {
    Relation(Operator),
    Other(OtherOperator),
}

#[derive(Serialize, Deserialize)]
enum OtherOperator {
    #[serde(rename = "in")]
    In,
    #[serde(rename = "not in")]
    NotIn,
    #[serde(rename = "between")]
    Between,
    #[serde(rename = "not between")]
    NotBetween,
    #[serde(rename = "is empty")]
    Empty,
    #[serde(rename = "is not empty")]
    NotEmpty,
}

#[derive(Serialize, Deserialize)]
#[serde(untagged)]
enum ValueForm {
    Plain(OperandForm),
    Relative(RelativeForm),
}

/// A relative date and what it named when the query was checked: from the first millisecond until the one after the
/// last.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct RelativeForm {
    relative: String,
    from: i64,
    until: i64,
}

/// Numbers and dates keep their spelling, so they are text here.
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
enum OperandForm {
    Text(String),
    Number(String),
    Date(String),
    Boolean(bool),
}

impl Serialize for Query {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let fields = self
            .fields()
            .map(|field| FieldForm { name: field.name().to_owned(), field_type: field.field_type() });
        let nodes = self.tree().postorder().map(|node| self.node_form(node));
        QueryForm { missing: self.missing(), fields: fields.collect(), nodes: nodes.collect() }
            .serialize(serializer)
    }
}

impl Query {
    fn node_form(&self, node: NodeRef<'_, QueryNode>) -> NodeForm {
        let mut children = node.children().map(|child| child.id().index());
        match node.value() {
            QueryNode::And => NodeForm::And(AndForm { and: children.collect() }),
            QueryNode::Or => NodeForm::Or(OrForm { or: children.collect() }),
            QueryNode::Not => children.next().map_or(INVALID, |not| NodeForm::Not(NotForm { not })),
            QueryNode::Comparison(comparison) => NodeForm::Comparison(self.comparison_form(comparison)),
            QueryNode::Invalid => INVALID,
        }
    }

    fn comparison_form(&self, comparison: &Comparison) -> ComparisonForm {
        let field = self.field(comparison.field).map_or_else(String::new, |field| field.name().to_owned());
        let (operator, value, values) = match &comparison.test {
            Test::Compare { operator, operand } => {
                (OperatorForm::Relation(*operator), Some(operand.into()), None)
            }
            Test::In { negated, operands } => {
                let operator = if *negated { OtherOperator::NotIn } else { OtherOperator::In };
                (OperatorForm::Other(operator), None, Some(operands.iter().map(ValueForm::from).collect()))
            }
            Test::Between { negated, operands } => {
                let operator = if *negated { OtherOperator::NotBetween } else { OtherOperator::Between };
                (OperatorForm::Other(operator), None, Some(operands.iter().map(ValueForm::from).collect()))
            }
            Test::Empty { negated } => {
                let operator = if *negated { OtherOperator::NotEmpty } else { OtherOperator::Empty };
                (OperatorForm::Other(operator), None, None)
            }
        };
        ComparisonForm { field, operator, value, values }
    }
}

const INVALID: NodeForm = NodeForm::Invalid(InvalidForm { invalid: () });

impl From<&Operand> for ValueForm {
    fn from(operand: &Operand) -> Self {
        Self::Plain(match operand {
            Operand::Text(text) => OperandForm::Text(text.to_string()),
            Operand::Number { spelling, .. } => OperandForm::Number(spelling.to_string()),
            Operand::Date { interval, spelling } if operand.relative_date().is_some() => {
                return Self::Relative(RelativeForm {
                    relative: spelling.to_string(),
                    from: interval.start,
                    // What a relative date names is far from the last of all instants.
                    until: interval.end.saturating_add(1),
                });
            }
            Operand::Date { spelling, .. } => OperandForm::Date(spelling.to_string()),
            Operand::Boolean(value) => OperandForm::Boolean(*value),
        })
    }
}

impl<'de> Deserialize<'de> for Query {
    /// Under the default [`Limits`]; [`Query::deserialize_within`] takes others.
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Self::deserialize_within(Limits::default(), deserializer)
    }
}

impl Query {
    /// Reads the JSON form under limits: the text of names and values counts as bytes, nodes as tokens, and the depth
    /// may be that of a text with the deepest nesting: an `AND` in an `OR` in each group.
    ///
    /// # Errors
    /// Whatever the format's reader finds, a form that no query has, or one beyond the limits.
    pub fn deserialize_within<'de, D: Deserializer<'de>>(
        limits: Limits,
        deserializer: D,
    ) -> Result<Self, D::Error> {
        let form = QueryForm::deserialize(deserializer)?;
        Reader::new(limits).query(form).map_err(de::Error::custom)
    }
}

/// Why a form is not that of a query.
enum Refused {
    TooMuchText,
    TooManyNodes,
    TooDeep,
    Field(String),
    Children(usize),
    Comparison(String),
}

impl fmt::Display for Refused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::TooMuchText => f.write_str("the names and values of the query are longer than the limit"),
            Self::TooManyNodes => f.write_str("the query has more nodes than the limit"),
            Self::TooDeep => f.write_str("the query is nested deeper than the limit"),
            Self::Field(name) => write!(f, "field `{name}` is listed twice or not at all"),
            Self::Children(node) => write!(f, "node {node} does not have the right children"),
            Self::Comparison(name) => write!(f, "a comparison of field `{name}` does not go with its type"),
        }
    }
}

struct Reader {
    limits: Limits,
    bytes: usize,
    fields: HashMap<String, (FieldIndex, FieldType)>,
    builder: TreeBuilder<QueryNode>,
    /// The subtrees without a parent yet, with their heights.
    roots: Vec<(NodeId, u32)>,
}

impl Reader {
    fn new(limits: Limits) -> Self {
        Self { limits, bytes: 0, fields: HashMap::new(), builder: TreeBuilder::new(), roots: Vec::new() }
    }

    fn query(mut self, form: QueryForm) -> Result<Query, Refused> {
        let most = usize::try_from(self.limits.max_tokens()).unwrap_or(usize::MAX);
        if form.nodes.len() > most || form.fields.len() > most {
            return Err(Refused::TooManyNodes);
        }
        let mut fields = Fields::default();
        for FieldForm { name, field_type } in form.fields {
            self.count(&name)?;
            let index = fields.push_own(name.clone(), field_type);
            if self.fields.insert(name.clone(), (index, field_type)).is_some() {
                return Err(Refused::Field(name));
            }
        }
        for (place, node) in form.nodes.into_iter().enumerate() {
            self.node(place, node)?;
        }
        let tree = match self.roots.as_slice() {
            [] => crate::tree::Tree::default(),
            [(root, _)] => self.builder.finish(*root),
            [_, (second, _), ..] => return Err(Refused::Children(second.index())),
        };
        Ok(Query::from_parts(tree, fields, form.missing))
    }

    fn count(&mut self, text: &str) -> Result<(), Refused> {
        self.bytes = self.bytes.saturating_add(text.len());
        let most = usize::try_from(self.limits.max_bytes()).unwrap_or(usize::MAX);
        if self.bytes > most { Err(Refused::TooMuchText) } else { Ok(()) }
    }

    fn node(&mut self, place: usize, form: NodeForm) -> Result<(), Refused> {
        match form {
            NodeForm::And(AndForm { and }) => self.branch(place, QueryNode::And, &and),
            NodeForm::Or(OrForm { or }) => self.branch(place, QueryNode::Or, &or),
            NodeForm::Not(NotForm { not }) => self.branch(place, QueryNode::Not, &[not]),
            NodeForm::Invalid(_) => self.leaf(QueryNode::Invalid),
            NodeForm::Comparison(test) => {
                let comparison = self.comparison(test)?;
                self.leaf(QueryNode::Comparison(comparison))
            }
        }
    }

    fn leaf(&mut self, node: QueryNode) -> Result<(), Refused> {
        let id = self.builder.leaf(node);
        self.roots.push((id, 0));
        Ok(())
    }

    /// The children must be the newest subtrees that have no parent yet, in order: that is what postorder means.
    fn branch(&mut self, place: usize, node: QueryNode, children: &[usize]) -> Result<(), Refused> {
        let chain = !matches!(node, QueryNode::Not);
        let start = self.roots.len().checked_sub(children.len()).ok_or(Refused::Children(place))?;
        let newest = self.roots.get(start..).unwrap_or_default();
        let same = newest.iter().map(|(id, _)| id.index()).eq(children.iter().copied());
        let nested = |id: &NodeId| chain && self.builder.value(*id).is_some_and(|child| *child == node);
        if !same || (chain && children.len() < 2) || newest.iter().any(|(id, _)| nested(id)) {
            return Err(Refused::Children(place));
        }
        let height = newest.iter().map(|(_, height)| height.saturating_add(1)).max().unwrap_or(0);
        let deepest = self.limits.max_nesting().saturating_mul(2).saturating_add(2);
        if height > deepest {
            return Err(Refused::TooDeep);
        }
        let children: Vec<NodeId> = self.roots.drain(start..).map(|(id, _)| id).collect();
        let id = self.builder.branch(node, children);
        self.roots.push((id, height));
        Ok(())
    }

    fn comparison(&mut self, form: ComparisonForm) -> Result<Comparison, Refused> {
        let ComparisonForm { field: name, operator, value, values } = form;
        let Some(&(field, field_type)) = self.fields.get(&name) else { return Err(Refused::Field(name)) };
        let test = match (operator, value, values) {
            (OperatorForm::Relation(operator), Some(value), None) => {
                self.operand(field_type, operator, value)?.map(|operand| Test::Compare { operator, operand })
            }
            (OperatorForm::Other(OtherOperator::In), None, Some(values)) => {
                self.list(field_type, false, values)?
            }
            (OperatorForm::Other(OtherOperator::NotIn), None, Some(values)) => {
                self.list(field_type, true, values)?
            }
            (OperatorForm::Other(OtherOperator::Between), None, Some(values)) => {
                self.bounds(field_type, false, values)?
            }
            (OperatorForm::Other(OtherOperator::NotBetween), None, Some(values)) => {
                self.bounds(field_type, true, values)?
            }
            (OperatorForm::Other(OtherOperator::Empty), None, None) => Some(Test::Empty { negated: false }),
            (OperatorForm::Other(OtherOperator::NotEmpty), None, None) => Some(Test::Empty { negated: true }),
            (OperatorForm::Relation(_) | OperatorForm::Other(_), _, _) => None,
        };
        test.map(|test| Comparison { field, test }).ok_or(Refused::Comparison(name))
    }

    fn list(
        &mut self,
        field_type: FieldType,
        negated: bool,
        values: Vec<ValueForm>,
    ) -> Result<Option<Test>, Refused> {
        let operands = values
            .into_iter()
            .map(|value| self.operand(field_type, Operator::Equal, value))
            .collect::<Result<Option<Vec<_>>, _>>()?;
        Ok(operands.filter(|operands| !operands.is_empty()).map(|operands| Test::In { negated, operands }))
    }

    fn bounds(
        &mut self,
        field_type: FieldType,
        negated: bool,
        values: Vec<ValueForm>,
    ) -> Result<Option<Test>, Refused> {
        let Ok([low, high]) = <[ValueForm; 2]>::try_from(values) else { return Ok(None) };
        let low = self.operand(field_type, Operator::GreaterOrEqual, low)?;
        let high = self.operand(field_type, Operator::LessOrEqual, high)?;
        Ok(low.zip(high).map(|(low, high)| Test::Between { negated, operands: Box::new([low, high]) }))
    }

    /// The operand, if the field's type takes it and the operator.
    fn operand(
        &mut self,
        field_type: FieldType,
        operator: Operator,
        form: ValueForm,
    ) -> Result<Option<Operand>, Refused> {
        let form = match form {
            ValueForm::Plain(form) => form,
            ValueForm::Relative(RelativeForm { relative, from, until }) => {
                self.count(&relative)?;
                let relative = Relative::parse(&relative);
                let interval = until.checked_sub(1).filter(|end| from <= *end);
                let operand = relative
                    .zip(interval)
                    .map(|(relative, end)| Operand::relative(relative, Interval { start: from, end }));
                return Ok(operand.filter(|_| field_type == FieldType::Date && field_type.allows(operator)));
            }
        };
        if let OperandForm::Text(text) | OperandForm::Number(text) | OperandForm::Date(text) = &form {
            self.count(text)?;
        }
        let operand = match form {
            OperandForm::Text(text) => Some(Operand::Text(text.into())),
            OperandForm::Number(text) => {
                Number::parse(&text).map(|value| Operand::Number { value, spelling: text.into() })
            }
            OperandForm::Date(text) => {
                date::parse(&text).map(|interval| Operand::Date { interval, spelling: text.into() })
            }
            OperandForm::Boolean(value) => Some(Operand::Boolean(value)),
        };
        Ok(operand.filter(|operand| {
            let reading = operand.reading();
            field_type.allows(operator) && field_type.has(reading) && reading.allows(operator)
        }))
    }
}
