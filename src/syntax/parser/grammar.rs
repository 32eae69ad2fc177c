//! The rules of one comparison, LL(1): the next token decides.
//!
//! A rule that meets a mistake returns it with what was intended, where that is clear, so that recovery can go on
//! after it.

use std::borrow::Cow;

use nom::combinator::map;
use nom::error::{ErrorKind, ParseError};
use nom::sequence::preceded;
use nom::{Err, Parser};

use super::cursor::{Cursor, Operand, Rule, keyword, symbol};
use super::mistakes::{closes_name, denoted, head_of, phrase, restart, signs};
use super::{foreign_operators, lookahead, quotes, ranges};
use crate::syntax::ast::{Comparison, Condition, Literal, Operator, Plain, PlainTest};
use crate::syntax::error::{
    Context, Expectation, Expected, Extension, ForeignOperator, SyntaxError, SyntaxErrorKind,
};
use crate::syntax::lexical::{self, ByteClass, Keyword};
use crate::syntax::limits::Syntax;
use crate::syntax::quote_marks::{self, Place};
use crate::syntax::token::TokenKind;
use crate::text::Span;

/// A mistake, and where to go on.
#[derive(Clone, Debug)]
pub(super) struct RuleError<'s, 't, T> {
    pub(super) error: SyntaxError,
    /// The place of the offending token.
    pub(super) at: Cursor<'s, 't>,
    /// What was intended; without it the rest of the comparison is skipped.
    pub(super) guess: Option<T>,
    /// After all that the mistake covers.
    pub(super) rest: Cursor<'s, 't>,
}

impl<'s, 't, T> RuleError<'s, 't, T> {
    /// A mistake at the next token, with no guess.
    pub(super) fn at(
        input: Cursor<'s, 't>,
        kind: SyntaxErrorKind,
        expected: Expected,
        related: Span,
    ) -> Self {
        let error = SyntaxError { kind, token: input.token(), expected, related, context: Context::UNKNOWN };
        Self { error, at: input, guess: None, rest: input }
    }

    pub(super) fn guess(mut self, guess: T, rest: Cursor<'s, 't>) -> Self {
        self.guess = Some(guess);
        self.rest = rest;
        self
    }
}

impl<'s, 't, T> ParseError<Cursor<'s, 't>> for Box<RuleError<'s, 't, T>> {
    /// For nom's own combinators that can fail by themselves; the rules use none of those.
    fn from_error_kind(input: Cursor<'s, 't>, _: ErrorKind) -> Self {
        Self::new(RuleError::at(input, SyntaxErrorKind::MissingOperand, Expected::NONE, input.token().span))
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
    Between { negated: bool, span: Span },
}

/// A comparison could not be read; the rules of its parts explain why.
#[derive(Clone, Copy, Debug)]
pub(super) struct NoMatch;

pub(super) const OPERATOR: Expected = Expected::of([Expectation::Operator]);

/// Mistakes are rare and large, so they are boxed: what a rule returns is as small as what it reads.
pub(super) type RuleResult<'s, 't, T> = Rule<'s, 't, T, Box<RuleError<'s, 't, T>>>;

/// A comparison that was read.
pub(super) struct Read<'s> {
    pub(super) plain: Plain,
    /// All of it, if it is more than plain.
    pub(super) whole: Option<Box<Comparison<'s>>>,
}

