//! `query_test`: whether a query parses, and if not, one token and one number
//! (language, rules 4.7 to 4.12).

use crate::diagnostic::Options;
use crate::query::{Lints, check};
use crate::syntax::ast::{Node, NodeKind};
use crate::syntax::{Token, parse_with};
use crate::text::{LineIndex, Span};

/// The answer of `query_test`.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct QueryTest {
    /// Whether the query is valid.
    pub valid: bool,
    /// The offending token: a string without its quotes, the end as `<EOF>`; empty if there is none.
    pub token: String,
    /// Where the token starts in its line, from 0, in UTF-16 code units; -1 if there is none.
    pub position: i64,
}

impl QueryTest {
    fn valid() -> Self {
        Self { valid: true, token: String::new(), position: -1 }
    }

    fn invalid(source: &str, token: Token) -> Self {
        let at = LineIndex::new(source).line_column_utf16(token.span.start);
        Self { valid: false, token: token.text(source).to_owned(), position: at.column.into() }
    }

    /// What the device search answers to the same query; `None` if that is valid.
    pub fn parse_failure(&self) -> Option<ParseFailure> {
        (!self.valid).then(|| ParseFailure::new(&self.token, self.position))
    }
}

/// Tests a query as Core does: syntax, and with a complete catalogue names, operators and values as well.
///
/// ```
/// use coreql::Options;
/// use coreql::core_api::query_test;
///
/// let answer = query_test(r#"manufacturer="Apple" blargle"#, &Options::new());
/// assert_eq!((answer.valid, answer.token.as_str(), answer.position), (false, "blargle", 21));
/// ```
pub fn query_test(text: &str, options: &Options<'_>) -> QueryTest {
    let parsed = parse_with(text, options.parse_options());
    let mut first = parsed.errors().first().map(|error| error.token);
    if options.catalog().is_complete() {
        let checked =
            check(parsed.tree(), options.catalog(), options.check_options().with_lints(Lints::Silent));
        // Rule 4.6: of a comparison that did not parse the syntax error alone counts. There are few, by the limits.
        let nodes = parsed.tree().postorder().filter(|node| matches!(node.kind(), NodeKind::Error(_)));
        let broken: Vec<Span> = nodes.map(Node::span).collect();
        let parsed_well = |token: &Token| {
            !broken.iter().any(|span| span.start <= token.span.start && token.span.end <= span.end)
        };
        let wrong = checked.errors().iter().map(|error| error.token).find(parsed_well);
        first = first.into_iter().chain(wrong).min_by_key(|token| token.span.start);
    }
    first.map_or_else(QueryTest::valid, |token| QueryTest::invalid(text, token))
}

/// The answer of the device search to an invalid query.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct ParseFailure {
    /// One message.
    pub messages: Vec<Message>,
}

/// A message of Core's.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "camelCase"))]
pub struct Message {
    /// `Error`
    #[cfg_attr(feature = "serde", serde(rename = "type"))]
    pub kind: String,
    /// `com.mobileiron.vsp.messages.advancedsearch.parse.failure`
    pub message_key: String,
    /// `Unrecognized token '<EOF>' at position 4`
    pub localized_message: String,
    /// The token, and its position.
    pub message_parameters: (String, i64),
}

impl ParseFailure {
    fn new(token: &str, position: i64) -> Self {
        Self {
            messages: vec![Message {
                kind: "Error".to_owned(),
                message_key: "com.mobileiron.vsp.messages.advancedsearch.parse.failure".to_owned(),
                localized_message: format!("Unrecognized token '{token}' at position {position}"),
                message_parameters: (token.to_owned(), position),
            }],
        }
    }
}
