//! Tree and catalogue to typed query.

use std::collections::BTreeMap;
use std::sync::Arc;

use smallvec::SmallVec;

mod plain;
mod ranges;

use self::ranges::Reported;
use super::comparison::{self, FieldIndex, Operand, Test};
use super::error::{CheckError, CheckErrorKind};
use super::fields::Fields;
use super::lint::{self, Lint, LintKind, Lints};
use super::missing::MissingValues;
use super::suggest::{days_ago, is_a_few_milliseconds, suggested_date, swapped, without_wildcards};
use super::{Parts, Query, QueryNode};
use crate::catalog::{Catalog, Field, FieldId, FieldType, Reading, Resolution};
use crate::syntax::ast::{Ast, Comparison, Condition, ErrorNode, Literal, Name, Node, NodeKind, Operator};
use crate::syntax::{Token, TokenKind};
use crate::text::Span;
use crate::text::fold::fold;
use crate::tree::{NodeId, Siblings, Tree};
use crate::value::relative::Clock;

/// Options of the checker.
///
/// ```
/// use coreql::query::{CheckOptions, Lints};
///
/// let options = CheckOptions::new().with_lints(Lints::Silent);
/// assert_eq!(options.lints(), Lints::Silent);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CheckOptions {
    lints: Lints,
    missing: MissingValues,
    max_suggestions: u32,
    clock: Option<Clock>,
}

impl Default for CheckOptions {
    fn default() -> Self {
        Self { lints: Lints::Reported, missing: MissingValues::Complement, max_suggestions: 100, clock: None }
    }
}

impl CheckOptions {
    /// Warnings on, missing values as complement.
    pub fn new() -> Self {
        Self::default()
    }

    /// Whether warnings are looked for.
    pub const fn lints(self) -> Lints {
        self.lints
    }

    /// Whether the negative operators hold on a missing value: part of the query from then on.
    pub const fn missing(self) -> MissingValues {
        self.missing
    }

    /// The number of misspelt names and values that get a suggestion. Each costs a search of the catalogue.
    pub const fn max_suggestions(self) -> u32 {
        self.max_suggestions
    }

    /// Sets the number of misspelt names and values that get a suggestion: 100 by default.
    #[must_use]
    pub const fn with_max_suggestions(mut self, most: u32) -> Self {
        self.max_suggestions = most;
        self
    }

    /// What relative dates are relative to; without a clock they are errors.
    pub const fn clock(self) -> Option<Clock> {
        self.clock
    }

    /// Sets what relative dates are relative to. The query keeps what they name then.
    #[must_use]
    pub const fn with_clock(mut self, clock: Clock) -> Self {
        self.clock = Some(clock);
        self
    }

    /// Sets whether warnings are looked for.
    #[must_use]
    pub const fn with_lints(mut self, lints: Lints) -> Self {
        self.lints = lints;
        self
    }

    /// Sets whether the negative operators hold on a missing value.
    #[must_use]
    pub const fn with_missing(mut self, missing: MissingValues) -> Self {
        self.missing = missing;
        self
    }
}

/// The result of checking a tree.
#[derive(Clone, Debug, PartialEq)]
pub struct Checked {
    query: Query,
    errors: Vec<CheckError>,
    lints: Vec<Lint>,
    spans: Spans,
    clock: Option<Clock>,
}

impl Checked {
    /// The typed query; [complete](Query::is_complete) if neither parser nor checker found an error.
    pub const fn query(&self) -> &Query {
        &self.query
    }

    /// The query alone.
    pub fn into_query(self) -> Query {
        self.query
    }

    /// The errors, in source order.
    pub fn errors(&self) -> &[CheckError] {
        &self.errors
    }

    /// What relative dates were relative to.
    pub(crate) const fn clock(&self) -> Option<Clock> {
        self.clock
    }

    /// The warnings, in source order.
    pub fn lints(&self) -> &[Lint] {
        &self.lints
    }

    /// The place in the text of a node of the query: a comparison, or a chain from its first operand to its last.
    /// `None` for a node of another, larger query.
    ///
    /// ```
    /// use coreql::catalog::Catalog;
    /// use coreql::query::{CheckOptions, check};
    /// use coreql::syntax::parse;
    ///
    /// let text = "(common.id = 9) AND comment is empty";
    /// let checked = check(parse(text).tree(), Catalog::builtin(), CheckOptions::new());
    /// let first = checked.query().tree().postorder().next().unwrap();
    /// assert_eq!(checked.span(first.id()).map(|span| &text[span.range()]), Some("common.id = 9"));
    /// ```
    pub fn span(&self, node: NodeId) -> Option<Span> {
        self.spans.get(node)
    }
}