/// `comparison = field operator value | field "is" [ "not" ] "empty" | field test | field [ "not" ] "in" "(" value { "," value } ")" | field [ "not" ] "between" value "AND" value`
#[inline(always)]
pub(super) fn comparison<'s, 't>(syntax: Syntax, input: Cursor<'s, 't>) -> Rule<'s, 't, Read<'s>, NoMatch> {
    let (input, field) = field(input).map_err(no_match)?;
    let operator_quoted = input.class() == Some(ByteClass::Quote);
    let (input, head) = operator(syntax, input, field.span, field.is_quoted()).map_err(no_match)?;
    let plain = |operator, value, test, value_quoted| {
        let field_quoted = field.is_quoted();
        Plain { field: field.span, operator, value, test, field_quoted, operator_quoted, value_quoted }
    };
    let source = input.source();
    match head {
        Head::Relation(operator, span) => {
            let (input, value) = value(input, span).map_err(no_match)?;
            let (input, value) = match syntax {
                Syntax::Core => (input, value),
                Syntax::Extended => ranges::relative_date(input, value).map_err(no_match)?,
            };
            let plain = plain(span, value.span, PlainTest::Relation(operator), value.is_quoted());
            let whole = if field.is_escaped() || value.is_escaped() || value.is_relative_date() {
                let value = value.literal(source);
                Some(whole(
                    source,
                    field,
                    Condition::Relation { operator, operator_span: span, operator_quoted, value },
                ))
            } else {
                None
            };
            Ok((input, Read { plain, whole }))
        }
        Head::Empty { negated, span } => {
            let test = if negated { PlainTest::NotEmpty } else { PlainTest::Empty };
            let escaped = field.is_escaped();
            let whole = escaped.then(|| whole(source, field, Condition::Empty { negated, span }));
            Ok((input, Read { plain: plain(span, span, test, false), whole }))
        }
        Head::In { negated, span } => {
            let (input, (values, list)) = list(input, span).map_err(no_match)?;
            let whole = whole(source, field, Condition::In { negated, operator_span: span, list, values });
            Ok((input, Read { plain: plain(span, list, PlainTest::Empty, false), whole: Some(whole) }))
        }
        Head::Between { negated, span } => {
            let (input, values) = ranges::bounds(input, span).map_err(no_match)?;
            let condition = Condition::Between { negated, operator_span: span, values };
            let whole = whole(source, field, condition);
            let plain = plain(span, whole.span(), PlainTest::Empty, false);
            Ok((input, Read { plain, whole: Some(whole) }))
        }
    }
}

#[cold]
fn whole<'s>(source: &'s str, field: Operand, condition: Condition<'s>) -> Box<Comparison<'s>> {
    Box::new(Comparison { field: field.name(source), condition })
}

/// The mistake as an error of nom's.
#[cold]
pub(super) fn failed<'s, 't, T>(error: RuleError<'s, 't, T>) -> Err<Box<RuleError<'s, 't, T>>> {
    Err::Error(Box::new(error))
}

fn no_match<T>(error: Err<Box<RuleError<'_, '_, T>>>) -> Err<NoMatch> {
    error.map(|_| NoMatch)
}

/// `field = string | word`
#[inline(always)]
pub(super) fn field<'s, 't>(input: Cursor<'s, 't>) -> RuleResult<'s, 't, Operand> {
    match input.operand() {
        Some(name) => Ok((input.after(name.span), name)),
        None => Err(failed(wrong_field(input))),
    }
}

/// `value = string | word`
#[inline(always)]
pub(super) fn value<'s, 't>(input: Cursor<'s, 't>, operator: Span) -> RuleResult<'s, 't, Operand> {
    match input.operand() {
        Some(literal) => Ok((input.after(literal.span), literal)),
        None => Err(failed(wrong_value(input, operator))),
    }
}

#[cold]
fn wrong_field<'s, 't>(input: Cursor<'s, 't>) -> RuleError<'s, 't, Operand> {
    let expected = Expected::of([Expectation::Field]);
    wrong_quote(input, expected).unwrap_or_else(|| {
        RuleError::at(input, SyntaxErrorKind::MissingOperand, expected, input.token().span)
    })
}

#[cold]
fn wrong_value<'s, 't>(input: Cursor<'s, 't>, operator: Span) -> RuleError<'s, 't, Operand> {
    let expected = Expected::of([Expectation::Value]);
    wrong_quote(input, expected).unwrap_or_else(|| {
        // `= and`, with nothing to join: the word is the intended value.
        let is_value = input.at_reserved() && lookahead::ends_operand(input.rest());
        let rest = if is_value { input.rest() } else { input };
        RuleError { rest, ..RuleError::at(input, SyntaxErrorKind::MissingValue, expected, operator) }
    })
}

