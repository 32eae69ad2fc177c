//! What people write who come from other query languages, and what they mean by it.

use super::cursor::{Cursor, Reserved};
use crate::syntax::ast::{Connective, Operator};
use crate::syntax::error::ForeignOperator;
use crate::syntax::token::TokenKind;
use crate::text::Span;

/// Whether a word begins with a quote that is none of ours.
pub(crate) fn opens_quote(word: &str) -> bool {
    closers(word).is_some()
}

/// The quotes that may close what the word's first character opens.
fn closers(word: &str) -> Option<[char; 3]> {
    match word.chars().next()? {
        '\'' | '‘' | '’' => Some(['\'', '’', '‘']),
        '“' | '”' => Some(['”', '“', '"']),
        _ => None,
    }
}

/// Text in wrong quotes.
pub(super) struct QuotedRun<'s, 't> {
    /// The word with the opening quote, and all up to the closing one if there is one.
    pub(super) span: Span,
    pub(super) closed: bool,
    /// Behind it.
    pub(super) rest: Cursor<'s, 't>,
}

/// From the next token, which opens a wrong quote, to the one that closes it.
pub(super) fn quoted_run<'s, 't>(input: Cursor<'s, 't>) -> QuotedRun<'s, 't> {
    let first = input.token().span;
    let closers = closers(input.text(first)).unwrap_or_default();
    let mut at = input;
    loop {
        let token = at.token();
        let text = at.text(token.span);
        let alone = token.span == first;
        match token.kind {
            TokenKind::Word => {
                // The opening quote closes nothing, not even itself.
                let body = if alone {
                    text.get(text.chars().next().map_or(0, char::len_utf8)..)
                } else {
                    Some(text)
                };
                if body.unwrap_or_default().ends_with(closers) {
                    return QuotedRun { span: first.join(token.span), closed: true, rest: at.rest() };
                }
                if !alone && opens_quote(text) {
                    break;
                }
                let next = at.rest().token();
                let straight = closers.contains(&'"') && next.span.start == token.span.end;
                if straight
                    && matches!(
                        next.kind,
                        TokenKind::String | TokenKind::EscapedString | TokenKind::UnclosedString
                    )
                {
                    // `“ACTIVE"`: the quote that should close opens a string, so all that follows was read wrongly.
                    let span = Span::new(first.start, token.span.end.saturating_add(1));
                    return QuotedRun { span, closed: false, rest: end(at) };
                }
            }
            TokenKind::End | TokenKind::UnclosedString | TokenKind::BeyondBytes | TokenKind::BeyondTokens => {
                break;
            }
            TokenKind::String
            | TokenKind::EscapedString
            | TokenKind::Equal
            | TokenKind::NotEqual
            | TokenKind::Less
            | TokenKind::LessOrEqual
            | TokenKind::Greater
            | TokenKind::GreaterOrEqual
            | TokenKind::BadSymbol
            | TokenKind::OpenParen
            | TokenKind::CloseParen
            | TokenKind::Comma => {}
        }
        at = at.rest();
    }
    QuotedRun { span: first, closed: false, rest: input.rest() }
}

fn end<'s, 't>(mut input: Cursor<'s, 't>) -> Cursor<'s, 't> {
    while input.token().kind != TokenKind::End {
        input = input.rest();
    }
    input
}

/// Text without the quotes, of any kind, around it.
pub(crate) fn unquoted(text: &str) -> &str {
    let inner = text.strip_prefix(['\'', '‘', '’', '“', '”']).unwrap_or(text);
    inner.strip_suffix(['\'', '‘', '’', '“', '”', '"']).unwrap_or(inner)
}

/// The connective that `&&` or `||` stands for.
pub(super) fn connective(word: &str) -> Option<Connective> {
    match word {
        "&&" => Some(Connective::And),
        "||" => Some(Connective::Or),
        _ => None,
    }
}

/// Whether the token is made of `=`, `!`, `<` and `>`.
pub(super) const fn is_symbol(kind: TokenKind) -> bool {
    match kind {
        TokenKind::Equal
        | TokenKind::NotEqual
        | TokenKind::Less
        | TokenKind::LessOrEqual
        | TokenKind::Greater
        | TokenKind::GreaterOrEqual
        | TokenKind::BadSymbol => true,
        TokenKind::String
        | TokenKind::EscapedString
        | TokenKind::UnclosedString
        | TokenKind::Word
        | TokenKind::OpenParen
        | TokenKind::CloseParen
        | TokenKind::Comma
        | TokenKind::BeyondBytes
        | TokenKind::BeyondTokens
        | TokenKind::End => false,
    }
}

