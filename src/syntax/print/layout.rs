//! What is between names and values: words, spaces, parentheses, lines.

use std::fmt::{self, Write};

use super::Style;
use super::quote::{name_reads_bare, reads_bare, write_quoted};
use crate::syntax::ast::{Ast, Comparison, Condition, Connective, Literal, Name, Node, NodeKind};
use crate::tree::{NodeId, Step};

/// How far a group is indented beyond the line that opens it.
const INDENT: usize = 2;
/// The deepest indentation: with more, the spaces of a deep tree would grow with the square of its depth.
const MAX_INDENT: usize = 20 * INDENT;

/// One printing of one tree.
pub(super) struct Layout<'a, 's, W> {
    tree: &'a Ast<'s>,
    out: Tokens<'a, W>,
    /// The width of each node on one line, by its index; only in the pretty style.
    flat: Vec<Flat>,
    frames: Vec<Frame>,
}

/// What is being written around the next operand. Groups, and chains that continue the connective around them, have no
/// frame, because they leave no trace in the text.
#[derive(Clone, Copy, Debug)]
struct Frame {
    node: NodeId,
    kind: FrameKind,
    /// Whether an operand of it was written.
    started: bool,
    /// Whether each operand is on a line of its own.
    broken: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum FrameKind {
    Chain { connective: Connective, parenthesised: bool },
    Not,
}

impl<'a, 's, W: Write> Layout<'a, 's, W> {
    pub(super) fn new(tree: &'a Ast<'s>, style: Style, out: &'a mut W) -> Self {
        let flat = match style {
            Style::Pretty { .. } => Flat::of(tree),
            Style::Canonical | Style::Portal | Style::Compact => Vec::new(),
        };
        Self { tree, out: Tokens::new(style, out), flat, frames: Vec::new() }
    }

    pub(super) fn write(mut self) -> fmt::Result {
        for step in self.tree.walk() {
            match step {
                Step::Enter(node) => self.enter(node)?,
                Step::Leave(node) => self.leave(node)?,
            }
        }
        Ok(())
    }

    fn enter(&mut self, node: Node<'_, 's>) -> fmt::Result {
        match node.kind() {
            NodeKind::And | NodeKind::Or => self.chain(node),
            NodeKind::Not => {
                self.operand()?;
                self.out.word("NOT")?;
                let broken = self.may_break();
                self.frames.push(Frame { node: node.id(), kind: FrameKind::Not, started: false, broken });
                Ok(())
            }
            NodeKind::Comparison(comparison) => {
                self.operand()?;
                self.out.comparison(&comparison)
            }
            // `Printed` holds no error nodes.
            NodeKind::Group | NodeKind::Error(_) => Ok(()),
        }
    }

    fn chain(&mut self, node: Node<'_, 's>) -> fmt::Result {
        let Some(connective) = node.connective() else { return Ok(()) };
        let parenthesised = match self.frames.last().map(|frame| frame.kind) {
            Some(FrameKind::Chain { connective: around, .. }) if around == connective => return Ok(()),
            Some(FrameKind::Chain { .. } | FrameKind::Not) => true,
            None => false,
        };
        self.operand()?;
        let broken = self.may_break() && !self.fits(node, parenthesised);
        if parenthesised {
            self.out.open()?;
            if broken {
                self.out.indent = self.out.indent.saturating_add(INDENT);
                self.out.line()?;
            }
        }
        let kind = FrameKind::Chain { connective, parenthesised };
        self.frames.push(Frame { node: node.id(), kind, started: false, broken });
        Ok(())
    }

    fn leave(&mut self, node: Node<'_, 's>) -> fmt::Result {
        let Some(frame) = self.frames.pop_if(|frame| frame.node == node.id()) else { return Ok(()) };
        if let FrameKind::Chain { parenthesised: true, .. } = frame.kind {
            if frame.broken {
                self.out.indent = self.out.indent.saturating_sub(INDENT);
                self.out.line()?;
            }
            self.out.close()?;
        }
        Ok(())
    }