/// The mistake of a word in wrong quotes, if the next token is one.
fn wrong_quote<'s, 't>(input: Cursor<'s, 't>, expected: Expected) -> Option<RuleError<'s, 't, Operand>> {
    if !input.at_wrong_quote() {
        return None;
    }
    let at_field = expected.contains(Expectation::Field);
    let quoted = quotes::quoted_run(input, if at_field { Place::Field } else { Place::Other });
    if at_field && quotes::is_query(&quoted, &quote_marks::unquoted(input.text(quoted.span)).text) {
        let error = RuleError::at(input, SyntaxErrorKind::QuotedQuery, expected, quoted.span);
        return Some(RuleError { rest: quoted.rest, ..error });
    }
    let error = RuleError::at(input, SyntaxErrorKind::WrongQuote, expected, quoted.span);
    Some(error.guess(Operand::in_wrong_quotes(quoted.span), quoted.rest))
}

/// What is in the wrong quotes of this place.
fn unquoted<'s>(input: Cursor<'s, '_>, quoted: Span) -> Cow<'s, str> {
    quote_marks::unquoted(input.text(quoted)).text
}

/// `operator = "=" | "!=" | "<" | "<=" | ">" | ">=" | "contains" | "starts" "with" | "does" "not" "contain"`
///
/// and what may be in its place: `"is" [ "not" ] "empty"`, `[ "not" ] "in"`, `[ "not" ] "between"`.
#[inline(always)]
pub(super) fn operator<'s, 't>(
    syntax: Syntax,
    input: Cursor<'s, 't>,
    field: Span,
    quoted: bool,
) -> RuleResult<'s, 't, Head> {
    let (kind, span) = input.read();
    let operator = match kind {
        TokenKind::Equal => Operator::Equal,
        TokenKind::NotEqual => Operator::NotEqual,
        TokenKind::Less => Operator::Less,
        TokenKind::LessOrEqual => Operator::LessOrEqual,
        TokenKind::Greater => Operator::Greater,
        TokenKind::GreaterOrEqual => Operator::GreaterOrEqual,
        TokenKind::Word => match Keyword::of(input.bytes(span)) {
            Some(Keyword::Contains) => Operator::Contains,
            Some(Keyword::Starts) => return starts_with(input.after(span), span),
            Some(Keyword::Does) => return does_not_contain(syntax, input.after(span), span),
            Some(Keyword::Is) => return is_empty(syntax, input.after(span), span),
            Some(Keyword::In) => return is_in(syntax, input),
            Some(Keyword::Not) => return not_in(syntax, input, field),
            _ if input.at_word("between") => return ranges::between(syntax, input, input, field),
            _ => return Err(failed(foreign_operator(syntax, input, field, quoted))),
        },
        TokenKind::String | TokenKind::EscapedString => return quoted_operator(input, field),
        TokenKind::BadSymbol => return Err(failed(bad_symbol(syntax, input))),
        _ => return Err(failed(missing_operator(input, field))),
    };
    Ok((input.after(span), Head::Relation(operator, span)))
}

/// `"starts" "with"`
#[inline(always)]
fn starts_with<'s, 't>(input: Cursor<'s, 't>, starts: Span) -> RuleResult<'s, 't, Head> {
    let missing = move |at: Cursor<'s, 't>| {
        let head = |end| Head::Relation(Operator::StartsWith, starts.join(end));
        if let Some(repeated) =
            repeated(at, Expected::of([Expectation::With]), Keyword::Starts, &[Keyword::With], head)
        {
            return repeated;
        }
        let (related, rest) = lookahead::misspelled_word(at, starts);
        RuleError::at(at, SyntaxErrorKind::MissingWith, Expected::of([Expectation::With]), related)
            .guess(Head::Relation(Operator::StartsWith, related), rest)
    };
    map(keyword(Keyword::With, missing), |with| Head::Relation(Operator::StartsWith, starts.join(with)))
        .parse(input)
}