/// The operator that a run of symbols, perhaps with spaces in it, must stand for.
pub(super) fn symbols(text: &str) -> Option<Operator> {
    // Longer runs are nobody's habit, and need no guess.
    let mut symbols = [' '; 4];
    for (place, symbol) in text.chars().filter(|c| !c.is_whitespace()).enumerate() {
        *symbols.get_mut(place)? = symbol;
    }
    match symbols {
        ['=', '=', ' ' | '=', ' '] => Some(Operator::Equal),
        ['!', ' ', ' ', ' '] | ['!', '=', '=', ' '] | ['!', '=', ' ', ' '] => Some(Operator::NotEqual),
        ['<', '>', ' ', ' '] | ['=', '!', ' ' | '=', ' '] | ['!', '!', '=', ' '] => Some(Operator::NotEqual),
        ['=', '>', ' ', ' '] | ['>', '=', ' ' | '=', ' '] => Some(Operator::GreaterOrEqual),
        ['=', '<', ' ', ' '] | ['<', '=', ' ' | '=', ' '] => Some(Operator::LessOrEqual),
        _ => None,
    }
}

/// The words for operators in other languages, in lower case. Those of two words come first.
const WORDS: &[(&[&str], ForeignOperator)] = &[
    (&["begins", "with"], ForeignOperator::Relation(Operator::StartsWith)),
    (&["startswith"], ForeignOperator::Relation(Operator::StartsWith)),
    (&["starts-with"], ForeignOperator::Relation(Operator::StartsWith)),
    (&["starts_with"], ForeignOperator::Relation(Operator::StartsWith)),
    (&["beginswith"], ForeignOperator::Relation(Operator::StartsWith)),
    (&["start", "with"], ForeignOperator::Relation(Operator::StartsWith)),
    (&["sw"], ForeignOperator::Relation(Operator::StartsWith)),
    (&["doesn't", "contain"], ForeignOperator::Relation(Operator::DoesNotContain)),
    (&["doesn’t", "contain"], ForeignOperator::Relation(Operator::DoesNotContain)),
    (&["isn't", "empty"], ForeignOperator::NotEmpty),
    (&["isn’t", "empty"], ForeignOperator::NotEmpty),
    (&["contain"], ForeignOperator::Relation(Operator::Contains)),
    (&["includes"], ForeignOperator::Relation(Operator::Contains)),
    (&["has"], ForeignOperator::Relation(Operator::Contains)),
    (&["like"], ForeignOperator::Relation(Operator::Contains)),
    (&["ilike"], ForeignOperator::Relation(Operator::Contains)),
    (&["co"], ForeignOperator::Relation(Operator::Contains)),
    (&["equals"], ForeignOperator::Relation(Operator::Equal)),
    (&["eq"], ForeignOperator::Relation(Operator::Equal)),
    (&["-eq"], ForeignOperator::Relation(Operator::Equal)),
    (&["ne"], ForeignOperator::Relation(Operator::NotEqual)),
    (&["-ne"], ForeignOperator::Relation(Operator::NotEqual)),
    (&["lt"], ForeignOperator::Relation(Operator::Less)),
    (&["-lt"], ForeignOperator::Relation(Operator::Less)),
    (&["le"], ForeignOperator::Relation(Operator::LessOrEqual)),
    (&["-le"], ForeignOperator::Relation(Operator::LessOrEqual)),
    (&["gt"], ForeignOperator::Relation(Operator::Greater)),
    (&["-gt"], ForeignOperator::Relation(Operator::Greater)),
    (&["ge"], ForeignOperator::Relation(Operator::GreaterOrEqual)),
    (&["-ge"], ForeignOperator::Relation(Operator::GreaterOrEqual)),
    (&["≠"], ForeignOperator::Relation(Operator::NotEqual)),
    (&["≤"], ForeignOperator::Relation(Operator::LessOrEqual)),
    (&["≥"], ForeignOperator::Relation(Operator::GreaterOrEqual)),
];

/// The operator that the next word or two stand for, their span, and what is behind them.
pub(super) fn word<'s, 't>(input: Cursor<'s, 't>) -> Option<(ForeignOperator, Span, Cursor<'s, 't>)> {
    WORDS.iter().find_map(|(words, meant)| {
        let mut at = input;
        let mut span = input.token().span;
        for word in *words {
            if !at.word()?.eq_ignore_ascii_case(word) {
                return None;
            }
            span = span.join(at.token().span);
            at = at.rest();
        }
        Some((*meant, span, at))
    })
}

