//! Tokens to tree. Parsing never fails: mistakes become error nodes and [`SyntaxError`]s.
//!
//! The rules of a comparison are in [`grammar`]; what is around comparisons nests, so it is read here, on an explicit
//! stack; what happens after a mistake is in [`recover`].

mod context;
mod cursor;
mod foreign_operators;
mod grammar;
mod lookahead;
mod missing_quote;
mod mistakes;
mod paren_balance;
mod parts;
mod quotes;
mod ranges;
mod recover;

use smallvec::SmallVec;

use self::cursor::Cursor;
use self::grammar::Read;
use self::paren_balance::ParenBalance;
use super::ast::{Ast, Connective, ErrorNode};
use super::error::{Expectation, Expected, SyntaxError};
use super::lexer::{Text, Tokens, tokenize};
use super::lexical::{ByteClass, Keyword};
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
    /// Fills the tree and the mistakes.
    #[inline(never)]
    fn read(&mut self) {
        let text = Text::new(self.source, self.options.limits());
        // What exceeds the limit is not read.
        let bytes =
            usize::try_from(self.options.limits().max_bytes()).unwrap_or(usize::MAX).min(self.source.len());
        // Published queries have thirty bytes or more for each comparison; a denser text grows the vector.
        self.tree = Ast::with_capacity(self.source, bytes / 16 + 1);
        Parser::new(&text, self.options, &mut self.tree, &mut self.errors).query();
        if !self.errors.is_empty() {
            self.explain(&text);
        }
    }

    /// Adds to the mistakes what advice needs, or puts the one in their place that explains them all.
    #[cold]
    #[inline(never)]
    fn explain(&mut self, text: &Text<'s>) {
        context::complete(&mut self.errors, text);
        let Some(quote) = missing_quote::find(text, self.options, &self.errors) else { return };
        self.errors.truncate(1);
        for error in &mut self.errors {
            error.context.missing_quote = Some(quote);
        }
        // What is behind the quote was not read as it is intended.
        let text = text.unclosed_from(quote.string);
        self.tree = Ast::with_capacity(self.source, 0);
        Parser::new(&text, self.options, &mut self.tree, &mut Vec::new()).query();
    }

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
        Text::whole(self.source).token(Span::at(offset).range().start)
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
#[inline]
pub fn parse(source: &str) -> Parsed<'_> {
    parse_with(source, ParseOptions::default())
}

/// Parses with options. Linear in the text, for any text, without recursion.
// A part of the caller, so that the parser writes to where the result stays: moving at once what was just written in
// parts takes longer than a comparison.
#[inline]
pub fn parse_with(source: &str, options: ParseOptions) -> Parsed<'_> {
    let mut parsed = Parsed { source, options, tree: Ast::default(), errors: Vec::new() };
    parsed.read();
    parsed
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

struct Parser<'s, 't, 'p> {
    /// Where the text was read to, as far as [`Parser::read`] does not hold it.
    input: Cursor<'s, 't>,
    options: ParseOptions,
    tree: &'p mut Ast<'s>,
    errors: &'p mut Vec<SyntaxError>,
    frames: SmallVec<[Frame; NESTING]>,
    chains: Chains,
    /// Whether a mistake just before explains all that is odd now.
    recovering: bool,
    parens: ParenBalance,
    /// The start of the comparison in which a mistake was found last.
    comparison: Option<Cursor<'s, 't>>,
}

impl<'s, 't, 'p> Parser<'s, 't, 'p> {
    fn new(
        text: &'t Text<'s>,
        options: ParseOptions,
        tree: &'p mut Ast<'s>,
        errors: &'p mut Vec<SyntaxError>,
    ) -> Self {
        Self {
            input: Cursor::new(text),
            options,
            tree,
            errors,
            frames: SmallVec::new(),
            chains: Chains::default(),
            recovering: false,
            parens: ParenBalance::default(),
            comparison: None,
        }
    }

    /// `query = [ or ] end`
    fn query(&mut self) {
        if self.input.class().is_none() && self.input.at(TokenKind::End) {
            return;
        }
        let mut state = State::Operand;
        while state != State::Done {
            state = match self.read(state) {
                State::Operand => self.no_operand(),
                State::Connective => self.no_connective(),
                State::Done => State::Done,
            };
        }
        self.close_all();
    }

    /// Reads as far as there is no mistake; what it could not read, at the end too.
    fn read(&mut self, mut state: State) -> State {
        // Here and not in `self`, so that it stays in registers.
        let mut input = self.input;
        while let Some(rest) = match state {
            State::Operand => self.operand(input, &mut state),
            State::Connective => self.connective(input, &mut state),
            State::Done => None,
        } {
            input = rest;
        }
        self.input = input;
        state
    }

    /// `operand = "(" or ")" | comparison | "NOT" operand`
    #[inline]
    fn operand(&mut self, input: Cursor<'s, 't>, state: &mut State) -> Option<Cursor<'s, 't>> {
        match input.class()? {
            ByteClass::OpenParen => self.open_group(input),
            ByteClass::Word if input.may_be(Keyword::Not) => self.not(input),
            _ => {
                let rest = self.comparison(input)?;
                *state = State::Connective;
                Some(rest)
            }
        }
    }

