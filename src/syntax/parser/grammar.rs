//! The rules of one comparison, LL(1): the next token decides. nom is named in this room alone.
//!
//! A rule that meets a mistake says what it is and, where that is clear, what must have been meant, so that
//! recovery can go on behind it.

use nom::combinator::map;
use nom::error::{ErrorKind, ParseError};
use nom::sequence::preceded;
use nom::{Err, Parser};

use super::cursor::{Cursor, Reserved, Rule, keyword, symbol};
use super::foreign;
use crate::syntax::ast::{Comparison, Condition, Literal, Name, Operator};
use crate::syntax::error::{
    Context, Expectation, Expected, Extension, ForeignOperator, SyntaxError, SyntaxErrorKind,
};
use crate::syntax::limits::Syntax;
use crate::syntax::token::{Token, TokenKind};
use crate::text::Span;

/// A mistake, and where to go on.
#[derive(Clone, Debug)]
pub(super) struct Broken<'s, 't, T> {
    pub(super) error: SyntaxError,
    /// What must have been meant; without it the rest of the comparison is skipped.
    pub(super) guess: Option<T>,
    /// Behind all that the mistake covers.
    pub(super) rest: Cursor<'s, 't>,
}

impl<'s, 't, T> Broken<'s, 't, T> {
    /// A mistake at the next token, with no guess.
    pub(super) fn at(
        input: Cursor<'s, 't>,
        kind: SyntaxErrorKind,
        expected: Expected,
        related: Span,
    ) -> Self {
        let error = SyntaxError { kind, token: input.token(), expected, related, context: Context::UNKNOWN };
        Self { error, guess: None, rest: input }
    }

    fn guess(mut self, guess: T, rest: Cursor<'s, 't>) -> Self {
        self.guess = Some(guess);
        self.rest = rest;
        self
    }
}

impl<'s, 't, T> ParseError<Cursor<'s, 't>> for Box<Broken<'s, 't, T>> {
    /// For nom's own combinators that can fail by themselves; the rules use none of those.
    fn from_error_kind(input: Cursor<'s, 't>, _: ErrorKind) -> Self {
        Self::new(Broken::at(input, SyntaxErrorKind::MissingOperand, Expected::NONE, input.token().span))
    }

    fn append(_: Cursor<'s, 't>, _: ErrorKind, other: Self) -> Self {
        other
    }
}

/// The operator of a comparison, before its value or values.
#[derive(Clone, Copy, Debug)]
pub(super) enum Head {
    Relation(Operator, Span),
    Empty { negated: bool, span: Span },
    In { negated: bool, span: Span },
}

/// A comparison could not be read; the rules of its parts say why.
#[derive(Clone, Copy, Debug)]
pub(super) struct Unread;

const OPERATOR: Expected = Expected::of([Expectation::Operator]);

/// Mistakes are rare and large, so they are boxed: what a rule returns is as small as what it reads.
pub(super) type Broke<'s, 't, T> = Rule<'s, 't, T, Box<Broken<'s, 't, T>>>;

