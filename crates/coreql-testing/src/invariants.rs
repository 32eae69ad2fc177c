//! Invariants of the parse of any text at all (section 2, rules 4.1 to 4.3).

use coreql::syntax::ast::{Comparison, Condition, Node, NodeKind};
use coreql::syntax::{Parsed, SyntaxErrorKind, Token, TokenKind};
use coreql::text::Span;
use coreql::tree::Step;

use crate::generate::is_wrong_quote;

/// Panics, with the text, unless the parse is sound.
pub fn check(parsed: &Parsed<'_>) {
    if let Err(violation) = sound(parsed) {
        let text: String = parsed.source().chars().take(500).collect();
        panic!("{violation} in {text:?}");
    }
}

fn ensure(holds: bool, what: impl FnOnce() -> String) -> Result<(), String> {
    if holds { Ok(()) } else { Err(what()) }
}

fn sound(parsed: &Parsed<'_>) -> Result<(), String> {
    tokens(parsed)?;
    errors(parsed)?;
    links(parsed)?;
    let mut error_nodes = 0usize;
    for node in parsed.tree().postorder() {
        spans(parsed, node)?;
        let children = node.children().count();
        let well_formed = match node.kind() {
            NodeKind::And | NodeKind::Or => children >= 2,
            NodeKind::Not | NodeKind::Group => children == 1,
            NodeKind::Comparison(_) | NodeKind::Error(_) => children == 0,
        };
        ensure(well_formed, || format!("{children} operands under {:?}", node.kind()))?;
        error_nodes += usize::from(matches!(node.kind(), NodeKind::Error(_)));
    }
    ensure((error_nodes == 0) == parsed.errors().is_empty(), || {
        format!("{error_nodes} error nodes and {} errors", parsed.errors().len())
    })
}

/// Tokens and white space tile the text.
fn tokens(parsed: &Parsed<'_>) -> Result<(), String> {
    let (source, tokens) = (parsed.source(), parsed.tokens().collect::<Vec<Token>>());
    let mut at = if source.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
    for token in &tokens {
        on_boundaries(parsed, token.span, "a token")?;
        let range = token.span.range();
        let between =
            source.get(at..range.start).ok_or_else(|| format!("{token:?} overlaps the one before"))?;
        ensure(between.chars().all(char::is_whitespace), || format!("{between:?} is in no token"))?;
        at = range.end;
    }
    let ends = tokens.iter().filter(|token| token.kind == TokenKind::End).count();
    let last = tokens.last().map(|token| token.kind);
    ensure(ends == 1 && last == Some(TokenKind::End), || format!("{ends} ends, the last token is {last:?}"))?;
    let beyond = |token: &&Token| matches!(token.kind, TokenKind::BeyondBytes | TokenKind::BeyondTokens);
    ensure(at == source.len() || tokens.iter().rev().nth(1).filter(beyond).is_some(), || {
        format!("the tokens end at {at}")
    })
}

/// Errors are in source order, at most one for each token, within the limit (rules 4.1 and 1.6).
fn errors(parsed: &Parsed<'_>) -> Result<(), String> {
    let limit = usize::try_from(parsed.options().limits().max_errors()).unwrap();
    let count = parsed.errors().len();
    let tokens: Vec<Token> = if count == 0 { Vec::new() } else { parsed.tokens().collect() };
    ensure(count <= limit + 1, || format!("{count} errors, but the limit is {limit}"))?;
    for error in parsed.errors() {
        // Behind wrong quotes, and where a quote is missing, the parse goes on inside of a token (rule 2.18).
        let start = error.token.span.start;
        let before = parsed.source().get(..Span::at(start).range().start).unwrap_or_default();
        let token = tokens.contains(&error.token)
            || (parsed.token_at(start) == error.token && before.contains(|c| c == '"' || is_wrong_quote(c)));
        ensure(token, || format!("{:?} is not a token", error.token))?;
        on_boundaries(parsed, error.related, "the related span of an error")?;
        let fatal = matches!(
            error.kind,
            SyntaxErrorKind::TooLong
                | SyntaxErrorKind::TooManyTokens
                | SyntaxErrorKind::TooDeep
                | SyntaxErrorKind::TooManyErrors
        );
        let last = parsed.errors().last() == Some(error);
        ensure(!fatal || last, || format!("{:?} is not the last error", error.kind))?;
        let unclosed = matches!(error.kind, SyntaxErrorKind::UnclosedString);
        ensure(!unclosed || count == 1, || "an unclosed string beside other errors".to_owned())?;
    }
    let mut pairs = parsed.errors().windows(2);
    ensure(pairs.all(|pair| pair[0].token.span < pair[1].token.span), || {
        format!("errors out of order, or two at a token: {:?}", parsed.errors())
    })
}

