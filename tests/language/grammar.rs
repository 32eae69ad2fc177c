//! The grammar file against the parser: the parser accepts every generated sentence, rejects anything else at the right
//! token, and its comments quote the grammar.

use coreql_testing::{earley, ebnf, invariants};
use std::fs;
use std::path::Path;

use coreql::syntax::{Limits, ParseOptions, Syntax, parse_with};
use coreql_testing::ebnf::{Alternative, Expression, Grammar};
use proptest::strategy::{Strategy, ValueTree};
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};

const GRAMMAR: &str = include_str!("../../grammar/search.ebnf");

fn options(syntax: Syntax) -> ParseOptions {
    let limits = Limits::default().with_max_nesting(u32::MAX).with_max_errors(u32::MAX);
    ParseOptions::new().with_syntax(syntax).with_limits(limits)
}

#[test]
fn sentences_parse_and_mutations_are_harmless() {
    let grammar = ebnf::read(GRAMMAR);
    for syntax in [Syntax::Core, Syntax::Extended] {
        for seed in 0..1500 {
            let mut sentence = Sentence::new(&grammar, syntax, seed);
            sentence.rule("query", 0);
            let text = sentence.text;
            let parsed = parse_with(&text, options(syntax));
            assert_eq!(parsed.errors(), [], "{text:?} in {syntax} syntax");
            invariants::check(&parsed);
            for mutation in mutations(&text, &mut sentence.random) {
                invariants::check(&parse_with(&mutation, options(syntax)));
            }
        }
    }
}

/// A generator of one sentence of the grammar.
struct Sentence<'g> {
    grammar: &'g Grammar,
    syntax: Syntax,
    random: TestRunner,
    text: String,
    /// Whether the text ends in a word, so that white space is needed before another one.
    after_word: bool,
}

impl<'g> Sentence<'g> {
    fn new(grammar: &'g Grammar, syntax: Syntax, seed: u32) -> Self {
        let mut bytes = [0; 32];
        bytes[..4].copy_from_slice(&seed.to_le_bytes());
        let rng = TestRng::from_seed(RngAlgorithm::ChaCha, &bytes);
        let random = TestRunner::new_with_rng(Config::default(), rng);
        let mut sentence = Self { grammar, syntax, random, text: String::new(), after_word: false };
        if sentence.below(8) == 0 {
            sentence.text.push('\u{feff}');
        }
        sentence
    }

    fn below(&mut self, bound: usize) -> usize {
        (0..bound).new_tree(&mut self.random).unwrap().current()
    }

    fn rule(&mut self, name: &str, depth: usize) {
        let rule = &self.grammar.rules[name];
        if rule.token {
            let token = self.token(&rule.body);
            self.push(&token);
        } else {
            self.expression(&rule.body, depth + 1);
        }
    }

    fn expression(&mut self, expression: &Expression, depth: usize) {
        match expression {
            Expression::Alternatives(alternatives) => {
                let mut open: Vec<&Alternative> = alternatives
                    .iter()
                    .filter(|alternative| self.syntax == Syntax::Extended || !alternative.extended)
                    .collect();
                // Deep down, only alternatives that do not nest again.
                if depth > 16 && open.iter().any(|alternative| !nests(&alternative.expression)) {
                    open.retain(|alternative| !nests(&alternative.expression));
                }
                let chosen = self.below(open.len());
                self.expression(&open[chosen].expression, depth);
            }
            Expression::Sequence(parts) => parts.iter().for_each(|part| self.expression(part, depth)),
            Expression::Optional(body) => {
                if self.below(4) > 0 {
                    self.expression(body, depth);
                }
            }
            Expression::Repeated(body) => {
                let most = if depth > 10 { 1 } else { 3 };
                for _ in 0..self.below(most) {
                    self.expression(body, depth);
                }
            }
            Expression::Rule(name) => self.rule(name, depth),
            Expression::Terminal(text) => {
                let token = self.any_case(text);
                self.push(&token);
            }
            Expression::Except(..) | Expression::Special(_) => panic!("{expression:?} outside of a token"),
        }
    }