/// `comparison = field operator value | field "is" [ "not" ] "empty" | field [ "not" ] "in" "(" value { "," value } ")"`
///
/// What it reads goes to `keep` straight from here: a comparison is large, and moving it costs more than reading it.
#[inline(always)]
pub(super) fn comparison<'s, 't, T>(
    syntax: Syntax,
    input: Cursor<'s, 't>,
    keep: impl FnOnce(Comparison<'s>) -> T,
) -> Rule<'s, 't, T, Unread> {
    let (input, field) = field(input).map_err(unread)?;
    let operator_quoted = matches!(input.token().kind, TokenKind::String | TokenKind::EscapedString);
    let (input, head) = operator(syntax, input, &field).map_err(unread)?;
    match head {
        Head::Relation(operator, operator_span) => {
            let (input, value) = value(input, operator_span).map_err(unread)?;
            let condition = Condition::Relation { operator, operator_span, operator_quoted, value };
            Ok((input, keep(Comparison { field, condition })))
        }
        Head::Empty { negated, span } => {
            let condition = Condition::Empty { negated, span };
            Ok((input, keep(Comparison { field, condition })))
        }
        Head::In { negated, span } => {
            let (input, (values, list)) = list(input, span).map_err(unread)?;
            let condition = Condition::In { negated, operator_span: span, list, values };
            Ok((input, keep(Comparison { field, condition })))
        }
    }
}

/// The mistake as an error of nom's.
#[cold]
fn failed<'s, 't, T>(broken: Broken<'s, 't, T>) -> Err<Box<Broken<'s, 't, T>>> {
    Err::Error(Box::new(broken))
}

fn unread<T>(error: Err<Box<Broken<'_, '_, T>>>) -> Err<Unread> {
    error.map(|_| Unread)
}

/// `field = string | word`
#[inline(always)]
pub(super) fn field<'s, 't>(input: Cursor<'s, 't>) -> Broke<'s, 't, Name<'s>> {
    match input.name() {
        Some(name) if name.quoted || !(input.reserved().is_some() || foreign::opens_quote(&name.text)) => {
            Ok((input.rest(), name))
        }
        name => Err(failed(
            wrong_quote(input, name, Expectation::Field, |name, span| Name { span, ..name }).unwrap_or_else(
                || {
                    Broken::at(
                        input,
                        SyntaxErrorKind::MissingOperand,
                        Expected::of([Expectation::Field]),
                        input.token().span,
                    )
                },
            ),
        )),
    }
}

/// `value = string | word`
#[inline(always)]
pub(super) fn value<'s, 't>(input: Cursor<'s, 't>, operator: Span) -> Broke<'s, 't, Literal<'s>> {
    match input.literal() {
        Some(literal)
            if literal.quoted || !(input.reserved().is_some() || foreign::opens_quote(&literal.text)) =>
        {
            Ok((input.rest(), literal))
        }
        literal => Err(failed(
            wrong_quote(input, literal, Expectation::Value, |literal, span| Literal { span, ..literal })
                .unwrap_or_else(|| {
                    // `= and`, with nothing to join: the word was meant as the value.
                    let meant = input.reserved().is_some() && foreign::ends_operand(input.rest());
                    let rest = if meant { input.rest() } else { input };
                    let expected = Expected::of([Expectation::Value]);
                    Broken { rest, ..Broken::at(input, SyntaxErrorKind::MissingValue, expected, operator) }
                }),
        )),
    }
}

/// The mistake of a word in quotes that are none, if the next token is one.
#[cold]
fn wrong_quote<'s, 't, T>(
    input: Cursor<'s, 't>,
    read: Option<T>,
    expected: Expectation,
    with_span: impl Fn(T, Span) -> T,
) -> Option<Broken<'s, 't, T>> {
    if !input.word().is_some_and(foreign::opens_quote) {
        return None;
    }
    let quoted = foreign::quoted_run(input);
    let broken = Broken::at(input, SyntaxErrorKind::WrongQuote, Expected::of([expected]), quoted.span);
    Some(match read {
        Some(read) if quoted.closed => broken.guess(with_span(read, quoted.span), quoted.rest),
        _ => Broken { rest: quoted.rest, ..broken },
    })
}

/// `operator = "=" | "!=" | "<" | "<=" | ">" | ">=" | "contains" | "starts" "with" | "does" "not" "contain"`
///
/// and what stands in its place: `"is" [ "not" ] "empty"`, `[ "not" ] "in"`.
#[inline(always)]
pub(super) fn operator<'s, 't>(
    syntax: Syntax,
    input: Cursor<'s, 't>,
    field: &Name<'s>,
) -> Broke<'s, 't, Head> {
    let Token { kind, span } = input.token();
    let relation = |operator| Ok((input.rest(), Head::Relation(operator, span)));
    match kind {
        TokenKind::Equal => relation(Operator::Equal),
        TokenKind::NotEqual => relation(Operator::NotEqual),
        TokenKind::Less => relation(Operator::Less),
        TokenKind::LessOrEqual => relation(Operator::LessOrEqual),
        TokenKind::Greater => relation(Operator::Greater),
        TokenKind::GreaterOrEqual => relation(Operator::GreaterOrEqual),
        TokenKind::Word => worded_operator(syntax, input, field),
        TokenKind::String | TokenKind::EscapedString => quoted_operator(input, field),
        TokenKind::BadSymbol => Err(failed(wrong_symbol(input, span, input.rest()))),
        TokenKind::UnclosedString
        | TokenKind::OpenParen
        | TokenKind::CloseParen
        | TokenKind::Comma
        | TokenKind::BeyondBytes
        | TokenKind::BeyondTokens
        | TokenKind::End => Err(failed(missing_operator(input, field))),
    }
}

