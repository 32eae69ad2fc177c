//! The place that is completed: the tokens before it, and the one being edited.

use super::super::{Options, slice, span_of};
use super::Automaton;
use crate::syntax::lexical::{self, ends_word, is_symbol};
use crate::syntax::{Token, TokenKind, tokenize};
use crate::text::Span;

pub(in crate::ide) struct Anchor<'s> {
    pub(super) source: &'s str,
    /// The place before the token being edited.
    pub(in crate::ide) automaton: Automaton,
    /// What an item replaces: the token being edited, and the words of its operator after it.
    pub(super) replace: Span,
    /// What is typed of the token, without its opening quote.
    pub(super) typed: &'s str,
    /// Whether the token begins with a quote.
    pub(super) quoted: bool,
    /// The token being edited, as far as the offset.
    edited: Option<Token>,
}

impl<'s> Anchor<'s> {
    pub(in crate::ide) fn of(source: &'s str, offset: usize, options: &Options<'_>) -> Self {
        let before = source.get(..offset).unwrap_or_default();
        let mut automaton = Automaton::new(options.query.parse_options());
        let mut edited = None;
        for token in tokenize(before, options.query.limits()) {
            match token.kind {
                TokenKind::End => break,
                kind if is_edited(kind) && token.span.range().end == offset => edited = Some(token),
                _ => {
                    automaton.read(token, before);
                }
            }
        }
        let mut anchor =
            Self { source, automaton, replace: span_of(offset, offset), typed: "", quoted: false, edited };
        if let Some(token) = edited {
            anchor.edit(token, offset, options);
        }
        anchor
    }

    fn edit(&mut self, token: Token, offset: usize, options: &Options<'_>) {
        let typed = slice(self.source, token.span);
        self.quoted = token.kind == TokenKind::UnclosedString;
        self.typed = if self.quoted { typed.get(1..).unwrap_or_default() } else { typed };
        let after = self.source.get(offset..).unwrap_or_default();
        let more = match token.kind {
            TokenKind::UnclosedString => self.rest_of_string(token, offset, options),
            TokenKind::Word => after.find(ends_word).unwrap_or(after.len()),
            _ => after.find(|c| !is_symbol(c)).unwrap_or(after.len()),
        };
        let whole = span_of(token.span.range().start, offset + more);
        self.replace = Span::new(whole.start, self.end_of_operator(token.kind, whole, options));
    }

    /// How much of the string is after the offset, up to and with the quote that closes it: if a quote is right there, or
    /// if the text goes on well after it. Otherwise that quote opens another string.
    fn rest_of_string(&self, token: Token, offset: usize, options: &Options<'_>) -> usize {
        let after = self.source.get(offset..).unwrap_or_default();
        if after.starts_with('"') {
            return 1;
        }
        let start = token.span.range().start;
        let from = self.source.get(start..).unwrap_or_default();
        let mut tokens = tokenize(from, options.query.limits());
        let (Some(string), Some(next)) = (tokens.next(), tokens.next()) else { return 0 };
        let mut automaton = self.automaton.clone();
        // Its field is not looked at: only the grammar counts.
        let goes_on = string.kind.is_string()
            && automaton.read(string, from)
            && (next.kind == TokenKind::End || automaton.accepts(next, from));
        if goes_on { (start + string.span.range().end).saturating_sub(offset) } else { 0 }
    }

    /// The end of the words of an operator that go on with a token.
    fn end_of_operator(&self, kind: TokenKind, whole: Span, options: &Options<'_>) -> u32 {
        let mut automaton = self.automaton.clone();
        let mut end = whole.end;
        if kind != TokenKind::Word || !automaton.read(Token { kind, span: whole }, self.source) {
            return end;
        }
        let from = self.source.get(whole.range().end..).unwrap_or_default();
        for token in tokenize(from, options.query.limits()) {
            let moved = Span::new(
                token.span.start.saturating_add(whole.end),
                token.span.end.saturating_add(whole.end),
            );
            if !automaton.is_within_operator()
                || !automaton.read(Token { kind: token.kind, span: moved }, self.source)
            {
                break;
            }
            end = moved.end;
        }
        end
    }

    /// Whether a part of a token is typed, and more of it than a quote.
    pub(super) fn is_editing(&self) -> bool {
        self.edited.is_some()
    }

    /// The place after the symbol being edited, if that is an operator.
    pub(in crate::ide) fn after_symbol(&self) -> Option<Self> {
        let token = self.edited.filter(|token| token.kind.is_symbol())?;
        let mut automaton = self.automaton.clone();
        // A longer symbol in the text is one token.
        let whole = self.replace == token.span && automaton.read(token, self.source);
        whole.then(|| Self {
            source: self.source,
            automaton,
            replace: Span::at(token.span.end),
            typed: "",
            quoted: false,
            edited: None,
        })
    }

    /// The token after what is replaced.
    pub(super) fn following(&self, options: &Options<'_>) -> Option<&'s str> {
        let from = self.source.get(self.replace.range().end..).unwrap_or_default();
        let token = tokenize(from, options.query.limits()).next()?;
        Some(slice(from, token.span))
    }

    /// The white space that a text needs before and after it; at the end of the whole text, `space` if there is any.
    pub(super) fn blanks(&self, text: &str, space: bool) -> (&'static str, &'static str) {
        let range = self.replace.range();
        let left = self.source.get(..range.start).and_then(|before| before.chars().next_back());
        let right = self.source.get(range.end..).and_then(|after| after.chars().next());
        let (first, last) = (text.chars().next(), text.chars().next_back());
        let is_word = |c: Option<char>| c.is_some_and(|c| !ends_word(c));
        let apart = is_word(first) && left.is_some_and(|c| !ends_word(c) || matches!(c, '"' | ')'));
        let merges = |a: Option<char>, b: Option<char>| {
            (is_word(a) && is_word(b)) || (a.is_some_and(is_symbol) && b.is_some_and(is_symbol))
        };
        let before = if apart || merges(left, first) { " " } else { "" };
        let after = if merges(last, right) || (space && right.is_none()) { " " } else { "" };
        // A byte order mark is no part of the first word.
        let before = if left == Some(lexical::BYTE_ORDER_MARK) { "" } else { before };
        (before, after)
    }
}

/// Whether a token may be unfinished.
fn is_edited(kind: TokenKind) -> bool {
    kind == TokenKind::Word || kind == TokenKind::UnclosedString || kind.is_symbol()
}
