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
use std::fmt;
use std::ops::{BitAnd, BitOr, Not};

use super::Query;
use super::{CheckError, CheckOptions, Lints, check};
use crate::catalog::Catalog;
use crate::syntax::ast::{self, Ast, AstBuilder, Comparison, Condition, Name, Operator};
use crate::syntax::{Connective, Style, print};
use crate::text::Span;
use crate::tree::{NodeId, Siblings};

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
}

impl From<&str> for Literal {
    fn from(text: &str) -> Self {
        Self { text: text.to_owned(), quoted: true }
    }
}

impl From<String> for Literal {
    fn from(text: String) -> Self {
        Self { text, quoted: true }
    }
}

impl From<i64> for Literal {
    fn from(number: i64) -> Self {
        Self { text: number.to_string(), quoted: false }
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
        Self { text: format!("{number:?}"), quoted: false }
    }
}

impl From<bool> for Literal {
    fn from(value: bool) -> Self {
        Self { text: value.to_string(), quoted: false }
    }
}

impl Literal {
    fn literal(self) -> ast::Literal<'static> {
        ast::Literal { text: Cow::Owned(self.text), span: Span::default(), quoted: self.quoted }
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
        let mut builder = AstBuilder::new();
        let id = builder.comparison(Comparison { field, condition });
        Expr { builder, open: Open::One(id) }
    }
}

/// An expression of the language, made of comparisons with `&`, `|` and `!`.
#[derive(Clone, Debug)]
pub struct Expr {
    builder: AstBuilder<'static>,
    open: Open,
}

/// The top of an expression: a node, or a chain that may still grow.
#[derive(Clone, Copy, Debug)]
enum Open {
    One(NodeId),
    Chain(Connective, Siblings),
}

impl Expr {
    /// The typed query, in extended syntax if `!`, `is_in` or `not_in` is used.
    ///
    /// # Errors
    /// Names, operators or values that the catalogue does not allow, and lists without values.
    pub fn query(self, catalog: &Catalog) -> Result<Query, BuildError> {
        let tree = self.ast();
        let checked = check(&tree, catalog, CheckOptions::new().with_lints(Lints::Silent));
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
        let root = self.close();
        self.builder.finish(root)
    }

    fn close(&mut self) -> NodeId {
        match self.open {
            Open::One(id) => id,
            Open::Chain(connective, siblings) => {
                let id = self.builder.chain(connective, Span::default(), siblings);
                self.open = Open::One(id);
                id
            }
        }
    }

    fn join(mut self, connective: Connective, other: Self) -> Self {
        let mut siblings = match self.open {
            Open::Chain(own, siblings) if own == connective => siblings,
            Open::One(_) | Open::Chain(..) => {
                let id = self.close();
                let mut siblings = Siblings::default();
                self.builder.append(&mut siblings, id);
                siblings
            }
        };
        let mut other = other;
        match other.open {
            Open::Chain(own, more) if own == connective => {
                let more = self.builder.graft(other.builder, more);
                self.builder.append_all(&mut siblings, more);
            }
            Open::One(_) | Open::Chain(..) => {
                let id = other.close();
                let mut one = Siblings::default();
                other.builder.append(&mut one, id);
                let one = self.builder.graft(other.builder, one);
                self.builder.append_all(&mut siblings, one);
            }
        }
        self.open = Open::Chain(connective, siblings);
        self
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

    /// `NOT`, extended
    fn not(mut self) -> Self {
        let operand = self.close();
        let id = self.builder.not(Span::default(), operand);
        self.open = Open::One(id);
        self
    }
}