    /// `"(" or ")"`
    #[inline]
    fn open_group(&mut self, input: Cursor<'s, 't>) -> Option<Cursor<'s, 't>> {
        if self.is_deepest() {
            return None;
        }
        let outside = std::mem::take(&mut self.chains);
        let (_, open) = input.read();
        self.frames.push(Frame::Group { open, outside });
        Some(input.after(open))
    }

    /// `"NOT" operand`, extended
    fn not(&mut self, input: Cursor<'s, 't>) -> Option<Cursor<'s, 't>> {
        // In Core syntax the first of several is a mistake.
        let repeated = matches!(self.frames.last(), Some(Frame::Not { .. }));
        let allowed = self.options.syntax() == Syntax::Extended || repeated;
        if !allowed || self.is_deepest() {
            return None;
        }
        let keyword = input.token().span;
        self.frames.push(Frame::Not { keyword });
        Some(input.after(keyword))
    }

    /// `comparison`
    #[inline]
    fn comparison(&mut self, input: Cursor<'s, 't>) -> Option<Cursor<'s, 't>> {
        let (rest, Read { plain, whole }) = grammar::comparison(self.options.syntax(), input).ok()?;
        let id = match whole {
            None => self.tree.push_plain(plain),
            Some(comparison) => self.tree.push_comparison(comparison.span(), *comparison),
        };
        self.push_operand(id);
        Some(rest)
    }

    /// `{ "AND" operand }`, `{ "OR" and }`, `")"`
    #[inline]
    fn connective(&mut self, input: Cursor<'s, 't>, state: &mut State) -> Option<Cursor<'s, 't>> {
        let (kind, span) = input.read();
        match kind {
            TokenKind::Word => {
                self.join(Keyword::of(input.bytes(span))?.connective()?);
                *state = State::Operand;
            }
            TokenKind::CloseParen if self.in_group() => {
                // A `)` that was a mistake itself may have closed the group too early.
                self.recovering = self.errors.last().is_some_and(|last| last.token.span == span);
                self.close_group(span);
            }
            TokenKind::End if self.frames.is_empty() => {
                *state = State::Done;
                return None;
            }
            _ => return None,
        }
        Some(input.after(span))
    }

    /// Goes on after a connective; an `OR` closes the chain of ANDs before it.
    fn join(&mut self, connective: Connective) {
        match connective {
            Connective::And => {}
            Connective::Or => self.close_and(),
        }
        self.recovering = false;
    }

    /// Whether as many groups and NOTs are open as may be.
    fn is_deepest(&self) -> bool {
        let most = usize::try_from(self.options.limits().max_nesting()).unwrap_or(usize::MAX);
        self.frames.len() >= most
    }

    /// Whether a group is open around here, NOTs aside: those before an operand close with it.
    fn in_group(&self) -> bool {
        // A NOT waits for its operand on top of the group that it is in.
        self.frames.iter().rev().any(|frame| matches!(frame, Frame::Group { .. }))
    }

    /// Adds an operand to the chain, under the NOTs that wait for it.
    #[inline]
    fn push_operand(&mut self, mut id: NodeId) {
        while let Some(&Frame::Not { keyword }) = self.frames.last() {
            self.frames.pop();
            id = self.tree.close_not(keyword.join(self.tree.span_of(id)), id);
        }
        self.tree.append(&mut self.chains.and, id);
    }

    fn close_and(&mut self) {
        let and = std::mem::take(&mut self.chains.and);
        if let Some(id) = self.close_chain(Connective::And, and) {
            self.tree.append(&mut self.chains.or, id);
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
        let span = Span::new(self.tree.span_of(first).start, self.tree.span_of(last).end);
        Some(self.tree.close_chain(connective, span, siblings))
    }

    fn close_group(&mut self, close: Span) {
        let body = self.close_or();
        if let Some(Frame::Group { open, outside }) = self.frames.pop() {
            self.chains = outside;
            // A group without a body has a mistake in it, which left an error node.
            let body = body.unwrap_or_else(|| self.error_leaf(Span::at(close.start)));
            let id = self.tree.close_group(open.join(close), body);
            self.push_operand(id);
        }
    }

    /// Closes what is open at the end of the parse.
    fn close_all(&mut self) {
        if !self.frames.is_empty() {
            // A parse that ends within a comparison has its last error ahead of the next token.
            let read = self.input.token().span.end;
            let end = Span::at(self.errors.last().map_or(read, |error| read.max(error.token.span.end)));
            while !self.frames.is_empty() {
                self.close_group(end);
            }
        }
        // The root, unless the text is empty, and then there is no node.
        self.close_or();
    }

    fn error_leaf(&mut self, span: Span) -> NodeId {
        self.tree.push_error(span, ErrorNode::default())
    }

    fn operand_expected(&self) -> Expected {
        Expected::of([Expectation::Field, Expectation::OpenParen])
            .and_if(self.options.syntax() == Syntax::Extended, Expectation::Not)
    }
}
