//! Queries from code: no text of a value can change the shape of the query.
//!
//! ```
//! use coreql::catalog::Catalog;
//! use coreql::query::build::field;
//!
//! let query = (field("platform").eq("iOS") & field("comment").contains("\" OR \"x\" = \"x"))
//!     .query(Catalog::builtin())?;
//! assert_eq!(
//!     query.to_string(),
//!     r#""common.platform" = "iOS" AND "common.comment" contains "\" OR \"x\" = \"x""#,
//! );
//! # Ok::<(), coreql::query::build::BuildError>(())
//! ```

use std::borrow::Cow;
use std::collections::VecDeque;
use std::fmt;
use std::ops::{BitAnd, BitOr, Not};

use super::Query;
use super::{CheckError, CheckOptions, Lints, check};
use crate::catalog::Catalog;
use crate::syntax::ast::{self, Ast, AstBuilder, Comparison, Condition, Name, Operator};
use crate::syntax::{Connective, Style, print};
use crate::text::Span;
use crate::tree::{NodeId, Siblings};
use crate::value::relative::Relative;

/// The start of a comparison: a field by its name.
pub fn field(name: impl Into<String>) -> FieldName {
    FieldName(name.into())
}

/// All of these; `None` if there are none: that is the empty query, [`Query::all`].
pub fn all_of(expressions: impl IntoIterator<Item = Expr>) -> Option<Expr> {
    expressions.into_iter().reduce(BitAnd::bitand)
}

/// At least one of these; `None` if there are none, because no query matches no device.
pub fn any_of(expressions: impl IntoIterator<Item = Expr>) -> Option<Expr> {
    expressions.into_iter().reduce(BitOr::bitor)
}

/// A field's name, to be compared.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldName(String);

/// A value as a query writes it: text in quotes, numbers and booleans bare.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Literal {
    text: String,
    quoted: bool,
    relative: bool,
}

impl From<Relative> for Literal {
    /// The query needs a clock: see [`Expr::query_with`].
    fn from(relative: Relative) -> Self {
        Self { text: relative.to_string(), quoted: false, relative: true }
    }
}

impl From<&str> for Literal {
    fn from(text: &str) -> Self {
        Self { text: text.to_owned(), quoted: true, relative: false }
    }
}

impl From<String> for Literal {
    fn from(text: String) -> Self {
        Self { text, quoted: true, relative: false }
    }
}

impl From<i64> for Literal {
    fn from(number: i64) -> Self {
        Self { text: number.to_string(), quoted: false, relative: false }
    }
}

impl From<i32> for Literal {
    fn from(number: i32) -> Self {
        i64::from(number).into()
    }
}

impl From<f64> for Literal {
    /// A number that is not finite is not a number of the language: a number field refuses it, an untyped one takes it
    /// as text.
    fn from(number: f64) -> Self {
        Self { text: format!("{number:?}"), quoted: false, relative: false }
    }
}

impl From<bool> for Literal {
    fn from(value: bool) -> Self {
        Self { text: value.to_string(), quoted: false, relative: false }
    }
}

impl Literal {
    fn literal(self) -> ast::Literal<'static> {
        ast::Literal {
            text: Cow::Owned(self.text),
            span: Span::default(),
            quoted: self.quoted,
            relative: self.relative,
        }
    }
}