    /// The text of a token.
    fn token(&mut self, expression: &Expression) -> String {
        match expression {
            Expression::Alternatives(alternatives) => {
                let chosen = self.below(alternatives.len());
                self.token(&alternatives[chosen].expression)
            }
            Expression::Sequence(parts) => parts.iter().map(|part| self.token(part)).collect(),
            Expression::Optional(body) => (0..self.below(2)).map(|_| self.token(body)).collect(),
            Expression::Repeated(body) => (0..self.below(5)).map(|_| self.token(body)).collect(),
            Expression::Except(body, but) => {
                let token = self.token(body);
                let excepted =
                    terminals(self.grammar, but).iter().any(|text| text.eq_ignore_ascii_case(&token));
                if excepted { self.token(expression) } else { token }
            }
            Expression::Rule(name) => self.token(&self.grammar.rules[name].body),
            Expression::Terminal(text) => self.any_case(text),
            Expression::Special(words) => {
                let pool = match words.as_str() {
                    "any other, but no Quotation_Mark and none of U+0060 U+00B4 U+2032 to U+2037" => {
                        "aZ0.-_&|é😀\0\u{202e}[\\"
                    }
                    "any character but White_Space and none of \" ( ) , = ! < >" => {
                        "aORndZ0.-_'’“&|é😀\0\u{202e}[\\"
                    }
                    "any character but \" and \\" => "aZ0.'“(),=!<>& \n\u{a0}é😀\0\u{feff}",
                    "the end of the text" => return String::new(),
                    _ => panic!("unknown character class `{words}`"),
                };
                let characters: Vec<char> = pool.chars().collect();
                characters[self.below(characters.len())].to_string()
            }
        }
    }

    fn any_case(&mut self, text: &str) -> String {
        text.chars()
            .map(|c| match self.below(3) {
                0 => c.to_ascii_lowercase(),
                1 => c.to_ascii_uppercase(),
                _ => c,
            })
            .collect()
    }

    /// Adds a token, after white space where it is needed and at random elsewhere.
    fn push(&mut self, token: &str) {
        let symbols = ['"', '(', ')', ',', '=', '!', '<', '>'];
        let needed = self.after_word && !token.is_empty() && !token.starts_with(symbols);
        let mut spaces = self.below(3);
        if needed && spaces == 0 {
            spaces = 1;
        }
        for _ in 0..spaces {
            let space = [" ", " ", "\t", "\n", "\r\n", "\u{a0}", "\u{2028}", "\u{3000}"][self.below(8)];
            self.text.push_str(space);
        }
        self.text.push_str(token);
        self.after_word = !token.is_empty() && !token.ends_with(symbols);
    }
}

fn nests(expression: &Expression) -> bool {
    match expression {
        Expression::Alternatives(alternatives) => {
            alternatives.iter().any(|alternative| nests(&alternative.expression))
        }
        Expression::Sequence(parts) => parts.iter().any(nests),
        Expression::Optional(body) | Expression::Repeated(body) => nests(body),
        Expression::Except(..) | Expression::Terminal(_) | Expression::Special(_) => false,
        Expression::Rule(name) => matches!(name.as_str(), "or" | "and" | "operand"),
    }
}

/// The terminals among which a rule chooses.
fn terminals(grammar: &Grammar, expression: &Expression) -> Vec<String> {
    match expression {
        Expression::Rule(name) => terminals(grammar, &grammar.rules[name].body),
        Expression::Alternatives(alternatives) => {
            alternatives.iter().flat_map(|alternative| terminals(grammar, &alternative.expression)).collect()
        }
        Expression::Sequence(parts) => parts.iter().flat_map(|part| terminals(grammar, part)).collect(),
        Expression::Terminal(text) => vec![text.clone()],
        other => panic!("{other:?} is not a choice of terminals"),
    }
}

