//! Tokens to tree. Parsing never fails: mistakes become error nodes and [`SyntaxError`]s.
//!
//! The rules of a comparison are in [`grammar`]; what is around comparisons nests, so it is read here, on an explicit
//! stack; what happens after a mistake is in [`recover`].

mod context;
mod cursor;
mod foreign_operators;
mod grammar;
mod lookahead;
mod paren_balance;
mod quotes;
mod recover;

use smallvec::SmallVec;

use self::cursor::Cursor;
use self::paren_balance::ParenBalance;
use super::ast::{Ast, AstBuilder, Connective, ErrorNode};
use super::error::{Expectation, Expected, Extension, SyntaxError, SyntaxErrorKind};
use super::lexer::{Text, Tokens, tokenize};
use super::lexical::Keyword;
use super::limits::{ParseOptions, Syntax};
use super::token::{Token, TokenKind};
use crate::text::Span;
use crate::tree::{NodeId, Siblings};

/// The result of parsing a text: the tree and the mistakes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Parsed<'s> {
    source: &'s str,
    options: ParseOptions,
    tree: Ast<'s>,
    errors: Vec<SyntaxError>,
}

impl<'s> Parsed<'s> {
    /// The text.
    pub const fn source(&self) -> &'s str {
        self.source
    }

    /// How it was parsed.
    pub const fn options(&self) -> ParseOptions {
        self.options
    }

    /// The tree, empty for an empty query. It has an error node if and only if there is an error.
    pub const fn tree(&self) -> &Ast<'s> {
        &self.tree
    }

    /// The tree alone.
    pub fn into_tree(self) -> Ast<'s> {
        self.tree
    }

    /// The tokens, read anew; the last is the end.
    pub fn tokens(&self) -> Tokens<'s> {
        tokenize(self.source, self.options.limits())
    }

    /// The token that starts at this offset, at which one must start.
    pub fn token_at(&self, offset: u32) -> Token {
        Text::whole(self.source).token(offset)
    }

    /// The mistakes, in source order.
    pub fn errors(&self) -> &[SyntaxError] {
        &self.errors
    }
}

/// Parses Core syntax under the default limits.
///
/// ```
/// let parsed = coreql::syntax::parse(r#""common.platform" = "iOS" AND common.retired = false"#);
/// assert!(parsed.errors().is_empty());
/// assert_eq!(parsed.tree().root().map(|root| root.children().count()), Some(2));
/// ```
pub fn parse(source: &str) -> Parsed<'_> {
    parse_with(source, ParseOptions::default())
}

/// Parses with options. Linear in the text, for any text, without recursion.
pub fn parse_with(source: &str, options: ParseOptions) -> Parsed<'_> {
    let text = Text::new(source, options.limits());
    let mut parser = Parser::new(&text, options);
    parser.query();
    let Parser { builder, mut errors, root, .. } = parser;
    context::complete(&mut errors, &text);
    let tree = root.map_or_else(Ast::default, |root| builder.finish(root));
    Parsed { source, options, tree, errors }
}

/// Published queries nest no deeper; what does is kept on the heap.
const NESTING: usize = 4;

/// What was opened and not closed yet.
#[derive(Clone, Copy, Debug)]
enum Frame {
    Group { open: Span, outside: Chains },
    Not { keyword: Span },
}

/// The operands so far of the innermost `AND`, and those of the `OR` around it.
#[derive(Clone, Copy, Debug, Default)]
struct Chains {
    and: Siblings,
    or: Siblings,
}

/// What the grammar wants next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    Operand,
    Connective,
    /// All is read, or a limit or an unclosed string ends the parse.
    Done,
}

struct Parser<'s, 't> {
    input: Cursor<'s, 't>,
    options: ParseOptions,
    builder: AstBuilder<'s>,
    errors: Vec<SyntaxError>,
    frames: SmallVec<[Frame; NESTING]>,
    chains: Chains,
    /// Whether a mistake just before explains all that is odd now.
    recovering: bool,
    parens: ParenBalance,
    /// The start of the comparison in which a mistake was found last.
    comparison: Option<Cursor<'s, 't>>,
    root: Option<NodeId>,
}

impl<'s, 't> Parser<'s, 't> {
    fn new(text: &'t Text<'s>, options: ParseOptions) -> Self {
        // What exceeds the limit is not read.
        let bytes =
            text.source().len().min(usize::try_from(options.limits().max_bytes()).unwrap_or(usize::MAX));
        Self {
            input: Cursor::new(text),
            options,
            // Published queries have thirty bytes or more for each comparison; a denser text grows the vectors.
            builder: AstBuilder::with_capacity(bytes / 16 + 1, bytes / 24 + 1),
            errors: Vec::new(),
            frames: SmallVec::new(),
            chains: Chains::default(),
            recovering: false,
            parens: ParenBalance::default(),
            comparison: None,
            root: None,
        }
    }

    /// `query = [ or ] end`
    fn query(&mut self) {
        if self.input.at(TokenKind::End) {
            return;
        }
        let mut state = State::Operand;
        loop {
            state = match state {
                State::Operand => self.operand(),
                State::Connective => self.connective(),
                State::Done => break,
            };
        }
        self.close_all();
    }

    /// `operand = "(" or ")" | comparison | "NOT" operand`
    fn operand(&mut self) -> State {
        match self.input.token().kind {
            TokenKind::String | TokenKind::EscapedString => self.comparison(),
            TokenKind::Word => match self.input.keyword() {
                Some(Keyword::Not) => self.not(),
                Some(Keyword::And | Keyword::Or) => self.missing_operand(),
                _ => self.comparison(),
            },
            TokenKind::OpenParen => self.open_group(),
            TokenKind::CloseParen if !self.in_group() => self.unopened_group(self.operand_expected()),
            kind if kind.is_fatal() => self.fatal_token(),
            _ => self.missing_operand(),
        }
    }

