//! What may come next: the grammar as an LL(1) automaton that reads valid text only (`grammar/search.ebnf`).
//!
//! The errors of a parse cannot tell: a valid beginning has none, and an earlier mistake hides what is after it.

use crate::catalog::{Catalog, Field, FieldType, Resolution};
use crate::syntax::ast::Operator;
use crate::syntax::lexical::{self, Keyword};
use crate::syntax::{Expectation, Expected, ParseOptions, Syntax, Token, TokenKind};
use crate::value::relative::{Relative, amount, sign};

/// A place in a query, between two tokens: all that the grammar needs to know of the tokens before it.
///
/// It reads tokens one by one, in constant time each. A token that no query has there leaves it
/// [lost](Self::is_lost), until the next connective or parenthesis.
///
/// ```
/// use coreql::ide::Automaton;
/// use coreql::syntax::{Expectation, ParseOptions, TokenKind, tokenize};
///
/// let (text, options) = ("common.platform =", ParseOptions::new());
/// let mut automaton = Automaton::new(options);
/// for token in tokenize(text, options.limits()).filter(|token| token.kind != TokenKind::End) {
///     assert!(automaton.read(token, text));
/// }
/// assert!(automaton.expected().contains(Expectation::Value));
/// ```
#[derive(Clone, Debug)]
pub struct Automaton {
    options: ParseOptions,
    pub(super) place: Place,
    /// Whether a token was read.
    started: bool,
    /// The number of open `NOT`s before each open group, and since the last one.
    groups: Vec<u32>,
    nots: u32,
    /// All open groups and `NOT`s.
    nesting: u32,
    /// Whether the list of an `in` is open.
    list: bool,
    /// The field of the comparison here, and its operator.
    pub(super) field: Option<Token>,
    pub(super) relation: Relation,
}

/// The operator before a value, as far as the type of the field decides what it takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Relation {
    Operator(Operator),
    List,
    Low,
    High,
}

/// The states.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Place {
    /// Where a comparison, a group or `NOT` starts.
    Operand,
    /// After a field.
    Operator,
    /// After `starts`.
    Starts,
    /// After `does`.
    Does,
    /// After `does not`.
    DoesNot,
    /// After `is`.
    Is,
    /// After `is not`.
    IsNot,
    /// After a field and `not`.
    Not,
    /// After `in`.
    In,
    /// After an operator, or within a list.
    Value,
    /// After a value. With the part of a relative date that it may begin.
    AfterValue(Date),
    /// After `now -`.
    Amount,
    /// After a comparison without a value, or a group.
    Connective,
    /// After a mistake.
    Lost,
}

/// How a value may go on as a relative date.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Date {
    /// Not at all.
    Whole,
    /// `now`
    Anchor,
    /// `now-`
    Begun,
}

impl Automaton {
    /// The place before the first token.
    pub fn new(options: ParseOptions) -> Self {
        Self {
            options,
            place: Place::Operand,
            started: false,
            groups: Vec::new(),
            nots: 0,
            nesting: 0,
            list: false,
            field: None,
            relation: Relation::List,
        }
    }

    /// Whether a mistake came before, and after it neither a connective nor a parenthesis.
    pub const fn is_lost(&self) -> bool {
        matches!(self.place, Place::Lost)
    }

    /// Whether some query goes on with this token here.
    pub fn accepts(&self, token: Token, source: &str) -> bool {
        self.next(token, source).is_some()
    }

    /// Goes on behind a token; `false` if it is a mistake.
    pub fn read(&mut self, token: Token, source: &str) -> bool {
        let next = self.next(token, source);
        let accepted = next.is_some();
        let from = self.place;
        self.started = true;
        self.place = next.unwrap_or_else(|| resume(token, source));
        match token.kind {
            TokenKind::OpenParen if accepted && from == Place::In => self.list = true,
            TokenKind::OpenParen => {
                self.groups.push(self.nots);
                self.nesting = self.nesting.saturating_add(1);
                self.nots = 0;
            }
            TokenKind::CloseParen if self.list => self.list = false,
            TokenKind::CloseParen => self.close(),
            _ => {}
        }
        match (from, self.place) {
            (Place::Operand, Place::Operator) => self.field = Some(token),
            (Place::Operand, Place::Operand) if token.kind == TokenKind::Word && accepted => {
                self.nots = self.nots.saturating_add(1);
                self.nesting = self.nesting.saturating_add(1);
            }
            (Place::AfterValue(_), Place::Value) if self.relation == Relation::Low => {
                self.relation = Relation::High;
            }
            (_, Place::Value) if accepted => self.set_relation(from, token, source),
            _ => {}
        }
        if self.place == Place::Operand && token.kind == TokenKind::Word && from != Place::Operand {
            // A connective: its operand is at an end, and so are the `NOT`s before that.
            self.nesting = self.nesting.saturating_sub(self.nots);
            self.nots = 0;
            self.list = false;
        }
        accepted
    }