/// `"does" "not" "contain"`
fn does_not_contain<'s, 't>(syntax: Syntax, input: Cursor<'s, 't>, does: Span) -> RuleResult<'s, 't, Head> {
    let head = move |end| Head::Relation(Operator::DoesNotContain, does.join(end));
    let missing_not = move |at: Cursor<'s, 't>| {
        if let Some(phrase) = phrase(syntax, at.resume(does.start), at, Expected::of([Expectation::NotWord]))
        {
            return phrase;
        }
        if let Some(repeated) = repeated(
            at,
            Expected::of([Expectation::NotWord]),
            Keyword::Does,
            &[Keyword::Not, Keyword::Contain],
            head,
        ) {
            return repeated;
        }
        let (related, rest) = lookahead::misspelled_not(at, does);
        let error =
            RuleError::at(at, SyntaxErrorKind::MissingNot, Expected::of([Expectation::NotWord]), related);
        error.guess(Head::Relation(Operator::DoesNotContain, related), rest)
    };
    let missing_contain = move |at: Cursor<'s, 't>| {
        if let Some(phrase) = phrase(syntax, at.resume(does.start), at, Expected::of([Expectation::Contain]))
        {
            return phrase;
        }
        if let Some(repeated) =
            repeated(at, Expected::of([Expectation::Contain]), Keyword::Not, &[Keyword::Contain], head)
        {
            return repeated;
        }
        // The word before is `not`, wherever it is.
        let (related, rest) = lookahead::misspelled_word(at, does);
        let (related, rest) = lookahead::misspelled_with(rest, related);
        let error =
            RuleError::at(at, SyntaxErrorKind::MissingContain, Expected::of([Expectation::Contain]), related);
        error.guess(Head::Relation(Operator::DoesNotContain, related), rest)
    };
    map(preceded(keyword(Keyword::Not, missing_not), keyword(Keyword::Contain, missing_contain)), |contain| {
        Head::Relation(Operator::DoesNotContain, does.join(contain))
    })
    .parse(input)
}

/// `"is" [ "not" ] "empty"`
fn is_empty<'s, 't>(syntax: Syntax, input: Cursor<'s, 't>, is: Span) -> RuleResult<'s, 't, Head> {
    let not = input.token().span;
    let (input, negated) = if input.at_keyword(Keyword::Not) { (input.rest(), true) } else { (input, false) };
    let missing = move |at: Cursor<'s, 't>| {
        let expected = Expected::of([Expectation::Empty]).and_if(!negated, Expectation::NotWord);
        let span = is.join(at.token().span);
        if let Some(repeated) = repeated_in_empty(at, is, expected, negated) {
            return repeated;
        }
        if let Some(phrase) = phrase(syntax, at.resume(is.start), at, expected) {
            return phrase;
        }
        // The words of the operator so far: up to the last of them, which ends before this token.
        let words = if negated { is.join(not) } else { is };
        if ranges::has_bounds(syntax, at) {
            let intended = if negated { ForeignOperator::NotBetween } else { ForeignOperator::Between };
            return denoted(syntax, at, expected, intended, words, at);
        }
        let error = RuleError::at(at, SyntaxErrorKind::MissingEmpty, expected, words);
        // `is x empty`, not `is AND empty model = "x"`; `is =` with nothing after it.
        let swapped = at.at_connective() && lookahead::starts_operand(at.rest().rest());
        if at.rest().at_keyword(Keyword::Empty) && !swapped {
            return error.guess(Head::Empty { negated, span }, at.rest().rest());
        }
        if at.at_symbol() && lookahead::ends_operand(at.rest()) {
            return error.guess(Head::Empty { negated, span }, at.rest());
        }
        if let Some((head, rest)) = lookahead::operator_after_is(at) {
            return error.guess(Head::Relation(head, words), rest);
        }
        let operator = if negated { Operator::NotEqual } else { Operator::Equal };
        error.guess(Head::Relation(operator, words), at)
    };
    map(keyword(Keyword::Empty, missing), |empty| Head::Empty { negated, span: is.join(empty) }).parse(input)
}