/// Gives names and literals their types (language, sections 5 and 6). Works on any tree: parts with errors become
/// [`QueryNode::Invalid`]. Linear in the tree.
///
/// ```
/// use coreql::catalog::Catalog;
/// use coreql::query::{CheckOptions, check};
/// use coreql::syntax::parse;
///
/// let parsed = parse("common.battery_level >= 50 AND common.compliant contains true");
/// let checked = check(parsed.tree(), Catalog::builtin(), CheckOptions::new());
/// assert_eq!(checked.errors().len(), 1);
/// assert!(!checked.query().is_complete());
/// ```
pub fn check(tree: &Ast<'_>, catalog: &Catalog, options: CheckOptions) -> Checked {
    let typed = Tree::with_capacity(tree.len());
    // All is read to where it stays: moving at once what was just written in parts takes longer than a comparison.
    let mut checked = Checked {
        query: Query::from_parts(typed, Fields::of(catalog), options.missing),
        errors: Vec::new(),
        lints: Vec::new(),
        spans: Spans::default(),
        clock: options.clock,
    };
    Checker::new(&mut checked, catalog, options).read(tree);
    if options.lints == Lints::Reported {
        let Checked { query, lints, spans, .. } = &mut checked;
        lint::structure(tree, query, spans, lints);
        lints.sort_by_key(|lint| lint.span.start);
    }
    checked
}

/// Most queries name no more fields and leave no more subtrees open.
const FEW: usize = 16;

struct Checker<'a> {
    catalog: &'a Catalog,
    options: CheckOptions,
    typed: &'a mut Tree<QueryNode>,
    spans: &'a mut Spans,
    fields: &'a mut Fields,
    /// The fields of the catalogue in a table, once the query has more than a few fields.
    known: Vec<Option<FieldIndex>>,
    /// The fields that the catalogue lacks, by their folded names. Rarely used.
    unknown: Option<BTreeMap<String, FieldIndex>>,
    errors: &'a mut Vec<CheckError>,
    lints: &'a mut Vec<Lint>,
}

/// A field that a name refers to.
#[derive(Clone, Copy)]
struct Resolved<'c> {
    index: FieldIndex,
    field_type: FieldType,
    /// Its entry; custom and unknown fields have none.
    entry: Option<&'c Field>,
}

impl<'a> Checker<'a> {
    fn new(checked: &'a mut Checked, catalog: &'a Catalog, options: CheckOptions) -> Self {
        let Checked { query, errors, lints, spans, .. } = checked;
        let Parts { tree: typed, fields, .. } = Arc::make_mut(&mut query.0);
        Self { catalog, options, typed, spans, fields, known: Vec::new(), unknown: None, errors, lints }
    }

    /// The tree bottom up: groups vanish, and chains within chains of their kind become one. Only a chain under a chain
    /// joins it, so one node is left, the root.
    fn read(&mut self, tree: &Ast<'_>) {
        // Subtrees are done in postorder, so those that wait for their parent are on a stack: as one node, or as the
        // operands that join those of the node above.
        let mut waiting: SmallVec<[Siblings; FEW]> = SmallVec::new();
        for node in tree.postorder() {
            if let Some(id) = self.plain(node) {
                self.note(node.span());
                waiting.push(id.into());
                continue;
            }
            match node.kind() {
                NodeKind::Group => {}
                NodeKind::And => self.chain(node, || QueryNode::And, &mut waiting),
                NodeKind::Or => self.chain(node, || QueryNode::Or, &mut waiting),
                NodeKind::Not => self.not(node.span(), &mut waiting),
                NodeKind::Comparison(comparison) => {
                    self.note(node.span());
                    waiting.push(self.comparison(&comparison).into());
                }
                NodeKind::Error(error) => {
                    self.field_of(error);
                    waiting.push(self.leaf(QueryNode::Invalid, node.span()).into());
                }
            }
        }
    }

    fn leaf(&mut self, node: QueryNode, span: Span) -> NodeId {
        self.note(span);
        self.typed.leaf(node)
    }

    fn note(&mut self, span: Span) {
        self.spans.push(span);
    }