/// Every node but the last has a parent that follows it and lists it as a child; a walk visits each node twice.
fn links(parsed: &Parsed<'_>) -> Result<(), String> {
    let tree = parsed.tree();
    let root = tree.root().map(Node::id);
    let mut children = 0;
    for node in tree.postorder() {
        match node.parent() {
            None => ensure(Some(node.id()) == root, || format!("{:?} has no parent", node.id()))?,
            Some(parent) => {
                ensure(parent.id() > node.id(), || format!("{:?} follows its parent", node.id()))?
            }
        }
        let mut before = None;
        for child in node.children() {
            let parent = child.parent().map(Node::id);
            ensure(parent == Some(node.id()) && before < Some(child.id()), || {
                format!("{:?} is misplaced", child.id())
            })?;
            before = Some(child.id());
            children += 1;
        }
    }
    ensure(children + usize::from(root.is_some()) == tree.len(), || "nodes without a parent".to_owned())?;
    let mut depth = 0i64;
    let mut left = Vec::with_capacity(tree.len());
    for step in tree.walk() {
        match step {
            Step::Enter(_) => depth += 1,
            Step::Leave(node) => {
                depth -= 1;
                left.push(node.id());
            }
        }
    }
    let postorder: Vec<_> = tree.postorder().map(Node::id).collect();
    ensure(depth == 0 && left == postorder, || "a walk that leaves nodes out of order".to_owned())
}

/// Spans are on character boundaries, within the parent's, and after those of earlier siblings.
fn spans(parsed: &Parsed<'_>, node: Node<'_, '_>) -> Result<(), String> {
    let span = node.span();
    on_boundaries(parsed, span, "a node")?;
    let mut end = span.start;
    for child in node.children() {
        let inner = child.span();
        ensure(end <= inner.start && inner.end <= span.end, || {
            format!("{inner:?} is not within {span:?}, or overlaps what precedes it")
        })?;
        end = inner.end;
    }
    match node.kind() {
        NodeKind::Comparison(comparison) => parts(parsed, &comparison),
        NodeKind::Not => {
            let keyword = node.extension().map(|(_, keyword)| keyword).unwrap_or_default();
            let text = parsed.source().get(keyword.range()).unwrap_or_default();
            ensure(text.eq_ignore_ascii_case("not"), || "a NOT out of place".to_owned())
        }
        NodeKind::Error(error) => match &error.field {
            Some(field) => {
                on_boundaries(parsed, field.span, "a field")?;
                ensure(span.start <= field.span.start && field.span.end <= span.end, || {
                    format!("{field:?} is not within {span:?}")
                })
            }
            None => Ok(()),
        },
        NodeKind::And | NodeKind::Or | NodeKind::Group => Ok(()),
    }
}

/// The parts of a comparison follow one another and cover it.
fn parts(parsed: &Parsed<'_>, comparison: &Comparison<'_>) -> Result<(), String> {
    let mut spans = vec![comparison.field.span, comparison.condition.operator_span()];
    let mut literals = Vec::new();
    match &comparison.condition {
        Condition::Relation { value, .. } => literals.push(value),
        Condition::Empty { .. } => {}
        Condition::In { values, .. } => literals.extend(values),
        Condition::Between { values, .. } => literals.extend(values.iter()),
    }
    ensure(!matches!(&comparison.condition, Condition::In { values, .. } if values.is_empty()), || {
        "a list without values".to_owned()
    })?;
    spans.extend(literals.iter().map(|literal| literal.span));
    for span in &spans {
        on_boundaries(parsed, *span, "a part of a comparison")?;
    }
    ensure(spans.windows(2).all(|pair| pair[0].end <= pair[1].start), || {
        format!("{comparison:?} in disorder")
    })?;
    let ends = (spans.first().map(|span| span.start), spans.last().map(|span| span.end));
    let span = comparison.span();
    let list = matches!(comparison.condition, Condition::In { .. });
    let covered = ends.1 == Some(span.end) || (list && ends.1 < Some(span.end));
    ensure(ends.0 == Some(span.start) && covered, || format!("{comparison:?} is not covered"))?;

    let name = (&comparison.field.text, comparison.field.span, comparison.field.quoted);
    for (text, span, quoted) in
        literals.iter().map(|literal| (&literal.text, literal.span, literal.quoted)).chain([name])
    {
        let source = parsed.source().get(span.range()).unwrap_or_default();
        let unescaped = if quoted { unescape(source) } else { source.to_owned() };
        ensure(*text == unescaped, || format!("{text:?} for {source:?}"))?;
    }
    Ok(())
}

/// The value of a string token (rule 2.2).
fn unescape(token: &str) -> String {
    let body = token.strip_prefix('"').and_then(|rest| rest.strip_suffix('"')).unwrap();
    let mut text = String::new();
    let mut characters = body.chars().peekable();
    while let Some(character) = characters.next() {
        let escaped = characters.next_if(|next| character == '\\' && matches!(next, '"' | '\\'));
        text.push(escaped.unwrap_or(character));
    }
    text
}

fn on_boundaries(parsed: &Parsed<'_>, span: Span, what: &str) -> Result<(), String> {
    ensure(parsed.source().get(span.range()).is_some(), || format!("{what} at {span:?}"))
}