    /// What precedes an operand: nothing before the first, a connective before others.
    fn operand(&mut self) -> fmt::Result {
        let Some(frame) = self.frames.last_mut() else { return Ok(()) };
        let first = !std::mem::replace(&mut frame.started, true);
        match frame.kind {
            FrameKind::Chain { connective, .. } if !first => {
                if frame.broken {
                    self.out.line()?;
                }
                self.out.connective(connective)
            }
            FrameKind::Chain { .. } | FrameKind::Not => Ok(()),
        }
    }

    fn may_break(&self) -> bool {
        match self.frames.last() {
            Some(frame) => frame.broken,
            None => matches!(self.out.style, Style::Pretty { .. }),
        }
    }

    fn fits(&self, node: Node<'_, 's>, parenthesised: bool) -> bool {
        let Style::Pretty { width } = self.out.style else { return true };
        let flat = Flat::get(&self.flat, node.id());
        self.out.column().saturating_add(if parenthesised { flat.in_parentheses() } else { flat.width })
            <= width
    }
}

/// The width of a node on one line, in characters, without parentheses of its own.
#[derive(Clone, Copy, Debug, Default)]
struct Flat {
    width: usize,
    /// The connective on its top level.
    connective: Option<Connective>,
}

impl Flat {
    fn of(tree: &Ast<'_>) -> Vec<Self> {
        let mut all = Vec::with_capacity(tree.len());
        for node in tree.postorder() {
            let only = || node.first_child().map(|child| Self::get(&all, child.id())).unwrap_or_default();
            let flat = match (node.kind(), node.connective()) {
                (NodeKind::And | NodeKind::Or, Some(connective)) => {
                    let between = connective.as_str().len() + 2;
                    let widths = node.children().map(|child| Self::get(&all, child.id()).beside(connective));
                    let width =
                        widths.fold(0usize, |sum, width| sum.saturating_add(width + between)) - between;
                    Self { width, connective: Some(connective) }
                }
                (NodeKind::And | NodeKind::Or | NodeKind::Group, _) => only(),
                (NodeKind::Not, _) => {
                    let operand = only();
                    let width = operand.connective.map_or(operand.width, |_| operand.in_parentheses());
                    Self { width: "NOT ".len().saturating_add(width), connective: None }
                }
                (NodeKind::Comparison(comparison), _) => {
                    Self { width: width_of(&comparison), connective: None }
                }
                (NodeKind::Error(_), _) => Self::default(),
            };
            all.push(flat);
        }
        all
    }

    fn get(all: &[Self], id: NodeId) -> Self {
        all.get(id.index()).copied().unwrap_or_default()
    }

    const fn in_parentheses(self) -> usize {
        self.width.saturating_add(2)
    }

    /// As an operand of a chain.
    fn beside(self, connective: Connective) -> usize {
        match self.connective {
            Some(other) if other != connective => self.in_parentheses(),
            Some(_) | None => self.width,
        }
    }
}

fn width_of(comparison: &Comparison<'_>) -> usize {
    let mut count = Count(0);
    match Tokens::new(Style::Canonical, &mut count).comparison(comparison) {
        Ok(()) => count.0,
        // Counting never fails.
        Err(fmt::Error) => 0,
    }
}

/// Counts characters.
struct Count(usize);

impl Write for Count {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        self.0 = self.0.saturating_add(text.chars().count());
        Ok(())
    }
}

/// What was written last.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Last {
    /// Nothing on this line.
    Nothing,
    Word,
    Symbol,
    /// A name or a value in quotes.
    Quoted,
    Open,
    Close,
}

/// Writes tokens, with the spaces of the style between them.
struct Tokens<'a, W> {
    out: &'a mut W,
    style: Style,
    last: Last,
    /// Whether the last token ended a comparison.
    compared: bool,
    indent: usize,
    /// The width of the words and symbols outside of comparisons on this line.
    words: usize,
}

impl<'a, W: Write> Tokens<'a, W> {
    fn new(style: Style, out: &'a mut W) -> Self {
        Self { out, style, last: Last::Nothing, compared: false, indent: 0, words: 0 }
    }