    fn close(&mut self) {
        self.nesting = self.nesting.saturating_sub(self.nots);
        if let Some(nots) = self.groups.pop() {
            self.nots = nots;
            self.nesting = self.nesting.saturating_sub(1);
        } else {
            self.nots = 0;
        }
    }

    fn set_relation(&mut self, from: Place, token: Token, source: &str) {
        let operator = match (from, token.kind) {
            (Place::Operator, TokenKind::Word) if is(token, source, Keyword::Contains) => Operator::Contains,
            (Place::Operator, TokenKind::Word) | (Place::Not, _) => {
                self.relation = Relation::Low;
                return;
            }
            (Place::Operator, TokenKind::String) => {
                let Some(operator) = lexical::quotable_operator(token.text(source)) else { return };
                operator
            }
            (Place::Operator, kind) => {
                let Some(operator) = kind.operator() else { return };
                operator
            }
            (Place::Starts, _) => Operator::StartsWith,
            (Place::DoesNot, _) => Operator::DoesNotContain,
            (Place::In, _) => {
                self.relation = Relation::List;
                return;
            }
            _ => return,
        };
        self.relation = Relation::Operator(operator);
    }

    pub(super) fn is_extended(&self) -> bool {
        self.options.syntax() == Syntax::Extended
    }

    /// Whether one more group or `NOT` is within the limit.
    pub(super) fn may_nest(&self) -> bool {
        self.nesting < self.options.limits().max_nesting()
    }

    /// Whether a group is open.
    pub(super) fn in_group(&self) -> bool {
        !self.groups.is_empty()
    }

    fn next(&self, token: Token, source: &str) -> Option<Place> {
        let is = |keyword| is(token, source, keyword);
        let bare = || token.kind == TokenKind::Word;
        match self.place {
            Place::Operand => match token.kind {
                TokenKind::OpenParen => self.may_nest().then_some(Place::Operand),
                TokenKind::Word if is(Keyword::Not) => {
                    (self.is_extended() && self.may_nest()).then_some(Place::Operand)
                }
                TokenKind::End => (!self.started).then_some(Place::Operand),
                _ => is_operand(token, source).then_some(Place::Operator),
            },
            Place::Operator => self.after_field(token, source),
            Place::Starts => is(Keyword::With).then_some(Place::Value),
            Place::Does => is(Keyword::Not).then_some(Place::DoesNot),
            Place::DoesNot => is(Keyword::Contain).then_some(Place::Value),
            Place::Is if is(Keyword::Not) => Some(Place::IsNot),
            Place::Is | Place::IsNot => is(Keyword::Empty).then_some(Place::Connective),
            Place::Not if is(Keyword::In) => Some(Place::In),
            Place::Not => is_between(token, source).then_some(Place::Value),
            Place::In => (token.kind == TokenKind::OpenParen).then_some(Place::Value),
            Place::Value => {
                is_operand(token, source).then(|| Place::AfterValue(self.relative_date(token, source)))
            }
            Place::AfterValue(Date::Anchor) if bare() && sign(word(token, source)).is_some() => {
                match sign(word(token, source))? {
                    (_, "") => Some(Place::Amount),
                    (_, rest) => amount(rest).map(|_| Place::AfterValue(Date::Whole)),
                }
            }
            Place::AfterValue(Date::Begun) if bare() && amount(word(token, source)).is_some() => {
                Some(Place::AfterValue(Date::Whole))
            }
            Place::Amount => {
                (bare() && amount(word(token, source)).is_some()).then_some(Place::AfterValue(Date::Whole))
            }
            Place::AfterValue(_) => match self.relation {
                Relation::List => match token.kind {
                    TokenKind::Comma => Some(Place::Value),
                    TokenKind::CloseParen => Some(Place::Connective),
                    _ => None,
                },
                Relation::Low => is(Keyword::And).then_some(Place::Value),
                Relation::Operator(_) | Relation::High => self.after_comparison(token, source),
            },
            Place::Connective => self.after_comparison(token, source),
            Place::Lost => None,
        }
    }

    fn after_field(&self, token: Token, source: &str) -> Option<Place> {
        match token.kind {
            TokenKind::Word => match Keyword::of(word(token, source).as_bytes()) {
                Some(Keyword::Contains) => Some(Place::Value),
                Some(Keyword::Starts) => Some(Place::Starts),
                Some(Keyword::Does) => Some(Place::Does),
                Some(Keyword::Is) => Some(Place::Is),
                Some(Keyword::In) if self.is_extended() => Some(Place::In),
                Some(Keyword::Not) if self.is_extended() => Some(Place::Not),
                _ => (self.is_extended() && is_between(token, source)).then_some(Place::Value),
            },
            TokenKind::String => {
                let body = token.text(source);
                let test = || lexical::quotable_test(body).map(|_| Place::Connective);
                lexical::quotable_operator(body).map(|_| Place::Value).or_else(test)
            }
            kind => kind.operator().map(|_| Place::Value),
        }
    }

