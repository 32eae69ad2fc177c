//! P1: what the automaton accepts is what continues a sentence of the grammar.

use coreql::ide::Automaton;
use coreql::syntax::{Expectation, Limits, ParseOptions, Syntax, Token, TokenKind, tokenize};
use coreql_testing::{earley, ebnf};

use super::setting;

const GRAMMAR: &str = include_str!("../../grammar/search.ebnf");

fn token(word: &str) -> Token {
    let mut tokens = tokenize(word, Limits::default());
    let token = tokens.next().unwrap();
    let rest = tokens.next().map_or(TokenKind::End, |rest| rest.kind);
    assert_eq!(rest, TokenKind::End, "{word:?} is not one token");
    token
}

/// For every beginning of a query: each token is accepted if and only if some query goes on with it, the end if and only
/// if it is a query, and what is expected says the same.
#[test]
fn accepts_what_the_grammar_goes_on_with() {
    let length = setting("LENGTH", 4) - 1;
    let grammar = ebnf::read(GRAMMAR);
    let tokens: Vec<(&str, Token)> =
        earley::WORDS.into_iter().chain(earley::EXTENDED_WORDS).map(|word| (word, token(word))).collect();
    for syntax in [Syntax::Core, Syntax::Extended] {
        let mut recogniser = earley::Recogniser::new(&grammar, syntax);
        let automaton = Automaton::new(ParseOptions::new().with_syntax(syntax));
        let mut run = Vec::new();
        let compared = compare(&tokens, &mut recogniser, &automaton, &mut run, length);
        assert!(compared > tokens.len() * 10, "{compared} tokens compared in {syntax} syntax");
    }
}

fn compare(
    tokens: &[(&'static str, Token)],
    recogniser: &mut earley::Recogniser,
    automaton: &Automaton,
    run: &mut Vec<&'static str>,
    length: usize,
) -> usize {
    let end = token("");
    assert_eq!(automaton.accepts(end, ""), recogniser.complete(), "the end after {run:?}");
    assert_eq!(automaton.expected().contains(Expectation::End), recogniser.complete(), "after {run:?}");
    let mut compared = 1;
    for (word, token) in tokens {
        let viable = recogniser.advance(word);
        assert_eq!(automaton.accepts(*token, word), viable, "{word:?} after {run:?}");
        let expected = automaton.expected();
        if viable {
            assert!(!expected.is_empty(), "{word:?} after {run:?}");
        }
        let exact = [
            ("(", &[Expectation::OpenParen][..]),
            (")", &[Expectation::CloseParen]),
            (",", &[Expectation::Comma]),
            ("or", &[Expectation::Or]),
            ("and", &[Expectation::And]),
            ("a", &[Expectation::Field, Expectation::Value]),
            ("=", &[Expectation::Operator]),
            ("1d", &[Expectation::Field, Expectation::Value, Expectation::Amount]),
        ];
        if let Some((_, kinds)) = exact.iter().find(|(other, _)| other == word)
            // After `now` an amount has a sign.
            && run.last() != Some(&"now")
        {
            let listed = kinds.iter().any(|kind| expected.contains(*kind));
            assert_eq!(listed, viable, "{word:?} after {run:?}");
        }
        compared += 1;
        if viable {
            if run.len() < length {
                let mut next = automaton.clone();
                let mut source = String::new();
                next.read(*token, source_of(word, &mut source));
                run.push(word);
                compared += compare(tokens, recogniser, &next, run, length);
                run.pop();
            }
            recogniser.back();
        }
    }
    compared
}

fn source_of<'s>(word: &str, source: &'s mut String) -> &'s str {
    source.push_str(word);
    source
}