    fn column(&self) -> usize {
        self.depth().saturating_add(self.words)
    }

    fn depth(&self) -> usize {
        self.indent.min(MAX_INDENT)
    }

    fn line(&mut self) -> fmt::Result {
        self.last = Last::Nothing;
        self.words = 0;
        write!(self.out, "\n{:depth$}", "", depth = self.depth())
    }

    fn connective(&mut self, connective: Connective) -> fmt::Result {
        if self.style == Style::Portal && self.compared {
            self.out.write_char(' ')?;
        }
        self.word(connective.as_str())
    }

    fn word(&mut self, word: &str) -> fmt::Result {
        self.space(Last::Word)?;
        self.words = self.words.saturating_add(word.len() + 1);
        self.out.write_str(word)
    }

    fn open(&mut self) -> fmt::Result {
        self.space(Last::Open)?;
        self.out.write_char('(')
    }

    fn close(&mut self) -> fmt::Result {
        self.space(Last::Close)?;
        self.out.write_char(')')
    }

    fn comparison(&mut self, comparison: &Comparison<'_>) -> fmt::Result {
        self.field(&comparison.field)?;
        match &comparison.condition {
            Condition::Relation { operator, value, .. } if operator.is_textual() => {
                self.word(operator.as_str())?;
                self.value(value)?;
            }
            Condition::Relation { operator, value, .. } => {
                self.space(Last::Symbol)?;
                self.out.write_str(operator.as_str())?;
                self.value(value)?;
            }
            Condition::Empty { negated, .. } => {
                self.word(if *negated { "is not empty" } else { "is empty" })?
            }
            Condition::In { negated, values, .. } => {
                self.word(if *negated { "NOT IN" } else { "IN" })?;
                self.open()?;
                for (index, value) in values.iter().enumerate() {
                    if index > 0 {
                        self.out.write_char(',')?;
                        self.last = Last::Symbol;
                    }
                    self.value(value)?;
                }
                self.close()?;
            }
            Condition::Between { negated, values, .. } => {
                let [low, high] = &**values;
                self.word(if *negated { "NOT BETWEEN" } else { "BETWEEN" })?;
                self.value(low)?;
                self.word("AND")?;
                self.value(high)?;
            }
        }
        self.compared = true;
        Ok(())
    }

    fn field(&mut self, name: &Name<'_>) -> fmt::Result {
        if self.style == Style::Compact && name_reads_bare(&name.text) {
            self.space(Last::Word)?;
            self.out.write_str(&name.text)
        } else {
            self.space(Last::Quoted)?;
            write_quoted(self.out, &name.text)
        }
    }

    fn value(&mut self, literal: &Literal<'_>) -> fmt::Result {
        if let Some(relative) = literal.relative_date() {
            self.space(Last::Word)?;
            return match self.style {
                Style::Compact => write!(self.out, "{}", relative.compact()),
                Style::Canonical | Style::Portal | Style::Pretty { .. } => write!(self.out, "{relative}"),
            };
        }
        // A tree built by hand may have a bare value that cannot be bare: quotes keep it a value.
        if literal.quoted || !reads_bare(&literal.text) {
            if self.style == Style::Portal && self.last == Last::Symbol {
                self.out.write_char(' ')?;
            }
            self.space(Last::Quoted)?;
            write_quoted(self.out, &literal.text)
        } else {
            self.space(Last::Word)?;
            self.out.write_str(&literal.text)
        }
    }

    /// The space before a token.
    fn space(&mut self, next: Last) -> fmt::Result {
        let last = std::mem::replace(&mut self.last, next);
        self.compared = false;
        let wanted = match (self.style, last) {
            (_, Last::Nothing | Last::Open) => false,
            (Style::Compact, _) => last == Last::Word && next == Last::Word,
            (Style::Canonical | Style::Portal | Style::Pretty { .. }, _) => next != Last::Close,
        };
        if wanted { self.out.write_char(' ') } else { Ok(()) }
    }
}