/// What an operator in quotes stands for: one of ours that may not be quoted, or spelt with other spaces.
pub(super) fn quoted(body: &str) -> Option<ForeignOperator> {
    // The longest is `does not contain`; with more words than that it is no operator.
    let words: Vec<&str> = body.split_whitespace().take(4).collect();
    let is = |text: &str| {
        let mut parts = text.split(' ');
        words.iter().all(|word| parts.next().is_some_and(|part| part.eq_ignore_ascii_case(word)))
            && parts.next().is_none()
    };
    if words.is_empty() {
        return None;
    }
    let relation =
        Operator::ALL.into_iter().find(|operator| is(operator.as_str())).map(ForeignOperator::Relation);
    relation.or_else(|| {
        [ForeignOperator::Empty, ForeignOperator::NotEmpty].into_iter().find(|operator| is(operator.as_str()))
    })
}

/// What `not` and the next token stand for together.
pub(super) fn negated(input: Cursor<'_, '_>) -> Option<ForeignOperator> {
    if input.token().kind == TokenKind::Equal {
        return Some(ForeignOperator::Relation(Operator::NotEqual));
    }
    let word = input.word()?;
    let is = |words: &[&str]| words.iter().any(|candidate| candidate.eq_ignore_ascii_case(word));
    if is(&["contain", "contains", "like", "includes"]) {
        Some(ForeignOperator::Relation(Operator::DoesNotContain))
    } else if is(&["equals", "equal"]) {
        Some(ForeignOperator::Relation(Operator::NotEqual))
    } else if is(&["empty"]) || means_nothing(word) {
        Some(ForeignOperator::NotEmpty)
    } else {
        None
    }
}

/// Whether the word says in another language that there is no value.
pub(super) fn means_nothing(word: &str) -> bool {
    ["null", "nil", "none", "blank", "missing", "nothing"]
        .iter()
        .any(|other| other.eq_ignore_ascii_case(word))
}

/// A word that must be a misspelt keyword, because a value follows it: with it, `words` and the cursor behind it; else both as they are.
pub(super) fn misspelt_word<'s, 't>(at: Cursor<'s, 't>, words: Span) -> (Span, Cursor<'s, 't>) {
    let behind = at.rest();
    let keyword = match at.token().kind {
        TokenKind::Word => at.word().is_some_and(|word| !opens_quote(word)) && at.reserved().is_none(),
        // Of two strings the first cannot be the value.
        TokenKind::String => behind.token().kind == TokenKind::String && ends_operand(behind.rest()),
        TokenKind::EscapedString
        | TokenKind::UnclosedString
        | TokenKind::Equal
        | TokenKind::NotEqual
        | TokenKind::Less
        | TokenKind::LessOrEqual
        | TokenKind::Greater
        | TokenKind::GreaterOrEqual
        | TokenKind::BadSymbol
        | TokenKind::OpenParen
        | TokenKind::CloseParen
        | TokenKind::Comma
        | TokenKind::BeyondBytes
        | TokenKind::BeyondTokens
        | TokenKind::End => false,
    };
    if keyword && value_follows(behind) { (words.join(at.token().span), behind) } else { (words, at) }
}

/// Whether a word or a string comes next that is not reserved.
pub(super) fn value_follows(input: Cursor<'_, '_>) -> bool {
    matches!(input.token().kind, TokenKind::Word | TokenKind::String | TokenKind::EscapedString)
        && input.reserved().is_none()
}

/// `does contain`, `does contain not`, `does x contain`: the words of the operator that is meant, as [`misspelt_word`] takes one.
pub(super) fn misspelt_not<'s, 't>(at: Cursor<'s, 't>, does: Span) -> (Span, Cursor<'s, 't>) {
    let is_contain = |at: Cursor<'s, 't>| at.at_word("contain") || at.at_word("contains");
    let second = at.rest();
    let last = if is_contain(at) && second.at_word("not") && value_follows(second.rest()) {
        second
    } else if is_contain(at) {
        at
    } else if value_follows(at) && is_contain(second) && value_follows(second.rest()) {
        second
    } else {
        return (does, at);
    };
    (does.join(last.token().span), last.rest())
}