/// `is is empty`, `is is not empty`, `is not not empty`
fn repeated_in_empty<'s, 't>(
    at: Cursor<'s, 't>,
    is: Span,
    expected: Expected,
    negated: bool,
) -> Option<RuleError<'s, 't, Head>> {
    let empty = |negated| move |end| Head::Empty { negated, span: is.join(end) };
    if negated {
        return repeated(at, expected, Keyword::Not, &[Keyword::Empty], empty(true));
    }
    repeated(at, expected, Keyword::Is, &[Keyword::Empty], empty(false))
        .or_else(|| repeated(at, expected, Keyword::Is, &[Keyword::Not, Keyword::Empty], empty(true)))
}

/// The mistake of the last word once or twice more, if the rest of its operator follows.
#[cold]
fn repeated<'s, 't>(
    at: Cursor<'s, 't>,
    expected: Expected,
    word: Keyword,
    others: &[Keyword],
    head: impl Fn(Span) -> Head,
) -> Option<RuleError<'s, 't, Head>> {
    if !at.at_keyword(word) {
        return None;
    }
    let mut last = if at.rest().at_keyword(word) { at.rest() } else { at };
    let superfluous = at.token().span.join(last.token().span);
    for other in others {
        last = last.rest();
        if !last.at_keyword(*other) {
            return None;
        }
    }
    let error = RuleError::at(at, SyntaxErrorKind::RepeatedWord, expected, superfluous);
    Some(error.guess(head(last.token().span), last.rest()))
}

/// `"in"`, extended
fn is_in<'s, 't>(syntax: Syntax, input: Cursor<'s, 't>) -> RuleResult<'s, 't, Head> {
    let span = input.token().span;
    extended(syntax, input, Extension::In, span, Head::In { negated: false, span }, input.rest())
}