    fn chain(
        &mut self,
        node: Node<'_, '_>,
        chain: impl FnOnce() -> QueryNode,
        waiting: &mut SmallVec<[Siblings; FEW]>,
    ) {
        let first = waiting.len().saturating_sub(node.children().count());
        let mut operands = Siblings::default();
        for more in waiting.iter().skip(first) {
            self.typed.append_all(&mut operands, *more);
        }
        waiting.truncate(first);
        if joins_parent(node) {
            waiting.push(operands);
        } else {
            self.note(node.span());
            waiting.push(self.typed.close(chain, operands).into());
        }
    }

    fn not(&mut self, span: Span, waiting: &mut SmallVec<[Siblings; FEW]>) {
        self.note(span);
        let operand = waiting.pop().unwrap_or_default();
        waiting.push(self.typed.close(|| QueryNode::Not, operand).into());
    }

    fn comparison(&mut self, comparison: &Comparison<'_>) -> NodeId {
        let node = self.resolve(comparison).and_then(|field| self.test(field, comparison));
        node.unwrap_or_else(|| self.typed.leaf(QueryNode::Invalid))
    }

    // Measured with `Operand::new`: without, a check takes 11% longer, because operands are built elsewhere and moved.
    #[inline(always)]
    fn test(&mut self, field: Resolved<'a>, comparison: &Comparison<'_>) -> Option<NodeId> {
        let node = |test| QueryNode::Comparison(comparison::Comparison { field: field.index, test });
        match &comparison.condition {
            Condition::Empty { negated, .. } => {
                Some(self.typed.leaf(node(Test::Empty { negated: *negated })))
            }
            Condition::In { negated, values, .. } => {
                // No text has a list without values.
                let operands = self.operands(field, values).filter(|operands| !operands.is_empty())?;
                Some(self.typed.leaf(node(Test::In { negated: *negated, operands })))
            }
            Condition::Between { negated, operator_span, values } => {
                let operands = self.bounds(field, *operator_span, comparison, values)?;
                Some(self.typed.leaf(node(Test::Between { negated: *negated, operands })))
            }
            Condition::Relation { operator, operator_span, operator_quoted, value } => {
                let (operator, operator_span) = (*operator, *operator_span);
                if value.relative && field.field_type.allows(operator) {
                    match self.relative(field, Some((operator, operator_span)), value) {
                        Ok(None) => {}
                        Ok(Some(operand)) => {
                            return Some(self.typed.leaf(node(Test::Compare { operator, operand })));
                        }
                        Err(Reported) => return None,
                    }
                }
                let reading = field.field_type.read(operator, &value.text, value.quoted);
                let allowed = field.field_type.allows(operator)
                    && reading.is_none_or(|reading| reading.allows(operator));
                if !allowed {
                    let token = operator_token(operator, operator_span, *operator_quoted);
                    self.operator_not_allowed(field, operator, operator_span, token);
                    return None;
                }
                let Some(reading) = reading else {
                    self.unreadable(field, Some((operator, operator_span)), value);
                    return None;
                };
                if self.options.lints == Lints::Reported {
                    self.lint_literal(field, Some(operator), value, reading);
                    self.lint_relation(field, operator, comparison, value, reading);
                }
                Some(self.typed.leaf_with(|| {
                    let operand = Operand::new(reading, &value.text);
                    node(Test::Compare { operator, operand })
                }))
            }
        }
    }