/// `is contains …`, `is with …`: the operator that stands behind `is`, or a word in its place; what is behind it.
pub(super) fn behind_is<'s, 't>(at: Cursor<'s, 't>) -> Option<(Operator, Cursor<'s, 't>)> {
    let second = at.rest();
    let quoted = |at: Cursor<'s, 't>| matches!(at.token().kind, TokenKind::String | TokenKind::EscapedString);
    if at.at_word("starts") && second.at_word("with") && value_follows(second.rest()) {
        return Some((Operator::StartsWith, second.rest()));
    }
    // A string is a value for certain, so the word before it is none.
    let word = at.word().is_some_and(|word| !opens_quote(word)) && at.reserved().is_none();
    if !(word && quoted(second)) {
        return None;
    }
    Some((if at.at_word("contains") { Operator::Contains } else { Operator::Equal }, second))
}

/// `platform AND 5`: what is behind a connective that stands where an operator or a value should, and behind what belongs to it.
pub(super) fn behind_wrong_connective<'s, 't>(connective: Cursor<'s, 't>) -> Option<Cursor<'s, 't>> {
    let mut at = connective.rest();
    let mut words = 0;
    // The other words of the operator.
    while words < 3 && ["with", "not", "contain", "empty", "in"].iter().any(|word| at.at_word(word)) {
        at = at.rest();
        words += 1;
    }
    if words > 0 && ends_operand(at) {
        return Some(at);
    }
    let quoted = matches!(at.token().kind, TokenKind::String | TokenKind::EscapedString);
    let in_list = || matches!(at.rest().rest().token().kind, TokenKind::Comma | TokenKind::CloseParen);
    if at.token().kind == TokenKind::OpenParen && value_follows(at.rest()) && in_list() {
        return Some(behind_list(at.rest()));
    }
    // A bare word is as likely the name of a field, and so a mistake of its own.
    let plain = |word: &str| {
        word.starts_with(|c: char| c.is_ascii_digit())
            || word.eq_ignore_ascii_case("true")
            || word.eq_ignore_ascii_case("false")
    };
    let value = quoted || at.word().is_some_and(plain);
    (value && !starts_operator(at.rest())).then(|| at.rest())
}

/// `does not start with`: the second word of the operator that is meant, as [`misspelt_word`] takes the first.
pub(super) fn misspelt_with<'s, 't>(at: Cursor<'s, 't>, words: Span) -> (Span, Cursor<'s, 't>) {
    if at.at_word("with") { misspelt_word(at, words) } else { (words, at) }
}

/// `between a AND b`: what is behind it.
pub(super) fn behind_between<'s, 't>(input: Cursor<'s, 't>) -> Option<Cursor<'s, 't>> {
    let is_value = |at: Cursor<'s, 't>| at.literal().is_some() && at.reserved().is_none();
    let and = input.rest().rest();
    let second = and.rest();
    let between = input.at_word("between")
        && is_value(input.rest())
        && matches!(and.reserved(), Some(Reserved::And))
        && is_value(second)
        && !starts_operator(second.rest());
    between.then(|| second.rest())
}

/// The words `is not`, given the span of `is` and the cursor behind `not`.
pub(super) fn second_word(behind: Cursor<'_, '_>, first: Span) -> Span {
    let text = behind.text(Span::new(first.start, behind.token().span.start));
    let len = u32::try_from(text.trim_end().len()).unwrap_or(0);
    Span::new(first.start, first.start.saturating_add(len))
}

/// From a bare name to the last of the bare words behind it that an operator follows: a name with spaces that lacks its quotes.
/// The name alone, if the words end otherwise.
pub(super) fn run_before_operator(name: Span, mut input: Cursor<'_, '_>) -> Span {
    let mut run = name;
    while input.word().is_some_and(|word| connective(word).is_none()) && input.reserved().is_none() {
        if starts_operator(input) && run != name {
            return run;
        }
        run = run.join(input.token().span);
        input = input.rest();
    }
    if is_symbol(input.token().kind) { run } else { name }
}

/// From a bare value to the last of the bare words behind it: a value with spaces that lacks its quotes.
/// `None`, if an operator follows and so the words are a comparison of their own.
pub(super) fn run_of_value(value: Span, mut input: Cursor<'_, '_>) -> Option<Span> {
    let mut run = value;
    while input.word().is_some_and(|word| connective(word).is_none()) && input.reserved().is_none() {
        if starts_operator(input) {
            return None;
        }
        run = run.join(input.token().span);
        input = input.rest();
    }
    (run != value && !is_symbol(input.token().kind)).then_some(run)
}

