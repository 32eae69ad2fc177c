//! Syntax errors as data. Diagnostics turn them into messages.

use std::fmt;

use super::ast::{Connective, Operator};
use super::token::{Token, TokenKind};
use crate::text::Span;

/// One mistake: what was found, and where.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct SyntaxError {
    /// The mistake.
    pub kind: SyntaxErrorKind,
    /// The offending token: the first that cannot continue what precedes it.
    pub token: Token,
    /// What would be valid there.
    pub expected: Expected,
    /// What else the mistake is about, by kind: the group that is not closed, the words that belong in one pair of
    /// quotes. The token's own span where there is nothing else.
    pub related: Span,
    /// What is around the token.
    pub(crate) context: Context,
}

/// What is around an offending token, as far as advice needs it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Context {
    /// The token before it.
    pub(crate) before: Option<Token>,
    /// The token before what is [related](SyntaxError::related).
    pub(crate) before_related: Option<Token>,
    /// The token after it, the end if there is none.
    pub(crate) after: Token,
    /// A group, or a field with an operator after it, starts at the token.
    pub(crate) at_comparison: bool,
    /// One starts after the token.
    pub(crate) comparison_follows: bool,
    /// An operator starts after the token.
    pub(crate) operator_follows: bool,
    /// After the token comes the end, `)` or a connective.
    pub(crate) end_follows: bool,
    /// The end of the connectives in a row that the token begins; its own end if it is none.
    pub(crate) connectives_end: u32,
    /// Where the value of a string that is closed too late must have ended: that of the token, if it is not closed, or
    /// that of the string right before it.
    pub(crate) string_end: Option<u32>,
    /// The first token after what is related.
    pub(crate) after_related: Token,
    /// How many groups are open.
    pub(crate) groups: u32,
    /// Where the parse went on, if a quote is missing before the token.
    pub(crate) restart: Option<u32>,
    /// Whether a mistake explains a parenthesis without its counterpart, perhaps this one.
    pub(crate) unbalanced: bool,
    /// The text in wrong quotes that the token begins, where the mistake is another one.
    pub(crate) quoted: Option<Span>,
    /// The text in wrong quotes after what is related, where the mistake covers it.
    pub(crate) quoted_value: Option<Span>,
    /// Where a `"` is missing, if with it there is no mistake in the text.
    pub(crate) missing_quote: Option<MissingQuote>,
}

/// A `"` that is missing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) struct MissingQuote {
    /// Where the text begins that has one quote: at that quote or, if it is the closing one, where the other is missing.
    pub(crate) string: u32,
    /// Where the quote is missing.
    pub(crate) at: u32,
}

impl Context {
    /// What is known before the parse is over.
    pub(super) const UNKNOWN: Self = Self {
        before: None,
        before_related: None,
        after: Token { kind: TokenKind::End, span: Span::at(0) },
        at_comparison: false,
        comparison_follows: false,
        operator_follows: false,
        end_follows: false,
        connectives_end: 0,
        string_end: None,
        after_related: Token { kind: TokenKind::End, span: Span::at(0) },
        groups: 0,
        restart: None,
        unbalanced: false,
        quoted: None,
        quoted_value: None,
        missing_quote: None,
    };
}