    #[inline(never)]
    fn operands(&mut self, field: Resolved<'a>, values: &[Literal<'_>]) -> Option<Vec<Operand>> {
        let read = |value: &Literal<'_>| self.operand(field, Operator::Equal, None, value);
        // All are read before an unreadable one counts: each of those is an error of its own.
        let operands: Vec<Option<Operand>> = values.iter().map(read).collect();
        operands.into_iter().collect()
    }

    /// Resolves a name (language, rule 5.7).
    fn resolve(&mut self, comparison: &Comparison<'_>) -> Option<Resolved<'a>> {
        let name = &comparison.field;
        match self.catalog.resolve(&name.text) {
            Resolution::Field(id, field) => {
                Some(Resolved { index: self.known(id), field_type: field.field_type(), entry: Some(field) })
            }
            Resolution::Custom(custom) => Some(self.untyped(custom.to_string())),
            Resolution::Ambiguous(fields) => {
                let candidates = self.catalog.names(fields);
                self.error(
                    CheckErrorKind::AmbiguousField { name: name.text.to_string(), candidates },
                    one_word(name.quoted, name.span),
                );
                None
            }
            Resolution::Unknown => self.unknown(comparison),
        }
    }

    fn known(&mut self, id: FieldId) -> FieldIndex {
        // Most queries name a few fields, and a search of those beats a table of the catalogue's.
        if let Some(found) = self.fields.find_among(FEW, id) {
            return found;
        }
        if self.fields.len() >= FEW && self.known.is_empty() {
            self.known.resize(self.catalog.len(), None);
            for (id, index) in self.fields.known() {
                if let Some(known) = self.known.get_mut(id.index()) {
                    *known = Some(index);
                }
            }
        }
        if let Some(found) = self.known.get(id.index()).copied().flatten() {
            return found;
        }
        let index = self.fields.push_known(id);
        if let Some(known) = self.known.get_mut(id.index()) {
            *known = Some(index);
        }
        index
    }

    #[inline(never)]
    fn untyped(&mut self, name: String) -> Resolved<'a> {
        let fields = &mut *self.fields;
        let index = *self
            .unknown
            .get_or_insert_default()
            .entry(fold(&name).into_owned())
            .or_insert_with(|| fields.push_own(name, FieldType::Untyped));
        Resolved { index, field_type: FieldType::Untyped, entry: None }
    }

    #[cold]
    fn unknown(&mut self, comparison: &Comparison<'_>) -> Option<Resolved<'a>> {
        self.unknown_name(&comparison.field, Some(comparison))
    }

    /// The field of a comparison with a syntax error, if its operator was read too (rule 4.6).
    #[cold]
    fn field_of(&mut self, error: &ErrorNode<'_>) {
        let (Some(name), Some(_)) = (&error.field, error.operator) else { return };
        match self.catalog.resolve(&name.text) {
            Resolution::Field(..) | Resolution::Custom(_) => {}
            Resolution::Ambiguous(fields) => {
                let candidates = self.catalog.names(fields);
                let kind = CheckErrorKind::AmbiguousField { name: name.text.to_string(), candidates };
                self.error(kind, one_word(name.quoted, name.span));
            }
            Resolution::Unknown => {
                self.unknown_name(name, None);
            }
        }
    }

    fn unknown_name(&mut self, name: &Name<'_>, comparison: Option<&Comparison<'_>>) -> Option<Resolved<'a>> {
        // A suggestion costs a search of the catalogue, so only as many are made as are shown.
        let before = if self.catalog.is_complete() { self.errors.len() } else { self.lints.len() };
        let shown = before < self.max_suggestions();
        let wanted = shown && (self.catalog.is_complete() || self.options.lints == Lints::Reported);
        let suggestion =
            if wanted { self.catalog.suggest_field(&name.text).map(str::to_owned) } else { None };
        let swapped = comparison.filter(|_| wanted).and_then(|comparison| swapped(self.catalog, comparison));
        let text = name.text.to_string();
        if self.catalog.is_complete() {
            self.error(
                CheckErrorKind::UnknownField { name: text, suggestion, swapped },
                one_word(name.quoted, name.span),
            );
            return None;
        }
        self.lint(LintKind::UnknownField { name: text.clone(), suggestion, swapped }, name.span, name.span);
        Some(self.untyped(text))
    }

    fn max_suggestions(&self) -> usize {
        usize::try_from(self.options.max_suggestions).unwrap_or(usize::MAX)
    }

    /// Reports a literal that the field's type cannot read.
    #[cold]
    fn unreadable(&mut self, field: Resolved<'a>, operator: Option<(Operator, Span)>, literal: &Literal<'_>) {
        let kind = CheckErrorKind::UnreadableValue {
            field: self.name_of(field),
            field_type: field.field_type,
            literal: literal.text.to_string(),
            operator,
        };
        self.error(kind, one_word(literal.quoted, literal.span));
    }

    /// Warns about a literal, of an operator or of a list.
    fn lint_literal(
        &mut self,
        field: Resolved<'a>,
        operator: Option<Operator>,
        literal: &Literal<'_>,
        reading: Reading,
    ) {
        match reading {
            Reading::Text => {
                if !literal.quoted && field.field_type != FieldType::Untyped {
                    self.lint(LintKind::UnquotedText, literal.span, literal.span);
                }
                if let (Some(entry), None | Some(Operator::Equal | Operator::NotEqual)) =
                    (field.entry, operator)
                    && self.lints.len() < self.max_suggestions()
                    && let Some(suggestion) = entry.suggest_value(&literal.text)
                {
                    let suggestion = suggestion.to_owned();
                    self.lint(LintKind::CloseToKnownValue { suggestion }, literal.span, literal.span);
                }
            }
            Reading::Boolean(_) => {
                if literal.quoted {
                    self.lint(LintKind::QuotedBoolean, literal.span, literal.span);
                }
            }
            Reading::Date(interval) => {
                if let Some(suggestion) = suggested_date(&literal.text) {
                    self.lint(LintKind::DateAsNumber { suggestion }, literal.span, literal.span);
                } else if is_a_few_milliseconds(&literal.text, interval) {
                    let suggestion = days_ago(interval, self.options.clock);
                    self.lint(LintKind::FewMilliseconds { suggestion }, literal.span, literal.span);
                }
            }
            Reading::Number(_) => {}
        }
    }

    fn lint_relation(
        &mut self,
        field: Resolved<'a>,
        operator: Operator,
        comparison: &Comparison<'_>,
        value: &Literal<'_>,
        reading: Reading,
    ) {
        if reading != Reading::Text {
            return;
        }
        if let Some((intended, text)) = without_wildcards(operator, &value.text) {
            let span = comparison.condition.operator_span().join(value.span);
            self.lint(LintKind::Wildcard { operator: intended, text: text.to_owned() }, span, value.span);
        }
        if operator.is_ordering() && field.field_type == FieldType::String {
            let span = comparison.condition.operator_span();
            if operator == Operator::Less && value.text.is_empty() {
                self.lint(LintKind::AlwaysFalse, comparison.span(), comparison.span());
            }
            self.lint(LintKind::OrderingOnText, span, comparison.field.span);
        }
        if value.text.is_empty() && matches!(operator, Operator::Equal | Operator::NotEqual) {
            let span = comparison.condition.operator_span().join(value.span);
            let negated = operator == Operator::NotEqual;
            self.lint(LintKind::EqualsEmpty { negated }, span, comparison.field.span);
        }
    }

    #[cold]
    fn operator_not_allowed(
        &mut self,
        field: Resolved<'a>,
        operator: Operator,
        operator_span: Span,
        token: Token,
    ) {
        let kind = CheckErrorKind::OperatorNotAllowed {
            operator,
            operator_span,
            field: self.name_of(field),
            field_type: field.field_type,
        };
        self.error(kind, token);
    }

    fn name_of(&self, field: Resolved<'a>) -> String {
        self.fields.get(field.index).map_or_else(String::new, |field| field.name().to_owned())
    }

    #[cold]
    fn error(&mut self, kind: CheckErrorKind, token: Token) {
        self.errors.push(CheckError { kind, token });
    }

    #[cold]
    fn lint(&mut self, kind: LintKind, span: Span, related: Span) {
        if self.options.lints == Lints::Reported {
            self.lints.push(Lint { kind, span, related });
        }
    }
}