/// `now(…)`, `= in (…)`: from a bare value to the `(` behind it, if that opens no group.
pub(super) fn call_of_value(value: Span, input: Cursor<'_, '_>) -> Option<Span> {
    let token = input.token();
    let behind = input.rest();
    let empty = behind.token().kind == TokenKind::CloseParen && value.end == token.span.start;
    let call =
        token.kind == TokenKind::OpenParen && !starts_operand(input) && (empty || !ends_operand(behind));
    call.then(|| value.join(token.span))
}

/// Whether no operand can start here: at the end, `)` or a connective.
pub(super) fn ends_operand(input: Cursor<'_, '_>) -> bool {
    matches!(input.token().kind, TokenKind::End | TokenKind::CloseParen)
        || matches!(input.reserved(), Some(Reserved::And | Reserved::Or))
}

/// Whether an operator starts here.
pub(super) fn starts_operator(input: Cursor<'_, '_>) -> bool {
    is_symbol(input.token().kind)
        || ["contains", "starts", "does", "is", "in", "not"].iter().any(|word| input.at_word(word))
        || (matches!(input.token().kind, TokenKind::String)
            && Operator::ALL.into_iter().any(|operator| {
                operator.is_textual()
                    && input.token().text(input.source()).eq_ignore_ascii_case(operator.as_str())
            }))
}

/// Whether an operand, and not some stray word, starts here.
pub(super) fn starts_operand(mut input: Cursor<'_, '_>) -> bool {
    // A list and the parentheses of a call are no groups.
    while input.token().kind == TokenKind::OpenParen || matches!(input.reserved(), Some(Reserved::Not)) {
        input = input.rest();
    }
    // `x NOT (…)`: the word before is no field.
    let operator = |at: Cursor<'_, '_>| starts_operator(at) && !(at.at_word("not") && behind_not(at.rest()));
    match input.token().kind {
        TokenKind::OpenParen => true,
        TokenKind::Word => input.reserved().is_none() && operator(input.rest()),
        TokenKind::String | TokenKind::EscapedString => operator(input.rest()),
        TokenKind::UnclosedString
        | TokenKind::Equal
        | TokenKind::NotEqual
        | TokenKind::Less
        | TokenKind::LessOrEqual
        | TokenKind::Greater
        | TokenKind::GreaterOrEqual
        | TokenKind::BadSymbol
        | TokenKind::CloseParen
        | TokenKind::Comma
        | TokenKind::BeyondBytes
        | TokenKind::BeyondTokens
        | TokenKind::End => false,
    }
}

/// Whether `NOT` is one and no part of `not in`: a group or a comparison follows.
fn behind_not(input: Cursor<'_, '_>) -> bool {
    input.token().kind == TokenKind::OpenParen
        || (value_follows(input) && !input.at_word("in") && starts_operator(input.rest()))
}

/// Whether an operand starts behind a connective, which is then none in place of a comma or a value.
fn leaves_list(input: Cursor<'_, '_>) -> bool {
    match input.token().kind {
        TokenKind::CloseParen | TokenKind::Comma => false,
        TokenKind::String | TokenKind::EscapedString | TokenKind::Word => {
            !matches!(input.rest().token().kind, TokenKind::CloseParen | TokenKind::Comma)
        }
        TokenKind::UnclosedString
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
        | TokenKind::End => true,
    }
}

/// Behind the `)` of a list; before a connective or the end if that comes first.
pub(super) fn behind_list<'s, 't>(mut input: Cursor<'s, 't>) -> Cursor<'s, 't> {
    let mut depth = 0u32;
    loop {
        match input.token().kind {
            TokenKind::CloseParen if depth == 0 => return input.rest(),
            TokenKind::CloseParen => depth -= 1,
            TokenKind::OpenParen => depth = depth.saturating_add(1),
            TokenKind::Word
                if matches!(input.reserved(), Some(Reserved::And | Reserved::Or))
                    && depth == 0
                    && leaves_list(input.rest()) =>
            {
                return input;
            }
            TokenKind::UnclosedString | TokenKind::BeyondBytes | TokenKind::BeyondTokens | TokenKind::End => {
                return input;
            }
            TokenKind::String
            | TokenKind::EscapedString
            | TokenKind::Word
            | TokenKind::Equal
            | TokenKind::NotEqual
            | TokenKind::Less
            | TokenKind::LessOrEqual
            | TokenKind::Greater
            | TokenKind::GreaterOrEqual
            | TokenKind::BadSymbol
            | TokenKind::Comma => {}
        }
        input = input.rest();
    }
}