/// `[ "not" ] "in"` or `[ "not" ] "between"` with its `not`, extended
fn not_in<'s, 't>(syntax: Syntax, input: Cursor<'s, 't>, field: Span) -> RuleResult<'s, 't, Head> {
    let not = input.token().span;
    let second = input.rest();
    if second.at_keyword(Keyword::In) {
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
    if second.at_word("between") {
        return ranges::between(syntax, input, second, field);
    }
    let (at, expected) = match syntax {
        Syntax::Core => (input, OPERATOR),
        Syntax::Extended => (second, Expected::of([Expectation::In, Expectation::Between])),
    };
    Err(failed(phrase(syntax, input, at, expected).unwrap_or_else(|| {
        if second.at(TokenKind::Equal) {
            let rest = second.rest();
            let intended = if foreign_operators::starts_list(rest) {
                ForeignOperator::NotIn
            } else if ranges::has_bounds(syntax, rest) {
                ForeignOperator::NotBetween
            } else {
                ForeignOperator::Relation(Operator::NotEqual)
            };
            return denoted(syntax, at, expected, intended, not.join(second.token().span), rest);
        }
        RuleError::at(at, SyntaxErrorKind::MissingOperator, expected, field)
    })))
}

fn extended<'s, 't>(
    syntax: Syntax,
    input: Cursor<'s, 't>,
    extension: Extension,
    span: Span,
    head: Head,
    rest: Cursor<'s, 't>,
) -> RuleResult<'s, 't, Head> {
    match syntax {
        Syntax::Extended => Ok((rest, head)),
        Syntax::Core => {
            let kind = SyntaxErrorKind::ExtendedOnly(extension);
            let error = RuleError::at(input, kind, OPERATOR, span);
            // Without a list there is nothing to go on with.
            Err(failed(if foreign_operators::starts_list(rest) { error.guess(head, rest) } else { error }))
        }
    }
}

/// `"contains"`, `"starts with"`, `"does not contain"`, `"is empty"` or `"is not empty"` in one pair of quotes
#[inline(never)]
fn quoted_operator<'s, 't>(input: Cursor<'s, 't>, field: Span) -> RuleResult<'s, 't, Head> {
    let token = input.token();
    let body = token.text(input.source());
    if let Some(operator) = lexical::quotable_operator(body) {
        return Ok((input.rest(), Head::Relation(operator, token.span)));
    }
    if let Some(negated) = lexical::quotable_test(body) {
        return Ok((input.rest(), Head::Empty { negated, span: token.span }));
    }
    let bare = !input.text(field).starts_with('"');
    if bare && field.end == token.span.start && closes_name(input, body) {
        return Err(failed(restart(missing_operator(input, field), token.span.start.saturating_add(1))));
    }
    Err(failed(match foreign_operators::quoted(body) {
        Some(intended) => {
            RuleError::at(input, SyntaxErrorKind::QuotedOperator(intended), OPERATOR, token.span)
                .guess(head_of(intended, token.span), input.rest())
        }
        None => missing_operator(input, field),
    }))
}

/// The mistake of a word that is not an operator of this language.
#[cold]
fn foreign_operator<'s, 't>(
    syntax: Syntax,
    input: Cursor<'s, 't>,
    field: Span,
    quoted: bool,
) -> RuleError<'s, 't, Head> {
    if input.at_wrong_quote() {
        let quoted = quotes::quoted_run(input, Place::Other);
        let error = RuleError::at(input, SyntaxErrorKind::WrongQuote, OPERATOR, quoted.span);
        return match foreign_operators::quoted(&unquoted(input, quoted.span)) {
            Some(intended) => error.guess(head_of(intended, quoted.span), quoted.rest),
            None => RuleError { rest: quoted.rest, ..error },
        };
    }
    if let Some(signs) = signs(syntax, input, input, input.rest()) {
        return signs;
    }
    if let Some(phrase) = phrase(syntax, input, input, OPERATOR) {
        return phrase;
    }
    if input.at_connective() {
        return missing_operator(input, field);
    }
    // `"model contains "iPad"`: the quote that closes the name was to open the value.
    let body = input.text(field).strip_prefix('"').and_then(|text| text.strip_suffix('"'));
    if field.end == input.token().span.start && body.and_then(lexical::name_and_operator).is_some() {
        return restart(missing_operator(input, field), field.end.saturating_sub(1));
    }
    if let Some((words, rest)) = lookahead::select_where(field, input) {
        return RuleError { rest, ..RuleError::at(input, SyntaxErrorKind::MissingOperator, OPERATOR, words) };
    }
    let related = if quoted { field } else { lookahead::run_before_operator(field, input) };
    let rest = input.rest();
    RuleError { rest, ..RuleError::at(input, SyntaxErrorKind::MissingOperator, OPERATOR, related) }
}

#[cold]
fn missing_operator<'s, 't>(input: Cursor<'s, 't>, field: Span) -> RuleError<'s, 't, Head> {
    RuleError::at(input, SyntaxErrorKind::MissingOperator, OPERATOR, field)
}

#[cold]
fn bad_symbol<'s, 't>(syntax: Syntax, input: Cursor<'s, 't>) -> RuleError<'s, 't, Head> {
    signs(syntax, input, input, input.rest())
        .unwrap_or_else(|| wrong_symbol(input, input.token().span, input.rest()))
}

#[cold]
fn wrong_symbol<'s, 't>(
    input: Cursor<'s, 't>,
    first: Span,
    mut rest: Cursor<'s, 't>,
) -> RuleError<'s, 't, Head> {
    // `! =` and `= =` are one operator with a space in it.
    let mut span = first;
    while rest.at_symbol() {
        span = span.join(rest.token().span);
        rest = rest.rest();
    }
    let intended = foreign_operators::symbols(input.text(span));
    let error = RuleError::at(input, SyntaxErrorKind::WrongSymbol(intended), OPERATOR, span);
    match intended {
        Some(operator) => error.guess(Head::Relation(operator, span), rest),
        None => RuleError { rest, ..error },
    }
}

/// The mistake of a symbol operator that another symbol follows: `> =`.
pub(super) fn split_symbol<'s, 't>(operator: Span, input: Cursor<'s, 't>) -> Option<RuleError<'s, 't, Head>> {
    // `= =` with nothing after it: the second is in place of the value.
    let split = input.at_symbol() && !lookahead::ends_operand(input.rest());
    split.then(|| wrong_symbol(input, operator, input))
}

/// The values of a list, and the span from its `(` to its `)`.
type Values<'s> = (Vec<Literal<'s>>, Span);