/// The places of the nodes of a query, in their order.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Spans(SmallVec<[Span; FEW]>);

impl Spans {
    fn push(&mut self, span: Span) {
        self.0.push(span);
    }

    pub(super) fn get(&self, node: NodeId) -> Option<Span> {
        self.0.get(node.index()).copied()
    }
}

/// The token of a name or a value.
const fn one_word(quoted: bool, span: Span) -> Token {
    let kind = if quoted { TokenKind::String } else { TokenKind::Word };
    Token { kind, span }
}

/// The first token of an operator; in quotes it is one token.
fn operator_token(operator: Operator, span: Span, quoted: bool) -> Token {
    let kind = match operator {
        _ if quoted => TokenKind::String,
        Operator::Equal => TokenKind::Equal,
        Operator::NotEqual => TokenKind::NotEqual,
        Operator::Less => TokenKind::Less,
        Operator::LessOrEqual => TokenKind::LessOrEqual,
        Operator::Greater => TokenKind::Greater,
        Operator::GreaterOrEqual => TokenKind::GreaterOrEqual,
        Operator::Contains | Operator::StartsWith | Operator::DoesNotContain => TokenKind::Word,
    };
    if kind != TokenKind::Word {
        return Token { kind, span };
    }
    // Words are written in any case, so each is as long as in the canonical spelling.
    let first = operator.as_str().split(' ').next().unwrap_or_default();
    let end = span.start.saturating_add(u32::try_from(first.len()).unwrap_or(u32::MAX));
    Token { kind, span: Span::new(span.start, end.min(span.end)) }
}

/// Whether a chain is an operand of a chain of its own kind, groups aside.
fn joins_parent(node: Node<'_, '_>) -> bool {
    let mut above = node.parent();
    while let Some(group) = above.filter(|parent| parent.is_group()) {
        above = group.parent();
    }
    above.is_some_and(|parent| parent.chain() == node.chain())
}