    /// `"(" or ")"`
    fn open_group(&mut self) -> State {
        if self.too_deep() {
            return State::Done;
        }
        let outside = std::mem::take(&mut self.chains);
        self.frames.push(Frame::Group { open: self.input.token().span, outside });
        self.input = self.input.advance();
        State::Operand
    }

    /// `"NOT" operand`, extended
    fn not(&mut self) -> State {
        if self.too_deep() {
            return State::Done;
        }
        let keyword = self.input.token().span;
        let repeated = matches!(self.frames.last(), Some(Frame::Not { .. }));
        if self.options.syntax() == Syntax::Core && !repeated {
            if self.lacks_field(self.input.rest()) {
                return self.missing_operand();
            }
            let kind = SyntaxErrorKind::ExtendedOnly(Extension::Not);
            if !self.report(kind, self.operand_expected(), keyword) {
                return State::Done;
            }
            // The keyword is in the NOT that follows; spans of siblings do not overlap.
            let error = self.error_leaf(Span::at(keyword.start));
            self.builder.append(&mut self.chains.and, error);
        }
        self.frames.push(Frame::Not { keyword });
        self.input = self.input.advance();
        State::Operand
    }

    /// `comparison`
    fn comparison(&mut self) -> State {
        let builder = &mut self.builder;
        let keep = |comparison| builder.comparison(comparison);
        match grammar::comparison(self.options.syntax(), self.input, keep) {
            Ok((rest, id)) => {
                self.input = rest;
                self.push_operand(id);
                State::Connective
            }
            Err(_) => self.broken_comparison(),
        }
    }

    /// `{ "AND" operand }`, `{ "OR" and }`, `")"`, `end`
    fn connective(&mut self) -> State {
        match self.input.token().kind {
            TokenKind::Word => match self.input.keyword().and_then(Keyword::connective) {
                Some(connective) => self.joined(connective),
                None => self.missing_connective(),
            },
            TokenKind::CloseParen if self.in_group() => {
                let close = self.input.token().span;
                self.input = self.input.advance();
                // A `)` that was a mistake itself may have closed the group too early.
                self.recovering = self.errors.last().is_some_and(|last| last.token.span == close);
                self.close_group(close);
                State::Connective
            }
            TokenKind::CloseParen => self.unopened_group(self.connective_expected()),
            TokenKind::End => {
                self.unclosed_group();
                State::Done
            }
            kind if kind.is_fatal() => self.fatal_token(),
            _ => self.missing_connective(),
        }
    }

    /// After a connective; an `OR` closes the chain of ANDs before it.
    fn joined(&mut self, connective: Connective) -> State {
        self.input = self.input.advance();
        self.go_on(connective)
    }

    /// The same, at the token after the connective.
    fn go_on(&mut self, connective: Connective) -> State {
        match connective {
            Connective::And => {}
            Connective::Or => self.close_and(),
        }
        self.recovering = false;
        State::Operand
    }

    /// Whether a group is open around here, NOTs aside: those before an operand close with it.
    fn in_group(&self) -> bool {
        // A NOT waits for its operand on top of the group that it is in.
        self.frames.iter().rev().any(|frame| matches!(frame, Frame::Group { .. }))
    }

    /// Adds an operand to the chain, under the NOTs that wait for it.
    #[inline(always)]
    fn push_operand(&mut self, mut id: NodeId) {
        while let Some(&Frame::Not { keyword }) = self.frames.last() {
            self.frames.pop();
            id = self.builder.not(keyword.join(self.builder.span_of(id)), id);
        }
        self.builder.append(&mut self.chains.and, id);
    }

    fn close_and(&mut self) {
        let and = std::mem::take(&mut self.chains.and);
        if let Some(id) = self.close_chain(Connective::And, and) {
            self.builder.append(&mut self.chains.or, id);
        }
    }

    /// Closes both chains; what they make together.
    fn close_or(&mut self) -> Option<NodeId> {
        self.close_and();
        let or = std::mem::take(&mut self.chains.or);
        self.close_chain(Connective::Or, or)
    }

    /// One operand needs no node above it, several do.
    fn close_chain(&mut self, connective: Connective, siblings: Siblings) -> Option<NodeId> {
        let (first, last) = siblings.ends()?;
        if first == last {
            return Some(first);
        }
        let span = Span::new(self.builder.span_of(first).start, self.builder.span_of(last).end);
        Some(self.builder.chain(connective, span, siblings))
    }

    fn close_group(&mut self, close: Span) {
        let body = self.close_or();
        if let Some(Frame::Group { open, outside }) = self.frames.pop() {
            self.chains = outside;
            // A group without a body has a mistake in it, which left an error node.
            let body = body.unwrap_or_else(|| self.error_leaf(Span::at(close.start)));
            let id = self.builder.group(open.join(close), body);
            self.push_operand(id);
        }
    }

    /// Closes what is open at the end of the parse.
    fn close_all(&mut self) {
        // A parse that ends within a comparison has its last error ahead of the next token.
        let read = self.input.token().span.end;
        let end = Span::at(self.errors.last().map_or(read, |error| read.max(error.token.span.end)));
        while !self.frames.is_empty() {
            self.close_group(end);
        }
        self.root = self.close_or();
    }

    fn error_leaf(&mut self, span: Span) -> NodeId {
        self.builder.error(span, ErrorNode::default())
    }

    fn operand_expected(&self) -> Expected {
        Expected::of([Expectation::Field, Expectation::OpenParen])
            .and_if(self.options.syntax() == Syntax::Extended, Expectation::Not)
    }
}