    fn after_comparison(&self, token: Token, source: &str) -> Option<Place> {
        match token.kind {
            TokenKind::Word => is_connective(token, source).then_some(Place::Operand),
            TokenKind::CloseParen => self.in_group().then_some(Place::Connective),
            TokenKind::End => (!self.in_group()).then_some(Place::Connective),
            _ => None,
        }
    }

    fn relative_date(&self, token: Token, source: &str) -> Date {
        if !self.is_extended() || token.kind != TokenKind::Word {
            return Date::Whole;
        }
        match Relative::anchor(word(token, source)) {
            Some((_, "")) => Date::Anchor,
            Some((_, "-" | "+")) => Date::Begun,
            _ => Date::Whole,
        }
    }

    /// The type of the field of the comparison here, by the text that it is in.
    pub(super) fn field_type(&self, source: &str, catalog: &Catalog) -> FieldType {
        self.catalog_field(source, catalog).map_or(FieldType::Untyped, Field::field_type)
    }

    /// The catalogue's entry of that field.
    pub(super) fn catalog_field<'c>(&self, source: &str, catalog: &'c Catalog) -> Option<&'c Field> {
        match catalog.resolve(&self.field?.value(source)?) {
            Resolution::Field(_, field) => Some(field),
            Resolution::Custom(_) | Resolution::Ambiguous(_) | Resolution::Unknown => None,
        }
    }

    /// Whether the value before may be a relative date, or the beginning of one.
    pub(super) fn begins_date(&self) -> bool {
        matches!(self.place, Place::AfterValue(Date::Anchor | Date::Begun))
    }

    /// Whether an operator of several words has begun.
    pub(super) fn is_within_operator(&self) -> bool {
        match self.place {
            Place::Starts | Place::Does | Place::DoesNot | Place::Is | Place::IsNot | Place::Not => true,
            Place::Operand
            | Place::Operator
            | Place::In
            | Place::Value
            | Place::AfterValue(_)
            | Place::Amount
            | Place::Connective
            | Place::Lost => false,
        }
    }

    /// What is valid here.
    pub fn expected(&self) -> Expected {
        let connectives = Expected::of([Expectation::And, Expectation::Or])
            .and_if(self.in_group(), Expectation::CloseParen)
            .and_if(!self.in_group(), Expectation::End);
        match self.place {
            Place::Operand => Expected::of([Expectation::Field])
                .and_if(self.may_nest(), Expectation::OpenParen)
                .and_if(self.is_extended() && self.may_nest(), Expectation::Not)
                .and_if(!self.started, Expectation::End),
            Place::Operator => Expected::of([Expectation::Operator]),
            Place::Starts => Expected::of([Expectation::With]),
            Place::Does => Expected::of([Expectation::NotWord]),
            Place::DoesNot => Expected::of([Expectation::Contain]),
            Place::Is => Expected::of([Expectation::NotWord, Expectation::Empty]),
            Place::IsNot => Expected::of([Expectation::Empty]),
            Place::Not => Expected::of([Expectation::In, Expectation::Between]),
            Place::In => Expected::of([Expectation::OpenParen]),
            Place::Value => Expected::of([Expectation::Value]),
            Place::Amount => Expected::of([Expectation::Amount]),
            Place::AfterValue(date) => match self.relation {
                Relation::List => Expected::of([Expectation::Comma, Expectation::CloseParen]),
                Relation::Low => Expected::of([Expectation::And]),
                Relation::Operator(_) | Relation::High => connectives,
            }
            .and_if(date != Date::Whole, Expectation::Amount),
            Place::Connective => connectives,
            Place::Lost => Expected::NONE,
        }
    }
}

/// Where reading starts anew after a mistake, at the offending token or a later one.
fn resume(token: Token, source: &str) -> Place {
    match token.kind {
        TokenKind::OpenParen => Place::Operand,
        TokenKind::CloseParen => Place::Connective,
        _ if is_connective(token, source) => Place::Operand,
        _ => Place::Lost,
    }
}

fn word(token: Token, source: &str) -> &str {
    source.get(token.span.range()).unwrap_or_default()
}

fn is(token: Token, source: &str, keyword: Keyword) -> bool {
    token.kind == TokenKind::Word && keyword.is(word(token, source).as_bytes())
}

pub(super) fn is_between(token: Token, source: &str) -> bool {
    token.kind == TokenKind::Word && word(token, source).eq_ignore_ascii_case("between")
}

pub(super) fn is_connective(token: Token, source: &str) -> bool {
    is(token, source, Keyword::And) || is(token, source, Keyword::Or)
}

/// Whether it is a name or a value.
pub(super) fn is_operand(token: Token, source: &str) -> bool {
    match token.kind {
        TokenKind::Word => {
            let word = word(token, source).as_bytes();
            !lexical::is_reserved(word) && !lexical::opens_wrong_quote(word)
        }
        kind => kind.is_string(),
    }
}
