//! A reader of `grammar/search.ebnf`: the part of ISO 14977 that the file uses.

use std::collections::BTreeMap;

/// A grammar. The rules of tokens follow the comment that begins with `Tokens`.
#[derive(Debug)]
pub struct Grammar {
    /// The rules by name.
    pub rules: BTreeMap<String, Rule>,
}

/// One rule.
#[derive(Debug)]
pub struct Rule {
    /// What the rule consists of.
    pub body: Expression,
    /// Whether the rule defines a token.
    pub token: bool,
}

/// The right-hand side of a rule, or a part of it.
#[derive(Clone, Debug)]
pub enum Expression {
    /// `a | b`
    Alternatives(Vec<Alternative>),
    /// `a b`
    Sequence(Vec<Expression>),
    /// `[ a ]`
    Optional(Box<Expression>),
    /// `{ a }`
    Repeated(Box<Expression>),
    /// `a - b`
    Except(Box<Expression>, Box<Expression>),
    /// The name of a rule.
    Rule(String),
    /// `"text"`
    Terminal(String),
    /// `? in words ?`
    Special(String),
}

/// One of several alternatives.
#[derive(Clone, Debug)]
pub struct Alternative {
    /// What it consists of.
    pub expression: Expression,
    /// Whether extended syntax alone has it.
    pub extended: bool,
}

#[derive(Clone, Debug, PartialEq)]
enum Lexeme {
    Name(String),
    Terminal(String),
    Special(String),
    Comment(String),
    Symbol(char),
}

/// Reads a grammar.
///
/// # Panics
/// If the text is not a grammar, or defines a rule twice.
pub fn read(text: &str) -> Grammar {
    let mut reader = Reader { lexemes: lexemes(text), at: 0 };
    let mut rules = BTreeMap::new();
    let mut token = false;
    while let Some(lexeme) = reader.next() {
        match lexeme {
            Lexeme::Comment(comment) => token |= comment.trim().starts_with("Tokens"),
            Lexeme::Name(name) => {
                reader.expect('=');
                let body = reader.alternatives();
                reader.expect(';');
                let before = rules.insert(name.clone(), Rule { body, token });
                assert!(before.is_none(), "rule `{name}` is defined twice");
            }
            other => panic!("{other:?} where a rule should begin"),
        }
    }
    Grammar { rules }
}

fn lexemes(text: &str) -> Vec<Lexeme> {
    let mut lexemes = Vec::new();
    let mut rest = text.trim_start();
    while let Some(first) = rest.chars().next() {
        let (lexeme, len) = if let Some(comment) = rest.strip_prefix("(*") {
            let len = comment.find("*)").expect("an unclosed comment");
            (Lexeme::Comment(comment[..len].to_owned()), len + 4)
        } else if matches!(first, '"' | '\'' | '?') {
            let len = rest[1..].find(first).expect("an unclosed terminal");
            let body = rest[1..=len].to_owned();
            let special = first == '?';
            (if special { Lexeme::Special(body.trim().to_owned()) } else { Lexeme::Terminal(body) }, len + 2)
        } else if first.is_ascii_alphabetic() {
            let len = rest.find(|c: char| !c.is_ascii_alphabetic()).unwrap_or(rest.len());
            (Lexeme::Name(rest[..len].to_owned()), len)
        } else {
            (Lexeme::Symbol(first), first.len_utf8())
        };
        lexemes.push(lexeme);
        rest = rest[len..].trim_start();
    }
    lexemes
}

struct Reader {
    lexemes: Vec<Lexeme>,
    at: usize,
}

impl Reader {
    fn next(&mut self) -> Option<Lexeme> {
        let lexeme = self.lexemes.get(self.at).cloned();
        self.at += 1;
        lexeme
    }

    fn skip(&mut self, symbol: char) -> bool {
        let found = self.lexemes.get(self.at) == Some(&Lexeme::Symbol(symbol));
        self.at += usize::from(found);
        found
    }

    fn expect(&mut self, symbol: char) {
        assert!(self.skip(symbol), "{:?} where `{symbol}` should be", self.lexemes.get(self.at));
    }

    fn alternatives(&mut self) -> Expression {
        let mut alternatives = Vec::new();
        loop {
            let expression = self.sequence();
            let extended = matches!(self.lexemes.get(self.at), Some(Lexeme::Comment(comment)) if comment.trim() == "extended");
            self.at += usize::from(extended);
            alternatives.push(Alternative { expression, extended });
            if !self.skip('|') {
                return Expression::Alternatives(alternatives);
            }
        }
    }

    fn sequence(&mut self) -> Expression {
        let mut parts = Vec::new();
        while let Some(part) = self.primary() {
            if self.skip('-') {
                let but = self.primary().expect("an exception after `-`");
                parts.push(Expression::Except(Box::new(part), Box::new(but)));
            } else {
                parts.push(part);
            }
        }
        assert!(!parts.is_empty(), "an empty alternative");
        Expression::Sequence(parts)
    }

    fn primary(&mut self) -> Option<Expression> {
        let lexeme = self.lexemes.get(self.at).cloned()?;
        let expression = match lexeme {
            Lexeme::Name(name) => Expression::Rule(name),
            Lexeme::Terminal(text) => Expression::Terminal(text),
            Lexeme::Special(words) => Expression::Special(words),
            Lexeme::Symbol(open @ ('(' | '[' | '{')) => {
                self.at += 1;
                let body = self.alternatives();
                let (close, expression) = match open {
                    '(' => (')', body),
                    '[' => (']', Expression::Optional(Box::new(body))),
                    _ => ('}', Expression::Repeated(Box::new(body))),
                };
                self.expect(close);
                return Some(expression);
            }
            Lexeme::Comment(_) | Lexeme::Symbol(_) => return None,
        };
        self.at += 1;
        Some(expression)
    }
}