/// The kinds of mistake.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum SyntaxErrorKind {
    /// A comparison or a group should start here. Nothing at all between parentheses, too.
    MissingOperand,
    /// There should be an operator here. `related`: the field, or the run of bare words that look like one name.
    MissingOperator,
    /// A word that other languages use for this operator. `related`: all of its words.
    ForeignOperator(ForeignOperator),
    /// An operator in quotes other than the three that may be. `related`: the string.
    QuotedOperator(ForeignOperator),
    /// `==`, `<>`, `=>` and the like. With the intended operator, if it is clear; `related`: all its symbols, and signs
    /// such as `~` that belong to them. The token may be after them: of `=~ "x"` it is the string.
    WrongSymbol(Option<Operator>),
    /// There should be a value here. `related`: the operator.
    MissingValue,
    /// `starts` without `with`. `related`: the word `starts`.
    MissingWith,
    /// `does` without `not`. `related`: from `does` to a `contain` after it.
    MissingNot,
    /// `does not` without `contain`. `related`: from `does` to the word in place of `contain`, if there is one.
    MissingContain,
    /// `is`, or `is not`, without `empty`. `related`: from `is` to here.
    MissingEmpty,
    /// `is is empty`: a word of an operator is repeated, and the operator is complete without it. `related`: the words
    /// that are too many.
    RepeatedWord,
    /// `in` without its `(`. `related`: the keyword; of a list in other brackets, all of it.
    MissingList,
    /// `between … and …` in Core syntax, which is extended. `related`: its words.
    CoreBetween(BetweenParts),
    /// `between` and a value without the `and` after it. `related`: the operator.
    MissingAnd,
    /// `now -` without an amount. `related`: both words.
    MissingAmount,
    /// A list that goes on with neither `,` nor `)`. `related`: from its `(` to here.
    UnclosedList,
    /// There should be `AND`, `OR` or the end here. `related`: the run of bare words that look like one value, from
    /// the value on; of `now()`, `now() - 30d` and `""iOS""`, all of it.
    MissingConnective,
    /// `&&` or `||`.
    WrongConnective(Connective),
    /// The end, and groups without their `)`. `related`: the `(` of the innermost.
    UnclosedGroup {
        /// How many are open.
        groups: u32,
    },
    /// `)` without its `(`. `related`: all the parentheses in a row that are too many.
    UnopenedGroup,
    /// A string without its closing quote. `related`: up to where it probably ends, from the bare value that it touches.
    UnclosedString,
    /// A word in quotes other than `"`. `related`: up to the closing quote; without one, to where the text probably
    /// ends.
    WrongQuote,
    /// One comparison or more in quotes other than `"`. `related`: from one quote to the other.
    QuotedQuery,
    /// `NOT`, `in` or `not in` in Core syntax, or words that denote one of them. `related`: all its words.
    ExtendedOnly(Extension),
    /// The text is longer than [`Limits::max_bytes`](super::Limits::max_bytes).
    TooLong,
    /// More tokens than [`Limits::max_tokens`](super::Limits::max_tokens).
    TooManyTokens,
    /// Deeper nesting than [`Limits::max_nesting`](super::Limits::max_nesting).
    TooDeep,
    /// More errors than [`Limits::max_errors`](super::Limits::max_errors); the parse ends here.
    TooManyErrors,
}

/// The operator that a foreign spelling denotes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ForeignOperator {
    /// An operator with a value.
    Relation(Operator),
    /// `is empty`.
    Empty,
    /// `is not empty`.
    NotEmpty,
    /// `in`, in extended syntax.
    In,
    /// `not in`, in extended syntax.
    NotIn,
    /// `between`, in extended syntax.
    Between,
    /// `not between`, in extended syntax.
    NotBetween,
}

impl ForeignOperator {
    /// The right spelling.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Relation(operator) => operator.as_str(),
            Self::Empty => "is empty",
            Self::NotEmpty => "is not empty",
            Self::In => "in",
            Self::NotIn => "not in",
            Self::Between => "between",
            Self::NotBetween => "not between",
        }
    }
}

/// The constructs that only extended syntax has.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Extension {
    /// `NOT`
    Not,
    /// `in`
    In,
    /// `not in`
    NotIn,
    /// `between`
    Between,
    /// `not between`
    NotBetween,
    /// `now - 30d`
    RelativeDate,
}

impl Extension {
    /// The construct as it is written.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Not => "NOT",
            Self::In => "IN",
            Self::NotIn => "NOT IN",
            Self::Between => "BETWEEN",
            Self::NotBetween => "NOT BETWEEN",
            Self::RelativeDate => "now",
        }
    }
}

impl fmt::Display for Extension {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// The parts of a comparison with `between`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct BetweenParts {
    /// Whether it has `not`.
    pub negated: bool,
    /// The field.
    pub field: Span,
    /// The lowest value.
    pub low: Span,
    /// The highest.
    pub high: Span,
}