macro_rules! relations {
    ($($(#[$doc:meta])* $method:ident => $operator:ident;)*) => {
        impl FieldName {
            $($(#[$doc])*
            #[allow(clippy::should_implement_trait, reason = "they make a query; they do not compare names")]
            pub fn $method(self, value: impl Into<Literal>) -> Expr {
                self.relation(Operator::$operator, value.into())
            })*
        }
    };
}

relations! {
    /// `=`
    eq => Equal;
    /// `!=`
    ne => NotEqual;
    /// `<`
    lt => Less;
    /// `<=`
    le => LessOrEqual;
    /// `>`
    gt => Greater;
    /// `>=`
    ge => GreaterOrEqual;
    /// `contains`
    contains => Contains;
    /// `starts with`
    starts_with => StartsWith;
    /// `does not contain`
    does_not_contain => DoesNotContain;
}

impl FieldName {
    /// `is empty`
    pub fn is_empty(self) -> Expr {
        self.condition(Condition::Empty { negated: false, span: Span::default() })
    }

    /// `is not empty`
    pub fn is_not_empty(self) -> Expr {
        self.condition(Condition::Empty { negated: true, span: Span::default() })
    }

    /// `IN`, extended; without values the query is invalid.
    pub fn is_in<W: Into<Literal>>(self, values: impl IntoIterator<Item = W>) -> Expr {
        self.list(false, values)
    }

    /// `NOT IN`, extended; without values the query is invalid.
    pub fn not_in<W: Into<Literal>>(self, values: impl IntoIterator<Item = W>) -> Expr {
        self.list(true, values)
    }

    /// `BETWEEN`, extended: at least the first value and at most the second.
    pub fn between(self, low: impl Into<Literal>, high: impl Into<Literal>) -> Expr {
        self.bounds(false, low.into(), high.into())
    }

    /// `NOT BETWEEN`, extended.
    pub fn not_between(self, low: impl Into<Literal>, high: impl Into<Literal>) -> Expr {
        self.bounds(true, low.into(), high.into())
    }

    fn bounds(self, negated: bool, low: Literal, high: Literal) -> Expr {
        let values = Box::new([low.literal(), high.literal()]);
        self.condition(Condition::Between { negated, operator_span: Span::default(), values })
    }

    fn list<W: Into<Literal>>(self, negated: bool, values: impl IntoIterator<Item = W>) -> Expr {
        let values = values.into_iter().map(|value| value.into().literal()).collect();
        let span = Span::default();
        self.condition(Condition::In { negated, operator_span: span, list: span, values })
    }

    fn relation(self, operator: Operator, value: Literal) -> Expr {
        self.condition(Condition::Relation {
            operator,
            operator_span: Span::default(),
            operator_quoted: false,
            value: value.literal(),
        })
    }

    fn condition(self, condition: Condition<'static>) -> Expr {
        let field = Name { text: Cow::Owned(self.0), span: Span::default(), quoted: true };
        Expr { steps: VecDeque::from([Step::Comparison(Comparison { field, condition })]), open: None }
    }
}

/// An expression of the language, made of comparisons with `&`, `|` and `!`.
#[derive(Clone, Debug)]
pub struct Expr {
    /// The expression in postorder, without the chain at its top that may still grow.
    // Nodes get their ids at the end, so that joining moves the shorter side alone.
    steps: VecDeque<Step>,
    /// That chain: its connective, and how many operands it has.
    open: Option<(Connective, usize)>,
}

#[derive(Clone, Debug)]
enum Step {
    Comparison(Comparison<'static>),
    /// Joins as many of the newest operands.
    Chain(Connective, usize),
    /// Negates the newest operand.
    Not,
}

impl Expr {
    /// The typed query, in extended syntax if `!`, `is_in`, `not_in`, `between`, `not_between` or a relative date is
    /// used.
    ///
    /// # Errors
    /// Names, operators or values that the catalogue does not allow, lists without values, and relative dates: those
    /// need [`query_with`](Self::query_with).
    pub fn query(self, catalog: &Catalog) -> Result<Query, BuildError> {
        self.query_with(catalog, CheckOptions::new())
    }

    /// The typed query, with a clock for its relative dates, or with another meaning of missing values.
    ///
    /// ```
    /// use coreql::catalog::Catalog;
    /// use coreql::query::CheckOptions;
    /// use coreql::query::build::field;
    /// use coreql::value::relative::{Clock, Relative, Unit};
    ///
    /// let month_ago = Relative::TODAY.minus(1, Unit::Month).unwrap();
    /// let options = CheckOptions::new().with_clock(Clock::new(1_717_243_200_000));
    /// let query = field("last_connected_at").lt(month_ago).query_with(Catalog::builtin(), options)?;
    /// assert_eq!(query.to_string(), r#""common.last_connected_at" < today - 1mo"#);
    /// # Ok::<(), coreql::query::build::BuildError>(())
    /// ```
    ///
    /// # Errors
    /// Names, operators or values that the catalogue does not allow, and lists without values.
    pub fn query_with(self, catalog: &Catalog, options: CheckOptions) -> Result<Query, BuildError> {
        let tree = self.ast();
        let checked = check(&tree, catalog, options.with_lints(Lints::Silent));
        if checked.query().is_complete() {
            Ok(checked.into_query())
        } else {
            Err(BuildError { errors: checked.errors().to_vec() })
        }
    }

    /// The text, canonically printed.
    pub fn to_text(self) -> String {
        // Only error nodes cannot be printed, and there are none.
        print(&self.ast(), Style::Canonical).unwrap_or_default()
    }

    fn ast(mut self) -> Ast<'static> {
        self.close();
        let mut builder = AstBuilder::new();
        let mut operands: Vec<NodeId> = Vec::new();
        for step in self.steps {
            let id = match step {
                Step::Comparison(comparison) => builder.comparison(comparison),
                Step::Not => {
                    let Some(operand) = operands.pop() else { continue };
                    builder.not(Span::default(), operand)
                }
                Step::Chain(connective, len) => {
                    let mut siblings = Siblings::default();
                    for id in operands.drain(operands.len().saturating_sub(len)..) {
                        builder.append(&mut siblings, id);
                    }
                    builder.chain(connective, Span::default(), siblings)
                }
            };
            operands.push(id);
        }
        operands.pop().map(|root| builder.finish(root)).unwrap_or_default()
    }

    /// Ends the chain at the top.
    fn close(&mut self) {
        if let Some((connective, len)) = self.open.take() {
            self.steps.push_back(Step::Chain(connective, len));
        }
    }

    /// How many operands of a chain this is: those of its own chain, if that has the same connective.
    fn operands_of(&mut self, connective: Connective) -> usize {
        match self.open {
            Some((own, len)) if own == connective => len,
            Some(_) | None => {
                self.close();
                1
            }
        }
    }

    fn join(mut self, connective: Connective, mut other: Self) -> Self {
        let len = self.operands_of(connective) + other.operands_of(connective);
        let steps = if self.steps.len() >= other.steps.len() {
            self.steps.append(&mut other.steps);
            self.steps
        } else {
            for step in self.steps.into_iter().rev() {
                other.steps.push_front(step);
            }
            other.steps
        };
        Self { steps, open: Some((connective, len)) }
    }
}

/// Why an expression is not a query.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BuildError {
    errors: Vec<CheckError>,
}

impl BuildError {
    /// The names, operators and values that the catalogue does not allow; none if a list has no values.
    pub fn errors(&self) -> &[CheckError] {
        &self.errors
    }
}

impl fmt::Display for BuildError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.errors.first() {
            Some(error) => error.fmt(f),
            None => f.write_str("a list has no values"),
        }
    }
}

impl std::error::Error for BuildError {}

impl BitAnd for Expr {
    type Output = Self;

    /// `AND`
    fn bitand(self, other: Self) -> Self {
        self.join(Connective::And, other)
    }
}

impl BitOr for Expr {
    type Output = Self;

    /// `OR`
    fn bitor(self, other: Self) -> Self {
        self.join(Connective::Or, other)
    }
}

impl Not for Expr {
    type Output = Self;

    /// `NOT`, extended: the text of such a query is read with [`Options::extended`](crate::Options::extended), and Core
    /// takes it once [`to_core`](crate::query::to_core) has rewritten it.
    fn not(mut self) -> Self {
        self.close();
        self.steps.push_back(Step::Not);
        self
    }
}