fn worded_operator<'s, 't>(syntax: Syntax, input: Cursor<'s, 't>, field: &Name<'s>) -> Broke<'s, 't, Head> {
    let word = input.word().unwrap_or_default();
    // The first letter decides between the keywords; then the word must be that one.
    match word.as_bytes().first().map(u8::to_ascii_lowercase) {
        Some(b'c') if word.eq_ignore_ascii_case("contains") => {
            Ok((input.rest(), Head::Relation(Operator::Contains, input.token().span)))
        }
        Some(b's') if word.eq_ignore_ascii_case("starts") => starts_with(input),
        Some(b'd') if word.eq_ignore_ascii_case("does") => does_not_contain(input),
        Some(b'i') if word.eq_ignore_ascii_case("is") => is_empty(input),
        Some(b'i') if word.eq_ignore_ascii_case("in") => is_in(syntax, input),
        Some(b'n') if word.eq_ignore_ascii_case("not") => not_in(syntax, input, field),
        _ => Err(failed(foreign_operator(input, field))),
    }
}

/// `"starts" "with"`
fn starts_with<'s, 't>(input: Cursor<'s, 't>) -> Broke<'s, 't, Head> {
    let starts = input.token().span;
    let missing = move |at: Cursor<'s, 't>| {
        let head = |end| Head::Relation(Operator::StartsWith, starts.join(end));
        if let Some(repeated) = repeated(at, Expected::of([Expectation::With]), "starts", &["with"], head) {
            return repeated;
        }
        let (related, rest) = foreign::misspelt_word(at, starts);
        Broken::at(at, SyntaxErrorKind::MissingWith, Expected::of([Expectation::With]), related)
            .guess(Head::Relation(Operator::StartsWith, related), rest)
    };
    map(keyword("with", missing), |with| Head::Relation(Operator::StartsWith, starts.join(with)))
        .parse(input.rest())
}

/// `"does" "not" "contain"`
fn does_not_contain<'s, 't>(input: Cursor<'s, 't>) -> Broke<'s, 't, Head> {
    let does = input.token().span;
    let head = move |end| Head::Relation(Operator::DoesNotContain, does.join(end));
    let missing_not = move |at: Cursor<'s, 't>| {
        if let Some(repeated) =
            repeated(at, Expected::of([Expectation::NotWord]), "does", &["not", "contain"], head)
        {
            return repeated;
        }
        let (related, rest) = foreign::misspelt_not(at, does);
        let broken =
            Broken::at(at, SyntaxErrorKind::MissingNot, Expected::of([Expectation::NotWord]), related);
        broken.guess(Head::Relation(Operator::DoesNotContain, related), rest)
    };
    let missing_contain = move |at: Cursor<'s, 't>| {
        if let Some(repeated) = repeated(at, Expected::of([Expectation::Contain]), "not", &["contain"], head)
        {
            return repeated;
        }
        // The word before is `not`, wherever it stands.
        let (related, rest) = foreign::misspelt_word(at, does);
        let (related, rest) = foreign::misspelt_with(rest, related);
        let broken =
            Broken::at(at, SyntaxErrorKind::MissingContain, Expected::of([Expectation::Contain]), related);
        broken.guess(Head::Relation(Operator::DoesNotContain, related), rest)
    };
    map(preceded(keyword("not", missing_not), keyword("contain", missing_contain)), |contain| {
        Head::Relation(Operator::DoesNotContain, does.join(contain))
    })
    .parse(input.rest())
}