/// One thing that is valid at a place.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize), serde(rename_all = "snake_case"))]
#[non_exhaustive]
pub enum Expectation {
    /// A field's name.
    Field,
    /// `NOT`, in extended syntax.
    Not,
    /// `(`
    OpenParen,
    /// Any operator.
    Operator,
    /// A value.
    Value,
    /// `with`, after `starts`.
    With,
    /// `not`, after `does` or `is`.
    NotWord,
    /// `contain`, after `does not`.
    Contain,
    /// `empty`, after `is` or `is not`.
    Empty,
    /// `in`, after `not`.
    In,
    /// `between`, after `not`.
    Between,
    /// The amount of a relative date, `30d`, after `now -`.
    Amount,
    /// `,`
    Comma,
    /// `AND`
    And,
    /// `OR`
    Or,
    /// `)`
    CloseParen,
    /// The end of the text.
    End,
}

impl Expectation {
    const ALL: [Self; 17] = [
        Self::Field,
        Self::Not,
        Self::OpenParen,
        Self::Operator,
        Self::Value,
        Self::With,
        Self::NotWord,
        Self::Contain,
        Self::Empty,
        Self::In,
        Self::Between,
        Self::Amount,
        Self::Comma,
        Self::And,
        Self::Or,
        Self::CloseParen,
        Self::End,
    ];

    const fn bit(self) -> u32 {
        match self {
            Self::Field => 1,
            Self::Not => 1 << 1,
            Self::OpenParen => 1 << 2,
            Self::Operator => 1 << 3,
            Self::Value => 1 << 4,
            Self::With => 1 << 5,
            Self::NotWord => 1 << 6,
            Self::Contain => 1 << 7,
            Self::Empty => 1 << 8,
            Self::In => 1 << 9,
            Self::Comma => 1 << 10,
            Self::And => 1 << 11,
            Self::Or => 1 << 12,
            Self::CloseParen => 1 << 13,
            Self::End => 1 << 14,
            Self::Between => 1 << 15,
            Self::Amount => 1 << 16,
        }
    }
}

impl fmt::Display for Expectation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Field => "a field",
            Self::Not => "`NOT`",
            Self::OpenParen => "`(`",
            Self::Operator => "an operator",
            Self::Value => "a value",
            Self::With => "`with`",
            Self::NotWord => "`not`",
            Self::Contain => "`contain`",
            Self::Empty => "`empty`",
            Self::In => "`in`",
            Self::Between => "`between`",
            Self::Amount => "an amount, such as `30d`",
            Self::Comma => "`,`",
            Self::And => "`AND`",
            Self::Or => "`OR`",
            Self::CloseParen => "`)`",
            Self::End => "the end of the query",
        })
    }
}

/// A set of [`Expectation`]s.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Expected(u32);

impl Expected {
    /// Nothing in particular: the text may only be shorter.
    pub const NONE: Self = Self(0);

    /// These.
    pub const fn of<const N: usize>(expectations: [Expectation; N]) -> Self {
        let mut bits = 0;
        let mut rest: &[Expectation] = &expectations;
        while let [first, others @ ..] = rest {
            bits |= first.bit();
            rest = others;
        }
        Self(bits)
    }

    /// These, and one more if the condition holds.
    #[must_use]
    pub const fn and_if(self, condition: bool, expectation: Expectation) -> Self {
        if condition { Self(self.0 | expectation.bit()) } else { self }
    }

    /// Whether this is among them.
    pub const fn contains(self, expectation: Expectation) -> bool {
        self.0 & expectation.bit() != 0
    }

    /// Whether there are none.
    pub const fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// One after the other, in a fixed order.
    pub fn iter(self) -> impl Iterator<Item = Expectation> {
        Expectation::ALL.into_iter().filter(move |&expectation| self.contains(expectation))
    }
}

impl fmt::Display for Expected {
    /// `a field, `NOT` or `(``
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let last = self.iter().count().saturating_sub(1);
        for (index, expectation) in self.iter().enumerate() {
            match index {
                0 => write!(f, "{expectation}")?,
                _ if index == last => write!(f, " or {expectation}")?,
                _ => write!(f, ", {expectation}")?,
            }
        }
        Ok(())
    }
}
