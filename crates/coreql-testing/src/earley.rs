//! Recognises prefixes of the grammar's sentences, token by token, with the plainest form of Earley's algorithm.

use coreql::syntax::Syntax;

use crate::ebnf::{Expression, Grammar};

/// A symbol in the body of a production.
#[derive(Clone, Debug)]
enum Symbol {
    Rule(String),
    /// A token, by its text or by its kind: `word`, `string`, `quoted`, `test`.
    Token(String),
}

/// One alternative of a rule.
#[derive(Debug)]
struct Production {
    rule: String,
    body: Vec<Symbol>,
}

/// A production, by its index, of which the part before the dot was matched from token `origin` on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Item {
    production: usize,
    dot: usize,
    origin: usize,
}

/// One token of each kind that the grammar of Core syntax distinguishes.
pub const WORDS: [&str; 19] = [
    "a",
    "\"s\"",
    "\"contains\"",
    "\"is empty\"",
    "=",
    "contains",
    "starts",
    "with",
    "does",
    "not",
    "contain",
    "is",
    "empty",
    "in",
    "(",
    ")",
    ",",
    "and",
    "or",
];

/// Those that extended syntax distinguishes besides.
pub const EXTENDED_WORDS: [&str; 7] = ["between", "now", "now-", "now-1d", "-", "-1d", "1d"];

/// The grammar, and the set of items before each token so far.
#[derive(Debug)]
pub struct Recogniser {
    productions: Vec<Production>,
    sets: Vec<Vec<Item>>,
}

impl Recogniser {
    /// A recogniser of the grammar in one syntax, before the first token.
    pub fn new(grammar: &Grammar, syntax: Syntax) -> Self {
        let mut recogniser = Self { productions: Vec::new(), sets: Vec::new() };
        for (name, rule) in grammar.rules.iter().filter(|(_, rule)| !rule.token) {
            recogniser.define(grammar, syntax, name, &rule.body);
        }
        let start = recogniser.predict("query", 0);
        let start = recogniser.closure(start);
        recogniser.sets.push(start);
        recogniser
    }

    /// Consumes one more token and returns `true`, if a sentence can continue with it.
    pub fn advance(&mut self, token: &str) -> bool {
        let last = self.sets.last().unwrap();
        let moved: Vec<Item> = last
            .iter()
            .filter(|item| matches!(self.next(item), Some(Symbol::Token(kind)) if fits(kind, token)))
            .map(|item| Item { dot: item.dot + 1, ..*item })
            .collect();
        if moved.is_empty() {
            return false;
        }
        let set = self.closure(moved);
        self.sets.push(set);
        true
    }

    /// Undoes the last successful [`advance`](Self::advance).
    pub fn back(&mut self) {
        self.sets.pop();
    }

    /// Whether the tokens so far are a whole sentence.
    pub fn complete(&self) -> bool {
        let done = |item: &Item| {
            self.productions[item.production].rule == "query" && item.origin == 0 && self.next(item).is_none()
        };
        self.sets.last().unwrap().iter().any(done)
    }

    fn next(&self, item: &Item) -> Option<&Symbol> {
        self.productions[item.production].body.get(item.dot)
    }

    fn define(&mut self, grammar: &Grammar, syntax: Syntax, name: &str, body: &Expression) {
        let Expression::Alternatives(alternatives) = body else { panic!("{body:?} is not a rule") };
        for alternative in alternatives {
            if alternative.extended && syntax == Syntax::Core {
                continue;
            }
            let mut symbols = Vec::new();
            self.symbols(grammar, syntax, &alternative.expression, &mut symbols);
            self.productions.push(Production { rule: name.to_owned(), body: symbols });
        }
    }

    fn symbols(
        &mut self,
        grammar: &Grammar,
        syntax: Syntax,
        expression: &Expression,
        symbols: &mut Vec<Symbol>,
    ) {
        match expression {
            Expression::Sequence(parts) => {
                parts.iter().for_each(|part| self.symbols(grammar, syntax, part, symbols));
            }
            Expression::Terminal(text) => symbols.push(Symbol::Token(text.clone())),
            // The end of the text is the end of the tokens.
            Expression::Rule(name) if name == "end" => {}
            Expression::Rule(name) if grammar.rules[name].token => symbols.push(Symbol::Token(name.clone())),
            Expression::Rule(name) => symbols.push(Symbol::Rule(name.clone())),
            Expression::Optional(body) | Expression::Repeated(body) => {
                let name = format!("part {}", self.productions.len());
                self.productions.push(Production { rule: name.clone(), body: Vec::new() });
                let first = self.productions.len();
                self.define(grammar, syntax, &name, body);
                if matches!(expression, Expression::Repeated(_)) {
                    let own =
                        self.productions[first..].iter_mut().filter(|production| production.rule == name);
                    own.for_each(|production| production.body.push(Symbol::Rule(name.clone())));
                }
                symbols.push(Symbol::Rule(name));
            }
            Expression::Alternatives(_) | Expression::Except(..) | Expression::Special(_) => {
                panic!("{expression:?} in a rule of syntax")
            }
        }
    }

    fn predict(&self, rule: &str, origin: usize) -> Vec<Item> {
        let productions =
            self.productions.iter().enumerate().filter(|(_, production)| production.rule == rule);
        productions.map(|(production, _)| Item { production, dot: 0, origin }).collect()
    }

    /// These items and all that they predict and complete at the current token.
    fn closure(&self, mut items: Vec<Item>) -> Vec<Item> {
        let here = self.sets.len();
        // Repeated until nothing is new, so that empty rules need no special case.
        loop {
            let mut new = Vec::new();
            for item in &items {
                match self.next(item) {
                    Some(Symbol::Rule(rule)) => new.extend(self.predict(rule, here)),
                    Some(Symbol::Token(_)) => {}
                    None => {
                        let made = &self.productions[item.production].rule;
                        let set = if item.origin == here { &items } else { &self.sets[item.origin] };
                        let awaits = |other: &&Item| matches!(self.next(other), Some(Symbol::Rule(rule)) if rule == made);
                        new.extend(
                            set.iter().filter(awaits).map(|other| Item { dot: other.dot + 1, ..*other }),
                        );
                    }
                }
            }
            let before = items.len();
            items.extend(new);
            items.sort();
            items.dedup();
            if items.len() == before {
                return items;
            }
        }
    }
}

/// Whether a token is of a kind.
fn fits(kind: &str, token: &str) -> bool {
    match kind {
        "string" => token.starts_with('"'),
        "quoted" => token == "\"contains\"",
        "test" => token == "\"is empty\"",
        "moment" => ["now", "now-1d"].contains(&token),
        "anchor" => token == "now",
        "begun" => token == "now-",
        "sign" => token == "-",
        "offset" => token == "-1d",
        "amount" => token == "1d",
        "word" => {
            token.starts_with(|c: char| c.is_ascii_alphanumeric() || c == '-')
                && !["and", "or", "not"].contains(&token)
        }
        terminal => terminal.eq_ignore_ascii_case(token),
    }
}