/// `"is" [ "not" ] "empty"`
fn is_empty<'s, 't>(input: Cursor<'s, 't>) -> Broke<'s, 't, Head> {
    let is = input.token().span;
    let input = input.rest();
    let (input, negated) = if input.at_word("not") { (input.rest(), true) } else { (input, false) };
    let missing = move |at: Cursor<'s, 't>| {
        let expected = Expected::of([Expectation::Empty]).and_if(!negated, Expectation::NotWord);
        let span = is.join(at.token().span);
        if let Some(repeated) = repeated_in_empty(at, is, expected, negated) {
            return repeated;
        }
        if at.word().is_some_and(foreign::means_nothing) {
            let meant = if negated { ForeignOperator::NotEmpty } else { ForeignOperator::Empty };
            return Broken::at(at, SyntaxErrorKind::ForeignOperator(meant), expected, span)
                .guess(Head::Empty { negated, span }, at.rest());
        }
        // The words of the operator so far: up to the last of them, which ends before this token.
        let words = if negated { foreign::second_word(at, is) } else { is };
        if at.at_word("in") && at.rest().token().kind == TokenKind::OpenParen {
            return Broken::at(at, SyntaxErrorKind::MissingEmpty, expected, words)
                .guess(Head::In { negated, span }, at.rest());
        }
        if negated && (at.at_word("contain") || at.at_word("contains")) && foreign::value_follows(at.rest()) {
            let meant = ForeignOperator::Relation(Operator::DoesNotContain);
            return Broken::at(at, SyntaxErrorKind::ForeignOperator(meant), expected, span)
                .guess(head_of(meant, span), at.rest());
        }
        let broken = Broken::at(at, SyntaxErrorKind::MissingEmpty, expected, words);
        // `is x empty`; `is =` with nothing behind it.
        if at.rest().at_word("empty") {
            return broken.guess(Head::Empty { negated, span }, at.rest().rest());
        }
        if foreign::is_symbol(at.token().kind) && foreign::ends_operand(at.rest()) {
            return broken.guess(Head::Empty { negated, span }, at.rest());
        }
        if let Some((head, rest)) = foreign::behind_is(at) {
            return broken.guess(Head::Relation(head, words), rest);
        }
        let operator = if negated { Operator::NotEqual } else { Operator::Equal };
        broken.guess(Head::Relation(operator, words), at)
    };
    map(keyword("empty", missing), |empty| Head::Empty { negated, span: is.join(empty) }).parse(input)
}

/// `is is empty`, `is is not empty`, `is not not empty`
fn repeated_in_empty<'s, 't>(
    at: Cursor<'s, 't>,
    is: Span,
    expected: Expected,
    negated: bool,
) -> Option<Broken<'s, 't, Head>> {
    let empty = |negated| move |end| Head::Empty { negated, span: is.join(end) };
    if negated {
        return repeated(at, expected, "not", &["empty"], empty(true));
    }
    repeated(at, expected, "is", &["empty"], empty(false))
        .or_else(|| repeated(at, expected, "is", &["not", "empty"], empty(true)))
}

/// The mistake of the last word once or twice more, if the rest of its operator follows.
#[cold]
fn repeated<'s, 't>(
    at: Cursor<'s, 't>,
    expected: Expected,
    word: &str,
    others: &[&str],
    head: impl Fn(Span) -> Head,
) -> Option<Broken<'s, 't, Head>> {
    if !at.at_word(word) {
        return None;
    }
    let mut last = if at.rest().at_word(word) { at.rest() } else { at };
    let superfluous = at.token().span.join(last.token().span);
    for other in others {
        last = last.rest();
        if !last.at_word(other) {
            return None;
        }
    }
    let broken = Broken::at(at, SyntaxErrorKind::RepeatedWord, expected, superfluous);
    Some(broken.guess(head(last.token().span), last.rest()))
}

/// `"in"`, extended
fn is_in<'s, 't>(syntax: Syntax, input: Cursor<'s, 't>) -> Broke<'s, 't, Head> {
    let span = input.token().span;
    extended(syntax, input, Extension::In, span, Head::In { negated: false, span }, input.rest())
}

/// `[ "not" ] "in"` with its `not`, extended
fn not_in<'s, 't>(syntax: Syntax, input: Cursor<'s, 't>, field: &Name<'s>) -> Broke<'s, 't, Head> {
    let not = input.token().span;
    let second = input.rest();
    if second.at_word("in") {
        let span = not.join(second.token().span);
        return extended(
            syntax,
            input,
            Extension::NotIn,
            span,
            Head::In { negated: true, span },
            second.rest(),
        );
    }
    let (at, expected) = match syntax {
        Syntax::Core => (input, OPERATOR),
        Syntax::Extended => (second, Expected::of([Expectation::In])),
    };
    Err(failed(match foreign::negated(second) {
        Some(meant) => {
            let span = not.join(second.token().span);
            Broken::at(at, SyntaxErrorKind::ForeignOperator(meant), expected, span)
                .guess(head_of(meant, span), second.rest())
        }
        None => Broken::at(at, SyntaxErrorKind::MissingOperator, expected, field.span),
    }))
}