/// The text with one character removed, doubled, replaced or moved.
fn mutations(text: &str, random: &mut TestRunner) -> Vec<String> {
    let characters: Vec<char> = text.chars().collect();
    if characters.is_empty() {
        return Vec::new();
    }
    let mut place = || (0..characters.len()).new_tree(random).unwrap().current();
    let (left_out, doubled, replaced, moved, to) = (place(), place(), place(), place(), place());
    let foreign = ['"', '(', ')', ',', '=', '\'', '“', '&', '\\', ' ', 'n'];
    let mut mutations = vec![characters.clone(); 4];
    mutations[0].remove(left_out);
    mutations[1].insert(doubled, characters[doubled]);
    mutations[2][replaced] = foreign[to % foreign.len()];
    mutations[3].swap(moved, to);
    mutations.into_iter().map(String::from_iter).collect()
}

/// Rule 4.3, for every short sequence of tokens: the parser accepts what the grammar generates, and its first error is
/// at the first token that no sentence has there.
#[test]
fn the_first_error_ends_the_longest_valid_prefix() {
    let grammar = ebnf::read(GRAMMAR);
    for syntax in [Syntax::Core, Syntax::Extended] {
        let mut recogniser = earley::Recogniser::new(&grammar, syntax);
        let mut run = Vec::new();
        every_run(&earley::WORDS, &mut recogniser, &mut run, &mut |run, recogniser, viable| {
            let text = run.join(" ");
            let parsed = parse_with(&text, options(syntax));
            let error = parsed.errors().first().map(|error| error.token.span.range().start);
            let expected = if !viable {
                // All but the last word begin a sentence, so the last word is the first mistake.
                Some(text.len() - run.last().map_or(0, |word| word.len()))
            } else if recogniser.complete() {
                None
            } else {
                Some(text.len())
            };
            assert_eq!(error, expected, "{text:?} in {syntax} syntax");
        });
    }
}

type Visit<'v> = dyn FnMut(&[&'static str], &earley::Recogniser, bool) + 'v;

/// Every sequence of up to six words of which all but the last can begin a sentence.
fn every_run(
    words: &[&'static str],
    recogniser: &mut earley::Recogniser,
    run: &mut Vec<&'static str>,
    visit: &mut Visit<'_>,
) {
    visit(run, recogniser, true);
    if run.len() == 6 {
        return;
    }
    for &word in words {
        run.push(word);
        if recogniser.advance(word) {
            every_run(words, recogniser, run, visit);
            recogniser.back();
        } else {
            visit(run, recogniser, false);
        }
        run.pop();
    }
}

/// Rule 3.1.
#[test]
fn the_parser_quotes_the_grammar() {
    let mut bare = String::new();
    let mut rest = GRAMMAR;
    while let Some((before, comment)) = rest.split_once("(*") {
        bare.push_str(before);
        rest = comment.split_once("*)").unwrap().1;
    }
    bare.push_str(rest);
    let grammar = normal(&bare);

    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/syntax/parser");
    let mut quoted = 0;
    for entry in fs::read_dir(folder).unwrap() {
        let source = fs::read_to_string(entry.unwrap().path()).unwrap();
        for comment in source.lines().filter_map(|line| line.trim().strip_prefix("///")) {
            for quote in comment.split('`').skip(1).step_by(2) {
                let rule = quote
                    .split(" = ")
                    .next()
                    .is_some_and(|name| ebnf::read(GRAMMAR).rules.contains_key(name));
                if quote.contains('"') || rule {
                    quoted += 1;
                    assert!(grammar.contains(&normal(quote)), "the grammar has no `{quote}`");
                }
            }
        }
    }
    assert!(quoted > 15, "the parser quotes {quoted} pieces of the grammar");
}

/// The text with single spaces.
fn normal(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