/// `"(" value { "," value } ")"`
#[inline(never)]
pub(super) fn list<'s, 't>(input: Cursor<'s, 't>, head: Span) -> RuleResult<'s, 't, Values<'s>> {
    let no_list = move |at: Cursor<'s, 't>| {
        let error =
            RuleError::at(at, SyntaxErrorKind::MissingList, Expected::of([Expectation::OpenParen]), head);
        // `in ) "a", "b" )`
        let reversed = at.at(TokenKind::CloseParen) && lookahead::starts_values(at.rest());
        if reversed { RuleError { rest: lookahead::after_list(at.rest()), ..error } } else { error }
    };
    if let Some((brackets, rest)) = lookahead::brackets(input) {
        let expected = Expected::of([Expectation::OpenParen]);
        let error = RuleError::at(input, SyntaxErrorKind::MissingList, expected, brackets);
        return Err(failed(RuleError { rest, ..error }));
    }
    let (input, open) = symbol(TokenKind::OpenParen, no_list)(input)?;
    values(input, open)
}

/// `value { "," value } ")"`, after the `(` of a list
pub(super) fn values<'s, 't>(mut input: Cursor<'s, 't>, open: Span) -> RuleResult<'s, 't, Values<'s>> {
    let mut values = Vec::new();
    loop {
        let (rest, literal) = match ranges::extended_value(input, open) {
            Ok(read) => read,
            Err(error) => return Err(error.map(|mistake| Box::new(in_list(*mistake, input)))),
        };
        values.push(literal.literal(input.source()));
        let close = rest.token().span;
        if rest.at(TokenKind::CloseParen) {
            return Ok((rest.rest(), (values, open.join(close))));
        }
        if !rest.at(TokenKind::Comma) {
            let expected = Expected::of([Expectation::Comma, Expectation::CloseParen]);
            let error = RuleError::at(rest, SyntaxErrorKind::UnclosedList, expected, open.join(close));
            return Err(failed(RuleError { rest: lookahead::after_list(rest), ..error }));
        }
        input = rest.rest();
    }
}

/// The mistake of a list: recovery goes on after the end of the list, or at the comma after a value in wrong quotes.
fn in_list<'s, 't, T, U>(mistake: RuleError<'s, 't, T>, value: Cursor<'s, 't>) -> RuleError<'s, 't, U> {
    let RuleError { error, at, rest, .. } = mistake;
    let wrong_quote = error.kind == SyntaxErrorKind::WrongQuote;
    let rest = if wrong_quote && rest.at(TokenKind::Comma) {
        rest
    } else if wrong_quote && rest.at(TokenKind::CloseParen) {
        rest.rest()
    } else {
        lookahead::after_list(value)
    };
    RuleError { error, at, guess: None, rest }
}

/// The comma where a list with a mistake goes on.
pub(super) fn list_goes_on<'s, 't, T>(mistake: &RuleError<'s, 't, T>) -> Option<Cursor<'s, 't>> {
    let at = mistake.rest;
    // Not one after the whole list.
    let between = Span::new(mistake.error.related.end, at.token().span.start);
    let goes_on = mistake.error.kind == SyntaxErrorKind::WrongQuote
        && at.at(TokenKind::Comma)
        && at.text(between).trim_start().is_empty();
    goes_on.then_some(at)
}