fn extended<'s, 't>(
    syntax: Syntax,
    input: Cursor<'s, 't>,
    extension: Extension,
    span: Span,
    head: Head,
    rest: Cursor<'s, 't>,
) -> Broke<'s, 't, Head> {
    match syntax {
        Syntax::Extended => Ok((rest, head)),
        Syntax::Core => {
            let kind = SyntaxErrorKind::ExtendedOnly(extension);
            Err(failed(Broken::at(input, kind, OPERATOR, span).guess(head, rest)))
        }
    }
}

/// `"contains"`, `"starts with"` or `"does not contain"` in one pair of quotes
#[inline(never)]
fn quoted_operator<'s, 't>(input: Cursor<'s, 't>, field: &Name<'s>) -> Broke<'s, 't, Head> {
    let token = input.token();
    let body = token.text(input.source());
    let quotable = [Operator::Contains, Operator::StartsWith, Operator::DoesNotContain];
    if let Some(operator) = quotable.into_iter().find(|operator| body.eq_ignore_ascii_case(operator.as_str()))
    {
        return Ok((input.rest(), Head::Relation(operator, token.span)));
    }
    Err(failed(match foreign::quoted(body) {
        Some(meant) => Broken::at(input, SyntaxErrorKind::QuotedOperator(meant), OPERATOR, token.span)
            .guess(head_of(meant, token.span), input.rest()),
        None => Broken::at(input, SyntaxErrorKind::MissingOperator, OPERATOR, field.span),
    }))
}

/// The mistake of an operator word that is none of ours.
#[cold]
fn foreign_operator<'s, 't>(input: Cursor<'s, 't>, field: &Name<'s>) -> Broken<'s, 't, Head> {
    let word = input.word().unwrap_or_default();
    if foreign::opens_quote(word) {
        let quoted = foreign::quoted_run(input);
        let broken = Broken::at(input, SyntaxErrorKind::WrongQuote, OPERATOR, quoted.span);
        let inner = foreign::unquoted(input.text(quoted.span));
        return match foreign::quoted(inner) {
            Some(meant) if quoted.closed => broken.guess(head_of(meant, quoted.span), quoted.rest),
            _ => Broken { rest: quoted.rest, ..broken },
        };
    }
    match foreign::word(input) {
        Some((meant, span, rest)) => {
            Broken::at(input, SyntaxErrorKind::ForeignOperator(meant), OPERATOR, span)
                .guess(head_of(meant, span), rest)
        }
        None if matches!(input.reserved(), Some(Reserved::And | Reserved::Or)) => {
            missing_operator(input, field)
        }
        None => {
            let related =
                if field.quoted { field.span } else { foreign::run_before_operator(field.span, input) };
            let rest = foreign::behind_between(input).unwrap_or_else(|| input.rest());
            Broken { rest, ..Broken::at(input, SyntaxErrorKind::MissingOperator, OPERATOR, related) }
        }
    }
}

#[cold]
fn missing_operator<'s, 't>(input: Cursor<'s, 't>, field: &Name<'s>) -> Broken<'s, 't, Head> {
    Broken::at(input, SyntaxErrorKind::MissingOperator, OPERATOR, field.span)
}

#[cold]
fn wrong_symbol<'s, 't>(
    input: Cursor<'s, 't>,
    first: Span,
    mut rest: Cursor<'s, 't>,
) -> Broken<'s, 't, Head> {
    // `! =` and `= =` are one operator with a space in it.
    let mut span = first;
    while foreign::is_symbol(rest.token().kind) {
        span = span.join(rest.token().span);
        rest = rest.rest();
    }
    let meant = foreign::symbols(input.text(span));
    let broken = Broken::at(input, SyntaxErrorKind::WrongSymbol(meant), OPERATOR, span);
    match meant {
        Some(operator) => broken.guess(Head::Relation(operator, span), rest),
        None => Broken { rest, ..broken },
    }
}

/// The mistake of a symbol operator that another symbol follows: `> =`.
pub(super) fn split_symbol<'s, 't>(operator: Span, input: Cursor<'s, 't>) -> Option<Broken<'s, 't, Head>> {
    // `= =` with nothing behind it: the second stands where the value should.
    let split = foreign::is_symbol(input.token().kind) && !foreign::ends_operand(input.rest());
    split.then(|| wrong_symbol(input, operator, input))
}

const fn head_of(meant: ForeignOperator, span: Span) -> Head {
    match meant {
        ForeignOperator::Relation(operator) => Head::Relation(operator, span),
        ForeignOperator::Empty => Head::Empty { negated: false, span },
        ForeignOperator::NotEmpty => Head::Empty { negated: true, span },
    }
}

/// The values of a list, and the span from its `(` to its `)`.
type Values<'s> = (Vec<Literal<'s>>, Span);

/// `"(" value { "," value } ")"`
#[inline(never)]
pub(super) fn list<'s, 't>(input: Cursor<'s, 't>, head: Span) -> Broke<'s, 't, Values<'s>> {
    let no_list =
        move |at| Broken::at(at, SyntaxErrorKind::MissingList, Expected::of([Expectation::OpenParen]), head);
    let (input, open) = symbol(TokenKind::OpenParen, no_list)(input)?;
    values(input, open)
}

/// `value { "," value } ")"`, behind the `(` of a list
pub(super) fn values<'s, 't>(mut input: Cursor<'s, 't>, open: Span) -> Broke<'s, 't, Values<'s>> {
    let mut values = Vec::new();
    loop {
        let (rest, literal) = match value(input, open) {
            Ok(read) => read,
            Err(error) => return Err(error.map(|broken| Box::new(in_list(*broken, input)))),
        };
        values.push(literal);
        let token = rest.token();
        match token.kind {
            TokenKind::Comma => input = rest.rest(),
            TokenKind::CloseParen => return Ok((rest.rest(), (values, open.join(token.span)))),
            TokenKind::String
            | TokenKind::EscapedString
            | TokenKind::UnclosedString
            | TokenKind::Word
            | TokenKind::Equal
            | TokenKind::NotEqual
            | TokenKind::Less
            | TokenKind::LessOrEqual
            | TokenKind::Greater
            | TokenKind::GreaterOrEqual
            | TokenKind::BadSymbol
            | TokenKind::OpenParen
            | TokenKind::BeyondBytes
            | TokenKind::BeyondTokens
            | TokenKind::End => {
                let expected = Expected::of([Expectation::Comma, Expectation::CloseParen]);
                let list = open.join(token.span);
                let broken = Broken::at(rest, SyntaxErrorKind::UnclosedList, expected, list);
                return Err(failed(Broken { rest: foreign::behind_list(rest), ..broken }));
            }
        }
    }
}

/// The mistake of a list: recovery goes on behind the list's end, or at the comma behind a value in wrong quotes.
fn in_list<'s, 't, T, U>(broken: Broken<'s, 't, T>, at: Cursor<'s, 't>) -> Broken<'s, 't, U> {
    let wrong_quote = broken.error.kind == SyntaxErrorKind::WrongQuote;
    let next = broken.rest.token().kind;
    let rest = if wrong_quote && next == TokenKind::Comma {
        broken.rest
    } else if wrong_quote && next == TokenKind::CloseParen {
        broken.rest.rest()
    } else {
        foreign::behind_list(at)
    };
    Broken { error: broken.error, guess: None, rest }
}

/// The comma where a broken list goes on.
pub(super) fn list_goes_on<'s, 't, T>(broken: &Broken<'s, 't, T>) -> Option<Cursor<'s, 't>> {
    let at = broken.rest;
    // Not one behind the whole list.
    let between = Span::new(broken.error.related.end, at.token().span.start);
    let goes_on = broken.error.kind == SyntaxErrorKind::WrongQuote
        && at.token().kind == TokenKind::Comma
        && at.text(between).trim_start().is_empty();
    goes_on.then_some(at)
}
